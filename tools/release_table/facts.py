"""Everything that the table says about one release."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from release_table import classes, deprecations
from release_table.entries import Facts, spelled, with_text
from release_table.members import members_of
from release_table.modules import Lazy, read_modules
from release_table.namespace import Definition, Meaning, ModuleReference, Namespace
from release_table.signatures import made_by, of_callable, of_function
from release_table.wheels import Version, Wheel

NAMESPACES = ("flax.nnx", "flax.experimental.nnx")
CLASSES_WITH_METHODS = ("Rngs", "RngStream")
# Same names as in the namespace, but other functions or another purpose.
OTHER_NAMESPACES = frozenset({"bridge", "compat"})


@dataclass(frozen=True)
class ReleaseFacts:
    """Facts of one release by symbol."""

    version: Version
    requires_python: str | None
    requires_jax: str | None
    modules: dict[str, Facts]
    exports: dict[str, Facts]
    methods: dict[str, dict[str, Facts]]
    paths: dict[str, str]
    """Export name by the dotted path of a place where the same object is found."""
    names: dict[str, Facts]
    """Dotted paths of the public names in the modules below `flax.nnx`, without facts."""


def read_release(wheel: Wheel) -> ReleaseFacts:
    """Read all facts from one wheel."""
    names = Namespace(read_modules(wheel.sources))
    root = next(n for n in NAMESPACES if n in names.modules)
    public = {*names.exported(root), *names.submodules(root)}
    exports = {name: names.look_up(root, name) for name in public}
    return ReleaseFacts(
        wheel.version,
        wheel.requires_python,
        wheel.requires_jax,
        _modules(names),
        {name: _export(names, root, name, meaning) for name, meaning in exports.items()},
        {name: members_of(names, exports[name]) for name in CLASSES_WITH_METHODS},
        dict(_paths(names, exports)),
        {path: {} for path in _module_names(names)},
    )


def _modules(names: Namespace) -> dict[str, Facts]:
    below = tuple(f"{n}." for n in NAMESPACES)
    found = {
        name
        for name in names.modules.keys() | names.packages
        if name in NAMESPACES or name.startswith(below)
    }
    return {name: _module(names, name) for name in found}


def _module(names: Namespace, name: str) -> Facts:
    module = names.modules.get(name)
    return with_text({}, deprecations.of_module(module) if module else None)


def _module_names(names: Namespace) -> Iterator[str]:
    for module in names.modules:
        if module.startswith("flax.nnx.") and not f"{module}.".startswith("flax.nnx.nnx."):
            yield from (f"{module}.{name}" for name in names.exported(module))


def _export(names: Namespace, root: str, name: str, meaning: Meaning) -> Facts:
    binding = names.exported(root).get(name)
    facts = _described(names, meaning)
    lazily = deprecations.of_branch(binding.branch) if isinstance(binding, Lazy) else None
    return with_text(facts, lazily)


def _described(names: Namespace, meaning: Meaning) -> Facts:
    match meaning:
        case ModuleReference():
            return {"kind": "module"}
        case Definition(node=ast.ClassDef() as node):
            parameters = classes.constructor(names, meaning)
            facts: Facts = {"kind": "class", "parameters": spelled(parameters)}
            return with_text(facts, deprecations.of_class(node))
        case Definition(node=ast.FunctionDef() as function):
            return _function(names, meaning, function)
        case Definition(node=ast.Call() as call, module=module):
            return _made(names, module, call, meaning)
    return {"kind": "value"}


def _function(names: Namespace, meaning: Meaning, function: ast.FunctionDef) -> Facts:
    facts: Facts = {"kind": "function", "parameters": spelled(of_callable(names, meaning))}
    if _is_partial_like(function):
        facts["partial_like"] = True
    if texts := deprecations.of_parameters(function):
        facts["deprecated_parameters"] = texts
    return with_text(facts, deprecations.of_function(function))


def _made(names: Namespace, module: str, call: ast.Call, meaning: Meaning) -> Facts:
    factory = made_by(names, module, call)
    parameters = of_callable(names, meaning)
    facts: Facts = {
        "kind": "function" if parameters else "value",
        "parameters": spelled(parameters),
    }
    return with_text(facts, deprecations.of_alias(factory, call) if factory else None)


def _is_partial_like(function: ast.FunctionDef) -> bool:
    """Whether a call without the first argument returns a decorator."""
    parameters = of_function(function)
    first = next(iter(parameters.positional_only + parameters.positional), None)
    if first is None or first[1] != "MISSING":
        return False
    tests = [s for s in function.body if isinstance(s, ast.If) and _names(s.test, first[0])]
    return any(isinstance(t.body[-1], ast.Return) for t in tests)


def _names(test: ast.expr, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(test))


def _paths(names: Namespace, exports: dict[str, Meaning]) -> Iterator[tuple[str, str]]:
    by_identity = {m.identity: n for n, m in exports.items() if isinstance(m, Definition)}
    for module in names.modules:
        if not module.startswith(NAMESPACES) or OTHER_NAMESPACES & set(module.split(".")):
            continue
        for name in names.names(module):
            meaning = names.look_up(module, name)
            if isinstance(meaning, Definition) and meaning.identity in by_identity:
                same_name = exports.get(name) == meaning
                yield f"{module}.{name}", name if same_name else by_identity[meaning.identity]
