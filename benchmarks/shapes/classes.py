"""Classes: with many layers, of other classes, of themselves."""

from __future__ import annotations

from math import isqrt

from shapes.shape import Files, each, program, shape

DRAWING = (
    "\n\nclass A0(nnx.Module):\n    def __init__(self, rngs):\n        self.rngs = rngs\n\n"
    "    def __call__(self, x):\n        return x + self.rngs.noise()\n"
)
COMPILED = "\n\n@nnx.jit\ndef f(model, x):\n    return model(x)\n"
MAPPED = (
    "\n\nAXES = nnx.StateAxes({nnx.RngState: 0, ...: None})\n\n\n"
    "@nnx.split_rngs(splits=3)\n@nnx.vmap(in_axes=(AXES, 0))\n"
    "def f(model, x):\n    return model(x)\n"
)
BROADCAST = "\n\n@nnx.vmap(in_axes=(None, 0))\ndef f(model, x):\n    return model(x)\n"
SCANNED = "\n\n@nnx.scan(in_axes=(None, nnx.Carry))\ndef f(model, x):\n    return model(x)\n"
USED = "\n\nf(A{size}(nnx.Rngs(0)), jnp.ones(3))\n"


def _layers(size: int) -> str:
    return (
        "\n\nclass A(nnx.Module):\n    def __init__(self, rngs):\n"
        + each(size, "        self.d{k} = nnx.Dropout(0.5, rngs=rngs)\n")
        + "\n    def __call__(self, x):\n"
        + each(size, "        x = self.d{k}(x)\n")
        + "        return x\n"
    )


@shape(start=10, limit=32_000)
def layers_under_jit(size: int) -> Files:
    """A class of many layers, compiled."""
    return program(_layers(size), COMPILED, "\n\nf(A(nnx.Rngs(0)), 1)\n")


@shape(start=10, limit=32_000)
def layers_under_vmap(size: int) -> Files:
    """A class of many layers, mapped as it should be."""
    return program(_layers(size), MAPPED, "\n\nf(A(nnx.Rngs(0)), jnp.ones((3, 2)))\n")


@shape(start=10, limit=32_000, finds=(0, 1))
def layers_broadcast(size: int) -> Files:
    """A class of many layers, with the same mask in each lane."""
    return program(_layers(size), BROADCAST, "\n\nf(A(nnx.Rngs(0)), jnp.ones((3, 2)))\n")


@shape(start=10, limit=32_000, finds=(0, 1))
def layers_under_scan(size: int) -> Files:
    """A class of many layers, with the same mask at each step."""
    return program(_layers(size), SCANNED, "\n\nf(A(nnx.Rngs(0)), jnp.ones((3, 2)))\n")


@shape(start=10, limit=8_000)
def classes_under_jit(size: int) -> Files:
    """Many classes, each with a function that compiles it."""
    return program(
        each(
            size,
            "\n\nclass A{k}(nnx.Module):\n    def __init__(self, rngs):\n"
            "        self.dropout = nnx.Dropout(0.5, rngs=rngs)\n\n"
            "    def __call__(self, x):\n        return self.dropout(x)\n"
            "\n\n@nnx.jit\ndef f{k}(model: A{k}, x):\n    return model(x)\n",
        )
    )


@shape(start=10, limit=8_000)
def trees(size: int) -> Files:
    """Classes that each hold two of themselves."""
    return program(
        each(
            size,
            "\n\nclass T{k}(nnx.Module):\n    def __init__(self, depth, rngs):\n"
            "        self.leaf = nnx.Dropout(0.5, rngs=rngs)\n        if depth:\n"
            "            self.left = T{k}(depth - 1, rngs=rngs)\n"
            "            self.right = T{k}(depth - 1, rngs=rngs)\n\n"
            "    def __call__(self, x):\n        return self.leaf(self.left(x) + self.right(x))\n",
        ),
        COMPILED,
        "\n\nf(T0(3, nnx.Rngs(0)), 1)\n",
    )


@shape(start=10, limit=16_000)
def branches_of_a_tree(size: int) -> Files:
    """A class that holds many of itself."""
    return program(
        "\n\nclass T(nnx.Module):\n    def __init__(self, depth, rngs):\n"
        "        self.leaf = nnx.Dropout(0.5, rngs=rngs)\n",
        each(size, "        self.t{k} = T(depth - 1, rngs=rngs)\n"),
        "\n    def __call__(self, x):\n",
        each(size, "        x = self.t{k}(x)\n"),
        "        return self.leaf(x)\n",
        COMPILED,
        "\n\nf(T(3, nnx.Rngs(0)), 1)\n",
    )


def _of_pairs(size: int) -> str:
    return DRAWING + each(
        size,
        "\n\nclass A{k}(nnx.Module):\n    def __init__(self, rngs):\n"
        "        self.a = A{j}(rngs)\n        self.b = A{j}(rngs)\n\n"
        "    def __call__(self, x):\n        return self.a(x) + self.b(x)\n",
        first=1,
    )


@shape(start=5, limit=10_000)
def modules_of_modules(size: int) -> Files:
    """Each class holds two of the one before: there are more modules than atoms."""
    return program(_of_pairs(size), COMPILED, USED.format(size=size))


@shape(start=5, limit=10_000, finds=(0, 1))
def modules_of_modules_broadcast(size: int) -> Files:
    """The same, broadcast to all lanes."""
    return program(_of_pairs(size), BROADCAST, USED.format(size=size))


@shape(start=9, limit=64_000)
def classes_of_one_another(size: int) -> Files:
    """Each of some classes holds all of them; the size is that of what they hold."""
    count = isqrt(size)
    holds = each(count, "        self.m{k} = A{k}(depth - 1, rngs)\n")
    calls = each(count, "        x = self.m{k}(x)\n")
    classes = "".join(
        f"\n\nclass A{k}(nnx.Module):\n    def __init__(self, depth, rngs):\n"
        f"        self.rngs = rngs\n{holds}\n    def __call__(self, x):\n{calls}"
        "        return x + self.rngs.noise()\n"
        for k in range(count)
    )
    return program(classes, COMPILED, "\n\nf(A0(3, nnx.Rngs(0)), 1)\n")


@shape(start=10, limit=10_000)
def base_classes(size: int) -> Files:
    """Each class is made from the one before."""
    return program(
        DRAWING,
        each(
            size, "\n\nclass A{k}(A{j}):\n    def m{k}(self, x):\n        return self(x)\n", first=1
        ),
        COMPILED,
        USED.format(size=size),
    )


@shape(start=10, limit=10_000)
def base_classes_that_add_to_it(size: int) -> Files:
    """The same; each adds a layer and asks the one before."""
    return program(
        DRAWING,
        each(
            size,
            "\n\nclass A{k}(A{j}):\n    def __init__(self, rngs):\n"
            "        super().__init__(rngs)\n        self.d{k} = nnx.Dropout(0.5, rngs=rngs)\n\n"
            "    def __call__(self, x):\n        return self.d{k}(super().__call__(x))\n",
            first=1,
        ),
        COMPILED,
        USED.format(size=size),
    )


@shape(start=10, limit=16_000)
def chain_of_methods(size: int) -> Files:
    """Each method calls the next."""
    return program(
        "\n\nclass A0(nnx.Module):\n    def __init__(self, rngs):\n        self.rngs = rngs\n",
        each(size, "\n    def m{k}(self, x):\n        return self.m{l}(x)\n"),
        f"\n    def m{size}(self, x):\n        return x + self.rngs.noise()\n",
        COMPILED.replace("model(x)", "model.m0(x)"),
        "\n\nf(A0(nnx.Rngs(0)), 1)\n",
    )


@shape(start=10, limit=16_000)
def chain_of_methods_in_pairs(size: int) -> Files:
    """Each method calls the next twice."""
    return program(
        "\n\nclass A0(nnx.Module):\n    def __init__(self, rngs):\n        self.rngs = rngs\n",
        each(size, "\n    def m{k}(self, x):\n        return self.m{l}(self.m{l}(x))\n"),
        f"\n    def m{size}(self, x):\n        return x + self.rngs.noise()\n",
        COMPILED.replace("model(x)", "model.m0(x)"),
        "\n\nf(A0(nnx.Rngs(0)), 1)\n",
    )


@shape(start=10, limit=16_000)
def transformed_methods(size: int) -> Files:
    """Each method of a class is compiled."""
    return program(
        "\n\nclass A0(nnx.Module):\n    def __init__(self, rngs):\n        self.rngs = rngs\n",
        each(
            size, "\n    @nnx.jit\n    def m{k}(self, x):\n        return x + self.rngs.noise()\n"
        ),
    )


@shape(start=10, limit=400)
def attribute_chains(size: int) -> Files:
    """One module in another in another, and a call of the innermost."""
    return program(
        DRAWING,
        each(
            size,
            "\n\nclass A{k}(nnx.Module):\n    def __init__(self, rngs):\n"
            "        self.a = A{j}(rngs)\n",
            first=1,
        ),
        f"\n\n@nnx.jit\ndef f(model, x):\n    return model{'.a' * size}(x)\n",
        USED.format(size=size),
    )


@shape(start=10, limit=400)
def attributes_of_a_tree(size: int) -> Files:
    """A module of its own kind, in itself, in itself."""
    return program(
        "\n\nclass T(nnx.Module):\n    def __init__(self, rngs):\n"
        "        self.rngs = rngs\n        self.t = T(rngs)\n\n"
        f"    def __call__(self, x):\n        return self{'.t' * size}.rngs.noise()\n",
        COMPILED,
        "\n\nf(T(nnx.Rngs(0)), 1)\n",
    )


@shape(start=10, limit=32_000)
def instances(size: int) -> Files:
    """Many modules of one class, each given to one compiled function."""
    return program(
        DRAWING,
        COMPILED,
        "\n\n",
        each(size, "m{k} = A0(nnx.Rngs({k}))\nf(m{k}, {k})\n"),
    )


@shape(start=10, limit=32_000, finds=(1, 0))
def instances_broadcast(size: int) -> Files:
    """Many modules of one class, each broadcast to the lanes of a function of its own."""
    return program(
        DRAWING,
        "\n\n",
        each(
            size,
            "m{k} = A0(nnx.Rngs({k}))\nnnx.vmap(lambda m, x: m(x), in_axes=(None, 0))(m{k}, xs)\n",
        ),
    )


@shape(start=10, limit=16_000)
def stacks(size: int) -> Files:
    """A class of many stacks of layers, each made by vmap and used by scan."""
    return program(
        "\n\nclass A(nnx.Module):\n    def __init__(self, rngs):\n"
        "        @nnx.split_rngs(splits=4)\n        @nnx.vmap\n        def make(rngs):\n"
        "            return nnx.Linear(2, 2, rngs=rngs)\n\n",
        each(size, "        self.s{k} = make(rngs)\n"),
        "\n    def __call__(self, x):\n        @nnx.scan(in_axes=(nnx.Carry, 0), "
        "out_axes=nnx.Carry)\n        def forward(x, layer):\n            return layer(x)\n\n",
        each(size, "        x = forward(x, self.s{k})\n"),
        "        return x\n",
    )


@shape(start=6, limit=2_000, finds=(1, 0))
def tests_of_a_test_case(size: int) -> Files:
    """Each method of one class is a test with a mistake of its own."""
    return program(
        "import unittest\n\n\nclass TestScan(unittest.TestCase):\n    layers = 3\n",
        each(
            size,
            "\n    def test_{k}(self):\n        @nnx.scan(in_axes=(None, nnx.Carry))\n"
            "        def f(model, x):\n            return model(x)\n\n"
            "        f(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.ones(self.layers))\n",
        ),
    )


@shape(start=20, limit=8_000, finds=(0, 2))
def layers_in_a_dict(size: int) -> Files:
    """A module keeps its layers in one dict and calls each."""
    return program(
        "\n\nclass A(nnx.Module):\n    def __init__(self, rngs):\n        self.parts = {\n",
        each(size, "            'k{k}': nnx.Dropout(0.5, rngs=rngs),\n"),
        "        }\n\n    def __call__(self, x):\n",
        each(size, "        x = self.parts['k{k}'](x)\n"),
        "        return x\n\n\n@nnx.vmap(in_axes=(None, 0))\ndef f(m, x):\n    return m(x)\n",
        "\n\nf(A(nnx.Rngs(0)), 1)\n",
    )
