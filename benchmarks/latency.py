"""How long an editor waits for what is told of a change, with the language server in between.

Each change is typed into a file of about 3,000 lines and taken back: a new statement, one that is
broken, a call, a remark. The answer is timed from sending the change to being told of its version
and is what that takes beyond the debounce, which is as the server has it. Where other programs
want to run, that tells more of them than of the server; so what is computed for a change is told,
too: the time of the processor.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from lsprotocol import types
from machine import describe, version
from pygls.lsp.client import LanguageClient

from flake8_nnx_rng.frontends.server.options import DEBOUNCE
from flake8_nnx_rng.frontends.server.papers import Paper, Piece
from flake8_nnx_rng.frontends.server.session import Session

LIMIT = 0.1
PATIENCE = 60
"""Seconds after which an answer is no longer waited for."""
PART = """\
class Block{n}(nnx.Module):
    def __init__(self, size, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(size, size, rngs=rngs)
        self.dropout = nnx.Dropout(0.1, rngs=rngs)

    def __call__(self, x):
        return self.dropout(nnx.relu(self.linear(x)))


@nnx.split_rngs(splits={size})
@nnx.vmap(axis_size={size})
def create{n}(rngs: nnx.Rngs):
    return Block{n}(8, rngs=rngs)


def stack{n}(x):
    blocks = create{n}(nnx.Rngs({n}))

    @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
    def forward(x, block):
        return block(x)

    return forward(x, blocks)


"""
CHANGES = ("    value = size\n", "    value = (size\n", "    nnx.relu(value)\n", "# a remark\n")


def program(lines: int) -> str:
    """Blocks that are created in lanes and run in steps, as many as it takes."""
    parts, count = ["from flax import nnx\n\n\n"], 0
    while sum(part.count("\n") for part in parts) < lines:
        parts.append(PART.format(n=count, size=count % 5 + 2))
        count += 1
    return "".join(parts)


def changes(text: str, number: int) -> Iterator[tuple[types.TextDocumentContentChangePartial, str]]:
    """Each change as an editor sends it, and the text that it makes."""
    random, lines = Random(0), text.splitlines(keepends=True)
    rows = [row for row, line in enumerate(lines, 1) if line.rstrip().endswith(":")]
    for turn in range(1, number + 1):
        row, typed = random.choice(rows), CHANGES[turn % len(CHANGES)]
        place, behind = types.Position(row, 0), types.Position(row + 1, 0)
        yield (
            types.TextDocumentContentChangePartial(types.Range(place, place), typed),
            "".join((*lines[:row], typed, *lines[row:])),
        )
        yield types.TextDocumentContentChangePartial(types.Range(place, behind), ""), text


async def waited(path: Path, text: str, number: int) -> list[float]:
    """Seconds to the answer of each of so many changes, made one after another."""
    client = LanguageClient("latency", "1")
    told: defaultdict[int | None, asyncio.Event] = defaultdict(asyncio.Event)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        told[params.version].set()

    await client.start_io(sys.executable, "-m", "flake8_nnx_rng", "server")
    await client.initialize_async(
        types.InitializeParams(
            types.ClientCapabilities(),
            root_uri=path.parent.as_uri(),
        )
    )
    client.initialized(types.InitializedParams())
    uri, random, spent = path.as_uri(), Random(0), list[float]()
    opened = types.TextDocumentItem(uri, "python", 0, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(opened))
    await told[0].wait()
    for turn, (edit, _) in enumerate(changes(text, number), 1):
        named = types.VersionedTextDocumentIdentifier(turn, uri)
        started = time.perf_counter()
        client.text_document_did_change(types.DidChangeTextDocumentParams(named, [edit]))
        with suppress(TimeoutError):  # it is counted as what it took until then
            await asyncio.wait_for(told[turn].wait(), PATIENCE)
        spent.append(time.perf_counter() - started - DEBOUNCE / 1000)
        await asyncio.sleep(0.02 + random.random() / 4)  # one types on
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return spent


def computed(path: Path, text: str, number: int) -> list[float]:
    """Seconds of the processor that the same changes take where the server thinks."""
    gc.disable()  # the server, too, collects when nobody waits
    session, spent = Session("utf-16"), list[float]()
    session.configure({"": {}})
    for turn, made in enumerate((text, *(after for _, after in changes(text, number)))):
        started = time.process_time()
        session.hold({str(path): made})
        session.glance(Paper(path.as_uri(), str(path), (Piece(path.as_uri(), made, turn),)))
        spent.append(time.process_time() - started)
        if turn % 20 == 0:
            gc.collect()
    gc.enable()
    return spent[1:]


def row(name: str, text: str, *measured: list[float]) -> str:
    """One row of the table."""
    cells = [name, f"{text.count(chr(10)):,}", f"{len(measured[0])}"]
    for spent in measured:
        cuts = quantiles(spent, n=100)
        cells += [f"{1000 * cut:.0f}" for cut in (median(spent), cuts[94], cuts[98])]
        cells.append(f"{sum(one <= LIMIT for one in spent) / len(spent):.0%}")
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="files to type in, besides one made up")
    parser.add_argument("--lines", type=int, default=3000, help="lines of the one made up")
    parser.add_argument("--changes", type=int, default=100, help="changes, each of which is undone")
    options = parser.parse_args()
    print(f"{describe()}, {version('pygls', 'lsprotocol')}")
    print(f"processes that want to run as it begins: {os.getloadavg()[0]:.1f}\n")
    spans = "median, ms | 95 %, ms | 99 %, ms | within 100 ms"
    print(f"| file | lines | changes | processor: {spans} | answer: {spans} |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        made = Path(folder) / "made_up.py"
        made.write_text(program(options.lines), encoding="utf-8")
        for path in (made, *options.files):
            text = path.read_text(encoding="utf-8")
            given = path.resolve(), text, options.changes
            print(row(path.name, text, computed(*given), asyncio.run(waited(*given))), flush=True)


if __name__ == "__main__":
    main()
