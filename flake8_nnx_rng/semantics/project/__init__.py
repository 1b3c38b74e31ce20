"""The modules of a project: which definition a name means, and who calls it from elsewhere."""
