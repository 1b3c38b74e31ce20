"""`nnx-rng run --implicit`: as python runs a script, with the semantics of 0.8.5."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_nnx_rng.home import install

OLD = """\
import jax
from flax import nnx

def draw(rngs):
    return jax.random.key_data(rngs.noise())

print(nnx.vmap(draw, axis_size=2)(nnx.Rngs(noise=3)).tolist())
"""
IN_CHILDREN = """\
import multiprocessing, subprocess, sys

def lanes(_):
    import jax
    from flax import nnx
    draw = nnx.vmap(lambda rngs: jax.random.key_data(rngs.noise()), axis_size=2)
    return draw(nnx.Rngs(noise=3)).tolist()

if __name__ == "__main__":
    if sys.argv[1:] == ["other"]:
        print(lanes(0))
    elif sys.argv[1:] == ["python"]:
        subprocess.run([sys.executable, __file__, "other"], check=True)
    else:
        with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:
            print(*pool.map(lanes, [0]))
"""
LANES_OF_0_8_5 = "[[3388484792, 2587736774], [725450632, 3960196296]]"


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flake8_nnx_rng", "run", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={"PATH": "", "JAX_PLATFORMS": "cpu", **environment},
    )


@pytest.fixture
def script(tmp_path):
    def write(text: str, name: str = "script.py") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_arguments_folder_and_main(script, tmp_path) -> None:
    script("word = 'from the folder of the script'", "beside.py")
    path = script(
        "import sys, beside\n"
        "import __main__\n"
        "print(sys.argv[1:], beside.word, __name__, __main__.beside is beside, __file__)"
    )
    done = run("--implicit", path, "--help", "-x", cwd=Path("/"))
    assert done.stdout == (f"['--help', '-x'] from the folder of the script __main__ True {path}\n")
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("ends", "status", "told"),
    [
        ("import sys; sys.exit(3)", 3, ""),
        ("import sys; sys.exit()", 0, ""),
        ("import sys; sys.exit('no data')", 1, "no data\n"),
    ],
)
def test_exit_status_is_that_of_the_script(script, tmp_path, ends, status, told) -> None:
    done = run("--implicit", script(ends), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (status, told)


def test_a_traceback_is_that_of_the_script(script, tmp_path) -> None:
    path = script("def f():\n    raise ValueError('wrong')\n\nf()")
    done = run("--implicit", path, cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == f'  File "{path}", line 4, in <module>'
    assert lines[-1] == "ValueError: wrong"
    assert "flake8_nnx_rng" not in done.stderr


def test_a_syntax_error_names_the_script(script, tmp_path) -> None:
    path = script("x = = 1")
    done = run("--implicit", path, cwd=tmp_path)
    assert done.returncode == 1
    assert f'File "{path}", line 1' in done.stderr
    assert "SyntaxError: invalid syntax" in done.stderr


def test_the_last_threads_are_still_inside(script, tmp_path) -> None:
    text = f"import threading, time\ndef late():\n    time.sleep(0.5)\n    exec({OLD!r}, {{}})\n"
    done = run("--implicit", script(f"{text}threading.Thread(target=late).start()"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("[[")


@pytest.mark.parametrize("how", [["run", "--implicit"], ["run", "--explicit"], ["trace"]])
def test_what_a_script_sets_before_its_imports_counts(script, tmp_path, how) -> None:
    text = """\
import os, sys

loaded = {"jax", "jaxlib", "flax", "numpy"} & set(sys.modules)
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=4"
os.environ["JAX_ENABLE_X64"] = "1"
import jax

loaded |= {"flax"} & set(sys.modules)
jax.config.update("jax_platforms", "cpu")
from flax import nnx

jax.config.update("jax_num_cpu_devices", 3)
print(loaded, jax.device_count(), jax.numpy.arange(3.0).dtype)
"""
    command = [sys.executable, "-m", "flake8_nnx_rng", *how, script(text)]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={"PATH": ""}, check=False
    )
    assert done.stdout.startswith("set() 3 float64\n"), done.stderr


def test_old_numbers_also_before_flax_is_imported(script, tmp_path) -> None:
    text = "import jax\nprint(jax.random.bits(jax.random.key(1), (2,)).tolist())\n"
    done = run("--implicit", script(text), cwd=tmp_path)
    plain = subprocess.run(
        [sys.executable, "-c", text],
        capture_output=True,
        text=True,
        env={"JAX_PLATFORMS": "cpu", "JAX_THREEFRY_PARTITIONABLE": "0"},
        check=False,
    )
    assert (done.stdout, done.stderr) == (plain.stdout, "")


def test_a_script_that_is_not_there(tmp_path) -> None:
    done = run("--implicit", "nowhere.py", cwd=tmp_path)
    assert done.returncode == 2
    assert "'nowhere.py' does not exist" in done.stderr


NEW = """\
import jax
from flax import nnx

@nnx.split_rngs(splits=2)
@nnx.vmap
def draw(rngs):
    return jax.random.key_data(rngs.noise())

draw(nnx.Rngs(noise=3))
print(nnx.vmap.__module__)
"""


@pytest.mark.parametrize(
    ("text", "required", "semantics", "why"),
    [
        (OLD, "", "implicit semantics of Flax 0.8.5", "written for Flax 0.8.5 (it maps an Rngs"),
        (
            OLD,
            "flax==0.8.2",
            "implicit semantics of Flax 0.8.5",
            "written for Flax 0.8.2 (requirements.txt",
        ),
        (
            NEW,
            "",
            "semantics of the installed Flax",
            "written for Flax 0.9.0 (nnx.split_rngs on line 4",
        ),
    ],
)
def test_the_semantics_are_chosen_by_the_source_and_told(
    script, tmp_path, text, required, semantics, why
) -> None:
    (tmp_path / ".git").mkdir()
    if required:
        (tmp_path / "requirements.txt").write_text(required)
    path = script(text)
    done = run(path, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"info: running {path} with the {semantics}: {why}")
    if text == OLD:
        assert done.stdout.strip() == LANES_OF_0_8_5


def test_semantics_that_are_said_are_not_told(script, tmp_path) -> None:
    done = run("--explicit", script("print(1)"), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_an_option_of_ours_after_the_script_is_a_mistake(script, tmp_path) -> None:
    path = script("import sys; print(sys.argv[1:])")
    done = run(path, "-x", "--implicit", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--implicit stands after SCRIPT: put it before SCRIPT" in done.stderr
    done = run("--explicit", path, "--", "--implicit", "--", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "['--implicit', '--']\n")


def test_an_unknown_option_is_no_script(tmp_path) -> None:
    done = run("--implicitly", "script.py", cwd=tmp_path)
    assert done.returncode == 2
    assert "No such option" in done.stderr
    assert "--implicit" in done.stderr


def test_without_flax_it_says_what_to_install(script, tmp_path) -> None:
    code = (
        "import sys, importlib.metadata as m; version = m.version\n"
        "def without(name):\n"
        "    if name == 'flax': raise m.PackageNotFoundError(name)\n"
        "    return version(name)\n"
        "m.version = without\n"
        "from flake8_nnx_rng.frontends.command import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "--implicit", str(script(OLD))],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr == (
        f"error: executing code needs flax, which is not installed: {install('runtime')}\n"
    )


def test_numbers_of_0_8_5(script, tmp_path) -> None:
    """LANES_OF_0_8_5 was printed by Flax 0.8.5 with jax 0.4.31."""
    done = run("--implicit", script(OLD), cwd=tmp_path)
    assert done.stdout.strip() == LANES_OF_0_8_5


@pytest.mark.parametrize("how", ["spawn", "forkserver", "fork", "python"])
def test_processes_that_it_starts_have_the_numbers_of_0_8_5(script, tmp_path, how) -> None:
    if how not in [*multiprocessing.get_all_start_methods(), "python"]:
        pytest.skip(f"no {how} here")
    done = run("--implicit", script(IN_CHILDREN), how, cwd=tmp_path)
    assert done.stdout.strip() == LANES_OF_0_8_5, done.stderr


def test_bits_that_the_user_has_set_stay(script, tmp_path) -> None:
    text = "import jax; print(jax.config.jax_threefry_partitionable)"
    done = run("--implicit", script(text), cwd=tmp_path, JAX_THREEFRY_PARTITIONABLE="true")
    assert done.stdout == "True\n"
