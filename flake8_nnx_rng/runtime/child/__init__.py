"""One side of a verification in a process of its own: units of a text run, and what they did."""
