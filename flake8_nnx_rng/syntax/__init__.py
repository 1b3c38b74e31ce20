"""What is written: source text, ast-grep tree, positions, scopes and qualified names."""
