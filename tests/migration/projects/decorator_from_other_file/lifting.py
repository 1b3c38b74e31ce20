from functools import partial

from flax import nnx

ensemble = partial(nnx.vmap, axis_size=4)
per_member = partial(nnx.vmap, in_axes=(0, None))
