"""From implicit to explicit splitting: transforms of Flax 0.8.x rewritten for a later release."""
