"""Which fences of Markdown hold Python, and what of them is code."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.syntax.documents import Place, extract


def code(text: str) -> list[str]:
    """The lines of code in a document, without the empty ones."""
    return [line for line in extract("a.md", text).code.split("\n") if line]


@pytest.mark.parametrize(
    "info",
    [
        "python",
        " python",
        "Python",
        "py",
        "python3",
        "pycon",
        "python title='a.py'",
        "python,ignore",
        "py{1,3}",
        "{python}",
        "{python, echo=FALSE}",
        "{.python .numberLines}",
        "{#id .python}",
        "{code-cell}",
        "{code-cell} ipython3",
        "{code-block} python",
        "{code} py",
        "{testcode}",
        "{testsetup} group",
    ],
)
@pytest.mark.parametrize("marks", ["```", "~~~", "`````"])
def test_python_fences(marks: str, info: str) -> None:
    assert code(f"text\n{marks}{info}\nx = 1\n{marks}\ny = 2") == ["x = 1"]


@pytest.mark.parametrize(
    "info",
    [
        "",
        "bash",
        "pytb",
        "pyx",
        "{code-cell} r",
        "{code-block} bash",
        "{code-block}",
        "{codediff}",
        "{math}",
        "{testoutput}",
        "{.bash}",
        "text python",
    ],
)
def test_other_fences(info: str) -> None:
    assert code(f"```{info}\nx = 1\n```") == []


def test_names_carry_over_and_rows_stay() -> None:
    text = "# Title\n\n```python\nx = 1\n```\ntext\n```py\ny = x\n```\n"

    assert extract("a.md", text).code == "\n\n\nx = 1\n\n\n\ny = x\n\n"


def test_inner_fence_of_other_kind_is_text() -> None:
    assert code("````python\nx = '''\n```\n'''\n````\n") == ["x = '''", "```", "'''"]


def test_fence_in_an_indented_docstring_does_not_close() -> None:
    block = ["def f():", "    '''", "    ```", "    x", "    ```", "    '''"]

    assert code("\n".join(["```python", *block, "```"])) == block


def test_unclosed_fence_runs_to_the_end() -> None:
    assert code("```python\nx = 1") == ["x = 1"]


def test_inline_code_opens_no_fence() -> None:
    assert code("```python a.py```\n\n```python\nx = 1\n```") == ["x = 1"]


def test_fence_that_is_not_python_hides_what_is_in_it() -> None:
    assert code("````text\n```python\nx = 1\n```\n````\n```py\ny = 2\n```") == ["y = 2"]


def test_list_item_shifts_columns() -> None:
    document = extract("a.md", "1. Item\n\n   ```python\n   if x:\n     y\n   ```\n")

    assert document.code == "\n\n\nif x:\n  y\n\n"
    assert document.place(5, 3) == Place(5, 6, None)


def test_fence_behind_the_marker_of_a_list_item() -> None:
    document = extract("a.md", "- ```python\n  x = 1\n  ```\n")

    assert document.code == "\nx = 1\n\n"
    assert document.place(2, 1) == Place(2, 3, None)


def test_quotation_shifts_columns_and_ends_the_block() -> None:
    document = extract("a.md", "> ```python\n> if x:\n>   é = 1\ny = 2\n")

    assert document.code == "\nif x:\n  é = 1\n\n"
    assert document.place(3, 3) == Place(3, 5, None)


def test_text_behind_an_unclosed_quotation_is_read() -> None:
    assert code("> ```bash\n> ls\n```python\nx = 1\n```") == ["x = 1"]


def test_code_indented_more_than_its_fence() -> None:
    document = extract("a.md", "```python\n    x = 1\n```")

    assert document.code == "\nx = 1\n"
    assert document.place(2, 1) == Place(2, 5, None)


@pytest.mark.parametrize(
    "comment",
    ["<!--\n{}\n-->", "<!-- old\n\n{}\n\n--> text", "  <!--\n{}\n-->", "<!--\n{}"],
)
def test_html_comments_hide_code(comment: str) -> None:
    assert code(comment.format("```python\nx = 1\n```")) == []


@pytest.mark.parametrize("comment", ["<!-- #region -->", "<!-->", "<!-- a -->\n<!-- b -->"])
def test_html_comments_end(comment: str) -> None:
    assert code(f"{comment}\n```python\nx = 1\n```") == ["x = 1"]


@pytest.mark.parametrize(
    "options",
    [
        ":tags: [hide-cell]",
        "\n:tags: [a,\n  b]\n:name: x\n",
        "---\ntags: [a]\n---",
        "---\na: 1\n---\n\n",
    ],
)
def test_myst_options_are_not_code(options: str) -> None:
    assert code(f"```{{code-cell}} ipython3\n{options}\nx = 1\n```") == ["x = 1"]


def test_option_like_lines_of_plain_fences_are_code() -> None:
    assert code("```python\n:tags: [a]\nx = 1\n```") == []


@pytest.mark.parametrize("marks", [":::", "````"])
def test_admonitions_contain_fences(marks: str) -> None:
    text = f"{marks}{{note}} Title\n```bash\nls\n```\n```python\nx = 1\n```\n{marks}\n"

    assert code(text) == ["x = 1"]


@pytest.mark.parametrize(("directive", "lines"), [("code-block", ["x = 1"]), ("codediff", [])])
def test_colon_fences_hold_code(directive: str, lines: list[str]) -> None:
    assert code(f":::{{{directive}}} python\nx = 1\n:::\n") == lines


def test_restructured_text_in_markdown() -> None:
    text = "```{eval-rst}\n.. testcode::\n\n   x = 1\n\n.. codediff::\n\n   y = 1\n```\n"

    assert code(text) == ["x = 1"]


def test_front_matter_is_not_code() -> None:
    text = "---\nexample: |\n  ```python\n  x = 1\n  ```\n---\n```python\ny = 1\n```\n"

    assert code(text) == ["y = 1"]


def test_rule_at_the_top_is_no_front_matter() -> None:
    assert code("---\n```python\nx = 1\n```\n") == ["x = 1"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(line_end: str) -> None:
    text = line_end.join(["a", "```python", "x = '\f\v\x1c\u2028'", "```", ""])

    assert extract("a.md", text).code == "\n\nx = '\f\v\x1c\u2028'\n\n"
