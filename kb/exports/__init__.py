"""What is given away in formats of others."""
