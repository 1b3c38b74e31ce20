"""What is told of a text, and of one place in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from frontends.server.editing import MISTAKE, applied
from lsprotocol import types

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.frontends.server.papers import Paper, Piece
from flake8_nnx_rng.frontends.server.session import Session

WIDE = 'from flax import nnx\n\n"😀"; create = nnx.vmap(lambda rngs: rngs())(nnx.Rngs(0))\n'


def paper(folder: Path, text: str, name: str = "create.py") -> Paper:
    path = folder / name
    return Paper(path.as_uri(), str(path), (Piece(path.as_uri(), text, 1),))


def notebook(folder: Path, *cells: str) -> Paper:
    pieces = (Piece(f"cell:{number}", text, 1) for number, text in enumerate(cells, 1))
    path = folder / "book.ipynb"
    return Paper(path.as_uri(), str(path), tuple(pieces), is_notebook=True)


def session(encoding: str = "utf-16", **table: object) -> Session:
    made = Session(encoding)
    assert made.configure({"": {"target-flax": "0.12.8", **table}}) == []
    return made


def hold(made: Session, *papers: Paper) -> None:
    made.hold({one.name: one.text for one in papers})


def codes(made: Session, looked_at: Paper) -> list[str | int | None]:
    hold(made, looked_at)
    return [told.shown.code for told in made.check(looked_at).told]


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 8), ("utf-16", 6), ("utf-32", 5)])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_columns_are_in_the_units_that_were_agreed_on(
    tmp_path: Path, encoding: str, column: int, bom: str
) -> None:
    one_line = WIDE.replace("\n\n", ";")
    made, looked_at = session(encoding), paper(tmp_path, bom + one_line)
    hold(made, looked_at)
    (told,) = made.check(looked_at).told
    before = len("from flax import nnx;create = ") + column
    extra = {"utf-8": 3}.get(encoding, 1) if bom else 0
    assert told.shown.range.start == types.Position(0, before + extra)
    cursor = types.Position(0, before + extra + 2)
    shown = made.hover(looked_at, looked_at.uri, cursor)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert "**nnx.vmap** for Flax 0.12.8" in shown.contents.value


def test_a_transform_tells_what_enters_it(tmp_path: Path) -> None:
    made, looked_at = session(), paper(tmp_path, MISTAKE)
    shown = made.hover(looked_at, looked_at.uri, types.Position(5, 12))
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert (
        "| `rngs` | Rngs, scalar | Rngs, mapped over an axis that it does" in shown.contents.value
    )
    assert made.hover(looked_at, looked_at.uri, types.Position(7, 12)) is None


@pytest.mark.parametrize(
    ("named", "told"), [("NNX108", "# NNX108: split-size"), ("NNX2", "- [NNX201]")]
)
def test_a_code_in_a_noqa_tells_its_rule(tmp_path: Path, named: str, told: str) -> None:
    made, looked_at = (
        session(),
        paper(tmp_path, f"from flax import nnx\nnnx  # noqa: E1, {named}\n"),
    )
    shown = made.hover(looked_at, looked_at.uri, types.Position(1, 18))
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert told in shown.contents.value
    assert made.hover(looked_at, looked_at.uri, types.Position(1, 14)) is None


def test_tags(tmp_path: Path) -> None:
    made = session(**{"extend-select": ["NNX901"], "target-flax": "0.12.12"})
    text = "from flax import nnx\n\nlanes = nnx.Rngs(0).fork(split=3)\nx = 1  # noqa: NNX101\n"
    looked_at = paper(tmp_path, text)
    hold(made, looked_at)
    tags = {told.shown.code: told.shown.tags for told in made.check(looked_at).told}
    assert tags == {
        "NNX206": [types.DiagnosticTag.Deprecated],
        "NNX901": [types.DiagnosticTag.Unnecessary],
    }


def test_cells_of_a_notebook(tmp_path: Path) -> None:
    head, rest = MISTAKE.split("\n\n\n", 1)
    looked_at = notebook(tmp_path, head, "def f(:", "%time 1", rest)
    made = session()
    hold(made, looked_at)
    told = made.check(looked_at).told
    assert [(one.uri, one.shown.code) for one in told] == [
        ("cell:2", None),
        ("cell:4", "NNX101"),
        ("cell:4", "NNX301"),
    ]
    assert told[1].shown.range.start == types.Position(0, 1)
    assert told[1].mend is not None
    assert {*told[1].mend.edits} == {"cell:1", "cell:4"}
    fixed = made.fix_all(looked_at)
    texts = {piece.uri: piece.text for piece in looked_at.pieces}
    assert applied(texts["cell:4"], fixed["cell:4"]).startswith(
        "@nnx.split_rngs(splits=3)\n@nnx.vmap"
    )
    ignored = made.silence(looked_at, "cell:4", 0, 1, "NNX101")
    assert {*ignored} == {"cell:4"}
    assert "  # noqa: NNX101\n" in applied(texts["cell:4"], ignored["cell:4"])


def test_what_is_left_out_of_a_search_is_not_checked(tmp_path: Path) -> None:
    assert codes(session(), paper(tmp_path, MISTAKE)) == ["NNX101", "NNX301"]
    assert codes(session(exclude=["create.py"]), paper(tmp_path, MISTAKE)) == []
    assert codes(session(), paper(tmp_path, "def f(:\n")) == []  # nor what is not about NNX


def test_a_page_is_checked(tmp_path: Path) -> None:
    page = f"# Title\n\n```python\n{MISTAKE}```\n"
    assert codes(session(), paper(tmp_path, page, "page.md")) == ["NNX101", "NNX301"]


def test_known_findings_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "create.py").write_text(MISTAKE, encoding="utf-8")
    known = str(tmp_path / "known.json")
    options = ["--baseline", known, "--write-baseline", "--isolated", "--no-cache"]
    done = CliRunner().invoke(main, ["check", *options, "--target-flax", "0.12.8", str(tmp_path)])
    assert done.exit_code == 0, done.output
    more = MISTAKE + "\n\n@nnx.vmap\ndef draw(rngs):\n    return rngs()\n\n\ndraw(nnx.Rngs(1))\n"
    assert codes(session(baseline=known), paper(tmp_path, more)) == ["NNX101"]


def test_a_broken_file_of_the_project_that_names_flax_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project\ndependencies = ["flax==0.8.5"]\n')
    made = Session("utf-16")
    for text, warned in ((MISTAKE, "pyproject.toml: cannot be parsed as TOML"), ("x = 1\n", "")):
        looked_at = paper(tmp_path, text)
        hold(made, looked_at)
        assert made.glance(looked_at).warning.startswith(warned)
        assert bool(made.glance(looked_at).warning) == bool(warned)


def test_an_internal_error_is_told_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, looked_at = session(), paper(tmp_path, MISTAKE)
    hold(made, looked_at)

    def fail(self: Checker, source: object) -> None:
        raise ZeroDivisionError("no\nlines")

    with monkeypatch.context() as patch:
        patch.setattr(Checker, "inspect", fail)
        seen = made.check(looked_at)
    assert [told.shown.code for told in seen.told] == ["NNX999"]
    assert seen.problem.endswith("ZeroDivisionError: no")
    assert [told.shown.code for told in made.check(looked_at).told] == ["NNX101", "NNX301"]


def test_a_paper_that_takes_too_long_is_told_and_answers_nothing_else(tmp_path: Path) -> None:
    slow = "from flax import nnx\n\n\n" + "".join(
        f"@nnx.vmap\ndef f{n}(m, rngs: nnx.Rngs):\n    return f{n + 1}(m, rngs), rngs.params()\n"
        for n in range(900)
    )
    made, looked_at = session(**{"time-limit": 1}), paper(tmp_path, slow)
    assert codes(made, looked_at) == ["NNX999"]
    assert made.fix_all(looked_at) == {}
    assert made.hover(looked_at, looked_at.uri, types.Position(4, 2)) is None
    book = notebook(tmp_path, slow)
    assert codes(made, book) == ["NNX999"]
    assert made.hover(book, "cell:1", types.Position(4, 2)) is None
    other = paper(tmp_path, MISTAKE, "other.py")
    assert codes(made, other) == codes(session(), other) != []
