"""The house: each floor knows only itself and the floors below."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import flake8_nnx_rng

PACKAGE = Path(flake8_nnx_rng.__file__).parent
FLOORS = [
    {"home", "time_limit", "turns", "witness"},
    {"runtime"},
    {"syntax"},
    {"semantics"},
    {"diagnostic"},
    {"rules"},
    {"fixes"},
    {"project"},
    {"cache"},
    {"directives", "idle_noqa"},
    {"suppression", "linter", "document_places", "running", "batches", "pools", "reports"},
    {"baseline"},
    {"checking"},
    {"mending"},
    {"settling"},
    {"fixing", "silencing"},
    {"verification"},
    {"frontends"},
    {"__init__", "__main__"},
]

FLOORS_OF_SEMANTICS = [
    "releases",
    "program",
    "project",
    "values",
    "summaries",
    "passages",
    "legacy",
    "analysis",
]


def room(parts: tuple[str, ...]) -> str:
    """The folder or module directly in the package."""
    return parts[0].removesuffix(".py") if parts else "__init__"


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def imported_rooms(path: Path) -> set[str]:
    modules = [
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    ours = (module.split(".") for module in modules if module.startswith("flake8_nnx_rng."))
    return {room(tuple(parts[1:])) for parts in ours}


def test_imports_point_downwards() -> None:
    upwards = {
        f"{path.relative_to(PACKAGE)} imports {imported}"
        for path in PACKAGE.rglob("*.py")
        for imported in imported_rooms(path)
        if floor(imported) > floor(room(path.relative_to(PACKAGE).parts))
    }
    assert upwards == set()


def needed(path: Path) -> set[str]:
    """The modules of ours that a module needs to be loaded; not those that only types name."""
    found: set[str] = set()
    left: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while left:
        node = left.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            named = (f"{node.module}.{alias.name}" for alias in node.names)
            found |= {name if name in MODULES else node.module for name in named}
        if not isinstance(node, ast.FunctionDef):  # what is loaded late closes no circle
            left += ast.iter_child_nodes(node)
    return found & MODULES.keys()


def _dotted(path: Path) -> str:
    parts = ("flake8_nnx_rng", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


MODULES = {_dotted(path): path for path in PACKAGE.rglob("*.py")}


def test_no_modules_need_one_another() -> None:
    graph = {module: needed(path) - {module} for module, path in MODULES.items()}
    list(TopologicalSorter(graph).static_order())  # raises CycleError


def test_floors_hold_inside_semantics() -> None:
    start = "flake8_nnx_rng.semantics."
    rooms = {
        module: FLOORS_OF_SEMANTICS.index(module.removeprefix(start).partition(".")[0])
        for module in MODULES
        if module.startswith(start)
    }
    upwards = {
        f"{module} imports {other}"
        for module, floor_of_it in rooms.items()
        for other in needed(MODULES[module]) & rooms.keys()
        if rooms[other] > floor_of_it
    }
    assert upwards == set()


def test_every_room_has_its_floor() -> None:
    rooms = {room(path.relative_to(PACKAGE).parts) for path in PACKAGE.rglob("*.py")}
    assert rooms == set().union(*FLOORS)


def test_no_floor_but_the_runtime_needs_jax_or_flax() -> None:
    needing = {
        str(path)
        for path in PACKAGE.rglob("*.py")
        if room(path.relative_to(PACKAGE).parts) != "runtime"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(
            name.split(".")[0] in ("jax", "jaxlib", "flax")
            for name in [getattr(node, "module", None) or "", *(a.name for a in node.names)]
        )
    }
    assert needing == set()


def test_importing_and_checking_loads_neither_jax_nor_flax() -> None:
    code = (
        "import sys, flake8_nnx_rng\n"
        "import flake8_nnx_rng.frontends.command, flake8_nnx_rng.frontends.flake8_plugin\n"
        "source = 'from flax import nnx\\ndef f(rngs=nnx.Rngs(0)): ...\\n'\n"
        "assert flake8_nnx_rng.check_source(source, filename='f.py')\n"
        "print(sorted({'jax', 'jaxlib', 'flax', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
