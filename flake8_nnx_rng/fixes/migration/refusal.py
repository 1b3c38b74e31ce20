"""Why a migration is not made."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The code does not say enough, or nothing explicit does the same; the message says which."""
