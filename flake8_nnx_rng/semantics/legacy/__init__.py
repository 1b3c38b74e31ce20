"""What the same program meant up to Flax 0.8.5."""
