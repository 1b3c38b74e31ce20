"""How a report ends: how much was found and fixed, and what fixes there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from flake8_nnx_rng.frontends.command.outcome import Outcome, counted
from flake8_nnx_rng.frontends.command.reporters.refusals import by_reason

UNSAFE = "`--fix --unsafe-fixes`"


def closing(outcome: Outcome) -> str:
    """The last lines of a report; none of a quiet one."""
    if outcome.quiet:
        return ""
    hidden = f"{counted(outcome.hidden, 'unsafe fix')} available with {UNSAFE}"
    lines = [" ".join([_found(outcome), *_known(outcome), *_troubles(outcome)])]
    if outcome.fixed is None and outcome.fixable:
        more = f" ({hidden})" if outcome.hidden else ""
        lines.append(f"[*] {outcome.fixable} fixable with `--fix`{more}.")
    elif outcome.hidden:
        lines.append(f"{hidden}.")
    return "\n".join(filter(None, [by_reason(outcome.diagnostics), *lines]))


def _found(outcome: Outcome) -> str:
    left, fixed = len(outcome.diagnostics), outcome.fixed or 0
    if fixed:
        return f"Found {counted(left + fixed, 'finding')} ({fixed} fixed, {left} remaining)."
    if left or outcome.unchecked:
        return f"Found {counted(left, 'finding')}."
    return "All checks passed!"


def _known(outcome: Outcome) -> list[str]:
    known = len(outcome.known)
    return [f"{counted(known, 'known finding')} not shown."] if known else []


def _troubles(outcome: Outcome) -> list[str]:
    said = {"checked": outcome.unchecked, "fixed": outcome.unfixed}
    told = [f"{counted(n, 'file')} could not be {what}." for what, n in said.items() if n]
    gone, verb = outcome.withdrawn, "was" if outcome.withdrawn == 1 else "were"
    return [*told, f"{counted(gone, 'fix')} {verb} withdrawn."] if gone else told


def would_fix(outcome: Outcome) -> str:
    """The last line behind a diff; empty where nothing can be fixed."""
    if outcome.quiet:
        return ""
    if outcome.fixed:
        more = f" ({counted(outcome.hidden, 'more unsafe fix')} available with `--unsafe-fixes`)"
        told = f"Would fix {counted(outcome.fixed, 'finding')}{more * bool(outcome.hidden)}."
    elif outcome.hidden:
        hidden = counted(outcome.hidden, "unsafe fix")
        told = f"No findings would be fixed ({hidden} available with `--unsafe-fixes`)."
    else:
        told = ""
    return "\n".join(filter(None, [by_reason(outcome.diagnostics), told]))


def fixed_by_file(applied: Mapping[str, Counter[tuple[str, str]]]) -> str:
    """How many findings of which rule were fixed in which file."""
    total = sum(counts.total() for counts in applied.values())
    lines = [f"Fixed {counted(total, 'finding')}:"]
    for filename, counts in applied.items():
        lines.append(f"- {filename}:")
        lines += [f"    {n} x {code} ({name})" for (code, name), n in sorted(counts.items())]
    return "\n".join(lines)
