"""`nnx-rng trace`: what a script drew, seen beside what the rules find in its source."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from flake8_nnx_rng import Settings, check_source, fix_source
from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.home import install
from flake8_nnx_rng.semantics.releases import newest

MISTAKES = Path(__file__).parents[3] / "examples" / "mistakes"
CODES = ["NNX102", "NNX103", "NNX104", "NNX105", "NNX106", "NNX116"]
BY_HAND = {
    "NNX105": [
        ("def add_noise(x):", "def add_noise(rngs, x):"),
        ("add_noise(jnp", "add_noise(rngs, jnp"),
    ],
    "NNX106": [
        ("@nnx.vmap\ndef noisy(x):", "@nnx.split_rngs(splits=3)\n@nnx.vmap\ndef noisy(rngs, x):"),
        ("    rngs = nnx.Rngs(noise=0)\n", ""),
        ("noisy(jnp", "noisy(nnx.Rngs(noise=0), jnp"),
    ],
}
TWICE = """\
import sys
from flax import nnx
rngs = nnx.Rngs(5)
def make():
    return nnx.clone(rngs).noise()

if __name__ == "__main__":
    make()
    make()
    print("args", sys.argv[1:])
"""


def trace(*arguments: object):
    return CliRunner().invoke(main, ["trace", *map(str, arguments)], catch_exceptions=False)


def repeats(path: Path) -> list[tuple[str, int, int]]:
    result = trace("--output-format", "json", path)
    return [
        (found["code"], found["location"]["row"], found["location"]["column"])
        for found in json.loads(result.stdout)["repeats"]
    ]


def settings(code: str) -> Settings:
    return Settings(target_flax=str(newest()), select=(code,))


def source_of(code: str) -> str:
    return (MISTAKES / f"{code.lower()}.py").read_text(encoding="utf-8")


@pytest.fixture
def script(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "script.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_there_is_a_mistake_for_each_rule_of_which_this_is_the_other_side() -> None:
    assert sorted(path.stem.upper() for path in MISTAKES.glob("*.py")) == CODES


@pytest.mark.parametrize("code", CODES)
def test_it_names_the_rule_and_the_place_that_the_linter_names(code) -> None:
    found = check_source(source_of(code), settings=settings(code))
    static = [(d.code, d.location.row, d.location.column) for d in found]
    assert len(static) == 1
    assert repeats(MISTAKES / f"{code.lower()}.py") == static


@pytest.mark.parametrize("code", CODES)
def test_nothing_repeats_in_the_mended_program(code, script) -> None:
    text = source_of(code)
    for old, new in BY_HAND.get(code, []):
        assert old in text
        text = text.replace(old, new)
    text = fix_source(text, settings=settings(code), unsafe=True).text
    assert check_source(text, settings=settings(code)) == []
    result = trace(script(text))
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("No key was drawn twice.\n")


def test_report_of_a_script_with_arguments(script, monkeypatch) -> None:
    path = script(TWICE)
    monkeypatch.chdir(path.parent)
    result = trace("script.py", "--", "--figure", "-x")
    assert result.stderr == "Running script.py: its code is executed.\n"
    assert (
        result.stdout
        == """\
args ['--figure', '-x']
stream   draws  keys  transforms  drawn at
default  2      1                 script.py:5

Same letter, same key:

default, script.py:5
  draws  A A

script.py:5:12: stream 'default' gives the same key on each of 2 calls
Found 1 finding.
"""
    )
    assert result.exit_code == 1


def test_the_same_letters_with_colours_and_without(script, monkeypatch) -> None:
    def figure() -> str:
        arguments = ["trace", str(script(TWICE))]
        return CliRunner().invoke(main, arguments, color=True).stdout

    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = figure()
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in coloured
    assert figure() == click.unstyle(coloured)


SAME_SEED = "from flax import nnx\nnnx.Rngs(0).a()\nnnx.Rngs(b=0).b()\nnnx.Rngs(1).c()\n"


def test_the_same_seed_at_two_places_is_no_finding(script) -> None:
    result = trace(script(SAME_SEED))
    assert result.stdout.endswith(
        "Not shown: 1 place where keys are equal by one seed or on purpose (--same-seed).\n"
        "No stream gave a key twice.\n"
    )
    assert "Same letter" not in result.stdout
    assert result.exit_code == 0


def test_the_same_seed_is_shown_on_request(script) -> None:
    path = script(SAME_SEED)
    result = trace("--same-seed", path)
    assert (
        f"{path}:2:1: stream 'default' gives the same key at 2 places: several Rngs have one seed "
        f"(drawn at {path}:3)\n"
    ) in result.stdout
    assert "Same letter, same key:" in result.stdout
    assert "A" not in result.stdout.partition("c(")[2]
    assert result.exit_code == 0


def test_the_same_seed_in_json(script) -> None:
    path = script(SAME_SEED)
    report = json.loads(trace("--output-format", "json", path).stdout)
    asked = json.loads(trace("--output-format", "json", "--same-seed", path).stdout)
    assert (report["repeats"], "same_seed" in report) == ([], False)
    assert [found["draws"] for found in asked["same_seed"]] == [[1]]


def test_a_program_that_draws_nothing(script) -> None:
    result = trace(script("print('no draws')"))
    assert (result.exit_code, result.stdout) == (0, "no draws\nNo key was drawn twice.\n")


def test_json_is_all_that_is_on_standard_output(script) -> None:
    result = trace("--output-format", "json", script(TWICE), "x")
    assert "args ['x']" in result.stderr
    report = json.loads(result.stdout)
    assert [(d["stream"], d["count"], d["purpose"]) for d in report["draws"]] == [
        ("default", 0, "draw")
    ] * 2
    assert report["draws"][0]["key"] == report["draws"][1]["key"]
    assert [frame["location"]["row"] for frame in report["draws"][1]["frames"]] == [5, 9]
    assert [found["draws"] for found in report["repeats"]] == [[1]]


def test_lanes_and_steps_are_told_apart_in_json() -> None:
    result = trace("--output-format", "json", MISTAKES / "nnx104.py")
    steps = [
        level
        for draw in json.loads(result.stdout)["draws"]
        for level in draw["transforms"]
        if level["kind"] == "scan"
    ]
    assert [(step["index"], step["size"]) for step in steps] == 2 * [(0, 3), (1, 3), (2, 3)]


def test_a_script_that_raises_is_shown_as_python_shows_it(script) -> None:
    path = script("from flax import nnx\nr = nnx.Rngs(0)\nfor _ in (1, 2): nnx.clone(r)()\n1 / 0\n")
    result = trace(path)
    python = subprocess.run([sys.executable, path], capture_output=True, text=True, check=False)
    assert python.stderr in result.stderr
    assert f"error: {path} raised" in result.stderr
    assert "gives the same key" in result.stdout
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("end", "told", "status"),
    [
        ("sys.exit(3)", "exit status 3", 3),
        ("sys.exit('no data')", "no data", 1),
        ("sys.exit()", "", 0),
    ],
)
def test_a_script_that_exits(script, end, told, status) -> None:
    result = trace(script(f"import sys\nfrom flax import nnx\nnnx.Rngs(0)()\n{end}\n"))
    assert told in result.stderr
    assert ("ended with" in result.stderr) is bool(told)
    assert "No key was drawn twice." in result.stdout
    assert result.exit_code == status


@pytest.mark.parametrize(
    ("end", "told", "status"),
    [
        ("os._exit(4)", "ended with exit status 4", 4),
        ("os._exit(0)", "", 1),
        ("os.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)", "was interrupted", 130),
    ],
)
def test_however_a_script_ends_what_it_drew_is_told(script, end, told, status) -> None:
    path = script(
        "import os, signal, time\nfrom flax import nnx\nr = nnx.Rngs(0)\n"
        f"for _ in (1, 2): nnx.clone(r)()\n{end}\n"
    )
    done = python("-m", "flake8_nnx_rng", "trace", "--output-format", "json", path)
    assert len(json.loads(done.stdout)["repeats"]) == 1
    assert told in done.stderr
    assert done.returncode == status


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.png", b"\x89PNG"), ("a.SVG", b"<svg xmlns="), ("a.html", b"<!DOCTYPE html>")],
)
def test_the_suffix_says_what_the_figure_is(script, tmp_path, name, start) -> None:
    trace("--figure", tmp_path / name, script(TWICE))
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["lanes.pdf", "lanes", ".png"])
def test_another_suffix_is_a_usage_error(script, name) -> None:
    result = trace("--figure", name, script("print('ran')"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'{name}' does not end in .png, .svg or .html" in result.stderr


def test_keys_of_one_seed_are_in_the_figure_on_request(script, tmp_path) -> None:
    path, file = script(SAME_SEED), tmp_path / "seeds.svg"
    trace("--figure", file, path)
    assert "No stream gave a key twice." in file.read_text()
    trace("--figure", file, "--same-seed", path)
    assert "at 2 places: several Rngs have one seed" in file.read_text()


@pytest.mark.parametrize("option", ["--figure", "--figure=x.png", "--output-format", "--implicit"])
def test_an_option_of_ours_after_the_script_is_a_mistake(script, option) -> None:
    result = trace(script("print('ran')"), "a", option, "x.png")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{option.partition('=')[0]} stands after SCRIPT: put it before SCRIPT" in result.stderr


def test_behind_a_border_all_is_for_the_script(script) -> None:
    result = trace(script(TWICE), "--", "--figure", "x.png")
    assert "args ['--figure', 'x.png']" in result.stdout


def test_a_figure_of_nothing(script, tmp_path) -> None:
    trace("--figure", tmp_path / "none.png", script("pass"))
    assert (tmp_path / "none.png").stat().st_size > 1000


def test_a_figure_that_cannot_be_written(script, tmp_path) -> None:
    result = trace("--figure", tmp_path / "missing" / "f.png", script("pass"))
    assert "f.png: No such file or directory" in result.stderr
    assert result.exit_code == 2


def test_no_script() -> None:
    result = trace("missing.py")
    assert "'missing.py' does not exist" in result.stderr
    assert result.exit_code == 2


def test_old_code(script) -> None:
    path = script(
        "from flax import nnx\n"
        "draw = nnx.vmap(lambda rngs: rngs.noise(), axis_size=3)\n"
        "draw(nnx.Rngs(noise=0))\n"
    )
    assert trace(path).exit_code == 2
    result = trace("--implicit", path)
    assert (result.exit_code, "nnx.vmap[3]" in result.stdout) == (0, True)


def python(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "JAX_PLATFORMS": "cpu", **environment},
    )


HIDING = """\
import sys
from importlib import metadata

name, version = sys.argv.pop(1), metadata.version

def found(package):
    if package == name:
        raise metadata.PackageNotFoundError(package)
    return version(package)

metadata.version, sys.modules[name] = found, None

from flake8_nnx_rng.frontends.command import main

main()
"""


@pytest.mark.parametrize(
    ("package", "extra"), [("jax", "runtime"), ("flax", "runtime"), ("matplotlib", "figure")]
)
def test_what_is_missing_is_named(script, tmp_path, package, extra) -> None:
    (tmp_path / "hiding.py").write_text(HIDING)
    path = script("print('ran')")
    done = python(tmp_path / "hiding.py", package, "trace", "--figure", tmp_path / "f.png", path)
    assert done.stderr.startswith("error: ")
    assert install(extra) in done.stderr
    assert (done.returncode, done.stdout) == (2, "")
