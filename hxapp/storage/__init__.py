"""The book: one SQLite file, its tables, and the only ways to change them."""
