from typing import NamedTuple

import jax


class Output(NamedTuple):
    logits: jax.Array
    value: jax.Array
