"""Proofs of what the program promises to do with a book."""
