"""Whether tests notice a mutant: they are loaded and run once, then each is judged in a fork."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from exchange import exchange
from mutants import Mutant
from runs import Lines, lines_with, watched

SLOW = 3.0
"""A test that takes more seconds is left out; it starts processes, in which nothing is changed."""
ENOUGH = 4.0
"""For how many seconds, as they are taken while lines are watched, a mutant is looked at."""
TIMES_SLOWER, SECONDS_MORE = 5, 10
"""Than without a change; what takes longer goes round in circles, which is noticed."""


@dataclass(frozen=True)
class Subject:
    """A module to be changed: its full name, its file, and the tests that judge, its own first."""

    module: str
    path: Path
    judges: tuple[Path, ...]


@dataclass
class Judge:
    """A plugin of pytest that runs the tests that were collected, and then `work`."""

    files: frozenset[str]
    beside: tuple[str, ...]
    work: Callable[[Judge], None]
    items: list[pytest.Item] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=dict)
    noticed: Counter[str] = field(default_factory=Counter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all as it is, then judge."""
        for item in session.items:
            begins = time.process_time()
            with watched(self.files) as lines:
                _run(item, None)
            self.seconds[item.nodeid] = time.process_time() - begins
            self.lines[item.nodeid] = lines
            if session.testsfailed:
                raise SystemExit(f"{item.nodeid} fails without a change")
        self.items = session.items
        self.work(self)
        return True

    def is_noticed(self, subject: Subject, mutant: Mutant) -> bool:
        """Whether a test fails with this mutant, or cannot be run, or goes round in circles."""
        chosen = self.chosen(subject, mutant)
        name = ""
        if chosen:
            name = self._first_to_fail(subject, mutant, chosen)
            self.noticed[name] += 1
        return name != ""

    def chosen(self, subject: Subject, mutant: Mutant) -> list[pytest.Item]:
        """The tests that run what is changed: those that notice much first, then the diverse."""
        wanted = lines_with(subject.path.read_text(encoding="utf-8"), mutant.line)
        left, found = ENOUGH, []
        able = [item for item in self.items if self._runs(item, subject, wanted)]
        for item in self._diverse(able, subject):
            left -= self.seconds[item.nodeid]
            found += [item] if left > 0 else []
        return sorted(found, key=lambda item: -self.noticed[item.nodeid])

    def _diverse(self, able: Sequence[pytest.Item], subject: Subject) -> Iterator[pytest.Item]:
        """First those that together run all lines that any of them runs, then so of the rest."""
        told = {path: number for number, path in enumerate(subject.judges)}
        waiting = sorted(able, key=lambda item: (told[item.path], self.seconds[item.nodeid]))
        while waiting:
            run, later = set[int](), []
            for item in waiting:
                more = self.lines[item.nodeid][str(subject.path)] - run
                if more:
                    run |= more
                    yield item
                else:
                    later.append(item)
            if len(later) == len(waiting):
                return
            waiting = later

    def _runs(self, item: pytest.Item, subject: Subject, wanted: set[int] | None) -> bool:
        if item.path not in subject.judges or self.seconds[item.nodeid] > SLOW:
            return False
        run = self.lines[item.nodeid].get(str(subject.path), set())
        return bool(run if wanted is None else run & wanted)

    def _first_to_fail(
        self, subject: Subject, mutant: Mutant, chosen: Sequence[pytest.Item]
    ) -> str:
        context = multiprocessing.get_context("fork")
        hears, tells = context.Pipe(duplex=False)
        usual = sum(self.seconds[item.nodeid] for item in chosen)
        limit = int(SECONDS_MORE + TIMES_SLOWER * usual)

        def look() -> None:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            _silence()
            tells.send(_fails(subject, mutant, chosen, self.beside))

        child = context.Process(target=look)
        child.start()
        tells.close()
        said = hears.poll(6 * limit)
        try:
            name = str(hears.recv()) if said else "nothing ends"
        except EOFError:
            name = "the process ends"
        if child.pid is not None and not said:
            os.killpg(child.pid, signal.SIGKILL)
        child.join()
        return name


def _fails(
    subject: Subject, mutant: Mutant, chosen: Sequence[pytest.Item], beside: tuple[str, ...]
) -> str:
    """The name of the first test that fails, nothing if none does."""
    try:
        exchange(subject.module, mutant.source, beside)
    except Exception:
        return "it cannot be loaded"
    for item, following in zip(chosen, [*chosen[1:], None], strict=True):
        failed = item.session.testsfailed
        _run(item, following)
        if item.session.testsfailed > failed:
            return item.nodeid
    return ""


def _run(item: pytest.Item, following: pytest.Item | None) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
