"""What is wrong: one file a rule, found by its name."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_nnx_rng.rules.base import Rule
    from flake8_nnx_rng.semantics.releases import Release


@cache
def rule_codes() -> tuple[str, ...]:
    """The codes of all rules in order; none is loaded, their files are called after them."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name.upper() for name in names if name.startswith("nnx"))


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of codes."""
    return tuple(import_module(f"{__name__}.{code.lower()}").RULE for code in rule_codes())


def rule(code: str) -> Rule | None:
    """The rule of this code."""
    return next((rule for rule in all_rules() if rule.code == code), None)


@cache
def names_of_rules(release: Release) -> frozenset[str]:
    """The names of `flax.nnx` whose mentions any rule looks at."""
    return frozenset[str]().union(*(rule.names(release) for rule in all_rules()))
