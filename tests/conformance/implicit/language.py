"""A small language of programs for Flax 0.8.5, written down as JSON, and what runs them.

A program is a dict: `streams` (seed by name) with draws made `before`; `arguments` and `keywords`,
each a value to make; `levels`, the transforms outermost first, each with its options; `body`, the
steps of the innermost function; `returns`, what it gives. `run` says what came of it: all results,
all state of all nodes, and the next key of each stream. Nothing here knows which release runs it.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

WIDTH = 2
"""Of every array but for its mapped axes: few shapes, so that little is compiled."""


class Tally(nnx.Variable):
    """Counts the calls of a module."""


class Cell(nnx.Module):
    """Parameters, statistics and a tally; may keep the Rngs, a Dropout and a norm."""

    def __init__(self, rngs, *, keeps=False, dropout=False, norm=False, value=None):
        draw = partial(jax.random.normal, shape=(WIDTH,))
        self.w = nnx.Param(draw(rngs.params()) if value is None else value("w", "Param"))
        mean = jnp.zeros(WIDTH) if value is None else value("mean", "BatchStat")
        self.mean = nnx.BatchStat(mean)
        self.tally = Tally(jnp.zeros(WIDTH) if value is None else value("tally", "Tally"))
        if keeps:
            self.rngs = rngs
        if dropout:
            self.dropout = nnx.Dropout(0.5, rngs=rngs)
        if norm:
            self.norm = nnx.LayerNorm(WIDTH, rngs=rngs)

    def __call__(self, x):
        self.tally.value = self.tally.value + 1
        self.mean.value = 0.5 * self.mean.value + x
        y = x * self.w.value
        if hasattr(self, "norm"):
            y = self.norm(y)
        return self.dropout(y) if hasattr(self, "dropout") else y

    def step(self, x):
        """For scan: the carry and an output."""
        y = self(x)
        return y, y

    def noisy(self, x):
        return x + jax.random.normal(self.rngs.noise(), (WIDTH,)), x


class Pair(nnx.Module):
    """Two modules, one of which may be the other, and the Rngs that both may share."""

    def __init__(self, rngs, *, alias=False, **options):
        self.first = Cell(rngs, **options)
        self.second = self.first if alias else Cell(rngs, **options)

    def __call__(self, x):
        return self.second(self.first(x))

    def step(self, x):
        y = self(x)
        return y, y


def linear(rngs, *, value=None):
    """A module of Flax itself."""
    made = nnx.Linear(WIDTH, WIDTH, rngs=rngs)
    if value is not None:
        made.kernel.value, made.bias.value = value("kernel", "Param"), value("w", "Param")
    return made


MODULES = {"cell": Cell, "pair": Pair, "linear": linear}


def is_weight(path, value):
    return not {"w", "kernel", "bias"}.isdisjoint(path)


def is_first_node(path, value):
    return path[0] == 0


FILTERS = {
    "...": ...,
    "True": True,
    "False": False,
    "None": None,
    "Param": nnx.Param,
    "BatchStat": nnx.BatchStat,
    "Tally": Tally,
    "Variable": nnx.Variable,
    "RngState": nnx.RngState,
    "RngKey": nnx.RngKey,
    "RngCount": nnx.RngCount,
    "is_weight": is_weight,
    "is_first_node": is_first_node,
    "no filter": {},
}


def a_filter(written):
    """A filter of Flax: a name of FILTERS, a tag, or a list of [kind, *filters]."""
    if isinstance(written, str):
        return FILTERS.get(written, written)
    kind, *parts = written
    parts = [part if kind == "path" else a_filter(part) for part in parts]
    kinds = {"path": nnx.PathContains, "all": nnx.All, "not": nnx.Not}
    if kind in kinds:
        return kinds[kind](*parts)
    return tuple(parts) if kind == "tuple" else parts


def axes(written):
    """Axes as Flax takes them: {"tuple": [...]} is a tuple."""
    if isinstance(written, dict):
        if "tuple" in written:
            return tuple(axes(part) for part in written["tuple"])
        return {name: axes(part) for name, part in written.items()}
    return written


def options(written):
    """Keywords of a transform."""
    made = {}
    for name, value in written.items():
        if name == "state_axes":
            made[name] = {a_filter(part): axis for part, axis in value}
        elif name in ("split_rngs", "wrt"):
            made[name] = a_filter(value)
        elif name in ("in_axes", "out_axes", "in_axes_kwargs", "argnums", "static_argnums"):
            made[name] = axes(value)
        else:
            made[name] = value
    return made


def stacked(base, placed):
    """An array of the base's shape with axes of the given [axis, size]s, innermost first."""
    array = np.asarray(base, np.float32)
    for axis, size in placed:
        lanes = [array + np.float32(0.25) * i for i in range(size)]
        array = np.stack(lanes, axis)
    return jnp.asarray(array)


def an_argument(written, rngs):
    """A value: "rngs", an array, a module, a list or a dict of values, or a number."""
    if isinstance(written, list):
        return [an_argument(part, rngs) for part in written]
    if not isinstance(written, dict):
        return {"rngs": rngs}.get(written, written)
    if "array" in written:
        return stacked(np.linspace(1, 2, WIDTH), written["array"])
    if "module" in written:
        return a_module(written, rngs)
    return {name: an_argument(part, rngs) for name, part in written.items()}


def a_module(written, rngs):
    placed = written.get("placed", {})

    def value(name, kind):
        base = {"w": np.linspace(-1, 1, WIDTH), "mean": np.zeros(WIDTH), "tally": np.ones(WIDTH)}
        base["kernel"] = np.outer(base["w"], [1, 2])
        return stacked(base[name], placed.get(kind, []))

    keywords = {**written.get("options", {}), "value": value}
    return MODULES[written["module"]](rngs, **keywords)


def apply(step, env):
    """One step of a body: it names what it reads and, last, what it sets."""
    kind, *names = step
    if kind == "draw":
        rngs, stream, out = names
        env[out] = jax.random.normal(env[rngs][stream](), (WIDTH,))
    elif kind == "call":
        module, x, out = names
        env[out] = env[module](env[x])
    elif kind == "noisy":
        module, x, out = names
        env[out], _ = env[module].noisy(env[x])
    elif kind == "perturb":
        module, x = names
        weights = weights_of(env[module])
        weights.value = weights.value + env[x]
    elif kind == "make":
        of, keywords, rngs, out = names
        env[out] = MODULES[of](env[rngs], **keywords)
    elif kind == "attach":
        module, other = names
        env[module].extra = env[other]
    elif kind == "rngs":
        stream, seed, out = names
        env[out] = nnx.Rngs(**{stream: seed})
    elif kind == "item":
        container, key, out = names
        env[out] = env[container][key]
    elif kind == "sum":
        first, second, out = names
        env[out] = jnp.sum(env[first] * env[second])
    elif kind == "add":
        first, second, out = names
        env[out] = env[first] + env[second]
    elif kind == "raise":
        raise KeyError("a program that fails")
    else:
        raise NotImplementedError(kind)


def weights_of(module):
    """A parameter of any module."""
    module = getattr(module, "first", module)
    return module.w if hasattr(module, "w") else module.bias


def result(written, env):
    """What a body returns: a name, or a tuple or dict of such."""
    if isinstance(written, list):
        return tuple(result(part, env) for part in written)
    if isinstance(written, dict):
        return {name: result(part, env) for name, part in written.items()}
    return env[written] if written is not None else None


def function(program):
    """The innermost function."""
    names = [f"a{i}" for i in range(len(program["arguments"]))]

    def body(*args, **kwargs):
        env = dict(zip(names, args, strict=True)) | kwargs
        for step in program["body"]:
            apply(step, env)
        return result(program["returns"], env)

    return body


def transformed(program):
    """The function under all levels."""
    made = function(program)
    for level in reversed(program["levels"]):
        transform = getattr(nnx, level["transform"])
        made = transform(made, **options(level.get("options", {})))
    return made


def observed(name, value, found):
    """All arrays under a value, nodes among them, by path; keys as numbers."""
    if isinstance(value, jax.Array | np.ndarray | int | float):
        found[name] = as_numbers(value)
    elif isinstance(value, dict):
        for key, part in value.items():
            observed(f"{name}.{key}", part, found)
    elif isinstance(value, list | tuple):
        for key, part in enumerate(value):
            observed(f"{name}.{key}", part, found)
    elif isinstance(value, nnx.State):
        observed_state(name, value, found)
    elif value is not None:
        observed_state(name, nnx.state(value), found)


def observed_state(name, state, found):
    for key, part in state.items():
        if isinstance(part, nnx.State):
            observed_state(f"{name}.{key}", part, found)
        else:
            found[f"{name}.{key}"] = as_numbers(getattr(part, "value", part))


def as_numbers(array):
    if isinstance(array, jax.Array) and jax.dtypes.issubdtype(array.dtype, jax.dtypes.prng_key):
        array = jax.random.key_data(array)
    return np.asarray(array)


def called(program, args, kwargs, rngs):
    """What the program does with its arguments."""
    if "lifted" in program:
        return lifted(program["lifted"], args, kwargs, rngs)
    if "fork" in program:
        state = nnx.state(args[0], nnx.RngState)
        pattern = axes(program["fork"]["pattern"])
        return tuple(nnx.fork(state, a_filter(program["fork"]["filter"]), pattern))
    made = transformed(program)
    for _ in range(program.get("calls", 1) - 1):
        made(*args, **kwargs)
    return made(*args, **kwargs)


def lifted(written, args, kwargs, rngs):
    """A module made by nested lifted classes, and what one of its methods gives."""
    make = MODULES[written["module"]]
    for level in reversed(written["levels"]):
        kind = getattr(nnx, level["class"])
        given = options(level.get("options", {}))
        if written.get("direct"):
            make = partial(direct, kind, make, given)
        else:
            make = kind.constructor(make, **given)
    module = make(rngs, **written.get("keywords", {}))
    method = module if written["method"] == "__call__" else getattr(module.call, written["method"])
    return module, method(*args, **kwargs)


def direct(kind, make, given, *args, **kwargs):
    return kind(module_constructor=make, module_init_args=args, module_init_kwargs=kwargs, **given)


def run(program):
    """All numbers that a program leaves, by name; raises what it raises."""
    rngs = nnx.Rngs(**program["streams"])
    for stream, draws in program.get("before", {}).items():
        for _ in range(draws):
            rngs[stream]()
    args = []
    for part in program["arguments"]:
        again = isinstance(part, dict) and "same" in part
        args.append(args[part["same"]] if again else an_argument(part, rngs))
    kwargs = {key: an_argument(part, rngs) for key, part in program.get("keywords", {}).items()}
    found = {}
    observed("out", called(program, args, kwargs, rngs), found)
    observed("argument", args, found)
    observed("keyword", kwargs, found)
    observed("rngs", rngs, found)
    for stream in program["streams"]:
        found[f"next {stream}"] = as_numbers(rngs[stream]())
    return found
