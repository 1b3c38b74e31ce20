"""Fixes that give a module a function of its own: `nnx.fork`, `constrain_state=`, `nnx.Pmap`.

What the functions compute is seen where the programs of tests/migration are run; here is how the
calls change, and what is left alone.
"""

from __future__ import annotations

import ast

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

CODES = ("NNX201", "NNX202", "NNX301")


def fixed(text: str, *, target: str = "0.12.8", unsafe: bool = False, changes: bool = True) -> str:
    """The text with its fixes, which a second run leaves as it is; without the helpers."""
    settings = Settings(target, select=CODES)
    result = fix_source(text, settings=settings, unsafe=unsafe)
    again = fix_source(result.text, settings=settings, unsafe=unsafe)
    assert again.text == result.text
    assert bool(result.applied) == changes
    return without_helpers(result.text)


def without_helpers(text: str) -> str:
    helpers = ("fork_state", "constrain_modules", "split_rng_keys")
    tree = ast.parse(text)
    tree.body = [node for node in tree.body if getattr(node, "name", "") not in helpers]
    return ast.unparse(tree)


def lines(text: str) -> list[str]:
    return ast.unparse(ast.parse(text)).splitlines()


def advice(text: str, code: str, target: str = "0.12.8") -> list[str]:
    found = check_source(text, settings=Settings(target, select=(code,)))
    return [d.fix.message for d in found if d.fix is not None and not d.fix.edits]


FORKS = {
    "unpacked": (
        "from flax import nnx\na, b, c, d = nnx.fork(state, 'params', 3)",
        "from flax import nnx\na, b, c, d = fork_state(state, 'params', 3)",
    ),
    "a state by its name": (
        "from flax import nnx\nkeys = nnx.fork(state, ..., (2, None)).split_keys",
        "from flax import nnx\nkeys = fork_state(state, ..., (2, None))[0]",
    ),
    "names of what is kept": (
        "from flax import nnx\nf = nnx.fork(s, ..., 2)\nuse(f.broadcast_counts, f[0])",
        "from flax import nnx\nf = fork_state(s, ..., 2)\nuse(f[3], f[0])",
    ),
    "imported": (
        "from flax.nnx import State, fork\na: State\nfork(s, split_filter=..., split_pattern=2)",
        "from flax.nnx import State\na: State\nfork_state(s, split_filter=..., split_pattern=2)",
    ),
    "imported under another name": (
        "from flax.nnx import fork as split_state\nf = split_state(s, ..., 2)",
        "f = fork_state(s, ..., 2)",
    ),
    "handed on": (
        "from flax import nnx\nuse(nnx.fork)",
        "from flax import nnx\nuse(fork_state)",
    ),
    "imported in the function": (
        "def f(s):\n    from flax import nnx\n    return nnx.fork(s, ..., 2)",
        "def f(s):\n    from flax import nnx\n    return fork_state(s, ..., 2)",
    ),
}


@pytest.mark.parametrize("reason", FORKS)
def test_fork(reason: str) -> None:
    before, after = FORKS[reason]
    assert fixed(before).splitlines() == lines(after)


def test_fork_is_kept_where_the_target_has_it() -> None:
    text = "from flax import nnx\na, b, c, d = nnx.fork(state, 'params', 3)"
    assert fixed(text, target="0.10.7", changes=False) == text


def test_the_helper_is_there_once_and_runs_without_a_name_for_nnx() -> None:
    text = "from flax.nnx import fork\na = fork(s, ..., 1)\nb = fork(s, ..., 2)\n"
    result = fix_source(text, settings=Settings("0.12.8", select=CODES)).text
    assert result.count("def fork_state(") == 1
    assert "    from flax import nnx\n    import jax\n" in result


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "def f(forked): return forked.split_keys\nf(nnx.fork(s, ..., 2))",
            "whether forked.split_keys is of nnx.fork is not certain: unpack the states",
        ),
        ("fork_state = 3\nnnx.fork(s, ..., 2)", "the name fork_state"),
    ],
)
def test_fork_is_left_with_a_reason(text: str, reason: str) -> None:
    assert any(reason in told for told in advice(f"from flax import nnx\n{text}", "NNX202"))


DECORATED = """
from flax import nnx
from functools import partial

@partial(nnx.jit, static_argnums=1, constrain_state=True)
def f(model, flag): ...
"""
CONSTRAINED = {
    "a decorator": (
        DECORATED,
        "from flax import nnx\n"
        "@nnx.jit(static_argnums=1)\n@constrain_modules()\ndef f(model, flag): ...",
    ),
    "below others": (
        "import jax\nfrom flax import nnx\n"
        "class M:\n    @staticmethod\n    @nnx.jit(constrain_state=True)\n"
        "    @jax.named_call\n    def f(model): ...",
        "import jax\nfrom flax import nnx\n"
        "class M:\n    @staticmethod\n    @nnx.jit\n    @constrain_modules()\n"
        "    @jax.named_call\n    def f(model): ...",
    ),
    "a call": (
        "from flax import nnx\ng = nnx.jit(f, donate_argnums=1, constrain_state=True)",
        "from flax import nnx\ng = nnx.jit(constrain_modules()(f), donate_argnums=1)",
    ),
    "a partial that is called": (
        "from functools import partial\nfrom flax import nnx\n"
        "g = partial(nnx.jit, constrain_state=True)(f)(model)",
        "from flax import nnx\ng = nnx.jit(constrain_modules()(f))(model)",
    ),
    "a name for True": (
        "from flax import nnx\nON = True\ng = nnx.jit(f, constrain_state=ON)",
        "from flax import nnx\nON = True\ng = nnx.jit(constrain_modules()(f))",
    ),
    "off": (
        "from flax import nnx\ng = nnx.jit(f, constrain_state=False)",
        "from flax import nnx\ng = nnx.jit(f)",
    ),
}


@pytest.mark.parametrize("target", ["0.9.0", "0.12.8"])
@pytest.mark.parametrize("reason", CONSTRAINED)
def test_constrain_state(reason: str, target: str) -> None:
    before, after = CONSTRAINED[reason]
    assert fixed(before, target=target).splitlines() == lines(after)


@pytest.mark.parametrize("value", ["by_specs", "lambda state: state", "config.sharded"])
def test_a_function_or_what_may_be_one_is_unsafe(value: str) -> None:
    text = f"from flax import nnx\ng = nnx.jit(f, constrain_state={value})\n"
    assert fixed(text, changes=False).splitlines() == lines(text)
    written = f"g = nnx.jit(constrain_modules({value})(f))"
    assert fixed(text, unsafe=True).splitlines()[1] == written


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("jit = partial(nnx.jit, constrain_state=True)", "nnx.jit is kept for later"),
        ("g = nnx.jit(f, constrain_state=True, donate_state=True)", "donate_state= is there, too"),
        ("g = nnx.jit(f, constrain_state=True, **options)", "what is jitted is not in view"),
    ],
)
def test_constrain_state_is_left_with_a_reason(text: str, reason: str) -> None:
    source = f"from functools import partial\nfrom flax import nnx\n{text}\n"
    assert any(reason in told for told in advice(source, "NNX201"))


BLOCK = """
import jax
from flax import nnx

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        return self.linear(x)
"""


def test_a_lifted_pmap_splits_keys_as_it_did() -> None:
    text = BLOCK + "\nmodel = nnx.Pmap.constructor(Block, axis_size=2)(nnx.Rngs(0))\nmodel(x)\n"
    after = fixed(text).splitlines()
    assert "        @split_rng_keys(splits=2)" in after
    assert "        @nnx.pmap(in_axes=(axes,), out_axes=axes, axis_size=2)" in after
    assert "    @nnx.pmap(axis_size=2)" in after
    assert "model = PmapBlock(nnx.Rngs(0))" in after


def test_its_helper_stands_above_the_class_that_calls_it() -> None:
    imported = BLOCK.partition("class")[0] + "from blocks import Block\n"
    text = BLOCK.replace("class Block", "if True:\n  pass\nclass Block")
    for source in (text, imported):
        model = "model = nnx.Pmap.constructor(Block, axis_size=2)(nnx.Rngs(0))\nmodel(x)\n"
        result = fix_source(source + model, settings=Settings("0.12.8", select=CODES)).text
        if "class PmapBlock" in result:
            assert result.index("def split_rng_keys") < result.index("class PmapBlock")


def test_a_lifted_pmap_without_a_call_in_view_is_unsafe() -> None:
    text = BLOCK + "\nmodel = nnx.Pmap.constructor(Block, axis_size=2)(nnx.Rngs(0))\n"
    fixed(text, changes=False)
    assert "model = PmapBlock(nnx.Rngs(0))" in fixed(text, unsafe=True)


def test_a_lifted_pmap_takes_no_names() -> None:
    text = BLOCK + "\nmodel = nnx.Pmap.constructor(Block, axis_size=2)(nnx.Rngs(0))\nmodel(x=x)\n"
    assert "nnx.pmap takes no keyword arguments, as 'x' is" in advice(text, "NNX202")[0]


def test_a_helper_stands_above_the_decorator_that_calls_it() -> None:
    text = (
        "from functools import partial\nfrom flax import nnx\n\n"
        "@partial(nnx.pmap, axis_size=1)\ndef draw(rngs: nnx.Rngs):\n    return rngs.noise()\n\n"
        "draw(nnx.Rngs(0))\n"
    )
    settings = Settings("0.12.8", select=("NNX101", "NNX301"))
    after = fix_source(text, settings=settings).text
    assert after.index("def split_rng_keys(") < after.index("@split_rng_keys(splits=1)\n@nnx.pmap")


def test_an_rngs_that_goes_to_a_class_by_keyword_alone_is_split_by_hand() -> None:
    source = (
        "from flax import nnx\n\n\nclass Critic(nnx.Module):\n"
        "    def __init__(self, din, *, rngs: nnx.Rngs):\n"
        "        self.p = nnx.Linear(din, 1, rngs=rngs)\n\n\n"
        "critics = nnx.vmap(Critic, in_axes=None, axis_size=2)(3, rngs=nnx.Rngs(0))\n"
    )
    told = "takes the Rngs by position, and split above it"
    assert [told in message for message in advice(source, "NNX101")] == [True]
