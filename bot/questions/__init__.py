"""What people ask: kept without naming anyone, grouped, counted, reported, and answered by the staff."""
