"""What a file says itself about the release that it is for: script metadata, installs in cells."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import PurePath

from flake8_nnx_rng.project import conda
from flake8_nnx_rng.project.requirement import Listed, Said, parse, weigh
from flake8_nnx_rng.project.requirement_files import parsed
from flake8_nnx_rng.project.tables import parsed_toml

_SCRIPT = re.compile(
    r"^# /// script[ \t\r]*\n(?P<content>(?:^#(?:| .*)\n)+?)^# ///[ \t\r]*$", re.MULTILINE
)
"""PEP 723."""
_INSTALL = re.compile(
    r"^[ \t]*[!%]{1,2}[ \t]*(?P<tool>\S*\bpip3?|uv[ \t]+pip|\S+[ \t]+-m[ \t]+pip|conda|mamba)"
    r"[ \t]+install\b(?P<given>[^\n]*)",
    re.MULTILINE,
)
_CONDA = ("conda", "mamba")


def declared(filename: str, text: str) -> Said:
    """What the text of a file says; most say nothing."""
    if "flax" not in text:
        return None
    name = PurePath(filename).name
    if filename.lower().endswith(".ipynb"):
        return weigh(_installed(text, name)) if "install" in text else None
    return weigh(_of_script(text, name)) if "# /// script" in text else None


def _of_script(text: str, name: str) -> Iterator[Listed]:
    """The dependencies in the comment that opens a script."""
    found = _SCRIPT.search(text)
    lines = [] if found is None else found["content"].splitlines()
    table = parsed_toml("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines))
    dependencies = table.get("dependencies")
    for item in dependencies if isinstance(dependencies, list) else ():
        yield parse(item, name) if isinstance(item, str) else None


def _installed(text: str, name: str) -> Iterator[Listed]:
    """What the cells of a notebook install."""
    for cell in _cells(text):
        for found in _INSTALL.finditer(cell):
            read = conda.read if found["tool"] in _CONDA else parsed
            yield from (read(word, name) for word in _words(found["given"]) if _is_flax(word))


def _is_flax(word: str) -> bool:
    return word.lower().startswith("flax") or "/flax" in word.lower()


def _cells(text: str) -> Iterator[str]:
    """The code of each cell; none where the text is no notebook."""
    try:
        cells = json.loads(text.removeprefix("\ufeff"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                source = cell["source"]
                yield source if isinstance(source, str) else "".join(source)
    except (ValueError, KeyError, TypeError, RecursionError):
        return


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # a quote that is not closed
        return line.split()
