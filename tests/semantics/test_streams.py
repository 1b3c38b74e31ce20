"""Streams: the names that an Rngs certainly has."""

import pytest

from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.releases import newest
from flake8_nnx_rng.semantics.values.in_view import value_in_view
from flake8_nnx_rng.syntax.nodes import arguments, field_of
from flake8_nnx_rng.syntax.source import from_text


def streams_of(program: str) -> list[set[str] | None]:
    """The streams of each argument of `use(...)`."""
    source = from_text(f"import jax\nfrom flax import nnx\n{program}\n", "case.py")
    analysis = Analysis(source, newest())
    calls = analysis.module.root.find_all("call")
    used = [call for call in calls if field_of(call, "function").text == "use"]
    values = [value for call in used for value in arguments(call).positional]
    found = [value_in_view(value, analysis).streams for value in values]
    return [None if streams is None else set(streams) for streams in found]


@pytest.mark.parametrize(
    ("made", "streams"),
    [
        ("nnx.Rngs(0)", {"default"}),
        ("nnx.Rngs(default=0)", {"default"}),
        ("nnx.Rngs(params=0, dropout=1)", {"params", "dropout"}),
        ("nnx.Rngs(0, noise=1)", {"default", "noise"}),
        ("nnx.Rngs({'params': 0}, noise=1)", {"params", "noise"}),
        ("nnx.Rngs(jax.random.key(0))", {"default"}),
        ("nnx.Rngs(args.seed)", {"default"}),
        ("nnx.Rngs(seed + 1)", {"default"}),
        ("nnx.Rngs(nnx.Rngs(0)())", {"default"}),
        ("nnx.Rngs(params=0).fork()", {"params"}),
        ("nnx.Rngs(params=0).split(3).broadcast(2)", {"params"}),
        ("nnx.clone(nnx.Rngs(params=0))", {"params"}),
        ("rngs or nnx.Rngs(0)", None),
        ("nnx.Rngs(0) if x else nnx.Rngs(1)", {"default"}),
        ("nnx.Rngs(0) if x else nnx.Rngs(params=1)", None),
        ("nnx.Rngs(**seeds)", None),
        ("nnx.Rngs(seeds)", None),
        ("nnx.Rngs({**seeds, 'params': 0})", None),
        ("nnx.Rngs({name: 0})", None),
        ("make()", None),
    ],
)
def test_of_an_expression(made: str, streams: set[str] | None) -> None:
    assert streams_of(f"use({made})") == [streams]


@pytest.mark.parametrize(
    ("program", "streams"),
    [
        ("a = nnx.Rngs(0)\nb = a.fork()\nuse(b)", [{"default"}]),
        ("a = nnx.Rngs(0)\nif x:\n    a = nnx.Rngs(params=0)\nuse(a)", [None]),
        ("a = nnx.Rngs(0)\na.params = stream\nuse(a)", [None]),
        ("def f(r):\n    use(r)\nf(nnx.Rngs(0))\nf(r=nnx.Rngs(1))", [{"default"}]),
        ("def f(r):\n    use(r)\nf(nnx.Rngs(0))\nf(nnx.Rngs(params=1))", [None]),
        ("def f(r):\n    use(r)\nf(nnx.Rngs(0))\nf(unknown)", [None]),
        ("def f(r):\n    use(r)\n    f(r)", [None]),
        ("@nnx.jit\ndef f(r):\n    use(r)\nf(nnx.Rngs(params=0))", [{"params"}]),
        ("@traced\ndef f(r):\n    use(r)\nf(nnx.Rngs(params=0))", [None]),
        ("def f(seed: int):\n    use(nnx.Rngs(seed))", [{"default"}]),
        ("def f(rngs: nnx.Rngs):\n    use(rngs)", [None]),
    ],
)
def test_through_names_and_calls(program: str, streams: list[set[str] | None]) -> None:
    assert streams_of(program) == streams


def test_of_what_an_object_keeps() -> None:
    program = """
class Block(nnx.Module):
    def __init__(self, rngs):
        self.rngs = rngs.fork()

    def draw(self):
        use(self.rngs)

block = Block(nnx.Rngs(params=0))
"""
    assert streams_of(program) == [{"params"}]
