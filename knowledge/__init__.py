"""What the office knows: pages and files read into documents, documents split into passages."""
