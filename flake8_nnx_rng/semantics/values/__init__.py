"""What a value can be: `values` says what it carries, `reader` reads it off expressions."""
