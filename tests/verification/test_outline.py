"""Units keep their names from before to after, and edits find the unit that they are in."""

from flake8_nnx_rng.verification.outline import outline

BEFORE = """\
import jax

from flax import nnx

x = y = 1

@nnx.jit
def f(): ...

print(f())
print(f())

if __name__ == "__main__":
    f()
"""


def test_statements_are_named_by_what_they_bind_or_by_their_number() -> None:
    found = outline(BEFORE).statements
    assert {name: s.rows for name, s in found.items() if name != "imports"} == {
        "x, y": (5, 5),
        "f": (7, 8),
        "expr 1": (10, 10),
        "expr 2": (11, 11),
        "__main__": (13, 14),
    }


def test_names_stay_where_a_fix_puts_something_before_them() -> None:
    after = BEFORE.replace("@nnx.jit", "state_axes = 0\n\n@nnx.jit")
    assert [*outline(after).statements] == [
        *("imports", "x, y", "state_axes", "f", "expr 1", "expr 2", "__main__")
    ]


def test_an_edit_between_statements_is_one_of_the_next() -> None:
    known = outline(BEFORE)
    assert [known.at(row) for row in (1, 2, 3, 6, 7, 8, 9, 14, 15)] == [
        *("imports", "imports", "imports", "f", "f", "f", "expr 1", "__main__", "imports")
    ]


def test_of_one_name_the_last_statement_has_it() -> None:
    known = outline("def f(): ...\n\nx = 1\nx = 2\n\n@g\ndef f(): ...\n")
    assert {name: (s.name, s.rows[0], s.until) for name, s in known.statements.items()} == {
        "imports": ("imports", 1, None),
        "f 1": ("f", 1, 6),
        "x 1": ("x", 3, 4),
        "x": ("x", 4, None),
        "f": ("f", 6, None),
    }
    assert [known.at(row) for row in (1, 3, 4, 7)] == ["f 1", "x 1", "x", "f"]
