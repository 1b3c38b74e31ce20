"""The transforms of Flax 0.8.5 on the Flax that is installed, any from 0.9.0 on.

Graph nodes are found wherever they are in arguments and results, and RNG state is split, carried
or shared by `split_rngs=`, as 0.8.5 did it; numbers, keys and counts are those of 0.8.5.
"""

from .compiling import jit, remat
from .forking import ForkStates, fork
from .gradients import grad, value_and_grad
from .lifted import Jit, Lifted, Pmap, Remat, Scan, Vmap
from .looping import scan
from .mapping import pmap, vmap

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
