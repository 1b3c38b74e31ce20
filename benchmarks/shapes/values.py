"""Values: long lists, containers of modules, chains of names."""

from __future__ import annotations

from shapes.classes import COMPILED
from shapes.functions import BROADCAST, MAPPED
from shapes.shape import Files, each, program, shape


@shape(start=100, limit=100_000)
def numbers_in_a_list(size: int) -> Files:
    """A long table in a module that maps."""
    return program(
        "TABLE = [\n", each(size, "    {k},\n"), f"]\n\n\n{MAPPED}def f(rngs):\n    rngs()\n"
    )


@shape(start=20, limit=64_000)
def layers_in_a_list(size: int) -> Files:
    """A list of many layers, which a compiled function calls one after another."""
    return program(
        "\n\nclass A(nnx.Module):\n    def __init__(self, rngs):\n"
        "        self.layers = nnx.List([\n",
        each(size, "            nnx.Linear({k}, {l}, rngs=rngs),\n"),
        "        ])\n        self.dropout = nnx.Dropout(0.5, rngs=rngs)\n\n"
        "    def __call__(self, x):\n        for layer in self.layers:\n            x = layer(x)\n"
        "        return self.dropout(x)\n",
        COMPILED,
        "\n\nf(A(nnx.Rngs(0)), 1)\n",
    )


@shape(start=20, limit=64_000)
def layers_in_a_sequential(size: int) -> Files:
    """The same as one module of Flax."""
    return program(
        "\n\nrngs = nnx.Rngs(0)\nmodel = nnx.Sequential(\n",
        each(size, "    nnx.Dropout(0.5, rngs=rngs),\n"),
        ")\n",
        COMPILED,
        "\n\nf(model, 1)\n",
    )


@shape(start=40, limit=64_000)
def modules_in_a_dict(size: int) -> Files:
    """Modules by their names."""
    return program(
        "\n\nrngs = nnx.Rngs(0)\nmodels = {\n",
        each(size, "    'm{k}': nnx.Dropout(0.5, rngs=rngs),\n"),
        "}\n\n\n@nnx.jit\ndef f(models, x):\n",
        each(size, "    x = models['m{k}'](x)\n"),
        "    return x\n\n\nf(models, 1)\n",
    )


@shape(start=10, limit=64_000)
def modules_appended(size: int) -> Files:
    """A list that modules are put into, one by one."""
    return program(
        "\n\nrngs = nnx.Rngs(0)\nmodels = []\n",
        each(size, "models.append(nnx.Dropout(0.5, rngs=rngs))\n"),
        "\n\n@nnx.jit\ndef f(models, x):\n    return models[0](x)\n\n\nf(models, 1)\n",
    )


@shape(start=20, limit=64_000)
def comprehensions(size: int) -> Files:
    """Lists of layers, each made by a comprehension."""
    return program(
        "\n\nclass A(nnx.Module):\n    def __init__(self, rngs):\n",
        each(
            size,
            "        self.l{k} = nnx.List([nnx.Dropout(0.5, rngs=rngs) for _ in range({k})])\n",
        ),
        "\n    def __call__(self, x):\n",
        each(size, "        x = [layer(x) for layer in self.l{k}]\n"),
        "        return x\n",
        COMPILED,
        "\n\nf(A(nnx.Rngs(0)), 1)\n",
    )


@shape(start=10, limit=80)
def comprehensions_in_comprehensions(size: int) -> Files:
    """Each list holds the next."""
    inner = "rngs.params()"
    loops = "".join(f" for _ in range({k})]" for k in range(size))
    return program(f"\n\n@nnx.jit\ndef f(rngs):\n    return {'[' * size}{inner}{loops}\n")


@shape(start=20, limit=64_000)
def aliases_of_the_module(size: int) -> Files:
    """Each name means the one before; the first one means nnx."""
    return program(
        "a0 = nnx\n",
        each(size, "a{k} = a{j}\n", first=1),
        f"f = a{size}.jit(lambda rngs: rngs.params())\n",
    )


@shape(start=10, limit=64_000)
def aliases_of_an_rngs(size: int) -> Files:
    """Each name means the one before; the first one means an Rngs."""
    return program(
        f"\n\n{MAPPED}def f(r0):\n", each(size, "    r{k} = r{j}\n", first=1), f"    r{size}()\n"
    )


@shape(start=10, limit=64_000)
def aliases_of_a_function(size: int) -> Files:
    """Each name means the one before; the first one means a function."""
    return program(
        "\n\ndef f0(rngs):\n    return rngs.params()\n\n\n",
        each(size, "f{k} = f{j}\n", first=1),
        f"start = nnx.split_rngs(splits=3)(nnx.vmap(f{size}))\n",
    )


@shape(start=10, limit=16_000, finds=(0, 1))
def rngs_made_from_one_another(size: int) -> Files:
    """Each Rngs is forked from the one before."""
    return program(
        f"\n\n{BROADCAST}def f(r0: nnx.Rngs, x):\n",
        each(size, "    r{k} = r{j}.fork()\n", first=1),
        f"    return r{size}()\n",
    )


@shape(start=10, limit=400, finds=(0, 1))
def tuples_of_tuples(size: int) -> Files:
    """Each pair holds the one before twice."""
    return program(
        f"\n\n{BROADCAST}def f(rngs: nnx.Rngs, x):\n    t0 = (rngs, rngs)\n",
        each(size, "    t{k} = (t{j}, t{j})\n", first=1),
        f"    return t{size}{'[0]' * (size + 1)}.params()\n",
    )


@shape(start=10, limit=64_000)
def splits_in_place(size: int) -> Files:
    """An Rngs that is split and restored, again and again."""
    return program(
        "\n\n@nnx.vmap\ndef f(rngs):\n    return rngs.params()\n\n\nrngs = nnx.Rngs(0)\n",
        each(
            size,
            "backups = nnx.split_rngs(rngs, splits=3)\nf(rngs)\nnnx.restore_rngs(backups)\n",
        ),
    )


@shape(start=40, limit=64_000)
def keys_of_jax(size: int) -> Files:
    """A key that is split before each use."""
    return program(
        "\n\n@nnx.jit\ndef f(key, model, x):\n",
        each(
            size,
            "    key, k{k} = jax.random.split(key)\n    x += jax.random.normal(k{k}, x.shape)\n",
        ),
        "    return x\n",
    )


@shape(start=40, limit=400)
def sums(size: int) -> Files:
    """One long sum of draws."""
    return program(f"\n\n{MAPPED}def f(rngs):\n    return {' + '.join(['rngs()'] * size)}\n")


@shape(start=10, limit=64_000)
def arguments_of_a_call(size: int) -> Files:
    """One call with many arguments, each of which is drawn."""
    return program(
        f"\n\n{MAPPED}def f(rngs):\n    return jnp.array(\n",
        each(size, "        rngs.params(),\n"),
        "    )\n",
    )


@shape(start=20, limit=16_000)
def row_of_assignments(size: int) -> Files:
    """One statement gives a name to an Rngs again and again."""
    names = each(size, "a{k} = ")
    return program(f"\n\n@nnx.jit\ndef f(rngs: nnx.Rngs):\n    {names}rngs\n    a0.params()\n")


@shape(start=20, limit=900)
def row_of_attributes(size: int) -> Files:
    """An attribute of an attribute of something."""
    return program(f"\n\n@nnx.jit\ndef f(m, x):\n    return m{'.a' * size}(x)\n")


@shape(start=20, limit=16_000)
def attributes_that_become_rngs(size: int) -> Files:
    """One function gives a module an Rngs in each of many attributes."""
    sets = each(size, "    m.a{k} = rngs.fork()\n")
    return program(f"\n\n@nnx.jit\ndef f(m: nnx.Module, rngs):\n{sets}    return m.a0.params()\n")
