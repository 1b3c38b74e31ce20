"""What all rules have in common, and what all their cases have."""

import ast
import re
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import pytest
from flake8.defaults import VALID_CODE_PREFIX
from rules.cases import WRITERS, Case, case, chosen, marks, program

from flake8_nnx_rng import rules
from flake8_nnx_rng.rules import all_rules, rule
from flake8_nnx_rng.rules.base import Rule, Severity
from flake8_nnx_rng.semantics.releases import known

HERE = Path(__file__).parent
each_rule = pytest.mark.parametrize("described", all_rules(), ids=lambda rule: rule.code)
TEST_FILES = sorted(HERE.glob("test_nnx*.py"))
each_file = pytest.mark.parametrize("path", TEST_FILES, ids=lambda path: path.stem)


def _cases(path: Path) -> ModuleType:
    return import_module(f"rules.{path.stem}")


def test_rules_are_sorted_and_codes_unique() -> None:
    codes = [described.code for described in all_rules()]
    assert codes == sorted(set(codes))
    names = [described.name for described in all_rules()]
    assert len(set(names)) == len(names)


def test_each_file_of_rules_is_named_by_its_code() -> None:
    files = sorted(p.stem for p in Path(rules.__file__).parent.glob("nnx*.py"))
    assert files == [described.code.lower() for described in all_rules()]
    assert [p.stem for p in TEST_FILES] == [f"test_{name}" for name in files]


def test_a_rule_is_found_by_its_code() -> None:
    assert [rule(described.code) for described in all_rules()] == list(all_rules())
    assert rule("NNX000") is None


def test_what_projects_may_mean_is_off_by_default() -> None:
    off = [described.code for described in all_rules() if not described.on_by_default]
    assert off == ["NNX103", "NNX401", "NNX901"]


@each_rule
def test_a_rule_is_told_completely(described: Rule) -> None:
    assert re.fullmatch(r"NNX\d{3}", described.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", described.name)
    assert re.fullmatch(r"[^\n]+\.", described.summary)
    assert described.why.strip()
    assert described.outcomes
    assert all(text.strip() for text in described.silent)
    assert described.silent
    assert described.links
    assert all(re.fullmatch(r"https://[^\s<>]+", link) for link in described.links)
    assert isinstance(described.severity, Severity)


@each_rule
def test_outcomes_are_told_in_the_order_of_real_releases(described: Rule) -> None:
    since = [outcome.since for outcome in described.outcomes]
    versions = [tuple(map(int, version.split("."))) for version in since]
    assert versions == sorted(set(versions))
    assert set(since) <= {str(release) for release in known()}
    assert described.example_target in {"", *(str(release) for release in known())}


@each_rule
def test_an_outcome_is_in_force_until_the_next(described: Rule) -> None:
    for release in known():
        told = [o.effect for o in described.outcomes if _is_at_most(o.since, release.version)]
        assert described.effect(release) == (told[-1] if told else "")


def _is_at_most(dotted: str, version: tuple[int, ...]) -> bool:
    return tuple(map(int, dotted.split("."))) <= version


@each_rule
def test_examples_are_programs_that_differ(described: Rule) -> None:
    before, after = ast.parse(described.before), ast.parse(described.after)
    assert described.before != described.after
    is_about_comments = described.code == "NNX901"
    assert (ast.dump(before) == ast.dump(after)) is is_about_comments


def test_flake8_accepts_the_entry_name_and_every_code() -> None:
    entries = entry_points(group="flake8.extension")
    (entry,) = [entry for entry in entries if entry.value.startswith("flake8_nnx_rng.")]
    assert VALID_CODE_PREFIX.match(entry.name)
    assert all(VALID_CODE_PREFIX.match(described.code) for described in all_rules())
    assert all(described.code.startswith(entry.name) for described in all_rules())
    assert entry.load().name == "flake8-nnx-rng"


@each_file
def test_cases_are_many_and_each_has_its_own_reason(path: Path) -> None:
    module = _cases(path)
    reasons = [c.reason for c in [*module.INVALID, *module.VALID]]
    assert len(set(reasons)) == len(reasons)
    assert len(module.INVALID) >= 12
    assert len(module.VALID) >= 15


@each_file
def test_bad_cases_are_marked_for_the_rule_and_good_ones_are_not(path: Path) -> None:
    code = path.stem.removeprefix("test_").upper()
    module = _cases(path)
    assert all(code in c.codes for c in module.INVALID)
    assert not [c.reason for c in module.VALID if code in c.codes]


@each_file
def test_every_program_is_python_as_it_is_written(path: Path) -> None:
    module = _cases(path)
    for number, c in enumerate([*module.INVALID, *module.VALID]):
        for variant in chosen(number, WRITERS):
            written = program(c, variant)
            if written is not None:
                compile(written.text.encode(), f"{c.reason}-{variant}", "exec", dont_inherit=True)


# The harness itself: a mark that is lost would be a test that cannot fail.

SAMPLE = case(
    "sample",
    """
a = "x"; b = nnx.fork(1), nnx.Vmap  # ! NNX202 NNX202
c = nnx.Scan  # ! NNX202
""",
)
SILENT = ["noqa", "noqa all", "NOQA", "file noqa"]


@pytest.mark.parametrize("variant", sorted(set(WRITERS) - set(SILENT)))
def test_no_variant_loses_a_mark(variant: str) -> None:
    sample = case("sample", "def f():\n" + "".join(f"    {line}\n" for line in _lines(SAMPLE)))
    written = program(sample, variant)
    assert written is not None
    assert [code for _, code in written.expected if code == "NNX202"] == ["NNX202"] * 3
    assert "# !" not in written.text


@pytest.mark.parametrize("variant", SILENT)
def test_suppressed_variants_expect_nothing(variant: str) -> None:
    written = program(SAMPLE, variant)
    assert written is not None
    assert written.expected == []
    assert "noqa" in written.text.lower()


def test_marks_are_read_by_row() -> None:
    assert marks(SAMPLE.source) == [(1, "NNX202"), (1, "NNX202"), (2, "NNX202")]
    assert SAMPLE.is_marked
    assert not Case("", "nnx.Vmap  # NNX202\n").is_marked


def _lines(c: Case) -> list[str]:
    return c.source.splitlines()
