"""What `nnx-rng verify` tells programs: a JSON list of files with their units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flake8_nnx_rng.frontends.command.reporters.json_list import dump
from flake8_nnx_rng.frontends.command.verify_report import semantics
from flake8_nnx_rng.verification.comparing import Comparison, Keys, Parts
from flake8_nnx_rng.verification.files import Planned
from flake8_nnx_rng.verification.verifying import Row, Verification


def as_json(files: Iterable[tuple[Planned, Verification]], flax: str) -> str:
    """All files that were run on a release of Flax, or could not be."""
    return dump(
        [
            {
                "filename": file.filename,
                "flax": flax,
                "before": semantics(file),
                "problem": _problem(file),
                "notes": list(found.notes),
                "units": [_row_as_json(row) for row in found.rows],
            }
            for file, found in files
        ]
    )


def _problem(file: Planned) -> str | None:
    return (file.problem or None) if file.error is None else file.error.reason


def _row_as_json(row: Row) -> dict[str, Any]:
    found = row.comparison
    return {
        "unit": row.unit.name,
        "place": row.unit.place or None,
        "codes": list(row.unit.codes),
        "applicability": "safe" if row.unit.safe else "unsafe",
        "run_by": row.ran or None,
        "verdict": found.verdict.value,
        "note": found.note or None,
        "holds": row.holds,
        "before": _keys_as_json(found.before),
        "after": _keys_as_json(found.after),
        **{name: {"same": parts.same, "total": parts.total} for name, parts in _parts(found)},
    }


def _keys_as_json(keys: Keys) -> dict[str, Any]:
    return {"lanes": list(keys.lanes), "draws": keys.drawn, "distinct_keys": keys.distinct}


def _parts(found: Comparison) -> Iterable[tuple[str, Parts]]:
    return (
        ("parameters", found.parameters),
        ("results", found.values),
        ("draws", found.draws),
        ("next_keys", found.next_keys),
    )
