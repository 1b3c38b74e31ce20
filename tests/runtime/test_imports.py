"""entered_on_import(): a program finds a context entered as soon as it imports a module."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager

import pytest

from flake8_nnx_rng.runtime.imports import entered_on_import


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module that nobody has imported."""
    name = "awaited_by_a_test"
    (tmp_path / f"{name}.py").write_text("import sys\nif sys.fails: raise ValueError('wrong')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "fails", False, raising=False)
    importlib.invalidate_caches()
    yield name
    sys.modules.pop(name, None)


class Entered:
    """A context that keeps what happened to it."""

    def __init__(self):
        self.seen = []

    @contextmanager
    def __call__(self):
        self.seen.append("entered")
        yield
        self.seen.append("left")


def test_not_before_the_import_and_not_after_the_block(module) -> None:
    entered, before = Entered(), list(sys.meta_path)
    with entered_on_import({module: entered}):
        assert importlib.util.find_spec(module) is not None
        assert (entered.seen, module in sys.modules) == ([], False)
        imported = importlib.import_module(module)
        assert entered.seen == ["entered"]
        assert "exec_module" not in vars(imported.__spec__.loader)
        importlib.reload(imported)
    assert entered.seen == ["entered", "left"]
    assert sys.meta_path == before


def test_at_once_if_it_is_there(module) -> None:
    entered = Entered()
    importlib.import_module(module)
    with entered_on_import({module: entered}):
        assert entered.seen == ["entered"]


def test_an_import_that_fails_may_be_tried_again(module) -> None:
    entered = Entered()
    with entered_on_import({module: entered}):
        sys.fails = True
        with pytest.raises(ValueError, match="wrong"):
            importlib.import_module(module)
        assert entered.seen == []
        sys.fails = False
        importlib.import_module(module)
        assert entered.seen == ["entered"]


def test_two_wait_for_one_module_and_the_outer_is_entered_first(module) -> None:
    order = []

    def noting(name):
        @contextmanager
        def context():
            order.append(name)
            yield

        return context

    with entered_on_import({module: noting("outer")}), entered_on_import({module: noting("inner")}):
        importlib.import_module(module)
    assert order == ["outer", "inner"]


def test_an_import_after_the_block_is_nobody_s(module) -> None:
    entered = Entered()
    with entered_on_import({module: entered}):
        spec = importlib.util.find_spec(module)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    assert entered.seen == []
