"""The keys that streams begin with, and how many streams begin with each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

Key = tuple[int, ...]
"""The words of a key."""
MANY = "several keys"
"""The kind of what is no single key, of which no stream draws."""


class Seeds:
    """How many streams were made from each key."""

    def __init__(self) -> None:
        self._kinds: dict[Key, Any] = {}
        self._times: Counter[Key] = Counter()
        self._broadcast: set[Key] = set()

    def add(self, words: Key, kind: Any, *, broadcast: bool = False) -> None:
        """A stream that was made from a key of these words, of a kind that `beginning` tells."""
        self._kinds.setdefault(words, kind)
        self._times[words] += 1
        if broadcast:
            self._broadcast.add(words)

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
        made = {key: self._times[words] for key, words in self._made(asked.values())}
        return {key: made.get(key, most) for key in asked}

    def broadcast_among(self, drawn: Iterable[tuple[Key, int]]) -> frozenset[Key]:
        """The keys of streams that the program has broadcast: each lane is to have the same.

        Args:
            drawn: keys, each with the count at which it was drawn.
        """
        asked = dict(drawn)
        if not self._broadcast or not asked:
            return frozenset()
        made = self._made(asked.values())
        return frozenset(key for key, words in made if words in self._broadcast and key in asked)

    def _made(self, given: Iterable[int]) -> Iterator[tuple[Key, Key]]:
        """What the streams give at these counts, as Flax makes it, each with its beginning."""
        import jax
        import jax.numpy as jnp
        import numpy as np

        counts = sorted(set(given))
        at = jnp.asarray(counts, jnp.uint32)
        alike: defaultdict[Any, list[Key]] = defaultdict(list)
        for words, kind in self._kinds.items():
            alike[kind].append(words)
        each = jax.vmap(jax.vmap(jax.random.fold_in, (None, 0)), (0, None))
        for kind, beginnings in alike.items():
            if not (isinstance(kind, str) and kind == MANY):  # older kinds of JAX compare with none
                keys = jnp.asarray(beginnings, jnp.uint32)
                made = each(keys if kind is None else jax.random.wrap_key_data(keys, impl=kind), at)
                data = np.asarray(jax.random.key_data(made)).tolist()
                for (row, words), column in product(enumerate(beginnings), range(len(counts))):
                    yield tuple(data[row][column]), words


def beginning(key: Any) -> tuple[Key, Any]:
    """The words of a key, and how JAX makes others of it: None for words alone."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    words = tuple(np.asarray(jax.random.key_data(key)).ravel().tolist())
    if jnp.issubdtype(key.dtype, jax.dtypes.prng_key):
        return words, MANY if key.shape else jax.random.key_impl(key)
    return words, None if len(key.shape) == 1 else MANY


def broadcast_beginning(copies: Any) -> tuple[Any, Any]:
    """The words (uint32[words], traced if they are) of a key that was copied, and its kind."""
    import jax
    import jax.numpy as jnp

    words = jax.random.key_data(copies)
    is_typed = jnp.issubdtype(copies.dtype, jax.dtypes.prng_key)
    kind = jax.random.key_impl(copies) if is_typed else None
    return words.reshape(-1, words.shape[-1])[0], kind
