"""Lifted classes become Modules of the file: what is written, and when it is not."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

from flake8_nnx_rng import Settings, fix_source

TARGET = "0.10.7"
BLOCK = """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)
"""
NOISY = """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + self.rngs.noise.normal(x.shape)
"""
LAYER = """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x: jax.Array) -> tuple[jax.Array, None]:
        return self.linear(x), None
"""
DROPPING = """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))
"""

CASES = [
    mends(
        "a stream of its own is split for each call",
        NOISY
        + """

rngs = nnx.Rngs(params=0, noise=1)
model = nnx.Vmap.constructor(Block, axis_size=3)(4, rngs=rngs)
""",
        NOISY
        + """

rngs = nnx.Rngs(params=0, noise=1)


class VmapBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.split_rngs(splits=3)
    @nnx.vmap(axis_size=3)
    def __call__(self, x):
        return self.vmap_module(x)


model = VmapBlock(4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "nothing to split: the parameters say the size that is passed",
        BLOCK
        + """

class Model(nnx.Module):
    def __init__(self, dim, heads, *, rngs):
        self.heads = nnx.Vmap.constructor(Block, in_axes=(None, None), axis_size=heads)(
            dim, rngs=rngs
        )
""",
        BLOCK
        + """

class VmapBlock(nnx.Module):
    def __init__(self, axis_size: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=axis_size)
        @nnx.vmap(axis_size=axis_size)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(in_axes=(0, None))
    def __call__(self, x):
        return self.vmap_module(x)


class Model(nnx.Module):
    def __init__(self, dim, heads, *, rngs):
        self.heads = VmapBlock(heads, dim, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "a size that is passed is kept for the split",
        NOISY
        + """

class Model(nnx.Module):
    def __init__(self, dim, heads, *, rngs):
        self.heads = nnx.Vmap.constructor(Block, axis_size=heads)(dim, rngs=rngs)
""",
        NOISY
        + """

class VmapBlock(nnx.Module):
    def __init__(self, axis_size: int, dim: int, *, rngs: nnx.Rngs):
        self.axis_size = axis_size

        @nnx.split_rngs(splits=axis_size)
        @nnx.vmap(axis_size=axis_size)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    def __call__(self, x):
        @nnx.split_rngs(splits=self.axis_size)
        @nnx.vmap(axis_size=self.axis_size)
        def call(module, x):
            return module(x)

        return call(self.vmap_module, x)


class Model(nnx.Module):
    def __init__(self, dim, heads, *, rngs):
        self.heads = VmapBlock(heads, dim, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "the streams are carried through the layers",
        LAYER
        + """

class Model(nnx.Module):
    def __init__(self, depth: int, *, rngs: nnx.Rngs):
        self.layers = nnx.Scan.constructor(Block, length=depth)(4, rngs=rngs)
""",
        LAYER
        + """

class ScanBlock(nnx.Module):
    def __init__(self, length: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=length)
        @nnx.vmap(axis_size=length)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.scan_module = create(rngs)

    @nnx.scan(in_axes=(nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0}), nnx.Carry))
    def __call__(self, x: jax.Array) -> tuple[jax.Array, None]:
        return self.scan_module(x)


class Model(nnx.Module):
    def __init__(self, depth: int, *, rngs: nnx.Rngs):
        self.layers = ScanBlock(depth, 4, rngs=rngs)
""",
        target=TARGET,
        skip=["flax.nnx.", "local"],
    ),
    mends(
        "other options are passed and kept",
        LAYER
        + """

class Model(nnx.Module):
    def __init__(self, depth: int, back: bool, *, rngs: nnx.Rngs):
        self.layers = nnx.Scan.constructor(Block, length=depth, unroll=depth, reverse=back)(
            4, rngs=rngs
        )
""",
        LAYER
        + """

class ScanBlock(nnx.Module):
    def __init__(self, length: int, reverse: bool, dim: int, *, rngs: nnx.Rngs):
        self.length = length
        self.reverse = reverse

        @nnx.split_rngs(splits=length)
        @nnx.vmap(axis_size=length)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.scan_module = create(rngs)

    def __call__(self, x: jax.Array):
        @nnx.scan(
            length=self.length,
            unroll=self.length,
            reverse=self.reverse,
            in_axes=(nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0}), nnx.Carry),
        )
        def call(module, x):
            return module(x)

        return call(self.scan_module, x)


class Model(nnx.Module):
    def __init__(self, depth: int, back: bool, *, rngs: nnx.Rngs):
        self.layers = ScanBlock(depth, back, 4, rngs=rngs)
""",
        target=TARGET,
        skip=["flax.nnx.", "local"],
    ),
    mends(
        "the class takes the name that its constructor had",
        BLOCK
        + """

# Saves memory.
RematBlock = nnx.Remat.constructor(Block)


def build(rngs):
    return RematBlock(4, rngs=rngs)
""",
        BLOCK
        + """

# Saves memory.
class RematBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.remat_module = Block(dim, rngs=rngs)

    @nnx.remat
    def __call__(self, x):
        return self.remat_module(x)


def build(rngs):
    return RematBlock(4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "nnx.jit takes arguments as they come",
        """
class Block(nnx.Module):
    def __init__(self, *args, **kwargs):
        self.linear = nnx.Linear(*args, **kwargs)

    def __call__(self, x, *, scale=1.0, **options):
        return self.linear(x) * scale


def build(rngs):
    return nnx.Jit.constructor(Block, static_argnames="mode")(2, 4, rngs=rngs)
""",
        """
class Block(nnx.Module):
    def __init__(self, *args, **kwargs):
        self.linear = nnx.Linear(*args, **kwargs)

    def __call__(self, x, *, scale=1.0, **options):
        return self.linear(x) * scale


class JitBlock(nnx.Module):
    def __init__(self, *args, **kwargs):
        self.jit_module = Block(*args, **kwargs)

    @nnx.jit(static_argnames="mode")
    def __call__(self, x, *, scale=1.0, **options):
        return self.jit_module(x, scale=scale, **options)


def build(rngs):
    return JitBlock(2, 4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "made at once, with a policy that is passed",
        BLOCK
        + """

def build(policy, rngs):
    return nnx.Remat(
        module_constructor=Block,
        prevent_cse=False,
        policy=policy,
        module_init_args=(4,),
        module_init_kwargs={"rngs": rngs},
    )
""",
        BLOCK
        + """

class RematBlock(nnx.Module):
    def __init__(self, policy, dim: int, *, rngs: nnx.Rngs):
        self.policy = policy
        self.remat_module = Block(dim, rngs=rngs)

    def __call__(self, x):
        @nnx.remat(prevent_cse=False, policy=self.policy)
        def call(module, x):
            return module(x)

        return call(self.remat_module, x)


def build(policy, rngs):
    return RematBlock(policy, 4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "options by position and arguments that are not written out",
        BLOCK
        + """

def build(args, kwargs):
    lifted = nnx.Remat.constructor(Block, False, (), None)
    return lifted(*args), nnx.Jit(Block, module_init_args=args, module_init_kwargs=kwargs)
""",
        BLOCK
        + """

class RematBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.remat_module = Block(dim, rngs=rngs)

    @nnx.remat(prevent_cse=False, static_argnums=(), policy=None)
    def __call__(self, x):
        return self.remat_module(x)


class JitBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.jit_module = Block(dim, rngs=rngs)

    @nnx.jit
    def __call__(self, x):
        return self.jit_module(x)


def build(args, kwargs):
    lifted = RematBlock
    return lifted(*args), JitBlock(*args, **kwargs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "one in another",
        """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, _):
        return self.linear(x), None


class Model(nnx.Module):
    def __init__(self, depth: int, *, rngs: nnx.Rngs):
        self.blocks = nnx.Scan.constructor(
            nnx.Remat.constructor(Block, prevent_cse=False), length=depth
        )(4, rngs=rngs)

    def __call__(self, x):
        return self.blocks(x, None)[0]
""",
        """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, _):
        return self.linear(x), None


class RematBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.remat_module = Block(dim, rngs=rngs)

    @nnx.remat(prevent_cse=False)
    def __call__(self, x, _):
        return self.remat_module(x, _)


class ScanBlock(nnx.Module):
    def __init__(self, length: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=length)
        @nnx.vmap(axis_size=length)
        def create(rngs):
            return RematBlock(dim, rngs=rngs)

        self.scan_module = create(rngs)

    @nnx.scan(in_axes=(0, nnx.Carry, 0))
    def __call__(self, x, _):
        return self.scan_module(x, _)


class Model(nnx.Module):
    def __init__(self, depth: int, *, rngs: nnx.Rngs):
        self.blocks = ScanBlock(depth, 4, rngs=rngs)

    def __call__(self, x):
        return self.blocks(x, None)[0]
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "one in another, each with a size of its own",
        LAYER
        + """

class Model(nnx.Module):
    def __init__(self, depth: int, width: int, *, rngs: nnx.Rngs):
        Wide = nnx.Vmap.constructor(Block, axis_size=width)
        self.blocks = nnx.Scan.constructor(Wide, length=depth)(4, rngs=rngs)
""",
        LAYER
        + """

class VmapBlock(nnx.Module):
    def __init__(self, axis_size: int, dim: int, *, rngs: nnx.Rngs):
        self.axis_size = axis_size

        @nnx.split_rngs(splits=axis_size)
        @nnx.vmap(axis_size=axis_size)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    def __call__(self, x: jax.Array):
        @nnx.split_rngs(splits=self.axis_size)
        @nnx.vmap(axis_size=self.axis_size)
        def call(module, x):
            return module(x)

        return call(self.vmap_module, x)


class ScanBlock(nnx.Module):
    def __init__(self, length: int, axis_size: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=length)
        @nnx.vmap(axis_size=length)
        def create(rngs):
            return VmapBlock(axis_size, dim, rngs=rngs)

        self.scan_module = create(rngs)

    @nnx.scan(in_axes=(nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0}), nnx.Carry))
    def __call__(self, x: jax.Array) -> tuple[jax.Array, None]:
        return self.scan_module(x)


class Model(nnx.Module):
    def __init__(self, depth: int, width: int, *, rngs: nnx.Rngs):
        Wide = VmapBlock
        self.blocks = ScanBlock(depth, width, 4, rngs=rngs)
""",
        target=TARGET,
        skip=["flax.nnx.", "local"],
    ),
    mends(
        "state_axes, a carry in second place, outputs on another axis",
        """
class Cell(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.steps = nnx.BatchStat(0)

    def __call__(self, x, carry, rngs: nnx.Rngs):
        carry = self.linear(x + carry) + rngs.normal(x.shape)
        return carry, carry * 2


def build(rngs):
    return nnx.Scan.constructor(
        Cell,
        length=4,
        in_axes=(0, 1, None, 0),
        out_axes=1,
        carry_argnum=2,
        state_axes={nnx.Param: 0},
    )(3, rngs=rngs)
""",
        """
class Cell(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.steps = nnx.BatchStat(0)

    def __call__(self, x, carry, rngs: nnx.Rngs):
        carry = self.linear(x + carry) + rngs.normal(x.shape)
        return carry, carry * 2


class ScanCell(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        axes = nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None})

        @nnx.split_rngs(splits=4)
        @nnx.vmap(in_axes=(axes,), out_axes=axes, axis_size=4)
        def create(rngs):
            return Cell(dim, rngs=rngs)

        self.scan_module = create(rngs)

    @nnx.scan(
        length=4,
        in_axes=(
            nnx.StateAxes({nnx.Param: 0, ...: nnx.Carry}),
            1,
            nnx.Carry,
            nnx.StateAxes({nnx.Param: 0, ...: nnx.Carry}),
        ),
        out_axes=(nnx.Carry, 1),
    )
    def __call__(self, x, carry, rngs: nnx.Rngs):
        return self.scan_module(x, carry, rngs)


def build(rngs):
    return ScanCell(3, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "nothing but the carry comes back",
        BLOCK
        + """

LENGTH = 3


def build(rngs):
    return nnx.Scan.constructor(Block, length=LENGTH, scan_output=False)(4, rngs=rngs)
""",
        BLOCK
        + """

LENGTH = 3


class ScanBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=LENGTH)
        @nnx.vmap(axis_size=LENGTH)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.scan_module = create(rngs)

    @nnx.scan(length=LENGTH, in_axes=(0, nnx.Carry), out_axes=nnx.Carry)
    def __call__(self, x):
        return self.scan_module(x)


def build(rngs):
    return ScanBlock(4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "some streams are split",
        NOISY
        + """

def build(rngs):
    return nnx.Vmap.constructor(Block, axis_size=2, split_rngs="params")(4, rngs=rngs)
""",
        NOISY
        + """

class VmapBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        axes = nnx.StateAxes({
            nnx.All(nnx.RngState, "params"): 0,
            nnx.RngState: None,
            ...: 0,
        })

        @nnx.split_rngs(splits=2, only="params")
        @nnx.vmap(in_axes=(axes,), out_axes=axes, axis_size=2)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.split_rngs(splits=2, only="params")
    @nnx.vmap(
        in_axes=(
            nnx.StateAxes({
                nnx.All(nnx.RngState, "params"): 0,
                nnx.RngState: None,
                ...: 0,
            }),
            0,
        ),
        axis_size=2,
    )
    def __call__(self, x):
        return self.vmap_module(x)


def build(rngs):
    return VmapBlock(4, rngs=rngs)
""",
        target=TARGET,
        skip=["as nn", "import as X", "local", "tabs"],
    ),
    mends(
        "no stream is split",
        NOISY
        + """

def build(rngs):
    return nnx.Vmap.constructor(Block, axis_size=2, split_rngs=False)(4, rngs=rngs)
""",
        NOISY
        + """

class VmapBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        axes = nnx.StateAxes({nnx.RngState: None, ...: 0})

        @nnx.vmap(in_axes=(axes,), out_axes=axes, axis_size=2)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, ...: 0}), 0), axis_size=2)
    def __call__(self, x):
        return self.vmap_module(x)


def build(rngs):
    return VmapBlock(4, rngs=rngs)
""",
        target=TARGET,
        skip=["flax.nnx.", "local"],
    ),
    mends(
        "keyword arguments get their place, comments keep theirs",
        """
class Head(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, *, shift):
        return self.linear(x) + shift


def build(x, shift, rngs):
    heads = nnx.Vmap.constructor(
        Head,
        in_axes=(0, None),  # all see the same
        # so many
        axis_size=4,
        in_axes_kwargs=None,
    )(2, rngs=rngs)
    return heads(x * 2, shift=shift + 1)
""",
        """
class Head(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, *, shift):
        return self.linear(x) + shift


class VmapHead(nnx.Module):
    def __init__(self, dim, *, rngs):
        @nnx.split_rngs(splits=4)
        @nnx.vmap(axis_size=4)
        def create(rngs):
            return Head(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(
        in_axes=(0, None, None),  # all see the same
        # so many
        axis_size=4,
    )
    def __call__(self, x, shift):
        return self.vmap_module(x, shift=shift)


def build(x, shift, rngs):
    heads = VmapHead(2, rngs=rngs)
    return heads(x * 2, shift=shift + 1)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "defaults are not traced",
        """
class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, mask=None, train: bool = True, *, scale):
        return self.linear(x) * scale, mask if train else None


def build(x, rngs):
    layers = nnx.Scan.constructor(Block, length=4)(2, rngs=rngs)
    heads = nnx.Vmap.constructor(Block, axis_size=4)(2, rngs=rngs)
    x, _ = layers(x * 2, scale=x + 1)
    return heads(x * 2, scale=x + 1)
""",
        """
class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, mask=None, train: bool = True, *, scale):
        return self.linear(x) * scale, mask if train else None


class ScanBlock(nnx.Module):
    def __init__(self, dim, *, rngs):
        @nnx.split_rngs(splits=4)
        @nnx.vmap(axis_size=4)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.scan_module = create(rngs)

    def __call__(self, x, mask=None, *, scale):
        @nnx.scan(length=4, in_axes=(0, nnx.Carry, 0, 0))
        def call(module, x, mask, scale):
            return module(x, mask, scale=scale)

        return call(self.scan_module, x, mask, scale)


class VmapBlock(nnx.Module):
    def __init__(self, dim, *, rngs):
        @nnx.split_rngs(splits=4)
        @nnx.vmap(axis_size=4)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    def __call__(self, x, mask=None, train: bool = True, *, scale):
        @nnx.vmap(in_axes=(0, 0, 0, None, 0), axis_size=4)
        def call(module, x, mask, train, scale):
            return module(x, mask, train, scale=scale)

        return call(self.vmap_module, x, mask, train, scale)


def build(x, rngs):
    layers = ScanBlock(2, rngs=rngs)
    heads = VmapBlock(2, rngs=rngs)
    x, _ = layers(x * 2, scale=x + 1)
    return heads(x * 2, scale=x + 1)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "a layer of Flax by a partial that is kept",
        """
from functools import partial

from flax import nnx

stacked = partial(nnx.Vmap.constructor, axis_size=3)


def build(rngs):
    one = stacked(nnx.Linear)(2, 4, rngs=rngs)
    two = stacked(nnx.Linear)(4, 2, use_bias=False, rngs=rngs)
    return one, two
""",
        """
from flax import nnx


class VmapLinear(nnx.Module):
    def __init__(self, in_features, out_features, *, rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs):
            return nnx.Linear(in_features, out_features, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=3)
    def __call__(self, inputs):
        return self.vmap_module(inputs)


class VmapLinear2(nnx.Module):
    def __init__(self, in_features, out_features, *, use_bias, rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs):
            return nnx.Linear(in_features, out_features, use_bias=use_bias, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=3)
    def __call__(self, inputs):
        return self.vmap_module(inputs)


def build(rngs):
    one = VmapLinear(2, 4, rngs=rngs)
    two = VmapLinear2(4, 2, use_bias=False, rngs=rngs)
    return one, two
""",
        target=TARGET,
        skip=["form feed", "letters", "local"],
        own_imports=True,
    ),
    mends(
        "names that are imported bare",
        """
from flax.nnx import Linear, Module, Rngs, Scan, Vmap as Lifted


class Block(Module):
    def __init__(self, dim: int, *, rngs: Rngs):
        self.linear = Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.linear(x), None


def build(rngs):
    one = Lifted.constructor(Block, axis_size=3)(2, rngs=rngs)
    return Scan.constructor(Block, length=3)(2, rngs=rngs), one
""",
        """
from flax.nnx import Linear, Module, Rngs, Carry, scan, split_rngs, vmap


class Block(Module):
    def __init__(self, dim: int, *, rngs: Rngs):
        self.linear = Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.linear(x), None


class VmapBlock(Module):
    def __init__(self, dim: int, *, rngs: Rngs):
        @split_rngs(splits=3)
        @vmap(axis_size=3)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @vmap(axis_size=3)
    def __call__(self, x):
        return self.vmap_module(x)


class ScanBlock(Module):
    def __init__(self, dim: int, *, rngs: Rngs):
        @split_rngs(splits=3)
        @vmap(axis_size=3)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.scan_module = create(rngs)

    @scan(length=3, in_axes=(0, Carry))
    def __call__(self, x):
        return self.scan_module(x)


def build(rngs):
    one = VmapBlock(2, rngs=rngs)
    return ScanBlock(2, rngs=rngs), one
""",
        target=TARGET,
        skip=["local"],
        own_imports=True,
    ),
    mends(
        "equal ones share a class, others do not, and names that are taken stay",
        BLOCK
        + """

class VmapBlock: ...


def one(rngs):
    return nnx.Vmap.constructor(Block, axis_size=3)(4, rngs=rngs)


def two(rngs):
    return nnx.Vmap.constructor(Block, axis_size=3)(5, rngs=rngs)


def three(rngs):
    return nnx.Vmap.constructor(Block, axis_size=4)(4, rngs=rngs)
""",
        BLOCK
        + """

class VmapBlock: ...


class VmapBlock2(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=3)
    def __call__(self, x):
        return self.vmap_module(x)


def one(rngs):
    return VmapBlock2(4, rngs=rngs)


def two(rngs):
    return VmapBlock2(5, rngs=rngs)


class VmapBlock3(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=4)
        @nnx.vmap(axis_size=4)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=4)
    def __call__(self, x):
        return self.vmap_module(x)


def three(rngs):
    return VmapBlock3(4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "a constructor that is kept passes the size on",
        BLOCK
        + """

def build(size, rngs):
    make = nnx.Vmap.constructor(Block, axis_size=size)
    return make(4, rngs=rngs), make(rngs=rngs, dim=5)
""",
        BLOCK
        + """

class VmapBlock(nnx.Module):
    def __init__(self, axis_size: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=axis_size)
        @nnx.vmap(axis_size=axis_size)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap
    def __call__(self, x):
        return self.vmap_module(x)


def build(size, rngs):
    make = VmapBlock
    return make(size, 4, rngs=rngs), make(size, rngs=rngs, dim=5)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "equal classes, and each use knows its own size",
        BLOCK
        + """

class Model(nnx.Module):
    def __init__(self, width, depth, *, rngs):
        self.wide = nnx.Vmap.constructor(Block, axis_size=width)(4, rngs=rngs)
        self.deep = nnx.Vmap.constructor(Block, axis_size=2 * depth)(4, rngs=rngs)
""",
        BLOCK
        + """

class VmapBlock(nnx.Module):
    def __init__(self, axis_size: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=axis_size)
        @nnx.vmap(axis_size=axis_size)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap
    def __call__(self, x):
        return self.vmap_module(x)


class Model(nnx.Module):
    def __init__(self, width, depth, *, rngs):
        self.wide = VmapBlock(width, 4, rngs=rngs)
        self.deep = VmapBlock(2 * depth, 4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "calls say what is passed, and how",
        """
class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, mask, state=None, *, gain=None):
        return self.linear(x), mask


class Model(nnx.Module):
    def __init__(self, dim, *, rngs):
        make = nnx.Vmap.constructor(
            Block, axis_size=3, in_axes=(0, 1, None), in_axes_kwargs={"gain": None}
        )
        self.block = make(dim, rngs=rngs)

    def __call__(self, x: jax.Array, mask: jax.Array):
        return self.block(x, mask), self.block(x, mask, gain=x)
""",
        """
class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, mask, state=None, *, gain=None):
        return self.linear(x), mask


class VmapBlock(nnx.Module):
    def __init__(self, dim, *, rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=3, in_axes=(0, 1, None, None, None))
    def __call__(self, x, mask, state=None, gain=None):
        return self.vmap_module(x, mask, state, gain=gain)


class Model(nnx.Module):
    def __init__(self, dim, *, rngs):
        make = VmapBlock
        self.block = make(dim, rngs=rngs)

    def __call__(self, x: jax.Array, mask: jax.Array):
        return self.block(x, mask), self.block(x, mask, gain=x)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "a tuple of axes says what is passed where no call is in view",
        """
class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x: jax.Array, mask=None, train=False):
        return self.linear(x)


def build(rngs):
    return (
        nnx.Vmap.constructor(Block, axis_size=3, in_axes=(0, 0))(4, rngs=rngs),
        nnx.Vmap(
            Block,
            axis_size=4,
            in_axes=(0, 1, None, None),
            module_init_args=(4,),
            module_init_kwargs=dict(rngs=rngs),
        ),
    )
""",
        """
class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x: jax.Array, mask=None, train=False):
        return self.linear(x)


class VmapBlock(nnx.Module):
    def __init__(self, dim, *, rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=3, in_axes=(0, 0, None, None))
    def __call__(self, x: jax.Array, mask=None, train=False):
        return self.vmap_module(x, mask, train)


class VmapBlock2(nnx.Module):
    def __init__(self, dim, *, rngs):
        @nnx.split_rngs(splits=4)
        @nnx.vmap(axis_size=4)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=4, in_axes=(0, 1, None, None))
    def __call__(self, x: jax.Array, mask=None, train=False):
        return self.vmap_module(x, mask, train)


def build(rngs):
    return (
        VmapBlock(4, rngs=rngs),
        VmapBlock2(4, rngs=rngs),
    )
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "a class of a function",
        """
def test():
    class Block(nnx.Module):
        def __init__(self, rngs):
            self.linear = nnx.Linear(2, 2, rngs=rngs)

        def __call__(self, x):
            return self.linear(x)

    length = 3
    Stack = nnx.Scan.constructor(Block, length=length, scan_output=False)
    heads = nnx.Vmap.constructor(Block, axis_size=length)(nnx.Rngs(0))
    return Stack(nnx.Rngs(1)), heads
""",
        """
def test():
    class Block(nnx.Module):
        def __init__(self, rngs):
            self.linear = nnx.Linear(2, 2, rngs=rngs)

        def __call__(self, x):
            return self.linear(x)

    length = 3

    class Stack(nnx.Module):
        def __init__(self, rngs):
            @nnx.split_rngs(splits=length)
            @nnx.vmap(axis_size=length)
            def create(rngs):
                return Block(rngs)

            self.scan_module = create(rngs)

        @nnx.scan(length=length, in_axes=(0, nnx.Carry), out_axes=nnx.Carry)
        def __call__(self, x):
            return self.scan_module(x)

    class VmapBlock(nnx.Module):
        def __init__(self, rngs):
            @nnx.split_rngs(splits=length)
            @nnx.vmap(axis_size=length)
            def create(rngs):
                return Block(rngs)

            self.vmap_module = create(rngs)

        @nnx.vmap(axis_size=length)
        def __call__(self, x):
            return self.vmap_module(x)

    heads = VmapBlock(nnx.Rngs(0))
    return Stack(nnx.Rngs(1)), heads
""",
        target=TARGET,
        skip=["flax.nnx.", "local"],
    ),
    mends(
        "methods of a base, a name that would be hidden, nothing to draw from",
        """
class Base(nnx.Module):
    def __init__(self, create, axes):
        self.bias = nnx.Param(create + axes)


class Block(Base):
    def __call__(self, call, module):
        return call + module + self.bias


def build(create):
    return nnx.Vmap.constructor(Block, axis_size=create, state_axes={nnx.Param: 0})(1, 2)
""",
        """
class Base(nnx.Module):
    def __init__(self, create, axes):
        self.bias = nnx.Param(create + axes)


class Block(Base):
    def __call__(self, call, module):
        return call + module + self.bias


class VmapBlock(nnx.Module):
    def __init__(self, axis_size: int, create, axes):
        self.axis_size = axis_size
        axes_2 = nnx.StateAxes({nnx.Param: 0, ...: None})

        @nnx.vmap(out_axes=axes_2, axis_size=axis_size)
        def create_2():
            return Block(create, axes)

        self.vmap_module = create_2()

    def __call__(self, call, module):
        @nnx.vmap(
            in_axes=(nnx.StateAxes({nnx.Param: 0, ...: None}), 0, 0),
            axis_size=self.axis_size,
        )
        def call_2(module_2, call, module):
            return module_2(call, module)

        return call_2(self.vmap_module, call, module)


def build(create):
    return VmapBlock(create, 1, 2)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "a stream of nnx.Dropout is that of the module",
        DROPPING
        + """

def build(rngs):
    return nnx.Vmap.constructor(Block, axis_size=2)(4, rngs=rngs)
""",
        DROPPING
        + """

class VmapBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=2)
        @nnx.vmap(axis_size=2)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.split_rngs(splits=2)
    @nnx.vmap(axis_size=2)
    def __call__(self, x):
        return self.vmap_module(x)


def build(rngs):
    return VmapBlock(4, rngs=rngs)
""",
        target=TARGET,
        skip=["local"],
    ),
    mends(
        "a stream of nnx.Dropout is its own since 0.11.0",
        DROPPING
        + """

def build(rngs):
    return nnx.Vmap.constructor(Block, axis_size=2)(4, rngs=rngs)
""",
        DROPPING
        + """

class VmapBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=2)
        @nnx.vmap(axis_size=2)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.vmap_module = create(rngs)

    @nnx.vmap(axis_size=2)
    def __call__(self, x):
        return self.vmap_module(x)


def build(rngs):
    return VmapBlock(4, rngs=rngs)
""",
        target="0.11.2",
        applicability=UNSAFE,
        says="nnx.Dropout draws from a stream of its own",
        skip=["local"],
    ),
    mends(
        "and there is one for each step of a scan",
        """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x)), None


def build(rngs):
    return nnx.Scan.constructor(Block, length=2)(4, rngs=rngs)
""",
        """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x)), None


class ScanBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=2)
        @nnx.vmap(axis_size=2)
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.scan_module = create(rngs)

    @nnx.scan(length=2, in_axes=(0, nnx.Carry))
    def __call__(self, x):
        return self.scan_module(x)


def build(rngs):
    return ScanBlock(4, rngs=rngs)
""",
        target="0.12.12",
        applicability=UNSAFE,
        says="nnx.Dropout draws from a stream of its own",
        skip=["local"],
    ),
    mends(
        "metadata of the axis",
        LAYER
        + """

def build(rngs):
    options = {nnx.PARTITION_NAME: "layers"}
    return nnx.Scan.constructor(
        Block, length=2, transform_metadata={nnx.PARTITION_NAME: "layers"}
    )(4, rngs=rngs)
""",
        LAYER
        + """

class ScanBlock(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=2)
        @nnx.vmap(axis_size=2, transform_metadata={nnx.PARTITION_NAME: "layers"})
        def create(rngs):
            return Block(dim, rngs=rngs)

        self.scan_module = create(rngs)

    @nnx.scan(
        length=2,
        transform_metadata={nnx.PARTITION_NAME: "layers"},
        in_axes=(nnx.StateAxes({nnx.Not(nnx.RngState): 0, ...: nnx.Carry}), nnx.Carry),
    )
    def __call__(self, x: jax.Array) -> tuple[jax.Array, None]:
        return self.scan_module(x)


def build(rngs):
    options = {nnx.PARTITION_NAME: "layers"}
    return ScanBlock(4, rngs=rngs)
""",
        target=TARGET,
        skip=["flax.nnx.", "local"],
    ),
]

ADVICE = [
    advises(
        "the class is a parameter",
        """
def build(block, rngs):
    return nnx.Scan.constructor(block, length=3)(rngs=rngs)
""",
        "block is no class in view",
        target=TARGET,
    ),
    advises(
        "the class is another one",
        """
class Block(Base):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


model = nnx.Jit.constructor(Block)(4, rngs=nnx.Rngs(0))
""",
        "Block is not certainly an nnx.Module",
        target=TARGET,
    ),
    advises(
        "a layer whose call is not known",
        "model = nnx.Remat.constructor(nnx.LayerNorm)(4, rngs=nnx.Rngs(0))",
        "how nnx.LayerNorm is called is not in view: write a Module that makes remat_module",
        target=TARGET,
    ),
    advises(
        "other methods are reached",
        BLOCK
        + """

def run(x, rngs):
    model = nnx.Vmap.constructor(Block, axis_size=3)(4, rngs=rngs)
    return model.call.linear(x)
""",
        "model.call reaches into a lifted class",
        target=TARGET,
    ),
    advises(
        "a class inherits from it",
        "class Block(nnx.Vmap): ...",
        "a class inherits from nnx.Vmap",
        target=TARGET,
    ),
    advises(
        "instances are told apart",
        "is_scan = isinstance(model, nnx.Scan)",
        "nnx.Scan is used for something else than to make a module",
        target=TARGET,
    ),
    advises(
        "an annotation",
        "def run(model: nnx.Jit): ...",
        "nnx.Jit is used for something else",
        target=TARGET,
    ),
    advises(
        "the constructor is handed on",
        "use(nnx.Jit.constructor)",
        "nnx.Jit.constructor is handed on as it is",
        target=TARGET,
    ),
    advises(
        "nnx.Pmap of what is not in view",
        "model = nnx.Pmap.constructor(Block)(4)",
        "write a Module that makes pmap_module",
        target=TARGET,
    ),
    advises(
        "nnx.JIT",
        "model = nnx.JIT(Block)(4)",
        "write a Module whose __call__ has @nnx.jit",
        target=TARGET,
    ),
    advises(
        "options by **",
        BLOCK
        + """

model = nnx.Vmap.constructor(Block, **options)(4, rngs=nnx.Rngs(0))
""",
        "gets its arguments by * or **",
        target=TARGET,
    ),
    advises(
        "older options",
        BLOCK
        + """

model = nnx.Scan.constructor(Block, variable_axes={nnx.Param: 0}, length=3)(4, rngs=nnx.Rngs(0))
""",
        "variable_axes= is older than Flax 0.8.3",
        target=TARGET,
    ),
    advises(
        "no size",
        BLOCK
        + """

model = nnx.Vmap.constructor(Block)(4, rngs=nnx.Rngs(0))
""",
        "axis_size= is not given",
        target=TARGET,
    ),
    advises(
        "no carry",
        """
class Block(nnx.Module):
    def __call__(self): ...


model = nnx.Scan.constructor(Block, length=2)()
""",
        "no parameter 1 for the carry",
        target=TARGET,
    ),
    advises(
        "a carry that may be a module",
        """
class Block(nnx.Module):
    def __call__(self, x):
        return x


model = nnx.Scan.constructor(Block, length=2)()
""",
        "nothing says whether the carry 'x' is a module",
        target=TARGET,
    ),
    advises(
        "a module goes into __init__",
        """
class Block(nnx.Module):
    def __init__(self, inner: nnx.Linear, *, rngs):
        self.inner = inner

    def __call__(self, x):
        return self.inner(x)


model = nnx.Vmap.constructor(Block, axis_size=2)(inner, rngs=nnx.Rngs(0))
""",
        "the module 'inner' is an argument of __init__",
        target=TARGET,
    ),
    advises(
        "shardings",
        BLOCK
        + """

model = nnx.Jit.constructor(Block, in_shardings=None)(4, rngs=nnx.Rngs(0))
""",
        "in_shardings= says nothing of the module's state",
        target=TARGET,
    ),
    advises(
        "donated state",
        BLOCK
        + """

model = nnx.Jit.constructor(Block, donate_argnums=(0,))(4, rngs=nnx.Rngs(0))
""",
        "would donate the module's state now",
        target=TARGET,
    ),
    advises(
        "an option that has gone",
        BLOCK
        + """

model = nnx.Jit.constructor(Block, abstracted_axes=None)(4, rngs=nnx.Rngs(0))
""",
        "nnx.jit has no abstracted_axes=",
        target="0.12.12",
    ),
    advises(
        "an option of the place of use",
        BLOCK
        + """

def build(spec, rngs):
    return nnx.Jit.constructor(Block, static_argnames=spec)(4, rngs=rngs)
""",
        "static_argnames=spec is not known where the new class would stand",
        target=TARGET,
    ),
    advises(
        "a size that not every call knows",
        BLOCK
        + """

class Model:
    def make(self, n):
        return nnx.Vmap.constructor(Block, axis_size=n)
""",
        "n is not known to every call",
        target=TARGET,
    ),
    advises(
        "a parameter hides what is needed",
        """
class Block(nnx.Module):
    def __init__(self, nnx, *, rngs):
        pass

    def __call__(self, x):
        return x + 1


model = nnx.Vmap.constructor(Block, axis_size=2)(1, rngs=2)
""",
        "the parameter 'nnx' of __init__ hides",
        target=TARGET,
    ),
    advises(
        "a default that some calls replace",
        """
class Block(nnx.Module):
    def __call__(self, x, train=True):
        return x + 1


model = nnx.Remat.constructor(Block)()
print(model(1), model(1, False))
""",
        "not every call passes 'train'",
        target=TARGET,
    ),
    advises(
        "a default that nobody passes in view",
        """
class Block(nnx.Module):
    def __call__(self, x, train=True):
        return x + 1


def build():
    return nnx.Remat.constructor(Block)()
""",
        "no call in view says whether 'train' is passed",
        target=TARGET,
    ),
    advises(
        "streams of two kinds",
        """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.rngs = rngs
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


model = nnx.Vmap.constructor(Block, axis_size=2)(4, rngs=nnx.Rngs(0))
""",
        "which is split already, beside others that are not",
        target="0.12.12",
    ),
    advises(
        "variadic parameters",
        """
class Block(nnx.Module):
    def __call__(self, *xs):
        return xs


model = nnx.Vmap.constructor(Block, axis_size=2)()
""",
        "*args or **kwargs of __call__ have no place in in_axes",
        target=TARGET,
    ),
    advises(
        "a call that unpacks",
        """
class Block(nnx.Module):
    def __call__(self, x, train=True):
        return x + 1


model = nnx.Remat.constructor(Block)()
print(model(*xs))
""",
        "whether 'train' is passed or keeps its default is not clear",
        target=TARGET,
    ),
    advises(
        "ways with different axes",
        """
class Block(nnx.Module):
    def __call__(self, x):
        return x + 1


model = nnx.Vmap.constructor(Block, axis_size=2, in_axes=(0, 1))()
print(model(1), model(x=1))
""",
        "calls pass 'x' in ways that have different axes",
        target=TARGET,
    ),
    advises(
        "a keyword without an axis",
        """
class Block(nnx.Module):
    def __call__(self, *, x):
        return x + 1


model = nnx.Vmap.constructor(Block, axis_size=2, in_axes_kwargs={'y': 0})()
""",
        "in_axes_kwargs has no entry for 'x'",
        target=TARGET,
    ),
    advises(
        "no __call__",
        """
class Block(nnx.Module): ...


model = nnx.Jit.constructor(Block)()
""",
        "Block has no __call__ in view",
        target=TARGET,
    ),
    advises(
        "no __init__",
        """
@dataclass
class Block(nnx.Module):
    dim: int

    def __call__(self, x):
        return x + 1


model = nnx.Jit.constructor(Block)(4)
""",
        "Block has no __init__ in view",
        target=TARGET,
    ),
    advises(
        "a base out of view",
        """
class Block(Base, nnx.Module):
    def __init__(self):
        pass


model = nnx.Jit.constructor(Block)(4)
""",
        "Base may define __call__, and is not in view",
        target=TARGET,
    ),
    advises(
        "a method that is static",
        """
class Block(nnx.Module):
    @staticmethod
    def __call__(x):
        return x


model = nnx.Jit.constructor(Block)(4)
""",
        "__call__ has a decorator that changes how it is called",
        target=TARGET,
    ),
    advises(
        "a partial with more options later",
        """
from functools import partial

from flax import nnx

stacked = partial(nnx.Vmap.constructor, axis_size=3)
model = stacked(nnx.Linear, in_axes=None)(2, 3, rngs=nnx.Rngs(0))
""",
        "gets further options where it is used",
        target=TARGET,
        own_imports=True,
    ),
    advises(
        "a partial that is handed on",
        """
from functools import partial

from flax import nnx

stacked = partial(nnx.Vmap.constructor, axis_size=3)
print(stacked)
""",
        "a partial of a constructor is handed on",
        target=TARGET,
        own_imports=True,
    ),
    advises(
        "a partial of more",
        """
from functools import partial

from flax import nnx

make = partial(nnx.Vmap.constructor, nnx.Linear, axis_size=3)
""",
        "the partial of a constructor has more than its options",
        target=TARGET,
        own_imports=True,
    ),
    advises(
        "a name for several things",
        BLOCK
        + """

def build(n, rngs):
    make = nnx.Vmap.constructor(Block, axis_size=n)
    if n > 2:
        make = Block
    return make(4, rngs=rngs)
""",
        "make is not only a lifted class",
        target=TARGET,
    ),
    advises(
        "an argument that may be a module",
        """
class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x, y):
        self.y = y
        return self.dropout(self.linear(x))


def build(rngs):
    return nnx.Vmap.constructor(Block, axis_size=2, split_rngs=False)(4, rngs=rngs)
""",
        "nothing says whether 'y' is a module or an array",
        target=TARGET,
    ),
    advises(
        "a module comes back",
        """
class Block(nnx.Module):
    def __call__(self, x):
        return self


model = nnx.Vmap.constructor(Block, axis_size=2)()
""",
        "__call__ returns a module",
        target=TARGET,
    ),
    advises(
        "the Rngs is one of many",
        """
class Block(nnx.Module):
    def __init__(self, **kwargs):
        self.linear = nnx.Linear(**kwargs)

    def __call__(self, x):
        return self.linear(x)


model = nnx.Vmap.constructor(Block, axis_size=2)(rngs=nnx.Rngs(0))
""",
        "the Rngs is one of *args or **kwargs of __init__",
        target=TARGET,
    ),
    advises(
        "comments that would be lost",
        BLOCK
        + """

model = nnx.Jit(
    Block,
    module_init_args=(
        4,  # four
    ),
    module_init_kwargs={'rngs': nnx.Rngs(0)},
)
""",
        "comments stand in module_init_args=",
        target=TARGET,
    ),
    advises(
        "a default out of view",
        """
def build(rngs):
    limit = max(1, 2)

    class Block(nnx.Module):
        limit = 3

        def __call__(self, x, n=limit):
            return x + 1

    return nnx.Jit.constructor(Block)()
""",
        "the default of 'n' is not known where the new class would stand",
        target=TARGET,
    ),
    advises(
        "not at the start of a line",
        BLOCK
        + """

size = 2; model = nnx.Jit.constructor(Block)(4, rngs=nnx.Rngs(0))
""",
        "does not start its line",
        target=TARGET,
    ),
    advises(
        "state that was broadcast",
        LAYER
        + """

model = nnx.Scan.constructor(Block, length=2, state_axes={...: None})(4, rngs=nnx.Rngs(0))
""",
        "state_axes has None, which 0.8.5 refused in nnx.scan",
        target=TARGET,
    ),
    advises(
        "only imported",
        "from flax.nnx import Vmap",
        "Take the name out of the import",
        target=TARGET,
        own_imports=True,
    ),
]


@every_variant("NNX202", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX202", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX202", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()


def test_an_rngs_by_default_is_kept_by_no_layer_that_hands_it_on() -> None:
    """Only where it is kept are there streams beside the one of the dropout."""
    block = DROPPING.replace("dim: int, *, rngs: nnx.Rngs", "dim: int, rngs=nnx.Rngs(0)").replace(
        "return self.dropout(self.linear(x))", "return self.dropout(self.linear(x)), None"
    )
    head, lift = "from flax import nnx\n", "nnx.Scan.constructor(Block, length=3)(4, nnx.Rngs(1))"
    settings = Settings("0.12.12", select=("NNX202",))
    for handed, is_migrated in (
        ("", True),
        ("        self.rngs = rngs\n", False),
        ("        self.noise = rngs\n", False),
    ):
        kept = block.replace("    def __call__", f"{handed}\n    def __call__", 1)
        source = f"{head}{kept}\n\nmodel = {lift}\ny, _ = model(2 * jnp.ones(4))\n"
        result = fix_source(source, settings=settings, unsafe=True)
        assert bool(result.applied) is is_migrated, handed
