"""The flake8 plugin and the command say the same about every case, character by character."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import cycle
from pathlib import Path

import pytest
from rules.cases import Case, program

from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.semantics.releases import newest

pytestmark = pytest.mark.untraced
HERE = Path(__file__).parent
BY_OPTION = "newest"
"""The folder whose target is given as an option; the others say it in their pyproject.toml."""
_NOQA = ["noqa", "NOQA"]
_OTHERS = ["noqa other", "file noqa", "tabs", "form feed", "letters", "CRLF", "CR", "BOM"]
_ALL = [*_NOQA, *_OTHERS]
_SILENT, _ROTATING = cycle(_NOQA), cycle(_OTHERS)
_FIELDS = "\x1e%(path)s\t%(row)d\t%(col)d\t%(code)s\t%(text)s"

Report = tuple[int, int, str, str]
"""Row, column, code, message."""
Reports = dict[str, list[Report]]


@dataclass(frozen=True)
class Filed:
    """One case, and the files that it is written to: folder and text by file name."""

    case: Case
    folder: str
    texts: dict[str, str]


@cache
def _filed() -> list[Filed]:
    return [*_each_filed()]


def _each_filed() -> Iterator[Filed]:
    for path in sorted(HERE.glob("test_nnx*.py")):
        module = import_module(f"rules.{path.stem}")
        for index, case in enumerate([*module.INVALID, *module.VALID]):
            stem = f"{path.stem.removeprefix('test_')}_{index:02}"
            texts = dict(_texts(case, stem))
            yield Filed(case, _folder(case), texts)


def _folder(case: Case) -> str:
    if not case.target and not case.declared:
        return BY_OPTION
    return f"flax_{case.target or 'newest'}_for_{case.declared or 'any'}".replace(".", "_")


def _texts(case: Case, stem: str) -> Iterator[tuple[str, str]]:
    """The plain program, and for a marked one a silenced one and one of the other ways to write it.

    Which ones goes round from case to case.
    """
    variants = ["plain"]
    if case.is_marked:
        variants += _ALL if os.environ.get("EVERY_VARIANT") else [next(_SILENT), next(_ROTATING)]
    for variant in variants:
        written = program(case, variant)
        if written is not None:
            yield f"{stem}_{variant.replace(' ', '_')}.py", written.text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("agreement")
    for filed in _filed():
        place = root / filed.folder
        place.mkdir(exist_ok=True)
        (place / "pyproject.toml").write_text(_project(filed.case))
        for name, text in filed.texts.items():
            (place / name).write_bytes(text.encode())
    return root


def _project(case: Case) -> str:
    """What the folder says of its target; nothing where the option says it."""
    lines = ["[project]", 'name = "cases"', 'version = "1"']
    if case.declared:
        lines.append(f'dependencies = ["flax=={case.declared}"]')
    if case.target or case.declared:
        target = case.target or NEWEST
        lines += ["[tool.flake8-nnx-rng]", f'target-flax = "{target}"']
    return "\n".join(lines) + "\n"


NEWEST = str(newest())


def _groups(root: Path) -> list[tuple[list[str], list[str]]]:
    """The folders of each run, and the target option of the run if it has one."""
    others = sorted(p.name for p in root.iterdir() if p.is_dir() and p.name != BY_OPTION)
    return [([BY_OPTION], [NEWEST]), (others, [])]


@pytest.fixture(scope="module")
def by_flake8(folder: Path) -> Reports:
    found: Reports = {}
    for folders, targets in _groups(folder):
        options = ["--isolated", "--select", "NNX", "--format", _FIELDS]
        options += [f"--nnx-target-flax={target}" for target in targets]
        output = _run(folder, "flake8", *options, *folders)
        for record in output.split("\x1e")[1:]:
            name, row, column, code, text = record.removesuffix("\n").split("\t", 4)
            found.setdefault(Path(name).name, []).append((int(row), int(column), code, text))
    return found


@pytest.fixture(scope="module")
def by_command(folder: Path) -> Reports:
    found: Reports = {}
    for folders, targets in _groups(folder):
        options = ["--output-format", "json", *(f"--target-flax={target}" for target in targets)]
        output = _run(folder, "flake8_nnx_rng", "check", *options, *folders)
        for d in json.loads(output):
            said = ": ".join(filter(None, (d["message"], d["help"])))
            report = (*d["location"].values(), d["code"], said)
            found.setdefault(Path(d["filename"]).name, []).append(report)
    return found


def _run(folder: Path, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert not done.stderr
    return done.stdout


def test_flake8_and_the_command_say_the_same(by_flake8: Reports, by_command: Reports) -> None:
    """One test for all cases: each process that runs some of several would run both tools."""
    told = [
        {name: sorted(by.get(name, [])) for filed in _filed() for name in filed.texts}
        for by in (by_flake8, by_command)
    ]
    assert told[0] == told[1]


def test_every_rule_was_heard_from(by_flake8: Reports) -> None:
    codes = Counter(code for reports in by_flake8.values() for _, _, code, _ in reports)
    assert set(codes) == {rule.code for rule in all_rules() if rule.on_by_default}
    assert min(codes.values()) >= 12


def test_findings_differ_in_place(by_flake8: Reports) -> None:
    """Columns are compared above, which says little unless they vary."""
    columns = {column for reports in by_flake8.values() for _, column, _, _ in reports}
    assert len(columns) > 10


def test_noqa_silences_flake8(by_flake8: Reports) -> None:
    silenced = [n for filed in _filed() for n in filed.texts if re.search("_(noqa|NOQA)\\.py$", n)]
    assert len(silenced) > 300
    assert not {name: by_flake8[name] for name in silenced if name in by_flake8}
