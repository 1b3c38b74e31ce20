"""Reads released Flax wheels, without importing them, into the release table."""
