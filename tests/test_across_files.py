"""Other files of the project: what a file imports from them, and who calls what it transforms."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_nnx_rng import Diagnostic, check_paths, check_source
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.project.settings import Overrides
from flake8_nnx_rng.syntax.source import from_text

TRANSFORMED = """\
from flax import nnx


@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
"""
SCALAR = "create(nnx.Rngs(0))\n"
SPLIT = "create(nnx.Rngs(0).split(3))\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project for a release without implicit splits."""
    write(tmp_path / "pyproject.toml", '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(*paths: Path, checker: Checker | None = None) -> list[Diagnostic]:
    reports = list(check_paths(paths, checker=checker))
    assert [report.error for report in reports] == [None] * len(reports)
    return [diagnostic for report in reports for diagnostic in report.diagnostics]


def codes(*paths: Path) -> list[str]:
    return [diagnostic.code for diagnostic in found(*paths)]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"train.py": "from layers import create\n"}, "layers.py", id="beside it"),
        pytest.param({"train.py": "import layers\n"}, "layers.py", id="module"),
        pytest.param(
            {"train.py": "import layers as L\n"}, "layers.py", id="module by another name"
        ),
        pytest.param({"train.py": "from layers import *\n"}, "layers.py", id="star"),
        pytest.param({"train.py": "from layers import create as make\n"}, "layers.py", id="alias"),
        pytest.param(
            {"pkg/__init__.py": "", "train.py": "from pkg.layers import create\n"},
            "pkg/layers.py",
            id="in a package",
        ),
        pytest.param(
            {"train.py": "from pkg.sub import layers\n"}, "pkg/sub/layers.py", id="no __init__.py"
        ),
        pytest.param(
            {"train.py": "import pkg.layers\n"}, "pkg/layers.py", id="module by its whole name"
        ),
        pytest.param(
            {"pkg/__init__.py": "from .layers import create\n", "train.py": "import pkg\n"},
            "pkg/layers.py",
            id="handed on by a package",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from pkg.layers import *\n",
                "train.py": "from pkg import create\n",
            },
            "pkg/layers.py",
            id="handed on by a star",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from pkg.sub import create\n",
                "pkg/sub/__init__.py": "from . import layers\ncreate = layers.create\n",
                "train.py": "from pkg import create\n",
            },
            "pkg/sub/layers.py",
            id="handed on by two",
        ),
        pytest.param(
            {"pkg/__init__.py": "", "pkg/train.py": "from .layers import create\n"},
            "pkg/layers.py",
            id="relative",
        ),
        pytest.param(
            {"pkg/__init__.py": "", "pkg/runs/train.py": "from .. import layers\n"},
            "pkg/layers.py",
            id="relative from a folder below",
        ),
        pytest.param(
            {"src/pkg/__init__.py": "", "tests/train.py": "from pkg.layers import create\n"},
            "src/pkg/layers.py",
            id="src layout",
        ),
        pytest.param(
            {"train.py": "if True:\n    def f():\n        from layers import create\n        "},
            "layers.py",
            id="import in a function",
        ),
    ],
)
def test_a_call_in_another_file_is_reason_enough(
    project: Path, files: dict[str, str], place: str
) -> None:
    write(project / place, TRANSFORMED)
    for name, text in files.items():
        write(project / name, text)
    caller = next(name for name in files if name.endswith("train.py"))
    name = _called(files[caller])
    call = f"{name}(nnx.Rngs(0))\n"
    write(project / caller, "from flax import nnx\n" + files[caller] + call)
    [diagnostic] = found(project)
    row = 2 + files[caller].count("\n")
    assert (diagnostic.filename, diagnostic.code) == (str(project / place), "NNX101")
    assert diagnostic.consequence.endswith(f" (nnx.Rngs(0) is passed on line {row} of {caller})")
    write(project / caller, "from flax import nnx\n" + files[caller] + f"{name}({SPLIT[7:]}")
    assert found(project) == []


def _called(imports: str) -> str:
    """The transformed function as the file that imports it may call it."""
    for pattern, spelling in [
        (r"import layers as L", "L.create"),
        (r"import create as make", "make"),
        (r"(import|\.\. import|sub import) layers$", "layers.create"),
        (r"^import (pkg.*)$", r"\1.create"),
    ]:
        match = re.search(pattern, imports.strip())
        if match is not None:
            return match.expand(spelling)
    return "create"


def test_old_code_whose_caller_splits_is_not_old(project: Path) -> None:
    old = TRANSFORMED.replace("@nnx.vmap", "@partial(nnx.vmap, axis_size=3)")
    write(project / "layers.py", f"from functools import partial\n{old}")
    assert codes(project / "layers.py") == ["NNX101", "NNX301"]
    write(project / "train.py", f"from flax import nnx\nfrom layers import create\n{SPLIT}")
    assert codes(project / "layers.py") == ["NNX301"]


def test_a_call_that_is_expected_to_fail_is_no_reason(project: Path) -> None:
    write(project / "layers.py", TRANSFORMED)
    start = "import pytest\nfrom flax import nnx\nfrom layers import create\n"
    call = "def test():\n    with pytest.raises(ValueError):\n        "
    write(project / "test_layers.py", f"{start}{call}{SCALAR}")
    assert codes(project) == []


def test_a_function_of_the_same_name_is_another_one(project: Path) -> None:
    write(project / "layers.py", TRANSFORMED)
    write(project / "other.py", "def create(rngs): ...\n")
    write(
        project / "train.py",
        f"import layers\nfrom flax import nnx\nfrom other import create\n{SCALAR}",
    )
    assert codes(project) == []


def test_a_name_with_two_meanings_has_none(project: Path) -> None:
    write(project / "layers.py", TRANSFORMED)
    start = "from flax import nnx\ntry:\n    from layers import create\nexcept ImportError:\n"
    write(project / "train.py", f"{start}    from other import create\n{SCALAR}")
    write(project / "runs/train.py", f"from flax import nnx\nfrom layers import create\n{SCALAR}")
    write(project / "runs/layers.py", "def create(rngs): ...\n")
    assert codes(project) == []


DROPPING = """\
from flax import nnx


class Base(nnx.Module):
    pass


class Block(Base):
    def __init__(self, rate, rngs):
        self.drop = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.drop(x)


def build(rate, rngs):
    return Block(rate, rngs=rngs)
"""
BROADCAST = """\
from flax import nnx
from blocks import Block, build


@nnx.vmap(in_axes=(None, 0))
def forward(block, x):
    return block(x)


"""


@pytest.mark.parametrize("made", ["Block", "build"])
def test_a_class_of_another_file_is_known(project: Path, made: str) -> None:
    """Its Dropout drops alike in every lane, if it drops at all."""
    write(project / "blocks.py", DROPPING)
    checker = Checker(Overrides(extend_select=("NNX103",)))
    train = project / "train.py"
    write(train, f"{BROADCAST}forward({made}(0.5, rngs=nnx.Rngs(0)), x)\n")
    assert [d.code for d in found(train, checker=checker)] == ["NNX103"]
    write(train, f"{BROADCAST}forward({made}(0.0, rngs=nnx.Rngs(0)), x)\n")
    assert found(train, checker=checker) == []


def test_a_transformed_function_of_another_file_makes_a_stack(project: Path) -> None:
    """Since 0.11 it is scanned as it is: another split is one too many."""
    stack = TRANSFORMED.replace("Linear(2, 3", "Dropout(0.5").replace(
        "@nnx", "@nnx.split_rngs(splits=3)\n@nnx"
    )
    write(project / "layers.py", stack)
    scan = """\
from flax import nnx
from layers import create


{split}@nnx.scan(in_axes=(0, nnx.Carry), out_axes=nnx.Carry)
def forward(layer, x):
    return layer(x)


forward(create(nnx.Rngs(0)), x)
"""
    write(project / "train.py", scan.format(split=""))
    assert codes(project) == []
    write(project / "train.py", scan.format(split="@nnx.split_rngs(splits=3)\n"))
    [diagnostic] = found(project)
    assert (Path(diagnostic.filename).name, diagnostic.code) == ("train.py", "NNX110")


def test_a_fault_is_told_in_the_file_that_has_the_transform(project: Path) -> None:
    write(project / "layers.py", TRANSFORMED)
    train = "from flax import nnx\nfrom layers import create\n\n\n@nnx.jit\ndef f(rngs):\n    "
    write(project / "train.py", f"{train}return create(rngs)\n\n\nf(nnx.Rngs(0))\n")
    assert codes(project / "train.py") == []
    [diagnostic] = found(project / "layers.py")
    assert diagnostic.location.row == 4


def test_modules_that_import_each_other_are_read_once(project: Path) -> None:
    write(project / "layers.py", f"from train import *\n{TRANSFORMED}")
    write(project / "train.py", f"from flax import nnx\nfrom layers import *\n{SCALAR}missing(1)\n")
    assert codes(project) == ["NNX101"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            b"from flax import nnx\nfrom layers import create\ncreate(nnx.Rngs(\n", id="syntax"
        ),
        pytest.param(b"# coding: nonsense\nnnx\nfrom layers import create\n", id="encoding"),
        pytest.param(b"nnx = '\xff'\nfrom layers import create\n", id="bytes"),
        pytest.param(b"\0nnx\nfrom layers import create\n", id="null byte"),
    ],
)
def test_a_broken_neighbour_is_unknown(project: Path, data: bytes) -> None:
    layers = write(project / "layers.py", f"from train import Block\n{TRANSFORMED}")
    (project / "train.py").write_bytes(data)
    assert codes(layers) == []


def test_what_is_excluded_is_not_read(project: Path) -> None:
    layers = write(project / "layers.py", TRANSFORMED)
    call = f"from flax import nnx\nfrom layers import create\n{SCALAR}"
    write(project / "build/train.py", call)
    write(project / "scratch/train.py", call)
    (project / ".git").mkdir()
    write(project / ".gitignore", "scratch\n")
    assert codes(layers) == []
    write(project / "runs/train.py", call)
    assert codes(layers) == ["NNX101"]


def test_nothing_is_read_outside_of_the_project(project: Path) -> None:
    write(project / "inner/pyproject.toml", '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    layers = write(project / "inner/layers.py", TRANSFORMED)
    call = f"from flax import nnx\nfrom layers import create\n{SCALAR}"
    outside = write(project / "train.py", call)
    assert codes(layers) == []
    (project / "inner/linked.py").symlink_to(outside)
    assert codes(layers) == []


def test_it_can_be_turned_off(project: Path) -> None:
    layers = write(project / "layers.py", TRANSFORMED)
    write(project / "train.py", f"from flax import nnx\nfrom layers import create\n{SCALAR}")
    assert codes(layers) == ["NNX101"]
    assert found(layers, checker=Checker(Overrides(across_files=False))) == []
    table = "[tool.flake8-nnx-rng]\ntarget-flax = '0.12.8'\nacross-files = false\n"
    write(project / "pyproject.toml", table)
    assert codes(layers) == []
    assert [d.code for d in found(layers, checker=Checker(Overrides(across_files=True)))] == [
        "NNX101"
    ]


@pytest.mark.parametrize("name", ["-", "stdin", "<string>", "new.py", "layers.md"])
def test_text_without_a_file_stands_alone(
    project: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    write(project / "train.py", f"from flax import nnx\nfrom layers import create\n{SCALAR}")
    text = f"```python\n{TRANSFORMED}```\n" if name.endswith(".md") else TRANSFORMED
    assert check_source(text, filename=name) == []


def test_the_text_of_an_editor_counts_for_the_file_that_it_is(project: Path) -> None:
    """What calls a function in the text under this name calls what is in the text."""
    layers = write(project / "layers.py", "")
    write(project / "train.py", f"from flax import nnx\nfrom layers import create\n{SCALAR}")
    [diagnostic] = Checker().check(from_text(TRANSFORMED, str(layers)))
    assert diagnostic.code == "NNX101"


def test_flake8_and_the_command_say_the_same(project: Path) -> None:
    write(project / "pkg/__init__.py", "from .layers import create\n")
    write(project / "pkg/layers.py", TRANSFORMED)
    write(project / "train.py", f"from flax import nnx\nfrom pkg import create\n{SCALAR}")
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", "pkg"]
    plugin = [sys.executable, "-m", "flake8", "--select=NNX", "pkg"]
    lines = [
        subprocess.run(run, cwd=project, capture_output=True, text=True).stdout.splitlines()[0]
        for run in (command, plugin)
    ]
    assert "maps the scalar Rngs 'rngs' over an axis" in lines[1]
    assert lines[0].replace(" [*]", "") == lines[1]


@pytest.mark.parametrize("name", ["setup.cfg", ".flake8", ""])
def test_flake8_may_turn_it_off(project: Path, name: str) -> None:
    write(project / "layers.py", TRANSFORMED)
    write(project / "train.py", f"from flax import nnx\nfrom layers import create\n{SCALAR}")
    option = [] if name else ["--nnx-across-files=false"]
    if name:
        write(project / name, "[flake8]\nnnx-across-files = false\n")
        assert codes(project) == [] or name != ".flake8"
    run = [sys.executable, "-m", "flake8", "--select=NNX", *option, "."]
    done = subprocess.run(run, cwd=project, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_value_that_is_neither_true_nor_false_is_explained(project: Path) -> None:
    run = [sys.executable, "-m", "flake8", "--nnx-across-files=maybe", "."]
    done = subprocess.run(run, cwd=project, capture_output=True, text=True)
    assert (
        "invalid value for `nnx-across-files`: expected true or false" in done.stdout + done.stderr
    )


def test_what_is_too_much_to_read_is_unknown(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = write(project / "layers.py", TRANSFORMED)
    write(project / "train.py", f"from flax import nnx\nfrom layers import create\n{SCALAR}")
    assert codes(layers) == ["NNX101"]
    monkeypatch.setattr("flake8_nnx_rng.project.neighbour_files._MAX_FILES", 1)
    assert codes(layers) == []


def test_a_bound_method_of_a_class_in_another_file(project: Path) -> None:
    write(
        project / "models.py",
        """\
from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)
""",
    )
    train = "from flax import nnx\nfrom models import Model\n\nmodel = Model(nnx.Rngs(0))\n"
    method = write(project / "method.py", f"{train}forward = nnx.jit(model.__call__)\n")
    whole = write(project / "whole.py", f"{train}forward = nnx.jit(model)\n")
    quiet = write(project / "quiet.py", f"{train}model.eval()\nforward = nnx.jit(model)\n")
    (bound,) = found(method)
    assert bound.code == "NNX118"
    assert "nnx.jit(type(model).__call__)(model, ...)" in bound.help
    assert codes(whole) == ["NNX118"]
    assert codes(quiet) == []


def test_constants_of_functions_in_another_file(project: Path) -> None:
    write(
        project / "helpers.py",
        """\
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs | None = None):
        self.dropout = nnx.Dropout(0.5, rngs=rngs or nnx.Rngs(0))

    def __call__(self, x):
        return self.dropout(x)


def noise(x, seed=0):
    return nnx.Rngs(seed).normal(x.shape)


def project(x):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(0))(x)
""",
    )
    train = "from flax import nnx\nimport helpers\n\n"
    drawing = write(
        project / "drawing.py", f"{train}f = nnx.vmap(lambda x: x + helpers.noise(x))\n"
    )
    (diagnostic,) = found(drawing)
    assert diagnostic.code == "NNX106"
    assert (diagnostic.location.row, diagnostic.location.column) == (4, 28)
    assert "it is made on line 13 of helpers.py" in diagnostic.consequence
    (related,) = diagnostic.related
    assert Path(related.filename).name == "helpers.py"
    assert related.location.row == 13
    making = f"{train}f = nnx.vmap(lambda x: helpers.Noisy()(x))\n"
    assert codes(write(project / "making.py", making)) == ["NNX106"]
    given = f"{train}f = nnx.vmap(lambda x, key: x + helpers.noise(x, key) + helpers.project(x))\n"
    assert codes(write(project / "given.py", given)) == []


def test_bare_keys_that_another_file_makes_are_told_at_the_call(project: Path) -> None:
    write(
        project / "helpers.py",
        """\
from jax.random import key, normal


def noise(shape):
    return normal(key(0), shape)


def jitter(x, seed):
    return x + normal(seed, x.shape)
""",
    )
    train = "import jax\nfrom flax import nnx\nimport helpers\n\n"
    making = f"{train}f = nnx.vmap(lambda x: x + helpers.noise(x.shape))\n"
    (diagnostic,) = found(write(project / "making.py", making))
    assert (diagnostic.code, diagnostic.location.row) == ("NNX402", 5)
    assert "it is made on line 5 of helpers.py" in diagnostic.consequence
    handing = f"{train}f = nnx.jit(lambda x: helpers.jitter(x, jax.random.key(0)))\n"
    assert codes(write(project / "handing.py", handing)) == ["NNX402"]
    given = f"{train}f = nnx.vmap(lambda x, key: helpers.jitter(x, key))\n"
    assert codes(write(project / "given.py", given)) == []


def test_what_a_function_in_another_file_does_with_constants(project: Path) -> None:
    write(
        project / "helpers.py",
        """\
from flax import nnx


class Scale(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.scale = nnx.Param(1.0)


def noise(rngs, shape):
    return rngs.normal(shape)
""",
    )
    train = "from flax import nnx\nfrom helpers import Scale, noise\n\n"
    drawing = "f = nnx.jit(lambda x: x + noise(nnx.Rngs(0), x.shape))\n"
    keeping = "f = nnx.vmap(lambda: Scale(rngs=nnx.Rngs(0)), axis_size=3)\n"
    assert codes(write(project / "drawing.py", train + drawing)) == ["NNX106"]
    assert codes(write(project / "keeping.py", train + keeping)) == []


FILTERED = """\
from flax import nnx


@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


"""


@pytest.mark.parametrize(
    ("streams", "codes_found"), [("0", ["NNX114"]), ("params=0, dropout=1", [])]
)
def test_streams_are_those_that_another_file_makes(
    project: Path, streams: str, codes_found: list[str]
) -> None:
    made = f"from flax import nnx\n\n\ndef make():\n    return nnx.Rngs({streams})\n"
    seeds = write(project / "seeds.py", made)
    train = write(project / "train.py", f"from seeds import make\n{FILTERED}create(make())\n")
    assert codes(seeds, train) == codes_found


@pytest.mark.parametrize(
    ("streams", "codes_found"), [("0", ["NNX114"]), ("params=0, dropout=1", [])]
)
def test_streams_are_those_that_another_file_passes(
    project: Path, streams: str, codes_found: list[str]
) -> None:
    layers = write(project / "layers.py", FILTERED)
    call = f"from flax import nnx\nfrom layers import create\n\ncreate(nnx.Rngs({streams}))\n"
    train = write(project / "train.py", call)
    assert codes(layers, train) == codes_found


def test_a_model_of_another_file_keeps_the_streams_that_it_is_made_with(project: Path) -> None:
    model = """\
from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)
"""
    train = """\
from flax import nnx
from model import Model


@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=(nnx.StateAxes({"dropout": 0, ...: None}), 0))
def forward(model, x):
    return model(x)


forward(Model(rngs=nnx.Rngs(%s)), [1.0, 2.0, 3.0])
"""
    files = [write(project / "model.py", model), write(project / "train.py", train % "0")]
    assert codes(*files) == ["NNX114"]
    write(files[1], train % "0, dropout=1")
    assert codes(*files) == []


DRAWING = """\
from flax import nnx


class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)


class Keeper(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.streams = rngs


def noise(streams):
    return streams.normal((3,))
"""


@pytest.mark.parametrize(
    ("use", "codes_found"),
    [("Block(rngs=rngs)", ["NNX112"]), ("noise(rngs)", ["NNX112"]), ("Keeper(rngs=rngs)", [])],
)
def test_split_state_is_drawn_from_in_another_file(
    project: Path, use: str, codes_found: list[str]
) -> None:
    train = f"""\
from flax import nnx
from drawing import Block, Keeper, noise


def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    return {use}
"""
    files = [write(project / "drawing.py", DRAWING), write(project / "train.py", train)]
    assert codes(*files) == codes_found


@pytest.mark.parametrize(
    ("made", "codes_found"), [("Block(rngs=rngs)", ["NNX107"]), ("Keeper(rngs=rngs)", [])]
)
def test_a_class_of_another_file_says_whether_it_wants_scalar_state(
    project: Path, made: str, codes_found: list[str]
) -> None:
    train = f"""\
from flax import nnx
from drawing import Block, Keeper


@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return {made}
"""
    files = [write(project / "drawing.py", DRAWING), write(project / "train.py", train)]
    assert codes(*files) == codes_found


def test_what_a_transformed_function_is_given_by_another_file_is_an_rngs(project: Path) -> None:
    layers = """\
from flax import nnx


@nnx.jit
def draw(streams):
    return streams.fork(split=3)


def seeded(rngs: nnx.Rngs):
    return rngs.params()
"""
    train = "from flax import nnx\nfrom layers import draw\n\ndraw(nnx.Rngs(0))\n"
    files = [write(project / "layers.py", layers), write(project / "train.py", train)]
    assert "NNX206" in codes(*files)
    files[1].write_text("from layers import draw\n\ndraw(make())\n")
    assert "NNX206" not in codes(*files)


def test_a_key_is_used_up_by_functions_and_methods_of_other_files(project: Path) -> None:
    write(
        project / "buffers.py",
        """\
import jax


class Buffer:
    def sample(self, key, count):
        return jax.random.randint(key, (count,), 0, 9)


def update(model, key):
    first, second = jax.random.split(key)
    return model(first, second)


def folded(key):
    return jax.random.fold_in(key, 1)
""",
    )
    train = """\
import jax
from buffers import Buffer, folded, update
from flax import nnx


def step(model: nnx.Module, key):
    buffer = Buffer()
    key, subkey, other = jax.random.split(key, 3)
    indices = buffer.sample(subkey, 4)
    folded(other), jax.random.bits(other)
    return update(model, subkey), indices, key
"""
    checker = Checker(Overrides(extend_select=("NNX401",)))
    (diagnostic,) = found(write(project / "train.py", train), checker=checker)
    assert (diagnostic.code, diagnostic.location.row) == ("NNX401", 11)
