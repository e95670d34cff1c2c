"""What is asked: which questions are the same, how often each is asked, and whether it is answered."""
