"""What is told of a text that is being written is what a first look at it would tell."""

from __future__ import annotations

import gc
import re
import tempfile
from pathlib import Path

import pytest
from frontends.server.test_session import hold, paper, session
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.server import rereading
from flake8_nnx_rng.frontends.server.session import Session
from flake8_nnx_rng.frontends.server.written import Written
from flake8_nnx_rng.syntax.source import Source, SourceError

PROGRAMS = Path(__file__).parents[2] / "oracle" / "programs"
HEAD = "import jax\nfrom flax import nnx\n\nSIZE = 4\n"
RIGHT = """
@nnx.split_rngs(splits=SIZE)
@nnx.vmap(axis_size=SIZE)
def right{n}(rngs: nnx.Rngs):
    return rngs.normal((2,))

def use{n}():
    return right{n}(nnx.Rngs({n}))
"""
WRONG = """
def noise{n}(rngs, x):
    return x + rngs.normal(x.shape)

@nnx.vmap(in_axes=(None, 0), axis_size=SIZE)
def wrong{n}(rngs: nnx.Rngs, x):
    return noise{n}(rngs, x)

def call{n}(x):
    return wrong{n}(nnx.Rngs({n}), x)
"""
TRAINER = (
    HEAD.replace("jax\n", "jax\nimport jax.numpy as jnp\n", 1)
    + '''
class Trainer:
    """Trains."""

    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def mean(self, batch):
        """How much it is."""
        width = batch.shape[0]
        # of all
        return batch.sum() / width

    def step(self, batch):
        rngs = nnx.Rngs(0)

        @nnx.jit
        def noisy(x):
            scale = 2
            return scale * x + rngs.normal(x.shape)

        return noisy(batch)

    def drop(self, batch):
        def hidden(x):
            return self.dropout(x)

        return jax.vmap(hidden)(batch)

    def stub(self):
        """Nothing yet."""
'''
)
TYPED_IN = {
    "value": "total = width * 2\n",
    "call": "jnp.abs(batch + 1)\n",
    "string": '"""Of nnx.vmap and the rngs."""\n',
    "bound": "x = batch\n",
}
EDITS = ("blank", "remark", "delete", "double", "swap", "rename", "copy", *TYPED_IN)
DENSE = HEAD + "".join(RIGHT.format(n=n) + WRONG.format(n=n) for n in range(4))
TEXTS = [
    DENSE,
    TRAINER,
    *(path.read_text(encoding="utf-8") for path in sorted(PROGRAMS.glob("*.py"))[::9]),
]
THERE = DENSE.replace("import jax\n", "import jax\nimport helper\n").replace(
    "return noise3(rngs", "return helper.there_and_back(rngs"
)
BACK = "{back}\n\ndef there_and_back(rngs, x):\n    return {name}(rngs, x)\n"
HELPERS = [
    BACK.format(back="import create", name="create.noise0"),
    BACK.format(back="from create import noise0", name="noise0"),
]
USING = "from flax import nnx\nfrom create import {name}\n\n{name}(nnx.Rngs(0), 1)\n"
PROJECTS: list[tuple[str, dict[str, str]]] = [
    *((text, {}) for text in TEXTS),
    *((DENSE, {"user.py": USING.format(name=name)}) for name in ("call1", "noise1", "wrong1")),
    *((THERE, {"helper.py": helper}) for helper in HELPERS),
]
"""A text, and what is in other files of its project."""


def told(made: Session, folder: Path, text: str, *, anew: bool = False) -> list[object]:
    looked_at = paper(folder, text)
    hold(made, looked_at)
    seen = made.check(looked_at) if anew else made.glance(looked_at)
    return [(one.uri, one.shown) for one in seen.told]


def edited(text: str, edit: str, place: float, other: float) -> str:
    lines = text.splitlines(keepends=True) or ["\n"]
    here, there = (int(part * len(lines)) for part in (place, other))
    if edit == "delete":
        del lines[here]
    elif edit == "double":
        lines.insert(here, lines[here])
    elif edit == "swap":
        lines[here], lines[there] = lines[there], lines[here]
    elif edit == "rename":
        names = [word for word in lines[here].split() if word.isidentifier()] or ["\0"]
        lines[here] = lines[here].replace(names[there % len(names)], "rngs", 1)
    elif edit == "copy":
        lines[there:there] = lines[here : here + 9]
    elif edit in TYPED_IN:
        indent = lines[here][: len(lines[here]) - len(lines[here].lstrip(" "))]
        lines.insert(here, indent + TYPED_IN[edit])
    else:
        lines.insert(here, {"blank": "\n", "remark": "# a remark\n"}[edit])
    return "".join(lines)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.one_of(st.just((TRAINER, {})), st.sampled_from(PROJECTS)),
    st.booleans(),
    st.lists(
        st.tuples(st.sampled_from(EDITS), st.floats(0, 0.999), st.floats(0, 0.999)),
        min_size=1,
        max_size=4,
    ),
)
def test_edits_are_told_as_a_first_look_tells_them(
    project: tuple[str, dict[str, str]], across: bool, edits: list[tuple[str, float, float]]
) -> None:
    text, others = project
    table = {"across-files": across}
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(rereading, "_MOST", 1.0)
        folder, made = Path(name), session(**table)
        for file, code in {**others, "create.py": text, "pyproject.toml": ""}.items():
            (folder / file).write_text(code, encoding="utf-8")
        told(made, folder, text)
        for edit, place, other in edits:
            text = edited(text, edit, place, other)
            assert told(made, folder, text) == told(session(**table), folder, text, anew=True)


TYPED = [
    *[
        "(",
        ")",
        '"""',
        "'",
        "\\\n",
        "\n",
        "\r",
        "\f",
        "    ",
        "# remark\n",
        "x = 1; ",
        "\ufeff",
        "",
    ],
    *["    y = 2\n", "@nnx.jit\n", "if x:\n", "else:\n", "def f():\n", "    return 1\n", "async "],
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(TEXTS),
    st.floats(0, 1),
    st.sampled_from([0, 0, 1, 5, 60]),
    st.lists(st.sampled_from(TYPED), max_size=2).map("".join),
)
def test_statements_around_a_change_are_those_of_a_first_look(
    text: str, place: float, gone: int, typed: str
) -> None:
    start = int(place * len(text))
    after = Source("create.py", text[:start] + typed + text[start + gone :])
    before = Written.of(Source("create.py", text))
    try:
        whole = Written.of(after).statements
    except SourceError:
        with pytest.raises(SourceError):
            Written.of(after, before)
    else:
        assert Written.of(after, before).statements.all == whole.all


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that rules look at."""
    texts: list[str] = []
    glance = Checker.glance

    def seen(self: Checker, source: Source, *given: object, **named: object) -> object:
        texts.append(source.text)
        return glance(self, source, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Checker, "glance", seen)
    return texts


def typed(folder: Path, before: str, after: str) -> list[object]:
    """What is told once a text has become another one."""
    made = session()
    (folder / "create.py").write_text(before, encoding="utf-8")
    told(made, folder, before)
    return told(made, folder, after)


def test_only_what_a_change_has_to_do_with_is_read_again(tmp_path: Path, read: list[str]) -> None:
    after = DENSE.replace("x + rngs.normal", "x * rngs.normal", 1)
    assert len(typed(tmp_path, DENSE, after)) == 4
    assert [name for name in ("wrong0", "call0", "wrong1", "right0") if name in read[-1]] == [
        "wrong0",
        "call0",
    ]


def test_what_all_use_is_read_with_all(tmp_path: Path, read: list[str]) -> None:
    typed(tmp_path, DENSE, DENSE.replace("SIZE = 4", "SIZE = 5"))
    assert read[-1].count("def wrong") == 4


@pytest.mark.parametrize(
    ("reason", "before", "after"),
    [
        ("a remark about the whole file", "import jax\n", "import jax  # flake8: noqa\n"),
        (
            "the release that it says",
            "import jax\n",
            '# /// script\n# dependencies = ["flax==0.8.5"]\n# ///\nimport jax\n',
        ),
        ("a mark of age", "def use0():\n", "def use0():\n    nnx.vmap(use1, variable_axes={})\n"),
        ("the last mark of youth", "from flax import nnx\n", "from flax import nnx as nnx\n"),
        ("a name with another meaning", "SIZE = 4\n", "SIZE = 4\nnnx = None\n"),
        ("a mode of Flax", "SIZE = 4\n", "SIZE = 4\nnnx.set_graph_mode(False)\n"),
        ("a star", "SIZE = 4\n", "SIZE = 4\nfrom jax import *\n"),
        ("a helper that is gone", "def noise0(rngs, x):\n", "def other(rngs, x):\n"),
        ("lines that move", "SIZE = 4\n", "\n\nSIZE = 4\n\n\n"),
        (
            "a comment that suppresses",
            "axis_size=SIZE)\ndef wrong0",
            "axis_size=SIZE)  # noqa: NNX102\ndef wrong0",
        ),
    ],
)
def test_what_concerns_all_statements_is_seen(
    tmp_path: Path, reason: str, before: str, after: str
) -> None:
    assert before in DENSE, reason
    text = DENSE.replace(before, after, 1)
    assert typed(tmp_path, DENSE, text) == told(session(), tmp_path, text, anew=True)


def test_a_module_that_others_have_a_say_in_is_read_whole(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "user.py").write_text(
        "from flax import nnx\nfrom create import wrong1\nwrong1(nnx.Rngs(0), 1)\n",
        encoding="utf-8",
    )
    after = DENSE.replace("x + rngs.normal", "x * rngs.normal", 1)
    assert len(typed(tmp_path, DENSE, after)) == 4
    assert "right0" in read[-1]


def test_a_module_that_others_only_use_is_read_in_part(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "user.py").write_text(USING.format(name="call1"), encoding="utf-8")
    typed(tmp_path, DENSE, DENSE.replace("x + rngs.normal", "x * rngs.normal", 1))
    assert "right0" not in read[-1]


@pytest.mark.parametrize("helper", HELPERS)
def test_a_module_that_an_imported_one_takes_from_is_read_whole(
    tmp_path: Path, helper: str
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "helper.py").write_text(helper, encoding="utf-8")
    after = THERE.replace("return x + rngs.normal(x.shape)", "return x", 1)
    assert typed(tmp_path, THERE, after) == told(session(), tmp_path, after, anew=True)
    assert len(typed(tmp_path, THERE, after)) == 2


MEAN, SCALE, STUB = "        # of all\n", "            scale = 2\n", '        """Nothing yet."""\n'


@pytest.mark.parametrize(
    ("reason", "place", "line"),
    [
        ("a new name for what others have named", MEAN, "        wide = width\n"),
        ("a sum of what an attribute holds", MEAN, "        wide = self.size[0] * 2 - width\n"),
        ("an array that nobody takes", MEAN, "        jnp.abs(width + 1)\n"),
        ("what a layer's function makes of it", MEAN, "        nnx.gelu(width)\n"),
        ("a string", MEAN, '        "Of a batch."\n'),
        ("what the docstring says", '        """How much it is."""\n', '        """How."""\n'),
        ("in the function that is transformed", SCALE, SCALE + "            more = scale\n"),
        ("what the docstring of a stub says", STUB, '        """Never."""\n'),
        ("that of the class", '    """Trains."""\n', '    """Trains\n    much."""\n'),
        ("several, with remarks", MEAN, "        wide = width\n\n        # and\n        width\n"),
    ],
)
def test_a_statement_that_nothing_asks_for_is_not_read(
    tmp_path: Path, read: list[str], reason: str, place: str, line: str
) -> None:
    assert place in TRAINER, reason
    changed = TRAINER.replace(place, line)
    for before, after in (TRAINER, changed), (changed, TRAINER):
        found = typed(tmp_path, before, after)
        assert len(read) == 1, reason
        assert found == told(session(), tmp_path, after, anew=True)
        assert len(found) == 2
        read.clear()


@pytest.mark.parametrize(
    ("reason", "place", "line"),
    [
        ("a name that stands for something else", MEAN, "        width = batch\n"),
        ("a name of what a function captures", SCALE, "            rngs = x\n"),
        ("an attribute that is set", MEAN, "        self.dropout = None\n"),
        ("a draw", MEAN, "        self.rngs.params()\n"),
        ("a call of what is in the file", MEAN, "        self.step(width)\n"),
        ("an argument that shows what it is", MEAN, "        jnp.abs(batch)\n"),
        ("what a transform makes", MEAN, "        run = nnx.jit(self.step)\n"),
        ("a suppression", MEAN, "        # noqa\n"),
        ("a string for which a rule looks", MEAN, '        "Of nnx.vmap."\n'),
        ("a way out", MEAN, "        return batch\n"),
        ("a name for all", MEAN, "        global width\n"),
        ("what a stub does", STUB, STUB + "        total = 2\n"),
        ("an attribute of the class", '    """Trains."""\n', "    total = 2\n"),
        ("a statement of the module", "SIZE = 4\n", "SIZE = 4\ntotal = 2\n"),
    ],
)
def test_what_has_a_say_is_read(
    tmp_path: Path, read: list[str], reason: str, place: str, line: str
) -> None:
    assert place in TRAINER, reason
    after = TRAINER.replace(place, line)
    assert typed(tmp_path, TRAINER, after) == told(session(), tmp_path, after, anew=True)
    assert len(read) > 1, reason


def test_findings_that_name_lines_move_with_them(tmp_path: Path, read: list[str]) -> None:
    def lines(text: str) -> set[str]:
        return {
            word for told in typed(tmp_path, TRAINER, text) for word in _LINE.findall(str(told))
        }

    before = lines(TRAINER + "\n")
    assert lines("# remark\n\n" + TRAINER) == {str(int(line) + 2) for line in before} != set()
    assert len(read) == 2


_LINE = re.compile(r"on line (\d+)")


def test_a_remark_is_not_read(tmp_path: Path, read: list[str]) -> None:
    right = HEAD + RIGHT.format(n=0) + RIGHT.format(n=1)
    typed(tmp_path, right, right.replace("    return right0", "    # what\n\n    return right0"))
    assert len(read) == 1
    text = right.replace("SIZE = 4", 'SIZE = """\n# 4\n"""')
    typed(tmp_path, text, text.replace("# 4", "# 5"))
    assert len(read) == 3


def test_broken_code_does_not_make_all_be_read_again(tmp_path: Path, read: list[str]) -> None:
    made = session()
    (tmp_path / "create.py").write_text(DENSE, encoding="utf-8")
    for text in (DENSE, DENSE.replace("x.shape)", "x.shape", 1), DENSE):
        seen = told(made, tmp_path, text)
    assert len(seen) == 4
    assert len(read) == 1


def test_what_was_read_of_earlier_texts_is_let_go(tmp_path: Path) -> None:
    made = session()
    (tmp_path / "create.py").write_text(DENSE, encoding="utf-8")
    counts = []
    for turn in range(9):
        told(made, tmp_path, DENSE.replace("SIZE = 4", f"SIZE = {turn + 4}"))
        gc.collect()
        counts.append(len(gc.get_objects()))
    assert counts[-1] - counts[2] < 500


def test_another_file_is_seen_to_have_changed(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    helper = tmp_path / "helper.py"
    helper.write_text("def noise(rngs, x):\n    return x\n", encoding="utf-8")
    text = DENSE.replace("noise0(rngs, x)\n\ndef call0", "helper.noise(rngs, x)\n\ndef call0")
    text = text.replace("import jax\n", "import helper\n")
    made = session()
    (tmp_path / "create.py").write_text(text, encoding="utf-8")
    assert len(told(made, tmp_path, text)) == 3
    made.hold({str(helper): "def noise(rngs, x):\n    return rngs.normal(x.shape)\n"})
    looked_at = paper(tmp_path, text)
    assert len(made.glance(looked_at).told) == 4
