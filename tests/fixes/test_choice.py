"""Which fixes are made together: each that is in the way of none before it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_nnx_rng.fixes.choice import together
from flake8_nnx_rng.fixes.fix import Edit, Fix, safe
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.source import from_text

PLACES = st.integers(0, 9)


@st.composite
def fixes(draw: st.DrawFn) -> list[Fix]:
    made = []
    for number in range(draw(st.integers(1, 6))):
        spans = draw(st.lists(st.tuples(PLACES, st.integers(0, 3)), min_size=1, max_size=3))
        edits = sorted(Edit(start, start + size, "new") for start, size in spans)
        made.append(safe(f"fix {number}", *edits))
    return made


def one_after_another(offered: list[Fix]) -> list[Fix]:
    """The same by asking each pair."""
    chosen: list[Fix] = []
    for fix in offered:
        itself = [a.clashes(b) for n, a in enumerate(fix.edits) for b in fix.edits[:n]]
        if not any(itself) and not any(fix.clashes(other) for other in chosen):
            chosen.append(fix)
    return chosen


@given(fixes())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_fix_is_made_unless_it_is_in_the_way_of_one_before_it(offered: list[Fix]) -> None:
    module = Module(from_text("y = 12345\n", "case.py"))
    assert together(module, offered) == one_after_another(offered)
