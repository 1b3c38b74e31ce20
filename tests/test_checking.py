"""Sources, files and folders are checked as their project wants, and nothing stops the rest."""

from __future__ import annotations

import codecs
import gc
import json
import pickle
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import flake8_nnx_rng
from flake8_nnx_rng import (
    ConfigError,
    Diagnostic,
    FileReport,
    Settings,
    SourceError,
    check_paths,
    check_source,
)
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.rules import rule
from flake8_nnx_rng.semantics import releases

LINE = "def f(rngs=nnx.Rngs(0)): pass\n"
CODE = f"from flax import nnx\n{LINE}"
NEW = Settings(target_flax="0.12.8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of its own, so that no search for settings leaves it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    return tmp_path


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def places(found: list[Diagnostic]) -> list[tuple[int | None, int, int, str]]:
    return [(d.cell, *d.location, d.code) for d in found]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(CODE, id="text"),
        pytest.param(CODE.encode(), id="bytes"),
        pytest.param("\ufeff" + CODE, id="text with BOM"),
        pytest.param(codecs.BOM_UTF8 + CODE.encode(), id="bytes with BOM"),
        pytest.param(CODE.replace("\n", "\r\n").encode(), id="CR LF"),
        pytest.param(CODE.replace("\n", "\r"), id="lone CR"),
    ],
)
def test_a_source_may_be_text_or_bytes(source: str | bytes) -> None:
    assert places(check_source(source, settings=NEW)) == [(None, 2, 12, "NNX117")]


def test_the_encoding_of_bytes_counts() -> None:
    source = f"# coding: latin-1\n{CODE}x = 'é'\n".encode("latin-1")
    assert places(check_source(source, settings=NEW)) == [(None, 3, 12, "NNX117")]


def test_findings_name_the_file_that_was_named() -> None:
    assert check_source(CODE, settings=NEW)[0].filename == "<string>"
    assert check_source(CODE, filename="some/a.py", settings=NEW)[0].filename == "some/a.py"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(b"nnx = '\xff'", "cannot be decoded", id="encoding"),
        pytest.param(b"# coding: klingon\nnnx", "klingon", id="unknown encoding"),
        pytest.param(f"{CODE}x = = 1\n", "cannot be parsed", id="syntax"),
        pytest.param(f"{CODE}\0", "null byte", id="null byte"),
        pytest.param(f"{CODE}x = '\ud800'\n", "a.py", id="surrogate"),
    ],
)
def test_a_source_that_cannot_be_read_raises_an_error_with_its_name(
    source: str | bytes, reason: str
) -> None:
    with pytest.raises(SourceError, match=r"^a\.py") as raised:
        check_source(source, filename="a.py", settings=NEW)
    assert reason in str(raised.value)


def test_a_broken_configuration_raises_an_error(folder: Path) -> None:
    write(folder / "pyproject.toml", "[tool.flake8-nnx-rng]\ntarget-flax = 1\n")
    with pytest.raises(ConfigError, match="target-flax"):
        check_source(CODE, filename=str(folder / "a.py"))


def test_a_target_that_is_no_release_raises_an_error() -> None:
    with pytest.raises(ConfigError, match="newest-please"):
        check_source(CODE, settings=Settings(target_flax="newest-please"))


def test_the_settings_are_those_of_the_folder_of_the_file(folder: Path) -> None:
    write(folder / "old" / "pyproject.toml", '[tool.flake8-nnx-rng]\nignore = ["NNX117"]\n')
    assert check_source(CODE, filename=str(folder / "old" / "a.py")) == []
    assert len(check_source(CODE, filename=str(folder / "a.py"))) == 1


def test_settings_that_are_given_beat_those_of_the_folder(folder: Path) -> None:
    write(folder / "pyproject.toml", '[tool.flake8-nnx-rng]\nignore = ["NNX117"]\n')
    assert check_source(CODE, filename=str(folder / "a.py"), settings=NEW) != []
    ignoring = replace(NEW, ignore=("NNX1",))
    assert check_source(CODE, settings=ignoring) == []


def test_per_file_ignores_hold_for_their_files(folder: Path) -> None:
    table = '[tool.flake8-nnx-rng.per-file-ignores]\n"tests/*" = ["NNX117"]\n'
    write(folder / "pyproject.toml", table)
    assert check_source(CODE, filename=str(folder / "tests" / "a.py")) == []
    assert len(check_source(CODE, filename=str(folder / "src" / "a.py"))) == 1


MARKDOWN = f"# Title\n\n```python\n{CODE}```\n\nText.\n\n```python\n{LINE}```\n"
REST = "Title\n=====\n\n.. code-block:: python\n\n    from flax import nnx\n\n    " + LINE


def notebook(*cells: tuple[str, str | list[str]]) -> str:
    return json.dumps(
        {
            "cells": [
                {"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells
            ],
            "metadata": {"language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


NOTEBOOK = notebook(
    ("markdown", "# Title"),
    ("code", ["%matplotlib inline\n", "from flax import nnx"]),
    ("code", f"x = 1\n{LINE}"),
)


@pytest.mark.parametrize(
    ("filename", "source", "found"),
    [
        pytest.param("a.md", MARKDOWN, [(None, 5, 12), (None, 11, 12)], id="Markdown"),
        pytest.param("a.MD", MARKDOWN, [(None, 5, 12), (None, 11, 12)], id="capital suffix"),
        pytest.param("a.rst", REST, [(None, 8, 16)], id="reStructuredText"),
        pytest.param("a.ipynb", NOTEBOOK, [(3, 2, 12)], id="notebook"),
        pytest.param("a.md", "nnx in words only\n", [], id="no code"),
        pytest.param("a.md", f"```python\n{CODE}x = =\n```\n", [], id="code that does not parse"),
        pytest.param(
            "a.md", "```python\n" + CODE.replace(")): pass", ")): pass  # noqa") + "```", []
        ),
        pytest.param("a.md", f"```python\n# flake8: noqa\n{CODE}```\n", [], id="noqa for the file"),
        pytest.param(
            "a.ipynb",
            notebook(("code", CODE.rstrip() + "  # noqa: NNX117"), ("code", LINE)),
            [(2, 1, 12)],
            id="noqa in one cell",
        ),
    ],
)
def test_documents_are_checked_in_their_own_places(
    filename: str, source: str, found: list[tuple[int | None, int, int]]
) -> None:
    told = check_source(source, filename=filename, settings=NEW)
    assert [(d.cell, *d.location) for d in told] == found


def test_the_end_of_a_finding_in_a_document_is_in_the_document_too() -> None:
    [found] = check_source(NOTEBOOK, filename="a.ipynb", settings=NEW)
    assert found.end_location == (2, 23)


def test_a_notebook_that_is_broken_is_an_error_with_its_place() -> None:
    with pytest.raises(SourceError, match=r"^a\.ipynb") as raised:
        check_source('{"cells": [\n"nnx",,]}', filename="a.ipynb", settings=NEW)
    assert raised.value.row == 2


def test_json_has_a_cell_only_in_notebooks() -> None:
    [in_notebook] = check_source(NOTEBOOK, filename="a.ipynb", settings=NEW)
    [in_file] = check_source(CODE, settings=NEW)
    assert in_notebook.to_json()["cell"] == 3
    assert "cell" not in in_file.to_json()


def test_paths_give_one_report_each_in_order(folder: Path) -> None:
    write(folder / "b.py", CODE)
    write(folder / "a" / "c.py", "x = 1\n")
    write(folder / "a" / "notes.txt", CODE)
    reports = list(check_paths([folder / "b.py", folder]))
    assert [Path(r.filename).name for r in reports] == ["b.py", "c.py"]
    assert [len(r.diagnostics) for r in reports] == [1, 0]


def test_a_path_may_be_text(folder: Path) -> None:
    [report] = check_paths([str(write(folder / "b.py", CODE))])
    assert report.filename == str(folder / "b.py")


@pytest.fixture
def troubled(folder: Path) -> Path:
    """A folder in which every other file is bad in its own way."""
    write(folder / "a.py", CODE)
    write(folder / "b.py", b"nnx = '\xff'")
    write(folder / "c.py", CODE)
    write(folder / "d.py", CODE + "x = = 1\n")
    write(folder / "e.ipynb", "nnx")
    write(folder / "f.py", CODE + "\0")
    write(folder / "g.ipynb", NOTEBOOK)
    write(folder / "h.py", CODE)
    return folder


def shown(reports: Iterator[FileReport]) -> list[tuple[str, list[str], bool]]:
    return [
        (Path(r.filename).name, [d.code for d in r.diagnostics], r.error is not None)
        for r in reports
    ]


def test_a_bad_file_does_not_stop_the_others(troubled: Path) -> None:
    found = shown(check_paths([troubled / "missing.py", troubled]))
    assert found == [
        ("missing.py", [], True),
        ("a.py", ["NNX117"], False),
        ("b.py", [], True),
        ("c.py", ["NNX117"], False),
        ("d.py", [], True),
        ("e.ipynb", [], True),
        ("f.py", [], True),
        ("g.ipynb", ["NNX117"], False),
        ("h.py", ["NNX117"], False),
    ]


def test_errors_name_the_file(troubled: Path) -> None:
    for report in check_paths([troubled / "missing.py", troubled]):
        if report.error is not None:
            assert str(report.error).startswith(report.filename)


EXECUTORS: list[Callable[[], Executor]] = [
    lambda: ThreadPoolExecutor(2),
    lambda: ProcessPoolExecutor(2, get_context("spawn")),
]


@pytest.mark.parametrize("make", EXECUTORS, ids=["threads", "processes"])
def test_an_executor_gives_the_same_reports(troubled: Path, make: Callable[[], Executor]) -> None:
    def told(executor: Executor | None) -> list[tuple[str, Any, str]]:
        paths = [troubled / "missing.py", troubled]
        reports = check_paths(paths, executor=executor)
        return [(r.filename, r.diagnostics, str(r.error)) for r in reports]

    with make() as executor:
        assert told(executor) == told(None)


def test_threads_ask_nothing_about_the_same_modules_at_once(folder: Path) -> None:
    """What one of them is asking would look like a circle to another one."""
    for number in range(12):
        write(
            folder / f"f{number}.py",
            "from flax import nnx\n"
            f"from f{(number + 1) % 12} import draw as inner, Model as Other\n\n\n"
            "def draw(rngs, x):\n    return x + rngs.normal(x.shape) + inner(rngs, x)\n\n\n"
            "class Model(nnx.Module):\n    def __init__(self, rngs):\n"
            "        self.drop = nnx.Dropout(0.5, rngs=rngs)\n\n    def __call__(self, x):\n"
            "        return self.drop(x)\n\n\n"
            "@nnx.vmap(in_axes=(None, 0), axis_size=8)\ndef step(rngs: nnx.Rngs, x):\n"
            "    return draw(rngs, x)\n\n\nstep(nnx.Rngs(0), 1)\n\n\n"
            "@nnx.vmap(in_axes=(None, 0))\ndef apply(m, x):\n    return m(x)\n\n\n"
            "apply(Other(nnx.Rngs(0)), 1)\n",
        )
    write(folder / "pyproject.toml", '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    alone, before = list(check_paths([folder])), sys.getswitchinterval()
    assert all(report.diagnostics for report in alone)
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as executor:
            assert list(check_paths([folder], executor=executor)) == alone
    finally:
        sys.setswitchinterval(before)


def test_a_broken_configuration_stops_a_run_in_an_executor(folder: Path) -> None:
    write(folder / "pyproject.toml", "[tool.flake8-nnx-rng]\nselect = 1\n")
    path = write(folder / "a.py", CODE)
    with ThreadPoolExecutor(1) as executor, pytest.raises(ConfigError):
        list(check_paths([path], executor=executor))


def test_a_file_on_which_the_engine_breaks_does_not_stop_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flake8_nnx_rng import linter

    inspect = linter.inspect

    def breaking(source: Any, *args: Any, **options: Any) -> linter.Inspection:
        if source.filename.endswith("b.py"):
            raise RuntimeError("boom")
        return inspect(source, *args, **options)

    monkeypatch.setattr(linter, "inspect", breaking)
    for name in "abc":
        write(folder / f"{name}.py", CODE)
    found = list(check_paths([folder]))
    assert [[d.code for d in r.diagnostics] for r in found] == [["NNX117"], ["NNX999"], ["NNX117"]]
    assert "RuntimeError: boom" in found[1].diagnostics[0].message


def test_a_report_crosses_a_process_boundary(troubled: Path) -> None:
    for report in check_paths([troubled]):
        copy = pickle.loads(pickle.dumps(report))
        assert (copy.filename, copy.diagnostics) == (report.filename, report.diagnostics)
        assert str(copy.error) == str(report.error)


def test_findings_are_sorted_by_place() -> None:
    found = check_source(CODE + "nnx.Vmap(f)\n" + LINE, settings=NEW)
    assert [d.location.row for d in found] == [2, 3, 4]
    assert max(found) == found[-1]


@pytest.mark.parametrize("name", flake8_nnx_rng.__all__)
def test_the_public_names_are_there(name: str) -> None:
    assert getattr(flake8_nnx_rng, name) is not None


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        flake8_nnx_rng.no_such_name  # noqa: B018


def test_a_rule_is_found_by_its_code() -> None:
    found = rule("NNX117")
    assert found is not None
    assert found.code == "NNX117"
    assert rule("NNX000") is None


@pytest.mark.parametrize(
    ("target", "effect"), [("0.8.5", "correct"), ("0.9.0", "IndexError"), ("0.12.8", "ValueError")]
)
def test_a_rule_tells_what_happens_in_the_target_release(target: str, effect: str) -> None:
    found = rule("NNX101")
    assert found is not None
    assert effect in found.effect(releases.resolve(target))


MODEL = """
from flax import nnx
import jax

class Model(nnx.Module):
    def __init__(self, rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

model = Model(nnx.Rngs(0))

@nnx.jit
def run(x):
    return model(x)
"""


def test_one_source_after_another_leaves_nothing_that_garbage_collection_misses() -> None:
    for number in range(3):
        check_source(MODEL, filename=f"model{number}.py")
    before = gc.get_freeze_count()
    for number in range(10):
        check_source(MODEL, filename=f"model{number}.py")
    assert gc.get_freeze_count() <= before


def test_what_many_runs_have_kept_does_not_pile_up(folder: Path) -> None:
    (folder / "model.py").write_text(MODEL)
    for _ in range(200):
        list(check_paths([folder]))
    gc.unfreeze()  # or the garbage that was kept would not be seen
    assert sum(isinstance(known, Checker) for known in gc.get_objects()) < 100


def test_a_run_leaves_its_modules_to_the_next_one_to_collect(folder: Path) -> None:
    (folder / "model.py").write_text(MODEL)
    list(check_paths([folder]))
    check_source(CODE)
    assert gc.get_freeze_count() == 0
