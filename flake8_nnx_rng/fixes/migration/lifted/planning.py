"""Plans: all lifted classes of one file, so that equal ones and those of one place go together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Applicability, Fix, advice
from flake8_nnx_rng.fixes.migration.lifted.classes import NewClass, Part, insertions
from flake8_nnx_rng.fixes.migration.lifted.design import Design
from flake8_nnx_rng.fixes.migration.lifted.place import place_for
from flake8_nnx_rng.fixes.migration.lifted.reading import (
    NOT_MIGRATED,
    TRANSFORMS,
    Lift,
    calls_of_instance,
    hidden_ways,
    imported_by,
    init_arguments,
    instances,
    lifts,
)
from flake8_nnx_rng.fixes.migration.lifted.single import JitDesign, RematDesign
from flake8_nnx_rng.fixes.migration.lifted.stacked import ScanDesign, VmapDesign
from flake8_nnx_rng.fixes.migration.lifted.submodules import Submodule, submodule_of
from flake8_nnx_rng.fixes.migration.lifted.using import Uses, bound_class
from flake8_nnx_rng.fixes.migration.refusal import Refused

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_DESIGNS: dict[str, type[Design]] = {
    design.transform: design for design in (VmapDesign, ScanDesign, RematDesign, JitDesign)
}
_ADVICE = {
    "vmap": "makes vmap_module in a function under @nnx.split_rngs(splits=n) and "
    "@nnx.vmap(axis_size=n), and whose __call__ has @nnx.vmap with the old in_axes",
    "scan": "makes scan_module in a function under @nnx.split_rngs(splits=n) and "
    "@nnx.vmap(axis_size=n), and whose __call__ has @nnx.scan with the RNG state at nnx.Carry",
    "remat": "makes remat_module, and whose __call__ has @nnx.remat",
    "jit": "makes jit_module, and whose __call__ has @nnx.jit",
}


@dataclass(frozen=True)
class Planned:
    """One mention of a lifted class with the classes that it comes to, or why there are none."""

    name: str
    mention: Node
    parts: tuple[Part, ...] = ()
    refusal: str = ""


class Plans:
    """Finds, plans and writes the lifted classes of one module."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._classes: list[NewClass] = []
        self._by_value: dict[Node, Part | Refused] = {}

    def fix_at(self, node: Node) -> Fix | None:
        """The fix for a finding at a mention, or at what an import statement brings."""
        found = [p for p in self._planned if p.mention == node or self._is_imported(p, node)]
        if not found and node.kind != "attribute":
            return advice("Take the name out of the import: no module is made with it here")
        if not found:
            return None
        refused = next((planned for planned in found if planned.refusal), None)
        if refused is not None:
            return _advice(refused)
        return self._fix(self._unit(found))

    def _is_imported(self, planned: Planned, node: Node) -> bool:
        """Whether a node of an import statement brings the name that is mentioned."""
        statement = imported_by(self._bench, planned.mention)
        bound = node.field("alias") or node
        is_in = statement is not None and statement in node.ancestors()
        return is_in and bound.text == planned.mention.text

    @cached_property
    def _lifts(self) -> dict[Node, list[Lift] | Refused]:
        """What each mention makes."""
        found: dict[Node, list[Lift] | Refused] = {}
        for name, mention in self._mentions:
            try:
                found[mention] = lifts(self._bench, name, mention)
            except Refused as refused:
                found[mention] = refused
        return found

    @cached_property
    def _mentions(self) -> list[tuple[str, Node]]:
        """The mentions of lifted classes that no test of the version stands around."""
        analysis = self._bench.analysis
        return [
            (name, mention)
            for name, mention in sorted(analysis.mentions.references, key=lambda p: p[1].start)
            if (name in TRANSFORMS or name in NOT_MIGRATED)
            and self._bench.names.exported(mention) is not None
            and not analysis.guards.protects(mention)
        ]

    @cached_property
    def _all_lifts(self) -> dict[Node, Lift]:
        """The lifts by the expression that stands for their class."""
        listed = [found for found in self._lifts.values() if isinstance(found, list)]
        return {lift.value: lift for found in listed for lift in found}

    @cached_property
    def _planned(self) -> list[Planned]:
        return [self._plan(name, mention) for name, mention in self._mentions]

    def _plan(self, name: str, mention: Node) -> Planned:
        found = self._lifts[mention]
        try:
            if isinstance(found, Refused):
                raise found
            hidden = hidden_ways(self._bench)
            if hidden is not None:
                raise Refused(f"{hidden} reaches into a lifted class")
            planned = tuple(self._part(lift) for lift in found)
            Uses(self._bench, self._is_lifted_again).check(planned)
        except Refused as refused:
            return Planned(name, mention, refusal=str(refused))
        return Planned(name, mention, planned)

    def _part(self, lift: Lift) -> Part:
        if lift.value not in self._by_value:
            try:
                self._by_value[lift.value] = self._define(lift)
            except Refused as refused:
                self._by_value[lift.value] = refused
        found = self._by_value[lift.value]
        if isinstance(found, Refused):
            raise found
        return found

    def _define(self, lift: Lift) -> Part:
        """A new class for a lift, or the one of an equal lift."""
        inner = self._inner(lift.submodule)
        if inner is None:
            made = [init_arguments(lift, call) for call in instances(self._bench, lift)]
            submodule = submodule_of(self._bench, lift.submodule, made)
        else:
            submodule = _as_submodule(inner)
        place = place_for(self._bench, lift, _innermost(lift, inner))
        designed = _DESIGNS[lift.transform](self._bench, lift, place, submodule, self._calls(lift))
        _ = designed.lines  # raises `Refused`
        bound = bound_class(self._bench, lift, designed)
        equal = next((new for new in self._classes if new.serves(designed)), None)
        if equal is None or bound is not None:
            name = self._name(designed) if bound is None else bound.text
            equal = NewClass(name, [], None if inner is None else inner.new_class, bound)
            self._classes.append(equal)
        equal.designs.append(designed)
        return Part(designed, equal, inner)

    def _inner(self, submodule: Node) -> Part | None:
        """The class of the lift that makes the submodule's class."""
        value = submodule
        if value not in self._all_lifts:
            value = self._bench.names.value(value) or value
        lift = self._all_lifts.get(value)
        return None if lift is None or lift.direct else self._part(lift)

    def _calls(self, lift: Lift) -> list[Node]:
        """The visible calls of what a lift makes, through lifts around it."""
        found = [
            call
            for made in instances(self._bench, lift)
            for call in calls_of_instance(self._bench, made)
        ]
        for outer in self._all_lifts.values():
            value = self._bench.names.value(outer.submodule) or outer.submodule
            if lift.value in (value, outer.submodule):
                found += self._calls(outer)
        return found

    def _is_lifted_again(self, node: Node) -> bool:
        """Whether a constructor is given to another one, for which there is a class as well."""
        for outer in self._all_lifts.values():
            if outer.submodule == node:
                try:
                    return bool(self._part(outer))
                except Refused:
                    return False
        return False

    def _name(self, designed: Design) -> str:
        """A name that the file does not have."""
        name = designed.transform.capitalize() + designed.submodule.label
        taken = {new.name for new in self._classes}
        number, found = 1, name
        while found in taken or self._bench.module.mentions_by_name(found):
            number += 1
            found = f"{name}{number}"
        return found

    def _unit(self, found: list[Planned]) -> list[Planned]:
        """The mentions with all others that share a class, a place, or an import with them."""
        unit = list(found)
        for planned in unit:
            for other in self._planned:
                if not other.refusal and other not in unit and self._are_tied(planned, other):
                    unit.append(other)
        return sorted(unit, key=lambda planned: planned.mention.start)

    def _are_tied(self, one: Planned, other: Planned) -> bool:
        statements = {imported_by(self._bench, planned.mention) for planned in (one, other)}
        if len(statements) == 1 and None not in statements:
            return True
        mine, theirs = _classes_of(one), _classes_of(other)
        if any(new is another for new in mine for another in theirs):
            return True
        return any(not a.offsets.isdisjoint(b.offsets) for a in mine for b in theirs)

    def _fix(self, unit: list[Planned]) -> Fix:
        needed = [new for planned in unit for new in _classes_of(planned)]
        new_classes = [new for new in self._classes if any(new is one for one in needed)]
        parts = [part for planned in unit for part in planned.parts]
        uses = Uses(self._bench, self._is_lifted_again)
        for part in reversed(parts):
            uses.replace(part)
        designs = [design for new in new_classes for design in new.designs]
        reasons = dict.fromkeys(reason for design in designs for reason in design.reasons)
        exports = {need for design in designs for need in design.needed}
        written = dict.fromkeys(planned.mention.text for planned in unit)
        return Fix(
            f"Define {', '.join(new.name for new in new_classes)} in place of {', '.join(written)}",
            Applicability.UNSAFE if reasons else Applicability.SAFE,
            tuple(sorted({*uses.edits, *insertions(new_classes)})),
            "; ".join(reasons),
            tuple(sorted(exports)),
        )


def _classes_of(planned: Planned) -> list[NewClass]:
    """The classes of a mention, with those in them."""
    found = [part.new_class for part in planned.parts]
    for new in found:
        if new.inner is not None:
            found.append(new.inner)
    return found


def _innermost(lift: Lift, inner: Part | None) -> Node:
    """The class that is lifted at last."""
    return lift.submodule if inner is None else _innermost(inner.design.lift, inner.inner)


def _as_submodule(part: Part) -> Submodule:
    """A new class as another one lifts it again."""
    designed = part.design
    return Submodule(
        written=part.new_class.name,
        label=designed.submodule.label,
        init=designed.init,
        call=designed.call,
        returned=designed.result,
        kept=designed.submodule.kept,
        keeps_parameters=designed.submodule.keeps_parameters,
        call_result=designed.submodule.call_result,
        leading=designed.leading,
        needed=designed.needed,
    )


def _advice(planned: Planned) -> Fix:
    template = _ADVICE.get(TRANSFORMS.get(planned.name, ""))
    written = f": write a Module that {template}" if template else ""
    return advice(f"Not migrated: {planned.refusal}{written}")
