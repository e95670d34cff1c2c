"""What was asked: kept without the asker, grouped, counted, answered by staff, and erased again."""
