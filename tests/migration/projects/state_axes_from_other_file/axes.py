from flax import nnx


class Counter(nnx.Variable):
    pass


STATE_AXES = {nnx.Param: 0, nnx.BatchStat: 0}
