"""Who is told: the flake8 plugin, the command line and its reporters."""
