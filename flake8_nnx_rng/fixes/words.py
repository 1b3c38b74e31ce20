"""Words: what may be names in a piece of text, be it code, a string or a remark."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d]\w*")
