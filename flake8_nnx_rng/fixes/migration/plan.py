"""What becomes of one transform."""

from __future__ import annotations

from dataclasses import dataclass, field

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Piece
from flake8_nnx_rng.semantics.program.functions import STARS, Parameter, ParameterKind
from flake8_nnx_rng.semantics.program.layers import Layer

OWN_STREAM = "from Flax 0.11.0 nnx.Dropout draws from a stream of its own"
"""A reason why old code draws other numbers than it did."""


@dataclass(frozen=True)
class SplitCall:
    """`nnx.split_rngs(splits=size, only=only)` to stand directly above a transform."""

    function: str
    size: str
    only: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The arguments of the call."""
        return (f"splits={self.size}", *([f"only={self.only}"] if self.only else []))

    @property
    def text(self) -> str:
        """The call that makes the decorator."""
        return f"{self.function}({', '.join(self.options)})"


@dataclass(frozen=True)
class Wrapper:
    """A function of the same parameters around a transformed one, for what only a call knows.

    The size of a batch is known to a call, where `nnx.split_rngs(splits=...)` wants it earlier:

        def forward(model, x):
            return nnx.split_rngs(splits=x.shape[0])(_forward)(model, x)

    The transformed function gets the `parameters` in this order; `tail` stands behind the call, as
    `[0]` to take a part of the result; `lines` stand above it.
    """

    parameters: tuple[Parameter, ...]
    tail: str = ""
    lines: tuple[str, ...] = ()

    @property
    def passed(self) -> tuple[str, ...]:
        """The arguments that hand the parameters on."""
        has_rest = any(parameter.kind is ParameterKind.VARIADIC for parameter in self.parameters)
        return tuple(_passed(parameter, by_name=has_rest) for parameter in self.parameters)

    @property
    def declared(self) -> tuple[str, ...]:
        """The parameters without annotations, as a lambda has them."""
        return tuple(STARS.get(p.kind, "") + p.name for p in self.parameters)


def _passed(parameter: Parameter, *, by_name: bool) -> str:
    if by_name and parameter.kind is ParameterKind.KEYWORD_ONLY:
        return f"{parameter.name}={parameter.name}"
    return STARS.get(parameter.kind, "") + parameter.name


@dataclass(frozen=True)
class LayerPlan:
    """The new options of one layer of a stack.

    `put` are options to write, `dropped` to leave out, `positional` is how many were given by
    position, `around` is written before and behind the function, `split` above. `edits` change
    the function itself, `shown` are the parameters that the transform sees, where there are others,
    `wrapper` calls the result, `needed` are imports, `reasons` say why the
    result is not safe.
    """

    layer: Layer
    put: dict[str, Piece] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    positional: int = 0
    around: tuple[str, str] = ("", "")
    split: SplitCall | None = None
    shown: tuple[Parameter, ...] | None = None
    wrapper: Wrapper | None = None
    edits: tuple[Edit, ...] = ()
    needed: frozenset[tuple[int, str]] = frozenset()
    reasons: tuple[str, ...] = ()

    @property
    def done(self) -> tuple[list[str], list[str]]:
        """What is written and what goes, as keywords of the transform are called."""
        given = {} if self.layer.use is None else self.layer.use.options.keywords
        gone = [keyword for keyword in given if keyword in self.dropped - self.put.keys()]
        return [f"{keyword}=" for keyword in self.put], [f"{keyword}=" for keyword in gone]
