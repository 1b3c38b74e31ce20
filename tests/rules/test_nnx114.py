"""NNX114: `only=` names a stream that this `Rngs(...)` does not have: nothing is split."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "the default stream, by the name under which layers draw from it",
        """
per_lane = nnx.StateAxes({"params": 0, ...: None})

@nnx.split_rngs(splits=3, only="params")  # ! NNX114
@nnx.vmap(in_axes=(per_lane,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
    ),
    case(
        "all of it is mapped",
        """
@nnx.split_rngs(splits=3, only="params")  # ! NNX114
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
models = create(rngs=rngs)
""",
    ),
    case(
        "a slip of the pen",
        """
@nnx.split_rngs(splits=3, only=("param",))  # ! NNX114
@nnx.vmap(in_axes=(nnx.StateAxes({"param": 0, ...: None}),), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "several names, none of which is there, in calls",
        """
STREAMS = ["noise", "dropout"]
per_lane = nnx.StateAxes({("noise", "dropout"): 0, ...: None})

def draw(rngs):
    return rngs.noise()

draw_all = nnx.split_rngs(splits=3, only=STREAMS)(  # ! NNX114
    nnx.vmap(draw, in_axes=(per_lane,), axis_size=3)
)
keys = draw_all(nnx.Rngs({"default": 0}))
""",
    ),
    case(
        "the stream that is drawn from is not there at all",
        """
@nnx.split_rngs(splits=3, only="noise")  # ! NNX114
@nnx.vmap(in_axes=(nnx.StateAxes({"noise": 0, ...: None}), 0))
def add_noise(rngs: nnx.Rngs, x):
    return x + rngs.noise()

noisy = add_noise(nnx.Rngs(params=0), [1.0, 2.0, 3.0])
""",
    ),
    case(
        "through names, forks and functions",
        """
@nnx.split_rngs(splits=3, only="params")  # ! NNX114
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(streams):
    copy = streams.fork()
    return create(copy)

build(nnx.Rngs(0))
build(nnx.Rngs(1))
""",
    ),
    case(
        "in place, and in a with",
        """
from models import create

rngs = nnx.Rngs(0)
_ = nnx.split_rngs(rngs, splits=3, only="params")  # ! NNX114
with nnx.split_rngs(rngs, splits=3, only="dropout"):  # ! NNX114
    models = create(rngs)
""",
    ),
    case(
        "what an object keeps",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def lanes(self):
        with nnx.split_rngs(self.rngs, splits=3, only="params"):  # ! NNX114
            return create(self.rngs)

block = Block(nnx.Rngs(0))
""",
    ),
    case(
        "a dict of sizes for split",
        """
rngs = nnx.Rngs(0, noise=1)
lanes = rngs.split({"params": 3})  # ! NNX114
others = rngs.split({"params": 3, "noise": None, ...: None})  # ! NNX114
use(lanes, others)
""",
    ),
    case(
        "a dict of sizes for fork",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split={"params": 3})  # ! NNX114
use(lanes)
""",
        target="0.10.7",
    ),
    case(
        "a dict of sizes for fork_rngs",
        """
@nnx.fork_rngs(split={"params": 3, ...: None})  # ! NNX114
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
    ),
    case(
        "all streams are split and none of them is mapped",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),), axis_size=3)  # ! NNX114
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
    ),
    case(
        "a model keeps the streams that it was made with",
        """
per_lane = nnx.StateAxes({"dropout": 0, ...: None})

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

@nnx.split_rngs(splits=3, only="dropout")  # ! NNX114
@nnx.vmap(in_axes=(per_lane, 0))
def forward(model, x):
    return model(x)

model = Model(rngs=nnx.Rngs(0))
y = forward(model, [1.0, 2.0, 3.0])
""",
    ),
]

_MODEL = """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=(nnx.StateAxes({"dropout": 0, ...: None}), 0))
def forward(model, x):
    return model(x)
"""

VALID = [
    case(
        "the stream is there",
        """
per_lane = nnx.StateAxes({"params": 0, ...: None})

@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(per_lane,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

first = create(nnx.Rngs(params=0, dropout=1))
second = create(nnx.Rngs({"params": 0}))
third = create(nnx.Rngs(0, params=1))
""",
    ),
    case(
        "the default stream by its own name",
        """
per_lane = nnx.StateAxes({"default": 0, ...: None})

@nnx.split_rngs(splits=3, only="default")
@nnx.vmap(in_axes=(per_lane,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
    ),
    case(
        "one of the names is there",
        """
rngs = nnx.Rngs(params=0)
with nnx.split_rngs(rngs, splits=3, only=("params", "dropout")):
    models = create(rngs)
lanes = rngs.split({"params": 3, "dropout": 3, ...: None})
""",
    ),
    case(
        "all streams, or a filter that is not by names",
        """
rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, splits=3, only=...):
    create(rngs)
with nnx.split_rngs(rngs, splits=3, only=nnx.RngState):
    create(rngs)
with nnx.split_rngs(rngs, splits=3, only=("params", nnx.RngKey)):
    create(rngs)
with nnx.split_rngs(rngs, splits=3, only=chosen):
    create(rngs)
""",
    ),
    case(
        "the rest is split, too",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split({"params": 3, ...: 3})
others = rngs.split({"params": None})
use(lanes, others)
""",
    ),
    case(
        "streams that the file does not show",
        """
def build(rngs: nnx.Rngs, seeds, options):
    with nnx.split_rngs(rngs, splits=3, only="params"):
        create(rngs)
    first, second = nnx.Rngs(seeds), nnx.Rngs(**options)
    with nnx.split_rngs(first, splits=3, only="params"):
        create(first)
    with nnx.split_rngs(second, splits=3, only="params"):
        create(second)
""",
    ),
    case(
        "a stream that is added later",
        """
rngs = nnx.Rngs(0)
rngs.params = nnx.RngStream(1, tag="params")
with nnx.split_rngs(rngs, splits=3, only="params"):
    create(rngs)
""",
    ),
    case(
        "either of two",
        """
rngs = nnx.Rngs(0)
if named:
    rngs = nnx.Rngs(params=0)
with nnx.split_rngs(rngs, splits=3, only="params"):
    create(rngs)
""",
    ),
    case(
        "another argument may have the stream",
        """
@nnx.split_rngs(splits=3, only="noise")
@nnx.vmap(in_axes=(None, nnx.StateAxes({"noise": 0, ...: None}), 0))
def step(rngs: nnx.Rngs, model, x):
    return model(x, rngs)

step(nnx.Rngs(0), model, x)
""",
    ),
    case(
        "what is drawn from is there and shared on purpose",
        """
@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=(nnx.StateAxes({"dropout": 0, ...: None}),), axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(params=0))
""",
    ),
    case(
        "nothing is drawn in the lanes",
        """
@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=(nnx.StateAxes({"dropout": 0, ...: None}), 0))
def apply(rngs: nnx.Rngs, x):
    return x + 1

apply(nnx.Rngs(0), [1, 2, 3])
""",
    ),
    case(
        "a model that keeps a stream of this name",
        _MODEL
        + """
model = Model(rngs=nnx.Rngs(params=0, dropout=1))
forward(model, [1.0, 2.0, 3.0])
""",
    ),
    case(
        "a model that may be deterministic",
        _MODEL
        + """
model = Model(rngs=nnx.Rngs(0))
model.eval()
forward(model, [1.0, 2.0, 3.0])
""",
    ),
    case(
        "a model that makes streams of its own",
        """
class Noise(nnx.Module):
    def __init__(self):
        self.rngs = nnx.Rngs(dropout=0)
"""
        + _MODEL
        + """
forward(Model(rngs=nnx.Rngs(0)), [1.0, 2.0, 3.0])
""",
    ),
    case(
        "a model without anything that draws",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)

@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

forward(Model(rngs=nnx.Rngs(0)), [1.0, 2.0, 3.0])
""",
    ),
    case(
        "a test of what a filter leaves alone",
        """
def test_unmatched_streams_stay():
    rngs = nnx.Rngs(0)
    nnx.split_rngs(rngs, splits=3, only="params")
    assert rngs.default.key.shape == ()
""",
    ),
    case(
        "another function of the name",
        """
from mylib import split_rngs

rngs = nnx.Rngs(0)
split_rngs(rngs, splits=3, only="params")
"a b".split("params")
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX114")


_CREATE = """from flax import nnx

class Noisy(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

per_lane = nnx.StateAxes({{"params": 0, ...: None}})

@nnx.split_rngs(splits=3{only})
@nnx.vmap(in_axes=({axes},), out_axes={out}, axis_size=3)
def create(rngs):
    return {body}

create({rngs})
"""
_PLAIN = {"only": ', only="params"', "axes": "per_lane", "rngs": "nnx.Rngs(0)", "out": "0"}
_OTHER = "nnx.StateAxes({nnx.Param: 0, ...: None})"
_LINEAR, _NOISY = "nnx.Linear(2, 3, rngs=rngs)", "Noisy(rngs)"


@pytest.mark.parametrize(
    ("change", "target", "effect"),
    [
        ({"body": _LINEAR}, "0.9.0", "nothing is split: every lane draws the same numbers"),
        ({"body": _NOISY}, "0.12.12", "nothing is split: every lane draws the same numbers"),
        ({"body": _NOISY}, "0.10.7", "raises ValueError: nothing is split, and the streams"),
        ({"body": _NOISY, "out": _OTHER}, "0.9.0", "raises ValueError: nothing is split, and"),
        ({"body": _NOISY, "out": _OTHER}, "0.10.7", "nothing is split: every lane draws"),
        ({"body": _NOISY, "out": "per_lane"}, "0.9.0", "nothing is split: every lane draws"),
        ({"body": _LINEAR, "axes": "0"}, "0.11.2", "raises IndexError or ValueError"),
        ({"body": _LINEAR, "only": ""}, "0.12.12", "raises ValueError: fold_in"),
        ({"body": _LINEAR, "rngs": "nnx.Rngs(noise=0)"}, "0.12.12", "raises AttributeError"),
    ],
)
def test_message_says_what_happens(change: dict[str, str], target: str, effect: str) -> None:
    program = _CREATE.format(**(_PLAIN | change))
    found = check(Case("", program, target), program)
    (message,) = [finding.message for finding in found if finding.code == "NNX114"]
    assert f"({effect}" in message
    assert "on line 15" in message


@pytest.mark.parametrize(
    ("streams", "advice"),
    [
        ("0", "its only stream is 'default'; name that, or make nnx.Rngs(noise=...)"),
        ("noises=0, params=1", "write 'noises'"),
        ("dropout=0, params=1", "it has 'dropout' and 'params'; name one of these, or add"),
    ],
)
def test_message_says_what_to_write(streams: str, advice: str) -> None:
    program = f'from flax import nnx\nlanes = nnx.Rngs({streams}).split({{"noise": 3}})\n'
    (finding,) = check(Case("", program), program)
    assert advice in finding.message


_TAKEN = """from flax import nnx

@nnx.vmap
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(split_before)
rngs, method = nnx.Rngs(params=0), str.split
words = "a b".split(" ")
take = rngs.split
{split}
create({given})
"""


@pytest.mark.parametrize(
    ("split", "given"),
    [
        ('lanes = rngs.split({"noise": 3})', "lanes"),
        ("", 'rngs.split({"noise": 3})'),
        ('lanes = rngs.fork(split={"noise": 3})', "lanes"),
        ('nnx.split_rngs(rngs, splits=3, only="noise")', "rngs"),
    ],
)
def test_what_happens_is_told_by_the_function_that_gets_it(split: str, given: str) -> None:
    program = _TAKEN.format(split=split, given=given)
    found = check(Case("", program), program)
    (message,) = [finding.message for finding in found if finding.code == "NNX114"]
    assert "(raises IndexError or ValueError: nothing is split" in message


@pytest.mark.parametrize(
    "split", ['lanes = rngs.split({"noise": 3})', 'nnx.split_rngs(rngs, splits=3, only="noise")']
)
def test_it_is_silent_about_what_comes_of_it_where_another_is_given(split: str) -> None:
    program = _TAKEN.format(split=split, given="nnx.Rngs(0).split(3)")
    found = check(Case("", program), program)
    (message,) = [finding.message for finding in found if finding.code == "NNX114"]
    assert "IndexError" not in message
