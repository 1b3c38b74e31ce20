from functools import partial

from flax import nnx as flax_nnx

lanes = flax_nnx.vmap
steps = flax_nnx.scan
Streams = flax_nnx.Rngs
__all__ = ["Streams", "flax_nnx", "lanes", "partial", "steps"]
