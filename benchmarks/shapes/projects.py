"""Projects: files that import one another."""

from __future__ import annotations

from shapes.classes import COMPILED, DRAWING
from shapes.functions import MAPPED
from shapes.shape import HEAD, Files, shape

CLASS = (
    "\n\nclass A{k}(nnx.Module):\n    def __init__(self, rngs):\n        self.a = A{j}(rngs)\n\n"
    "    def __call__(self, x):\n        return self.a(x)\n"
)


def _files(texts: list[str]) -> Files:
    return {f"m{k}.py": HEAD + text for k, text in enumerate(texts)}


@shape(start=5, limit=640)
def chain_of_files(size: int) -> Files:
    """Each file holds a class of a class of the file before."""
    later = [
        f"from m{k - 1} import A{k - 1}\n{CLASS.format(k=k, j=k - 1)}{COMPILED}"
        for k in range(1, size)
    ]
    return _files([DRAWING + COMPILED, *later])


@shape(start=5, limit=640)
def ring_of_files(size: int) -> Files:
    """The same; the first file imports from the last."""
    return _files(
        [
            f"from m{(k or size) - 1} import A{(k or size) - 1}\n"
            f"{CLASS.format(k=k, j=(k or size) - 1)}{COMPILED}"
            for k in range(size)
        ]
    )


@shape(start=5, limit=640)
def ring_of_files_with_functions(size: int) -> Files:
    """Each file calls a function of the next one, all around."""
    return _files(
        [
            f"from m{(k + 1) % size} import f{(k + 1) % size}\n\n\n"
            f"def f{k}(rngs, n):\n    rngs.params()\n    return f{(k + 1) % size}(rngs, n - 1)\n"
            f"\n\n{MAPPED}def g{k}(rngs):\n    return f{k}(rngs, 3)\n"
            for k in range(size)
        ]
    )


@shape(start=4, limit=64)
def files_that_import_one_another(size: int) -> Files:
    """Each file calls the functions of all the others, so the text grows faster than the size."""
    texts = []
    for k in range(size):
        others = [j for j in range(size) if j != k]
        imports = "".join(f"from m{j} import f{j}\n" for j in others)
        calls = "".join(f"    f{j}(rngs, n - 1)\n" for j in others)
        texts.append(f"{imports}\n\ndef f{k}(rngs, n):\n{calls}    return rngs.params()\n")
    texts[0] += f"\n\n{MAPPED}def start(rngs):\n    return f0(rngs, 3)\n"
    return _files(texts)


@shape(start=5, limit=640, finds=(0, 1))
def callers_in_other_files(size: int) -> Files:
    """One transformed function, called wrongly in each of the other files."""
    shared = "\n\n@nnx.vmap\ndef f(rngs):\n    return rngs.params()\n"
    return _files([shared, *("from m0 import f\n\nf(nnx.Rngs(0))\n" for _ in range(1, size))])


@shape(start=5, limit=640)
def names_alike_in_all_files(size: int) -> Files:
    """Each file has a function of the same name, and imports the one before."""
    return _files(
        [
            f"import m{k - 1 if k else 0} as other\n\n\n{MAPPED}def create(rngs):\n"
            "    return rngs.params()\n\n\ncreate(nnx.Rngs(0))\nother.create(nnx.Rngs(0))\n"
            for k in range(size)
        ]
    )


@shape(start=5, limit=640)
def star_imports(size: int) -> Files:
    """Each file takes all from the one before, and the last one uses what is in the first."""
    later = [f"from m{k - 1} import *  # noqa: F403\n" for k in range(1, size)]
    files = _files([DRAWING + COMPILED, *later])
    files["use.py"] = f"{HEAD}from m{size - 1} import *\n\nf(A0(nnx.Rngs(0)), 1)\n"
    return files


@shape(start=5, limit=640)
def names_passed_on_by_a_package(size: int) -> Files:
    """A package that takes names from its modules, and files that take them from it."""
    parts = {f"package/m{k}.py": HEAD + DRAWING.replace("A0", f"A{k}") for k in range(size)}
    names = "".join(f"from package.m{k} import A{k}\n" for k in range(size))
    uses = {
        f"use{k}.py": f"{HEAD}from package import A{k}\n{COMPILED}\n\nf(A{k}(nnx.Rngs(0)), 1)\n"
        for k in range(size)
    }
    return {"package/__init__.py": names, **parts, **uses}
