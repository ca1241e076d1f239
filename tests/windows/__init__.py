"""Tests of the Windows program: what makes it, and the program itself, driven under Wine (marker `windows`)."""
