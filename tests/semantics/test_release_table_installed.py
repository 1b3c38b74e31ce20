"""Holds the release table against the Flax that is installed, whichever release that is."""

import functools
import importlib
import inspect
import types
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import ApiKind, StatusKind

pytest.importorskip("flax")

INSTALLED = releases.resolve(version("flax"))
CLASSES = ("Rngs", "RngStream")
SPECIAL_MEMBERS = {"__call__", "__getitem__"}

# Keywords that are enough to ask a transform for a decorator.
TRANSFORM_KEYWORDS: dict[str, dict[str, Any]] = {
    "cached_partial": {},
    "checkify": {},
    "cond": {},
    "custom_vjp": {"nondiff_argnums": ()},
    "eval_shape": {},
    "fori_loop": {},
    "fork_rngs": {"split": 2},
    "grad": {"has_aux": True},
    "jit": {"static_argnums": ()},
    "jit_partial": {},
    "jvp": {"graph": False},
    "make_jaxpr": {},
    "pmap": {"axis_size": 2},
    "pure": {},
    "remat": {"prevent_cse": True},
    "reseed": {},
    "scan": {"length": 2},
    "shard_map": {"mesh": None, "in_specs": None, "out_specs": None},
    "split_rngs": {"splits": 2},
    "switch": {},
    "transform_metadata": {"partition": None},
    "value_and_grad": {"has_aux": True},
    "vjp": {"graph": False},
    "vmap": {"axis_size": 2},
    "while_loop": {},
    "with_rngs": {"split": 2, "graph": False},
}


def namespace() -> types.ModuleType:
    for name in ("flax.nnx", "flax.experimental.nnx"):
        if releases.module(name, INSTALLED):
            return importlib.import_module(name)
    raise AssertionError(INSTALLED)


NNX = namespace()


def installed(name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return getattr(NNX, name)


def table_exports(*kinds: ApiKind) -> list[str]:
    apis = {name: releases.export(name, INSTALLED) for name in releases.exports(INSTALLED)}
    return sorted(name for name, api in apis.items() if api and api.kind in kinds)


def comparable(signature: inspect.Signature) -> list[tuple[str, str, bool]]:
    """Name, kind and whether it must be given, of every parameter."""
    return [
        (p.name, p.kind.name.lower(), p.default is p.empty and "VAR" not in p.kind.name)
        for p in signature.parameters.values()
    ]


def from_table(api: releases.Api) -> list[tuple[str, str, bool]]:
    return [(p.name, str(p.kind), p.required) for p in api.parameters or ()]


def without_self(signature: inspect.Signature) -> inspect.Signature:
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def test_installed_release_is_in_the_table() -> None:
    assert str(INSTALLED) == version("flax")


@pytest.mark.parametrize("name", sorted(releases.exports(INSTALLED)))
def test_every_export_of_the_table_is_installed(name: str) -> None:
    assert installed(name) is not None


def test_every_installed_name_is_in_the_table() -> None:
    public = {name for name in vars(NNX) if not name.startswith("_")}
    assert public <= releases.exports(INSTALLED)


@pytest.mark.parametrize("name", sorted(releases.all_exports() - releases.exports(INSTALLED)))
def test_names_of_other_releases_are_absent(name: str) -> None:
    assert releases.status(name, INSTALLED).kind in {StatusKind.REMOVED, StatusKind.NEWER}
    assert not hasattr(NNX, name)


@pytest.mark.parametrize("name", table_exports(ApiKind.MODULE))
def test_modules_are_modules(name: str) -> None:
    assert inspect.ismodule(installed(name))


@pytest.mark.parametrize("name", table_exports(ApiKind.FUNCTION))
def test_functions_take_the_same_parameters(name: str) -> None:
    api = releases.export(name, INSTALLED)
    assert api is not None
    assert callable(installed(name))
    if api.parameters is not None:
        assert from_table(api) == comparable(inspect.signature(installed(name)))


@pytest.mark.parametrize("name", table_exports(ApiKind.CLASS))
def test_constructors_take_the_same_parameters(name: str) -> None:
    api = releases.export(name, INSTALLED)
    assert api is not None
    assert inspect.isclass(installed(name))
    if api.parameters is not None:
        assert from_table(api) == comparable(constructor(installed(name)))


def constructor(cls: Any) -> inspect.Signature:
    """The signature of `__init__`, since a metaclass hides it behind `*args, **kwargs`."""
    if cls.__init__ is object.__init__ and cls.__new__ is not object.__new__:
        return without_self(inspect.signature(cls.__new__))
    if cls.__init__ is object.__init__ or getattr(cls, "_is_protocol", False):
        return inspect.Signature()
    return without_self(inspect.signature(cls.__init__))


def table_members(class_name: str) -> Iterator[str]:
    names = {*dir(installed(class_name)), *SPECIAL_MEMBERS, "split", "fork", "normal", "copy"}
    for name in sorted(names):
        if releases.method(class_name, name, INSTALLED):
            yield name


@pytest.mark.parametrize("class_name", CLASSES)
def test_installed_members_are_in_the_table(class_name: str) -> None:
    members = {n for n in dir(installed(class_name)) if not n.startswith("_")}
    assert members <= set(table_members(class_name))


@pytest.mark.parametrize(
    ("class_name", "name"), [(c, name) for c in CLASSES for name in table_members(c)]
)
def test_members_are_installed_with_the_same_parameters(class_name: str, name: str) -> None:
    api = releases.method(class_name, name, INSTALLED)
    assert api is not None
    if api.kind is ApiKind.ATTRIBUTE:
        return  # set on instances
    member = inspect.getattr_static(installed(class_name), name)
    assert isinstance(member, property) == (api.kind is ApiKind.PROPERTY)
    if api.parameters is not None:
        assert from_table(api) == comparable(without_self(inspect.signature(member)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", sorted(TRANSFORM_KEYWORDS.keys() & releases.exports(INSTALLED)))
def test_partial_like_transforms_return_a_decorator(name: str) -> None:
    api = releases.export(name, INSTALLED)
    assert api is not None
    call = functools.partial(installed(name), **TRANSFORM_KEYWORDS[name])
    assert is_decorator_factory(call) == api.partial_like


def is_decorator_factory(call: Callable[[], object]) -> bool:
    try:
        return callable(call())
    except TypeError as error:
        if "missing" in str(error):
            return False
        raise


def test_every_partial_like_export_is_called_above() -> None:
    apis = [releases.export(name, INSTALLED) for name in releases.exports(INSTALLED)]
    assert {a.name for a in apis if a and a.partial_like} <= TRANSFORM_KEYWORDS.keys()


MODULES = sorted(releases.table.load()["modules"])


@pytest.mark.parametrize("path", MODULES)
def test_modules_of_the_table_are_found(path: str) -> None:
    try:
        found = importlib.util.find_spec(path) is not None
    except ModuleNotFoundError:
        found = False
    assert found == releases.module(path, INSTALLED)
