"""The side panels of the tabs, one to a file."""
