"""The recording: transforms and streams patched for a time, and what they tell."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import repeat
from typing import Any

from flake8_nnx_rng.runtime.imports import entered_on_import
from flake8_nnx_rng.runtime.recording.arrivals import Arrival, Entries, Site, draws_of, unindexed
from flake8_nnx_rng.runtime.recording.draws import Draw, Refusal
from flake8_nnx_rng.runtime.recording.held import Held
from flake8_nnx_rng.runtime.recording.later import LATER
from flake8_nnx_rng.runtime.recording.listeners import LISTENERS
from flake8_nnx_rng.runtime.recording.seeds import Key, Seeds

MOST = 1_000_000
"""How many draws are kept where nothing else is said; each takes about a kilobyte."""


class Recording:
    """The draws of a program, complete once the recording has ended, and those Flax refused.

    It keeps at most `most` draws; `whole` says whether those are all that there were.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.whole = True
        self.draws: list[Draw] = []
        self.refusals: list[Refusal] = []
        self.seeds = Seeds()
        self._arrivals: list[Arrival] = []
        self._entries: Entries = Entries()
        self._lock = threading.Lock()

    def take(self, site: Site, key: Any, count: Any, *indices: Any) -> None:
        """A draw that ran, or those of all steps of a loop, with as many axes in front.

        `key`: uint32[..., words]; `count` and `indices`: integers[...].
        """
        import numpy as np

        keys = np.asarray(key)
        many = keys.shape[:-1]
        words = map(tuple, keys.reshape(-1, keys.shape[-1]).tolist())
        counts, *places = (
            np.broadcast_to(np.asarray(value), many).ravel().tolist() for value in (count, *indices)
        )
        each = zip(*places, strict=True) if places else repeat(())
        with self._lock:
            number = len(self._arrivals)
            self._arrivals += [
                Arrival(site, place, word, at, number + more)
                for more, (place, word, at) in zip(
                    range(self.most - number), zip(each, words, counts, strict=False), strict=False
                )
            ]
            self.whole &= math.prod(many) == len(self._arrivals) - number

    def enter(self, levels: tuple[Held, ...], *indices: Any) -> None:
        """A checkpointed function that was called; at all steps of a loop, as in `take`."""
        import numpy as np

        places = [each.ravel().tolist() for each in np.broadcast_arrays(*indices)]
        with self._lock:
            self._entries.update((levels, place) for place in zip(*places, strict=True))
            if not indices:
                self._entries[levels, ()] += 1

    def seed(self, words: Key, kind: Any, *, broadcast: bool = False) -> None:
        """A key that a new stream begins with, or one that was broadcast."""
        with self._lock:
            self.seeds.add(words, kind, broadcast=broadcast)

    def refuse(self, site: Site) -> None:
        """A draw that Flax refused; of no interest where the stream is not known."""
        if site.origin is not None:
            refusal = Refusal(site.stream, unindexed(site), site.frames, site.origin)
            self.refusals.append(refusal)

    def end(self) -> None:
        """Make the draws of what has arrived, and of what is under way."""
        _wait()
        with self._lock:
            self.draws = draws_of(self._arrivals, self._entries)


@contextmanager
def record(most: int = MOST) -> Iterator[Recording]:
    """Record each draw that runs in the block, in any thread, also in nested recordings.

    Changes no number that the program computes. What was traced before is traced again, and again
    afterwards. JAX and Flax are not imported for it. Transforms that were applied before
    (`nnx.vmap(f)`) are not known as levels, nor are those that JAX's own functions apply. JAX
    0.4.31 drops callbacks from scans that are differentiated: of a draw there it tells only what a
    checkpoint runs again.

    Args:
        most: how many draws to keep.
    """
    recording = Recording(most)
    with ExitStack() as stack:
        if not LISTENERS:
            stack.enter_context(patched_when_imported())
        _wait()
        LISTENERS.append(recording)
        try:
            yield recording
        finally:
            _wait()
            if recording in LISTENERS:  # not in a process that was forked from this one
                LISTENERS.remove(recording)
            recording.end()


class _Watch:
    """A listener that keeps nothing but what streams were made from."""

    def __init__(self) -> None:
        self.seeds = Seeds()
        self.seed = self.seeds.add

    def take(self, site: Site, key: Any, count: Any, *indices: Any) -> None:
        """A draw, which is for the recordings."""

    def enter(self, levels: tuple[Held, ...], *indices: Any) -> None:
        """A checkpointed function that was called."""

    def refuse(self, site: Site) -> None:
        """A draw that Flax refused."""


@contextmanager
def watched() -> Iterator[Seeds]:
    """Let recordings inside know what was transformed, compiled and seeded before each of them.

    Gives what all streams in the block are made from.
    """
    watch = _Watch()
    with ExitStack() as stack:
        if not LISTENERS:
            stack.enter_context(patched_when_imported())
        LISTENERS.append(watch)
        stack.callback(LISTENERS.remove, watch)
        yield watch.seeds


def patched_when_imported() -> AbstractContextManager[None]:
    """Let streams and transforms tell the listeners, as soon as the program imports them."""
    return entered_on_import(_PATCHES)


def _streams() -> AbstractContextManager[None]:
    from flake8_nnx_rng.runtime.recording import streams

    return streams.patched()


def _transforms() -> AbstractContextManager[None]:
    from flake8_nnx_rng.runtime.recording import transforms

    return transforms.patched()


def _shard_map() -> AbstractContextManager[None]:
    from flake8_nnx_rng.runtime.recording import transforms

    return transforms.patched_shard_map()


_PATCHES = {
    "jax": _transforms,
    "jax.experimental.shard_map": _shard_map,
    "flax.nnx": _streams,
}
"""What is patched when a module is there; nothing is imported for a recording alone."""


def _wait() -> None:
    """Wait for the callbacks of computations that are under way."""
    if (jax := sys.modules.get("jax")) is not None:
        jax.effects_barrier()
    LATER.tell()
