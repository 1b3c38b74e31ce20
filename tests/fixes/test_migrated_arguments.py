"""What migration takes the arguments of old transforms for, and what it leaves to a person."""

from flake8_nnx_rng import Settings, fix_source
from flake8_nnx_rng.fixing import FixResult

HEAD = "from functools import partial\n\nimport jax\nfrom flax import nnx\n\n\n"


def migrated(code: str, target: str = "0.12.12") -> FixResult:
    settings = Settings(target_flax=target, ignore=("NNX117",))
    return fix_source(HEAD + code, settings=settings, unsafe=True)


def reasons(result: FixResult) -> set[str]:
    assert result.applied == ()
    return {left.fix.message for left in result.left if left.fix is not None}


def test_a_signature_alone_does_not_say_what_its_arguments_are() -> None:
    """As documentation shows it: `...` in place of the body that would use the model."""
    code = (
        "@partial(nnx.vmap, in_axes=(None, 0), state_axes={nnx.Param: 0, ...: None})\n"
        "def forward(model, x):\n    ...\n"
    )
    (reason,) = reasons(migrated(code))
    assert reason.startswith("Not migrated: nothing says whether 'x' is a module or an array")


def test_what_the_body_does_not_use_is_no_module() -> None:
    code = (
        "@partial(nnx.vmap, in_axes=(0, None), axis_size=3)\n"
        "def draw(rngs: nnx.Rngs, scale):\n    return rngs.noise()\n"
    )
    assert "@nnx.vmap(in_axes=(0, None), axis_size=3)" in migrated(code).text


def test_a_default_is_not_split() -> None:
    code = (
        "@partial(nnx.vmap, axis_size=3)\n"
        "def draw(rngs: nnx.Rngs = nnx.Rngs(0)):\n    return rngs.noise()\n\n\ndraw()\n"
    )
    assert reasons(migrated(code)) == {
        "Not migrated: a default is not split: pass 'rngs' in every call"
    }


def test_a_default_that_every_call_replaces_is_none() -> None:
    code = (
        "@partial(nnx.vmap, axis_size=3)\n"
        "def draw(rngs: nnx.Rngs = nnx.Rngs(0)):\n    return rngs.noise()\n\n\ndraw(nnx.Rngs(1))\n"
    )
    assert "@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)\n" in migrated(code).text


def test_a_module_of_which_nothing_is_sliced_is_no_stack() -> None:
    """One cell at every step, of a class that is not in view: its streams are scalar, too."""
    code = (
        "def run(cell: nnx.Module, carry, xs):\n"
        "    step = lambda carry, cell, x: cell(carry, x)\n"
        "    return nnx.scan(step, state_axes={})(carry, cell, xs)\n"
    )
    assert "nnx.StateAxes({...: nnx.Carry})" in migrated(code).text


def test_a_scan_that_names_no_carry_on_either_side_carries_nothing() -> None:
    code = (
        "@partial(nnx.scan, in_axes=(None, 0), out_axes=0)\n"
        "def scaled(scale, x):\n    return scale * x\n"
    )
    assert "@nnx.scan(in_axes=(None, 0), out_axes=0)\n" in migrated(code, "0.10.7").text


def test_the_carry_comes_before_what_is_said_of_the_axes_that_old_code_wrote() -> None:
    """None at an Rngs said nothing in 0.8.5; today it would hand one to all steps (NNX102)."""
    code = (
        "@partial(nnx.scan, length=3, in_axes=(None, None))\n"
        "def make(scale, rngs: nnx.Rngs):\n"
        "    return scale / 2, nnx.Linear(2, 2, rngs=rngs)\n\n\nmake(1.0, nnx.Rngs(0))\n"
    )
    result = migrated(code, "0.10.7")
    axes = "in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0}))"
    assert axes in " ".join(result.text.split()).replace("( ", "(").replace(", )", ")")
    assert (result.left, result.problem) == ((), "")


MAPPED = "nnx.vmap(self.net, in_axes=-1, out_axes=-1, state_axes={}, split_rngs=False)"
CALLED = "class Tower(nnx.Module):\n    def __call__(self, x{}):\n{}"


def test_a_function_out_of_view_that_gets_arrays_is_taken_to_return_some() -> None:
    body = (
        f"        mapped = {MAPPED}\n"
        "        if self.remat:\n            mapped = nnx.remat(mapped)\n"
        "        return mapped(x)\n"
    )
    result = migrated(CALLED.format(": jax.Array", body))
    assert "mapped = nnx.vmap(self.net, in_axes=-1, out_axes=-1)\n" in result.text
    safely = fix_source(HEAD + CALLED.format(": jax.Array", body), settings=Settings("0.12.12"))
    assert MAPPED in safely.text


def test_a_function_out_of_view_that_may_get_more_than_arrays_is_left() -> None:
    for annotation in ("", ": nnx.Module", ": nnx.Module | jax.Array"):
        code = CALLED.format(annotation, f"        return {MAPPED}(x)\n")
        assert reasons(migrated(code)) == {"Not migrated: what the function returns is not in view"}


def test_types_of_arrays() -> None:
    for said in ("types.Array", "jax.Array | None", '"jax.Array | None"', "Optional[chex.Array]"):
        code = CALLED.format(f": {said}", f"        return {MAPPED}(x)\n")
        imports = "import chex\nfrom typing import Optional\nfrom project import types\n"
        assert "in_axes=-1, out_axes=-1)(x)" in migrated(imports + code).text, said
