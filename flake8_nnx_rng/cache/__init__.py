"""What was found, kept for the next run: plain data, believed only where all of it still fits."""
