"""Builds the table of Flax releases from the released wheels.

Run it after a release of Flax: `python tools/build_release_table.py --wheels build/wheels`.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from release_table.facts import read_release
from release_table.spans import table
from release_table.wheels import download_missing, read_wheel, released_versions, wheel_path
from release_table.write import as_text

TABLE = Path(__file__).parents[1] / "flake8_nnx_rng" / "semantics" / "releases" / "table.json"


def main() -> int:
    """Write the table, or with `--check` compare it."""
    options = _parser().parse_args()
    if options.wheels:
        built = build(options.wheels)
    else:
        with TemporaryDirectory() as folder:
            built = build(Path(folder))
    if options.check:
        return _check(built)
    TABLE.write_text(built, encoding="utf-8", newline="\n")
    return 0


def build(folder: Path) -> str:
    """The text of the table, from wheels that are kept in `folder`."""
    versions = released_versions()
    download_missing(versions, folder)
    wheels = [wheel_path(version, folder) for version in versions]
    return as_text(table([read_release(read_wheel(wheel)) for wheel in wheels if wheel]))


def _check(built: str) -> int:
    current = TABLE.exists() and TABLE.read_text(encoding="utf-8")
    if current == built:
        return 0
    print(f"{TABLE.name} is out of date: run python tools/build_release_table.py", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path, help="keep and reuse downloaded wheels here")
    parser.add_argument("--check", action="store_true", help="fail if the table would change")
    return parser


if __name__ == "__main__":
    sys.exit(main())
