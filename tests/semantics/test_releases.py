"""What the release table knows of Flax, and how it answers."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import ApiKind, NoteKind, ParameterKind, Release, StatusKind
from flake8_nnx_rng.semantics.releases.notes import notes
from flake8_nnx_rng.semantics.releases.table import load

LIFTED = ("Vmap", "Scan", "Pmap", "Remat", "Jit")
TRANSFORMS = ("vmap", "pmap", "scan", "jit", "grad", "value_and_grad", "remat", "shard_map")


def at(version: str) -> Release:
    """A release that the table has under exactly this version."""
    release = releases.resolve(version)
    assert str(release) == version
    return release


def keywords(name: str, version: str) -> set[str]:
    api = releases.export(name, at(version))
    assert api is not None
    assert api.parameters is not None
    return {p.name for p in api.parameters if api.keyword(p.name)}


def default(name: str, keyword: str, version: str) -> str | None:
    api = releases.export(name, at(version))
    assert api is not None
    parameter = api.keyword(keyword)
    assert parameter is not None
    return parameter.default


def partial_like(version: str) -> set[str]:
    release = at(version)
    apis = (releases.export(name, release) for name in releases.exports(release))
    return {api.name for api in apis if api and api.partial_like}


# Releases


def test_releases_are_ordered_and_print_their_version() -> None:
    assert [str(r) for r in releases.known()][:7] == (
        ["0.8.0", "0.8.1", "0.8.2", "0.8.3", "0.8.4", "0.8.5", "0.9.0"]
    )
    assert list(releases.known()) == sorted(set(releases.known()))
    assert at("0.10.0") > at("0.9.0")
    assert at("0.12.10") > at("0.12.9")
    assert at("0.12.8").version == (0, 12, 8)


def test_newest_release_is_the_last_one() -> None:
    assert releases.newest() == releases.known()[-1] >= at("0.12.12")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.12.8", "0.12.8"),
        (" 0.12.8 ", "0.12.8"),
        ("v0.12.8", "0.12.8"),
        ("0.10", "0.10.7"),
        ("0.8", "0.8.5"),
        ("0.9.3", "0.9.0"),
        ("0.12.11", "0.12.10"),
        ("0.8.9", "0.8.5"),
        ("0.7.5", "0.8.0"),
        ("0.7", "0.8.0"),
        ("0.9.0rc1", "0.9.0"),
        ("0.12.9.dev0+g1234", "0.12.9"),
    ],
)
def test_versions_stand_for_the_nearest_lower_release(text: str, expected: str) -> None:
    assert str(releases.resolve(text)) == expected


@pytest.mark.parametrize("text", ["0.12", "0.12.99", "0.99", "1.0", "2"])
def test_versions_beyond_the_table_stand_for_the_newest(text: str) -> None:
    assert releases.resolve(text) == releases.newest()


@pytest.mark.parametrize("text", ["", "newest", "0.12.x", ">=0.12", "0.12.8.1", "0..8", "-1"])
def test_nonsense_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        releases.resolve(text)


def test_unlisted_releases_are_asked_as_the_nearest_lower_one() -> None:
    unlisted = Release((0, 12, 11))
    assert releases.export("vmap", unlisted) == releases.export("vmap", at("0.12.10"))
    assert releases.status("vmap", unlisted).kind is StatusKind.PRESENT
    assert releases.exports(unlisted) == releases.exports(at("0.12.10"))


# Keywords of transforms


@pytest.mark.parametrize(
    ("name", "removed"),
    [
        ("vmap", {"in_axes_kwargs", "state_axes", "split_rngs"}),
        ("pmap", {"in_axes_kwargs", "state_axes", "split_rngs"}),
        (
            "scan",
            {"in_axes_kwargs", "carry_argnum", "state_axes", "split_rngs", "scan_output"},
        ),
        ("jit", {"donate_state", "constrain_state"}),
        ("grad", {"wrt"}),
        ("value_and_grad", {"wrt"}),
    ],
)
def test_keywords_removed_in_0_9_0(name: str, removed: set[str]) -> None:
    assert keywords(name, "0.8.5") - keywords(name, "0.9.0") == removed
    for keyword in removed:
        status = releases.keyword_status(name, keyword, releases.newest())
        assert (status.kind, status.last, status.removed, status.first) == (
            *(StatusKind.REMOVED, at("0.8.5"), at("0.9.0"), None),
        )


@pytest.mark.parametrize(
    ("name", "keyword", "last", "removed"),
    [
        ("vmap", "variable_axes", "0.8.2", "0.8.3"),
        ("jit", "f", "0.8.2", "0.8.3"),
        ("remat", "is_init", "0.8.2", "0.8.3"),
        ("RngStream", "count", "0.10.6", "0.10.7"),
        ("shard_map", "check_rep", "0.12.0", "0.12.1"),
        ("shard_map", "auto", "0.12.0", "0.12.1"),
        ("jit", "abstracted_axes", "0.12.1", "0.12.2"),
        ("cond", "operand", "0.12.4", "0.12.5"),
        ("pmap", "global_arg_shapes", "0.12.5", "0.12.6"),
    ],
)
def test_keywords_removed_in_other_releases(
    name: str, keyword: str, last: str, removed: str
) -> None:
    status = releases.keyword_status(name, keyword, releases.newest())
    assert (status.kind, status.last, status.removed) == (
        *(StatusKind.REMOVED, at(last), at(removed)),
    )
    assert releases.keyword_status(name, keyword, at(last)).kind is StatusKind.PRESENT


@pytest.mark.parametrize(
    ("name", "keyword", "first"),
    [
        ("vmap", "split_rngs", "0.8.3"),
        ("split_rngs", "splits", "0.9.0"),
        ("split_rngs", "squeeze", "0.10.3"),
        ("reseed", "policy", "0.11.0"),
        ("shard_map", "check_vma", "0.12.1"),
        ("jit", "graph", "0.12.4"),
        ("vmap", "graph", "0.12.5"),
        ("vmap", "graph_updates", "0.12.6"),
    ],
)
def test_keywords_that_came_later(name: str, keyword: str, first: str) -> None:
    before = releases.known()[releases.known().index(at(first)) - 1]
    if name != "reseed":  # takes stream names as keywords, so any name is accepted
        assert releases.keyword_status(name, keyword, before).kind is StatusKind.NEWER
        assert releases.keyword_status(name, keyword, before).first == at(first)
    assert keyword in keywords(name, first)


def test_scan_changed_its_defaults() -> None:
    assert default("scan", "in_axes", "0.8.5") == "0"
    assert default("scan", "in_axes", "0.9.0") == "(Carry, 0)"
    assert default("scan", "out_axes", "0.9.0") == "0"
    assert default("scan", "out_axes", "0.10.0") == "(Carry, 0)"


def test_pmap_made_axis_name_keyword_only() -> None:
    kinds = [releases.export("pmap", at(v)) for v in ("0.8.5", "0.9.0")]
    old, new = (api and api.keyword("axis_name") for api in kinds)
    assert old
    assert old.kind is ParameterKind.POSITIONAL_OR_KEYWORD
    assert new
    assert new.kind is ParameterKind.KEYWORD_ONLY


def test_unknown_keyword_and_unknown_function() -> None:
    newest = releases.newest()
    assert releases.keyword_status("vmap", "spilts", newest).kind is StatusKind.UNKNOWN
    assert releases.keyword_status("nothing", "splits", newest).kind is StatusKind.UNKNOWN


# Exported names


@pytest.mark.parametrize("name", LIFTED)
def test_lifted_classes_went_in_0_10_6(name: str) -> None:
    assert releases.status(name, at("0.10.5")).kind is StatusKind.PRESENT
    status = releases.status(name, at("0.10.6"))
    assert (status.kind, status.last, status.removed) == (
        *(StatusKind.REMOVED, at("0.10.5"), at("0.10.6")),
    )


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("JIT", "0.8.0", "0.8.2"),
        ("fork", "0.8.3", "0.10.7"),
        ("ForkStates", "0.8.4", "0.10.7"),
        ("pmap", "0.8.5", None),
        ("split_rngs", "0.9.0", None),
        ("StateAxes", "0.9.0", None),
        ("switch", "0.10.1", None),
        ("shard_map", "0.10.4", None),
        ("fork_rngs", "0.11.0", None),
        ("with_rngs", "0.12.7", None),
        ("as_pure", "0.12.7", None),
    ],
)
def test_names_come_and_go(name: str, first: str, last: str | None) -> None:
    spans = releases.history(name).spans
    assert spans[0].since == at(first)
    assert spans[-1].until == (at(last) if last else releases.newest())
    if first != "0.8.0":
        before = releases.status(name, releases.known()[0])
        assert (before.kind, before.first) == (StatusKind.NEWER, at(first))


def test_compat_came_back_with_another_meaning() -> None:
    kinds = {v: releases.status("compat", at(v)) for v in ("0.8.3", "0.8.5", "0.9.0", "0.12.6")}
    assert kinds["0.8.3"].kind is StatusKind.NEWER
    assert kinds["0.8.3"].first == at("0.8.4")
    assert kinds["0.8.5"].kind is StatusKind.PRESENT
    assert kinds["0.9.0"].kind is StatusKind.REMOVED
    assert (kinds["0.9.0"].last, kinds["0.9.0"].removed) == (at("0.8.5"), at("0.9.0"))
    assert kinds["0.9.0"].first == at("0.12.6")
    assert kinds["0.12.6"].kind is StatusKind.PRESENT


def test_submodules_are_exports_whether_named_or_only_imported() -> None:
    for version in ("0.9.0", "0.10.0", "0.12.8"):
        api = releases.export("bridge", at(version))
        assert api is not None
        assert api.kind is ApiKind.MODULE


def test_never_exported_names_are_unknown() -> None:
    assert releases.status("split_rng", releases.newest()).kind is StatusKind.UNKNOWN
    assert releases.export("split_rng", releases.newest()) is None


def test_deprecated_exports() -> None:
    for name, version in (("VariableState", "0.12.1"), ("pure", "0.12.7")):
        api = releases.export(name, at(version))
        assert api is not None
        assert api.deprecated
    shadowed = releases.export("VariableState", at("0.12.0"))  # an alias hides the warning
    assert shadowed
    assert shadowed.deprecated is None
    pure = releases.export("pure", at("0.12.7"))
    assert pure
    assert pure.deprecated == "This function is deprecated. Use as_pure instead."


def test_exports_of_one_release_are_among_all() -> None:
    assert "Vmap" in releases.exports(at("0.10.5")) - releases.exports(at("0.10.6"))
    assert all(releases.exports(r) < releases.all_exports() for r in releases.known())


# Partial-like transforms


def test_nothing_was_partial_like_before_0_9_0() -> None:
    assert not partial_like("0.8.0") | partial_like("0.8.5")


@pytest.mark.parametrize(
    ("version", "added"),
    [
        ("0.9.0", set()),
        ("0.10.7", {"shard_map"}),
        ("0.11.2", {"shard_map", "fork_rngs"}),
        (
            "0.12.8",
            {
                *("shard_map", "fork_rngs", "with_rngs", "jvp", "vjp"),
                *("make_jaxpr", "transform_metadata"),
            },
        ),
    ],
)
def test_partial_like_transforms(version: str, added: set[str]) -> None:
    always = {"vmap", "pmap", "scan", "jit", "grad", "value_and_grad", "custom_vjp", "remat"}
    assert partial_like(version) == always | added | {"split_rngs"}


# Rngs and RngStream


@pytest.mark.parametrize("class_name", ["Rngs", "RngStream"])
def test_fork_lost_a_keyword_to_split(class_name: str) -> None:
    newest, before = releases.newest(), at("0.12.5")
    fork = releases.method(class_name, "fork", newest)
    split = fork and fork.keyword("split")
    assert fork
    assert not fork.deprecated
    assert split
    assert split.deprecated
    assert "use the 'split' method" in split.deprecated
    old = releases.method(class_name, "fork", before)
    assert old
    assert [p.deprecated for p in old.parameters or ()] == [None]
    status = releases.method_status(class_name, "split", before)
    assert (status.kind, status.first) == (StatusKind.NEWER, at("0.12.6"))


def test_fork_went_and_came_back() -> None:
    status = releases.method_status("Rngs", "fork", at("0.9.0"))
    assert (status.kind, status.last, status.removed, status.first) == (
        *(StatusKind.REMOVED, at("0.8.3"), at("0.8.4"), at("0.10.7")),
    )
    assert releases.method_status("Rngs", "fork", at("0.10.7")).kind is StatusKind.PRESENT


def test_methods_of_random_functions() -> None:
    status = releases.method_status("Rngs", "normal", at("0.11.1"))
    assert (status.kind, status.first) == (StatusKind.NEWER, at("0.11.2"))
    written_out = releases.method("RngStream", "normal", at("0.11.2"))
    assert written_out
    assert [p.kind for p in written_out.parameters or ()] == (
        [ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD]
    )
    wrapping_jax = releases.method("RngStream", "normal", at("0.12.3"))
    assert wrapping_jax is not None
    assert wrapping_jax.parameters is None


def test_method_keywords() -> None:
    newest = releases.newest()
    assert releases.method_keyword_status("Rngs", "fork", "split", newest).kind == "present"
    assert releases.method_keyword_status("Rngs", "fork", "splits", newest).kind == "removed"
    assert releases.method_keyword_status("RngStream", "split", "n", newest).kind == "unknown"


def test_attributes_of_a_stream() -> None:
    for name in ("key", "count", "tag"):
        api = releases.method("RngStream", name, releases.newest())
        assert api is not None
        assert api.kind is ApiKind.ATTRIBUTE


# Calls


def test_positional_limits() -> None:
    newest = releases.newest()
    limits = {
        name: api.positional_limit
        for name in ("vmap", "split_rngs", "cond", "RngStream", "relu")
        if (api := releases.export(name, newest))
    }
    assert limits == {"vmap": 1, "split_rngs": 1, "cond": None, "RngStream": 1, "relu": None}


def test_required_parameters() -> None:
    newest = releases.newest()
    required = {n: a.required for n in ("vmap", "split_rngs") if (a := releases.export(n, newest))}
    assert required == {"vmap": (), "split_rngs": ("splits",)}


def test_keywords_through_a_double_star() -> None:
    rngs = releases.export("Rngs", releases.newest())
    assert rngs
    assert rngs.takes_keyword("dropout")
    assert rngs.keyword("dropout") is None
    assert rngs.keyword("default") is not None
    old = releases.export("Rngs", at("0.10.5"))
    assert old
    assert old.keyword("default") is None
    assert old.takes_keyword("default")


def test_unknown_parameters_take_anything() -> None:
    relu = releases.export("relu", releases.newest())
    assert relu
    assert relu.parameters is None
    assert relu.takes_keyword("anything")


# Paths


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("flax.experimental.nnx", "0.8.0", None),
        ("flax.nnx", "0.8.4", None),
        ("flax.nnx.nnx", "0.8.4", "0.9.0"),
        ("flax.experimental.nnx.nnx.transforms", "0.8.0", "0.8.3"),
        ("flax.nnx.nnx.transforms", "0.8.4", "0.9.0"),
        ("flax.nnx.nnx.transforms.deprecated", "0.9.0", "0.9.0"),
        ("flax.nnx.transforms.iteration", "0.10.0", None),
        ("flax.nnx.transforms.deprecated", "0.10.0", "0.10.5"),
        ("flax.nnx.compat", "0.12.6", None),
        ("flax.nnx.bridge", "0.10.0", None),
    ],
)
def test_import_paths(path: str, first: str, last: str | None) -> None:
    having = [r for r in releases.known() if releases.module(path, r)]
    assert having[0] == at(first)
    assert having[-1] == (at(last) if last else releases.newest())
    expected = StatusKind.REMOVED if last else StatusKind.PRESENT
    assert releases.module_status(path, releases.newest()).kind is expected


def test_old_namespace_is_deprecated_once_it_moved() -> None:
    assert releases.module_deprecation("flax.experimental.nnx", at("0.8.3")) is None
    text = releases.module_deprecation("flax.experimental.nnx", at("0.8.4"))
    assert text
    assert "Please use 'flax.nnx'" in text
    assert releases.module_deprecation("flax.nnx", releases.newest()) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("flax.nnx.vmap", "vmap"),
        ("flax.experimental.nnx.vmap", "vmap"),
        ("flax.nnx.transforms.iteration.vmap", "vmap"),
        ("flax.nnx.transforms.deprecated.Vmap", "Vmap"),
        ("flax.nnx.nnx.rnglib.Rngs", "Rngs"),
        ("flax.nnx.rnglib.split_rngs", "split_rngs"),
        ("flax.experimental.nnx.nnx.transforms.jit", "jit"),
        ("flax.experimental.nnx.nnx.transforms.transforms.jit", "jit"),
        ("flax.experimental.nnx.rnglib.Rngs", "Rngs"),
        ("flax.nnx.compat", "compat"),
        ("flax.nnx.bridge", "bridge"),
        ("flax.nnx.compat.vmap", None),
        ("flax.nnx.bridge.ToNNX", None),
        ("flax.nnx.bridge.Module", None),
        ("flax.nnx.transforms.deprecated.vmap", None),
        ("flax.linen.vmap", None),
        ("flax.nnx.nothing", None),
        ("flax.nnx", None),
        ("vmap", None),
        ("", None),
    ],
)
def test_canonical_exports(path: str, expected: str | None) -> None:
    assert releases.canonical_export(path) == expected


# Notes


def note_entries() -> Iterator[tuple[str, str, dict[str, str]]]:
    for kind, entries in notes().items():
        for key, variants in entries.items():
            for variant in variants:
                yield kind, key, variant


def is_known(kind: NoteKind, key: str) -> bool:
    match kind:
        case NoteKind.EXPORT:
            return key in releases.all_exports()
        case NoteKind.KEYWORD:
            return key.partition(".")[0] in releases.all_exports()
        case NoteKind.METHOD:
            return key in load()["methods"]
        case NoteKind.METHOD_KEYWORD:
            return key.rpartition(".")[0] in load()["methods"]
        case NoteKind.MODULE:
            return key in load()["modules"]


def test_notes_name_something_that_some_release_has() -> None:
    for kind, key, _ in note_entries():
        assert is_known(NoteKind(kind), key), (kind, key)


def test_notes_link_upstream_and_name_known_releases() -> None:
    pattern = r"https://(github\.com/google/flax/|flax\.readthedocs\.io/)\S+"
    for kind, key, entry in note_entries():
        assert entry["link"] is None or re.fullmatch(pattern, entry["link"]), (kind, key)
        for bound in (entry.get("since"), entry.get("until")):
            assert bound is None or at(bound)


def test_every_removed_keyword_of_a_transform_has_a_note() -> None:
    for name in TRANSFORMS:
        spans = releases.history(name).spans
        ever = {p.name for span in spans for p in span.api.parameters or ()}
        for keyword in ever:
            if releases.keyword_status(name, keyword, releases.newest()).kind == "removed":
                assert releases.note("keyword", f"{name}.{keyword}", releases.newest()), keyword


@pytest.mark.parametrize("release", releases.known(), ids=str)
def test_every_deprecation_has_a_note(release: Release) -> None:
    for name in releases.exports(release):
        api = releases.export(name, release)
        assert not (api and api.deprecated) or releases.note("export", name, release), name


@pytest.mark.parametrize("release", releases.known(), ids=str)
def test_replacements_in_the_namespace_exist_in_that_release(release: Release) -> None:
    for kind, key, _ in note_entries():
        found = releases.note(kind, key, release)
        for name in re.findall(r"nnx\.(\w+)", found.replacement if found else ""):
            if kind != NoteKind.MODULE:
                assert name in releases.exports(release), (kind, key)


@pytest.mark.parametrize("release", releases.known(), ids=str)
def test_replacements_of_modules_exist_in_that_release(release: Release) -> None:
    for path in load()["modules"]:
        found = releases.note("module", path, release)
        gone = releases.module_status(path, release).kind is StatusKind.REMOVED
        if found and gone:
            replacement = found.replacement.strip("`")
            assert replacement == "flax.errors" or releases.module(replacement, release), path


@pytest.mark.parametrize(
    ("kind", "key", "version", "replacement"),
    [
        ("export", "JIT", "0.9.0", "`nnx.Jit`"),
        ("export", "JIT", "0.11.0", "`nnx.jit`"),
        ("export", "compat", "0.9.0", "`nnx.bridge`"),
        ("keyword", "vmap.split_rngs", "0.12.8", "`@nnx.split_rngs(splits=n)` above the transform"),
        ("keyword", "cond.operand", "0.12.8", "positional operands after `false_fun`"),
        ("method_keyword", "Rngs.fork.split", "0.12.8", "`rngs.split(n)`"),
        ("module", "flax.nnx.nnx.rnglib", "0.12.8", "`flax.nnx.rnglib`"),
        ("module", "flax.experimental.nnx", "0.8.4", "`flax.nnx`"),
    ],
)
def test_replacements(kind: str, key: str, version: str, replacement: str) -> None:
    found = releases.note(kind, key, at(version))
    assert found is not None
    assert found.replacement == replacement


@pytest.mark.parametrize(
    ("kind", "key", "version"),
    [
        ("keyword", "vmap.split_rngs", "0.8.5"),
        ("method_keyword", "Rngs.fork.split", "0.12.5"),
        ("module", "flax.experimental.nnx", "0.8.3"),
        ("export", "vmap", "0.12.8"),
    ],
)
def test_no_note_where_nothing_changed(kind: str, key: str, version: str) -> None:
    assert releases.note(kind, key, at(version)) is None


# The table itself


def test_every_parameter_list_can_be_read() -> None:
    for section in ("exports", "methods"):
        for spans in load()[section].values():
            for span in spans:
                ast.parse(f"def f({span.get('parameters') or ''}): ...")


def test_spans_are_ordered_and_do_not_overlap() -> None:
    for name in releases.all_exports():
        spans = releases.history(name).spans
        assert all(a.until < b.since for a, b in pairwise(spans)), name
        assert all(s.since <= s.until for s in spans), name


def test_questions_need_neither_flax_nor_packaging() -> None:
    code = (
        "import sys; from flake8_nnx_rng.semantics import releases as r; "
        "r.export('vmap', r.newest()); r.note('export', 'Vmap', r.newest()); "
        "print({'flax', 'jax', 'packaging'} & {m.partition('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
