"""Judging: a table of cases for each line of its rules (product.md, 'Ratings')."""
