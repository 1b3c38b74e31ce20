"""The options of a transform as Flax 0.8.5 read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.refusal import Refused, check_by_keyword
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_ALL = ("ellipsis", "true")
_NONE = ("false", "none")
RNG_STATE = frozenset({"RngState", "RngKey", "RngCount"})
_BEFORE_083 = (
    *("variable_axes", "broadcast_rngs", "in_args_axes", "in_kwargs_axes", "is_init"),
    *("vmap_metadata", "scan_metadata"),
)
_OTHER_PATHS = (
    "a function that filters state gets paths that began with the number of the argument in 0.8.5"
)


class Streams(Enum):
    """Which streams a transform of 0.8.5 split."""

    ALL = auto()
    SOME = auto()
    NONE = auto()


@dataclass(frozen=True)
class Split:
    """Which streams are split; `only` is the filter as written, where it takes some."""

    streams: Streams = Streams.ALL
    only: str = ""


@dataclass(frozen=True)
class StateAxis:
    """One entry of `state_axes`: a filter, the name it has in `flax.nnx` if any, and its axis.

    `within` is the name by which the module has the whole dict from another file.
    """

    filter: str
    name: str | None
    axis: str
    within: str = ""


@dataclass(frozen=True)
class Said:
    """What an option is, and the module in which that is written."""

    node: Node
    home: Analysis


class OldOptions:
    """Reads the options of one use; what cannot be read is `Refused`."""

    def __init__(self, bench: Bench, use: TransformUse) -> None:
        self._bench = bench
        self.use = use
        self.name = use.reference.text
        if use.options.unpacks:
            raise Refused(
                f"{self.name} gets options by * or **, which are not in view",
                self.name,
                step="write them one by one",
            )
        check_by_keyword(use, allowed=use.name == "pmap")  # which took the name of its axis so
        early = next((key for key in _BEFORE_083 if key in use.options.keywords), None)
        if early is not None:
            raise Refused(f"{early}= is older than Flax 0.8.3, whose transforms did otherwise")

    def text(self, keyword: str) -> str | None:
        """An option as it is written, or as code can ask for it."""
        node = self.use.option(keyword)
        if node is None:
            return None
        return dict(self.use.spread).get(keyword) or self._written(node)

    def _written(self, node: Node) -> str:
        return self._bench.text(node.start, node.end)

    def has(self, keyword: str) -> bool:
        """Whether an option is given."""
        return keyword in self.use.options.keywords

    def _value(self, keyword: str) -> Said | None:
        """An option, through one name, which another file of the project may have."""
        node = self.use.option(keyword)
        if node is None:
            return None
        said = self._named(node)
        if said is None and node.kind == "identifier":
            raise Refused(f"what {keyword}={node.text} is, is not certain", node.text)
        return said or Said(node, self._bench.analysis.home(node))

    def _named(self, node: Node) -> Said | None:
        """What a name certainly stands for."""
        here = self._bench.analysis.home(node)
        value = here.names.value(node)
        if value is not None:
            return Said(value, here)
        there = here.imported(node)
        is_value = there is not None and there.binding.kind is BindingKind.VALUE
        if there is None or not is_value or there.binding.value is None:
            return None
        return Said(there.binding.value, there.analysis)

    def flag(self, keyword: str, default: bool) -> bool:
        """A literal True or False."""
        said = self._value(keyword)
        if said is None:
            return default
        if said.node.kind not in ("true", "false"):
            raise Refused(f"{keyword}={said.node.text} is no literal", said.node.text)
        return said.node.kind == "true"

    def number(self, keyword: str, default: int) -> int:
        """A literal integer."""
        said = self._value(keyword)
        found = default if said is None else integer(said.node)
        if found is None:
            raise Refused(f"{keyword}= is no literal number")
        return found

    @property
    def split(self) -> Split:
        """What `split_rngs` takes; all streams where it is not given."""
        said = self._value("split_rngs")
        if said is None or said.node.kind in _ALL:
            return Split()
        node, names = said.node, said.home.names
        listed = elements(node)
        if node.kind in _NONE or listed == []:
            return Split(Streams.NONE)
        if listed is not None and any(element.kind in _ALL for element in listed):
            return Split()
        if node.kind in ("identifier", "attribute") and names.nnx(node) in RNG_STATE:
            if names.nnx(node) == "RngState":
                return Split()
            raise Refused(
                f"split_rngs={node.text} takes keys without counts, or the reverse", node.text
            )
        if node.kind in ("dictionary", "conditional_expression"):
            raise Refused(f"split_rngs={node.text} is no filter that can be read", node.text)
        return Split(Streams.SOME, self.text("split_rngs") or self._written(node))

    @property
    def state_axes(self) -> tuple[StateAxis, ...] | None:
        """The entries of `state_axes` but for RNG state, which it never touched; None if default.

        What follows an entry for all else is never asked.
        """
        said = self._value("state_axes")
        if said is None:
            return None
        if said.node.kind != "dictionary":
            raise Refused("state_axes is not a dict in view", step="write the dict in the call")
        found: list[StateAxis] = []
        for pair in said.node.parts:
            if pair.kind != "pair":
                raise Refused("state_axes gets entries by **")
            entry = self._entry(pair, said.home)
            if entry.name not in RNG_STATE:
                found.append(entry)
            elif entry.within:
                raise Refused(
                    f"{entry.within} has entries for RNG state, which 0.8.5 left out", entry.within
                )
            if entry.filter in ("...", "True"):
                break
        return tuple(found)

    def _entry(self, pair: Node, home: Analysis) -> StateAxis:
        key, value = field_of(pair, "key"), field_of(pair, "value")
        if value.kind == "identifier":
            value = home.names.value(value) or value
        if value.kind not in ("none", "binary_operator") and integer(value) is None:
            raise Refused(f"the axis {value.text} in state_axes is no literal", value.text)
        if home is self._bench.analysis:
            return StateAxis(self._written(key), home.names.nnx(key), value.text)
        within = self.text("state_axes") or ""
        return StateAxis(key.text, home.names.nnx(key), value.text, within)

    @property
    def reasons(self) -> list[str]:
        """What makes it unsafe to say the same in other words."""
        axes = self._value("state_axes")
        pairs = [] if axes is None else axes.node.parts
        filters = [(field_of(pair, "key"), axes.home) for pair in pairs] if axes else []
        split = self.use.option("split_rngs")
        filters += [] if split is None else [(split, self._bench.analysis.home(split))]
        return [_OTHER_PATHS] if any(_is_function(*filter) for filter in filters) else []

    def axes(self, keyword: str) -> Axes:
        """What `in_axes`, `in_axes_kwargs` or `out_axes` says; 0 where it is not given."""
        node = self.use.option(keyword)
        if node is None:
            return Axes("0")
        said = self._named(node) or Said(node, self._bench.analysis.home(node))
        read = self._axis(said.node, said.home)
        return read if read.is_single else replace(read, text=self.text(keyword) or read.text)

    def _axis(self, node: Node, home: Analysis) -> Axes:
        text = self._written(node) if home is self._bench.analysis else node.text
        if node.kind == "dictionary":
            pairs = [pair for pair in node.parts if pair.kind == "pair"]
            entries = {
                field_of(pair, "key").text: self._axis(field_of(pair, "value"), home)
                for pair in pairs
            }
            return Axes(text, entries=entries, is_single=False)
        listed = elements(node) if node.kind in ("tuple", "list") else None
        children = None if listed is None else tuple(self._axis(child, home) for child in listed)
        return Axes(text, children, is_single=node.kind == "none" or integer(node) is not None)


def _is_function(node: Node, home: Analysis) -> bool:
    definition = home.definition(node)
    defined = definition is not None and definition.node.kind == "function_definition"
    return defined or node.kind == "lambda"


@dataclass(frozen=True)
class Axes:
    """One entry of `in_axes` or `out_axes` as written.

    `children` are those of a tuple in view, `entries` those of a dict by their written keys;
    `is_single` says that it is one axis or None, for all that it stands for.
    """

    text: str
    children: tuple[Axes, ...] | None = None
    entries: dict[str, Axes] | None = None
    is_single: bool = True

    def of(self, key: int | str) -> Axes:
        """The entry for one of several values, or for a keyword."""
        if self.is_single:
            return self
        if isinstance(key, str) and self.entries is not None:
            plain = {name.strip("\"'"): axes for name, axes in self.entries.items()}
            return plain[key.strip("\"'")]
        if self.children is None or isinstance(key, str):
            raise Refused(f"the axes {self.text} are not in view", self.text)
        if key >= len(self.children):
            raise Refused(f"the axes {self.text} do not fit the parameters", self.text)
        return self.children[key]
