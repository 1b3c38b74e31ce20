"""What a file says itself about the release that it is for: script metadata, installs in cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from flake8_nnx_rng.project import conda
from flake8_nnx_rng.project.installs import Installs, words
from flake8_nnx_rng.project.requirement import Listed, Said, parse, weigh
from flake8_nnx_rng.project.requirement_files import parsed
from flake8_nnx_rng.project.tables import parsed_toml

_SCRIPT = re.compile(
    r"^# /// script[ \t\r]*\n(?P<content>(?:^#(?:| .*)\n)+?)^# ///[ \t\r]*$", re.MULTILINE
)
"""PEP 723."""
_COMMAND = (
    r"(?P<tool>\S*\bpip3?|uv[ \t]+pip|\S+[ \t]+-m[ \t]+pip|conda|mamba)"
    r"[ \t]+install\b(?P<given>[^\n]*)"
)
_MAGIC = re.compile(rf"^[ \t]*[!%]{{1,2}}[ \t]*{_COMMAND}", re.MULTILINE)
_SHELL = re.compile(rf"^[ \t]*{_COMMAND}", re.MULTILINE)
_OF_SHELL = re.compile(r"\s*%%(?:bash|sh|script[ \t]+(?:bash|sh))\b")
_CONDA = ("conda", "mamba")


def declared(filename: str, text: str) -> Said:
    """What the text of a file says; most say nothing."""
    if "flax" not in text:
        return None
    name = PurePath(filename).name
    suffix = PurePath(filename).suffix.lower()
    if suffix == ".ipynb":
        return weigh(_installed(text, name)) if "install" in text else None
    said = weigh(_of_script(text, name)) if "# /// script" in text else None
    if said is not None or suffix != ".py" or "install" not in text:
        return said
    return weigh(_of_calls(Installs(text), name))


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
    code = Installs(_python(name, text))
    for cell in _cells(text):
        command = _SHELL if _OF_SHELL.match(cell) else _MAGIC
        for found in command.finditer(cell):
            line = found["given"]
            said = [*words(line), *(code.interpolated(line) if command is _MAGIC else ())]
            yield from _listed(found["tool"], said, name)
    yield from _of_calls(code, name)


def _python(name: str, text: str) -> str:
    """The Python code of a notebook that calls an installer or names what is installed."""
    from flake8_nnx_rng.syntax import documents  # many modules, and most runs never need them

    try:
        return documents.extract(name, text).code
    except documents.DocumentError:
        return ""


def _of_calls(code: Installs, name: str) -> Iterator[Listed]:
    """What Python code has installed by the installers that it calls."""
    for tool, said in code.commands():
        yield from _listed(tool, said, name)


def _listed(tool: str, said: Iterable[str], name: str) -> Iterator[Listed]:
    read = conda.read if tool in _CONDA else parsed
    yield from (read(word, name) for word in said if _is_flax(word))


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
