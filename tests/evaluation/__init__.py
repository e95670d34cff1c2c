"""The project's own questions, with what a right answer holds, and their score."""
