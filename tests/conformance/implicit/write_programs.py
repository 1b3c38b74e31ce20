"""Writes the programs of the implicit runtime's conformance into a folder.

FOLDER/old holds those of tests/migration. FOLDER/generated.json holds those that combine, from a
seed, what the rows of the facts name: transforms, state_axes, split_rngs, axes of arguments and
keywords, carries, outputs, nesting, stored streams, nodes made inside, sizes; and a list of errors.

Usage: python tests/conformance/implicit/write_programs.py FOLDER
"""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path

import families
from errors import errors

OLD = Path(__file__).parents[2] / "migration" / "programs"
COUNTS = {
    families.vmap: 64,
    families.scan: 64,
    families.pmap: 16,
    families.pmap_on_devices: 16,
    families.nested: 32,
    families.lifted: 24,
    families.gradient: 24,
    families.compiled: 10,
    families.forked: 10,
}


def programs():
    """All generated programs by name."""
    found = {}
    for family, count in COUNTS.items():
        for number in range(count):
            name = f"{family.__name__}_{number:03}"
            found[name] = family(families.Choices(name))
    return found | errors()


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(OLD, folder / "old")
    found = programs()
    (folder / "generated.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    counts = Counter(name.rpartition("_")[0] for name in found)
    print(", ".join(f"{count} {family}" for family, count in counts.items()))
    print(f"{len(found)} generated programs, {len(list((folder / 'old').glob('*.py')))} old ones")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
