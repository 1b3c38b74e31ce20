"""A cache in a project is input from strangers: what does not fit is as if it were not there."""

from __future__ import annotations

import copy
import json
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_nnx_rng.cache import entry
from flake8_nnx_rng.cache.entry import Entry
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.diagnostic import (
    Diagnostic,
    Refusal,
    RelatedPlace,
    SuggestedFix,
    TextEdit,
)
from flake8_nnx_rng.project.basis import Basis
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import SourceError

CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"
SIZE = 100
EDIT = TextEdit(Position(1, 2), Position(3, 4), "new\ntext", 1)
FOUND = Diagnostic(
    filename="a.py",
    cell=2,
    location=Position(3, 4),
    end_location=Position(5, 6),
    code="NNX101",
    name="unsplit-rngs",
    message="something, 'ü'",
    severity="error",
    fix=SuggestedFix(
        "mend it\nso", "safe", (EDIT,), Refusal("Not fixed", "so", "mend it", "why", 7)
    ),
    related=(
        RelatedPlace("called here", "a.py", Position(1, 1), Position(1, 2), 1),
        RelatedPlace("made here", "../b.py", Position(1000, 1), Position(1001, 2)),
    ),
)
BASIS = Basis(
    names={"pkg": (("a.py",), ("b", "b.py"))},
    files={"pkg/a.py": "digest", "pkg/c.py": None},
    importers={("pkg/a.py", "create"): ("train.py",)},
    index="index",
)
WHOLE = Entry((FOUND,), SourceError("a.py", "cannot be parsed", 1, None), basis=BASIS)


def data(found: Entry = WHOLE) -> Any:
    return json.loads(entry.written(found, "key"))


def read(changed: Any) -> Entry | None:
    return entry.read(json.dumps(changed).encode(), "key", "a.py", SIZE)


def test_an_entry_comes_back_as_it_was() -> None:
    back = read(data())
    assert back is not None
    assert (back.diagnostics, back.basis) == (WHOLE.diagnostics, WHOLE.basis)
    assert back.diagnostics[0].fix == FOUND.fix
    assert back.diagnostics[0].related == FOUND.related
    assert str(back.error) == str(WHOLE.error)


def test_findings_have_the_name_that_the_file_has_now() -> None:
    back = entry.read(entry.written(WHOLE, "key"), "key", "elsewhere/b.py", SIZE)
    assert back is not None
    assert back.diagnostics[0].filename == "elsewhere/b.py"


def test_a_name_that_is_no_text_comes_back(tmp_path: Path) -> None:
    odd = os.fsdecode(b"\xff.py")
    found = Entry(basis=Basis(files={odd: "digest"}))
    back = read(data(found))
    assert back == found


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value within plain data."""
    yield place
    keyed = enumerate(value) if isinstance(value, list) else ()
    for key, item in value.items() if isinstance(value, dict) else keyed:
        yield from places(item, (*place, key))


def put(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    changed = copy.deepcopy(value)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = new
    return changed


WRONG = [None, True, 0, -1, 10**30, 1.5, "", "x", "\x1b[2J", [], [[]], {}, {"a": 1}, [1, 2]]


def is_sound(found: Entry) -> bool:
    """Whether every part has its type and range."""
    positions = [
        place
        for d in found.diagnostics
        for place in (
            *(d.location, d.end_location),
            *(p for e in (d.fix.edits if d.fix else ()) for p in (e.location, e.end_location)),
        )
    ]
    return (
        all(type(n) is int and 1 <= n <= SIZE + 1 for place in positions for n in place)
        and all(d.code[:3] == "NNX" and d.code != "NNX999" for d in found.diagnostics)
        and all(d.message.isprintable() for d in found.diagnostics)
        and all(d.severity in ("error", "warning") for d in found.diagnostics)
        and all(type(d.cell) in (int, type(None)) for d in found.diagnostics)
        and all(d.fix is None or type(d.fix.message) is str for d in found.diagnostics)
        and all(type(i) is str for (a, b), c in found.basis.importers.items() for i in (a, b, *c))
        and all(type(v) in (str, type(None)) for v in found.basis.files.values())
    )


@pytest.mark.parametrize("place", [*places(data())], ids=str)
def test_a_wrong_value_anywhere_is_no_entry_or_a_sound_one(place: tuple[Any, ...]) -> None:
    for wrong in WRONG:
        back = read(put(data(), place, wrong))
        assert back is None or is_sound(back)


@pytest.mark.parametrize("place", [*places(data())][1:], ids=str)
def test_a_missing_value_is_no_entry_or_a_sound_one(place: tuple[Any, ...]) -> None:
    changed = data()
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    del holder[place[-1]]
    back = read(changed)
    assert back is None or is_sound(back)


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("found", 0, "code"), "NNX999"),
        (("found", 0, "code"), "E501"),
        (("found", 0, "message"), "\x1b[2J"),
        (("found", 0, "start"), [10**9, 1]),
        (("found", 0, "start"), [True, 1]),
        (("found", 0, "severity"), "fatal"),
        (("found", 0, "fix", "applicability"), "certain"),
        (("found", 0, "fix", "edits", 0, 0), 0),
        (("files",), {"/etc/passwd": "digest"}),
        (("names",), {"/etc": [["passwd"], []]}),
        (("importers",), [["../a.py", "create", []]]),
        (("schema",), 1),
        (("key",), "other"),
    ],
)
def test_nonsense_is_no_entry(place: tuple[Any, ...], wrong: Any) -> None:
    assert read(data()) is not None
    assert read(put(data(), place, wrong)) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary() | JUNK.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_entry_at_all_is_passed_over(junk: bytes) -> None:
    assert entry.read(junk, "key", "a.py", SIZE) is None


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b'{"schema":' + b"1" * 10_000 + b"}", id="number"),
        pytest.param(pickle.dumps({"schema": 1}), id="pickle"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(entry.written(WHOLE, "key")[:-1], id="cut off"),
        pytest.param(b"", id="empty"),
    ],
)
def test_so_are_files_that_are_damaged(junk: bytes) -> None:
    assert entry.read(junk, "key", "a.py", SIZE) is None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file whose result is kept."""
    (tmp_path / "pyproject.toml").write_text('[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    path = tmp_path / "a.py"
    path.write_text(CODE)
    Checker(keeps=True).check_file(path)
    return path


def kept(file: Path) -> Path:
    (found,) = file.parent.rglob("*.json")
    return found


def test_a_damaged_file_is_replaced(file: Path) -> None:
    whole = kept(file).read_bytes()
    kept(file).write_bytes(whole[:50])
    assert Checker(keeps=True).known(file) is None
    report = Checker(keeps=True).check_file(file)
    assert [d.code for d in report.diagnostics] == ["NNX117"]
    assert kept(file).read_bytes() == whole


def test_paths_that_lead_out_of_the_project_are_never_read(file: Path, tmp_path: Path) -> None:
    secret = tmp_path.parent / "secret.py"
    secret.write_text("nnx")
    found = json.loads(kept(file).read_bytes())
    digest = Checker()._contents.digest(str(secret))
    for path, value in ((f"../{secret.name}", digest), ("\0", digest), ("a.py", "other")):
        kept(file).write_text(json.dumps({**found, "files": {path: value}}))
        assert Checker(keeps=True).known(file) is None
