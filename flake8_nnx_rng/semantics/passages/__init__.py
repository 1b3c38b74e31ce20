"""What becomes of values that enter a transform; `faults` and `causes` judge it."""
