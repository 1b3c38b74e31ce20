"""What a module says, before any value is known: names, functions, uses of transforms, stacks."""
