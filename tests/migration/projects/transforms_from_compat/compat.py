from flax import nnx

Module = nnx.Module
Rngs = nnx.Rngs
vmap = nnx.vmap
scan = nnx.scan
