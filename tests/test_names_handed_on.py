"""Names of Flax that come by way of other files of the project, which hand them on."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, check_paths, fix_paths

HANDS_ON = "from flax import nnx\nfrom flax.nnx import Rngs\n\nlanes = nnx.vmap\nscan = nnx.scan\n"
TRANSFORMED = """\
@{transform}
def noise(rngs: nnx.Rngs, x):
    return rngs.noise() + x
"""
SETTINGS = Settings(target_flax="0.12.12", source_flax="0.8.5", select=("NNX101", "NNX2", "NNX3"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "setup.cfg", "")
    write(tmp_path / "compat.py", HANDS_ON)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def codes(*paths: Path) -> list[str]:
    return [d.code for report in check_paths(paths, SETTINGS) for d in report.diagnostics]


def fixed(path: Path) -> str:
    list(fix_paths([path], SETTINGS, unsafe=True))
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("imported", "transform"),
    [
        ("from compat import lanes", "lanes"),
        ("from compat import lanes as many", "many"),
        ("import compat", "compat.lanes"),
        ("import compat as c", "c.nnx.vmap"),
        ("from compat import *", "lanes"),
        ("from compat import nnx as n", "n.vmap"),
        ("from further import lanes", "lanes"),
        ("import further", "further.lanes"),
        ("from circle import lanes", "lanes"),
    ],
)
def test_a_transform_is_one_whoever_hands_it_on(
    project: Path, imported: str, transform: str
) -> None:
    write(project / "further.py", "from compat import *\n")
    write(project / "circle.py", "from further import lanes\nfrom main import noise\n")
    text = f"from flax import nnx\n{imported}\n\n\n{TRANSFORMED.format(transform=transform)}"
    main = write(project / "main.py", text)
    assert codes(main) == ["NNX101"]
    assert "split_rngs(splits=x.shape[0])(_noise)(rngs, x)" in fixed(main)
    assert codes(main) == []


@pytest.mark.parametrize(
    "other",
    [
        "def lanes(function):\n    return function\n",
        "from jax import vmap as lanes\n",
        "from flax import nnx\n\nlanes = nnx.vmap\nif nnx.USED:\n    lanes = nnx.scan\n",
        "from main import lanes\n",
        "",
    ],
)
def test_what_may_be_something_else_is_nothing(project: Path, other: str) -> None:
    write(project / "compat.py", other)
    imports = "from flax import nnx\nfrom compat import lanes\n\n\n"
    main = write(project / "main.py", imports + TRANSFORMED.format(transform="lanes"))
    assert codes(main) == []


def test_what_has_no_name_here_is_said(project: Path) -> None:
    """`compat.split_rngs` is nothing that `compat` has to have."""
    text = "from compat import Rngs, lanes\n\n\n" + TRANSFORMED.format(transform="lanes")
    main = write(project / "main.py", text.replace("nnx.Rngs", "Rngs"))
    (report,) = fix_paths([main], SETTINGS, unsafe=True)
    assert not report.changed
    assert [d.code for d in report.left] == ["NNX101"]
    assert report.left[0].fix is not None
    assert "import nnx from flax" in report.left[0].fix.message


def test_a_removed_name_is_told_of_where_it_is_taken(project: Path) -> None:
    compat = write(project / "compat.py", "from flax import nnx\n\nLifted = nnx.Vmap\n")
    text = "from flax import nnx\nimport compat\n\nmodel = compat.Lifted(nnx.Linear, 2)\n"
    main = write(project / "main.py", text)
    assert codes(compat) == ["NNX202"]
    assert codes(main) == []
