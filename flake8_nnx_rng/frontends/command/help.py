"""How help is asked for, the same in each subcommand."""

HELP = {"help_option_names": ["-h", "--help"]}
"""Click's settings for a short name of `--help`."""
