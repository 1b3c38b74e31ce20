"""`nnx-rng trace`: what processes draw that the script starts, however they start and end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """\
import multiprocessing, os, subprocess, sys
from concurrent.futures import ProcessPoolExecutor

def draw(number):
    from flax import nnx
    nnx.Rngs(noise=number).noise()
    return number

def draw_given(rngs):
    from flax import nnx
    nnx.vmap(lambda rngs: rngs.noise(), in_axes=None, axis_size=2)(rngs)

def by_itself(rngs):
    rngs.noise()
    os._exit(0)

if __name__ == "__main__":
    from flax import nnx
    spawn = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(1, mp_context=spawn)  # ends with the program
    assert list(executor.map(draw, [1, 2])) == [1, 2]
    with spawn.Pool(1) as pool:  # whose processes are terminated
        pool.map(draw_given, [nnx.Rngs(noise=7)] * 2)
    spawn.Process(target=by_itself, args=[nnx.Rngs(noise=8)]).start()  # nobody waits for it
    nnx.Rngs(9)()
    code = "from flax import nnx; nnx.Rngs(10)(); import os; os.kill(os.getpid(), 9)"
    print(subprocess.run([sys.executable, "-c", code]).returncode)
"""
FORKS = """\
import os, sys
from flax import nnx
child = os.fork()
nnx.Rngs(child and 1)()
if child:
    os.waitpid(child, 0)
    print("once")
sys.exit(0 if child else 5)
"""


def trace(folder: Path, program: str, *options: str) -> subprocess.CompletedProcess[str]:
    script = folder / "script.py"
    script.write_text(program)
    command = [sys.executable, "-m", "flake8_nnx_rng", "trace", *options, script.name]
    environment = os.environ | {"TMPDIR": str(folder)}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=environment, timeout=120
    )


def test_each_process_is_told_and_the_same_state_in_each_is_a_repeat(tmp_path) -> None:
    done = trace(tmp_path, PROGRAM, "--output-format", "json")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    lines = [(d["process"], d["frames"][0]["location"]["row"]) for d in told["draws"]]
    (found,) = told["repeats"]
    assert sorted(lines) == [(0, 25), *2 * [(1, 6)], *4 * [(2, 11)], (3, 14), (4, 1)]
    assert {d["frames"][0]["filename"] for d in told["draws"]} == {"script.py", "<string>"}
    assert (found["filename"], found["location"]["row"]) == ("script.py", 11)
    assert found["code"] == "NNX102"
    repeated = "stream 'noise' gives the same key in all 2 lanes of nnx.vmap and on each of 2 calls"
    assert found["message"] == repeated
    assert "-9" in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_that_ends_as_the_script_does_reports_nothing_itself(tmp_path) -> None:
    done = trace(tmp_path, FORKS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("once") == 1
    assert done.stdout.count("No key was drawn twice.") == 1
    assert done.stdout.splitlines()[2].split()[:3] == ["default", "2", "2"]
    assert not list(tmp_path.glob("nnx-rng-*"))


def test_only_the_first_draws_are_kept_where_that_is_asked_for(tmp_path) -> None:
    program = """\
import jax
from flax import nnx
rngs = nnx.Rngs(0)
jax.lax.fori_loop(0, 9, lambda i, x: x + jax.random.normal(nnx.Rngs(jax.random.key(i + 1))()), 0.0)
for _ in range(2):
    nnx.clone(rngs)()
"""
    done = trace(tmp_path, program, "--max-draws", "10")
    assert "only the first 10 draws" in done.stderr
    assert done.returncode == 0
    assert "No key was drawn twice." in done.stdout
    done = trace(tmp_path, program, "--max-draws", "11")
    assert "were kept" not in done.stderr
    assert done.returncode == 1
