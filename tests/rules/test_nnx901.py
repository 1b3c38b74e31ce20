"""NNX901: a `# noqa` comment that names a code of ours and suppresses nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rules.cases import Case, Variant, case, every_variant, verify_examples

from flake8_nnx_rng import Settings, check_source, fix_source

HEAD = "from flax import nnx\n"
FOUND = "def f(rngs=nnx.Rngs(0)): pass"
SUPPRESSED = ("noqa", "noqa all", "NOQA")
"""The variants that have comments of their own, of which only the first counts."""
SETTINGS = Settings(target_flax="0.12.8", extend_select=("NNX901",))


def told(source: str, settings: Settings = SETTINGS) -> list[str]:
    """What is said of suppressions."""
    found = check_source(source, settings=settings)
    return [d.message.partition(" (")[2].rstrip(")") for d in found if d.code == "NNX901"]


def idle(reason: str, source: str) -> Case:
    """A program with a suppression that is of no use."""
    return case(reason, source, also=["NNX901"], skip=SUPPRESSED)


def needed(reason: str, source: str, *also: str) -> Case:
    """A program whose suppressions are needed, or not ours to judge."""
    return case(reason, source, also=["NNX901", *also])


INVALID = [
    idle("nothing is there", "x = 1  # noqa: NNX117  # ! NNX901"),
    idle("one of two", f"{FOUND}  # noqa: NNX101,NNX117  # ! NNX901"),
    idle("beside a code of others", "x = 1  # noqa: E501, NNX117  # ! NNX901"),
    idle("a code that does not exist", "x = 1  # noqa: NNX777  # ! NNX901"),
    idle("a code that is too long", f"{FOUND}  # noqa: NNX117, NNX1170  # ! NNX901"),
    idle("a prefix of rules that are all in use", "x = 1  # noqa: NNX2  # ! NNX901"),
    idle("capitals", "x = 1  # NOQA: NNX117  # ! NNX901"),
    idle("no blank", "x = 1  # noqa:NNX117  # ! NNX901"),
    idle("a reason", "x = 1  # noqa: NNX117 it is split  # ! NNX901"),
    idle("behind another comment", "x = 1  # type: ignore  # noqa: NNX117  # ! NNX901"),
    idle("alone in its row", "x = (\n    # noqa: NNX117  # ! NNX901\n    1)"),
    idle(
        "in another row than the finding",
        "def f(  # noqa: NNX117  # ! NNX901\n    rngs=nnx.Rngs(0)  # ! NNX117\n): pass",
    ),
    idle("behind a long string", 'x = """\n"""  # noqa: NNX117  # ! NNX901'),
    idle(
        "in a function",
        "def f(rngs):\n    return rngs.params()  # noqa: NNX105  # ! NNX901",
    ),
    idle("two in a file", "x = 1  # noqa: NNX117  # ! NNX901\ny = 1  # noqa: NNX118  # ! NNX901"),
]

VALID = [
    needed("a code", f"{FOUND}  # noqa: NNX117"),
    needed("a prefix", f"{FOUND}  # noqa: NNX1"),
    needed("several", "nnx.Vmap(lambda r=nnx.Rngs(0): r)  # noqa: NNX117, NNX202"),
    needed("a comment for all", "x = 1  # noqa"),
    needed("a comment for all with a reason", "x = 1  # noqa - NNX117 is fine"),
    needed("a prefix without a digit, which is for all", "x = 1  # noqa: NNX"),
    needed("others have their own", "x = 1  # noqa: E501, RUF100"),
    needed("small letters, which flake8 does not take for ours", "x = 1  # noqa: nnx117"),
    needed("in a string", 'x = "# noqa: NNX117"'),
    needed("in a string of several lines", 'x = """\n# noqa: NNX117\n"""'),
    needed("behind a string that counts first", 'x = "# noqa: E501"  # noqa: NNX117'),
    needed("a rule that is off", "x = 1  # noqa: NNX103"),
    needed("a prefix that stands for one that is off", "x = 1  # noqa: NNX1"),
    needed("itself", "x = 1  # noqa: NNX901"),
    needed("a file that could not be checked", "x = 1  # noqa: NNX999"),
    needed("the whole file", "# flake8: noqa\nx = 1  # noqa: NNX117"),
    needed("a rule that is turned on", "import jax\nx = 1  # noqa: NNX103", "NNX401"),
    needed("in prose", "# write noqa: NNX117 where it is meant"),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX901")


IDLE = {
    "nothing is there": ("x = 1  # noqa: NNX117", "unused: NNX117", "x = 1"),
    "one of two": (f"{FOUND}  # noqa: NNX101,NNX117", "unused: NNX101", f"{FOUND}  # noqa: NNX117"),
    "with spaces": (
        f"{FOUND}  # noqa: NNX101 NNX117 E501",
        "unused: NNX101",
        f"{FOUND}  # noqa: NNX117 E501",
    ),
    "beside others": (
        "x = 1  # noqa: E501, NNX117, W291",
        "unused: NNX117",
        "x = 1  # noqa: E501, W291",
    ),
    "a code that does not exist": ("x = 1  # noqa: NNX777", "unknown: NNX777", "x = 1"),
    "both": ("x = 1  # noqa: NNX101,NNX777", "unused: NNX101; unknown: NNX777", "x = 1"),
    "with a reason": ("x = 1  # noqa: NNX117 it is split", "unused: NNX117", "x = 1"),
    "a reason that stays": (
        f"{FOUND}  # noqa: NNX117, NNX101 shared",
        "unused: NNX101",
        f"{FOUND}  # noqa: NNX117 shared",
    ),
    "before another comment": (
        "x = 1  # noqa: NNX117  # type: ignore",
        "unused: NNX117",
        "x = 1  # type: ignore",
    ),
    "behind another comment": (
        "x = 1  # type: ignore  # noqa: NNX117",
        "unused: NNX117",
        "x = 1  # type: ignore",
    ),
    "alone in its row": ("x = (\n    # noqa: NNX117\n    1)", "unused: NNX117", "x = (\n    1)"),
    "at the end of a long statement": (
        "x = (\n    1,\n)  # noqa: NNX117",
        "unused: NNX117",
        "x = (\n    1,\n)",
    ),
}


@pytest.mark.parametrize("asked", IDLE.values(), ids=IDLE.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_is_of_no_use_is_taken_out(asked: tuple[str, str, str], end: str) -> None:
    before, after = (f"{HEAD}{text}\n".replace("\n", end) for text in (asked[0], asked[2]))
    assert told(before) == [asked[1]]
    result = fix_source(before, settings=SETTINGS)
    assert result.text == after
    assert [d.code for d in result.applied] == ["NNX901"]
    assert told(after) == []


def test_it_is_off_by_default() -> None:
    assert check_source(f"{HEAD}x = 1  # noqa: NNX117\n") == []


def test_only_rules_in_use_are_judged() -> None:
    source = f"{HEAD}x = 1  # noqa: NNX117\n"
    assert told(source, Settings(extend_select=("NNX901",), ignore=("NNX117",))) == []
    assert told(source, Settings(select=("NNX2", "NNX901"))) == []


def test_a_file_without_nnx_may_have_one_left(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1  # noqa: NNX117\n")
    command = [
        sys.executable,
        "-m",
        "flake8_nnx_rng",
        "check",
        "--isolated",
        "--extend-select=NNX901",
    ]
    done = subprocess.run([*command, "."], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith("a.py:1:8: NNX901 [*] unused noqa directive (unused: NNX117)")


def test_a_fix_that_makes_it_needless_takes_it_out_in_the_same_run() -> None:
    partial = "from functools import partial\nfrom flax import nnx\n\n"
    before = (
        f"{partial}@partial(nnx.jit, static_argnums=1)  # noqa: NNX101\ndef f(x, n): return x\n"
    )
    after = "from flax import nnx\n\n@nnx.jit(static_argnums=1)\ndef f(x, n): return x\n"
    assert fix_source(before, settings=SETTINGS).text == after


def test_a_notebook_and_a_page_are_mended() -> None:
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "source": f"{HEAD}x = 1  # noqa: NNX117",
        }
    ]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    mended = fix_source(notebook, filename="a.ipynb", settings=SETTINGS).text
    assert json.loads(mended)["cells"][0]["source"] == f"{HEAD}x = 1"
    page = f"```python\n{HEAD}x = 1  # noqa: NNX117\n```\n"
    assert "noqa" not in fix_source(page, filename="a.md", settings=SETTINGS).text


def test_flake8_tells_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"{HEAD}x = 1  # noqa: NNX117\n{FOUND}  # noqa: NNX117\n")
    (tmp_path / "b.py").write_text("x = 1  # noqa: NNX117\n")
    command = [sys.executable, "-m", "flake8", "--isolated", "--select=NNX", "--nnx-enable=NNX901"]
    done = subprocess.run([*command, "."], cwd=tmp_path, capture_output=True, text=True)
    assert [line[:14] for line in done.stdout.splitlines()] == ["./a.py:2:8: NN", "./b.py:1:8: NN"]
