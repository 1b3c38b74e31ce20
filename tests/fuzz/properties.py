"""What has to hold whatever is read."""

from __future__ import annotations

import ast
import json
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from around import bitten, build, configurations, documents, trees
from hypothesis import strategies as st
from parsers import PARSERS
from programs import any_program

from flake8_nnx_rng import Diagnostic, Settings, check_paths, check_source, fix_paths, fix_source
from flake8_nnx_rng.fixing import FixResult
from flake8_nnx_rng.project.settings import ConfigError, load
from flake8_nnx_rng.syntax.source import SourceError

TARGETS = st.sampled_from(["0.9.0", "0.10.7", "0.11.2", "0.12.12"])
LIMIT = 5.0
"""Seconds for one file; the largest of them have some hundred lines."""
CAME_TO = Counter[str]()
"""What became of what was looked at."""


def _settings(target: str) -> Settings:
    return Settings(target_flax=target, extend_select=("NNX",), time_limit=LIMIT)


def _whole(found: tuple[Diagnostic, ...] | list[Diagnostic]) -> None:
    """No rule has failed, and none took too long."""
    broken = [diagnostic.message for diagnostic in found if diagnostic.code == "NNX999"]
    assert broken == []


def _mended(source: str | bytes, name: str, target: str, *, unsafe: bool) -> FixResult | None:
    """What fixing comes to, which a second run leaves as it is; None for what cannot be read."""
    chosen = _settings(target)
    try:
        once = fix_source(source, filename=name, settings=chosen, unsafe=unsafe)
    except SourceError:
        CAME_TO["no Python"] += 1
        return None
    _whole(once.left)
    text = source if isinstance(source, str) else None
    if once.text != text:  # else the second run is the first
        again = fix_source(once.text, filename=name, settings=chosen, unsafe=unsafe)
        _whole(again.left)
        assert again.text == once.text, "a second run changes more"
    CAME_TO["mended" if once.applied else "read"] += 1
    CAME_TO["withdrawn fixes"] += once.withdrawn
    return once


def program_holds(program: str, target: str, unsafe: bool) -> None:
    """A program is read and mended, or is no Python."""
    once = _mended(program, "program.py", target, unsafe=unsafe)
    if once is not None:
        ast.parse(once.text)


def document_holds(document: tuple[bytes, str], target: str, unsafe: bool) -> None:
    """A document stays one."""
    data, name = document
    with suppress(SourceError):
        _whole(check_source(data, filename=name, settings=_settings(target)))
    once = _mended(data, name, target, unsafe=unsafe)
    if once is not None and once.applied and name.endswith(".ipynb"):
        json.loads(once.text)


def configuration_holds(files: dict[str, bytes], program: str) -> None:
    """Configuration is used, or told to be wrong, and in no time."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / ".git").mkdir()
        (folder / "program.py").write_text(program, encoding="utf-8", errors="replace")
        for name, data in files.items():
            (folder / name).write_bytes(data)
        begins = time.process_time()
        try:
            load(folder)
            reports = list(check_paths([folder]))
        except ConfigError:
            CAME_TO["refused"] += 1
        else:
            CAME_TO["used"] += 1
            assert all(isinstance(report.filename, str) for report in reports)
        assert time.process_time() - begins < 2 * LIMIT


def tree_holds(tree: list[tuple[list[str], str, str]], target: str) -> None:
    """Whatever is in a folder, the rest is read, and mended once for all."""
    chosen = _settings(target)
    with TemporaryDirectory() as place:
        folder = Path(place) / "tree"
        folder.mkdir()
        build(folder, tree)
        around = sorted(path.name for path in Path(place).iterdir())  # links may lead there
        for report in check_paths([folder], chosen):
            _whole(report.diagnostics)
        for _ in fix_paths([folder], chosen, unsafe=True):
            pass
        assert not any(report.changed for report in fix_paths([folder], chosen, unsafe=True))
        assert sorted(path.name for path in Path(place).iterdir()) == around
        for path in folder.rglob("*"):
            assert not path.name.startswith(".nnx-rng-")


def parser_holds(given: tuple[str, bytes]) -> None:
    """A parser takes whatever there is, and in no time."""
    name, data = given
    begins = time.process_time()
    PARSERS[name].takes(data)
    assert time.process_time() - begins < LIMIT


_parsed = st.sampled_from(sorted(PARSERS)).flatmap(
    lambda name: st.tuples(st.just(name), bitten(st.sampled_from(PARSERS[name].seeds)))
)
PROPERTIES = {
    "programs": (program_holds, (any_program, TARGETS, st.booleans()), 150),
    "documents": (document_holds, (documents, TARGETS, st.booleans()), 60),
    "configurations": (configuration_holds, (configurations, any_program), 60),
    "trees": (tree_holds, (trees, TARGETS), 30),
    "parsers": (parser_holds, (_parsed,), 300),
}
"""Each property with what it is about, and how many examples a run of the tests has."""
