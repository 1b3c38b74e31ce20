"""Findings as HTML: what repeats, the figure of its sites, and the code beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from flake8_nnx_rng.diagnostic import url_of
from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.trace.figure.drawing import ALARM, FAINT, FRAME, INK
from flake8_nnx_rng.frontends.command.trace.figure.excerpt import excerpts
from flake8_nnx_rng.frontends.command.trace.figure.layout import body
from flake8_nnx_rng.frontends.command.trace.figure.svg import MONO, SANS, svg
from flake8_nnx_rng.frontends.command.trace.figure.table import LEGEND
from flake8_nnx_rng.frontends.command.trace.places import place
from flake8_nnx_rng.frontends.command.trace.words import message

if TYPE_CHECKING:
    from flake8_nnx_rng.frontends.command.trace.figure.panels import Panel, Panels

_WIDE = 660
_IN = ".nnx-rng-trace"
_STYLE = f"""\
{_IN} {{ font: 14px {SANS}; color: {INK}; background: #fff; }}
{_IN} section {{ border: 1px solid {FRAME}; border-radius: 6px; margin: 12px 0;
  padding: 4px 16px; }}
{_IN} h2 {{ font-size: 15px; margin: 10px 0 4px; }}
{_IN} .code {{ background: {ALARM}; border-radius: 4px; color: #fff; padding: 1px 6px; }}
{_IN} .sides {{ display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }}
{_IN} .sides > svg {{ flex: 0 1 auto; height: auto; }}
{_IN} .sides > div {{ flex: 1 1 420px; min-width: 0; overflow-x: auto; }}
{_IN} table {{ border-collapse: collapse; font: 12px/1.5 {MONO}; margin: 8px 0; width: 100%; }}
{_IN} caption {{ color: {FAINT}; text-align: left; }}
{_IN} td {{ padding: 0 8px; text-align: left; white-space: pre; }}
{_IN} td:first-child {{ color: {FAINT}; text-align: right; width: 1%; }}
{_IN} tr.drawn {{ background: #fff8c5; }}
{_IN} tr.mend {{ background: #ffebe9; }}
{_IN} .why {{ color: {FAINT}; width: 1%; }}
{_IN} .faint {{ color: {FAINT}; }}
"""
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body style="font-family: {family}; margin: 24px">
{body}
</body>
</html>
"""


def page(shown: Panels, script: str, report: str) -> str:
    """A page of its own, with the report as the command prints it at the end."""
    title = escape(printable(f"nnx-rng trace {script}"))
    parts = [
        f"<h1>{title}</h1>",
        f"<p>{escape(shown.verdict)}</p>",
        sections(shown),
        f"<pre>{escape(printable(report, keeps=chr(10)))}</pre>",
    ]
    return _PAGE.format(family=SANS, title=title, body="\n".join(filter(None, parts)))


def sections(shown: Panels) -> str:
    """A section for each finding, as a part of any page; nothing if there is none."""
    if not shown.panels:
        return ""
    legend = f'<p class="faint">{escape(LEGEND)}</p>'
    more = [f"<p>{counted(shown.hidden, 'finding')} more</p>"] if shown.hidden else []
    parts = [f"<style>\n{_STYLE}</style>", legend, *map(_section, shown.panels), *more]
    return '<div class="nnx-rng-trace">\n' + "\n".join(parts) + "\n</div>"


def _section(panel: Panel) -> str:
    repeat = panel.repeat
    link = f'<a class="code" href="{escape(url_of(repeat.code))}">{escape(repeat.code)}</a> '
    told = f"{link if repeat.code else ''}{escape(printable(message(repeat)))}"
    where = escape(printable(place(repeat.place, column=True)))
    sides = f"{svg(body(panel, _WIDE))}\n<div>\n{''.join(_code(panel))}</div>"
    return (
        f'<section>\n<h2>{told}</h2>\n<p class="faint">{where}</p>\n'
        f'<div class="sides">\n{sides}\n</div>\n</section>'
    )


def _code(panel: Panel) -> Iterator[str]:
    """The lines around each place of a finding."""
    for excerpt in excerpts(panel):
        yield f"<table>\n<caption>{escape(printable(excerpt.name))}</caption>\n"
        for line in excerpt.lines:
            kind = f' class="{line.kind}"' if line.kind else ""
            yield (
                f"<tr{kind}><td>{line.number or ''}</td><td>{escape(line.text)}</td>"
                f'<td class="why">{escape(line.why)}</td></tr>\n'
            )
        yield "</table>\n"
