"""What was asked: kept without the asker, counted, and erased again."""
