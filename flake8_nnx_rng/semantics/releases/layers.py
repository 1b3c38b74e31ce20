"""Layers: the classes of modules that `flax.nnx` has, and what each keeps of the Rngs given to it.

The latter is kept by hand in `layers.json`.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flake8_nnx_rng.semantics.releases.queries import is_layer

LAYERS = Path(__file__).with_name("layers.json")


@dataclass(frozen=True)
class StatefulLayer:
    """A layer of `flax.nnx` with a stream: the one it was given, from Flax 0.11.0 on a fork.

    `only_with` is the keyword without which it keeps none; one that `may_share` keeps what it was
    given in some of the later releases, too.
    """

    only_with: str = ""
    may_share: bool = False


def stateful_layer(name: str) -> StatefulLayer | None:
    """What a class of `flax.nnx` keeps; None for one without streams."""
    return _layers().get(name)


def is_module_class(name: str) -> bool:
    """Whether `flax.nnx` has a class of modules by this name."""
    return name == "Module" or is_layer(name)


@cache
def _layers() -> dict[str, StatefulLayer]:
    written = json.loads(LAYERS.read_text(encoding="utf-8"))
    return {name: StatefulLayer(**facts) for name, facts in written.items()}
