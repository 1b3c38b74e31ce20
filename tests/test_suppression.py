"""`# noqa` means to the command exactly what it means to flake8: both read the same files here."""

from __future__ import annotations

import codecs
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, check_source

HEAD = "from flax import nnx\n"
LINE = "def f(rngs=nnx.Rngs(0)): pass"
TARGET = "0.12.8"

CASES: dict[str, str | bytes] = {
    "plain": f"{HEAD}{LINE}\n",
    "blanket": f"{HEAD}{LINE}  # noqa\n",
    "blanket with colon": f"{HEAD}{LINE}  # noqa:\n",
    "blanket without space": f"{HEAD}{LINE}  #noqa\n",
    "blanket with reason": f"{HEAD}{LINE}  # noqa - it is fine\n",
    "capitals": f"{HEAD}{LINE}  # NOQA\n",
    "code": f"{HEAD}{LINE}  # noqa: NNX117\n",
    "code without space": f"{HEAD}{LINE}  # noqa:NNX117\n",
    "code with space before the colon": f"{HEAD}{LINE}  # noqa : NNX117\n",
    "small code": f"{HEAD}{LINE}  # noqa: nnx117\n",
    "code and reason": f"{HEAD}{LINE}  # noqa: NNX117 it is fine\n",
    "prefix of the plugin": f"{HEAD}{LINE}  # noqa: NNX\n",
    "prefix of the group": f"{HEAD}{LINE}  # noqa: NNX1\n",
    "prefix too short": f"{HEAD}{LINE}  # noqa: N\n",
    "longer code": f"{HEAD}{LINE}  # noqa: NNX1170\n",
    "another code": f"{HEAD}{LINE}  # noqa: NNX101\n",
    "another plugin": f"{HEAD}{LINE}  # noqa: E501\n",
    "codes with comma": f"{HEAD}{LINE}  # noqa: E501,NNX117\n",
    "codes with spaces": f"{HEAD}{LINE}  # noqa: E501 NNX117\n",
    "codes with both": f"{HEAD}{LINE}  # noqa: E501 , NNX117\n",
    "no codes": f"{HEAD}{LINE}  # noqa: it is fine\n",
    "second comment": f"{HEAD}{LINE}  # type: ignore  # noqa: NNX117\n",
    "ruff": f"{HEAD}{LINE}  # ruff: noqa: NNX117\n",
    "line before": f"{HEAD}# noqa\n{LINE}\n",
    "line after": f"{HEAD}{LINE}\n# noqa\n",
    "in a string": f"{HEAD}{LINE}; x = '# noqa'\n",
    "file": f"# flake8: noqa\n{HEAD}{LINE}\n",
    "file, at the end": f"{HEAD}{LINE}\n# flake8: noqa\n",
    "file, indented": f"{HEAD}{LINE}\nif x:\n    # flake8: noqa\n    pass\n",
    "file, equals": f"# flake8=noqa\n{HEAD}{LINE}\n",
    "file, capitals": f"# FLAKE8: NOQA\n{HEAD}{LINE}\n",
    "file, not alone": f"x = 1  # flake8: noqa\n{HEAD}{LINE}\n",
    "file, codes": f"# flake8: noqa: NNX117\n{HEAD}{LINE}\n",
    "file, other codes": f"# flake8: noqa: E501\n{HEAD}{LINE}\n",
    "parenthesis, own line": f"{HEAD}def f(\n    rngs=nnx.Rngs(0),  # noqa: NNX117\n): pass\n",
    "parenthesis, last line": f"{HEAD}def f(\n    rngs=nnx.Rngs(0),\n): pass  # noqa: NNX117\n",
    "parenthesis, first line": f"{HEAD}def f(  # noqa: NNX117\n    rngs=nnx.Rngs(0),\n): pass\n",
    "after a long string": f'{HEAD}def f(a="""\n""", rngs=nnx.Rngs(0)): pass  # noqa: NNX117\n',
    "before a long string": f'{HEAD}def f(rngs=nnx.Rngs(0), a="""\n"""): pass  # noqa: NNX117\n',
    "in a long string": f'{HEAD}def f(rngs=nnx.Rngs(0), a="""\n# noqa\n"""): pass\n',
    "continued line": f"{HEAD}def f(rngs=nnx.Rngs(0)): \\\n    pass  # noqa: NNX117\n",
    "CR LF": f"{HEAD}{LINE}  # noqa: NNX117\n\n{LINE}\n".replace("\n", "\r\n").encode(),
    "lone CR": f"{HEAD}{LINE}  # noqa: NNX117\n\n{LINE}\n".replace("\n", "\r").encode(),
    "form feed": f"{HEAD}\x0c\n{LINE}  # noqa: NNX117\n\x0c{LINE}\n",
    "line separator": f"{HEAD}# \u2028 \x85\n{LINE}  # noqa\n{LINE}\n",
    "BOM": codecs.BOM_UTF8 + f"{HEAD}{LINE}  # noqa\n{LINE}\n".encode(),
    "BOM before a file-level noqa": codecs.BOM_UTF8 + f"# flake8: noqa\n{HEAD}{LINE}\n".encode(),
    "latin-1": f"# coding: latin-1\n{HEAD}é = 1\n{LINE}  # noqa\n{LINE}\n".encode("latin-1"),
    "wide characters": f"{HEAD}def f(é='𝄞', rngs=nnx.Rngs(0)): pass\n",
    "tabs": f"{HEAD}class A:\n\tdef f(self, rngs=nnx.Rngs(0)): pass  # noqa: NNX117\n\t{LINE}\n",
    "no line end": f"{HEAD}{LINE}  # noqa",
    "finding over two lines": f"{HEAD}x = nnx.Rngs(0).fork(split=(\n    3))  # noqa\n",
    "several": f"{HEAD}{LINE}  # noqa\n{LINE}\nnnx.Vmap(f)  # noqa: NNX117\nnnx.Vmap(f)\n",
}

_REPORT = re.compile(r"^(.+?):(\d+):(\d+): (NNX\d+) (.*)$")


def files(folder: Path) -> dict[str, Path]:
    return {name: folder / f"{index}.py" for index, name in enumerate(CASES)}


@pytest.fixture(scope="module")
def told_by_flake8(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, ...]]]:
    """What one run of flake8 says about every case."""
    folder = tmp_path_factory.mktemp("noqa")
    paths = files(folder)
    for name, path in paths.items():
        text = CASES[name]
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    options = ["--isolated", "--select=NNX", f"--nnx-target-flax={TARGET}"]
    run = subprocess.run(
        [sys.executable, "-m", "flake8", *options, "."], cwd=folder, capture_output=True, text=True
    )
    assert run.stderr == ""
    told: dict[str, set[tuple[str, ...]]] = {name: set() for name in CASES}
    names = {path.name: name for name, path in paths.items()}
    for line in run.stdout.splitlines():
        match = _REPORT.match(line)
        assert match, line
        told[names[Path(match[1]).name]].add(match.groups()[1:])
    return told


@pytest.mark.parametrize("name", CASES)
def test_noqa_hides_what_it_hides_in_flake8(
    name: str, told_by_flake8: dict[str, set[tuple[str, ...]]]
) -> None:
    found = check_source(CASES[name], settings=Settings(target_flax=TARGET))
    told = {(str(d.location.row), str(d.location.column), d.code, d.summary) for d in found}
    assert told == told_by_flake8[name]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("plain", [2]),
        ("blanket", []),
        ("code", []),
        ("prefix of the plugin", []),
        ("another code", [2]),
        ("file", []),
        ("file, not alone", [3]),
        ("after a long string", []),
        ("parenthesis, last line", [3]),
        ("lone CR", [4]),
        ("several", [3, 4, 5]),
    ],
)
def test_the_cases_are_not_all_silent(name: str, rows: list[int]) -> None:
    found = check_source(CASES[name], settings=Settings(target_flax=TARGET))
    assert [d.location.row for d in found] == rows
