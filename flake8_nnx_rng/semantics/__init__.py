"""What source means: uses of transforms, provenance of RNG state, releases of Flax."""
