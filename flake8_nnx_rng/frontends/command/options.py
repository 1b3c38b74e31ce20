"""What all subcommands share."""

from __future__ import annotations

HELP = {"help_option_names": ["-h", "--help"]}
"""Click's settings for a short name of `--help`."""
