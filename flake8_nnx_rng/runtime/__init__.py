"""The reference of both semantics, on JAX and Flax: what the linter says is executed here."""
