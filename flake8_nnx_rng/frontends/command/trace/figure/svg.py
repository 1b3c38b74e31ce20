"""A drawing as SVG, with texts that can be searched and copied."""

from __future__ import annotations

from html import escape

from flake8_nnx_rng.frontends.command.trace.figure.drawing import PAPER, Box, Drawing, Text

SANS = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif"
MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def svg(drawing: Drawing) -> str:
    """The whole element; what is drawn is escaped."""
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    title = escape(drawing.title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}"'
        f' viewBox="0 0 {drawing.width:g} {drawing.height:g}" style="max-width: 100%">'
    )
    paper = f'<rect {size} fill="{PAPER}"/>'
    return "\n".join([head, paper, *map(_shape, drawing.shapes), "</svg>"])


def _shape(shape: Box | Text) -> str:
    return _box(shape) if isinstance(shape, Box) else _text(shape)


def _box(box: Box) -> str:
    stroke = f' stroke="{box.stroke}"' if box.stroke else ""
    place = f'x="{box.x:.2f}" y="{box.y:.2f}" width="{box.width:.2f}" height="{box.height:.2f}"'
    start = f'<rect {place} fill="{box.fill}"{stroke}'
    return f"{start}><title>{escape(box.tip)}</title></rect>" if box.tip else f"{start}/>"


def _text(text: Text) -> str:
    bold = ' font-weight="600"' if text.bold else ""
    family = MONO if text.mono else SANS
    return (
        f'<text x="{text.x:.2f}" y="{text.y:.2f}" font-size="{text.size:g}" fill="{text.fill}"'
        f' font-family="{family}" text-anchor="{text.anchor}"{bold} xml:space="preserve">'
        f"{escape(text.text)}</text>"
    )
