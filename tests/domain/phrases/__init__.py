"""Phrases that the reader of targets is tried on: own ones, ones without a figure, and rewritten ones."""
