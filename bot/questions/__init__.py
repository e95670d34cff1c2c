"""What was asked: kept without the asker, counted, answered by staff, and erased again."""
