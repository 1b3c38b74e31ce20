"""Files of one package in one run: each is mended for what it meant when the run began."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, fix_paths

SIGN = """\
from flax import nnx


def step(model, x):
    return nnx.grad(loss, wrt=nnx.Param)(model, x)
"""
WITHOUT_SIGN = """\
import jax
from flax import nnx


@nnx.vmap
def noisy(rngs: nnx.Rngs, x: jax.Array):
    return rngs.noise() + x
"""
SETTINGS = Settings(target_flax="0.12.12")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "setup.cfg").touch()
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "__init__.py").touch()
    return folder


@pytest.mark.parametrize("sign", ["a.py", "z.py"], ids=["mended first", "mended last"])
def test_the_age_of_a_package_is_that_at_the_start(package: Path, sign: str) -> None:
    (package / sign).write_text(SIGN, "utf-8")
    (package / "layers.py").write_text(WITHOUT_SIGN, "utf-8")
    shown = [report.after for report in fix_paths([package], SETTINGS, unsafe=True, write=False)]
    reports = list(fix_paths([package], SETTINGS, unsafe=True))
    assert [report.after for report in reports] == shown
    assert "wrt" not in (package / sign).read_text("utf-8")
    assert "nnx.split_rngs(splits=x.shape[0])" in (package / "layers.py").read_text("utf-8")
    assert not any(report.changed for report in fix_paths([package], SETTINGS, unsafe=True))
