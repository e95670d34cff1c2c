"""Search: passages in, ranked hits out."""
