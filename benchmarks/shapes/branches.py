"""Branches and loops: how a value reaches a place."""

from __future__ import annotations

from shapes.functions import BROADCAST, MAPPED
from shapes.shape import Files, each, program, shape


@shape(start=10, limit=16_000, finds=(0, 1))
def rngs_bound_in_branches(size: int) -> Files:
    """One if/else after another gives a name another Rngs, which is mapped there."""
    choice = (
        "    if x > {k}:\n        rngs = nnx.Rngs({k})\n"
        "    else:\n        rngs = nnx.Rngs({l})\n    g(rngs)\n"
    )
    return program(
        "\n\n@nnx.vmap\ndef g(rngs):\n    return rngs.params()\n",
        "\n\ndef f(x):\n",
        each(size, choice),
    )


@shape(start=10, limit=16_000)
def rngs_bound_in_branches_to_themselves(size: int) -> Files:
    """The same; each is made from the one before."""
    choice = (
        "    if x > {k}:\n        rngs = rngs.fork()\n"
        "    else:\n        rngs = nnx.Rngs(rngs.params())\n"
    )
    return program(f"\n\n{MAPPED}def f(rngs, x):\n", each(size, choice), "    return rngs()\n")


@shape(start=10, limit=16_000)
def module_bound_alike_in_branches(size: int) -> Files:
    """Each name means nnx, whichever branch is taken."""
    return program(
        each(size, "if jax:\n    a{k} = nnx\nelse:\n    a{k} = nnx\n"),
        each(size, "f{k} = a{k}.jit(lambda rngs: rngs.params())\n"),
    )


@shape(start=10, limit=16_000)
def aliases_bound_alike_in_branches(size: int) -> Files:
    """Each name means the one before, whichever branch is taken."""
    return program(
        "a0 = nnx\n",
        each(size, "if jax:\n    a{k} = a{j}\nelse:\n    a{k} = a{j}\n", first=1),
        f"f = a{size}.jit(lambda rngs: rngs.params())\n",
    )


@shape(start=10, limit=16_000)
def rngs_bound_alike_in_branches(size: int) -> Files:
    """The same for an Rngs."""
    choice = "    if x:\n        r{k} = r{j}\n    else:\n        r{k} = r{j}\n"
    return program(
        f"\n\n{MAPPED}def f(r0, x):\n", each(size, choice, first=1), f"    return r{size}()\n"
    )


@shape(start=10, limit=16_000, finds=(0, 1))
def rngs_from_two_names(size: int) -> Files:
    """Each of two names is bound to one of both, again and again."""
    choice = "    a{k} = a{j} if x else b{j}\n    b{k} = b{j} if x else a{j}\n"
    return program(
        "\n\n@nnx.vmap(in_axes=(None, None, 0))\ndef f(a0: nnx.Rngs, b0: nnx.Rngs, x):\n",
        each(size, choice, first=1),
        f"    return a{size}() + b{size}()\n",
    )


@shape(start=10, limit=16_000)
def functions_bound_in_branches(size: int) -> Files:
    """Each name is one of two functions, which call what the name was before."""
    choice = (
        "if jax:\n    f{k} = lambda rngs: f{j}(rngs)\n"
        "else:\n    f{k} = lambda rngs: f{j}(rngs) + 1\n"
    )
    return program(
        "f0 = lambda rngs: rngs.params()\n",
        each(size, choice, first=1),
        f"start = nnx.jit(f{size})\n",
    )


@shape(start=10, limit=400)
def elif_branches(size: int) -> Files:
    """One choice among many, each of which draws."""
    return program(
        f"\n\n{MAPPED}def f(rngs, x):\n    if x == 0:\n        y = 0\n",
        each(size, "    elif x == {k}:\n        y = rngs.params()\n", first=1),
        "    return y\n",
    )


@shape(start=10, limit=400)
def elif_branches_that_bind(size: int) -> Files:
    """One choice among many, each of which makes an Rngs."""
    return program(
        "\n\n@nnx.jit\ndef f(rngs, x):\n    if x == 0:\n        pass\n",
        each(size, "    elif x == {k}:\n        rngs = rngs.fork()\n", first=1),
        "    return rngs()\n",
    )


@shape(start=40, limit=16_000)
def cases_of_a_match(size: int) -> Files:
    """One choice among many, written as a match."""
    return program(
        f"\n\n{MAPPED}def f(rngs, x):\n    match x:\n",
        each(size, "        case {k}:\n            y = rngs.params()\n"),
        "        case _:\n            y = 0\n    return y\n",
    )


@shape(start=40, limit=16_000)
def draws_in_branches(size: int) -> Files:
    """One if after another, each of which draws."""
    return program(
        f"\n\n{MAPPED}def f(rngs, x):\n", each(size, "    if x > {k}:\n        rngs.params()\n")
    )


@shape(start=10, limit=16_000)
def tries(size: int) -> Files:
    """One try after another, each of which may bind the Rngs."""
    attempt = (
        "    try:\n        rngs = rngs.fork()\n    except ValueError:\n        rngs.params()\n"
        "    finally:\n        x = {k}\n"
    )
    return program("\n\n@nnx.jit\ndef f(rngs, x):\n", each(size, attempt), "    return rngs()\n")


@shape(start=40, limit=16_000)
def returns(size: int) -> Files:
    """One way out after another, each with a module."""
    way = "    if x == {k}:\n        return nnx.Dropout(0.{k}, rngs=rngs)\n"
    return program(
        "\n\ndef make(rngs, x):\n",
        each(size, way),
        "    return nnx.Linear(2, 3, rngs=rngs)\n\n\n"
        "@nnx.jit\ndef f(model, x):\n    return model(x)\n\n\nf(make(nnx.Rngs(0), 3), 1)\n",
    )


@shape(start=10, limit=80)
def branches_in_branches(size: int) -> Files:
    """Each branch holds the next, and binds the Rngs."""
    levels = "".join(
        f"{' ' * k}if x > {k}:\n{' ' * k} rngs = rngs.fork()\n" for k in range(1, size)
    )
    return program("\n\n@nnx.jit\ndef f(rngs, x):\n", levels, " return rngs()\n")


@shape(start=5, limit=20)
def loops_in_loops(size: int) -> Files:
    """Each loop holds the next, and binds the Rngs."""
    levels = "".join(
        f"{' ' * k}for x{k} in range(3):\n{' ' * k} rngs = rngs.fork()\n{' ' * k} rngs.params()\n"
        for k in range(1, size + 1)
    )
    return program("\n\n@nnx.jit\ndef f(rngs):\n", levels, " return rngs()\n")


@shape(start=10, limit=16_000)
def loops_in_sequence(size: int) -> Files:
    """One loop after another, each of which binds the Rngs."""
    loop = "    for _ in range({k}):\n        rngs = rngs.fork()\n        rngs.params()\n"
    return program("\n\n@nnx.jit\ndef f(rngs):\n", each(size, loop))


@shape(start=10, limit=16_000)
def names_that_move_on_in_a_loop(size: int) -> Files:
    """What a name is takes as many turns of the loop as there are names before it."""
    moves = "".join(f"        r{k} = r{k - 1}\n" for k in range(size, 0, -1))
    starts = each(size, "    r{k} = nnx.Rngs({k})\n", first=1)
    return program(
        "\n\n@nnx.jit\ndef f(r0):\n",
        starts,
        f"    while True:\n        r{size}.params()\n",
        moves,
    )


@shape(start=10, limit=16_000, finds=(0, 1))
def names_that_change_places(size: int) -> Files:
    """Two names, exchanged again and again."""
    return program(
        f"\n\n{BROADCAST}def f(a: nnx.Rngs, b):\n",
        "    a, b = b, a\n" * size,
        "    return a() + b\n" if size % 2 == 0 else "    return b() + a\n",
    )


@shape(start=20, limit=16_000, finds=(0, 1))
def items_of_a_with(size: int) -> Files:
    """One `with` splits again and again."""
    items = each(size, "        nnx.split_rngs(rngs, splits=3) as a{k},\n")
    return program(
        f"\n\ndef f(rngs: nnx.Rngs, x):\n    with (\n{items}    ):\n        return rngs.params()\n"
    )
