"""What is known already: findings that a project has when it begins, and is not told again."""
