"""A report on paper: preview, PDF and printer from one drawing, with page breaks of our own."""
