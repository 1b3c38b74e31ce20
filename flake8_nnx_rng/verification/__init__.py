"""Fixes are proved: the code before and after each is run and compared."""
