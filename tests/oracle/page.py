"""docs/oracle.md, written from the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from collection import Sample
from judging import RANDOM_NUMBERS, RELEASES, Judgement, Verdict
from reasons import Reasons
from tables import Confusion, confusion, confusion_of, recall, recall_by

from flake8_nnx_rng.rules import all_rules

_OPENING = """# The oracle

Whether a rule is right can be measured. Each of {programs} correct programs, those of
`tests/oracle/programs`, is changed by one mistake at a time, which gives {mutants} mutants. All of
them run on {count} releases of Flax, and what they draw says what happened:

- **raises**: it ends with an error;
- **silent**: it runs, but two lanes, steps, layers or calls have the same numbers, there are more
  or fewer lanes than the program says, or the same call gives other numbers the second time;
- **correct**: all lanes, steps, layers and calls differ, as in the program it was made from.

Then the rules look at the same texts. A broken mutant must be reported by a rule that says what
happens on that release; of a correct program or mutant nothing must be said. A program that is not
correct on a release, mostly because that release lacks what it uses, is left out there together
with its mutants. This page is written from the results by `tests/oracle/judge.py`.

The first programs were written beside the rules, and the rules did better on them than on code of
others. Since then programs were added for what other people's code had and these lacked: layers in
lists, dictionaries and fields; functions, classes and partials that are handed on; modules and
streams in records, carries and plain objects; states of `nnx.split`; layers that derive from those
of Flax; helpers that make keys; attributes that are static since Flax 0.12.0.
"""


def markdown(
    samples: list[Sample],
    jax: dict[str, str],
    judgement: Judgement,
    reasons: Reasons,
) -> str:
    """The page."""
    mutants = sum(len(sample.mutants) for sample in samples)
    opening = _OPENING.format(programs=len(samples), mutants=mutants, count=len(RELEASES))
    parts = [
        opening,
        "## Recall\n",
        *_releases(jax, judgement),
        "",
        *_left_out(judgement),
        "\n## By mistake\n",
        *_operators(judgement),
        "\n## What happened and what was told\n",
        *_confusion(judgement),
        "\n## By rule\n",
        *_rules(judgement),
        "\n## Accepted misses\n",
        *_misses(judgement, reasons),
    ]
    return "\n".join(parts) + "\n"


def _releases(jax: dict[str, str], judgement: Judgement) -> Iterator[str]:
    titles = ["Flax", "JAX", "correct programs", "broken mutants", "reported rightly", "recall"]
    yield _row([*titles, "correct mutants", "false reports"])
    yield "|---|---|" + "--:|" * 6
    for release in RELEASES:
        found = judgement.of(release)
        broken = [verdict for verdict in found if verdict.is_broken]
        programs = sum(not verdict.operator for verdict in found)
        cells = [
            release,
            jax[release],
            programs,
            len(broken),
            sum(not verdict.is_missed for verdict in broken),
            f"{recall(found):.1%}",
            len(found) - len(broken) - programs,
            sum(verdict.is_false_report for verdict in found),
        ]
        yield _row(cells)


def _left_out(judgement: Judgement) -> Iterator[str]:
    """What became of the programs that a release does not run rightly."""
    for release in RELEASES:
        broken = [verdict for verdict in judgement.left_out if verdict.release == release]
        told = sum(not verdict.is_missed for verdict in broken)
        yield f"- Flax {release} does not run {len(broken)} programs rightly; {told} are reported."


def _operators(judgement: Judgement) -> Iterator[str]:
    shares = {r: recall_by(judgement.of(r), lambda v: v.operator) for r in RELEASES}
    yield _row(["mistake", *(f"Flax {release}" for release in RELEASES)])
    yield "|---|" + "--:|" * len(RELEASES)
    for operator in sorted({name for share in shares.values() for name in share}):
        cells = [shares[release].get(operator, (0, 0)) for release in RELEASES]
        yield _row([operator, *(f"{found} of {broken}" for found, broken in cells)])


def _confusion(judgement: Judgement) -> Iterator[str]:
    yield "| Flax | happened | told that it raises | told that it is silent | nothing told |"
    yield "|---|---|--:|--:|--:|"
    for release in RELEASES:
        counts = confusion(judgement.of(release))
        for happened in ("raises", "silent", "correct"):
            told = [counts[happened, said] for said in ("raises", "silent", "nothing")]
            yield _row([release, happened, *told])


def _rules(judgement: Judgement) -> Iterator[str]:
    yield (
        "| rule | Flax | raises, told so | silent, told so | raises, told silent | "
        "silent, told raises | correct, yet told |"
    )
    yield "|---|---|--:|--:|--:|--:|--:|"
    for rule in all_rules():
        for release in RELEASES if RANDOM_NUMBERS.fullmatch(rule.code) else ():
            cells = _cells(confusion_of(rule.code, judgement.of(release)))
            if any(cells):
                yield _row([f"[{rule.code}](rules/{rule.code}.md)", release, *cells])


def _cells(counts: Confusion) -> list[int]:
    return [
        counts["raises", "raises"],
        counts["silent", "silent"],
        counts["raises", "silent"],
        counts["silent", "raises"],
        counts["correct", "raises"] + counts["correct", "silent"],
    ]


def _misses(judgement: Judgement, reasons: Reasons) -> Iterator[str]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in judgement.misses:
        reason = reasons.of(verdict)
        groups.setdefault(reason.reason if reason else "(no reason yet)", []).append(verdict)
    if not groups:
        yield "None."
    for reason, verdicts in sorted(groups.items()):
        yield f"{reason}:\n"
        names = Counter(verdict.name for verdict in verdicts)
        for name in sorted(names):
            releases = ", ".join(v.release for v in verdicts if v.name == name)
            what = next(v.what for v in verdicts if v.name == name)
            yield f"- `{name}` ({what}): {releases}"
        yield ""


def _row(cells: list[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"
