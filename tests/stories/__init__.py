"""Walks through the whole window."""
