"""The mapped tables, one module a subject."""
