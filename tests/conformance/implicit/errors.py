"""Programs that Flax 0.8.5 refuses, written out, and some that it surprisingly runs."""

X = {"array": []}
SCANNED = {"array": [[0, 3]]}
DRAW = [["draw", "a0", "noise", "r0"]]
MAKE = [["make", "cell", {}, "a0", "n0"]]
KEEP = [["make", "cell", {"keeps": True}, "a0", "n0"]]
ALL_SHARED = {"in_axes": None, "axis_size": 3}
CARRIED = [["draw", "a1", "noise", "r0"], ["add", "a0", "r0", "a0"]]


def one(transform, options, arguments, body, returns, **more):
    level = {"transform": transform, "options": options}
    streams = {"params": 0, "noise": 1, "dropout": 2}
    return {
        "streams": streams,
        "arguments": arguments,
        "levels": [level],
        "body": body,
        "returns": returns,
        **more,
    }


def vmap_errors():
    rngs, cell = ["rngs"], {"module": "cell", "placed": {"Param": [[0, 3]]}}
    yield one("vmap", {**ALL_SHARED, "split_rngs": "no filter"}, rngs, DRAW, "r0")
    yield one("vmap", {**ALL_SHARED, "split_rngs": "RngKey"}, rngs, DRAW, "r0")
    yield one("vmap", {**ALL_SHARED, "split_rngs": "RngCount"}, rngs, DRAW, "r0")
    yield one("vmap", {**ALL_SHARED, "split_rngs": ["list", "no filter"]}, rngs, DRAW, "r0")
    yield one("vmap", {}, rngs, DRAW, "r0")
    yield one("vmap", {"in_axes": None}, ["rngs", X], DRAW, "r0")
    yield one("vmap", {"axis_size": 2}, ["rngs", SCANNED], DRAW, "r0")
    yield one("vmap", {}, [{"array": [[0, 2]]}, SCANNED], [["add", "a0", "a1", "r0"]], "r0")
    yield one("vmap", {"in_axes": 2}, ["rngs", SCANNED], DRAW, "r0")
    yield one("vmap", {"in_axes": {"tuple": [0]}}, ["rngs", SCANNED], DRAW, "r0")
    yield one("vmap", ALL_SHARED, [cell, "rngs"], [["draw", "a1", "noise", "r0"]], "r0")
    yield one("vmap", {"state_axes": [["...", 0], ["Param", 0]]}, [cell], [], "a0")
    yield one("vmap", {"axis_size": 3, "out_axes": None}, rngs, DRAW, "r0")
    yield one("vmap", {"axis_size": 3, "out_axes": 2}, rngs, DRAW, "r0")
    yield one("vmap", {"axis_size": 3, "state_axes": []}, rngs, KEEP, "n0")
    yield one("vmap", {"axis_size": 3, "split_rngs": "False"}, rngs, MAKE, "n0")
    yield one("vmap", {"axis_size": 3, "no_such_option": 1}, rngs, DRAW, "r0")
    yield one("vmap", {"axis_size": 3}, rngs, [*DRAW, ["raise"]], "r0")
    yield one("vmap", {"axis_size": 3}, rngs, [["draw", "a0", "absent", "r0"]], "r0")
    yield one("vmap", {"axis_size": 3}, ["rngs", 2.0], DRAW, "r0")
    keyword = {"keywords": {"k": SCANNED}}
    yield one("vmap", {"in_axes_kwargs": {"other": 0}}, rngs, DRAW, "r0", **keyword)


def pmap_errors():
    yield one("pmap", {"axis_size": 1, "static_broadcasted_argnums": 1}, ["rngs"], DRAW, "r0")
    yield one("pmap", {"axis_size": 1, "donate_argnums": 0}, ["rngs"], DRAW, "r0")
    yield one("pmap", {"axis_size": 1, "global_arg_shapes": [[1]]}, ["rngs"], DRAW, "r0")
    yield one("pmap", {"axis_size": 1, "split_rngs": "no filter"}, ["rngs"], DRAW, "r0")
    yield one("pmap", {"axis_size": 1, "split_rngs": "RngKey"}, ["rngs"], DRAW, "r0")
    yield one("pmap", {"axis_size": 99}, ["rngs"], DRAW, "r0")
    yield one("pmap", {}, ["rngs"], DRAW, "r0")


def scan_errors():
    nodes = {"length": 3, "in_axes": None}
    made = [["make", "cell", {"keeps": True}, "a1", "n0"]]
    plain = [["make", "cell", {}, "a1", "n0"]]
    yield one("scan", {**nodes, "split_rngs": "no filter"}, [X, "rngs"], CARRIED, ["a0", "r0"])
    yield one("scan", {**nodes, "split_rngs": "RngKey"}, [X, "rngs"], CARRIED, ["a0", "r0"])
    yield one("scan", {**nodes, "split_rngs": "RngCount"}, [X, "rngs"], CARRIED, ["a0", "r0"])
    yield one("scan", nodes, [X, "rngs"], made, ["a0", "n0"])
    yield one("scan", {**nodes, "split_rngs": "False"}, [X, "rngs"], made, ["a0", "n0"])
    yield one("scan", {**nodes, "state_axes": []}, [X, "rngs"], plain, ["a0", "n0"])
    yield one("scan", {**nodes, "state_axes": [["Param", None]]}, [X, "rngs"], plain, ["a0", "n0"])
    yield one("scan", nodes, [X, "rngs"], CARRIED, "a0")
    yield one("scan", nodes, [X, "rngs"], CARRIED, ["a0", "r0", "r0"])
    yield one("scan", {**nodes, "out_axes": None}, [X, "rngs"], CARRIED, ["a0", "r0"])
    yield one("scan", {**nodes, "out_axes": 5}, [X, "rngs"], CARRIED, ["a0", "r0"])
    yield one("scan", {**nodes, "carry_argnum": 2}, [X, "rngs"], CARRIED, ["a0", "r0"])
    yield one("scan", {}, [X, "rngs"], CARRIED, ["a0", "r0"])
    yield one("scan", {"length": 2}, [X, "rngs", SCANNED], CARRIED, ["a0", "r0"])
    yield one("scan", {"length": 2}, [X, "rngs", 2.0], CARRIED, ["a0", "r0"])
    yield one("scan", {"in_axes": 3}, [X, "rngs", SCANNED], CARRIED, ["a0", "r0"])
    yield one("scan", {"length": 3}, ["rngs", "rngs"], [], ["a0", None])
    yield one("scan", {"length": 3}, ["rngs"], DRAW, ["a0", "r0"])
    yield one("scan", {"length": 3}, [X, "rngs"], CARRIED, ["r0", "r0", "r0"], calls=2)
    yield one("scan", {"length": 3, "scan_output": False}, [X, "rngs"], CARRIED, ["a0", "r0"])
    attached = [["make", "cell", {}, "a1", "n0"], ["attach", "a2", "n0"]]
    cell = {"module": "cell", "placed": {"Param": [[0, 3]]}}
    shared = {**nodes, "state_axes": [["Param", 0]]}
    yield one("scan", shared, [X, "rngs", cell], attached, ["a0", None])
    yield one("scan", shared, [cell, "rngs"], [], ["a0", None])


def other_errors():
    cell = {"module": "cell"}
    loss = [["call", "a0", "a1", "r0"], ["sum", "r0", "a1", "loss"]]
    yield one("grad", {"wrt": "no filter"}, [cell, X], loss, "loss")
    yield one("grad", {"wrt": "Tally"}, [cell, X], loss, "loss")
    yield one("grad", {"argnums": 5}, [cell, X], loss, "loss")
    yield one("grad", {}, [cell, X], loss, "r0")
    yield one("grad", {"has_aux": True}, [cell, X], loss, "loss")
    yield one("grad", {"no_such_option": 1}, [cell, X], loss, "loss")
    yield one("jit", {"no_such_option": 1}, [cell, X], loss, "loss")
    yield one("jit", {"static_argnums": 2}, [cell, X, 3], loss, "loss")
    yield one("remat", {}, [cell], loss[:1], "r0", keywords={"a1": X})
    for pattern in (None, 0, {"tuple": []}, {"tuple": [None]}):
        program = one("jit", {}, ["rngs"], [], None)
        yield {**program, "fork": {"filter": "...", "pattern": pattern}}
    yield {**one("jit", {}, ["rngs"], [], None), "fork": {"filter": "no filter", "pattern": 2}}


def errors():
    """These programs by name."""
    kinds = (vmap_errors, pmap_errors, scan_errors, other_errors)
    return {
        f"{kind.__name__}_{number:03}": program
        for kind in kinds
        for number, program in enumerate(kind())
    }
