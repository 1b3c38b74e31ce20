"""The process that reads and thinks, so that the one that talks to the editor always answers."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from multiprocessing import get_context
from typing import Any

from flake8_nnx_rng.pools import without_current_folder

_PATIENCE = 30.0
"""Seconds after which no more is expected of what was asked."""
_BREATH = 0.02
"""Seconds of quiet after which what the last questions left behind is thrown away."""
_PAUSE = 1.0
"""The same for all that is no longer needed, which takes longer: nothing may be typed meanwhile."""
_LITTER = 40_000
"""Objects left behind that are worth it."""
_MOST_LITTER = 20 * _LITTER
"""Those beyond which somebody has to wait until they are thrown away."""


class Urgency(IntEnum):
    """What is done first."""

    ASKED = 0
    """Somebody waits for it."""
    SEEN = 1
    """It is about the text that is being written."""
    AROUND = 2


class GivenUpError(Exception):
    """What was asked took too long, or brought the process down."""


@dataclass
class _News:
    """What the process has to be told before it is asked again."""

    texts: dict[str, str | None] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    forgets: bool = False


class Worker:
    """Asks questions in another process, one after the other, the most urgent first.

    What is cancelled before its turn is never asked; what the process has been told is told again
    to one that takes its place.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._tables: Mapping[str, object] = {}
        self._texts: dict[str, str] = {}
        self._news = _News()
        self._waiting: list[tuple[int, int, asyncio.Future[Any], str, tuple[Any, ...]]] = []
        self._numbers = count()
        self._wake = asyncio.Event()
        self._litter = 0
        self._is_untidy = False
        self._stirred = 0.0
        self._pool = _pool(encoding)
        self._loop = asyncio.ensure_future(self._run())

    def hold(self, name: str, text: str | None) -> None:
        """Tell what an editor holds of a file, None where it holds it no longer."""
        if text is None:
            self._texts.pop(name, None)
            self._is_untidy = True  # what is known of it is let go, though nothing be asked again
            self._wake.set()
        else:
            self._texts[name] = text
        self._news.texts[name] = text
        self._stirred = time.monotonic()

    def look_again(self, names: Iterable[str]) -> None:
        """Tell that files have changed on the disk."""
        self._news.changed.update(name for name in names if name not in self._texts)

    def forget(self) -> None:
        """Tell that files may have come or gone, or that a project says something else."""
        self._news.forgets = True

    async def configure(self, tables: Mapping[str, object]) -> list[str]:
        """Tell the editor's settings; returns what is wrong with them."""
        self._tables = tables
        problems: list[str] = await self.ask("configure", tables)
        return problems

    async def ask(self, question: str, *given: Any, urgency: Urgency = Urgency.ASKED) -> Any:
        """The answer of a method of the session; raises what that raises, or `GivenUpError`."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (urgency, next(self._numbers), answer, question, given))
        self._wake.set()
        return await answer

    async def _run(self) -> None:
        while True:
            await self._something_to_do()
            while self._waiting:
                _, _, answer, question, given = heappop(self._waiting)
                if not answer.done():
                    await self._answer(answer, question, given)

    async def _something_to_do(self) -> None:
        """Wait; meanwhile memory is tidied up, once."""
        self._wake.clear()
        if self._waiting:
            return
        if self._litter > _LITTER:
            await self._tidy_after(_BREATH, whole=False)
        if self._is_untidy:
            await self._tidy_after(_PAUSE, whole=True)
        await self._wake.wait()

    async def _tidy_after(self, quiet: float, *, whole: bool) -> None:
        """Tidy up, unless something is asked before it has been quiet for so long.

        Where somebody types a question is about to come.
        """
        left = quiet
        while left > 0:
            try:
                await asyncio.wait_for(self._wake.wait(), left)
            except TimeoutError:
                left = self._stirred + quiet - time.monotonic()
            else:
                return
        await self._tidy(whole=whole)

    async def _tidy(self, *, whole: bool) -> None:
        news, self._news = self._news, _News()
        self._litter, self._is_untidy = 0, not whole
        try:
            await asyncio.wait_for(self._in_process(_tidy, news, whole), _PATIENCE)
        except Exception:  # a new process is as tidy
            self._restart()

    async def _answer(
        self, answer: asyncio.Future[Any], question: str, given: tuple[Any, ...]
    ) -> None:
        news, self._news = self._news, _News()
        self._is_untidy = True
        try:
            told = self._in_process(_answer, news, question, given)
            found, self._litter = await asyncio.wait_for(told, _PATIENCE)
        except (BrokenProcessPool, TimeoutError) as error:
            self._restart()
            took = isinstance(error, TimeoutError)
            why = f"took longer than {_PATIENCE:g} s" if took else "ended the process"
            _settle(answer, error=GivenUpError(f"{question} {why}"))
        except Exception as error:
            _settle(answer, error=error)
        else:
            _settle(answer, found)
        if self._litter > _MOST_LITTER:
            await self._tidy(whole=False)

    async def _in_process(self, *call: Any) -> Any:
        with without_current_folder():  # which this may start
            found = asyncio.get_running_loop().run_in_executor(self._pool, *call)
        return await found

    def _restart(self) -> None:
        """A new process that knows what the old one did."""
        self._end()
        self._pool = _pool(self._encoding)
        self._news = _News(texts={**self._texts})
        first = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (-1, next(self._numbers), first, "configure", (self._tables,)))

    def close(self) -> None:
        """End the process; whoever waits for it waits no longer."""
        self._loop.cancel()
        for _, _, answer, _, _ in self._waiting:
            answer.cancel()
        self._end()

    def _end(self) -> None:
        processes = [*(getattr(self._pool, "_processes", None) or {}).values()]
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


def _settle(answer: asyncio.Future[Any], found: Any = None, error: Exception | None = None) -> None:
    if answer.done():  # nobody waits any more
        return
    if error is None:
        answer.set_result(found)
    else:
        answer.set_exception(error)


def _pool(encoding: str) -> ProcessPoolExecutor:
    with without_current_folder():
        return ProcessPoolExecutor(1, get_context("spawn"), _begin, (encoding,))


_sessions: list[Any] = []
"""The one of this process."""


def _begin(encoding: str) -> None:
    """Start in the new process; nothing that is printed in it may reach the editor."""
    from flake8_nnx_rng.frontends.server.session import Session
    from flake8_nnx_rng.pools import end_with_parent

    end_with_parent()
    os.dup2(2, 1)
    gc.disable()  # it is collected when nobody waits
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 8000))
    threading.current_thread().name = "session"
    _sessions[:] = [Session(encoding)]
    gc.freeze()


def _answer(news: _News, question: str, given: tuple[Any, ...]) -> tuple[Any, int]:
    """The answer, and how many objects lie about."""
    _take(news)
    return getattr(_sessions[0], question)(*given), gc.get_count()[0]


def _take(news: _News) -> None:
    session = _sessions[0]
    if news.forgets:
        session.forget()
    session.hold(news.texts)
    session.look_again([*news.changed])


def _tidy(news: _News, whole: bool) -> None:
    """Throw away what is no longer needed: of all, or of what has been made since that was done."""
    _take(news)
    if whole:
        gc.unfreeze()
    gc.collect()
    if whole:
        gc.freeze()
