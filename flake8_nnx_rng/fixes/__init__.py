"""How to mend what the rules find: edits, how far they can be trusted, and putting them in."""
