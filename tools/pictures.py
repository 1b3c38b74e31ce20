"""Draws the pictures of the documentation: lanes with and without a split, and an editor."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from flake8_nnx_rng import Diagnostic, fix_source
from flake8_nnx_rng.project.settings import Settings
from flake8_nnx_rng.semantics.releases import newest

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
_MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_SANS = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif"
_KEYS = ("#d1495b", "#b7791f", "#00798c")
_INK, _FAINT, _PAPER = "#24292f", "#6e7781", "#ffffff"
_CODE = """\
from flax import nnx

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

ensemble = create(nnx.Rngs(0))
"""
_LINE = 20


def pictures() -> dict[Path, str]:
    """Every picture that is drawn, as SVG."""
    return {FOLDER / "lanes.svg": lanes(), FOLDER / "editor.svg": editor()}


def lanes() -> str:
    """What three lanes draw from one Rngs: handed whole, mapped as it is, and split."""
    panels = [
        _panel(0, "@nnx.vmap(in_axes=None,\n          axis_size=3)", "AAA", "runs, in silence"),
        _panel(250, "@nnx.vmap(axis_size=3)", "", "raises: no axis to map"),
        _panel(500, "@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)", "ABC", "as meant"),
    ]
    return _svg(750, 250, "Three lanes draw with and without a split", panels)


def _panel(left: int, code: str, keys: str, verdict: str) -> str:
    middle = left + 125
    parts = [
        _text(left + 20, 28 + 16 * row, line, size=12, family=_MONO)
        for row, line in enumerate(code.split("\n"))
    ]
    parts.append(_box(middle - 45, 66, 90, _INK, "one Rngs"))
    for lane in range(3):
        x = left + 30 + 70 * lane
        key = keys[lane : lane + 1]
        colour = _KEYS["ABC".index(key)] if key else _FAINT
        dashes = "" if key else ' stroke-dasharray="4 4"'
        way = f'd="M{middle} 94 L{x + 25} 150"'
        parts.append(f'<path {way} stroke="{colour}" stroke-width="2"{dashes}/>')
        parts.append(_box(x, 150, 50, colour, f"key {key}" if key else "?"))
        parts.append(_text(x + 25, 196, f"lane {lane}", size=11, fill=_FAINT, anchor="middle"))
    colour = "#1a7f37" if keys == "ABC" else "#cf222e"
    parts.append(_text(middle, 228, verdict, size=13, fill=colour, anchor="middle", bold=True))
    return "\n".join(parts)


def _box(x: int, y: int, width: int, colour: str, text: str) -> str:
    shape = f'<rect x="{x}" y="{y}" width="{width}" height="28" rx="5" fill="{colour}"/>'
    middle = x + width // 2
    return shape + _text(middle, y + 19, text, size=13, fill=_PAPER, anchor="middle", bold=True)


def editor() -> str:
    """A finding as an editor underlines and explains it, and the menu with its fix."""
    settings = Settings(target_flax=str(newest()), select=("NNX101",))
    (found,) = fix_source(_CODE, settings=settings).applied
    return _svg(
        750, 190 + _behind(found), f"An editor shows {found.code}, with a quick fix", _window(found)
    )


def _told(found: Diagnostic) -> list[str]:
    """The lines of its message."""
    return textwrap.wrap(f"{found.code} {found.message}", 88)


def _actions(found: Diagnostic) -> list[str]:
    """What the menu offers."""
    assert found.fix is not None
    return [
        f"{found.fix.message} ({found.code})",
        "nnx-rng: fix all that is safe",
        f"Ignore {found.code} on this line (# noqa: {found.code})",
    ]


def _height(lines: Sequence[str]) -> int:
    return 22 + 17 * len(lines)


def _behind(found: Diagnostic) -> int:
    """How far the message and the menu move what stands below the finding."""
    return 20 + _height(_told(found)) + _height(_actions(found)) + 8


def _window(found: Diagnostic) -> Iterator[str]:
    """The program with the finding underlined, its message, and the actions."""
    yield '<rect x="0" y="0" width="750" height="26" fill="#eaeef2"/>'
    yield _text(16, 18, "create.py", size=12, fill=_FAINT)
    for row, line in enumerate(_CODE.splitlines(), 1):
        base = 26 + _LINE * row + (_behind(found) if row > found.location.row else 0)
        yield _text(34, base, str(row), size=13, fill=_FAINT, family=_MONO, anchor="end")
        yield _text(50, base, line, size=13, family=_MONO)
    base = 26 + _LINE * found.location.row
    left, right = (50 + 7.83 * (p.column - 1) for p in (found.location, found.end_location))
    yield _squiggle(left, right, base + 4)
    yield _text(10, base, "\N{BLACK DIAMOND}", size=10, fill="#bf8700")
    told, actions = _told(found), _actions(found)
    yield _card(60, base + 12, 640, told, "#fff8c5")
    yield _card(60, base + 20 + _height(told), 330, actions, "#ddf4ff")


def _card(x: int, y: int, width: int, lines: Sequence[str], fill: str) -> str:
    shape = f'<rect x="{x}" y="{y}" width="{width}" height="{_height(lines)}" rx="4"'
    texts = [_text(x + 12, y + 23 + 17 * row, line, size=12.5) for row, line in enumerate(lines)]
    return "\n".join([f'{shape} fill="{fill}" stroke="#d0d7de"/>', *texts])


def _squiggle(left: float, right: float, base: int) -> str:
    steps = int((right - left) / 3)
    waves = " ".join(f"l3 {'-3' if step % 2 else '3'}" for step in range(steps))
    return f'<path d="M{left:.0f} {base} {waves}" fill="none" stroke="#cf222e"/>'


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    fill: str = _INK,
    family: str = _SANS,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" font-family="{family}"'
        f' text-anchor="{anchor}"{weight} xml:space="preserve">{escape(text)}</text>'
    )


def _svg(width: int, height: int, title: str, parts: Sequence[str] | Iterator[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
    )
    paper = f'<rect width="{width}" height="{height}" rx="6" fill="{_PAPER}" stroke="#d0d7de"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", paper, *parts, "</svg>", ""])
