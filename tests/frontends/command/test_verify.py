"""`nnx-rng verify` on real processes; each run of it costs seconds, so one holds many units."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.fixes import catalogue
from flake8_nnx_rng.fixes.bench import Bench
from flake8_nnx_rng.fixes.fix import Edit, Fix, safe
from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.rules.base import Finding

NEWEST = ("--target-flax", "0.12.8")
PATIENT = ("--timeout", "600")
IMPORTS = """\
from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx

"""
OLD = f"""{IMPORTS}
@partial(nnx.vmap, axis_size=3)
def right(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs), jax.random.normal(rngs.noise(), (4,))


@partial(nnx.vmap, axis_size=3)
def below(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,))


@partial(nnx.vmap, axis_size=3)
def alike(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,))


@partial(nnx.vmap, axis_size=3)
def sized(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,))


@partial(nnx.scan, length=3, in_axes=(0, 0), carry_argnum=1)
def carried(rngs: nnx.Rngs, x):
    return x + jax.random.normal(rngs.noise(), (2,)), x


# nnx-rng: example(x=jnp.zeros(2), model=layers(nnx.Rngs(0)))
@partial(nnx.scan, length=3)
def sliced(x, model):
    return model(x), None


def layers(rngs: nnx.Rngs):
    return nnx.vmap(layer, axis_size=3)(rngs)


def layer(rngs):
    return nnx.Linear(2, 2, rngs=rngs)


def main():
    return carried(nnx.Rngs(0), jnp.zeros(2))
"""


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def decorated(name: str, old: str, new: str) -> tuple[str, str]:
    return f"@{old}\ndef {name}(", f"@{new}\ndef {name}("


SPLIT = "nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)"
IMPLICIT = "partial(nnx.vmap, axis_size=3)"
WRONG = replaced(
    OLD,
    decorated("right", IMPLICIT, SPLIT),
    decorated("below", IMPLICIT, "nnx.vmap(in_axes=None, axis_size=3)\n@nnx.split_rngs(splits=3)"),
    decorated("alike", IMPLICIT, "nnx.vmap(in_axes=None, axis_size=3)"),
    decorated("sized", IMPLICIT, SPLIT.replace("splits=3", "splits=4")),
    decorated(
        "carried",
        "partial(nnx.scan, length=3, in_axes=(0, 0), carry_argnum=1)",
        "nnx.split_rngs(splits=3)\n@nnx.scan(length=3, in_axes=(0, nnx.Carry))",
    ),
    decorated("sliced", "partial(nnx.scan, length=3)", "nnx.scan(length=2)"),
    (
        "    return nnx.vmap(layer, axis_size=3)(rngs)",
        "    return nnx.split_rngs(splits=3)(nnx.vmap(layer, axis_size=3))(rngs)",
    ),
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def verified(*arguments: str | Path) -> tuple[int, dict[str, dict[str, Any]], str]:
    """The exit code, the units of one file by name, and what was told besides."""
    done = run("verify", "--output-format", "json", *NEWEST, *arguments)
    (file,) = json.loads(done.stdout)
    return done.exit_code, {unit["unit"]: unit for unit in file["units"]}, done.stderr


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_wrong_migrations_by_hand_are_caught(project: Path) -> None:
    before, after = write(project / "old.py", OLD), write(project / "new.py", WRONG)
    code, units, told = verified(before, "--against", after)
    assert code == 1
    assert {name: (unit["verdict"], unit["holds"]) for name, unit in units.items()} == {
        "right": ("identical", True),
        "below": ("different", False),
        "alike": ("different", False),
        "sized": ("different", False),
        "carried": ("equal in distribution", False),
        "sliced": ("different", False),
        "layers": ("identical", True),
    }
    assert units["right"]["parameters"] == {"same": 2, "total": 2}
    assert units["right"]["before"] == {"lanes": [3], "draws": 9, "distinct_keys": 9}
    assert units["alike"]["before"]["distinct_keys"] == 3
    assert units["alike"]["after"]["distinct_keys"] == 1
    assert "after raises ValueError" in units["sized"]["note"]
    assert units["sliced"]["run_by"].startswith("example(x=jnp.zeros(2)")
    assert told.startswith("executing 1 file, each before and after, on Flax")
    assert sorted(path.name for path in project.iterdir()) == [".git", "new.py", "old.py"]


WAYS = f"""{IMPORTS}
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x, scale=1):
        return scale * self.linear(x) + self.rngs.noise.normal(x.shape)

    def count(self, x):
        return 1


def called(model, x, rngs):
    return model(x) + rngs.noise.normal(x.shape)


def scripted(given):
    return given["x"] + nnx.Rngs(0).noise.normal(given["x"].shape)


def unseen(x):
    return x + 1


def both(x):
    raise ValueError(x)


total = nnx.Rngs(0).params.normal((2,)) + 1
stacked = nnx.Rngs(jax.random.split(jax.random.key(0), 3))


def use(rngs):
    block = Block(nnx.Rngs(1))
    x = jnp.ones((3, 2))
    block(x, 2)
    return called(block, x, rngs), both(1)


if __name__ == "__main__":
    for size in [2, 3]:
        print(scripted(dict(x=jnp.ones(size))))
"""


def test_ways_to_run_a_unit(project: Path) -> None:
    changes = [
        ("x, scale=1):\n", 'x, scale=1):\n        """Doc."""\n'),
        ("def called(model, x, rngs):\n", 'def called(model, x, rngs):\n    """Doc."""\n'),
        ("def scripted(given):\n", 'def scripted(given):\n    """Doc."""\n'),
        ("    return x + 1\n", "    return 1 + x\n"),
        ("def both(x):\n", 'def both(x):\n    """Doc."""\n'),
        ("((2,)) + 1", "((2,)) + 2"),
        ("(0), 3)", "(0), num=3)"),
    ]
    before, after = write(project / "old.py", WAYS), project / "new.py"
    write(after, replaced(WAYS, *changes))
    code, units, _ = verified(before, "--against", after, *PATIENT)
    ran = {name: (unit["run_by"], unit["verdict"]) for name, unit in units.items()}
    assert ran == {
        "Block": ("block(x, 2)", "identical"),
        "called": ("called(block, x, rngs), rngs=nnx.Rngs(0)", "identical"),
        "scripted": ("the script", "identical"),
        "unseen": (
            "inputs made for it: unseen(x=jnp.linspace(-1, 1, 6).reshape((3, 2)))",
            "identical",
        ),
        "both": ("both(1)", "not run"),
        "total": ("the import", "different"),
        "stacked": ("the import", "identical"),
    }
    assert units["scripted"]["draws"] == {"same": 2, "total": 2}
    assert units["Block"]["next_keys"] == {"same": 2, "total": 2}
    assert units["both"]["note"] == (
        "raises before and after: ValueError: 1 (raised in both: `raise ValueError(x)`)"
    )
    assert code == 1


FAILING = """\
from functools import partial

import jax.numpy as jnp
from flax import nnx
from flax.nnx import nnx as the_same
import nothing_of_this_name


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)


class Block(nnx.Module):
    def __init__(self, dim: int, rate, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=3)
        def make(rngs: nnx.Rngs):
            return nnx.Linear(dim, 4, rngs=rngs)

        self.parts, self.rate = make(rngs), rate

    @classmethod
    def carry(cls, batch_size, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=3)
        def make(rngs: nnx.Rngs):
            return rngs.params(), jnp.zeros(batch_size)

        return make(rngs)


class Awkward(nnx.Module):
    def __init__(self, first, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=3)
        def make(rngs: nnx.Rngs):
            return nnx.Linear(2, 4, rngs=rngs)

        self.parts = first.nobody.has.this(make(rngs))


open("here", "w")
raise SystemExit("never")
"""


def test_what_fails_elsewhere_blocks_nothing_and_inputs_are_made(project: Path) -> None:
    path = write(project / "old.py", FAILING)
    done = run("verify", *NEWEST, "--output-format", "json", *PATIENT, path)
    (file,) = json.loads(done.stdout)
    units = {unit["unit"]: unit for unit in file["units"]}
    assert {name: unit["verdict"] for name, unit in units.items()} == {
        "imports": "identical",
        "create": "identical",
        "Block": "identical",
        "Awkward": "not run",
    }
    assert units["Block"]["run_by"] == (
        "inputs made for it: Block(dim=2, rate=0.1, rngs=nnx.Rngs(0)); "
        "Block.carry(batch_size=2, rngs=nnx.Rngs(0))"
    )
    assert units["Block"]["draws"]["total"] == 9
    assert units["Awkward"]["note"].startswith("no input found: Awkward(first=")
    assert file["notes"] == [
        "`import nothing_of_this_name` raises ModuleNotFoundError: No module named "
        "'nothing_of_this_name'; below it only definitions are run"
    ]
    assert not (project / "here").exists()
    assert done.exit_code == 0


def test_what_was_not_run_is_told_by_its_reasons(project: Path) -> None:
    folder = project / "a"
    folder.mkdir()
    broken = OLD[: OLD.index("@partial(nnx.vmap")] + "raise ImportError('x')\n"
    for name in ("first.py", "second.py"):
        unknown = "\n\ndef use(thing, rngs=nnx.Rngs(0)):\n    return thing.nobody.has.this(rngs)\n"
        write(folder / name, broken + unknown)
    done = run("verify", *NEWEST, *PATIENT, folder)
    assert "Verified 2 units in 2 files: 2 not run.\nNot run, so nothing is" in done.stdout
    assert "  2 units: no input found: use(thing=" in done.stdout
    assert done.exit_code == 0
    assert run("verify", *NEWEST, "--strict", folder / "first.py").exit_code == 1


PACKAGE = {
    "__init__.py": "",
    "model.py": f"""{IMPORTS}
@nnx.vmap(in_axes=(None, 0), axis_size=3)
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.noise.normal(x.shape)


def size():
    return 3
""",
    "test_model.py": f"""{IMPORTS}
import pytest

from .model import size


@pytest.fixture
def x():
    return jnp.ones((size(), 2))


def test_lanes(x):
    @nnx.vmap(in_axes=(None, 0), axis_size=3)
    def noisy(rngs: nnx.Rngs, x):
        return x + rngs.noise.normal(x.shape)

    assert noisy(nnx.Rngs(0), x).shape == (3, 2)


def check():
    from . import model
    return model.noisy(nnx.Rngs(0), jnp.ones((size(), 2)))
""",
}


def test_unsafe_fixes_of_a_package_and_its_tests(project: Path) -> None:
    folder = project / "package"
    folder.mkdir()
    for name, text in PACKAGE.items():
        write(folder / name, text)
    done = run("verify", *NEWEST, *PATIENT, "package", "--entry", "package.test_model:check")
    lines = [line.split() for line in done.stdout.splitlines()]
    rows = {line[0]: line for line in lines if "NNX102" in line}
    assert done.exit_code == 0, done.output
    assert " ".join(rows["noisy"]) == (
        "noisy NNX102 unsafe 3 1 of 3 -> 3 of 3 - 1 of 1 differ 3 of 3 differ 2 same mended"
    )
    assert "noisy: run by package.test_model:check()" in done.stdout
    assert "test_lanes: run by its tests" in done.stdout
    assert done.stdout.endswith("Verified 4 units in 2 files: 4 mended.\n")
    assert sorted(path.name for path in folder.iterdir()) == sorted(PACKAGE)


@pytest.mark.parametrize(
    ("names", "verdicts"),
    [
        (["use.py", "layers.py"], [("use", "identical"), ("right", "identical")]),
        (["use.py"], [("use", "identical")]),
    ],
    ids=["both", "one alone"],
)
def test_old_files_that_import_each_other(
    project: Path, names: list[str], verdicts: list[tuple[str, str]]
) -> None:
    layers = OLD[: OLD.index("@partial(nnx.vmap, axis_size=3)\ndef below")]
    write(project / "layers.py", layers)
    use = f"""{IMPORTS}from layers import right


@partial(nnx.jit)
def use(rngs: nnx.Rngs):
    return right(rngs)[1]
"""
    write(project / "use.py", use)
    done = run("verify", *NEWEST, *PATIENT, "--output-format", "json", *names)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    units = [(unit["unit"], unit["verdict"]) for file in found for unit in file["units"]]
    assert units == verdicts
    assert {file["before"] for file in found} == {"implicit"}


LIMITED = """\
import socket
import subprocess
import time

import numpy as np


def quick():
    return 1


def networked():
    return socket.create_connection(("127.0.0.1", 9))


def large():
    return np.ones(1 << 29).sum()


def endless():
    child = subprocess.Popen(["sleep", "1000"])
    with open("pid", "w") as file:
        file.write(str(child.pid))
    time.sleep(1000)
"""


def has_ended(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_limits_hold_and_what_was_seen_before_is_kept(project: Path) -> None:
    changed = LIMITED.replace("():\n", '():\n    """Doc."""\n')
    before, after = write(project / "old.py", LIMITED), write(project / "new.py", changed)
    limits = ("--timeout", "20", "--memory", "2", "--strict")
    code, units, told = verified(before, "--against", after, *limits)
    assert code == 1
    assert {name: unit["note"] for name, unit in units.items()} == {
        "quick": None,
        "networked": "it wants the network, which it does not get",
        "large": "memory limit",
        "endless": "time limit of 20 s",
    }
    assert "(each run at most 20 s and 2 GB, without network)" in told
    pid = int((project / "pid").read_text())
    assert has_ended(pid)


@pytest.mark.parametrize("end_by", [signal.SIGINT, signal.SIGKILL])
def test_nothing_goes_on_when_the_command_is_ended(project: Path, end_by: signal.Signals) -> None:
    only_endless = LIMITED[: LIMITED.index("def quick")] + LIMITED[LIMITED.index("def endless") :]
    only_endless = only_endless.replace('subprocess.Popen(["sleep", "1000"])', "os.getpid()")
    before = write(project / "old.py", "import os\n" + only_endless.replace("child.pid", "child"))
    after = write(project / "new.py", before.read_text().replace("():\n", '():\n    """Doc."""\n'))
    # A job in the background ignores Ctrl-C, and so would the command.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from flake8_nnx_rng.frontends.command import main; main()"
    )
    arguments = ["-c", code, "verify", str(before), "--against", str(after)]
    command = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.PIPE)
    while not (project / "pid").exists():
        time.sleep(0.1)
    command.send_signal(end_by)
    command.communicate(timeout=10)
    assert has_ended(int((project / "pid").read_text()))


def test_page_shows_what_is_printed(project: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "verify.md").read_text(encoding="utf-8")
    layers, by_hand = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    shown = re.findall(r"^```text\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    write(project / "layers.py", layers)
    write(project / "by_hand.py", by_hand)
    (project / "pyproject.toml").write_text('[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    commands = [("layers.py",), ("layers.py", "--against", "by_hand.py")]
    printed = [
        f"$ nnx-rng verify {' '.join(arguments)}\n{run('verify', *arguments).stdout}"
        for arguments in commands
    ]
    assert shown == printed


def test_what_cannot_be_used_is_named(project: Path) -> None:
    path = write(project / "old.py", OLD)
    drive = write(project / "drive.py", "import old\n")
    for arguments, told in [
        (["gone.py"], "error: gone.py: No such file or directory"),
        ([path, "--against", "gone.py"], "error: gone.py: No such file or directory"),
        ([path, "--against", drive, "--entry", "drive"], "--entry takes MODULE:FUNCTION"),
        ([path, drive, "--against", path], "--against takes exactly one PATH, a file"),
        (
            [path, "--entry", "drive.py:go"],
            "error: --entry: drive.py:go: drive has no function 'go'",
        ),
    ]:
        done = run("verify", *NEWEST, *arguments)
        assert done.exit_code == 2, done.output
        assert told in done.stderr


def splitting(number: int) -> Callable[[Bench, Finding], Fix]:
    """A fix that splits for so many lanes, whatever there are."""

    def fix(bench: Bench, finding: Finding) -> Fix:
        new = f"nnx.split_rngs(splits={number})\n@nnx.vmap(axis_size=3)"
        return safe("Split", Edit(finding.node.start, finding.node.end, new))

    return fix


def test_only_fixes_that_were_seen_to_be_identical_are_made(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = catalogue.fixer

    def fixer(code: str) -> Callable[[Bench, Finding], Fix | None] | None:
        return wrong if code == "NNX101" else real(code)

    def wrong(bench: Bench, finding: Finding) -> Fix | None:
        is_last = "def sized" in bench.analysis.module.source.text[: finding.node.end + 20]
        return splitting(4 if is_last else 3)(bench, finding)

    monkeypatch.setattr(catalogue, "fixer", fixer)
    program = OLD[: OLD.index("@partial(nnx.scan")]
    path = write(project / "old.py", program)
    done = run("check", "--fix", "--verify", "--select=NNX101", *NEWEST, *PATIENT, path)
    assert path.read_text() == replaced(
        program, *(decorated(name, IMPLICIT, SPLIT) for name in ("right", "below", "alike"))
    )
    assert "old.py: sized: NNX101 not fixed (different: after raises ValueError" in done.stderr
    assert done.exit_code == 1


MISTAKES = f"""{IMPORTS}
@nnx.vmap(in_axes=(None, 0), axis_size=3)
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.noise.normal(x.shape)


def steps(model: nnx.Dropout, xs):
    @nnx.scan(in_axes=(None, nnx.Carry, 0), out_axes=(nnx.Carry, 0))
    def step(model, carry, x):
        return model(carry + x), None

    return step(model, jnp.ones(4), xs)


@nnx.vmap(in_axes=(0, 0), axis_size=3)
@nnx.split_rngs(splits=3)
def below(rngs: nnx.Rngs, x):
    return x + rngs.noise.normal(x.shape)


def use():
    steps(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.ones((5, 4)))
    noisy(nnx.Rngs(0), jnp.ones((3, 2)))
    below(nnx.Rngs(0), jnp.ones((3, 2)))
"""


def test_fixes_that_were_seen_to_mend_are_made(project: Path) -> None:
    path = write(project / "new.py", MISTAKES)
    arguments = ("check", "--fix", "--verify", "--unsafe-fixes", *NEWEST, *PATIENT, path)
    strict = run(*arguments, "--strict-verify")
    assert path.read_text() == MISTAKES
    assert strict.stderr.count("not fixed (mended") == 3
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    assert "new.py: noisy: NNX102 mended (2 repeated keys, now 0)" in done.stderr
    assert "new.py: steps: NNX104 mended (4 repeated keys, now 0)" in done.stderr
    assert "new.py: below: NNX107 mended (before raises ValueError" in done.stderr
    assert run("check", *NEWEST, path).exit_code == 0
