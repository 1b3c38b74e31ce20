"""What holds of every fix: programs made of old parts, in all the ways that people write them."""

from __future__ import annotations

import ast
import difflib
import io
import tokenize
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sharing import mended

from flake8_nnx_rng import Settings, fix_source

pytestmark = pytest.mark.untraced
PARTS = (
    "@partial({nnx}.vmap, axis_size={size})\ndef {name}(rngs: {nnx}.Rngs):\n"
    "    return {nnx}.Linear(2, 3, rngs=rngs)\n",
    "@partial(  # lanes\n    {nnx}.vmap,  # mapped\n    axis_size=({size}),\n"
    "    split_rngs=['params'],  # not the others\n)\n# between\ndef {name}(rngs: {nnx}.Rngs):\n"
    "    return {nnx}.Linear(2, 3, rngs=rngs)\n",
    "@partial(\n    {nnx}.vmap,\n    state_axes={{\n        # of each lane\n"
    "        {nnx}.Param: 0,  # first\n    }},\n    axis_size={size},\n)\n"
    "def {name}(rngs: {nnx}.Rngs):\n    return {nnx}.Linear(2, 3, rngs=rngs)\n",
    "{name} = functools.partial({nnx}.vmap, axis_size={size}, state_axes={{{nnx}.Param: 0}})(\n"
    "    {nnx}.Dropout\n)\n{name}({nnx}.Rngs(0))\n",
    "@partial({nnx}.scan, state_axes={{{nnx}.Param: 0}}, split_rngs=['dropout'],\n"
    "         carry_argnum=1, scan_output=False, length={size})\n"
    "def {name}(layer: {nnx}.Linear, x):  # deep\n    return layer(x)\n",
    "{name} = {nnx}.vmap(lambda rngs: {nnx}.Linear(2, 3, rngs=rngs), axis_size={size}, ); x = 1\n",
    "class {name}({nnx}.Module):\n    @partial({nnx}.vmap, in_axes=(None, 0), axis_size={size})\n"
    "    def __call__(self, x, *, k=None):\n        return x  # as it came\n",
    "{name} = {nnx}.grad(lambda m: m.kernel.value.sum(), \\\n    wrt={nnx}.BatchStat)\n",
    "def {name}(*args, rngs={nnx}.Rngs(0), **kw):\n    '''Draws.'''\n    return rngs()\n",
    "{name} = partial({nnx}.jit, **dict(static_argnums=(0,)))(lambda n: n)  # ok\n",
    "if True:\n    {name} = {nnx}.vmap(f=(lambda r: r.noise()), axis_size={size},\n"
    "        split_rngs=True)({nnx}.Rngs(0))\n",
    "def {name}(x):  # modern\n    return {nnx}.vmap(lambda y: 2 * y)(x)\n",
    "{name} = {nnx}.Rngs(0).fork(split={size})\n",
)
HEADS = {
    "nnx": "import functools\nfrom functools import partial\n\nfrom flax import nnx\n\n",
    "flax.nnx": "import flax.nnx\nimport functools\n"
    "from functools import (partial, reduce)  # both\nreduce\n",
    "n": "import functools; import flax.nnx as n; from functools import partial\n",
}
NAMES = st.sampled_from(["make", "größe", "模型", "_f", "draw"])
SIZES = st.sampled_from(["3", "len(xs)", "a if b else c", "self.n", "(2)", "max(\n    2,\n    1)"])


@st.composite
def programs(draw: st.DrawFn) -> str:
    nnx = draw(st.sampled_from(sorted(HEADS)))
    pieces = [HEADS[nnx]]
    for number, part in enumerate(draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5))):
        name = f"{draw(NAMES)}{number}"
        pieces.append(part.format(nnx=nnx, name=name, size=draw(SIZES)))
        pieces.append(draw(st.sampled_from(["", "\n", "\n\n# a remark\n", "\f\n"])))
    text = "".join(pieces)
    if draw(st.booleans()):
        text = text.replace("    ", "\t")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


WITHHELD = "it would take away the last sign"
"""What a fix says that leaves old code its age, where other old code is left as it is."""
TARGETS = st.sampled_from(["0.9.0", "0.10.7", "0.11.2", "0.12.12"])
examples = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline=None).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


@examples
@given(programs(), TARGETS, st.booleans())
def test_what_is_mended_parses_with_all_comments_and_stays(
    program: str, target: str, unsafe: bool
) -> None:
    chosen = Settings(target_flax=target)
    once = mended(program, chosen, unsafe=unsafe)
    assert once.problem == "" or WITHHELD in once.problem
    ast.parse(once.text)
    assert not comments(program) - comments(once.text)
    again = mended(once.text, chosen, unsafe=unsafe)
    assert (again.text, again.applied, again.problem) == (once.text, (), once.problem)


@examples
@given(programs(), TARGETS)
def test_only_lines_of_edits_change(program: str, target: str) -> None:
    """Each changed line stands in a finding's fix, or in a second pass of one."""
    fixed = fix_source(program, settings=Settings(target_flax=target))
    rows = set()
    for diagnostic in fixed.applied:
        for edit in diagnostic.fix.edits if diagnostic.fix else ():
            rows |= set(range(edit.location.row, edit.end_location.row + 1))
    if not fixed.applied:
        assert fixed.text == program
        return
    before, after = program.split("\n"), fixed.text.split("\n")
    changes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    spans = [(start, end) for tag, start, end, *_ in changes if tag != "equal"]
    touched = {row + 1 for start, end in spans for row in range(start, end)}
    imports = {row for row, line in enumerate(before, 1) if "import" in line or not line.strip()}
    assert touched <= rows | imports


@examples
@given(programs())
def test_nothing_is_changed_for_the_release_that_it_was_written_for(program: str) -> None:
    fixed = fix_source(program, settings=Settings(target_flax="0.8.5", ignore=("NNX117", "NNX205")))
    assert fixed.text == program


def test_modern_programs_stay(tmp_path: Path) -> None:
    for path in sorted((Path(__file__).parents[2] / "examples" / "explicit").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        fixed = fix_source(text, filename=str(path), settings=Settings(target_flax="0.12.12"))
        assert fixed.text == text
