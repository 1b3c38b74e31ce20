"""nnx.merge shares variables since 0.11.0: old code that captures states merges copies of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

OLD = """\
import jax
from flax import nnx

model = make()
graphdef, params, rest = nnx.split(model, nnx.Param, ...)
nnx.grad(model, wrt=nnx.Param)


@jax.jit
def step(params, rest, x):
    def loss(params):
        {loss}
        return y.sum()

    return jax.grad(loss)(params)
"""
MERGED = "y = nnx.merge(graphdef, params, rest)(x)"
COPIED = "y = nnx.merge(graphdef, params, rest, copy=True)(x)"
APPLIED = "y, (_, rest_) = graphdef.apply(params, rest)(x)"
CLONED = "y, (_, rest_) = graphdef.apply(params, nnx.clone(rest))(x)"


def settings(target: str = "0.12.8") -> Settings:
    return Settings(target_flax=target, select=("NNX204",), across_files=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(MERGED, COPIED, id="merge"),
        pytest.param(
            "y = nnx.merge(graphdef, params, *rest,)(x)",
            "y = nnx.merge(graphdef, params, *rest, copy=True,)(x)",
            id="several states",
        ),
        pytest.param(APPLIED, CLONED, id="apply"),
    ],
)
def test_captured_states_are_copied(before: str, after: str) -> None:
    now = fix_source(OLD.format(loss=before), settings=settings()).text
    assert now == OLD.format(loss=after)


TOLD = "from flax import nnx\n\nnnx.grad(f, wrt=nnx.Param)\nrngs = nnx.Rngs(0)\n"
TAKEN_APART = "graphdef, state = nnx.split(rngs)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            TAKEN_APART + "one = nnx.merge(graphdef, state)\ntwo = nnx.merge(graphdef, state)\n",
            TAKEN_APART
            + "one = nnx.merge(graphdef, state, copy=True)\ntwo = nnx.merge(graphdef, state)\n",
            id="merged twice",
        ),
        pytest.param(
            TAKEN_APART + "for _ in range(2):\n    key = nnx.merge(graphdef, state)()\n",
            TAKEN_APART + "for _ in range(2):\n    key = nnx.merge(graphdef, state, copy=True)()\n",
            id="merged in a loop",
        ),
        pytest.param(
            TAKEN_APART + "key, _ = graphdef.apply(state)()\nsame, _ = graphdef.apply(state)()\n",
            TAKEN_APART
            + "key, _ = graphdef.apply(nnx.clone(state))()\nsame, _ = graphdef.apply(state)()\n",
            id="applied twice",
        ),
        pytest.param(
            TAKEN_APART + "one = nnx.merge(graphdef, state)\nkey = rngs()\n",
            TAKEN_APART + "one = nnx.merge(graphdef, state, copy=True)\nkey = rngs()\n",
            id="drawn from after the merge",
        ),
        pytest.param(
            TAKEN_APART + "key = rngs()\none = nnx.merge(graphdef, state)\n",
            "graphdef, state = nnx.split(nnx.clone(rngs))\n"
            "key = rngs()\none = nnx.merge(graphdef, state)\n",
            id="drawn from before the merge",
        ),
    ],
)
def test_streams_that_others_would_move_are_copied(before: str, after: str) -> None:
    assert fix_source(TOLD + before, settings=settings()).text == TOLD + after
    assert fix_source(TOLD + after, settings=settings()).text == TOLD + after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("rngs = nnx.merge(graphdef, state)\nrngs()\n", id="merged once"),
        pytest.param(
            "for x in xs:\n    graphdef, state = step(graphdef, state)\n"
            "rngs = nnx.merge(graphdef, state)\n",
            id="states of somebody else",
        ),
    ],
)
def test_nothing_is_copied_where_nobody_else_has_the_state(text: str) -> None:
    assert check_source(TOLD + TAKEN_APART + text, settings=settings()) == []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param(OLD.format(loss=MERGED), "0.10.7", id="a release that copies"),
        pytest.param(OLD.format(loss=COPIED), "0.12.8", id="a copy already"),
        pytest.param(
            OLD.format(loss="y = nnx.merge(graphdef, params)(x)"), "0.12.8", id="nothing captured"
        ),
        pytest.param(
            OLD.format(loss=MERGED).replace("jax.grad(loss)(params)", "loss(params)"),
            "0.12.8",
            id="arguments of what is traced",
        ),
        pytest.param(
            OLD.format(loss=MERGED).replace("nnx.grad(model, wrt=nnx.Param)", ""),
            "0.12.8",
            id="no old code",
        ),
        pytest.param(OLD.format(loss="y = layer.apply(params, rest)"), "0.12.8", id="Linen"),
    ],
)
def test_nothing_is_said_of(text: str, target: str) -> None:
    assert check_source(text, settings=settings(target)) == []


def test_a_release_without_copies_gets_advice() -> None:
    (found,) = check_source(OLD.format(loss=MERGED), settings=settings("0.11.0"))
    assert found.fix is not None
    assert found.fix.applicability == "display"


PASSED = """\
import jax
from flax import nnx

graphdef, params, rest = nnx.split(make(), nnx.Param, ...)


def loss(params, rest, x):
    {loss}
    return y.sum()


grads = jax.grad(loss)(params, rest, xs)
"""


@pytest.mark.parametrize(("before", "after"), [(MERGED, COPIED), (APPLIED, CLONED)])
@pytest.mark.parametrize("source", ["0.8.5", "0.9.0", "0.10.7"])
def test_states_that_a_gradient_hands_on_are_copied(source: str, before: str, after: str) -> None:
    given = replace(settings(), source_flax=source)
    assert fix_source(PASSED.format(loss=before), settings=given).text == PASSED.format(loss=after)


@pytest.mark.parametrize(
    ("required", "text", "count"),
    [
        pytest.param("flax==0.10.7", PASSED, 1, id="a release that copies"),
        pytest.param("flax>=0.9,<0.11", PASSED, 1, id="several of them"),
        pytest.param("flax>=0.9", PASSED, 0, id="any release"),
        pytest.param("flax==0.11.0", PASSED, 0, id="a release that shares"),
        pytest.param(
            "flax==0.10.7", PASSED + "nnx.ModelAndOptimizer(m, tx)\n", 0, id="a name of later code"
        ),
    ],
)
def test_what_the_project_requires_tells_how_old_code_is(
    tmp_path: Path, required: str, text: str, count: int
) -> None:
    (tmp_path / "requirements.txt").write_text(f"{required}\n")
    path = str(tmp_path / "train.py")
    given = settings("0.12.12")
    found = check_source(text.format(loss=MERGED), filename=path, settings=given)
    assert [diagnostic.code for diagnostic in found] == ["NNX204"] * count
