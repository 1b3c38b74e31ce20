from flax import nnx

LAYERS = 3
VMAP = dict(axis_size=LAYERS, state_axes={nnx.Param: 0})
SCAN = {"length": LAYERS, "state_axes": {nnx.Param: 0}}
