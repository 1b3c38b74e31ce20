"""Each operator makes the mistake that it is named after, and nothing where that has no place."""

from __future__ import annotations

import ast

import pytest
from mutations import OPERATORS, PER_OPERATOR, mutants

HEAD = "import jax\nfrom flax import nnx\n"
CREATE = (
    "@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)\ndef create(rngs):\n    return f(rngs)\n"
)
DRAW = "def draw(model, x):\n    return model(x)\n"
MAIN = "def main():\n    model = Net(nnx.Rngs(0))\n    return {'out': draw(model, x)}\n"
BY_ARGUMENT = "@nnx.jit\ndef draw(model, x, rngs):\n    return model(x, rngs=rngs)\n"
CARRY = "@nnx.scan\ndef draw(rngs, x):\n    return rngs, x\n_, out = draw(rngs, xs)\n"
HELPER = (
    "def noise(x, key=0):\n    return nnx.Rngs(key).noise()\n"
    "@nnx.vmap\ndef lane(x, key):\n    return x + noise(x, key)\n"
)
STATE = (
    "def step(state, x):\n    model = nnx.merge(graphdef, state)\n"
    "    return (model(x), nnx.state(model))\ny, state = step(state, x)\n"
)
ONLY = "rngs = nnx.Rngs(params=0)\nnnx.split_rngs(rngs, splits=3, only='params')\n"


def lines(text: str) -> list[str]:
    return ast.unparse(ast.parse(HEAD + text)).splitlines()


def changed(program: str, operator: str) -> list[tuple[list[str], list[str]]]:
    """The lines that each mutant of an operator has not and has beside the program."""
    old, found = lines(program), []
    for mutant in mutants("sample", HEAD + program):
        new = [line for line in mutant.source.splitlines() if line or "" in old]
        if mutant.operator == operator:
            found.append(([o for o in old if o not in new], [n for n in new if n not in old]))
    return found


CARRIED = """
def step(carry, x):
    model = nnx.merge(graphdef, carry)
    y = model(x)
    return nnx.state(model), y

state, ys = jax.lax.scan(step, state, xs)
"""
MISTAKES = [
    ("drop-split", CREATE, ["@nnx.split_rngs(splits=3)"], []),
    ("drop-split", "f(rngs.fork(split=3))", ["f(rngs.fork(split=3))"], ["f(rngs.fork())"]),
    ("drop-split", "f(rngs.split(3))", ["f(rngs.split(3))"], ["f(rngs)"]),
    (
        "drop-split",
        "with nnx.split_rngs(rngs, splits=3):\n    f(rngs)",
        ["with nnx.split_rngs(rngs, splits=3):", "    f(rngs)"],
        ["f(rngs)"],
    ),
    (
        "drop-split",
        "f(nnx.Rngs(jax.random.split(key, 3)))",
        ["f(nnx.Rngs(jax.random.split(key, 3)))"],
        ["f(nnx.Rngs(key))"],
    ),
    (
        "swap-order",
        "g = nnx.split_rngs(splits=3)(nnx.vmap(f, axis_size=3))",
        ["g = nnx.split_rngs(splits=3)(nnx.vmap(f, axis_size=3))"],
        ["g = nnx.vmap(nnx.split_rngs(splits=3)(f), axis_size=3)"],
    ),
    ("change-size", CREATE, ["@nnx.split_rngs(splits=3)"], ["@nnx.split_rngs(splits=4)"]),
    (
        "broadcast-axis",
        CREATE,
        ["@nnx.vmap(axis_size=3)"],
        ["@nnx.vmap(axis_size=3, in_axes=None)"],
    ),
    (
        "broadcast-axis",
        "axes = nnx.StateAxes({nnx.RngState: 0, ...: None})",
        ["axes = nnx.StateAxes({nnx.RngState: 0, ...: None})"],
        ["axes = nnx.StateAxes({nnx.RngState: None, ...: None})"],
    ),
    (
        "broadcast-unsplit",
        CREATE,
        ["@nnx.split_rngs(splits=3)", "@nnx.vmap(axis_size=3)"],
        ["@nnx.vmap(axis_size=3, in_axes=None)"],
    ),
    (
        "replace-carry",
        CARRY,
        ["@nnx.scan", "    return (rngs, x)", "_, out = draw(rngs, xs)"],
        ["@nnx.scan(in_axes=(None, 0), out_axes=0)", "    return x", "out = draw(rngs, xs)"],
    ),
    (
        "capture",
        "@nnx.jit\n" + DRAW + MAIN,
        [*lines("@nnx.jit\n" + DRAW)[3:], "    return {'out': draw(model, x)}"],
        [
            *("    @nnx.jit", "    def draw(x):", "        return model(x)"),
            "    return {'out': draw(x)}",
        ],
    ),
    ("constant-rngs", CREATE, [], ["    rngs = nnx.Rngs(0)"]),
    (
        "default-argument",
        BY_ARGUMENT + "draw(model, x, rngs)",
        ["def draw(model, x, rngs):", "draw(model, x, rngs)"],
        ["def draw(model, x, rngs=nnx.Rngs(0)):", "draw(model, x)"],
    ),
    (
        "drop-result",
        "rngs = rngs.split(3)\nf(rngs)",
        ["rngs = rngs.split(3)"],
        ["rngs.split(3)", "rngs = rngs"],
    ),
    (
        "bare-split",
        "with nnx.split_rngs(rngs, splits=3):\n    f(rngs)",
        ["with nnx.split_rngs(rngs, splits=3):", "    f(rngs)"],
        ["nnx.split_rngs(rngs, splits=3)", "f(rngs)"],
    ),
    ("raw-jax", "@nnx.jit\n" + DRAW, ["@nnx.jit"], ["@jax.jit"]),
    (
        "raw-jax",
        "nnx.cond(p, f, g, model)",
        ["nnx.cond(p, f, g, model)"],
        ["jax.lax.cond(p, f, g, model)"],
    ),
    (
        "bound-method",
        "y = nnx.jit(lambda m, x: m.encode(x))(model, x)",
        ["y = nnx.jit(lambda m, x: m.encode(x))(model, x)"],
        ["y = nnx.jit(model.encode)(x)"],
    ),
    ("left-out", HELPER, ["    return x + noise(x, key)"], ["    return x + noise(x)"]),
    (
        "own-constant",
        HELPER,
        ["    return nnx.Rngs(key).noise()"],
        ["    return nnx.Rngs(0).noise()"],
    ),
    (
        "constant-argument",
        HELPER,
        ["    return x + noise(x, key)"],
        ["    return x + noise(x, jax.random.key(0))"],
    ),
    (
        "drop-state",
        STATE,
        ["    return (model(x), nnx.state(model))", "y, state = step(state, x)"],
        ["    return model(x)", "y = step(state, x)"],
    ),
    (
        "keep-state",
        CARRIED,
        ["    return (nnx.state(model), y)"],
        ["    return (carry, y)"],
    ),
    (
        "plain-container",
        "self.layers = nnx.data([nnx.Linear(2, 2, rngs=rngs)])",
        ["self.layers = nnx.data([nnx.Linear(2, 2, rngs=rngs)])"],
        ["self.layers = [nnx.Linear(2, 2, rngs=rngs)]"],
    ),
]


@pytest.mark.parametrize(("operator", "program", "gone", "added"), MISTAKES)
def test_mistake(operator: str, program: str, gone: list[str], added: list[str]) -> None:
    assert changed(program, operator)[0] == (gone, added)


def test_split_twice_has_one_decorator_more() -> None:
    (mutant,) = (m for m in mutants("sample", HEAD + CREATE) if m.operator == "split-twice")
    assert mutant.source.count("@nnx.split_rngs(splits=3)\n") == 2


def test_levels_are_dropped_and_added() -> None:
    program = "@nnx.split_rngs(splits=(2, 3))\n@nnx.vmap\n@nnx.vmap\ndef create(rngs): ..."
    sizes = [added[0] for _, added in changed(program, "drop-level") if added]
    assert sizes == [f"@nnx.split_rngs(splits={s})" for s in ("2", "3", "(2, 3, 2)")]


def test_stream_gets_a_name_that_the_rngs_has_not() -> None:
    misnamed, default = changed(ONLY, "misname-stream")
    assert misnamed[1] == ["nnx.split_rngs(rngs, splits=3, only='paramss')"]
    assert default[1] == ["rngs = nnx.Rngs(0)"]


def test_every_operator_has_a_case() -> None:
    tested = {operator for operator, *_ in MISTAKES}
    assert set(OPERATORS) - tested == {"split-twice", "drop-level", "misname-stream"}


def test_size_is_free_where_nothing_says_how_many() -> None:
    programs = [CREATE, "f(rngs.fork(split=3))"]
    changes = (mutants("sample", HEAD + program) for program in programs)
    free = [[m.size_is_free for m in found if m.operator == "change-size"] for found in changes]
    assert free == [[False], [True]]


def test_names_are_written_as_the_program_imports_them() -> None:
    program = "from flax.nnx import Rngs as R, split_rngs, vmap\n" + CREATE.replace("nnx.", "")
    found = {mutant.operator: mutant.source for mutant in mutants("sample", program)}
    assert "rngs = R(0)" in found["constant-rngs"]
    assert "@vmap(axis_size=3, in_axes=None)" in found["broadcast-axis"]
    assert not any("nnx." in source.replace("flax.nnx", "") for source in found.values())


def test_mutants_import_what_they_use() -> None:
    program = "from flax import nnx\n" + CREATE
    found = {mutant.operator: mutant.source for mutant in mutants("sample", program)}
    assert "import functools\nimport jax\n" in found["raw-jax"]
    assert "import jax" not in found["drop-split"]


def test_data_is_no_state() -> None:
    program = "@nnx.vmap(in_axes=(0, 0))\ndef draw(rngs, x): ...\n"
    (broadcast,) = changed(program, "broadcast-axis")
    assert broadcast[1] == ["@nnx.vmap(in_axes=(None, 0))"]


def test_mutants_differ_and_are_few() -> None:
    program = CREATE + "".join(f"f(rngs.split({n}))\n" for n in range(9))
    found = mutants("sample", HEAD + program)
    assert len({mutant.source for mutant in found} | {program}) == len(found) + 1
    operators = [mutant.operator for mutant in found]
    assert max(operators.count(name) for name in operators) == PER_OPERATOR
