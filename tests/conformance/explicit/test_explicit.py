"""The reference draws what the installed Flax draws, in every program and bit for bit.

`CONFORMANCE_EXAMPLES` is the number of programs (default 40); `CONFORMANCE_RESULTS` is a folder
where `explicit-RELEASE.json` gets the counts, if nothing differs. Most of the time goes into
compiling; `XLA_FLAGS=--xla_backend_optimization_level=0` makes it less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
from conformance.explicit import on_flax, on_reference, strategies
from conformance.explicit.mistakes import MISTAKES
from conformance.explicit.operations import Case, walk
from hypothesis import HealthCheck, given, settings

RELEASE = on_flax.RELEASE
DEVICES = jax.local_device_count()
EXAMPLES = int(os.environ.get("CONFORMANCE_EXAMPLES", "40"))
ROOT = Path(__file__).parents[3]

totals: Counter[str] = Counter()
kinds: Counter[str] = Counter()
programs: set[Case] = set()
by_devices: dict[str, Any] = {}

# The releases and their jax warn of each other; what is drawn is what counts here.
pytestmark = [pytest.mark.untraced, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module", autouse=True)
def results(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    folder = os.environ.get("CONFORMANCE_RESULTS")
    if not folder or request.session.testsfailed:
        return
    totals["distinct programs"] = len(programs)
    counts = {**dict(sorted(totals.items())), "kinds": dict(sorted(kinds.items()))}
    versions = {"flax": ".".join(map(str, RELEASE)), "jax": jax.__version__}
    path = Path(folder, f"explicit-{versions['flax']}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {**versions, "devices": {str(DEVICES): counts, **by_devices}}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def outcome(run: Callable[..., Any], *args: Any) -> tuple[str | None, Any]:
    """The class of what was raised and the error, or None and what was drawn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return None, jax.tree.map(np.asarray, run(*args))
        except Exception as error:
            return type(error).__name__, error


def assert_same(case: Case) -> None:
    raised, on_the_flax = outcome(on_flax.run_case, case.seeds, case.program)
    also_raised, on_ours = outcome(on_reference.run_case, case.seeds, case.program, RELEASE)
    assert raised == also_raised, (on_the_flax, on_ours)
    count(case, raised)
    if raised:
        return
    (drawn, state), (our_drawn, our_state) = on_the_flax, on_ours
    assert state.keys() == our_state.keys()
    assert jax.tree.structure(drawn) == jax.tree.structure(our_drawn)
    left = jax.tree.leaves((drawn, dict(sorted(state.items()))))
    right = jax.tree.leaves((our_drawn, dict(sorted(our_state.items()))))
    for one, other in zip(left, right, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    totals["keys drawn"] += sum(array.size // 2 for array in jax.tree.leaves(drawn))
    totals["streams compared"] += len(state)


def count(case: Case, raised: str | None) -> None:
    found = list(walk(case.program))
    programs.add(case)
    kinds.update(found)
    totals["programs"] += 1
    totals["operations"] += sum(">" not in kind for kind in found)
    if raised:
        totals["programs that raise"] += 1
        kinds[f"raises {raised}"] += 1


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(strategies.cases(RELEASE, DEVICES))
def test_programs_draw_what_flax_draws(case: Case) -> None:
    assert_same(case)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_fail_as_on_flax(name: str) -> None:
    assert_same(MISTAKES[name])


@pytest.mark.skipif(DEVICES > 1, reason="there are more devices here already")
def test_programs_on_four_devices(tmp_path: Path) -> None:
    flags = {
        "XLA_FLAGS": "--xla_force_host_platform_device_count=4 --xla_backend_optimization_level=0",
        "JAX_PLATFORMS": "cpu",
        "PYTEST_ADDOPTS": "",
        "CONFORMANCE_EXAMPLES": str(max(10, EXAMPLES // 6)),
        "CONFORMANCE_RESULTS": str(tmp_path),
    }
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "programs_draw"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, __file__],
        env=os.environ | flags,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    (path,) = tmp_path.iterdir()
    by_devices.update(json.loads(path.read_text(encoding="utf-8"))["devices"])
    assert any(kind.startswith("pmap") for kind in by_devices["4"]["kinds"])
