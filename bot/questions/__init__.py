"""What concerns the questions that were asked: how staff answer those that the documents leave open."""
