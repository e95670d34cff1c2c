"""Feed what reads strangers' bytes with nonsense, for as long as one likes: `make fuzz`."""
