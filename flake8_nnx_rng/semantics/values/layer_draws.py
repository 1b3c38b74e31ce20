"""What layers of `flax.nnx` draw when they are made and when they are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import Kind, Made, Value
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.summaries.draw import Draw, Drawing
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node

_CONSTANT_INIT = frozenset(
    {"BatchNorm", "LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm", "PReLU"}
)
"""Layers whose parameters start as ones and zeros, whatever they draw."""
NO_DRAW = frozenset({"Dropout", "Rngs", "RngStream", "List", "Dict", "Sequential", "RNN"})
"""Classes that take `rngs=` and draw nothing from it when they are made."""
_ZEROS = ("0", "0.0", "0.", "0e0")
_OFF = ("False", "None")


class LayerDraws:
    """Answers for the calls in one module."""

    def __init__(self, analysis: Analysis, drawing: Drawing) -> None:
        self._analysis = analysis
        self._drawing = drawing

    def made(self, name: str, call: Node, frame: Frame | None) -> Iterator[Draw]:
        """The draw of a class of `flax.nnx` that is given an Rngs."""
        given = arguments(call).keywords.get("rngs")
        api = releases.export(name, self._analysis.release)
        if given is None or api is None or api.kind != "class":
            return
        is_dropout = name == "Dropout" and forks_dropout(self._analysis.release)
        if name in NO_DRAW and not is_dropout:
            return
        value = self._analysis.flow.reader.of(given, frame)
        if value.kind in (Kind.RNGS, Kind.STREAM):
            made = self._analysis.flow.reader.calls.made(call, frame) if is_dropout else None
            stream = "params" if made is None else _collection(made)
            if stream is None:
                return
            random = name not in _CONSTANT_INIT and not _starts_constant(call)
            draw = self._drawing.of(call, given, value, stream, frame, random=random)
            yield replace(draw, forks=is_dropout)

    def called(self, layer: Value, source: Node, call: Node, frame: Frame | None) -> Iterator[Draw]:
        """The draw of a Dropout that is called."""
        if layer.export != "Dropout" or not self._is_active(layer, call, frame):
            return
        given = arguments(call).keywords.get("rngs")
        stream = _collection(layer.made)
        if stream is None:
            return
        if given is None:
            if layer.carries:
                yield self._drawing.of(call, source, layer, stream, frame, kept=True)
            return
        value = self._analysis.flow.reader.of(given, frame)
        if value.kind in (Kind.RNGS, Kind.STREAM):
            yield self._drawing.of(call, given, value, stream, frame)

    def held(self, layer: Value) -> Iterator[Value]:
        """The modules that a Sequential calls when it is called."""
        if layer.export != "Sequential" or layer.made is None:
            return
        for child in layer.made.positional:
            if child.kind is Kind.MODULE:
                yield child.within(replace(layer, apart=()))

    def _is_active(self, layer: Value, call: Node, frame: Frame | None) -> bool:
        """Whether a Dropout drops when it is called, as far as literals say."""
        reader = self._analysis.flow.reader
        made = layer.made
        told = arguments(call).keywords.get("deterministic")
        if told is not None:
            return reader.of(told, frame).constant == "False"
        if made is None:
            return False
        rate = next(iter(made.positional), made.keywords.get("rate"))
        if rate is not None and rate.constant in _ZEROS:
            return False
        return "deterministic" not in made.keywords or made.constant("deterministic") in _OFF


def _collection(made: Made | None) -> str | None:
    """The stream that a Dropout draws from; None where that is not known."""
    if made is None or "rng_collection" not in made.keywords:
        return "dropout"
    named = made.constant("rng_collection")
    return named.strip("\"'") if named is not None and named[:1] in "\"'" else None


def _starts_constant(call: Node) -> bool:
    """Whether a layer is told to start from zeros or the like."""
    options = arguments(call).keywords
    written = [options[name].text for name in ("kernel_init", "embedding_init") if name in options]
    return any(word in text for text in written for word in ("zeros", "ones", "constant"))
