"""The process behind the server: what is urgent comes first, and it may die."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from frontends.server.editing import MISTAKE

from flake8_nnx_rng.frontends.server import worker as module
from flake8_nnx_rng.frontends.server.papers import Paper, Piece
from flake8_nnx_rng.frontends.server.worker import GivenUpError, Urgency, Worker


def test_what_is_closed_is_let_go_though_nothing_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAUSE", 0.05)
    name = str(tmp_path / "create.py")

    async def run() -> None:
        worker = Worker("utf-16")
        worker.hold(name, MISTAKE)
        await worker.configure({})
        worker.hold(name, None)
        assert worker._news.texts == {name: None}
        for _ in range(200):
            await asyncio.sleep(0.05)
            if not worker._news.texts:
                break
        told = worker._pool.submit(_texts_held)
        assert told.result(timeout=30) == []
        assert worker._news.texts == {}
        worker.close()

    asyncio.run(run())


def _texts_held() -> list[str]:
    """In the process: the files of which it has a text of the editor."""
    return [*module._sessions[0]._buffers]


def test_a_new_process_knows_what_the_old_one_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAUSE", 0.05)
    name = str(tmp_path / "create.py")
    paper = Paper("file:///x", name, (Piece("file:///x", MISTAKE),))

    async def run() -> None:
        worker = Worker("utf-16")
        worker.hold(name, MISTAKE)
        assert await worker.configure({"": {"target-flax": "0.12.8", "ignore": ["NNX3"]}}) == []
        codes = [told.shown.code for told in (await worker.ask("check", paper)).told]
        await asyncio.sleep(0.2)  # it tidies up
        for process in worker._pool._processes.values():
            process.kill()
        with suppress(GivenUpError):  # unless it is noticed before
            await worker.ask("check", paper)
        again = await worker.ask("check", paper)
        assert [told.shown.code for told in again.told] == codes == ["NNX101"]

        order: list[str] = []
        asked = [
            worker.ask("look_again", [], urgency=urgency)
            for urgency in (Urgency.ASKED, Urgency.AROUND, Urgency.SEEN, Urgency.ASKED)
        ]
        tasks = [asyncio.ensure_future(one) for one in asked]
        for number, task in enumerate(tasks):
            task.add_done_callback(lambda _, n=number: order.append(str(n)))
        await asyncio.sleep(0)
        tasks[3].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert "".join(order).replace("3", "") == "021"
        worker.close()

    asyncio.run(run())
