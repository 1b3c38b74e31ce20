"""Classes of Flax that behave otherwise since 0.8.5, made to behave as they did."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jax.numpy as jnp
from flax import nnx

from flake8_nnx_rng.runtime.legacy.asking import asked_by_flax
from flake8_nnx_rng.runtime.legacy.members import lost_members
from flake8_nnx_rng.runtime.legacy.sharing import sharing_layers
from flake8_nnx_rng.runtime.legacy.states import SHARED, taking_copies

_ABSENT = object()
_MAPPING = ("get", "keys", "values")
_KEPT = (*_MAPPING, "items", "check_valid_context")
_METHODS = tuple(name for name in dir(nnx.Rngs) if name[0] != "_" and name not in _KEPT)


@contextmanager
def old_classes() -> Iterator[None]:
    """Attributes of Flax's classes are exchanged, and put back in the end."""
    before = []
    try:
        for owner, name, new in _exchanges():
            before.append((owner, name, vars(owner).get(name, _ABSENT)))
            setattr(owner, name, new)
        yield
    finally:
        for owner, name, old in reversed(before):
            if old is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, old)


def _exchanges() -> Iterator[tuple[type, str, Any]]:
    yield from sharing_layers()
    yield nnx.RngStream, "__init__", _stream_init(nnx.RngStream.__init__)
    yield nnx.Rngs, "__getattribute__", _rngs_attribute(nnx.Rngs.__getattribute__)
    if hasattr(nnx, "Pytree"):
        yield nnx.Pytree, "__init_subclass__", _no_pytree(nnx.Pytree)
    if SHARED:
        yield nnx.GraphDef, "apply", taking_copies(nnx.GraphDef.apply)
    yield from lost_members()
    if "b_initializer" in inspect.signature(nnx.LoRA.__init__).parameters:
        yield nnx.LoRA, "__init__", _lora_init(nnx.LoRA.__init__, "kernel_init")
        yield nnx.LoRALinear, "__init__", _lora_init(nnx.LoRALinear.__init__, "lora_kernel_init")


def _stream_init(original: Callable[..., None]) -> Callable[..., None]:
    """`RngStream(tag, key, count)`; since 0.10.7 no count is given, since 0.11.0 the key first."""
    with_count = "count" in inspect.signature(original).parameters

    def init(self: Any, *args: Any, **keywords: Any) -> None:
        is_old = "count" in keywords or isinstance(next(iter(args), None), str)
        if with_count or not is_old:
            return original(self, *args, **keywords)
        old = dict(zip(("tag", "key", "count"), args, strict=False)) | keywords
        count = old.pop("count", 0)
        original(self, **old)
        self.count.value = jnp.asarray(count, jnp.uint32)
        return None

    return init


def _lora_init(original: Callable[..., None], keyword: str) -> Callable[..., None]:
    """Both factors of LoRA are drawn by one initializer; since 0.10.7 the second is zero."""

    def init(self: Any, *args: Any, **keywords: Any) -> None:
        draw = keywords.pop(keyword, nnx.initializers.lecun_normal())
        original(self, *args, **{"a_initializer": draw, "b_initializer": draw, **keywords})

    return init


def _rngs_attribute(original: Callable[..., Any]) -> Callable[..., Any]:
    """Every name but those of a mapping is a stream: 0.8.5's Rngs had no methods that draw."""

    def attribute(self: Any, name: str) -> Any:
        if name in _MAPPING and not asked_by_flax():
            return getattr({tag: self[tag] for tag in self}, name)
        if name in _METHODS and name not in vars(self) and not asked_by_flax():
            return self[name]
        return original(self, name)

    return attribute


def _no_pytree(base: Any) -> Any:
    """Modules may hold lists and arrays as they like: no class is a pytree by itself."""
    original = base.__init_subclass__.__func__

    def of_subclass(cls: type, /, **keywords: Any) -> None:
        if not cls.__module__.startswith("flax."):
            keywords["pytree"] = keywords.pop("experimental_pytree", keywords.get("pytree", False))
        original(cls, **keywords)

    return classmethod(of_subclass)
