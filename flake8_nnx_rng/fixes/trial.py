"""Trials: whether fixes mend what they are for, and break nothing else.

What is tried in the same part of a module is tried together, as far as it is about things of which
none is in another: where all of it holds, that part is read once. Where not, each half is tried by
itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from flake8_nnx_rng.fixes.choice import together
from flake8_nnx_rng.fixes.found_at import faults_at, stacks_at
from flake8_nnx_rng.fixes.outcomes import Outcome, Outcomes, counted_rules
from flake8_nnx_rng.syntax.nodes import ancestor
from flake8_nnx_rng.syntax.scopes import BODIES

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.cases import Span
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.syntax.tree import Node

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """Whether a fix leaves fewer findings of a rule, and no more of any but the allowed ones."""

    code: str
    fix: Fix
    allowed: frozenset[str]


def mends(bench: Bench, code: str, fix: Fix, allowed: frozenset[str] = frozenset()) -> bool:
    """Whether a fix leaves fewer findings of a rule, and no more of any but the allowed ones.

    Rules that are off by default may find more. Within `tried_together` this may be a guess.
    """
    return bench.tool(_Trials).holds(Question(code, fix, allowed))


def tried_together(bench: Bench, tasks: Sequence[tuple[Node, Callable[[], T]]]) -> list[T]:
    """What tasks for findings at some nodes come to, that may ask whether fixes mend.

    Each is done as if all that it asks about did, and again where that is wrong, once that is
    found out for all together.
    """
    trials = bench.tool(_Trials)
    found: dict[int, T] = {}
    left = list(range(len(tasks)))
    while left:
        asked: dict[int, list[Question]] = {}
        for number in left:
            node, task = tasks[number]
            with trials.guessing(node) as asked[number]:
                found[number] = task()
        trials.judge(question for number in left for question in asked[number])
        left = [number for number in left if not all(map(trials.holds, asked[number]))]
    return [found[number] for number in range(len(tasks))]


class _Trials:
    """The trials of the fixes for one module."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._known: dict[Question, bool] = {}
        self._about: dict[Question, Node] = {}
        self._guessed: tuple[Node, list[Question]] | None = None

    @cached_property
    def _outcomes(self) -> Outcomes:
        """What few modules need: most have nothing to mend."""
        return self._bench.tool(Outcomes)

    def holds(self, question: Question) -> bool:
        """The answer to a question: yes while what is not known is guessed."""
        if question not in self._known:
            if self._guessed is not None:
                node, asked = self._guessed
                self._about.setdefault(question, node)
                asked.append(question)
                return True
            self._known[question], _ = self._try([question])
        return self._known[question]

    @contextmanager
    def guessing(self, node: Node) -> Iterator[list[Question]]:
        """Guess the answers about a node that are not known, and list what they were asked for."""
        asked: list[Question] = []
        self._guessed = node, asked
        try:
            yield asked
        finally:
            self._guessed = None

    def judge(self, questions: Iterable[Question]) -> None:
        """Answer questions, those about the same part of the module together."""
        left = self._grouped([*dict.fromkeys(questions)])
        blamed_before: set[Question] = set()
        while left:
            group = left.pop()
            tried = self._apart(group)
            left.append([question for question in group if question not in set(tried)])
            holds, blamed = self._try(tried)
            again = blamed if len(blamed) == len(tried) else blamed & blamed_before
            if holds or len(tried) == 1:
                self._known |= dict.fromkeys(tried, holds)
            elif again:
                self._known |= dict.fromkeys(again, False)
                left.append([question for question in tried if question not in again])
            elif blamed:
                blamed_before |= blamed
                left += [[q for q in tried if q in blamed], [q for q in tried if q not in blamed]]
            else:
                left += [tried[::2], tried[1::2]]
            left = [group for group in left if group]

    def _apart(self, questions: list[Question]) -> list[Question]:
        """Those of some questions that are about different things, and whose edits go together."""
        if len(questions) == 1:
            return questions
        chosen, end = list[Question](), 0
        for question in sorted(questions, key=self._unit):
            start, stop = self._unit(question)
            if start >= end:
                chosen.append(question)
                end = stop
        room = {*together(self._bench.module, [question.fix for question in chosen])}
        return [question for question in chosen if question.fix in room] or questions[:1]

    def _unit(self, question: Question) -> Span:
        """What a question is about, for which others may be, too: a transformed function."""
        node = self._about[question]
        stacks = stacks_at(self._bench, node) or [
            fault.passage.stack for fault in faults_at(self._bench, node)
        ]
        roots = [stack.root for stack in stacks]
        whole = roots or [ancestor(node, *BODIES) or node]
        return min(each.start for each in whole), max(each.end for each in whole)

    def _grouped(self, questions: list[Question]) -> list[list[Question]]:
        """Those for which the same part of the module is read."""
        if len(questions) == 1:
            return [questions]
        groups: dict[tuple[Span, ...], list[Question]] = {}
        for question in questions:
            where = self._outcomes.read_for(question.code, question.fix)
            groups.setdefault(where, []).append(question)
        return [*groups.values()]

    def _try(self, questions: Sequence[Question]) -> tuple[bool, set[Question]]:
        """Whether fixes, made together, leave as many findings less as there are of them.

        If not, those to blame as far as places tell.
        """
        mended = Counter(code for code, _ in {(asked.code, asked.fix) for asked in questions})
        found = self._outcomes.of(mended, [*{asked.fix: None for asked in questions}])
        if found is None:
            return False, set()
        allowed = frozenset.intersection(*(asked.allowed for asked in questions))
        counted = (rule.code for rule in counted_rules() if rule.on_by_default)
        unwanted = [code for code in counted if code not in allowed and found.gain(code) > 0]
        holds = not unwanted and all(found.gain(code) <= -mended[code] for code in mended)
        if holds or len(questions) == 1:
            return holds, set()
        return holds, {each for each in questions if self._is_to_blame(each, unwanted, found)}

    def _is_to_blame(self, question: Question, unwanted: list[str], outcome: Outcome) -> bool:
        """Whether what a fix is for is still found, or more than before in what it is about."""
        node = self._about[question]
        spans = [(node.start, node.end), *((edit.start, edit.end) for edit in question.fix.edits)]
        if any(outcome.is_found(question.code, *span) for span in spans):
            return True
        return any(outcome.is_new(code, *self._unit(question)) for code in unwanted)
