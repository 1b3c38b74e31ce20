from flax import nnx

LAYERS = {nnx.PARTITION_NAME: "layers"}


def kernel_init(*names):
    return nnx.with_partitioning(nnx.initializers.lecun_normal(), names)
