"""The way of RNG state: what values carry, through which layers it passes, where it is drawn from.

`values` says what a value carries, `reader` reads it off expressions, `passage` takes it through
the layers of a transformed function, `effects` finds the draws of a body, `faults` and `causes`
judge, `flows` is the door to all of them.
"""
