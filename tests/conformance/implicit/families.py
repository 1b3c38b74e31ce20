"""Families of generated programs, each a function of choices made from a seed."""

import random

STATE_AXES = (
    [["...", 0]],
    [["Param", 0]],
    [["Param", 0], ["...", None]],
    [["Param", None], ["...", 0]],
    [["BatchStat", 0], ["Tally", 0]],
    [["Param", 1], ["BatchStat", 0]],
    [["Param", -1], ["...", 0]],
    [["is_weight", 0], ["...", 0]],
    [["is_weight", 1], [["not", "Param"], 0]],
    [[["tuple", "Param", "BatchStat"], 0]],
    [["RngState", 0], ["Variable", 0]],
    [],
)
SPLIT_RNGS = (
    *("...", "...", "...", "True", "False", "None", "params", "noise", "RngState", "is_first_node"),
    *(["list", "params"], ["tuple", "params", "noise"], ["list"], ["not", "noise"]),
    *(["all", "RngState", "noise"], ["path", "params"]),
)
KINDS = ("Param", "BatchStat", "Tally")
STREAMS = ("params", "noise", "dropout")


class Choices(random.Random):
    """Choices from a seed, in words."""

    def often(self, chance=0.5):
        return self.random() < chance

    def streams(self):
        seeds = {name: self.randrange(100) for name in STREAMS}
        if self.often(0.2):
            del seeds[self.choice(("noise", "dropout"))]
            seeds["default"] = self.randrange(100)
        return seeds

    def module(self):
        if self.often(0.15):
            return {"module": "linear", "options": {}}
        keywords = {name: True for name in ("keeps", "dropout") if self.often(0.4)}
        if self.often(0.25):
            if self.often():
                keywords["alias"] = True
            return {"module": "pair", "options": keywords}
        return {"module": "cell", "options": keywords}


def hits(written, kind):
    """Whether a filter of STATE_AXES hits the Variables of a kind."""
    if isinstance(written, str):
        return written in ("...", "True", "Variable", kind) or (written, kind) == (
            "is_weight",
            "Param",
        )
    first, *parts = written
    if first == "not":
        return not hits(parts[0], kind)
    return any(hits(part, kind) for part in parts)


def axis_of(kind, state_axes):
    """The axis of a kind, None for shared or carried state."""
    return next((axis for written, axis in state_axes if hits(written, kind)), None)


def placed_state(levels):
    """Where each kind of Variable has the axes of the levels, innermost first."""
    placed = {}
    for kind in KINDS:
        found = []
        for level in reversed(levels):
            if level["transform"] in ("vmap", "pmap", "scan"):
                axis = axis_of(kind, level["options"].get("state_axes", [["...", 0]]))
                found += [] if axis is None else [[axis, level["size"]]]
        placed[kind] = found
    return placed


def program(choices, levels, arguments, body, returns, **more):
    """The parts of a program together, with the state of its modules in place."""
    placed = placed_state(levels)

    def with_state(value):
        if isinstance(value, list):
            return [with_state(part) for part in value]
        if isinstance(value, dict) and "module" in value:
            return {**value, "placed": placed}
        if isinstance(value, dict) and "array" not in value:
            return {name: with_state(part) for name, part in value.items()}
        return value

    streams = choices.streams()
    return {
        "streams": streams,
        "before": {name: choices.randrange(3) for name in streams if choices.often(0.3)},
        "arguments": [with_state(value) for value in arguments],
        "keywords": {key: with_state(value) for key, value in more.pop("keywords", {}).items()},
        "levels": [
            {name: part for name, part in level.items() if name != "size"} for level in levels
        ],
        "body": body,
        "returns": returns,
        **more,
    }


class Arguments:
    """Arguments of one mapped function: values, their axes, and what a body can do with them."""

    def __init__(self, choices, size, last=(-1,)):
        self.choices, self.size, self.last = choices, size, last
        self.values, self.axes = [], []
        self.keywords, self.keyword_axes = {}, {}
        self.rngs, self.arrays, self.modules, self.noisy, self.steps = [], [], [], [], []

    def add(self, kind, carry=False):
        name = f"a{len(self.values)}"
        value, axis = self.value(kind, name, carry=carry)
        self.values.append(value)
        self.axes.append(None if carry else axis)
        return name

    def keyword(self, kind):
        value, axis = self.value(kind, "k")
        self.keywords["k"], self.keyword_axes["k"] = value, axis

    def value(self, kind, name, carry=False):
        choices = self.choices
        axis = choices.choice((0, 0, 0, 1, *self.last, None))
        placed = {"array": [] if carry or axis is None else [[axis, self.size]]}
        if kind == "array":
            self.arrays.append(name)
            return placed, axis
        if kind == "rngs":
            self.rngs.append(name)
            return "rngs", choices.choice((0, 0, None))
        if kind == "module":
            return self.module(name), choices.choice((0, None))
        if kind == "again" and (before := [m for m in self.modules if m[1:].isdigit()]):
            self.modules.append(name)
            return {"same": int(before[0][1:])}, 0
        # A pytree of a node and an array.
        self.steps += [["item", name, "m", f"{name}m"], ["item", name, "x", f"{name}x"]]
        self.arrays.append(f"{name}x")
        return {"m": self.module(f"{name}m"), "x": placed}, axis

    def module(self, name):
        made = self.choices.module()
        self.modules.append(name)
        if made["module"] == "cell" and "keeps" in made["options"]:
            self.noisy.append(name)
        return made

    def in_axes(self):
        """One axis for all if that says the same, else one each."""
        if len(set(self.axes)) == 1 and self.choices.often(0.7):
            return self.axes[0]
        return {"tuple": self.axes}

    def options(self):
        found = {"in_axes": self.in_axes()}
        if self.keywords:
            found["in_axes_kwargs"] = self.choices.choice(
                (self.keyword_axes, self.keyword_axes["k"])
            )
        return found


def some_steps(choices, arguments, state_axes, *, made=True):
    """Steps of a body and the names of its results, which all are arrays, and of what it made."""
    steps, results, nodes = list(arguments.steps), [], []
    arrays = list(arguments.arrays)
    for number in range(choices.randrange(1, 5)):
        out = f"r{number}"
        action = choices.choice(("draw", "draw", "call", "noisy", "perturb", "make", "add"))
        if action == "draw" and arguments.rngs:
            stream = choices.choice(STREAMS)
            steps.append(["draw", choices.choice(arguments.rngs), stream, out])
        elif action == "call" and arguments.modules and arrays:
            if axis_of("BatchStat", state_axes) is None and choices.often(0.8):
                continue
            steps.append(["call", choices.choice(arguments.modules), choices.choice(arrays), out])
        elif action == "noisy" and arguments.noisy and arrays:
            steps.append(["noisy", choices.choice(arguments.noisy), choices.choice(arrays), out])
        elif action == "perturb" and arguments.modules and arrays:
            if axis_of("Param", state_axes) is None and choices.often(0.8):
                continue
            steps.append(["perturb", choices.choice(arguments.modules), arrays[0]])
            continue
        elif action == "make" and arguments.rngs and made:
            keywords = {"keeps": True} if choices.often(0.3) else {}
            keywords |= {"norm": True} if choices.often(0.3) else {}
            steps.append(["make", "cell", keywords, choices.choice(arguments.rngs), f"n{number}"])
            nodes.append(f"n{number}")
            continue
        elif action == "add" and len(arrays) > 1:
            steps.append(["add", *choices.sample(arrays, 2), out])
        else:
            continue
        arrays.append(out)
        results.append(out)
    return steps, results, nodes


def mapped(choices, transform, size):
    """A function of one to three arguments under vmap or pmap."""
    last = () if transform == "pmap" else (-1,)  # jax.pmap takes no negative axis
    state_axes = choices.choice([axes for axes in STATE_AXES if last or "-1" not in str(axes)])
    arguments = Arguments(choices, size, last)
    for _ in range(choices.randrange(1, 4)):
        arguments.add(
            choices.choice(("rngs", "rngs", "module", "module", "array", "tree", "again"))
        )
    if choices.often(0.25):
        arguments.keyword(choices.choice(("rngs", "array", "module")))
    steps, results, nodes = some_steps(choices, arguments, state_axes)
    if choices.often(0.2):
        nodes += [name for name in arguments.modules if name[-1] != "m"][:1]
    options = {**arguments.options(), "axis_size": size, "split_rngs": choices.choice(SPLIT_RNGS)}
    if state_axes != [["...", 0]] or choices.often():
        options["state_axes"] = state_axes
    returns = results + nodes
    if choices.often(0.5) and returns:
        axes = [choices.choice((0, 0, 1, *last)) for _ in returns]
        options["out_axes"] = {"tuple": axes}
    elif choices.often(0.2):
        returns = {"results": results, "nodes": nodes}
    if choices.often(0.3) and _has_axis(arguments, state_axes):
        del options["axis_size"]
    level = {"transform": transform, "options": options, "size": size}
    return program(choices, [level], arguments.values, steps, returns, keywords=arguments.keywords)


def _has_axis(arguments, state_axes):
    state = arguments.modules and any(axis_of(kind, state_axes) is not None for kind in KINDS)
    return state or "'array': [[" in str([arguments.values, arguments.keywords])


def vmap(choices):
    """vmap with everything it takes, sizes 1 to 3."""
    return mapped(choices, "vmap", choices.choice((1, 2, 3, 3)))


def pmap(choices):
    """pmap on one device."""
    return {**mapped(choices, "pmap", 1), "devices": 1}


def pmap_on_devices(choices):
    """pmap on two to four devices."""
    return {**mapped(choices, "pmap", choices.choice((2, 4, 4))), "devices": 4}


SCAN_AXES = tuple(axes for axes in STATE_AXES if all(axis is not None for _, axis in axes))


def scan(choices):
    """scan with everything it takes, lengths 1 to 4."""
    size = choices.choice((1, 2, 3, 4))
    state_axes = choices.choice(SCAN_AXES)
    arguments = Arguments(choices, size)
    argnum = choices.randrange(3)
    for number in range(max(argnum + 1, choices.randrange(1, 4))):
        kind = choices.choice(("rngs", "rngs", "module", "module", "array", "tree"))
        arguments.add("array" if number == argnum else kind, carry=number == argnum)
    carry = f"a{argnum}"
    if choices.often(0.25):
        arguments.keyword(choices.choice(("rngs", "array", "module")))
    complete = all(axis_of(kind, state_axes) is not None for kind in KINDS)
    steps, results, nodes = some_steps(choices, arguments, state_axes, made=complete)
    steps += [["add", carry, name, carry] for name in results[:1]]
    output = choices.often(0.8)
    options = {
        **arguments.options(),
        "length": size,
        "split_rngs": choices.choice(SPLIT_RNGS),
        "carry_argnum": argnum,
        "reverse": choices.often(0.2),
        "unroll": choices.choice((1, 1, 2)),
    }
    if state_axes != [["...", 0]] or choices.often():
        options["state_axes"] = state_axes
    if not output:
        options["scan_output"] = False
    elif choices.often(0.4):
        options["out_axes"] = choices.choice((0, 1, -1)) if not nodes else 0
    if choices.often(0.3) and _has_axis(arguments, state_axes):
        del options["length"]
    level = {"transform": "scan", "options": options, "size": size}
    returns = [carry, results + nodes] if output else carry
    return program(choices, [level], arguments.values, steps, returns, keywords=arguments.keywords)


def nested(choices):
    """Two levels of vmap and scan, some under jit: a carry, a module, an array and the Rngs."""
    inner, outer = choices.choice(
        (("vmap", "vmap"), ("scan", "vmap"), ("scan", "scan"), ("vmap", "scan"))
    )
    levels, placed = [], {"a0": [], "a2": []}
    for transform in (inner, outer):
        size = choices.choice((2, 3))
        is_scan = transform == "scan"
        options = {
            "split_rngs": choices.choice(SPLIT_RNGS),
            "state_axes": choices.choice(SCAN_AXES if is_scan else STATE_AXES),
            "length" if is_scan else "axis_size": size,
        }
        axes = [None if is_scan else 0, None, choices.choice((0, 1, None)), None]
        options["in_axes"] = {"tuple": axes}
        for name, axis in (("a0", axes[0]), ("a2", axes[2])):
            placed[name] += [] if axis is None else [[axis, size]]
        levels.insert(0, {"transform": transform, "options": options, "size": size})
    mapped_stat = all(
        axis_of("BatchStat", level["options"]["state_axes"]) is not None
        for level in levels
        if level["transform"] == "vmap"
    )
    body = [["draw", "a3", choices.choice(STREAMS), "r0"], ["add", "a0", "r0", "a0"]]
    results = ["r0"]
    if mapped_stat:
        body.append(["call", "a1", "a2", "r1"])
        results.append("r1")
    if choices.often(0.3):
        body.append(["draw", "a3", "noise", "r2"])
        results.append("r2")
    if choices.often(0.3):
        levels.insert(0, {"transform": "jit"})
    if choices.often(0.2):
        levels.append({"transform": "remat"})
    values = [{"array": placed["a0"]}, choices.module(), {"array": placed["a2"]}, "rngs"]
    calls = choices.choice((1, 1, 2))
    return program(choices, levels, values, body, ["a0", results], calls=calls)


LIFTED = (
    ("Vmap",),
    ("Scan",),
    ("Remat",),
    ("Jit",),
    ("Pmap",),
    ("Scan", "Remat"),
    ("Vmap", "Scan"),
)
LIFTED += (("Jit", "Vmap"), ("Vmap", "Vmap"), ("Jit", "Scan"), ("Vmap", "Remat"))


def lifted(choices):
    """Lifted classes, by constructor or directly, one or two, with a method of their module."""
    levels, placed = [], []
    classes = choices.choice(LIFTED)
    for kind in classes:
        options = {}
        if kind in ("Vmap", "Pmap", "Scan"):
            size = 1 if kind == "Pmap" else choices.choice((2, 3))
            options["length" if kind == "Scan" else "axis_size"] = size
            options["split_rngs"] = choices.choice(SPLIT_RNGS)
        if kind in ("Vmap", "Pmap"):
            axis = choices.choice((0, None))
            options["in_axes"] = {"tuple": [choices.choice((0, None)), axis]}
            placed[:0] = [] if axis is None else [[0, size]]
        levels.append({"class": kind, "options": options})
    method = "step" if "Scan" in classes else choices.choice(("__call__", "step"))
    keywords = {name: True for name in ("keeps", "dropout", "norm") if choices.often(0.4)}
    module = choices.choice(("cell", "cell", "pair"))
    if module == "cell" and keywords.get("keeps") and choices.often():
        method = "noisy"
    written = {"module": module, "levels": levels, "method": method, "keywords": keywords}
    written["direct"] = choices.often(0.3)
    return program(choices, [], [{"array": placed}], [], None, lifted=written)


def gradient(choices):
    """grad and value_and_grad of modules and arrays by argnums and wrt."""
    values = [choices.module(), {"array": []}, choices.choice(("rngs", choices.module()))]
    body = [["call", "a0", "a1", "r0"]]
    if values[2] == "rngs":
        body += [["draw", "a2", "noise", "r1"], ["add", "r0", "r1", "r0"]]
    else:
        body += [["call", "a2", "r0", "r0"]]
    body += [["sum", "r0", "a1", "loss"]]
    modules = (0,) if values[2] == "rngs" else (0, 2)
    argnums = choices.choice((0, 1, {"tuple": [0]}, {"tuple": [0, 1]}, {"tuple": [*modules]}))
    options = {"argnums": argnums, "has_aux": choices.often(0.3)}
    wrt = choices.choice(("Param", "BatchStat", ["list", "Param", "BatchStat"], "is_weight", None))
    if wrt is not None:
        options["wrt"] = wrt
    levels = [{"transform": choices.choice(("grad", "value_and_grad")), "options": options}]
    if choices.often(0.3):
        levels.insert(0, {"transform": "jit"})
    returns = ["loss", ["r0"]] if options["has_aux"] else "loss"
    return program(choices, levels, values, body, returns, calls=choices.choice((1, 2)))


def compiled(choices):
    """jit and remat, with nodes made and attached inside."""
    values = ["rngs", choices.module(), {"array": []}]
    body = [["draw", "a0", "noise", "r0"], ["call", "a1", "r0", "r1"]]
    returns = ["r0", "r1"]
    if choices.often():
        body += [["make", "cell", {"keeps": choices.often()}, "a0", "n0"], ["attach", "a1", "n0"]]
        returns = [*returns, "n0"] if choices.often() else returns
    options = {"donate_state": choices.often(0.3)} if choices.often() else {}
    transform = choices.choice(("jit", "jit", "remat"))
    levels = [{"transform": transform, "options": options if transform == "jit" else {}}]
    return program(choices, levels, values, body, returns)


def forked(choices):
    """nnx.fork of the RNG state of the Rngs or of a module that keeps them."""
    pattern = choices.choice((2, 3, {"tuple": [2, 3]}, {"tuple": [2, None]}, {"tuple": [None, 3]}))
    written = {"filter": choices.choice(SPLIT_RNGS), "pattern": pattern}
    node = choices.choice(("rngs", {"module": "cell", "options": {"keeps": True}}))
    return program(choices, [], [node], [], None, fork=written)
