"""The keys that streams begin with, and how many streams begin with each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

Key = tuple[int, ...]
"""The words of a key."""


class Seeds:
    """How many streams were made from each key."""

    def __init__(self) -> None:
        self._keys: dict[Key, Any] = {}
        self._times: Counter[Key] = Counter()

    def add(self, key: Any) -> None:
        """A stream that was made from a key (a PRNG key array, or uint32[words])."""
        import jax
        import numpy as np

        words = tuple(np.asarray(jax.random.key_data(key)).ravel().tolist())
        self._keys.setdefault(words, key)
        self._times[words] += 1

    def streams_giving(self, drawn: Iterable[tuple[Key, int]]) -> dict[Key, int]:
        """How many streams gave each key, each of them once and rightly.

        Args:
            drawn: keys, each with the count at which it was drawn.

        Returns:
            The number of streams that began with the key that the drawn one was made from. What was
            made from no such beginning, as keys of lanes are, may be of as many as share any.
        """
        asked = dict(drawn)
        most = max(self._times.values(), default=1)
        if most == 1 or not asked:
            return dict.fromkeys(asked, 1)
        made = dict(self._made(sorted(set(asked.values()))))
        return {key: made.get(key, most) for key in asked}

    def _made(self, counts: list[int]) -> Iterator[tuple[Key, int]]:
        """What the streams give at these counts, as Flax makes it."""
        import jax
        import jax.numpy as jnp
        import numpy as np

        at = jnp.asarray(counts, jnp.uint32)
        alike: defaultdict[Any, list[Key]] = defaultdict(list)
        for words, key in self._keys.items():
            alike[key.dtype, key.shape].append(words)
        each = jax.vmap(jax.vmap(jax.random.fold_in, (None, 0)), (0, None))
        for (_, shape), beginnings in alike.items():
            if not shape or jnp.issubdtype(self._keys[beginnings[0]].dtype, jnp.uint32):
                made = each(jnp.stack([self._keys[words] for words in beginnings]), at)
                data = np.asarray(jax.random.key_data(made)).tolist()
                for (row, words), column in product(enumerate(beginnings), range(len(counts))):
                    yield tuple(data[row][column]), self._times[words]
