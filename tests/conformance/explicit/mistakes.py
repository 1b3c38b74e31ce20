"""Programs that must fail as they do on the installed Flax."""

from __future__ import annotations

from conformance.explicit.operations import (
    ByFilter,
    Case,
    Draw,
    Map,
    New,
    Program,
    Scan,
    Seed,
    Split,
    Stack,
)

DRAW = (Draw("default"),)


def case(*program: object, seed: Seed | None = None) -> Case:
    first = seed or Seed("int", 0)
    return Case((("default", first), ("params", Seed("int", 1))), program)  # type: ignore[arg-type]


def vmap(axes: object, size: int = 2, body: Program = DRAW, **changes: bool) -> Map:
    options = {"with_argument": True, "with_size": False} | changes
    return Map("vmap", axes, size, body=body, **options)  # type: ignore[arg-type]


def pmap(axes: object, size: int) -> Map:
    return Map("pmap", axes, size, True, False, DRAW)  # type: ignore[arg-type]


def split(*body: object, splits: object = 2, only: object = ..., squeeze: bool = False) -> Split:
    return Split("decorator", splits, only, squeeze, body)  # type: ignore[arg-type]


def scan(axes: object, length: int = 2, body: Program = DRAW) -> Scan:
    return Scan(axes, length, False, body)  # type: ignore[arg-type]


MISTAKES = {
    "float seed": case(Draw("default"), seed=Seed("float", 1)),
    "array that is no key": case(Draw("default"), seed=Seed("int32", 1)),
    "numpy seed": case(Draw("default"), seed=Seed("numpy", 1)),
    "no such stream, no default": Case((("params", Seed("int", 0)),), (Draw("dropout"),)),
    "scalar on axis 0": case(vmap(0)),
    "scalar on axis 0 with axis_size": case(vmap(0, with_size=True)),
    "scalar on axis 0, axis_size alone": case(vmap(0, with_argument=False, with_size=True)),
    "scalar on axis 1 of vmap": case(vmap(1)),
    "Carry in vmap": case(vmap("carry")),
    "scalar on axis 0 of pmap": case(pmap(0, 1)),
    "Carry in pmap": case(pmap("carry", 1)),
    "more lanes than devices": case(split(pmap(0, 16), splits=16)),
    "split drawn from": case(split(*DRAW)),
    "split twice": case(split(split(vmap(0)))),
    "split but broadcast": case(split(vmap(None))),
    "split below vmap": case(vmap(0, body=(split(*DRAW),))),
    "split below broadcast": case(vmap(None, body=(split(*DRAW),))),
    "one level too few": case(split(vmap(0, body=(vmap(0),)))),
    "one level too many": case(split(vmap(0), splits=(2, 3))),
    "only one stream split, all mapped": case(split(vmap(0), only="default")),
    "another stream than the default split": case(split(vmap(0), only="params")),
    "squeeze": case(split(*DRAW, splits=1, squeeze=True)),
    "squeeze with two": case(split(*DRAW, squeeze=True)),
    "squeeze with a shape": case(split(*DRAW, splits=(1,), squeeze=True)),
    "splits that are no number": case(split(vmap(0), splits=2.0)),
    "only that is no filter": case(split(vmap(0), only=3)),
    "no axis for a stream": case(vmap(ByFilter((("default", None),)))),
    "no axes at all": case(vmap(ByFilter(()))),
    "everything is not last": case(vmap(ByFilter(((..., None), ("default", None))))),
    "scan without an axis for a stream": case(scan(ByFilter((("default", "carry"),)))),
    "scan of a scalar": case(scan(0)),
    "scan of a scalar on axis 1": case(scan(1)),
    "scan with nothing mapped by filters": case(scan(ByFilter(((..., "carry"),)))),
    "scan of a split on None": case(split(scan(None))),
    "scan of a split in the carry": case(split(scan("carry"))),
    "scan of other length": case(split(scan(0, length=3))),
    "carry that a step splits": case(
        scan("carry", body=(Split("bare", 2, ..., False, ()),)),
    ),
    "fork of what is split": case(split(New("fork", None, DRAW))),
    "split of what is split": case(split(New("split", 2, (vmap(0),)))),
    "fork into a shape": case(New("fork", (2, 3), (vmap(0, body=(vmap(0, 3),)),))),
    "split without filters": case(New("split", ByFilter(()), DRAW)),
    "stack": case(Stack("default", 2, False, 2)),
    "stack, split again": case(Stack("default", 2, True, 2)),
}
