"""Long runs: how far they have come, how they are ended; and what helps a shell."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import watchfiles
from click.testing import CliRunner

from flake8_nnx_rng.frontends.command import main, progress
from flake8_nnx_rng.frontends.command.processes import processes
from flake8_nnx_rng.frontends.command.run import Run
from flake8_nnx_rng.frontends.command.watching import _counts
from flake8_nnx_rng.syntax.files import replace_file

FOUND = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)): pass\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    stream = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def test_a_terminal_shows_how_far_a_run_has_come(terminal: Terminal) -> None:
    seen = []
    with processes(1) as executor:
        for result in executor.each(abs, [-1, -2, -3, -4], abs):
            assert terminal.getvalue().endswith("\r\x1b[K")  # the line is free for messages
            seen.append(result)
    assert seen == [1, 2, 3, 4]
    assert f"[{'#' * 15}{'.' * 15}] 2/4 files" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_shown_where_nobody_looks(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with processes(1, quiet=True) as executor:
        assert [*executor.each(abs, [-1], abs)] == [1]
    monkeypatch.setenv("TERM", "dumb")
    with processes(1) as executor:
        assert [*executor.each(abs, [-1], abs)] == [1]
    assert terminal.getvalue() == ""


def test_short_runs_show_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 60.0)
    assert [*progress.counted_on_terminal(iter("ab"), 2)] == ["a", "b"]
    assert terminal.getvalue() == ""


def test_ctrl_c_ends_with_the_code_that_shells_expect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Run, paths: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "over", interrupted)
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 130
    assert result.stderr.startswith("interrupted: ")
    assert "Traceback" not in result.stderr


def test_processes_are_not_waited_for_when_a_run_is_given_up() -> None:
    program = (
        "import time\n"
        "from flake8_nnx_rng.frontends.command.processes import processes\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        with processes(2) as executor:\n"
        "            results = executor.each(time.sleep, [0, 600, 600, 600], abs)\n"
        "            next(results)\n"
        "            raise KeyboardInterrupt\n"
        "    except KeyboardInterrupt:\n"
        "        print('ended')\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("ended\n", "")


def test_a_file_is_written_whole_although_a_signal_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    replace = os.replace

    def interrupted(source: str, target: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        replace(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # workers of xdist ignore it
    try:
        with pytest.raises(KeyboardInterrupt):
            replace_file(file, before=b"old", after=b"new")
    finally:
        signal.signal(signal.SIGINT, before)
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]
    assert file.read_bytes() == b"new"


def completions(*words: str) -> Iterator[str]:
    asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    environment = {"_NNX_RNG_COMPLETE": "bash_complete", **asked}
    result = CliRunner().invoke(main, [], env=environment, prog_name="nnx-rng")
    for line in result.stdout.splitlines():
        yield line.partition(",")[2]


def test_commands_options_and_formats_are_completed() -> None:
    assert {"check", "rule", "verify"} <= {*completions("nnx-rng", "")}
    assert {*completions("nnx-rng", "check", "--output-f")} == {"--output-format", "--output-file"}
    assert {"sarif", "junit"} <= {*completions("nnx-rng", "check", "--output-format", "")}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    result = CliRunner().invoke(main, ["generate-shell-completion", shell])
    assert result.exit_code == 0
    assert f"_NNX_RNG_COMPLETE={shell}_complete" in result.stdout


def test_watching_checks_again_when_a_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.py"
    file.write_text(FOUND)

    def changes(*paths: Path, **options: object) -> Iterator[set[tuple[int, str]]]:
        assert paths == (tmp_path,)
        file.write_text("x = 1\n")
        yield {(2, str(file))}
        (tmp_path / "pyproject.toml").write_text("[tool.flake8-nnx-rng]\nwrong = 1\n")
        yield {(1, str(tmp_path / "pyproject.toml")), (2, str(file))}
        (tmp_path / "pyproject.toml").unlink()
        file.write_text(FOUND)
        yield {(2, str(file))}

    monkeypatch.setattr(watchfiles, "watch", changes)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check", "--watch", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout.count("NNX117") == 2
    assert result.stdout.count("All checks passed!") == 1
    assert "\na.py changed, checking again\n" in result.stderr
    assert "unknown field `wrong`" in result.stderr


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("a.py", True),
        ("sub/a.ipynb", True),
        ("pyproject.toml", True),
        ("a.txt", False),
        (".nnx-rng-x.tmp", False),
        (".nnx_rng_cache/0.1.0/a.py", False),
    ],
)
def test_only_what_may_matter_is_watched(path: str, counts: bool) -> None:
    assert _counts(None, path) is counts


def test_watching_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = CliRunner().invoke(main, ["check", "--watch", str(tmp_path)])
    assert result.exit_code == 2
    assert "pip install 'flake8-nnx-rng[watch]" in result.stderr
    assert CliRunner().invoke(main, ["check", "--watch", "-"]).exit_code == 2
