"""A script is run to its end, and nothing else of the process that runs it is."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

from flake8_nnx_rng.runtime.scripts import Ending, run_to_end

SCRIPT = """
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

def later(seconds):
    time.sleep(seconds)
    done.append(seconds)

done = sys.modules["done"] = []
ThreadPoolExecutor(2).submit(later, 0.2)
threading.Thread(target=later, args=(0.3,)).start()
"""


def run(folder: Path, script: str) -> Ending:
    path = folder / "script.py"
    path.write_text(dedent(script))
    return run_to_end(path, [])


def test_executors_and_threads_of_a_script_are_waited_for(tmp_path: Path) -> None:
    try:
        assert run(tmp_path, SCRIPT) == Ending()
        assert sorted(sys.modules["done"]) == [0.2, 0.3]  # type: ignore[call-overload]
    finally:
        del sys.modules["done"]


def test_executors_of_others_go_on(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as before:
        assert before.submit(int, "1").result() == 1
        run(tmp_path, SCRIPT.replace('sys.modules["done"] = ', ""))
        assert before.submit(int, "2").result(timeout=30) == 2
        with ThreadPoolExecutor(1) as after:
            assert after.submit(int, "3").result(timeout=30) == 3
