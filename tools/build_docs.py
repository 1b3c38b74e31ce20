"""Writes the parts of the documentation that the code knows best.

Run it after a change of a rule, an option or an output format: `python tools/build_docs.py`. It
writes a page for each rule, the pictures that are drawn, and in README.md, mkdocs.yml and docs/*.md
whatever stands between `generated: NAME` and `end of generated`. `--check` writes nothing and fails
if anything is out of date.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import runpy
import sys
import textwrap
from functools import cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

from flake8_nnx_rng import Diagnostic, FixReport, Settings, __version__, check_source, fix_source
from flake8_nnx_rng.frontends.command.check import check
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.reporters import FORMATS, concise, full, grouped, json_list
from flake8_nnx_rng.frontends.command.trace import trace
from flake8_nnx_rng.frontends.command.unified_diff import unified_diff
from flake8_nnx_rng.home import REPOSITORY, install
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules.pages import markdown, table
from flake8_nnx_rng.semantics.releases import newest

ROOT = Path(__file__).parents[1]
EXAMPLE = "create.py"
_BLOCK = re.compile(
    r"(?P<start>^ *(?:<!--|#) generated: (?P<name>[\w. -]+?)(?: -->)?\n)"
    r".*?"
    r"(?P<end>^ *(?:<!--|#) end of generated)",
    re.DOTALL | re.MULTILINE,
)
_INDEX = """---
hide:
  - toc
---

# Rules

The first digit of a code says what it is about: 1 random numbers that are wrong or missing, 2 what
the target release has removed, changed or not got yet, 3 style, 4 keys of `jax.random`, 9 comments
that suppress. Codes never change their meaning.
`nnx-rng rule CODE` prints the same pages.

*Flax* tells the releases in which the code is a mistake; what happens there is on the page of the
rule. Some rules are off by default ([turn one on](../settings.md)). A fix is [safe or
unsafe](../fixing.md#how-far-a-fix-can-be-trusted); with both it depends on the code, and with none
the message says what to do.

{table}
"""


def main() -> int:
    """Write what has changed, or with `--check` name it."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation.")
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    only_check = parser.parse_args().check
    files = built()
    drifted = [path for path, text in files.items() if _current(path) != text]
    for path in [*drifted, *stale_pages()]:
        print(f"{'out of date' if only_check else 'updated'}: {path.relative_to(ROOT)}")
    if only_check:
        return 1 if drifted or stale_pages() else 0
    for path in drifted:
        path.write_text(files[path], encoding="utf-8", newline="\n")
    for path in stale_pages():
        path.unlink()
    return 0


def built() -> dict[Path, str]:
    """Every file with a generated part, as it should be."""
    folder = ROOT / "docs" / "rules"
    pages = {folder / f"{rule.code}.md": markdown(rule) for rule in all_rules()}
    pages[folder / "index.md"] = _INDEX.format(table=table(all_rules()))
    written = [ROOT / "README.md", ROOT / "mkdocs.yml", *sorted((ROOT / "docs").glob("*.md"))]
    drawn: dict[Path, str] = _tool("pictures")["pictures"]()
    drawn[ROOT / "docs" / "pictures" / "trace.svg"] = _tool("trace_outputs")["figure"]()
    return pages | drawn | {path: filled(_current(path)) for path in written}


def _tool(name: str) -> dict[str, Any]:
    """What a neighbour of this script defines."""
    return runpy.run_path(str(ROOT / "tools" / f"{name}.py"))


def stale_pages() -> list[Path]:
    """Pages of rules that are no more."""
    pages = {rule.code for rule in all_rules()} | {"index"}
    return [p for p in sorted((ROOT / "docs" / "rules").glob("*.md")) if p.stem not in pages]


def filled(text: str) -> str:
    """The text with its generated parts made anew."""
    return _BLOCK.sub(lambda block: block["start"] + _part(block["name"]) + block["end"], text)


def _help(command: click.Command) -> str:
    """The help of a command, with its own settings: click keeps what it makes."""
    settings = {**command.context_settings, "max_content_width": 90, "terminal_width": 90}
    with click.Context(command, info_name=f"nnx-rng {command.name}", **settings) as context:
        return command.get_help(context)


def _part(name: str) -> str:
    match name:
        case "rules":
            return f"\n{table(all_rules(), prefix='docs/rules/')}\n\n"
        case "repository":
            return f"repo_url: {REPOSITORY}\n"
        case "install":
            return _fenced("sh", "\n".join([install(), install(tag=f"v{__version__}")]))
        case "install newest":
            return _fenced("sh", install())
        case "install extras":
            return _fenced("sh", "\n".join(map(install, ("runtime", "figure", "watch", "dask"))))
        case "action snippet":
            return _fenced("yaml", _action())
        case "pre-commit snippet":
            return _fenced("yaml", _pre_commit())
        case "rule pages":
            return "".join(f"      - rules/{rule.code}.md\n" for rule in all_rules())
        case "formats":
            return f"\n{_formats()}\n\n"
        case "help":
            return _fenced("text", _help(check))
        case "concise output":
            return _fenced("console", f"$ nnx-rng check {EXAMPLE}\n{concise.render(_outcome())}")
        case "diff output":
            return _fenced("diff", _diff())
        case "fix output":
            return _fenced("console", f"$ nnx-rng check --fix sample.py\n{_fixed()}")
        case "equivalence":
            return f"\n{_equivalence()}\n\n"
        case "trace help":
            return _fenced("text", _help(trace))
        case _ if name.startswith("trace "):
            return f"\n{_traces()[name.removeprefix('trace ')]}\n\n"
        case "flake8 output":
            shown = [concise.line(diagnostic) for diagnostic in _found()]
            return _fenced("console", "\n".join([f"$ flake8 --select=NNX {EXAMPLE}", *shown]))
        case "full output":
            return _fenced("text", _shortened(full.render(_outcome())))
        case "grouped output":
            return _fenced("text", grouped.render(_outcome()))
        case "json output":
            return _fenced("json", json_list.render(Outcome(_found()[-1:])))
        case _ if name.startswith("source "):
            return _fenced("python", source(*name.split()[1:]))
        case _:
            raise ValueError(f"nothing is known to generate for {name!r}")


def source(module: str, name: str) -> str:
    """A function or method of the package, without its docstring."""
    found = attrgetter(name)(import_module(f"flake8_nnx_rng.{module}"))
    lines = textwrap.dedent(inspect.getsource(found)).splitlines()
    (function,) = ast.parse("\n".join(lines)).body
    assert isinstance(function, ast.FunctionDef)
    docstring = function.body[0]
    del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)


def _fenced(language: str, text: str) -> str:
    return f"\n```{language}\n{text}\n```\n\n"


def _formats() -> str:
    rows = [f"| `{name}` | {_summary(made.render.__module__)} |" for name, made in FORMATS.items()]
    return "\n".join(["| format | prints |", "|---|---|", *rows])


def _summary(module: str) -> str:
    return (sys.modules[module].__doc__ or "").partition("\n")[0]


def program(text: str) -> str:
    """The first Python program of a page."""
    found = re.search(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    if found is None:
        raise ValueError("the page has no Python program")
    return found[1]


def _equivalence() -> str:
    return str(_tool("equivalence")["markdown"]())


@cache
def _traces() -> dict[str, str]:
    """The programs are executed once: this is what takes longest here."""
    found: dict[str, str] = _tool("trace_outputs")["outputs"]()
    return found


def _action() -> str:
    """A workflow that uses the action of this repository."""
    name = REPOSITORY.removeprefix("https://github.com/")
    return "\n".join(
        [
            "on: [push, pull_request]",
            "jobs:",
            "  nnx-rng:",
            "    runs-on: ubuntu-latest",
            "    steps:",
            "      - uses: actions/checkout@v4",
            f"      - uses: {name}@v{__version__}",
            "        with:",
            "          args: src notebooks",
        ]
    )


def _pre_commit() -> str:
    return "\n".join(
        [
            "repos:",
            f"  - repo: {REPOSITORY}",
            f"    rev: v{__version__}",
            "    hooks:",
            "      - id: nnx-rng-fix  # first, so that only what is left is told",
            "      - id: nnx-rng-check",
        ]
    )


def _outcome() -> Outcome:
    return Outcome(_found(), texts={EXAMPLE: program(_current(ROOT / "README.md"))})


def _diff() -> str:
    """What `nnx-rng check --diff` shows for that program."""
    before = program(_current(ROOT / "README.md"))
    mended = fix_source(before, filename=EXAMPLE, settings=Settings(target_flax=str(newest())))
    report = FixReport(EXAMPLE, before=before, after=mended.text)
    return unified_diff(report).rstrip("\n")


def _fixed() -> str:
    """What `nnx-rng check --fix` leaves to say about the first program of docs/fixing.md."""
    before = program(_current(ROOT / "docs" / "fixing.md"))
    settings = Settings(target_flax=str(newest()))
    mended = fix_source(before, filename="sample.py", settings=settings)
    return concise.render(Outcome(mended.left, fixed=len(mended.applied)))


@cache
def _found() -> list[Diagnostic]:
    """What is found in the program that README.md opens with."""
    settings = Settings(target_flax=str(newest()))
    return check_source(program(_current(ROOT / "README.md")), filename=EXAMPLE, settings=settings)


def _shortened(text: str) -> str:
    """The first finding of several."""
    return text.partition("\n\n")[0]


def _current(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
