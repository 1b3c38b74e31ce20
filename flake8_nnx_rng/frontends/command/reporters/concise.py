"""One line a finding, as flake8 and ruff print it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from flake8_nnx_rng.diagnostic import Diagnostic, RelatedPlace
from flake8_nnx_rng.frontends.command.outcome import Outcome, is_unsafe
from flake8_nnx_rng.frontends.command.paint import PLAIN, Paint
from flake8_nnx_rng.frontends.command.printable import name_at_start, printable
from flake8_nnx_rng.frontends.command.reporters.closing import UNSAFE, closing
from flake8_nnx_rng.frontends.command.reporters.refusals import Refused, refused_once


def render(outcome: Outcome) -> str:
    """All findings, why `--fix` left them if it did, and their number."""
    found = "\n".join(
        line(d, marked=outcome.marks(d), paint=outcome.paint) for d in outcome.diagnostics
    )
    reasons = "" if outcome.fixed is None or outcome.quiet else _reasons(outcome)
    if reasons:
        return f"{found}\n\n{reasons}\n\n{closing(outcome)}"
    return f"{found}\n{closing(outcome)}".strip("\n")


def line(diagnostic: Diagnostic, *, marked: bool = False, paint: Paint = PLAIN) -> str:
    """One finding; a mark says that it can be fixed."""
    return f"{place(diagnostic, paint)}: {coded(diagnostic, marked=marked, paint=paint)}"


def coded(diagnostic: Diagnostic, *, marked: bool, paint: Paint) -> str:
    """The code of a finding, the mark, what is wrong and what to do."""
    what = f": {printable(diagnostic.help)}" if diagnostic.help else ""
    return f"{headed(diagnostic, marked=marked, paint=paint)}{what}"


def headed(diagnostic: Diagnostic, *, marked: bool, paint: Paint) -> str:
    """The code of a finding, the mark and what is wrong."""
    mark = f" {paint.mark('[*]')}" if marked else ""
    return f"{paint.code(diagnostic.code)}{mark} {printable(diagnostic.message)}"


def place(found: Diagnostic | RelatedPlace, paint: Paint = PLAIN) -> str:
    """`file:row:column`, with the cell of a notebook."""
    cell = "" if found.cell is None else f"cell {found.cell}:"
    row, column = found.location
    return f"{paint.name(name_at_start(found.filename))}:{cell}{row}:{column}"


def _reasons(outcome: Outcome) -> str:
    """Why the findings were left."""
    unsafe = [d for d in outcome.diagnostics if is_unsafe(d) and not outcome.unsafe]
    refused = refused_once(outcome.diagnostics)
    by_hand = (d for d in outcome.diagnostics if d.fix is not None and not d.fix.edits)
    without = Counter((d.code, d.name) for d in outcome.diagnostics if d.fix is None)
    sections = {
        f"Fixed by {UNSAFE} only:": [_reason(d) for d in unsafe],
        "To be fixed by hand:": [line for d in by_hand for line in _by_hand(d, refused)],
        "No fix is known:": [f"{n} x {code} ({name})" for (code, name), n in without.items()],
    }
    told = ([head, *lines] for head, lines in sections.items() if lines)
    return "\n\n".join("\n  ".join(lines) for lines in told)


def _by_hand(diagnostic: Diagnostic, refused: Refused) -> Iterator[str]:
    """What to do, with why on a line before, once for all findings about the same code."""
    found = refused.get(diagnostic)
    if found is None:
        yield _reason(diagnostic)
    elif found.first == diagnostic:
        yield f"{place(diagnostic)}: {', '.join(found.codes)} {printable(found.why)}"
        yield f"  help: {printable(found.step)}"


def _reason(diagnostic: Diagnostic) -> str:
    return f"{place(diagnostic)}: {diagnostic.code} {printable(diagnostic.advice)}"
