"""Jit and Remat: the submodule is made as it always was."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from flake8_nnx_rng.fixes.migration.lifted.design import Design
from flake8_nnx_rng.fixes.migration.lifted.submodules import Formal
from flake8_nnx_rng.fixes.migration.lifted.writing import (
    Line,
    called,
    result_of,
    signature,
)
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.syntax.nodes import elements, integer


class JitDesign(Design):
    """`nnx.jit` takes every argument in any way, so that nothing else changes."""

    transform = "jit"

    def check(self) -> None:
        """Refuse options that have another meaning now."""
        super().check()
        for keyword in ("in_shardings", "out_shardings", "constrain_state", "donate_state"):
            if keyword in self.lift.given:
                raise Refused(f"{keyword}= says nothing of the module's state any more")
        donated = self.lift.given.get("donate_argnums")
        if donated is not None:
            numbers = [integer(node) for node in elements(donated) or [donated]]
            if None in numbers or 0 in numbers:
                raise Refused("donate_argnums= would donate the module's state now")

    @cached_property
    def call(self) -> tuple[Formal, ...]:
        """All parameters."""
        return self.submodule.call

    @cached_property
    def is_nested(self) -> bool:
        """Never, since a function made by each call would be compiled by each call."""
        return False

    def application(self) -> list[Line]:
        """`__call__` as the submodule has it."""
        result = result_of(self.place, self.submodule.call_result)
        return [
            (1, self.decorator({})),
            (1, signature(self.place, "__call__", self.call, result, by_position=False)),
            (2, called(self.kept, self.call, "return ")),
        ]


class RematDesign(Design):
    """`nnx.remat`, which traces the defaults that it fills in."""

    transform = "remat"
    may_be_passed: ClassVar = {"prevent_cse": "bool", "policy": ""}
