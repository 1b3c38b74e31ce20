from flax import nnx


def param_axes(axis: int = 0):
    return {nnx.Param: axis}
