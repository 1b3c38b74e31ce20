"""`nnx-rng rule` explains rules from the objects that find them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules.pages import markdown, table

CODES = [rule.code for rule in all_rules()]


def rule(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rule", *arguments])


def test_a_rule_is_explained() -> None:
    result = rule("NNX117")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "# NNX117: rngs-default-argument"
    assert "Severity: error, on by default. Fix: unsafe. Flax: all." in lines
    assert "## Why is this bad?" in lines
    assert "```python" in lines
    assert "| 0.8.0 | runs; every call without the argument draws on from the last one |" in lines
    assert "- The default is None, a seed or a key." in lines


def test_a_code_may_be_written_small() -> None:
    assert rule("nnx117").stdout == rule("NNX117").stdout


@pytest.mark.parametrize("name", ["rngs-default-argument", "Rngs-Default-Argument"])
def test_a_rule_has_a_name(name: str) -> None:
    assert rule(name).stdout == rule("NNX117").stdout


def test_a_rule_is_one_json_object() -> None:
    shown = json.loads(rule("NNX117", "--output-format=json").stdout)
    assert shown["code"] == "NNX117"
    assert shown["name"] == "rngs-default-argument"
    assert shown["severity"] == "error"
    assert shown["on_by_default"] is True
    assert shown["fix"] == ["unsafe"]
    assert shown["releases"] == "all"
    assert shown["url"].endswith("/rules/NNX117/")
    assert {"summary", "explanation", "outcomes", "before", "after", "silent", "links"} <= set(
        shown
    )
    assert all(set(outcome) == {"since", "effect"} for outcome in shown["outcomes"])


def test_all_rules_are_a_json_list() -> None:
    shown = json.loads(rule("--all", "--output-format=json").stdout)
    assert [item["code"] for item in shown] == CODES


def test_all_rules_are_explained_in_the_order_of_codes() -> None:
    result = rule("--all")
    heads = [line for line in result.stdout.splitlines() if line.startswith("# NNX")]
    assert [head.split()[1].rstrip(":") for head in heads] == CODES


@pytest.mark.parametrize("code", CODES)
def test_each_rule_is_explained_alone_as_among_all(code: str) -> None:
    assert rule(code).stdout.strip() in rule("--all").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["NNX000"], "unknown rule 'NNX000', expected one of NNX", id="no such rule"),
        pytest.param(["E501"], "unknown rule 'E501'", id="another plugin's"),
        pytest.param(["rng-default-argument"], "did you mean 'rngs-default-arg", id="misspelt"),
        pytest.param([], "give either the code or name", id="nothing"),
        pytest.param(["NNX117", "--all"], "give either the code or name", id="both"),
        pytest.param(["NNX117", "--output-format=xml"], "xml", id="format"),
    ],
)
def test_a_wrong_question_is_exit_code_2(arguments: list[str], message: str) -> None:
    result = rule(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr


def test_the_overview_has_a_row_for_each_rule() -> None:
    rows = table(all_rules(), "rules/").splitlines()[2:]
    assert [row.partition("](")[0].removeprefix("| [") for row in rows] == CODES
    assert all(f"(rules/{code}.md)" in row for code, row in zip(CODES, rows, strict=True))


def test_a_page_ends_with_one_line_end() -> None:
    pages = [markdown(r) for r in all_rules()]
    assert all(page.endswith("\n") and not page.endswith("\n\n") for page in pages)
