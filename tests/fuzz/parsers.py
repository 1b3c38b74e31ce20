"""The parsers of documents and configuration: each takes any bytes, and says what is wrong."""

from __future__ import annotations

import ast
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from flake8_nnx_rng.baseline import file as baselines
from flake8_nnx_rng.cache import entry as entries
from flake8_nnx_rng.directives import Directives
from flake8_nnx_rng.project import inline
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.gitignore import Gitignore
from flake8_nnx_rng.project.patterns import covers, matches
from flake8_nnx_rng.project.settings import load
from flake8_nnx_rng.project.target import find_target
from flake8_nnx_rng.syntax import documents
from flake8_nnx_rng.syntax.source import SourceError, check_syntax, decode
from flake8_nnx_rng.syntax.text import Text

CODES = frozenset({"NNX101", "NNX999"})
_PLACES = ("a.py", "a/b.py", "flax", "ab/ab/ab/c d.md", "a" * 60, "ü/é", ".git/x", "[a]/*")
_INSERTED = "inserted = 1\n"


class Parser(NamedTuple):
    """What takes any bytes, and some to begin with."""

    takes: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _document(suffix: str) -> Callable[[bytes], None]:
    name = f"document{suffix}"

    def takes(data: bytes) -> None:
        try:
            source = decode(data, name)
            document = documents.extract(name, source.text)
        except (SourceError, documents.DocumentError):
            return
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            ast.parse(document.code)
        for row in range(1, document.code.count("\n") + 2):
            place = document.place(row, 1)
            assert place.row >= 1
            assert place.column >= 1
        documents.cells(name, source.text)
        with suppress(documents.DocumentError):
            documents.rewrite(name, source.text, document, [(0, 0, _INSERTED)])

    return takes


def _cell(data: bytes) -> None:
    """The text of a cell, in a notebook that is one."""
    cell = {"cell_type": "code", "source": _text(data), "metadata": {}, "outputs": []}
    _document(".ipynb")(json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}).encode())


MEMORY = "NNX_RNG_FUZZ_MEMORY"
"""Names the folder in which such files are, where a process ends without removing them."""
_FOLDER: list[Path] = []


@contextmanager
def _project() -> Iterator[Path]:
    """An empty folder, in memory where there is such a place; the files in it go."""
    if not _FOLDER:
        memory = Path(os.environ.get(MEMORY, "/dev/shm"))
        _FOLDER.append(Path(mkdtemp(dir=memory if os.access(memory, os.W_OK) else None)))
        (_FOLDER[0] / ".git").mkdir()
    try:
        yield _FOLDER[0]
    finally:
        for path in _FOLDER[0].iterdir():
            if path.is_file():
                path.unlink()


def clean() -> None:
    """Remove that folder."""
    while _FOLDER:
        shutil.rmtree(_FOLDER.pop(), ignore_errors=True)


def _file(name: str) -> Callable[[bytes], None]:
    """A file of a project, which settings and target are sought in."""

    def takes(data: bytes) -> None:
        with _project() as folder:
            (folder / name).write_bytes(data)
            with suppress(ConfigError):
                settings = load(folder, codes=CODES)
                settings.excludes(folder / "a.py")
                settings.enabled("NNX101", True, str(folder / "a.py"))
            find_target(folder)

    return takes


def _gitignore(data: bytes) -> None:
    with _project() as folder:
        (folder / ".gitignore").write_bytes(data)
        found = Gitignore().entering(folder)
        for place in _PLACES:
            path = folder / place
            found.ignores(path.parent, path.name, is_folder=False)
            found.ignores(path.parent, path.name, is_folder=True)


def _globs(data: bytes) -> None:
    patterns = tuple(_text(data).split("\n"))
    for place in _PLACES:
        matches(place, patterns)
        covers(place, patterns)


def _inline(data: bytes) -> None:
    for name in ("a.py", "a.ipynb", "a.md"):
        inline.declared(name, _text(data))


def _noqa(data: bytes) -> None:
    found = Directives(_text(data))
    for directive in found.all():
        assert 0 <= directive.start <= directive.end


def _baseline(data: bytes) -> None:
    with _project() as folder:
        path = folder / "baseline.json"
        path.write_bytes(data)
        with suppress(ConfigError):
            baselines.written(baselines.read(path))


def _cache(data: bytes) -> None:
    found = entries.read(data, "key", "a.py", 100)
    if found is not None:
        entries.written(found, "key")


def _told(data: bytes) -> None:
    """What a module may take from NNX, by its text."""
    text = Text(_text(data))
    text.imports_from({"jax"})
    text.gives({name: {"axis"} for name in text.taken})
    for name in text.aliases:
        text.origin(f"{name}.x")


def _source(data: bytes) -> None:
    with suppress(SourceError):
        source = decode(data, "a.py")
        check_syntax(source)
        assert decode(source.data, "a.py").text == source.text


_NOTEBOOK = (
    b'{"cells": [{"cell_type": "code", "source": ["%matplotlib inline\\n", "x = 1"]},'
    b' {"cell_type": "markdown", "source": "a"}],'
    b' "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4}'
)
_PYPROJECT = (
    b'[project]\nname = "x"\nrequires-python = ">=3.11"\ndependencies = ["flax>=0.10", "jax"]\n'
    b'[tool.flake8-nnx-rng]\ntarget-flax = "0.12"\nselect = ["NNX1"]\nexclude = ["a*/**/b"]\n'
    b'per-file-ignores = { "*.py" = ["NNX101"] }\ntime-limit = 0.5\n',
    b'[tool.poetry.dependencies]\nflax = { version = "^0.8", python = "<3.12" }\n'
    b'[tool.flake8]\nnnx-target-flax = "0.9"\n[dependency-groups]\ndev = ["flax==0.9.0"]\n',
    b'[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }\n',
)
_INI = (
    b"[flake8]\nnnx-target-flax = 0.12\nper-file-ignores =\n    a.py: NNX1\n    b*: NNX2,NNX3\n"
    b"exclude = .git,a*\nselect = NNX\nnnx-time-limit = 2\n",
    b"[options]\ninstall_requires =\n    flax>=0.9; python_version > '3.10'\n    file: r.txt\n",
)
_REQUIREMENTS = (
    b"flax>=0.9,<0.11 ; python_version > '3.10'\n-r other.txt\n-c c.txt\n# x\njax\\\n==0.4\n",
    b"flax @ git+https://github.com/google/flax@v0.10.0\nflax[all]===0.8.5 --hash=sha256:00\n",
)
_LOCK = (b'version = 1\n\n[[package]]\nname = "flax"\nversion = "0.10.4"\nsource = { x = 1 }\n',)
_CONDA = (
    b'name: x\ndependencies:\n  - python=3.11\n  - "conda-forge::flax>=0.9,<0.11"\n'
    b"  - pip:\n    - flax==0.10.4\n",
)
PARSERS: dict[str, Parser] = {
    "notebook": Parser(_document(".ipynb"), (_NOTEBOOK, b"\xef\xbb\xbf" + _NOTEBOOK)),
    "cell": Parser(_cell, (b"%%time\nx = 1\n!pip install flax\ny = 2?\n", b"for a in b:\n  %x\n")),
    "markdown": Parser(
        _document(".md"),
        (
            b"---\na: b\n---\n# T\n\n```{code-cell} python\n:tags: [x]\nx = 1\n```\n<!-- -->\n",
            b"> ~~~python\n> >>> x = 1\n> 1\n> ~~~\n\n- a\n\n  ````py\n  In [1]: x\n  ````\n",
        ),
    ),
    "rest": Parser(
        _document(".rst"),
        (
            b"T\n=\n\n.. code-block:: python\n   :linenos:\n\n   x\n\n.. a comment\n   of two\n",
            b"::\n\n  x\n\n>>> x = 1\n>>> for a in b:\n...     c\n\n.. testcode::\n\n  x\n",
        ),
    ),
    "pyproject.toml": Parser(_file("pyproject.toml"), _PYPROJECT),
    "setup.cfg": Parser(_file("setup.cfg"), _INI),
    ".flake8": Parser(_file(".flake8"), _INI[:1]),
    "requirements.txt": Parser(_file("requirements.txt"), _REQUIREMENTS),
    "uv.lock": Parser(_file("uv.lock"), _LOCK),
    "Pipfile.lock": Parser(
        _file("Pipfile.lock"), (b'{"default": {"flax": {"version": "==0.9"}}}',)
    ),
    "Pipfile": Parser(_file("Pipfile"), (b'[packages]\nflax = "~=0.9"\njax = {git = "x"}\n',)),
    "pixi.toml": Parser(_file("pixi.toml"), (b'[dependencies]\nflax = ">=0.9"\n',)),
    "pixi.lock": Parser(_file("pixi.lock"), (b"- name: flax\n  version: 0.9.0\n- x/flax-0.9-1\n",)),
    "environment.yml": Parser(_file("environment.yml"), _CONDA),
    "setup.py": Parser(
        _file("setup.py"),
        (b"r = ['flax>=0.9']\nsetup(install_requires=r + ['jax'], extras_require={'a': r})\n",),
    ),
    ".gitignore": Parser(_gitignore, (b"*a*b\n!/x/\n**/[a-z]?\n\\#\nb/**/c\n", b"*.py\n!a.py\n")),
    "globs": Parser(_globs, (b"*a*b\n**/x/[!a-c]\n", b"a?/**/b.py\n*/\n{a,b}\n")),
    "inline": Parser(
        _inline,
        (
            b'# /// script\n# dependencies = ["flax==0.9.0"]\n# ///\n',
            b"import os\nos.system(f'pip install flax=={v}')\nv = '0.9'\n",
        ),
    ),
    "noqa": Parser(_noqa, (b"x = 1  # noqa: NNX101, E501\ny = '''\n'''  # noqa\n",)),
    "baseline": Parser(
        _baseline, (b'{"version": 1, "files": {"a.py": [{"code": "NNX101", "text": "x"}]}}',)
    ),
    "cache": Parser(
        _cache,
        (
            b'{"schema": 4, "key": "key", "found": [], "silenced": [], "error": ["x", 1, 2],'
            b' "names": {}, "files": {}, "importers": [], "index": "", "aged": {}}',
        ),
    ),
    "text": Parser(
        _told,
        (
            b"import flax.nnx as X, a.b\nY = (X.y)\nY . vmap(f, axis=1)\n",
            b"from flax.nnx import (\n  jit, # x\n  vmap as v)\n'''\nimport nnx\n'''\n",
        ),
    ),
    "source": Parser(_source, (b"# coding: latin-1\nx = '\xe4'\r\n", b"\xef\xbb\xbfx = 1\x0c\n")),
}
