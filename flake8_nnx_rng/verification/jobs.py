"""Jobs: what the process of one side is told, as JSON."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flake8_nnx_rng.verification.calls import VisibleCall, visible_calls
from flake8_nnx_rng.verification.examples import Example, example_above
from flake8_nnx_rng.verification.outline import (
    IMPORTS,
    MAIN,
    Outline,
    Statement,
    imported_from,
    methods,
    outline,
)
from flake8_nnx_rng.verification.planning import Plan, Unit

Job = dict[str, Any]


def jobs(plan: Plan, entry: str | None, others: Iterable[Plan]) -> tuple[Job, Job]:
    """The jobs of both sides: the old text, implicit if it is of that time, and the new one.

    What the new one imports of the files of `others` is new, too.
    """
    before = _job(plan, plan.before.code, plan.units, entry)
    after = _job(plan, plan.after.code, plan.units, entry)
    texts = {_path(other): other.after.code for other in others if _path(other) != _path(plan)}
    return {**before, "legacy": plan.legacy}, {**after, "others": texts}


def _path(plan: Plan) -> str:
    return os.path.abspath(plan.before.module_path)


def _job(plan: Plan, code: str, units: tuple[Unit, ...], entry: str | None) -> Job:
    path = Path(_path(plan))
    known = outline(code)
    root, module = _import_name(path, known.tree)
    return {
        "path": str(path),
        "text": code,
        "others": {},
        "legacy": False,
        "root": str(root),
        "module": module,
        "entry": entry,
        "script": _script(path, known, is_document=plan.before.document is not None),
        "units": [_unit(unit, known, plan.elsewhere) for unit in units],
    }


def _unit(unit: Unit, known: Outline, elsewhere: Mapping[str, list[VisibleCall]]) -> Job:
    statement = known.statements.get(unit.name)
    examples = [] if statement is None else _examples(statement, known.code)
    return {
        "name": unit.name,
        "functions": unit.functions,
        "observed": unit.observed,
        "targets": _targets(statement, known),
        "rows": (0, 0) if statement is None else statement.rows,
        "examples": [asdict(example) for example in examples],
        "calls": [
            asdict(call)
            for function in unit.functions
            for call in [*visible_calls(known.tree, function), *elsewhere.get(function, ())]
        ],
    }


def _targets(statement: Statement | None, known: Outline) -> tuple[str, ...]:
    """The names whose values tell of a statement."""
    if statement is None:
        return ()
    is_imports = statement.name == IMPORTS
    return imported_from(known.tree, "flax") if is_imports else statement.targets


def _examples(statement: Statement, code: str) -> list[Example]:
    """The examples above a statement and above the methods in it."""
    lines = code.splitlines()
    found = [example_above(lines, statement.rows[0], statement.name)]
    for name, node in methods(statement).items():
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        found.append(example_above(lines, first, f"{statement.name}.{name}"))
    return [example for example in found if example is not None]


def _script(path: Path, known: Outline, *, is_document: bool) -> str | None:
    """How the whole program is run: as `python FILE`, by its `main()`, by pytest, or not."""
    if not is_document and (path.stem.startswith("test_") or path.stem.endswith("_test")):
        return "test"
    if MAIN in known.statements:
        return "script"
    main = known.statements.get("main")
    return "main()" if main is not None and isinstance(main.node, ast.FunctionDef) else None


def _import_name(path: Path, tree: ast.Module) -> tuple[Path, str]:
    """The folder that a file is imported from, and its name there: `package.module`.

    A folder without `__init__.py` is a package, too, if the file imports relative to it.
    """
    levels = [s.level for s in tree.body if isinstance(s, ast.ImportFrom)]
    stem = path.stem.replace(".", "_")  # as that of a document's module has one
    names = [] if stem == "__init__" else [stem]
    needed = max(levels, default=0) + len(names) if any(levels) else 0
    folder = path.parent
    while folder.name and (len(names) < needed or (folder / "__init__.py").exists()):
        names.insert(0, folder.name)
        folder = folder.parent
    return folder, ".".join(names) or path.parent.name
