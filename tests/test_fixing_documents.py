"""Fixes in notebooks, Markdown and reStructuredText, through the public functions."""

from __future__ import annotations

import difflib
import json

import nbformat
import pytest

from flake8_nnx_rng import Settings, check_source, fix_source
from flake8_nnx_rng.fixing import FixResult

SETTINGS = Settings(target_flax="0.9.0", select=("NNX301",))
IMPORTS = "import jax\nfrom functools import partial\nfrom flax import nnx\n"
OLD = '@partial(nnx.jit, static_argnames="x")\ndef f(x):\n\n    return x\n'
NEW = OLD.replace("partial(nnx.jit, ", "nnx.jit(")


def fixed(filename: str, text: str) -> FixResult:
    """What fixing comes to; doing it twice changes nothing more."""
    result = fix_source(text, filename=filename, settings=SETTINGS)
    again = fix_source(result.text, filename=filename, settings=SETTINGS)
    assert result.problem == ""
    assert (again.text, again.applied) == (result.text, ())
    return result


def prefixed(code: str, prefix: str) -> str:
    return "".join((prefix + line).rstrip() + "\n" for line in code.splitlines())


@pytest.mark.parametrize(
    ("filename", "opening", "prefix", "closing"),
    [
        ("a.md", "```python", "", "```"),
        ("a.md", "```{code-cell} ipython3\n:tags: [a]\n\n%time", "", "```"),
        ("a.md", "1. Item\n\n   ~~~ py", "   ", "   ~~~"),
        ("a.md", "- ```py", "  ", "  ```"),
        ("a.md", "> > ````{.python .a}", "> > ", "> > ````"),
        ("a.md", ":::{note}\n```python", "", "```\n:::"),
        ("a.md", "```{eval-rst}\n.. code:: python\n", "   ", "```"),
        ("a.rst", ".. code-block:: python\n   :linenos:\n", "   ", "\nText"),
        ("a.rst", "* - .. testcode::\n", "      ", "\nText"),
        ("a.rst", ".. testcode:: a\n", "\t", "\nText"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_several_blocks(
    filename: str, opening: str, prefix: str, closing: str, line_end: str
) -> None:
    def document(*programs: str) -> str:
        blocks = [f"Ünchanged\t\n\n{opening}\n{prefixed(p, prefix)}{closing}\n" for p in programs]
        return "\n".join(blocks).replace("\n", line_end)

    without_import = IMPORTS.replace("from functools import partial\n", "")
    result = fixed(filename, document(IMPORTS, OLD, OLD.replace("f", "g").replace("deg", "def")))

    assert [finding.code for finding in result.applied] == ["NNX301", "NNX301"]
    assert result.text == document(without_import, NEW, NEW.replace("def f", "def g"))


def test_prompts() -> None:
    text = (
        "Text::\n\n"
        "  >>> from functools import partial\n"
        "  >>> from flax import nnx\n\n"
        '  >>> @partial(nnx.jit, static_argnames="x")\n'
        "  ... def f(x):\n"
        "  ...   return x\n"
        "  ...\n"
        "  >>> f(1)\n"
        "  1\n"
    )
    for filename in ("a.rst", "a.md"):
        shown = text if filename == "a.rst" else f"```pycon\n{text[8:]}```\n"
        result = fixed(filename, shown)

        assert result.text == shown.replace("  >>> from functools import partial\n", "").replace(
            "partial(nnx.jit, ", "nnx.jit("
        )


def test_import_that_is_used_elsewhere_stays() -> None:
    text = f"```py\n{IMPORTS}```\n```py\n{OLD}```\n```py\nh = partial(f, 1)\n```\n"

    assert fixed("a.md", text).text == text.replace(OLD, NEW)


def test_block_with_nothing_but_the_import() -> None:
    text = f"```py\nfrom functools import partial\n```\n\n```py\nfrom flax import nnx\n{OLD}```\n"

    assert fixed("a.md", text).text == (f"```py\n```\n\n```py\nfrom flax import nnx\n{NEW}```\n")


def test_broken_blocks_and_other_languages_stay() -> None:
    around = f"```py\n{OLD}  broken(\n```\n```bash\n{OLD}```\n"

    assert fixed("a.md", f"{around}```py\n{IMPORTS}{OLD}```\n").text.startswith(around)


def test_long_options_are_laid_out_where_they_stand() -> None:
    options = ", ".join(f"{name}={name!r}" for name in ("static_argnames", "donate_argnames"))
    long = f"@partial(nnx.jit, {options}, inline=True, keep_unused=True)"
    text = f"> - ```py\n{prefixed(IMPORTS, '>   ')}>   {long}\n>   def f(x): ...\n>   ```\n"

    lines = fixed("a.md", text).text.splitlines()

    assert lines[3] == ">   @nnx.jit("
    assert lines[4] == ">       static_argnames='static_argnames',"
    assert lines[8:] == [">   )", ">   def f(x): ...", ">   ```"]


def notebook(*sources: str, lists: bool = True, **style: object) -> str:
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {"é": 1},
            "outputs": [],
            "source": source.splitlines(keepends=True) if lists else source,
        }
        for source in sources
    ]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(content, **style) + "\n"  # type: ignore[arg-type]


@pytest.mark.parametrize("lists", [True, False])
@pytest.mark.parametrize("indent", [None, 1, "\t"])
@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_notebooks(lists: bool, indent: int | str | None, ensure_ascii: bool) -> None:
    def text(*sources: str) -> str:
        return notebook(*sources, lists=lists, indent=indent, ensure_ascii=ensure_ascii)

    magics = "%matplotlib inline\n!pip install flax\n\n"
    imports = f"{magics}{IMPORTS}é = !ls"
    before = text(imports, "# Broken (", OLD, f"%%time\n{OLD}f?", "%%bash\nls")
    after = text(
        imports.replace("from functools import partial\n", ""),
        "# Broken (",
        NEW,
        f"%%time\n{NEW}f?",
        "%%bash\nls",
    )

    result = fixed("a.ipynb", before)

    assert result.text == after
    nbformat.validate(nbformat.reads(result.text, 4))


def test_cell_with_nothing_but_the_import() -> None:
    imports = "from functools import partial"
    before = notebook(imports, f"from flax import nnx\n{OLD}", indent=1)

    assert fixed("a.ipynb", before).text == notebook("", f"from flax import nnx\n{NEW}", indent=1)


def test_only_edited_lines_of_a_notebook_differ() -> None:
    before = notebook(IMPORTS, OLD, indent=1).replace('"nbformat"', '\t "nbformat"  ')
    before = before.replace("\n", "\r\n")
    difference = difflib.ndiff(before.splitlines(), fixed("a.ipynb", before).text.splitlines())

    assert [line[0] for line in difference if line[0] in "+-"] == ["-", "-", "+"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("opening", "prefix", "closing"),
    [("```py", "", "```"), ("> ```py", "> ", "> ```"), ("- ```py", "  ", "  ```")],
)
def test_edits_of_a_finding_mend_the_document(
    opening: str, prefix: str, closing: str, line_end: str
) -> None:
    options = "static_argnames='x', donate_argnames='y', inline=True, keep_unused=True"
    code = IMPORTS + OLD.replace('static_argnames="x"', options)
    text = f"{opening}\n{prefixed(code, prefix)}{closing}\n".replace("\n", line_end)
    (finding,) = check_source(text, filename="a.md", settings=SETTINGS)
    assert finding.fix is not None

    rows = text.splitlines(keepends=True)
    starts = [sum(map(len, rows[:number])) for number in range(len(rows))]
    changed = text
    for edit in sorted(finding.fix.edits, key=lambda edit: edit.location, reverse=True):
        first, last = edit.location, edit.end_location
        start, end = starts[first.row - 1] + first.column, starts[last.row - 1] + last.column
        changed = changed[: start - 1] + edit.content + changed[end - 1 :]

    assert changed == fixed("a.md", text).text
