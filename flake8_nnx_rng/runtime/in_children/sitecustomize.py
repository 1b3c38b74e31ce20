"""Lets each Python that a program starts run as the program does, from before its own first line.

This folder is in the PYTHONPATH of such processes. Whatever `sitecustomize` they have runs as well.
"""

import os
import sys
from contextlib import suppress
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

with suppress(ImportError):  # another Python, which does not have the package
    from flake8_nnx_rng.runtime.children import begin

    begin()

_others = [path for path in sys.path if os.path.abspath(path) != os.path.dirname(__file__)]
_next = PathFinder.find_spec("sitecustomize", _others)
if _next is not None and _next.loader is not None:
    sys.modules["sitecustomize"] = module_from_spec(_next)
    _next.loader.exec_module(sys.modules["sitecustomize"])
