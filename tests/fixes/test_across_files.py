"""Old code that takes its classes and helpers from other files of the project is migrated, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, fix_paths
from flake8_nnx_rng.fixing import FixReport

LAYERS = """\
import jax.numpy as jnp
from flax import nnx

SIZE = 3


class Lin(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

    def step(self, x):
        return self.linear(x)


class Wide(Lin):
    pass


class Noisy(nnx.Module):
    def __init__(self, rngs):
        self.rngs = rngs

    def step(self, x):
        return x + self.rngs.noise()


class Parts(nnx.Module):
    def __init__(self, rngs):
        layers = []
        for _ in range(2):
            layers.append(Noisy(rngs))
        self.layers = layers

    def step(self, x):
        return x + 1


def make_rngs():
    return nnx.Rngs(0)


def make(rngs):
    return Lin(rngs)


def both(rngs):
    return Lin(rngs), jnp.ones(3)


def scaled(x, factor):
    return factor * x
"""
CREATE = """\
from functools import partial

from flax import nnx
from layers import {names}


@partial(nnx.vmap, axis_size=5, split_rngs="params")
def create(rngs: nnx.Rngs):
    return {returned}


create({passed})
"""
CREATED = """\
from flax import nnx
from layers import {names}


state_axes = nnx.StateAxes({{
    nnx.All(nnx.RngState, "params"): 0,
    nnx.RngState: None,
    ...: 0,
}})


@nnx.split_rngs(splits=5, only="params")
@nnx.vmap(in_axes=(state_axes,), out_axes={out}, axis_size=5)
def create(rngs: nnx.Rngs):
    return {returned}


create({passed})
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that was written for the last release with implicit splits."""
    write(tmp_path / "requirements.txt", "flax==0.8.5\n")
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def fixed(path: Path, *, across_files: bool = True, target: str = "0.12") -> FixReport:
    """What the safe fixes make of one file of a project that moves on to a newer release."""
    settings = Settings(target_flax=target, across_files=across_files)
    [report] = fix_paths([path], settings, write=False)
    assert (report.error, report.problem) == (None, "")
    return report


@pytest.mark.parametrize(
    ("names", "returned", "passed", "out"),
    [
        pytest.param("Lin", "Lin(rngs)", "nnx.Rngs(0)", "state_axes", id="class"),
        pytest.param("Wide", "Wide(rngs)", "nnx.Rngs(0)", "state_axes", id="base class"),
        pytest.param("make", "make(rngs)", "nnx.Rngs(0)", "state_axes", id="helper"),
        pytest.param(
            "Lin, make_rngs", "Lin(rngs)", "make_rngs()", "state_axes", id="factory of Rngs"
        ),
        pytest.param("both", "both(rngs)", "nnx.Rngs(0)", "(state_axes, 0)", id="module and array"),
        pytest.param(
            "Lin, scaled",
            "Lin(rngs), scaled(2.0, 3.0)",
            "nnx.Rngs(0)",
            "(state_axes, 0)",
            id="helper for arrays",
        ),
        pytest.param(
            "SIZE, Lin", "Lin(rngs), SIZE", "nnx.Rngs(0)", "(state_axes, 0)", id="constant"
        ),
    ],
)
def test_what_comes_from_another_file_is_known(
    project: Path, names: str, returned: str, passed: str, out: str
) -> None:
    write(project / "layers.py", LAYERS)
    train = write(
        project / "train.py", CREATE.format(names=names, returned=returned, passed=passed)
    )
    report = fixed(train)
    assert report.after == CREATED.format(names=names, returned=returned, passed=passed, out=out)
    assert report.left == ()
    alone = fixed(train, across_files=False)
    assert "what the function returns is not certain" in str(alone.left)


@pytest.mark.parametrize(
    ("files", "imported"),
    [
        ({"pkg/__init__.py": "from .layers import *\n"}, "pkg"),
        ({"pkg/__init__.py": "from pkg.layers import Lin as Block\n"}, "pkg as Block"),
        ({"pkg/__init__.py": "", "models.py": "from pkg.layers import Lin\n"}, "models"),
        (
            {"pkg/__init__.py": "", "models.py": "from pkg import layers\nLin = layers.Lin\n"},
            "models",
        ),
    ],
)
def test_what_another_file_hands_on_is_known(
    project: Path, files: dict[str, str], imported: str
) -> None:
    module, _, alias = imported.partition(" as ")
    name = alias or "Lin"
    for path, text in {**files, "pkg/layers.py": LAYERS}.items():
        write(project / path, text)
    texts = [
        text.format(names=name, returned=f"{name}(rngs)", passed="nnx.Rngs(0)", out="state_axes")
        for text in (CREATE, CREATED)
    ]
    before, after = (text.replace("from layers", f"from {module}") for text in texts)
    report = fixed(write(project / "train.py", before))
    assert (report.after, report.left) == (after, ())


FORWARD = """\
from flax import nnx
from layers import {names}


def forward(model, x):
    return model.step(2 * x)


def run(rngs, xs):
    model = {made}
    return nnx.vmap(forward, in_axes=(None, 0), axis_size=5, split_rngs="noise")(model, xs)
"""


@pytest.mark.parametrize(
    ("made", "splits"),
    [
        pytest.param("Lin(rngs)", False, id="no streams"),
        pytest.param("Noisy(rngs)", True, id="its own Rngs"),
        pytest.param("Parts(rngs)", True, id="streams in a list"),
    ],
)
def test_a_module_of_another_file_is_split_if_it_keeps_streams(
    project: Path, made: str, splits: bool
) -> None:
    write(project / "layers.py", LAYERS)
    names = made.partition("(")[0]
    report = fixed(write(project / "train.py", FORWARD.format(names=names, made=made)))
    assert report.left == ()
    assert ("split_rngs(splits=5" in report.after) is splits


APPLY = """\
from flax import nnx
from somewhere import weight


@nnx.vmap(in_axes=(None, 0), axis_size=3, split_rngs=False)
def apply(model, x):
    return x * weight(model)
"""


def test_what_callers_in_another_file_pass_is_known(project: Path) -> None:
    """The function does not show whether `model` is a module; the file that calls it does."""
    steps = write(project / "steps.py", APPLY)
    assert "'model' is taken for no module" in str(fixed(steps).left)
    write(project / "layers.py", LAYERS)
    call = "from flax import nnx\nfrom layers import Lin\nfrom steps import apply\n\n\n"
    write(project / "train.py", f"{call}def run(rngs, x):\n    return apply(Lin(rngs), x)\n")
    report = fixed(steps)
    assert "@nnx.vmap(in_axes=(0, 0), axis_size=3)\ndef apply" in report.after
    assert report.left == ()


AXES = (
    "from flax import nnx\n\nAXES = {nnx.Param: 0}\nSPLIT = ('params',)\nALL = {...: 0}\nIN = 0\n"
)
SHARED = """\
from flax import nnx
from layers import Lin
from axes import AXES, ALL, SPLIT


@nnx.vmap(axis_size=5, {options})
def create(rngs: nnx.Rngs):
    return Lin(rngs)
"""


@pytest.mark.parametrize(
    ("options", "after"),
    [
        ("state_axes=AXES", "nnx.StateAxes({nnx.RngState: 0, **AXES, ...: None})"),
        ("state_axes=ALL, split_rngs=False", "nnx.StateAxes({nnx.RngState: None, **ALL})"),
        ("split_rngs=SPLIT", "nnx.All(nnx.RngState, SPLIT): 0"),
    ],
)
def test_options_of_another_file_stay_there(project: Path, options: str, after: str) -> None:
    write(project / "layers.py", LAYERS)
    write(project / "axes.py", AXES)
    report = fixed(write(project / "train.py", SHARED.format(options=options)))
    assert report.left == ()
    assert after in report.after


def test_rng_state_in_axes_of_another_file_is_refused(project: Path) -> None:
    """0.8.5 left the entry out, which `**AXES` cannot."""
    write(project / "layers.py", LAYERS)
    write(project / "axes.py", AXES.replace("{nnx.Param: 0}", "{nnx.RngState: 0, nnx.Param: 1}"))
    report = fixed(write(project / "train.py", SHARED.format(options="state_axes=AXES")))
    assert "AXES has entries for RNG state" in str(report.left)


MAKERS = """\
from functools import partial

from flax import nnx
from layers import Lin


class Grown(Lin):
    @classmethod
    def grow(cls, rngs):
        return cls(rngs)


def by_name(*, rngs: nnx.Rngs):
    return Lin(rngs)


def of_size(size, rngs):
    return Lin(rngs)


small = partial(of_size, 2)


@nnx.jit
def compiled(rngs):
    return Lin(rngs)
"""
TRANSFORM = """\
from functools import partial

import makers
from flax import nnx
from layers import Lin, make
from makers import Grown, by_name, compiled, of_size, small

rngs = nnx.Rngs(0)
models = {call}
"""


@pytest.mark.parametrize(
    ("call", "after"),
    [
        (
            "nnx.vmap(make, axis_size=3)(rngs)",
            "nnx.split_rngs(splits=3)(nnx.vmap(make, axis_size=3))(rngs)",
        ),
        (
            "nnx.vmap(Lin, axis_size=3)(rngs)",
            "nnx.split_rngs(splits=3)(nnx.vmap(Lin, axis_size=3))(rngs)",
        ),
        (
            "nnx.vmap(partial(of_size, 2), axis_size=3)(rngs)",
            "nnx.split_rngs(splits=3)(nnx.vmap(partial(of_size, 2), axis_size=3))(rngs)",
        ),
        (
            "nnx.vmap(small, axis_size=3)(rngs)",
            "nnx.split_rngs(splits=3)(nnx.vmap(small, axis_size=3))(rngs)",
        ),
        (
            "nnx.vmap(Grown.grow, axis_size=3)(rngs)",
            "nnx.split_rngs(splits=3)(nnx.vmap(Grown.grow, axis_size=3))(rngs)",
        ),
        (
            "nnx.vmap(makers.by_name, axis_size=3)(rngs=rngs)",
            "nnx.split_rngs(splits=3)(nnx.vmap(\n    lambda rngs: makers.by_name(rngs=rngs),\n"
            "    axis_size=3,\n))(rngs=rngs)",
        ),
    ],
)
def test_a_function_of_another_file_is_split_where_it_is_transformed(
    project: Path, call: str, after: str
) -> None:
    write(project / "layers.py", LAYERS)
    write(project / "makers.py", MAKERS)
    report = fixed(write(project / "train.py", TRANSFORM.format(call=call)))
    assert report.left == ()
    assert report.after == TRANSFORM.format(call=after)


def test_a_function_that_another_file_transforms_is_left_to_it(project: Path) -> None:
    write(project / "layers.py", LAYERS)
    write(project / "makers.py", MAKERS)
    text = TRANSFORM.format(call="nnx.vmap(compiled, axis_size=3)(rngs)")
    assert not fixed(write(project / "train.py", text)).changed


def test_what_a_method_of_a_plain_object_returns_is_known(project: Path) -> None:
    write(
        project / "env.py",
        "import jax\n\n\nclass Base:\n    def reset(self, rngs):\n"
        "        return jax.random.normal(rngs.env(), (2,))\n\n\nclass Env(Base):\n    pass\n\n\n"
        "ENV = Env()\n",
    )
    text = """\
from flax import nnx
from env import ENV, Env


@nnx.vmap(axis_size=5, state_axes={})
def reset(rngs: nnx.Rngs):
    return ENV.reset(rngs)


def run(env: Env):
    @nnx.vmap(axis_size=5, state_axes={})
    def reset(rngs: nnx.Rngs):
        return env.reset(rngs)

    return reset
"""
    report = fixed(write(project / "train.py", text))
    assert report.left == ()
    assert report.after.count("@nnx.split_rngs(splits=5)") == 2
    assert "out_axes" not in report.after


def test_a_class_of_another_file_is_lifted_here(project: Path) -> None:
    write(
        project / "block.py",
        "import flax.nnx as fnx\n\n\nclass Block(fnx.Module):\n"
        "    def __init__(self, dim: int = 3, *, rngs: fnx.Rngs):\n"
        "        self.linear = fnx.Linear(dim, dim, rngs=rngs)\n\n"
        "    def __call__(self, x: 'Array'):\n        return self.linear(x)\n",
    )
    text = """\
from block import Block
from flax import nnx

model = nnx.Remat.constructor(Block)(rngs=nnx.Rngs(0))
"""
    report = fixed(write(project / "train.py", text))
    assert report.left == ()
    assert "    def __init__(self, dim: int = 3, *, rngs):\n" in report.after
    assert "        self.remat_module = Block(dim, rngs=rngs)\n" in report.after
    assert "    def __call__(self, x):\n" in report.after


LIFTING = """\
from functools import partial

from flax import nnx

ensemble = partial(nnx.vmap, axis_size=4)
"""
LIFTED = """\
from flax import nnx


def ensemble(function):
    return nnx.split_rngs(splits=4)(nnx.vmap(function, axis_size=4))
"""


def user(decorator: str = "ensemble", parameter: str = "rngs: nnx.Rngs") -> str:
    return f"""\
from flax import nnx
from layers import Lin
from lifting import ensemble


@{decorator}
def create({parameter}):
    return Lin(nnx.Rngs(0))
"""


def test_a_decorator_for_functions_of_other_files_splits_where_it_is_kept(project: Path) -> None:
    """With only the file of the functions given, the other one still says what is left to do."""
    write(project / "layers.py", LAYERS)
    lifting = write(project / "lifting.py", LIFTING)
    assert not fixed(lifting).left  # nobody uses it
    write(project / "train.py", user())
    report = fixed(lifting)
    assert (report.after, report.left) == (LIFTED, ())
    assert not fixed(project / "train.py").changed


def test_a_decorator_of_arrays_stays(project: Path) -> None:
    lifting = write(project / "lifting.py", LIFTING)
    write(project / "train.py", user(parameter="x: jax.Array"))
    assert not fixed(lifting).changed


def test_a_decorator_with_axes_for_functions_of_other_files_is_refused(project: Path) -> None:
    text = LIFTING.replace("axis_size=4", "axis_size=4, in_axes=(None, 0)")
    lifting = write(project / "lifting.py", text)
    write(project / "train.py", user())
    assert "is kept for functions that other files define" in str(fixed(lifting).left)


def test_a_decorator_that_a_function_makes_splits_where_it_is_made(project: Path) -> None:
    text = (
        "from functools import partial\n\nfrom flax import nnx\n\n\ndef ensemble(n):\n    return "
    )
    lifting = write(project / "lifting.py", f"{text}partial(nnx.vmap, axis_size=n)\n")
    write(project / "layers.py", LAYERS)
    write(project / "train.py", user("ensemble(3)"))
    report = fixed(lifting)
    split = "lambda function: nnx.split_rngs(splits=n)(nnx.vmap(function, axis_size=n))\n"
    assert report.after == f"{text}{split}".partition("\n\n")[2]
    assert report.left == ()


def test_a_function_that_is_passed_in_is_split_as_its_size_says(project: Path) -> None:
    text = """\
from flax import nnx


def ensemble(create, rngs):
    return nnx.vmap(create, axis_size=3)(rngs)


def lazily(create):
    return nnx.vmap(create, axis_size=3)


def mapped(function):
    return nnx.vmap(function, axis_size=3)(2.0)
"""
    path = write(project / "lib.py", text)
    report = fixed(path, target="0.10")
    assert report.left == ()
    split = "nnx.split_rngs(splits=3)(nnx.vmap(create, axis_size=3))"
    assert report.after == text.replace("nnx.vmap(create, axis_size=3)", split)
    assert "Dropout draws from a stream of its own" in str(fixed(path).left)


@pytest.mark.parametrize(
    "options", ["dict(axis_size=3, state_axes={nnx.Param: 0})", '{"axis_size": 3}']
)
def test_options_of_a_dict_in_another_file_are_asked_for(project: Path, options: str) -> None:
    write(project / "layers.py", LAYERS)
    write(project / "options.py", f"from flax import nnx\n\nOPTIONS = {options}\n")
    text = SHARED.replace("axis_size=5, {options}", "**OPTIONS")
    text = text.replace("from axes import AXES, ALL, SPLIT", "from options import OPTIONS")
    report = fixed(write(project / "train.py", text))
    assert report.left == ()
    assert '@nnx.split_rngs(splits=OPTIONS["axis_size"])\n' in report.after
    if "state_axes" in options:
        assert '{nnx.RngState: 0, **OPTIONS["state_axes"], ...: None}' in report.after
        assert ', axis_size=OPTIONS["axis_size"])' in report.after
    else:
        assert "\n@nnx.vmap(**OPTIONS)\n" in report.after


def test_options_of_a_dict_that_is_not_in_view_are_told_of(project: Path) -> None:
    write(project / "layers.py", LAYERS)
    write(project / "options.py", "OPTIONS = read()\n")
    text = SHARED.replace("nnx.vmap(axis_size=5, {options}", "partial(nnx.vmap, **OPTIONS")
    text = text.replace("from axes import AXES, ALL, SPLIT", "from options import OPTIONS")
    report = fixed(write(project / "train.py", f"from functools import partial\n{text}"))
    assert "gets options by * or **, which are not in view" in str(report.left)


KEYWORD_ONLY = """\
from functools import partial

import jax
from flax import nnx


@partial(nnx.vmap, in_axes=(0, None), in_axes_kwargs=0)
def forward(model: nnx.Linear, scale: float = 2.0, *, x: jax.Array):
    return scale * model(x)
"""


@pytest.mark.parametrize(
    ("call", "left"),
    [
        ("forward(model, x=x, scale=x)", ""),
        ("forward(model, 1.0, x=x)", "'scale' would change its place"),
        ("forward(model, x=x)", ""),
    ],
)
def test_calls_in_other_files_say_how_arguments_are_passed(
    project: Path, call: str, left: str
) -> None:
    apply = write(project / "apply.py", KEYWORD_ONLY)
    write(
        project / "train.py",
        f"import flax.nnx\nfrom apply import forward\n\n\ndef run(model, x):\n    return {call}\n",
    )
    report = fixed(apply)
    assert left in str(report.left) if left else report.left == ()


@pytest.mark.parametrize("through", ["common", "package"])
def test_what_everything_of_another_file_brings_is_known(project: Path, through: str) -> None:
    write(project / "common.py", f"from functools import partial\n\n{LAYERS}")
    write(project / "package" / "__init__.py", "from common import *\n")
    text = f"""\
from {through} import *


@partial(nnx.vmap, axis_size=5)
def create(rngs: nnx.Rngs):
    return Lin(rngs)
"""
    report = fixed(write(project / "train.py", text))
    split = "@nnx.split_rngs(splits=5)\n@nnx.vmap(axis_size=5)"
    assert (report.after, report.left) == (
        text.replace("@partial(nnx.vmap, axis_size=5)", split),
        (),
    )


def test_a_name_that_another_file_defines_is_not_that_of_a_library(project: Path) -> None:
    write(project / "common.py", "import mine as nnx\nfrom functools import partial\n")
    text = "from common import *\n\n\n@partial(nnx.vmap, axis_size=5)\ndef create(rngs): ...\n"
    assert not fixed(write(project / "train.py", text)).changed


@pytest.mark.parametrize("base", ["Lin", "Parts"])
def test_a_list_of_layers_in_a_module_by_its_base_in_another_file_is_data(
    project: Path, base: str
) -> None:
    write(project / "layers.py", LAYERS)
    text = f"""\
from flax import nnx
from layers import {base}


class Deep({base}):
    def __init__(self, rngs):
        self.deep = [nnx.Linear(2, 2, rngs=rngs) for _ in range(2)]
"""
    report = fixed(write(project / "train.py", text))
    assert "self.deep = nnx.data([nnx.Linear(2, 2, rngs=rngs) for _ in range(2)])" in report.after
