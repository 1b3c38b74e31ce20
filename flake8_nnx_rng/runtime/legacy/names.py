"""What 0.8.5 called otherwise, did otherwise or had and the installed Flax has not."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import flax
from flax import nnx

from flake8_nnx_rng.runtime import implicit
from flake8_nnx_rng.runtime.legacy.members import VariableState, without_initial
from flake8_nnx_rng.runtime.legacy.optimizer import Optimizer
from flake8_nnx_rng.runtime.legacy.sharding import with_sharding_constraint
from flake8_nnx_rng.runtime.legacy.states import SHARED, giving_copies, taking_copies

_REPLACED = (
    *("vmap", "pmap", "scan", "jit", "remat", "grad", "value_and_grad"),
    *("Vmap", "Pmap", "Scan", "Remat", "Jit", "fork", "ForkStates"),
)
_WRAPPERS = ("functional", "Functional", "LinenWrapper", "NNXWrapper", "Module", "compact", "Scope")
_BRIDGE = {"LinenWrapper": "ToNNX", "NNXWrapper": "ToLinen"}


def _linen_wrappers() -> ModuleType:
    """`nnx.compat` of 0.8.5, which is `nnx.bridge` now."""
    module = ModuleType("flax.nnx.compat", "Wrappers between Linen and NNX.")
    for name in _WRAPPERS:
        if (found := getattr(nnx.bridge, _BRIDGE.get(name, name), None)) is not None:
            setattr(module, name, found)
    return module


def _trace_context_error() -> Any:
    old = vars(nnx).get("errors")
    return getattr(old or flax.errors, "TraceContextError")  # noqa: B009


def _where_gone() -> dict[str, Any]:
    """Names that some later release has dropped, by what can stand for them."""
    return {
        "errors": SimpleNamespace(TraceContextError=_trace_context_error()),
        "with_sharding_constraint": with_sharding_constraint,
    }


def _separate_states() -> dict[str, Any]:
    if not SHARED:
        return {}
    return {
        "merge": taking_copies(nnx.merge),
        "split": giving_copies(nnx.split),
        "state": giving_copies(nnx.state),
    }


def _names() -> dict[str, Any]:
    names = {name: getattr(implicit, name) for name in _REPLACED}
    names |= {name: made for name, made in _where_gone().items() if name not in vars(nnx)}
    names |= _separate_states()
    names |= {name: without_initial(getattr(nnx, name)) for name in ("softmax", "log_softmax")}
    names |= {"VariableState": VariableState} if SHARED else {}
    names["compat"] = _linen_wrappers()
    if Optimizer is not None:
        names["Optimizer"] = Optimizer
    return names


NAMES: dict[str, Any] = _names()
"""Name in `nnx` of 0.8.5 -> what stands for it here."""

REFUSED: dict[str, str] = {
    name: f"Flax {flax.__version__} has no such class ({instead})"
    for name, instead in {
        "Empty": "it marked a variable without value",
        "EMPTY": "it marked a variable without value",
        "Dict": "nnx.Dict is there up to 0.10.7 and again from 0.12.0",
        "List": "nnx.List is there up to 0.10.5 and again from 0.12.0",
    }.items()
    if name not in vars(nnx)
}
"""Names that nothing can stand for, and why."""
