"""The rules of an office's yearly work: plain Python, without files, a clock or windows."""
