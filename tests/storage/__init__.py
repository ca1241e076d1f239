"""Tests of the book as a file."""
