"""How often each rule found something, and in which folders."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.reporters import json_list

_Key = TypeVar("_Key", str, tuple[str, str])


def statistics(outcome: Outcome, output_format: str) -> str:
    """The counts, most first."""
    rules = Counter((d.code, d.name) for d in outcome.diagnostics)
    pairs = Counter((d.code, _folder(d.filename)) for d in outcome.diagnostics)
    if output_format == "json":
        return json_list.dump(
            [
                {
                    "code": code,
                    "name": name,
                    "count": count,
                    "folders": {f: n for (c, f), n in _ordered(pairs) if c == code},
                }
                for (code, name), count in _ordered(rules)
            ]
        )
    folders = Counter(_folder(diagnostic.filename) for diagnostic in outcome.diagnostics)
    by_rule = _column((f"{code}  {name}", count) for (code, name), count in _ordered(rules))
    by_folder = _column(
        (f"{printable(name)}  ({_codes(name, pairs)})", n) for name, n in _ordered(folders)
    )
    return f"{by_rule}\n\n{by_folder}" if rules else ""


def _ordered(counts: Counter[_Key]) -> list[tuple[_Key, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _folder(filename: str) -> str:
    return f"{os.path.dirname(filename) or os.curdir}{os.sep}"


def _codes(folder: str, pairs: Counter[tuple[str, str]]) -> str:
    """`3 x NNX101, NNX117`."""
    found = sorted((code, n) for (code, name), n in pairs.items() if name == folder)
    return ", ".join(code if n == 1 else f"{n} x {code}" for code, n in found)


def _column(rows: Iterable[tuple[str, int]]) -> str:
    shown = [*rows]
    width = max((len(str(count)) for _, count in shown), default=0)
    return "\n".join(f"{count:>{width}}  {text}" for text, count in shown)
