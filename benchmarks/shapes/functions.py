"""Functions: many of them, long ones, and those that call one another."""

from __future__ import annotations

from math import isqrt

from shapes.shape import Files, each, program, shape

BROADCAST = "@nnx.vmap(in_axes=(None, 0))\n"
MAPPED = "@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)\n"


@shape(start=20, limit=1_000, finds=(2, 0))
def wrong_functions(size: int) -> Files:
    """Each maps an Rngs that nobody split, in the words of an old release."""
    return program(
        each(
            size,
            "\n@partial(nnx.vmap, axis_size=3)\ndef f{k}(rngs: nnx.Rngs):\n"
            "    return rngs.params()\n\n",
        )
    )


@shape(start=20, limit=16_000)
def right_functions(size: int) -> Files:
    """Each splits the Rngs that it maps."""
    body = f"\n{MAPPED}def f{{k}}(rngs: nnx.Rngs):\n    return rngs.params()\n\n"
    return program(each(size, body))


@shape(start=160, limit=64_000)
def draws_in_a_body(size: int) -> Files:
    """One mapped function draws again and again."""
    return program(f"\n{MAPPED}def f(rngs):\n", each(size, "    x = rngs.params()\n"))


@shape(start=80, limit=64_000, finds=(0, 2))
def draws_in_a_wrong_body(size: int) -> Files:
    """The same where nobody split the Rngs."""
    return program(
        "\n@partial(nnx.vmap, axis_size=3)\ndef f(rngs: nnx.Rngs):\n",
        each(size, "    x = rngs.params()\n"),
    )


@shape(start=10, limit=16_000)
def depth_of_calls(size: int) -> Files:
    """Each function passes the Rngs on to the next; the last one draws."""
    return program(
        f"\n{MAPPED}def start(rngs: nnx.Rngs):\n    return f0(rngs)\n",
        each(size, "\n\ndef f{k}(rngs):\n    return f{l}(rngs)\n"),
        f"\n\ndef f{size}(rngs):\n    return rngs.params()\n",
    )


@shape(start=10, limit=16_000, finds=(0, 1))
def depth_of_calls_from_a_wrong_one(size: int) -> Files:
    """The same; the Rngs is the same in all lanes."""
    return program(
        f"\n{BROADCAST}def start(rngs: nnx.Rngs, x):\n    return f0(rngs)\n",
        each(size, "\n\ndef f{k}(rngs):\n    return f{l}(rngs)\n"),
        f"\n\ndef f{size}(rngs):\n    return rngs.params()\n",
    )


@shape(start=10, limit=16_000)
def depth_of_calls_in_pairs(size: int) -> Files:
    """Each function calls the next one twice: there are more ways than atoms."""
    return program(
        f"\n{MAPPED}def start(rngs: nnx.Rngs):\n    return f0(rngs)\n",
        each(size, "\n\ndef f{k}(rngs):\n    return f{l}(rngs) + f{l}(rngs)\n"),
        f"\n\ndef f{size}(rngs):\n    return rngs.params()\n",
    )


@shape(start=10, limit=16_000)
def ring_of_calls(size: int) -> Files:
    """Each function calls the next, and the last one the first."""
    return program(
        each(size, "\n\ndef f{k}(rngs, n):\n    rngs.params()\n    return f{l}(rngs, n)\n"),
        f"\n\ndef f{size}(rngs, n):\n    return f0(rngs, n - 1) if n else rngs.params()\n",
        f"\n\n{MAPPED}def start(rngs):\n    return f0(rngs, 3)\n",
    )


@shape(start=25, limit=64_000)
def functions_that_call_one_another(size: int) -> Files:
    """Each of some functions calls all of them; the size is that of the calls."""
    count = isqrt(size)
    calls = each(count, "    f{k}(rngs, n - 1)\n")
    bodies = "".join(f"\n\ndef f{k}(rngs, n):\n{calls}    rngs.params()\n" for k in range(count))
    return program(bodies, f"\n\n{MAPPED}def start(rngs):\n    return f0(rngs, 3)\n")


@shape(start=20, limit=64_000, finds=(0, 1))
def wrong_callers(size: int) -> Files:
    """One transformed function, called with an Rngs that nobody split."""
    return program(
        "\n@nnx.vmap\ndef f(rngs):\n    return rngs.params()\n\n\n",
        each(size, "f(nnx.Rngs({k}))\n"),
    )


@shape(start=20, limit=64_000)
def right_callers(size: int) -> Files:
    """One transformed function, called with an Rngs that is split."""
    return program(
        "\n@nnx.vmap\ndef f(rngs):\n    return rngs.params()\n\n\n",
        each(size, "f(nnx.Rngs({k}).split(3))\n"),
    )


@shape(start=20, limit=16_000)
def functions_given_to_a_transform(size: int) -> Files:
    """One function, mapped in many places."""
    return program(
        "\ndef f(rngs, x):\n    return rngs.params() + x\n\n\n",
        each(
            size,
            "def g{k}(rngs, x):\n    rngs = rngs.split(3)\n    return nnx.vmap(f)(rngs, x)\n\n\n",
        ),
    )


@shape(start=10, limit=16_000)
def captured_rngs(size: int) -> Files:
    """Each function closes over the Rngs of one that is compiled."""
    return program(
        "\n@nnx.jit\ndef make(rngs):\n",
        each(size, "    def f{k}(x):\n        return x + rngs.params()\n\n"),
        "    return f0\n",
    )


@shape(start=10, limit=2_000, finds=(1, 0))
def captured_rngs_in_transforms(size: int) -> Files:
    """Each mapped function closes over an Rngs from outside."""
    return program(
        "\ndef make():\n    rngs = nnx.Rngs(0)\n",
        each(size, "    @nnx.vmap\n    def f{k}(x):\n        return x + rngs.params()\n\n"),
        "    return f0\n",
    )


@shape(start=40, limit=64_000)
def parameters(size: int) -> Files:
    """One function with many parameters, each of which is drawn from."""
    return program(
        "\n@nnx.jit\ndef f(\n",
        each(size, "    rngs{k}: nnx.Rngs,\n"),
        "):\n",
        each(size, "    rngs{k}.params()\n"),
    )


@shape(start=10, limit=80)
def functions_in_functions(size: int) -> Files:
    """Each function is made in the one before, transformed and called there."""
    levels = [
        f"{' ' * k}@nnx.jit\n{' ' * k}def f{k}(rngs{k}):\n{' ' * k} x{k} = rngs{k}.params()\n"
        for k in range(size)
    ]
    calls = [f"{' ' * k}f{k}(rngs{k - 1})\n" for k in range(size - 1, 0, -1)]
    return program("\n", *levels, f"{' ' * size}return 1\n", *calls)


@shape(start=10, limit=80, finds=(0, 1))
def lambdas_in_lambdas(size: int) -> Files:
    """Each lambda gives the next its Rngs."""
    inner = "(lambda rngs: " * size + "rngs.params()" + ")(rngs)" * size
    return program(f"\nf = nnx.vmap(lambda rngs, x: {inner}, in_axes=(None, 0))\n")


@shape(start=40, limit=64_000)
def chain_of_lambdas(size: int) -> Files:
    """Each lambda calls the one before."""
    return program(
        "\nf0 = lambda rngs: rngs.params()\n",
        each(size, "f{k} = lambda rngs: f{j}(rngs)\n", first=1),
        f"start = nnx.split_rngs(splits=3)(nnx.vmap(f{size}))\nstart(nnx.Rngs(0))\n",
    )


@shape(start=10, limit=64_000)
def chain_of_partials(size: int) -> Files:
    """Each function is the one before with an argument more."""
    return program(
        "\n\ndef f0(rngs, **options):\n    return rngs.params()\n\n\n",
        each(size, "f{k} = partial(f{j}, a{k}={k})\n", first=1),
        f"start = nnx.split_rngs(splits=3)(nnx.vmap(f{size}))\nstart(nnx.Rngs(0))\n",
    )


@shape(start=10, limit=64_000)
def chain_of_transforms(size: int) -> Files:
    """Each function is the one before, compiled once more."""
    return program(
        "\n\ndef f0(rngs):\n    return rngs.params()\n\n\n",
        each(size, "f{k} = nnx.jit(f{j})\n", first=1),
        f"f{size}(nnx.Rngs(0))\n",
    )


@shape(start=80, limit=64_000)
def decorators_of_a_function(size: int) -> Files:
    """One function, compiled again and again."""
    return program("\n", "@nnx.jit\n" * size, "def f(rngs):\n    return rngs.params()\n")


@shape(start=10, limit=80)
def transforms_in_transforms(size: int) -> Files:
    """One call around another, with an Rngs that is split as many times."""
    calls = f"{'nnx.vmap(' * size}lambda rngs: rngs.params(){')' * size}"
    sizes = "2, " * size
    return program(f"\nf = {calls}\nf(nnx.Rngs(0).split(({sizes})))\n")
