"""Imports go when their last use goes, come when they are needed, and nothing else is touched."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from flake8_nnx_rng.fixes.fix import Edit, Fix, safe, splice
from flake8_nnx_rng.fixes.imports import import_edits
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.source import check_syntax, from_text

_CALL = re.compile(r"[\w.]+\((nnx\.\w+), ?([^()]*)\)")


def module_of(text: str, filename: str = "a.py") -> Module:
    return Module(from_text(text, filename))


def dropping(text: str) -> list[Fix]:
    """A fix for each `partial(nnx.transform, option=...)`, as that of NNX301 makes it."""
    return [
        safe("", Edit(found.start(), found.end(), f"{found[1]}({found[2]})"))
        for found in _CALL.finditer(text)
    ]


def applied(text: str, fixes: list[Fix], filename: str = "a.py") -> str:
    source = from_text(text, filename)
    edits = [edit for fix in fixes for edit in fix.edits]
    edits += import_edits(Module(source), fixes)
    assert not any(a.clashes(b) for i, a in enumerate(edits) for b in edits[:i])
    changed = splice(source.text, edits)
    check_syntax(from_text(changed, filename))
    return changed


def without_partials(text: str, filename: str = "a.py") -> str:
    return applied(text, dropping(text), filename)


USE = "f = partial(nnx.jit, static_argnums=1)\n"
MENDED = "f = nnx.jit(static_argnums=1)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("from functools import partial\n", "", id="alone"),
        pytest.param(
            "from functools import partial\nimport os\n", "import os\n", id="without a blank line"
        ),
        pytest.param(
            "from functools import partial\n\nimport os\n", "import os\n", id="first of the file"
        ),
        pytest.param(
            '"""Doc."""\n\nfrom functools import partial\n\nimport os\n',
            '"""Doc."""\n\nimport os\n',
            id="between blank lines",
        ),
        pytest.param(
            '"""Doc."""\n\nfrom functools import partial\n\n\ndef g(): ...\n',
            '"""Doc."""\n\n\ndef g(): ...\n',
            id="the larger of two gaps stays below",
        ),
        pytest.param(
            "import os\n\n\nfrom functools import partial\n\nx = 1\n",
            "import os\n\n\nx = 1\n",
            id="the larger of two gaps stays above",
        ),
        pytest.param(
            "import os\nfrom functools import partial\n\nx = 1\n",
            "import os\n\nx = 1\n",
            id="last of a paragraph",
        ),
        pytest.param(
            "# Why:\nfrom functools import partial\n\nimport os\n",
            "# Why:\n\nimport os\n",
            id="a comment above stays",
        ),
        pytest.param(
            "from functools import partial  # for decorators\nimport os\n",
            "# for decorators\nimport os\n",
            id="a comment behind stays",
        ),
        pytest.param(
            "from functools import partial  # isort: skip\nimport os\n",
            "import os\n",
            id="what tells a tool of the import goes",
        ),
        pytest.param("from functools import partial, reduce\n", "from functools import reduce\n"),
        pytest.param("from functools import reduce, partial\n", "from functools import reduce\n"),
        pytest.param(
            "from functools import cache, partial, reduce\n",
            "from functools import cache, reduce\n",
        ),
        pytest.param(
            "from functools import cache, \\\n    partial\n",
            "from functools import cache\n",
            id="behind a backslash",
        ),
        pytest.param(
            "from functools import partial, \\\n    cache\n",
            "from functools import cache\n",
            id="before a backslash",
        ),
        pytest.param(
            "from functools import \\\n    partial\nimport os\n", "import os\n", id="backslash"
        ),
        pytest.param(
            "from functools import (partial)\nimport os\n", "import os\n", id="alone in brackets"
        ),
        pytest.param(
            "from functools import (\n    partial,  # why\n)\n\nimport os\n",
            "import os\n",
            id="alone in lines of brackets",
        ),
        pytest.param(
            "from functools import (partial, reduce)\n", "from functools import (reduce)\n"
        ),
        pytest.param("from functools import (cache, partial)\n", "from functools import (cache)\n"),
        pytest.param(
            "from functools import (cache, partial,)\n", "from functools import (cache,)\n"
        ),
        pytest.param(
            "from functools import (\n    cache,  # c\n    partial,  # p\n    reduce,  # r\n)\n",
            "from functools import (\n    cache,  # c\n    reduce,  # r\n)\n",
            id="a line of several",
        ),
        pytest.param(
            "from functools import (  # all\n    # c\n    cache,\n    partial\n)\n",
            "from functools import (  # all\n    # c\n    cache,\n)\n",
            id="the last line, without a comma",
        ),
        pytest.param(
            "from functools import (\n    cache, partial,  # both\n    reduce,\n)\n",
            "from functools import (\n    cache,  # both\n    reduce,\n)\n",
            id="one of two on a line",
        ),
        pytest.param(
            "from functools import (\n    partial, cache,  # both\n    reduce,\n)\n",
            "from functools import (\n    cache,  # both\n    reduce,\n)\n",
            id="the first of two on a line",
        ),
        pytest.param(
            "from functools import (partial,  # p\n    cache)\n",
            "from functools import (  # p\n    cache)\n",
            id="behind the bracket",
        ),
        pytest.param(
            "from functools import (cache,  # c\n    partial)\n",
            "from functools import (cache,  # c\n    )\n",
            id="before the bracket",
        ),
        pytest.param("import os; from functools import partial\n", "import os\n", id="; before"),
        pytest.param("from functools import partial; import os\n", "import os\n", id="; behind"),
        pytest.param(
            "import os; from functools import partial; import re\n", "import os; import re\n"
        ),
        pytest.param(
            "import os; from functools import partial;  # c\n",
            "import os;  # c\n",
            id="; at the end",
        ),
        pytest.param(
            "from functools import partial;\nimport os\n", "import os\n", id="; at the end, alone"
        ),
    ],
)
def test_an_import_goes_with_its_last_use(before: str, after: str) -> None:
    assert without_partials(before + USE) == after + MENDED


@pytest.mark.parametrize(
    ("statement", "use", "after"),
    [
        ("import functools\n", "functools.partial", ""),
        ("import functools as ft\n", "ft.partial", ""),
        ("import functools, os\n", "functools.partial", "import os\n"),
        ("import os, functools\n", "functools.partial", "import os\n"),
        ("import functools as ft, os\n", "ft.partial", "import os\n"),
        ("from functools import partial as bind\n", "bind", ""),
        (
            "from functools import (reduce as r, partial as p)\n",
            "p",
            "from functools import (reduce as r)\n",
        ),
    ],
)
def test_every_spelling_of_an_import_goes(statement: str, use: str, after: str) -> None:
    program = statement + USE.replace("partial", use)
    assert without_partials(program) == after + MENDED


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_stay_as_they_are(line_end: str) -> None:
    program = "x = 1\n\nfrom functools import (\n    cache,\n    partial,\n)\n" + USE
    after = program.replace("    partial,\n", "").replace(USE, MENDED)
    assert without_partials(program.replace("\n", line_end)) == after.replace("\n", line_end)
    program = "import os\n\nfrom functools import partial\n\nx = 1\n" + USE
    after = "import os\n\nx = 1\n" + MENDED
    assert without_partials(program.replace("\n", line_end)) == after.replace("\n", line_end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """
            def g():
                from functools import partial

                return partial(nnx.jit, static_argnums=1)
            """,
            """
            def g():
                return nnx.jit(static_argnums=1)
            """,
            id="function",
        ),
        pytest.param(
            """
            class A:
                '''Doc.'''
                from functools import partial
                f = partial(nnx.jit, static_argnums=1)
            """,
            """
            class A:
                '''Doc.'''
                f = nnx.jit(static_argnums=1)
            """,
            id="class",
        ),
        pytest.param(
            """
            if TYPE_CHECKING:
                from functools import partial
            f = partial(nnx.jit, static_argnums=1)
            """,
            """
            if TYPE_CHECKING:
                pass
            f = nnx.jit(static_argnums=1)
            """,
            id="all of a block",
        ),
        pytest.param(
            """
            if TYPE_CHECKING: from functools import partial
            f = partial(nnx.jit, static_argnums=1)
            """,
            """
            if TYPE_CHECKING: pass
            f = nnx.jit(static_argnums=1)
            """,
            id="a block on one line",
        ),
        pytest.param(
            """
            if x: from functools import partial; import functools as ft
            else:
                import functools as ft
                from functools import partial  # why
            f = partial(nnx.jit, static_argnums=1), ft.partial(nnx.remat, prevent_cse=True)
            """,
            """
            if x: pass
            else:
                pass
                # why
            f = nnx.jit(static_argnums=1), nnx.remat(prevent_cse=True)
            """,
            id="several imports that are all of their blocks",
        ),
        pytest.param(
            """
            import functools

            from functools import partial

            f = partial(nnx.jit, static_argnums=1), functools.partial(nnx.remat, prevent_cse=True)
            """,
            """
            f = nnx.jit(static_argnums=1), nnx.remat(prevent_cse=True)
            """,
            id="two statements",
        ),
        pytest.param(
            """
            x = 1; import functools; from functools import partial
            f = partial(nnx.jit, static_argnums=1), functools.partial(nnx.remat, prevent_cse=True)
            """,
            """
            x = 1
            f = nnx.jit(static_argnums=1), nnx.remat(prevent_cse=True)
            """,
            id="two statements on one line",
        ),
        pytest.param(
            """
            from functools import partial

            def g():
                from functools import partial
                return partial(print, 1)

            f = partial(nnx.jit, static_argnums=1)
            """,
            """
            def g():
                from functools import partial
                return partial(print, 1)

            f = nnx.jit(static_argnums=1)
            """,
            id="another import serves the other use",
        ),
        pytest.param(
            """
            from functools import partial

            def g(partial):
                return partial, x.partial, h(partial=1)

            f = partial(nnx.jit, static_argnums=1)
            """,
            """
            def g(partial):
                return partial, x.partial, h(partial=1)

            f = nnx.jit(static_argnums=1)
            """,
            id="other things of that name",
        ),
        pytest.param(
            """
            '''Of partial derivatives.'''
            from functools import partial  # noqa: E402
            f = partial(nnx.jit, static_argnums=1)  # a partial
            print("partial results", f"partial {f}")
            """,
            """
            '''Of partial derivatives.'''
            f = nnx.jit(static_argnums=1)  # a partial
            print("partial results", f"partial {f}")
            """,
            id="the word in a text",
        ),
        pytest.param(
            """
            from functools import partial
            f = partial(nnx.jit, static_argnums=1,  # no partial
                        )
            """,
            """
            f = nnx.jit(static_argnums=1,  # no partial
                        )
            """,
            id="the word in a comment of the new code",
        ),
    ],
)
def test_where_an_import_stands(before: str, after: str) -> None:
    assert without_partials(dedent(before)) == dedent(after)


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("g = partial(print, 1)\n", id="another use"),
        pytest.param("def g():\n    return partial\n", id="a use in a function"),
        pytest.param("x: 'partial[int]' = f\n", id="annotation in quotes"),
        pytest.param("x = f  # type: partial[int]\n", id="type comment"),
        pytest.param("__all__ = ['f', 'partial']\n", id="__all__"),
        pytest.param("__all__ = 'f partial'.split()\n", id="__all__ as one string"),
        pytest.param("def g():\n    '''Doc.\n\n    >>> partial(f)\n    '''\n", id="doctest"),
        pytest.param("def g():\n    global partial\n    partial = f\n", id="global"),
        pytest.param("del partial\n", id="del"),
        pytest.param("globals()['partial']\n", id="by a string"),
        pytest.param("print(f'{partial}')\n", id="f-string"),
        pytest.param("match f:\n    case partial.a: pass\n", id="pattern"),
        pytest.param("@partial\ndef g(): ...\n", id="decorator"),
        pytest.param("def g(x=partial): ...\n", id="default"),
        pytest.param("class A(partial): ...\n", id="base"),
        pytest.param("x: partial[int] = f\n", id="annotation"),
    ],
)
def test_an_import_stays_while_it_is_used(rest: str) -> None:
    program = f"from functools import partial\n{USE}{rest}"
    assert without_partials(program) == program.replace(USE, MENDED)


@pytest.mark.parametrize(
    "statement",
    [
        "from functools import partial  # noqa\n",
        "from functools import partial  # noqa: F401\n",
        "from functools import partial  # noqa: E402, F401\n",
        "from functools import (  # noqa: F401\n    partial,\n)\n",
        "from functools import (\n    partial,  # noqa\n)\n",
        "from functools import partial  # pylint: disable=unused-import\n",
        "from functools import partial as partial\n",
        "try:\n    from functools import partial\nexcept ImportError:\n    partial = None\n",
        "from functools import *\n",
    ],
)
def test_an_import_stays_that_is_for_others(statement: str) -> None:
    assert without_partials(statement + USE) == statement + MENDED


@pytest.mark.parametrize("name", ["__init__.py", "pkg/__init__.py", "pkg\\__init__.pyi"])
def test_a_package_keeps_its_names(name: str) -> None:
    program = "from functools import partial\n" + USE
    assert without_partials(program, name) == program.replace(USE, MENDED)


def test_an_import_that_was_unused_before_is_none_of_our_business() -> None:
    program = "from functools import partial\nx.partial(nnx.jit, static_argnums=1)\n"
    assert without_partials(program).startswith("from functools import partial\n")


@pytest.mark.parametrize("name", ["a.md", "a.rst", "a.ipynb"])
def test_lines_between_the_code_of_a_document_go_only_if_it_is_rewritten(name: str) -> None:
    program = "x = 1\n\nfrom functools import partial\n\n" + USE
    module = module_of(program, name)
    [as_it_is] = import_edits(module, dropping(program))
    [rewritten] = import_edits(module, dropping(program), rewritten=True)
    assert program[as_it_is.start : as_it_is.end] == "from functools import partial\n"
    assert program[rewritten.start : rewritten.end] == "from functools import partial\n\n"


TWO_USES = "from functools import partial\n" + USE + USE.replace("f", "g", 1)


def test_of_several_fixes_only_all_together_end_an_import() -> None:
    one, other = dropping(TWO_USES)
    assert applied(TWO_USES, [one]).startswith("from functools import partial\nf = nnx.jit(")
    assert applied(TWO_USES, [other]).startswith("from functools import partial\nf = partial(")
    assert applied(TWO_USES, [one, other]).startswith("f = nnx.jit(")


def needing(text: str, *needs: tuple[str, str]) -> list[Fix]:
    """A fix for each (start of an import statement, name that it must bring)."""
    return [Fix("", exports=((text.index(found), name),)) for found, name in needs]


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        pytest.param("from flax.nnx import vmap\n", "split", "from flax.nnx import split, vmap\n"),
        pytest.param("from flax.nnx import jit\n", "split", "from flax.nnx import jit, split\n"),
        pytest.param("from flax.nnx import jit\n", "Rngs", "from flax.nnx import Rngs, jit\n"),
        pytest.param(
            "from flax.nnx import Rngs, vmap\n", "jit", "from flax.nnx import Rngs, jit, vmap\n"
        ),
        pytest.param(
            "from flax.nnx import jit, Rngs, vmap\n",
            "Carry",
            "from flax.nnx import Carry, jit, Rngs, vmap\n",
            id="sorted by letters",
        ),
        pytest.param(
            "from flax.nnx import vmap, jit\n",
            "split",
            "from flax.nnx import vmap, jit, split\n",
            id="not sorted",
        ),
        pytest.param(
            "from flax.nnx import (vmap)\n", "split", "from flax.nnx import (split, vmap)\n"
        ),
        pytest.param(
            "from flax.nnx import (jit,)\n", "split", "from flax.nnx import (jit, split,)\n"
        ),
        pytest.param(
            "from flax.nnx import jit as j, \\\n    scan\n",
            "vmap",
            "from flax.nnx import jit as j, \\\n    scan, vmap\n",
            id="backslash",
        ),
        pytest.param(
            "from flax.nnx import (\n    jit,  # j\n    vmap,  # v\n)\n",
            "split",
            "from flax.nnx import (\n    jit,  # j\n    split,\n    vmap,  # v\n)\n",
            id="on a line of its own",
        ),
        pytest.param(
            "from flax.nnx import (\n    jit,  # j\n    scan  # s\n)\n",
            "split",
            "from flax.nnx import (\n    jit,  # j\n    scan,  # s\n    split,\n)\n",
            id="on the last line",
        ),
        pytest.param(
            "from flax.nnx import (jit,\n                      scan)\n",
            "vmap",
            "from flax.nnx import (jit,\n                      scan, vmap)\n",
            id="before the bracket",
        ),
        pytest.param("from flax.nnx import vmap\n", "vmap", "from flax.nnx import vmap\n"),
    ],
)
def test_a_needed_name_is_added(before: str, name: str, after: str) -> None:
    assert applied(before, needing(before, ("from", name))) == after
    crlf = before.replace("\n", "\r\n")
    assert applied(crlf, needing(crlf, ("from", name))) == after.replace("\n", "\r\n")


def test_nothing_is_added_twice() -> None:
    program = "from flax.nnx import vmap\nfrom flax.nnx import scan\n"
    fixes = needing(program, ("from flax.nnx import vmap", "split"), ("from flax.nnx", "split"))
    fixes += needing(program, ("from flax.nnx import scan", "split"))
    assert (
        applied(program, fixes) == "from flax.nnx import split, vmap\nfrom flax.nnx import scan\n"
    )


def test_each_function_gets_its_own() -> None:
    program = dedent(
        """
        def f():
            from flax.nnx import vmap
        def g():
            from flax.nnx import scan
        """
    )
    fixes = needing(program, ("from flax.nnx import vmap", "split"))
    fixes += needing(program, ("from flax.nnx import scan", "split"))
    after = program.replace("import vmap", "import split, vmap").replace(
        "import scan", "import scan, split"
    )
    assert applied(program, fixes) == after


def test_several_names_are_added_in_order() -> None:
    program = "from flax.nnx import (\n    Rngs,\n    scan,\n)\n"
    names = ("vmap", "split", "Carry", "StateAxes", "jit")
    after = "    Carry,\n    Rngs,\n    StateAxes,\n    jit,\n    scan,\n    split,\n    vmap,\n"
    fixes = needing(program, *(("from", name) for name in names))
    assert applied(program, fixes) == f"from flax.nnx import (\n{after})\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from flax.nnx import Vmap\n", "from flax.nnx import vmap\n"),
        ("from flax.nnx import Vmap, jit\n", "from flax.nnx import vmap, jit\n"),
        (
            "from flax.nnx import (\n    Vmap,  # v\n)\n",
            "from flax.nnx import (\n    vmap,  # v\n)\n",
        ),
    ],
)
def test_a_needed_name_takes_the_place_of_one_that_goes(before: str, after: str) -> None:
    program = before + "Vmap(f)\n"
    fix = Fix("", edits=(Edit(len(before), len(before) + 4, "vmap"),), exports=((0, "vmap"),))
    assert applied(program, [fix]) == after + "vmap(f)\n"
