"""The record: what each program, mutant and mended mutant did when it was last run on a release.

A text does the same on one Flax and jax each time; so what is on record need not be run again each
time, and run_programs.py holds a sample of it against the installed Flax. recorded/RELEASE.json has
the outcomes, each with the digests of the texts that came to it. After whole runs of the programs
(RESULTS) and of what fixes make of them (MENDED) this writes it anew:

Usage: python tests/oracle/recorded.py RESULTS MENDED
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

RECORD = Path(__file__).parent / "recorded"


def runs(made_by: dict[str, str]) -> dict[str, Any]:
    """The runs by the digests of the texts; none where the record is of another Flax or jax."""
    file = RECORD / f"{made_by['flax']}.json"
    if not file.exists():
        return {}
    content = json.loads(file.read_text(encoding="utf-8"))
    if content["jax"] != made_by["jax"]:
        return {}
    return {
        digest: {"digest": digest, **known["did"]}
        for known in content["outcomes"]
        for digest in known["texts"]
    }


def is_drawn(run: dict[str, Any], sample: int, seed: str) -> bool:
    """Whether the text of a run is the one of `sample` that is run all the same."""
    return int(hashlib.sha256(f"{seed} {run['digest']}".encode()).hexdigest(), 16) % sample == 0


def outcome(run: dict[str, Any]) -> dict[str, Any]:
    """What a run came to, without what differs from run to run."""
    return {key: run[key] for key in ("arrays", "error") if key in run}


def is_same(run: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two runs came to the same; what an error says is Python's own affair."""
    kinds = [
        run["error"].split(":")[0] if "error" in run else run["arrays"] for run in (run, other)
    ]
    return bool(kinds[0] == kinds[1])


def main(*results: Path) -> None:
    """Write what the runs of each release came to, and nothing else."""
    for file in sorted(results[0].glob("*.json")):
        whole = [json.loads((folder / file.name).read_text(encoding="utf-8")) for folder in results]
        texts: dict[str, set[str]] = {}
        for run in (run for found in whole for run in found["runs"].values()):
            texts.setdefault(json.dumps(outcome(run)), set()).add(run["digest"])
        lines = [
            f'  {{"did": {did}, "texts": {json.dumps(sorted(digests))}}}'
            for did, digests in sorted(texts.items())
        ]
        head = f'{{"jax": "{whole[0]["jax"]}", "outcomes": [\n'
        RECORD.mkdir(exist_ok=True)
        content = head + ",\n".join(lines) + "\n]}\n"
        (RECORD / file.name).write_text(content, encoding="utf-8")
        print(f"Flax {file.stem}: {sum(map(len, texts.values()))} texts, {len(texts)} outcomes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
