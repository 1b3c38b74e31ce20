"""The figure of a trace, of draws as a recording holds them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from flake8_nnx_rng.frontends.command.trace import figure
from flake8_nnx_rng.frontends.command.trace.figure.html import page
from flake8_nnx_rng.frontends.command.trace.figure.layout import figure as laid_out
from flake8_nnx_rng.frontends.command.trace.figure.panels import panels
from flake8_nnx_rng.frontends.command.trace.figure.runs import SEVERAL, Run, runs
from flake8_nnx_rng.runtime.recording import Draw, Frame, Level
from flake8_nnx_rng.runtime.recording.repeats import Repeat

CODE = """\
from flax import nnx

@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs):
    return [nnx.Linear(2, 3, rngs=rngs), "<script>"]
"""


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a<b>&.py"
    path.write_text(CODE)
    return path


def frame(file: Path | str, line: int = 5, column: int = 13) -> Frame:
    return Frame(str(file), "create", line, column)


def drawn(file: Path | str, keys: list[int], *levels: list[Level], line: int = 5) -> list[Draw]:
    """Draws at one line, of these keys; in the lanes or steps of the same place, if any."""
    around = levels or [[] for _ in keys]
    return [
        Draw("params", (0, key), 0, tuple(inside), (frame(file, line),), number)
        for number, (key, inside) in enumerate(zip(keys, around, strict=True))
    ]


def lane(index: int, size: int = 3, kind: str = "vmap") -> list[Level]:
    return [Level(kind, index, size)]


def finding(draws: list[Draw], code: str = "NNX102", kind: str = "repeat") -> Repeat:
    keys = dict.fromkeys(draw.key for draw in draws)
    groups = [tuple(draw for draw in draws if draw.key == key) for key in keys]
    sites = tuple(dict.fromkeys(draw.frames[0] for draw in draws))
    place = Frame(sites[0].filename, "<module>", 3, 2)
    again = tuple(group for group in groups if len(group) > 1)
    return Repeat(code, "gives the same <key>", "params", place, sites, again, kind)


def table(draws: list[Draw]) -> list[tuple[str, str]]:
    """The rows of the only site of the only panel: `.` for drawn once, a blank for not drawn."""
    (site,) = panels(draws, [finding(draws)]).panels[0].sites
    signs = {None: " ", "": "."}
    return [(row.name, "".join(signs.get(s, s) for s in row.letters)) for row in site.rows]


def texts(svg: str) -> list[str]:
    return [
        text for node in ElementTree.fromstring(svg).iter() if (text := node.text or "").strip()
    ]


def test_a_finding_with_its_code_its_line_and_the_site_that_draws(file) -> None:
    draws = drawn(file, [1, 1, 1], *map(lane, range(3)))
    shown = texts(figure.svg(draws, [finding(draws)]))
    assert shown[:1] == ["Found 1 finding."]
    for expected in (
        "NNX102",
        "gives the same <key>",
        "a<b>&.py:3:2",
        "@nnx.vmap(in_axes=None, axis_size=3)",
        "a<b>&.py:5",
        "nnx.Linear(2, 3, rngs=rngs)",
        "params in nnx.vmap[3]",
        "key A, lane 2",
        "3 lanes",
    ):
        assert expected in shown


def test_lanes_among_which_keys_repeat_are_columns() -> None:
    draws = drawn("f.py", [1, 2, 1, 2, 3, 4], *map(lane, [0, 0, 1, 1, 2, 2]))
    assert table(draws) == [("draw 1", "AA."), ("draw 2", "BB.")]


def test_calls_that_repeat_are_columns_and_lanes_rows() -> None:
    draws = drawn("f.py", [1, 2, 1, 2], *map(lane, [0, 1, 0, 1]))
    assert table(draws) == [("lane 0", "AA"), ("lane 1", "BB")]


def test_rows_in_which_no_key_repeats_are_left_out() -> None:
    draws = drawn("f.py", [1, 2, 1, 3], *map(lane, [0, 0, 1, 1], [2] * 4))
    assert table(draws) == [("draw 1", "AA")]


def test_steps_inside_of_lanes() -> None:
    inside = [[*lane(n, 2), *lane(step, 3, "scan")] for n in range(2) for step in range(3)]
    draws = drawn("f.py", [1, 1, 1, 2, 2, 2], *inside)
    assert table(draws) == [("lane 0", "AAA"), ("lane 1", "BBB")]


def test_a_lane_that_draws_nothing_is_blank() -> None:
    assert table(drawn("f.py", [1, 1], lane(0), lane(2))) == [("", "A A")]


def test_two_hundred_lanes_are_one_bar_with_its_key() -> None:
    draws = drawn("f.py", [1] * 200, *(lane(n, 200) for n in range(200)))
    shown = texts(figure.svg(draws, [finding(draws)]))
    assert "A \N{MULTIPLICATION SIGN} 200" in shown
    assert "key A, lanes 0 to 199" in shown
    assert [text for text in shown if text.isdecimal()] == [str(n) for n in range(0, 200, 10)]


def test_however_many_rows_sites_and_findings_there_are_the_figure_stays_small() -> None:
    rows = drawn("f.py", [*range(99), *range(99)], *map(lane, [*range(99)] * 2, [99] * 198))
    sites = [draw for line in range(1, 30) for draw in drawn("f.py", [100], line=line)]
    found = [finding(rows), finding(sites), *[finding(rows)] * 40]
    shown = figure.svg([*rows, *sites], found)
    for more in ("87 rows more", "21 sites more", "18 findings more"):
        assert more in texts(shown)
    assert laid_out(panels([*rows, *sites], found)).height < 12_000


def test_each_finding_has_its_panel_and_the_rest_has_none() -> None:
    first, second = drawn("f.py", [1, 1]), drawn("g.py", [2, 2])
    others, once = drawn("h.py", [3, 3]), drawn("i.py", [4])
    found = [finding(first), finding(second, ""), finding(others, "", "same seed")]
    draws = [*first, *second, *others, *once]
    assert len(panels(draws, found).panels) == 2
    assert len(panels(draws, found, same_seed=True).panels) == 3
    assert "i.py" not in figure.svg(draws, found, same_seed=True)


def test_no_finding() -> None:
    assert texts(figure.svg(drawn("f.py", [1]), [])) == ["No key was drawn twice."]
    assert figure.html(drawn("f.py", [1]), []) == ""


def test_a_draw_that_flax_refused_has_its_panel(file) -> None:
    refused = Repeat("NNX105", "Flax refused the draw", "params", frame(file), (frame(file),))
    assert {"NNX105", "Flax refused the draw"} <= {*texts(figure.svg([], [refused]))}
    assert "Linear" in figure.html([], [refused])


def test_html_has_the_code_beside_each_finding(file) -> None:
    draws = drawn(file, [1, 1, 1], *map(lane, range(3)))
    shown = figure.html(draws, [finding(draws)])
    rows = re.findall(r'<tr class="(\w+)"><td>(\d+)</td>.*class="why">(.*?)<', shown)
    assert rows == [("mend", "3", "NNX102"), ("drawn", "5", "A")]


def test_nothing_of_the_program_becomes_html(file) -> None:
    draws = [replace(d, stream="</pre><i>") for d in drawn(file, [1, 1, 1], *map(lane, range(3)))]
    found = [replace(finding(draws), code="")]
    for shown in (
        page(panels(draws, found), str(file), "<i>"),
        figure.svg(draws, found),
    ):
        assert not re.search("<script|<i>|<b>|<key>", shown)
    assert "&lt;script&gt;" in figure.html(draws, found)


def test_what_no_file_can_hold_is_written_all_the_same(tmp_path) -> None:
    draws = drawn("a\udcff\x01\x1b.py", [1, 1])
    for suffix in (".png", ".svg", ".html"):
        out = tmp_path / f"f{suffix}"
        figure.save(out, Path("\udcff\x01.py"), draws, [finding(draws)], same_seed=False)
        assert not re.search(rb"[\x00-\x08\x1b]", out.read_bytes()) or suffix == ".png"
    ElementTree.fromstring((tmp_path / "f.svg").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("code", "column", "shown"),
    [
        ("x = f(é, rngs.noise(), 1)", 10, "rngs.noise()"),
        ("x = f(\n    rngs())", 5, "f( rngs())"),
        ("%magic\nx = rngs()", 1, "%magic"),
        ("x = 1", 5, "x = 1"),
    ],
)
def test_what_stands_for_the_site(tmp_path, code, column, shown) -> None:
    path = tmp_path / "code.py"
    path.write_text(code, encoding="utf-8")
    draws = [replace(d, frames=(frame(path, 1, column),)) for d in drawn(path, [1, 1])]
    assert shown in texts(figure.svg(draws, [finding(draws)]))


def test_neighbours_that_are_alike_are_one_run() -> None:
    assert [*runs(["A", "A", None, "", "B"], 9)] == [Run(0, 2, "A"), Run(3, 4, ""), Run(4, 5, "B")]


def test_columns_beyond_what_can_be_told_apart_are_taken_together() -> None:
    letters = ["A"] * 4 + ["A", "B"] + ["B"] * 2
    assert [*runs(letters, 4)] == [Run(0, 4, "A"), Run(4, 6, SEVERAL), Run(6, 8, "B")]


def test_it_is_said_where_columns_are_taken_together() -> None:
    draws = drawn("f.py", [1, *range(1, 900)], *(lane(n, 900) for n in range(900)))
    shown = texts(figure.svg(draws, [finding(draws)]))
    assert "900 lanes, dark grey where they differ" in shown
    assert any(text.startswith("several keys, lanes ") for text in shown)
