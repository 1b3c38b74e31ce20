"""What functions do, in terms of what they are given: `effects` finds what they draw from."""
