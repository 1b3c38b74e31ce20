"""The transforms of Flax 0.8.5 on the Flax that is installed, any from 0.9.0 on.

Graph nodes are found wherever they are in arguments and results, and RNG state is split, carried
or shared by `split_rngs=`, as 0.8.5 did it; numbers, keys and counts are those of 0.8.5.
"""

from flake8_nnx_rng.runtime.implicit.compiling import jit, remat
from flake8_nnx_rng.runtime.implicit.forking import ForkStates, fork
from flake8_nnx_rng.runtime.implicit.gradients import grad, value_and_grad
from flake8_nnx_rng.runtime.implicit.lifted import Jit, Lifted, Pmap, Remat, Scan, Vmap
from flake8_nnx_rng.runtime.implicit.looping import scan
from flake8_nnx_rng.runtime.implicit.mapping import pmap, vmap

__all__ = [
    "ForkStates",
    "Jit",
    "Lifted",
    "Pmap",
    "Remat",
    "Scan",
    "Vmap",
    "fork",
    "grad",
    "jit",
    "pmap",
    "remat",
    "scan",
    "value_and_grad",
    "vmap",
]
