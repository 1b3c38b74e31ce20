"""A file is replaced at once and whole, as the same file, or it stays and the reason is told."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_nnx_rng.syntax.files import TEMPORARY, read_bytes, replace_file
from flake8_nnx_rng.syntax.source import SourceError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    return path


def only(path: Path) -> bool:
    """Whether nothing was left over beside a file."""
    return [*path.parent.iterdir()] == [path]


def test_a_file_is_replaced(file: Path) -> None:
    replace_file(file, before=b"old", after=b"\xefnew\r\n")
    assert file.read_bytes() == b"\xefnew\r\n"
    assert only(file)


@pytest.mark.skipif(os.name == "nt", reason="has no such modes")
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o4755])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace_file(file, before=b"old", after=b"new")
    assert file.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can")
def test_the_owner_stays(file: Path) -> None:
    os.chown(file, 1234, 4321)
    replace_file(file, before=b"old", after=b"new")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 4321)


def test_a_link_stays_and_leads_to_the_new_text(tmp_path: Path, file: Path) -> None:
    (tmp_path / "far").mkdir()
    target = file.rename(tmp_path / "far" / "b.py")
    file.symlink_to(target)
    replace_file(file, before=b"old", after=b"new")
    assert file.is_symlink()
    assert target.read_bytes() == b"new"
    assert not target.is_symlink()
    assert only(target)


def test_a_file_may_have_the_longest_name(tmp_path: Path) -> None:
    path = tmp_path / f"{'a' * 252}.py"
    path.write_bytes(b"old")
    replace_file(path, before=b"old", after=b"new")
    assert path.read_bytes() == b"new"


def test_what_someone_else_wrote_meanwhile_stays(file: Path) -> None:
    file.write_bytes(b"theirs")
    with pytest.raises(SourceError, match=r"a\.py: has been changed meanwhile"):
        replace_file(file, before=b"old", after=b"new")
    assert file.read_bytes() == b"theirs"
    assert only(file)


def test_a_file_that_has_gone_does_not_come_back(file: Path) -> None:
    file.unlink()
    with pytest.raises(SourceError, match=r"a\.py: cannot be written: No such file"):
        replace_file(file, before=b"old", after=b"new")
    assert [*file.parent.iterdir()] == []


def test_a_folder_that_has_gone_does_not_come_back(file: Path) -> None:
    shutil.rmtree(file.parent)
    with pytest.raises(SourceError, match=r"a\.py: cannot be written: No such file"):
        replace_file(file, before=b"old", after=b"new")


def test_a_file_that_is_read_only_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write any
    with pytest.raises(SourceError, match=r"a\.py: cannot be written: Permission denied"):
        replace_file(file, before=b"old", after=b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_is_read_only_is_told(file: Path) -> None:
    file.parent.chmod(0o555)
    try:
        with pytest.raises(SourceError, match=r"a\.py: cannot be written: Permission denied"):
            replace_file(file, before=b"old", after=b"new")
    finally:
        file.parent.chmod(0o755)
    assert file.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no such files")
def test_what_is_no_regular_file_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "a.py"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="cannot be written: Not a regular file"):
        replace_file(pipe, before=b"", after=b"new")
    assert pipe.is_fifo()


def raising(error: BaseException) -> Callable[..., None]:
    def raise_it(*_: object, **__: object) -> None:
        raise error

    return raise_it


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("module", ["fsync", "replace", "chmod", "mkstemp"])
@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt(), MemoryError()])
def test_nothing_is_left_over_after_an_exception(
    file: Path, monkeypatch: pytest.MonkeyPatch, module: str, error: BaseException
) -> None:
    owner = tempfile if module == "mkstemp" else os
    monkeypatch.setattr(owner, module, raising(error))
    expected = SourceError if error is FULL else type(error)
    with pytest.raises(expected) as raised:
        replace_file(file, before=b"old", after=b"new")
    if error is FULL:
        assert str(raised.value) == f"{file}: cannot be written: No space left on device"
    assert file.read_bytes() == b"old"
    assert only(file)


def test_a_file_of_another_owner_is_replaced_all_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "chown", raising(PermissionError()), raising=False)
    replace_file(file, before=b"old", after=b"new")
    assert file.read_bytes() == b"new"


def test_the_file_that_is_written_is_hidden_and_says_whose_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    replace = os.replace

    def spy(new: Path, old: Path) -> None:
        seen.append(Path(new).name)
        replace(new, old)

    monkeypatch.setattr(os, "replace", spy)
    replace_file(file, before=b"old", after=b"new")
    assert seen[0].startswith(TEMPORARY)
    assert seen[0].startswith(".")
    assert seen[0].endswith(".tmp")


def test_reading_gives_bytes_or_the_reason(file: Path) -> None:
    assert read_bytes(file) == b"old"
    with pytest.raises(SourceError, match=r"missing\.py: No such file or directory"):
        read_bytes(file.with_name("missing.py"))
    with pytest.raises(SourceError, match="null"):
        read_bytes(Path("a\0.py"))
