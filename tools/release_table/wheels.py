"""Finds, downloads and opens the wheels of Flax."""

import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

OLDEST = (0, 8, 0)

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Wheel:
    """What the table needs of one released wheel."""

    version: Version
    requires_python: str | None
    requires_jax: str | None
    sources: dict[str, str]
    """Text of every Python file below `flax/`, by its path in the wheel."""


def released_versions() -> list[Version]:
    """Every final release on the package index from the oldest supported one on."""
    output = _pip("index", "versions", "flax")
    listed = re.search(r"Available versions: (.*)", output)
    if listed is None:
        raise RuntimeError(f"pip did not list the versions of flax:\n{output}")
    return sorted(v for v in map(_final_version, listed[1].split(", ")) if v and v >= OLDEST)


def download_missing(versions: list[Version], folder: Path) -> None:
    """Download the wheels that `folder` lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    for version in versions:
        if wheel_path(version, folder) is None:
            requirement = f"flax=={dotted(version)}"
            _pip("download", requirement, "--no-deps", f"--dest={folder}", "--only-binary=:all:")


def wheel_path(version: Version, folder: Path) -> Path | None:
    """The wheel of one release in `folder`, if it is there."""
    return next(folder.glob(f"flax-{dotted(version)}-*.whl"), None)


def read_wheel(path: Path) -> Wheel:
    """Read metadata and sources of one wheel."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        metadata = next(n for n in names if n.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(metadata).decode())
        sources = {
            n: archive.read(n).decode()
            for n in names
            if n.startswith("flax/") and n.endswith(".py")
        }
    version = _final_version(headers["Version"])
    assert version is not None, path
    requirements = headers.get_all("Requires-Dist") or []
    return Wheel(version, headers["Requires-Python"], _jax_range(requirements), sources)


def dotted(version: Version) -> str:
    """`(0, 12, 8)` as `0.12.8`."""
    return ".".join(map(str, version))


def _jax_range(requirements: list[str]) -> str | None:
    for requirement in requirements:
        match = re.fullmatch(r"jax\s*\(?([<>=!~][^;)]*)\)?", requirement.strip())
        if match:
            return match[1].strip()
    return None


def _final_version(text: str) -> Version | None:
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", text.strip())
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _pip(command: str, *arguments: str) -> str:
    # The newest releases refuse older interpreters, but their sources can be read by any.
    options = ["--disable-pip-version-check", "--ignore-requires-python"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", command, *arguments, *options],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"pip {command} failed:\n{done.stderr}")
    return done.stdout
