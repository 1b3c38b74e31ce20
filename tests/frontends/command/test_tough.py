"""What a machine can do to a run: streams, folders and processes that fail."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crashing import ENDS, HOOK

from flake8_nnx_rng.frontends.command.reporters import FORMATS

WRONG = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)): ...\n"
COMMAND = [sys.executable, "-m", "flake8_nnx_rng"]
CHECK = [*COMMAND, "check", "--no-cache"]
pytestmark = [
    pytest.mark.untraced,
    pytest.mark.skipif(os.name != "posix", reason="of a POSIX system"),
]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.py").write_text(WRONG)
    return tmp_path


def told(command: list[str], code: int, **how: object) -> str:
    """What a command says on standard error."""
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 120, **how}
    done = subprocess.run(command, text=True, **how)
    assert "Traceback" not in (done.stderr or "")
    assert done.returncode == code, done.stderr
    return done.stderr or ""


def closing(command: list[str], *numbers: int) -> list[str]:
    """The command without these of its three descriptors: by a shell, since JAX warns of forks."""
    closed = " ".join(f"{number}>&-" for number in numbers)
    return ["sh", "-c", f'exec "$@" {closed}', "sh", *command]


@pytest.mark.parametrize("options", [["-"], ["--stdin-filename", "m.py"], ["-", "--fix"]])
def test_standard_input_that_is_closed(options: list[str]) -> None:
    said = told(closing([*CHECK, *options], 0), 2)
    assert said == "error: standard input: cannot be read: it is closed\n"


def test_outputs_that_are_closed() -> None:
    told(closing([*CHECK, "m.py"], 1), 1)
    told(closing([*CHECK, "m.py", "none.py"], 2), 2)
    told(closing([*CHECK, "m.py"], 0, 1, 2), 1)


@pytest.mark.parametrize(
    "command",
    [
        *([*CHECK, "m.py"], [*CHECK, "m.py", "--output-format", "json"], [*CHECK, "--show-files"]),
        *([*CHECK, "m.py", "--diff", "--unsafe-fixes"], [*CHECK, "m.py", "--show-settings"]),
        *([*COMMAND, "rule", "NNX101"], [*COMMAND, "--help"], [*COMMAND, "--version"]),
    ],
    ids=lambda command: " ".join(command[3:]),
)
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_a_full_disk_is_told(command: list[str]) -> None:
    with open("/dev/full", "w") as full:
        said = told(command, 2, stdout=full)
    assert said.endswith("error: standard output cannot be written: No space left on device\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_errors_that_nobody_can_read_change_nothing() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*CHECK, "m.py", "none.py"], stdout=subprocess.PIPE, stderr=full)
    assert done.returncode == 2
    assert b"NNX117" in done.stdout


def test_a_reader_that_goes_away_hears_no_more() -> None:
    rule = subprocess.Popen([*COMMAND, "rule", "--all"], stdout=subprocess.PIPE, stderr=-1)
    assert rule.stdout is not None
    assert rule.stderr is not None
    rule.stdout.close()
    assert rule.stderr.read() == b""
    rule.stderr.close()
    assert rule.wait() == 1


@pytest.mark.parametrize("name", ["check", "clean", "verify", "trace"])
def test_a_current_folder_that_is_gone(name: str, project: Path) -> None:
    (project / "gone").mkdir()
    path = str(project / "m.py")
    script = f'rmdir "{project / "gone"}"; exec "$@"'
    said = told(["sh", "-c", script, "sh", *COMMAND, name, path], 2, cwd=project / "gone")
    assert said == "error: the current folder cannot be read: No such file or directory\n"


@pytest.fixture
def deep(project: Path) -> Iterator[Path]:
    """A folder with 2,500 folders one in another; deeper than any path can say."""
    top = project / "deep"
    top.mkdir()
    os.chdir(top)
    for number in range(2500):
        Path("m.py").write_text(WRONG if number in (0, 1500) else "")
        os.mkdir("d")
        os.chdir("d")
    os.chdir(project)
    yield top
    subprocess.run(["rm", "-rf", str(top)], check=True)  # rmtree does not reach the ground


def test_folders_deeper_than_paths_can_be(deep: Path) -> None:
    done = subprocess.run([*CHECK, "deep"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    assert done.stdout.count("NNX117") == 2
    assert "File name too long" in done.stderr
    assert "Traceback" not in done.stderr
    inside = deep.joinpath(*["d"] * 1500)
    for options, code in {(): 1, ("--fix",): 1, ("--show-settings",): 0}.items():
        assert told([*CHECK, str(inside / "m.py"), *options], code) == ""
    told([*COMMAND, "clean", "deep"], 0)


@pytest.mark.parametrize(
    "text",
    [
        *("[tool.flake8-nnx-rng]\nx = " + "[" * 100_000, "[tool.flake8-nnx-rng" + ".a" * 50_000),
        "[tool.flake8-nnx-rng]\nx" + ".a" * 100_000 + " = 1\n",
    ],
    ids=["brackets", "header", "key"],
)
def test_settings_nested_too_deeply(text: str, project: Path) -> None:
    (project / "pyproject.toml").write_text(text)
    said = told([*CHECK, "m.py"], 2)
    assert said.endswith("pyproject.toml: cannot be parsed as TOML: nested too deeply\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", '[[package]]\nname = "flax"\nx = ' + "[" * 100_000),
        ("uv.lock", 'package = 1\n[[packages]]\nname = "flax"\n'),
        ("Pipfile.lock", '{"flax": ' + "[" * 100_000),
        ("ruff.toml", "line-length = " + "[" * 100_000),
        ("setup.py", "flax = " + "(" * 100_000),
    ],
)
def test_what_others_wrote_nested_too_deeply_says_nothing(
    name: str, text: str, project: Path
) -> None:
    (project / name).write_text(text)
    assert told([*CHECK, "m.py"], 1) == ""


def test_a_manifest_nested_too_deeply_that_may_name_the_release_is_told(project: Path) -> None:
    (project / "pixi.toml").write_text("flax = " + "[" * 100_000)
    said = told([*CHECK, "m.py"], 1)
    assert said.startswith("warning: pixi.toml: cannot be parsed as TOML: nested too deeply; ")


def test_metadata_of_a_script_nested_too_deeply(project: Path) -> None:
    metadata = "# /// script\n# dependencies = " + "[" * 50_000 + ' "flax"\n# ///\n'
    (project / "script.py").write_text(metadata + WRONG)
    assert told([*CHECK, "script.py"], 1) == ""


@pytest.mark.parametrize("text", ['\ufeff{"cells": [ nnx', "\ufeff", "\ufeff\ufeff{}", "\ufeffnnx"])
def test_a_broken_notebook_that_begins_with_a_mark(text: str, project: Path) -> None:
    (project / "n.ipynb").write_text(text, encoding="utf-8")
    for options in ((), ("--fix",), ("--diff",), ("--output-format", "full"), ("-v",)):
        assert "error: n.ipynb" in told([*CHECK, "n.ipynb", *options], 2)


def test_a_file_that_ends_its_process_is_named_and_the_rest_is_done(project: Path) -> None:
    (project / "site").mkdir()
    (project / "site" / "sitecustomize.py").write_text(HOOK)
    for number in range(40):
        text = WRONG if number % 20 != 7 else WRONG + ENDS
        (project / f"a{number:02}.py").write_text(text)
    environment = {**os.environ, "PYTHONPATH": str(project / "site")}
    command = [*CHECK, "--jobs", "2", "--output-format", "pylint"]
    for options in ([], ["--fix"]):
        done = subprocess.run(
            [*command, *options, *sorted(map(str, project.glob("a*.py")))],
            capture_output=True,
            text=True,
            env=environment,
            timeout=300,
        )
        assert done.returncode == 2
        lines = done.stdout.splitlines()
        assert [line for line in lines if "NNX999" in line] == [
            f"{project}/a{number:02}.py:1: [NNX999] {project}/a{number:02}.py was not checked: the "
            "process that read it ended before it was done: killed, crashed or out of memory"
            for number in (7, 27)
        ]
        assert sum("NNX117" in line for line in lines) == 38
        assert [line.split(":")[0] for line in lines] == sorted(
            line.split(":")[0] for line in lines
        )
        assert "Traceback" not in done.stderr


def test_ctrl_c_while_the_command_is_still_loading() -> None:
    """At whatever moment: it ends at once, without a traceback of ours."""
    begins = (
        "import sys, flake8_nnx_rng.__main__ as entry\n"
        "class Telling:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'flake8_nnx_rng.frontends': print(flush=True)\n"
        "sys.meta_path.insert(0, Telling())\n"
        "entry.run()"
    )
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2):
        started = subprocess.Popen(
            [sys.executable, "-c", begins, "check", "--no-cache", "."],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert started.stdout is not None
        started.stdout.readline()
        time.sleep(delay)
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=60)
        assert "Traceback" not in said
        assert started.returncode in (130, 1)


HOSTILE = [
    *(b"a\n::error::b.py", b"a\r\n::warning title=x::c.py", b"\x1b[31mred\x07.py", b"\xff\xfe.py"),
    *(
        b"##vso[task.setvariable variable=x]y.py",
        b"::stop-commands::x.py",
        b"##[error]x.py",
        b"100%0A::error::x.py",
        b"a]b;c,d e.py",
    ),
    *(b"\xe2\x80\xae.py", b'q"\\n.py', b"\xc3\xa9.py", b"]]>&lt;<x>.py"),
]
_VSO = r"##(?:vso)?\["
PROGRAMS = ("json", "json-lines", "sarif", "gitlab", "junit", "rdjson", "github", "azure", "pylint")
ASCII = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("streams", ["C", "ascii"])
def test_no_name_gets_out_of_its_place(streams: str, project: Path) -> None:
    """In no format: not to the terminal, not into another line, not as a command of a service.

    In one process, which starts sooner: how many there are changes nothing of what is told.
    """
    for name in HOSTILE:
        (project / os.fsdecode(name)).write_text(WRONG)
    environment = {**ASCII, "PYTHONIOENCODING": "ascii"} if streams == "ascii" else ASCII
    more = (["--statistics"], ["--show-files"], ["--show-settings", *map(os.fsdecode, HOSTILE)])
    fixing = (["--diff", "--unsafe-fixes"], ["-v"])
    formats = [["--output-format", name] for name in FORMATS]
    for options in (*formats, *more, *fixing):
        done = subprocess.run([*CHECK, "-j1", ".", *options], capture_output=True, env=environment)
        assert done.returncode == int("--show" not in options[0]), done.stderr
        shown = (done.stdout + done.stderr).decode("utf-8")
        as_data = "json" in options[-1] or options[-1] in ("sarif", "gitlab")
        as_data |= "--diff" in options
        unfit = {c for c in shown if c < " " or c == "\x7f" or not (as_data or c.isprintable())}
        assert unfit <= {"\n"}, options
        begins = [line.lstrip() for line in shown.splitlines()]
        commands = [line for line in begins if _begins_command(line, as_data)]
        own = {"github": "::error title=nnx-rng", "azure": "##vso[task.logissue type=error;"}
        assert all(line.startswith(own.get(options[-1], "none")) for line in commands), options
        if options[-1] not in PROGRAMS and "--diff" not in options and streams == "ascii":
            done.stdout.decode("ascii")


def _begins_command(line: str, is_data: bool) -> bool:
    """Whether a build service may take a line for a command; data is for files."""
    return line.startswith("::") or (not is_data and re.search(_VSO, line) is not None)


def test_errors_name_nothing_raw(project: Path) -> None:
    for name in ("none\x1b.py", "none\n::error::x.py", os.fsdecode(b"\xff.py")):
        for options in ((), ("--show-files",), ("--show-settings",), ("--diff",), ("--fix",)):
            said = told([*CHECK, name, *options], 2, env=ASCII)
            assert "No such file or directory" in said
            assert all(char == "\n" or char.isprintable() for char in said)
            assert not any(line.startswith("::") for line in said.splitlines())


def test_a_difference_is_written_whatever_the_code_holds(project: Path) -> None:
    """Its header as git writes it, its lines as UTF-8."""
    (project / os.fsdecode(b"\xff\a.py")).write_text(WRONG)
    done = subprocess.run([*CHECK, ".", "--diff", "--unsafe-fixes"], capture_output=True, env=ASCII)
    assert done.returncode == 1, done.stderr
    assert b'--- "\\377\\a.py"\n' in done.stdout
    assert b"--- m.py\n" in done.stdout
