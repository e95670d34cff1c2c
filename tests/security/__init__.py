"""What an attacker would try across rooms: SECURITY.md names these tests and those of the modules."""
