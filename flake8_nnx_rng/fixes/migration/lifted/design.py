"""Designs: what a new class does in `__init__` and `__call__`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.layout import Group, Piece, prefixed
from flake8_nnx_rng.fixes.migration.lifted.calls import Argument, Calls
from flake8_nnx_rng.fixes.migration.lifted.place import Place, PlacedSpeller
from flake8_nnx_rng.fixes.migration.lifted.reading import INIT_OPTIONS, POSITIONAL, Lift
from flake8_nnx_rng.fixes.migration.lifted.submodules import Formal, Submodule
from flake8_nnx_rng.fixes.migration.lifted.writing import (
    BLANK,
    Line,
    Written,
    called,
    fresh,
    result_of,
    signature,
    text,
    write,
)
from flake8_nnx_rng.fixes.migration.options import OldOptions
from flake8_nnx_rng.fixes.migration.plan import OWN_STREAM
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.functions import ParameterKind
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.values import PLAIN, Kept
from flake8_nnx_rng.syntax.concrete import Token, tokens

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Edit
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node

REMOVED = ("split_rngs", "state_axes", "in_axes_kwargs", "carry_argnum", "scan_output")
MAY_OWN_STREAM = f"not all that passes through is in view, and {OWN_STREAM}"


class Design:
    """The class for one lift.

    `values` are options that only the place of use knows: its class takes them in `__init__`.
    """

    transform: ClassVar[str]
    may_be_passed: ClassVar[dict[str, str]] = {}
    """Options that can be such values, with their types."""
    puts_axes_first: ClassVar[bool] = False
    traces_all: ClassVar[bool] = True
    """Whether arguments that are not mapped are traced as well."""

    def __init__(
        self, bench: Bench, lift: Lift, place: Place, submodule: Submodule, calls: list[Node]
    ) -> None:
        self.bench = bench
        self.lift = lift
        self.place = place
        self.submodule = submodule
        self.spell = PlacedSpeller(place, lift.reference)
        self.options = OldOptions(bench, lift.use)
        self.calls = Calls(bench, submodule.call, calls)
        self.reasons: list[str] = []
        self.attribute = f"{lift.transform}_module"

    @cached_property
    def call(self) -> tuple[Formal, ...]:
        """The parameters of `__call__`."""
        return tuple(argument.formal for argument in self.arguments)

    @cached_property
    def arguments(self) -> list[Argument]:
        """What calls pass, with the old axes; by position, as transforms take it."""
        return self.calls.positional(self.options, traces_all=self.traces_all)

    @property
    def result(self) -> Value:
        """What a call of an instance returns."""
        return self.submodule.returned

    @property
    def needed(self) -> frozenset[tuple[int, str]]:
        """The imports to add."""
        return frozenset(self.spell.needed) | self.submodule.needed

    @cached_property
    def values(self) -> dict[str, Node]:
        """The options that are parameters of `__init__`, by the name they have there."""
        names = {formal.name for formal in self.submodule.init}
        found: dict[str, Node] = {}
        for keyword in self.may_be_passed:
            node = self.lift.given.get(keyword)
            if node is None or self.is_fixed(keyword, node):
                continue
            if text(self.place, node) not in {text(self.place, n) for n in found.values()}:
                found[fresh(keyword, names)] = node
        return found

    def is_fixed(self, keyword: str, node: Node) -> bool:
        """Whether an option is the same for every instance."""
        return self.place.knows(node)

    def value_name(self, keyword: str) -> str:
        """The parameter of `__init__` for an option; empty where it is none."""
        node = self.lift.given.get(keyword)
        if node is None or keyword not in self.may_be_passed or self.is_fixed(keyword, node):
            return ""
        written = text(self.place, node)
        return next(name for name, n in self.values.items() if text(self.place, n) == written)

    @cached_property
    def init(self) -> tuple[Formal, ...]:
        """The parameters of `__init__`: the values first."""
        types: dict[str, str] = {}
        for keyword, annotation in self.may_be_passed.items():
            types.setdefault(self.value_name(keyword), annotation)
        values = (
            Formal(name, ParameterKind.POSITIONAL, PLAIN, annotation=types[name])
            for name in self.values
        )
        return (*values, *self.submodule.init)

    @property
    def leading(self) -> tuple[Node, ...]:
        """What is passed for the values, those of classes inside included."""
        return (*self.values.values(), *self.submodule.leading)

    def write(self, name: str) -> str:
        """The class."""
        return write(self.place, [(0, f"class {name}({self.base}):"), *self.lines])

    @cached_property
    def words(self) -> str:
        """What is written, whatever its name and layout are."""
        return " ".join(self.write("_").split())

    @cached_property
    def base(self) -> str:
        """`nnx.Module`."""
        return self.spell("Module")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What stands below the class statement; raises `Refused`."""
        self.check()
        init = signature(self.place, "__init__", self.init, by_position=False)
        kept = [(2, f"self.{name} = {name}") for name in self.kept_values]
        return ((1, init), *kept, *self.creation(), BLANK, *self.application())

    def check(self) -> None:
        """Refuse what cannot be done, and note what is done otherwise."""
        forks = forks_dropout(self.bench.analysis.release)
        if forks and Kept.OWN in self.submodule.kept:
            self.reasons.append(OWN_STREAM)

    def creation(self) -> list[Line]:
        """The body of `__init__`."""
        return [(2, called(self.submodule.written, self.submodule.init, f"{self.kept} = "))]

    @property
    def kept(self) -> str:
        """The submodule as methods name it."""
        return f"self.{self.attribute}"

    @cached_property
    def kept_values(self) -> list[str]:
        """The values that `__call__` needs."""
        return list(self.values) if self.is_nested else []

    @cached_property
    def is_nested(self) -> bool:
        """Whether `__call__` has to transform a function of its own."""
        return bool(self.values) or not self.is_in_order

    @property
    def is_in_order(self) -> bool:
        """Whether all parameters can be positional: no required one behind one with a default."""
        optional = [formal.default is not None for formal in self.call]
        return optional == sorted(optional)

    def application(self) -> list[Line]:
        """`__call__`, transformed itself or with a transformed function in it."""
        return self._nested() if self.is_nested else self._decorated()

    def _decorated(self) -> list[Line]:
        result = result_of(self.place, self.submodule.call_result)
        return [
            *((1, line) for line in self.above(self.size_of_call)),
            (1, self.decorator(self.new_options())),
            (1, signature(self.place, "__call__", self.call, result, by_position=True)),
            (2, called(self.kept, self.call, "return ")),
        ]

    def _nested(self) -> list[Line]:
        names = [formal.name for formal in self.call]
        call, module = fresh("call", names), fresh("module", names)
        whole = tuple(map(_of_whole, self.call))
        return [
            (1, signature(self.place, "__call__", whole, by_position=False)),
            *((2, line) for line in self.above(self.size_of_call)),
            (2, self.decorator(self.new_options())),
            (2, f"def {call}({', '.join([module, *names])}):"),
            (3, called(module, self.call, "return ")),
            BLANK,
            (2, f"return {call}({', '.join([self.kept, *names])})"),
        ]

    @property
    def size_of_call(self) -> str:
        """The size as `__call__` can say it, where there is one."""
        return ""

    def helpers(self) -> list[Edit]:
        """What the module has to define for the class."""
        return []

    def above(self, size: str) -> Iterator[str]:
        """The decorators above the transform."""
        yield from ()

    def new_options(self) -> dict[str, Piece | None]:
        """What is put in the place of old options; None for those that go."""
        return {}

    def decorator(self, new: dict[str, Piece | None]) -> Written:
        """`@nnx.transform(...)` with the options that stay and the new ones."""
        put = {keyword: piece for keyword, piece in new.items() if piece is not None}
        gone = {*REMOVED, *INIT_OPTIONS, "module_constructor", *new} - put.keys()
        kept = {key: node for key, node in self.lift.given.items() if key not in gone | put.keys()}
        self._check_options(kept)
        for keyword in kept:
            if name := self.value_name(keyword):
                put[keyword] = f"self.{name}"
        given = {key: text(self.place, node) for key, node in self.lift.given.items()}
        function = f"@{self.spell(self.transform)}"
        if any(piece.is_comment for piece in _listed(self.lift.options)):
            return lambda indent: self._with_comments(function, put, gone, indent)
        whole = {key: put.get(key, piece) for key, piece in given.items() if key not in gone}
        added = {key: piece for key, piece in put.items() if key not in given}
        options = {**added, **whole} if self.puts_axes_first else {**whole, **added}
        pieces = tuple(prefixed(f"{keyword}=", piece) for keyword, piece in options.items())
        piece = Group(f"{function}(", pieces, ")") if pieces else function
        return lambda indent: self.bench.lay_out(piece, indent, len(indent))

    def _with_comments(
        self, function: str, put: dict[str, Piece], gone: Iterable[str], indent: str
    ) -> str:
        listed = ArgumentList(self.bench, self.lift.options)
        if "module_constructor" not in self.lift.given:
            listed.drop_first()
        by_position = self.lift.by_position
        listed.drop_positional(len(by_position))
        listed.drop(*gone)
        for keyword, node in zip(POSITIONAL, by_position, strict=False):
            listed.put(keyword, text(self.place, node), first=True)
        for keyword, piece in put.items():
            listed.put(keyword, piece, first=self.puts_axes_first)
        return listed.write(function, indent=indent, column=len(indent))

    def _check_options(self, kept: dict[str, Node]) -> None:
        """What stays must be an option of the function, and known where the class stands."""
        api = self.bench.analysis.api(self.transform)
        for keyword, node in kept.items():
            if api is not None and not api.takes_keyword(keyword):
                raise Refused(
                    f"nnx.{self.transform} has no {keyword}= in the target release",
                    self.transform,
                    keyword,
                )
            if not self.place.knows(node) and not self.value_name(keyword):
                written = text(self.place, node)
                raise Refused(
                    f"{keyword}={written} is not known where the new class would stand", written
                )


def _listed(call: Node) -> list[Token]:
    listed = call.field("arguments")
    return [] if listed is None else tokens(listed)


def _of_whole(formal: Formal) -> Formal:
    """A parameter that takes all lanes: an annotation with a shape would be of one lane."""
    parameter = formal.parameter
    annotation = None if parameter is None else parameter.annotation
    if parameter is None or annotation is None or "[" not in annotation.text:
        return formal
    return replace(formal, is_bare=True)
