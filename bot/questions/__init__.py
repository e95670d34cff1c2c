"""What was asked: kept, put together with what means the same, and read."""
