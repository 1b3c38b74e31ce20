"""Files become text as Python itself would read them, or an error that names the file."""

from __future__ import annotations

import ast
import codecs
import io
import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax, decode, from_text, read


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"x = 'a'\n", "x = 'a'\n", id="ASCII"),
        pytest.param("é = '𝄞'\n".encode(), "é = '𝄞'\n", id="UTF-8 is the default"),
        pytest.param(codecs.BOM_UTF8 + "é\n".encode(), "é\n", id="BOM dropped"),
        pytest.param(b"# -*- coding: latin-1 -*-\n'\xe9'\n", "# -*- coding: latin-1 -*-\n'é'\n"),
        pytest.param(b"#!/bin/sh\n# coding: cp1252\n\x80", "#!/bin/sh\n# coding: cp1252\n€"),
        pytest.param(
            codecs.BOM_UTF8 + "# coding: utf-8-sig\né".encode(),
            "# coding: utf-8-sig\né",
            id="BOM and a cookie that agree",
        ),
        pytest.param(b"\n\n# coding: latin-1\n", "\n\n# coding: latin-1\n", id="third row: none"),
        pytest.param(b"a\r\nb\rc\n", "a\r\nb\rc\n", id="line ends stay"),
        pytest.param(b"\x0cimport a\n", "\x0cimport a\n", id="form feed stays"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_files_are_decoded_as_pep_263_says(data: bytes, text: str) -> None:
    assert decode(data, "a.py") == Source("a.py", text)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"# coding: klingon\n", "klingon", id="unknown encoding"),
        pytest.param(b"x = '\xff\xfe'\n", "cannot be decoded", id="no UTF-8"),
        pytest.param(b"# coding: ascii\n\xe9", "ascii", id="not what the cookie says"),
        pytest.param(
            codecs.BOM_UTF8 + b"# coding: latin-1\n", "cannot be decoded", id="BOM differs"
        ),
        pytest.param("x = 1\n".encode("utf-16"), "cannot be decoded", id="UTF-16"),
        pytest.param(b"# coding: rot13\nk = 1\n", "rot13", id="no text encoding"),
    ],
)
def test_what_cannot_be_decoded_is_an_error_that_names_the_file(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=r"^some/file\.py: ") as raised:
        decode(data, "some/file.py")
    assert reason in raised.value.reason


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param("\0", 1, id="at the start"),
        pytest.param("a\nb\r\nc\0", 3, id="in the third row"),
        pytest.param("a\rb\0", 2, id="after a lone CR"),
    ],
)
def test_a_null_byte_is_refused_with_its_row(text: str, row: int) -> None:
    with pytest.raises(SourceError, match="null byte") as raised:
        from_text(text, "a.py")
    assert raised.value.row == row
    assert str(raised.value) == f"a.py:{row}:1: source contains a null byte"


def test_a_missing_file_is_an_error_in_the_words_of_the_system(tmp_path: Path) -> None:
    path = tmp_path / "missing.py"
    with pytest.raises(SourceError) as raised:
        read(path)
    assert str(raised.value) == f"{path}: No such file or directory"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Is a directory"):
        read(tmp_path)


def test_a_link_to_itself_cannot_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "loop.py"
    loop.symlink_to(loop)
    with pytest.raises(SourceError, match=f"^{loop}: "):
        read(loop)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.py"
    path.write_text("")
    path.chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        read(path)


def test_a_file_is_read_under_the_name_that_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(codecs.BOM_UTF8 + b"x\r\n")
    assert read(str(path)) == Source(str(path), "x\r\n")


def test_only_the_first_bom_of_a_text_is_dropped() -> None:
    assert from_text("\ufeffx\ufeff", "a.py").text == "x\ufeff"


@given(st.text(alphabet="ab \f\r\n\x85\u2028é𝄞"))
def test_the_code_to_parse_has_the_lines_of_python_at_the_same_offsets(text: str) -> None:
    code = Source("a.py", text).code
    assert len(code) == len(text)
    assert code.replace("\r\n", "\n") == io.StringIO(text, newline=None).read()


@pytest.mark.parametrize("place", [(None, None), (3, None), (3, 7)])
def test_an_error_keeps_its_parts_across_processes(place: tuple[int | None, int | None]) -> None:
    error = SourceError("a.py", "cannot be parsed", *place)
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


@pytest.mark.parametrize(
    ("place", "text"),
    [((), "a.py: bad"), ((3,), "a.py:3:1: bad"), ((3, 7), "a.py:3:7: bad")],
)
def test_an_error_says_where_as_far_as_it_is_known(place: tuple[int, ...], text: str) -> None:
    assert str(SourceError("a.py", "bad", *place)) == text


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def f(:\n  pass\n", id="parameters"),
        pytest.param("x = = 1\n", id="assignment"),
        pytest.param("x = 1\nif x:\n", id="missing block"),
        pytest.param("f(1, 2\n", id="open parenthesis"),
        pytest.param("x = [1, 2\n", id="open bracket"),
        pytest.param("x = 'a\n", id="open string"),
        pytest.param("x = '''a\n", id="open long string"),
        pytest.param("x = 1 +\n", id="half an expression"),
        pytest.param("class A(nnx.Module)\n  pass\n", id="missing colon"),
        pytest.param("for x in:\n  pass\n", id="half a loop"),
        pytest.param("x = 1\n)\n", id="closing parenthesis"),
        pytest.param("$x\n", id="stray character"),
        pytest.param("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> main\n", id="merge conflict"),
    ],
)
def test_a_syntax_error_is_reported_with_its_file_and_row(code: str) -> None:
    with pytest.raises(SyntaxError) as refused:
        ast.parse(code)
    with pytest.raises(SourceError, match=r"^a\.py:\d+:\d+: cannot be parsed") as raised:
        check_syntax(from_text(code, "a.py"))
    assert (raised.value.row, raised.value.column) == (refused.value.lineno, refused.value.offset)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("class A[T = int]: pass\n", id="PEP 696 defaults, 3.13"),
        pytest.param("def f[**P = [int]](): pass\n", id="PEP 696 parameters, 3.13"),
        pytest.param("""x = f"{'a' + f"{"b"}"}"\n""", id="PEP 701 f-strings, 3.12"),
        pytest.param("type A[T] = list[T]\n", id="PEP 695 aliases, 3.12"),
        pytest.param("def f[T: int](x: T) -> T: return x\n", id="PEP 695 functions, 3.12"),
        pytest.param("try: pass\nexcept A, B: pass\n", id="PEP 758 except, 3.14"),
        pytest.param("""x = t"{a}"\n""", id="PEP 750 t-strings, 3.14"),
        pytest.param("try:\n  pass\nexcept* A:\n  pass\n", id="PEP 654 groups, 3.11"),
        pytest.param("def f(*args: *Ts): pass\n", id="PEP 646 stars, 3.11"),
        pytest.param("x[*a, 1]\n", id="PEP 646 subscripts, 3.11"),
        pytest.param("match x:\n  case {'a': [1, *_]} if y: pass\n", id="match, 3.10"),
        pytest.param("with (open(a) as b, open(c) as d,): pass\n", id="with, 3.10"),
        pytest.param("print = lambda *a, exec=1: (yield)\n", id="names that were keywords"),
        pytest.param("match = case = type = _ = 1\n", id="soft keywords as names"),
        pytest.param("x = 1 if y else(2)\n", id="no space"),
        pytest.param("if x:\n\ty = 1\n\x0c\nz = 2\n", id="tab and form feed"),
        pytest.param("x = \\\n  1\n", id="continued line"),
        pytest.param("def f():\r\n  return 1\r\n", id="CR LF"),
        pytest.param("def f():\r  return 1\rf()\r", id="lone CR"),
        pytest.param("", id="empty"),
        pytest.param("# nothing but a comment", id="comment without line end"),
    ],
)
def test_what_the_running_python_accepts_is_never_refused(code: str) -> None:
    try:
        ast.parse(code)
    except SyntaxError:
        pytest.skip("newer syntax than this Python's")
    check_syntax(from_text(code, "a.py"))


def test_nesting_that_is_too_deep_for_python_is_an_error_not_a_crash() -> None:
    with pytest.raises(SourceError, match=r"^a\.py.*cannot be parsed"):
        check_syntax(from_text("lambda: " * 20_000 + "1", "a.py"))


def test_a_surrogate_cannot_be_parsed() -> None:
    with pytest.raises(SourceError, match=r"^a\.py"):
        check_syntax(from_text("x = '\ud800'\n", "a.py"))


def test_warnings_about_the_code_stay_away() -> None:
    check_syntax(from_text(r"x = '\d' is 1" + "\n", "a.py"))
