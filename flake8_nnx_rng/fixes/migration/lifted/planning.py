"""Plans: all lifted classes of one file, so that equal ones and those of one place go together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Applicability, Fix, advice
from flake8_nnx_rng.fixes.migration.lifted.classes import NewClass, Part, insertions
from flake8_nnx_rng.fixes.migration.lifted.design import Design
from flake8_nnx_rng.fixes.migration.lifted.parallel import PmapDesign
from flake8_nnx_rng.fixes.migration.lifted.place import place_for
from flake8_nnx_rng.fixes.migration.lifted.reading import (
    NOT_MIGRATED,
    TRANSFORMS,
    Lift,
    calls_of_instance,
    hidden_ways,
    init_arguments,
    instances,
    lifts,
)
from flake8_nnx_rng.fixes.migration.lifted.single import JitDesign, RematDesign
from flake8_nnx_rng.fixes.migration.lifted.stacked import ScanDesign, VmapDesign
from flake8_nnx_rng.fixes.migration.lifted.submodules import Submodule, submodule_of
from flake8_nnx_rng.fixes.migration.lifted.units import Planned, Units
from flake8_nnx_rng.fixes.migration.lifted.using import Uses, bound_class
from flake8_nnx_rng.fixes.migration.refusal import Refused

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_DESIGNS: dict[str, type[Design]] = {
    design.transform: design
    for design in (VmapDesign, PmapDesign, ScanDesign, RematDesign, JitDesign)
}
_ADVICE = {
    "vmap": "makes vmap_module in a function under @nnx.split_rngs(splits=n) and "
    "@nnx.vmap(axis_size=n), and whose __call__ has @nnx.vmap with the old in_axes",
    "pmap": "makes pmap_module in a function under @nnx.split_rngs(splits=n) and "
    "@nnx.pmap(axis_size=n), and whose __call__ has @nnx.pmap with the old in_axes",
    "scan": "makes scan_module in a function under @nnx.split_rngs(splits=n) and "
    "@nnx.vmap(axis_size=n), and whose __call__ has @nnx.scan with the RNG state at nnx.Carry",
    "remat": "makes remat_module, and whose __call__ has @nnx.remat",
    "jit": "makes jit_module, and whose __call__ has @nnx.jit",
}


class Plans:
    """Finds, plans and writes the lifted classes of one module."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._classes: dict[str, list[NewClass]] = {}
        """The new classes by what is written in them."""
        self._names: list[str] = []
        self._fixes: dict[Node, Fix] = {}
        self._by_value: dict[Node, Part | Refused] = {}

    def fix_at(self, node: Node) -> Fix | None:
        """The fix for a finding at a mention, or at what an import statement brings."""
        found = self._units.at(node)
        if not found and node.kind != "attribute":
            return advice("Take the name out of the import: no module is made with it here")
        if not found:
            return None
        for planned in found:
            if planned.refusal is not None:
                return _advice(planned, planned.refusal)
        if found[0].mention not in self._fixes:
            unit = self._units.around(found)
            self._fixes |= dict.fromkeys((p.mention for p in unit), self._fix(unit))
        return self._fixes[found[0].mention]

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
    def _units(self) -> Units:
        return Units(self._bench, [self._plan(name, mention) for name, mention in self._mentions])

    def _plan(self, name: str, mention: Node) -> Planned:
        found = self._lifts[mention]
        try:
            if isinstance(found, Refused):
                raise found
            hidden = self._bench.tool(hidden_ways)
            if hidden is not None:
                raise Refused(f"{hidden} reaches into a lifted class", hidden)
            planned = tuple(self._part(lift) for lift in found)
            Uses(self._bench, self._is_lifted_again).check(planned)
        except Refused as refused:
            return Planned(name, mention, refusal=refused)
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
        alike = self._classes.setdefault(designed.words, [])
        equal = next((new for new in alike if new.serves(designed)), None)
        if equal is None or bound is not None:
            name = self._name(designed) if bound is None else bound.text
            within = None if inner is None else inner.new_class
            equal = NewClass(name, [], within, bound, number=len(self._names))
            self._names.append(name)
            alike.append(equal)
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
        for outer in self._around.get(lift.value, ()):
            found += self._calls(outer)
        return found

    @cached_property
    def _around(self) -> dict[Node, list[Lift]]:
        """The lifts by what they lift, as it is written and as it is meant."""
        found: dict[Node, list[Lift]] = {}
        for outer in self._all_lifts.values():
            value = self._bench.names.value(outer.submodule) or outer.submodule
            for lifted in {value, outer.submodule}:
                found.setdefault(lifted, []).append(outer)
        return found

    def _is_lifted_again(self, node: Node) -> bool:
        """Whether a constructor is given to another one, for which there is a class as well."""
        outer = next((o for o in self._around.get(node, ()) if o.submodule == node), None)
        try:
            return outer is not None and bool(self._part(outer))
        except Refused:
            return False

    def _name(self, designed: Design) -> str:
        """A name that the file does not have."""
        name = designed.transform.capitalize() + designed.submodule.label
        taken = set(self._names)
        number, found = 1, name
        while found in taken or self._bench.module.mentions_by_name(found):
            number += 1
            found = f"{name}{number}"
        return found

    def _fix(self, unit: list[Planned]) -> Fix:
        needed = [new for planned in unit for new in planned.classes]
        new_classes = sorted({new.number: new for new in needed}.values(), key=_number)
        parts = [part for planned in unit for part in planned.parts]
        uses = Uses(self._bench, self._is_lifted_again)
        for part in reversed(parts):
            uses.replace(part)
        designs = [design for new in new_classes for design in new.designs]
        reasons = dict.fromkeys(reason for design in designs for reason in design.reasons)
        exports = {need for design in designs for need in design.needed}
        helpers = {edit for design in designs for edit in design.helpers()}
        written = dict.fromkeys(planned.mention.text for planned in unit)
        return Fix(
            f"Define {', '.join(new.name for new in new_classes)} in place of {', '.join(written)}",
            Applicability.UNSAFE if reasons else Applicability.SAFE,
            tuple(sorted({*uses.edits, *helpers, *insertions(new_classes)})),
            "; ".join(reasons),
            tuple(sorted(exports)),
        )


def _number(new: NewClass) -> int:
    return new.number


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


def _advice(planned: Planned, refused: Refused) -> Fix:
    template = _ADVICE.get(TRANSFORMS.get(planned.name, ""))
    step = f"write a Module that {template}" if template else ""
    return refused.of(planned.mention.start, step)
