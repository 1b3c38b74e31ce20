"""What layers of `flax.nnx` draw when they are made and when they are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import SCALAR, UNKNOWN, Kind, Made, Value
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import LayerDraw
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
            does = releases.layer_draw(name) if made is not None else None
            stream = "params" if does is None else _collection(does, made)
            if stream is None:
                return
            random = name not in _CONSTANT_INIT and not _starts_constant(call)
            draw = self._drawing.of(call, given, value, stream, frame, random=random)
            yield replace(draw, forks=is_dropout)

    def called(
        self, layer: Value, method: str, source: Node, call: Node, frame: Frame | None
    ) -> Iterator[Draw]:
        """The draw of a layer whose method is called."""
        does = releases.layer_draw(layer.export, method)
        if does is None or not self._is_active(does, layer, call, frame):
            return
        stream = _collection(does, layer.made)
        if stream is None:
            return
        given = _rngs_given(does, call)
        value = UNKNOWN if given is None else self._analysis.flow.reader.of(given, frame)
        if given is None or value.constant == "None":
            if layer.carries:
                yield self._drawing.of(
                    call, source, layer, stream, frame, kept=True, random=does.random
                )
            return
        if value.kind in (Kind.RNGS, Kind.STREAM):
            yield self._drawing.of(call, given, value, stream, frame, random=does.random)

    def _is_active(self, does: LayerDraw, layer: Value, call: Node, frame: Frame | None) -> bool:
        """Whether a layer draws when it is called, as far as literals say."""
        given, made = arguments(call), layer.made
        unpacking = self._analysis.flow.reader.calls.unpacking
        unpacked = unpacking.by_name(call, frame) if given.unpacks_keywords else {}
        if does.unless in given.keywords or does.unless in unpacked:
            return False
        if not does.rate:
            return True
        is_open = given.unpacks and unpacking.may_pass_more(call, frame)
        if is_open or (made is not None and made.unpacks):
            return False  # what is unpacked may say that it is deterministic
        if self._may_be_set(does, layer):
            return False
        told = given.keywords.get("deterministic")
        if layer.quiet or (made is not None and rate_of(does, made) in _ZEROS):
            return False
        value = unpacked.get("deterministic")
        value = value if told is None else self._analysis.flow.reader.of(told, frame)
        if value is not None and value.constant != "None":  # which leaves it to how it was made
            return value.constant == "False"
        if made is None:
            return False
        if does.when_told:
            return made.constant("deterministic") == "False"
        return "deterministic" not in made.keywords or made.constant("deterministic") in _OFF

    def _may_be_set(self, does: LayerDraw, layer: Value) -> bool:
        """Whether its flag or its rate may be another by now: `model.dropout.rate = 0.0`."""
        homes = [self._analysis]
        if layer.made is not None:
            homes.append(self._analysis.home(layer.made.call))
        return any(
            name in home.set_from_outside for home in homes for name in ("deterministic", does.rate)
        )


def called_parts(layer: Value) -> Iterator[Value]:
    """The modules that a Sequential or a Bidirectional calls when it is called."""
    if layer.export not in ("Sequential", "Bidirectional") or layer.made is None:
        return
    for child in layer.made.given:
        if child.kind is Kind.MODULE:
            yield replace(child, every=SCALAR, apart=()).within(layer)


def rate_of(does: LayerDraw, made: Made) -> str | None:
    """The text of the literal that is the rate of a layer."""
    first = next(iter(made.positional), None) if does.rate_first else None
    rate = made.keywords.get(does.rate) if first is None else first
    return None if rate is None else rate.constant


def _rngs_given(does: LayerDraw, call: Node) -> Node | None:
    passed = arguments(call)
    if does.rngs_at is not None and does.rngs_at < len(passed.positional):
        return passed.positional[does.rngs_at]
    return passed.keywords.get("rngs")


def _collection(does: LayerDraw, made: Made | None) -> str | None:
    """The stream that a layer draws from; None where that is not known."""
    if made is None or not does.named_by or does.named_by not in made.keywords:
        return does.stream
    named = made.constant(does.named_by)
    return named.strip("\"'") if named is not None and named[:1] in "\"'" else None


def _starts_constant(call: Node) -> bool:
    """Whether a layer is told to start from zeros or the like."""
    options = arguments(call).keywords
    written = [options[name].text for name in ("kernel_init", "embedding_init") if name in options]
    return any(word in text for text in written for word in ("zeros", "ones", "constant"))
