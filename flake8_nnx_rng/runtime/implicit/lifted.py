"""`nnx.Vmap`, `Pmap`, `Scan`, `Remat` and `Jit` of 0.8.5: a submodule under a transform."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import Any, ClassVar

import jax
from flax.nnx import Module

from flake8_nnx_rng.runtime.implicit.compiling import jit, remat
from flake8_nnx_rng.runtime.implicit.looping import scan
from flake8_nnx_rng.runtime.implicit.mapping import pmap, vmap


@jax.tree_util.register_static
@dataclass(frozen=True)
class Accessor:
    """The way from a module to one of its methods: attributes and items."""

    way: tuple[tuple[Callable[[Any, Any], Any], Any], ...] = ()

    def __call__(self, module: Any) -> Any:
        """What is at the end of the way."""
        for get, key in self.way:
            module = get(module, key)
        return module


class Caller:
    """Calls the method its attributes and items lead to: `lifted.call.layers[0].encode(x)`."""

    def __init__(self, call: Callable[..., Any], accessor: Accessor):
        self._call = call
        self._accessor = accessor

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls it under the transform."""
        return self._call(self._accessor, *args, **kwargs)

    def __getattr__(self, name: str) -> "Caller":
        return Caller(self._call, Accessor((*self._accessor.way, (getattr, name))))

    def __getitem__(self, key: Any) -> "Caller":
        return Caller(self._call, Accessor((*self._accessor.way, (_item, key))))


def _item(container: Any, key: Any) -> Any:
    return container[key]


def _checkpointed(options: dict[str, Any], *args: Any, _nnx_accessor: Accessor) -> Any:
    # Not as an argument: static_argnums counts those.
    return remat(partial(_method_called, _nnx_accessor=_nnx_accessor), **options)(*args)


def _method_called(module: Any, *args: Any, _nnx_accessor: Accessor, **kwargs: Any) -> Any:
    return _nnx_accessor(module)(*args, **kwargs)


class Lifted(Module):
    """A submodule made and called under a transform.

    `lifted(x)` calls it, `lifted.call.method(x)` another method; through nested lifted classes
    the innermost module is meant. The submodule is the attribute `submodule`.
    """

    submodule: ClassVar[str]
    transform: ClassVar[Callable[..., Callable[..., Any]]]
    defaults: ClassVar[dict[str, Any]] = {}
    positional: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def constructor(
        cls, module_constructor: Callable[..., Any], *args: Any, **options: Any
    ) -> Callable[..., Any]:
        """A function that makes the lifted module of what makes the submodule.

        Takes the options of the transform, those in `positional` also by position; TypeError for
        any other.
        """
        if len(args) > len(cls.positional):
            raise TypeError(f"{cls.__name__}.constructor() takes its options by keyword")
        options = {**dict(zip(cls.positional, args, strict=False)), **options}
        cls._check(options)

        def construct(*args: Any, **kwargs: Any) -> Any:
            return cls(
                module_constructor=module_constructor,
                module_init_args=args,
                module_init_kwargs=kwargs,
                **options,
            )

        return construct

    def __init__(
        self,
        module_constructor: Callable[..., Any],
        *,
        module_init_args: tuple[Any, ...],
        module_init_kwargs: dict[str, Any],
        **options: Any,
    ):
        options = {**self.defaults, **options}
        self._check(options)
        self.module_constructor = module_constructor
        make = self._under_construction(module_constructor, options)
        setattr(self, self.submodule, make(*module_init_args, **module_init_kwargs))
        self.lifted_call = self._under_transform(options)

    @classmethod
    def _check(cls, options: dict[str, Any]) -> None:
        signature(cls.transform).bind_partial(None, **options)

    def _under_construction(
        self, constructor: Callable[..., Any], options: dict[str, Any]
    ) -> Callable[..., Any]:
        """What makes the submodule."""
        return constructor

    def _under_transform(self, options: dict[str, Any]) -> Callable[..., Any]:
        """What is called with the submodule, arguments and an accessor."""
        return type(self).transform(_method_called, **options)

    @property
    def _submodule(self) -> Any:
        return getattr(self, self.submodule)

    def _called(self, accessor: Accessor, *args: Any, **kwargs: Any) -> Any:
        return self.lifted_call(self._submodule, *args, _nnx_accessor=accessor, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls the submodule under the transform."""
        return self.call(*args, **kwargs)

    @property
    def call(self) -> Any:
        """Gives access to all methods of the submodule, each called under the transform."""
        caller, module = Caller(self._called, Accessor()), self._submodule
        while isinstance(module, Lifted):
            caller, module = caller.call, module._submodule
        return caller


class _Mapped(Lifted):
    """The submodule is made under the same transform, with all its arguments shared."""

    def _under_construction(
        self, constructor: Callable[..., Any], options: dict[str, Any]
    ) -> Callable[..., Any]:
        return _mapped_constructor(type(self).transform, constructor, options)


class Vmap(_Mapped):
    """0.8.5's Vmap: options of `vmap`."""

    submodule = "vmap_module"
    transform = staticmethod(vmap)


class Pmap(_Mapped):
    """0.8.5's Pmap: options of `pmap`."""

    submodule = "pmap_module"
    transform = staticmethod(pmap)


class Scan(Lifted):
    """0.8.5's Scan: options of `scan`, with carry_argnum 1; the submodule is made by `vmap`."""

    submodule = "scan_module"
    transform = staticmethod(scan)
    defaults: ClassVar[dict[str, Any]] = {"carry_argnum": 1}

    def _under_construction(
        self, constructor: Callable[..., Any], options: dict[str, Any]
    ) -> Callable[..., Any]:
        same = ("state_axes", "split_rngs", "transform_metadata")
        made_by = {name: options[name] for name in same if name in options}
        made_by["axis_size"] = options.get("length")
        return _mapped_constructor(vmap, constructor, made_by)


class Remat(Lifted):
    """0.8.5's Remat: options of `remat`; calls take positional arguments only."""

    submodule = "remat_module"
    transform = staticmethod(remat)
    positional = ("prevent_cse", "static_argnums", "policy")

    def _under_transform(self, options: dict[str, Any]) -> Callable[..., Any]:
        return partial(_checkpointed, options)


class Jit(Lifted):
    """0.8.5's Jit: options of `jit`."""

    submodule = "jit_module"
    transform = staticmethod(jit)


def _mapped_constructor(
    transform: Callable[..., Callable[..., Any]],
    constructor: Callable[..., Any],
    options: dict[str, Any],
) -> Callable[..., Any]:
    def construct(*args: Any, **kwargs: Any) -> Any:
        return constructor(*args, **kwargs)

    shared = {"in_axes": None, "out_axes": None, "in_axes_kwargs": None}
    return transform(construct, **{**options, **shared})
