"""Programs made by chance: functions and classes that hold, bind and call one another."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random

from shapes.shape import HEAD

STATEMENTS = {
    "draw": ("x = x + <r>.params()", "x = jax.random.normal(<r>(), (2,)) + x", "<r>.noise()"),
    "alias": ("<r> = <r>", "<m> = <m>", "<r>, <r> = <r>, <r>", "<r> = <r> if x else <r>"),
    "fork": ("<r> = <r>.fork()", "<r> = nnx.Rngs(<r>())", "<r> = nnx.Rngs(<n>)"),
    "split": (
        "<r> = <r>.split(2)",
        "<r> = <r>.fork(split=2)",
        "backups = nnx.split_rngs(<r>, splits=2)",
        "nnx.restore_rngs(backups)",
    ),
    "call": (
        "x = <f>(<r>, <m>, x)",
        "x = <f>(<r>, <m>, <f>(<r>, <m>, x))",
        "<r> = <f>(<r>, <m>, x)",
    ),
    "transform": (
        "x = nnx.vmap(<f>, in_axes=(<axis>, <axis>, 0))(<r>, <m>, x)",
        "x = nnx.jit(<f>)(<r>, <m>, x)",
        "x = nnx.vmap(nnx.vmap(<f>))(<r>, <m>, x)",
    ),
    "lambda": (
        "g = lambda x: <f>(<r>, <m>, x)",
        "g = nnx.jit(lambda r: <f>(r, <m>, x))",
        "x = g(x)",
    ),
    "make": (
        "<m> = <A>(<r>)",
        "<m> = nnx.Dropout(0.5, rngs=<r>)",
        "<m> = nnx.Linear(2, 3, rngs=<r>)",
    ),
    "child": ("<m> = <m>.a", "<m> = <m>.b.a", "x = <m>.a.b.a(x)", "<m>.a = <m>", "<r> = <m>.rngs"),
    "apply": ("x = <m>(x)", "x = <m>.run(x)", "x = <m>.a.run(<m>.b(x))"),
    "many": (
        "ms = [<m>, <m>]",
        "ms = {'a': <m>, 'b': <A>(<r>)}",
        "ms = [<A>(<r>) for _ in range(<n>)]",
        "<m> = ms[0]",
        "x = [m(x) for m in ms]",
    ),
    "return": ("if x > <n>: return x", "if x > <n>: return <m>(x)"),
    "branch": (
        "if x > <n>:\n    <body>",
        "if x > <n>:\n    <body>\nelse:\n    <body>",
        "if x > <n>:\n    <body>\nelif x > <n>:\n    <body>\nelse:\n    <body>",
        "try:\n    <body>\nexcept ValueError:\n    <body>\nfinally:\n    <body>",
        "match x:\n    case <n>:\n        <body>\n    case _:\n        <body>",
    ),
    "loop": (
        "for _ in range(<n>):\n    <body>",
        "while x > <n>:\n    <body>",
        "for m0 in ms:\n    <body>",
    ),
    "inner": (
        "<decorator>def h(r0, m0, x):\n    <body>\n    return x\nx = h(<r>, <m>, x)",
        "@nnx.jit\ndef h(x):\n    x = <r>.params() + <m>(x)\n    return x\nx = h(x)",
    ),
}
"""What bodies are made of, by kinds; words in <> are chosen anew each time."""

DECORATORS = (
    "",
    "",
    "@nnx.jit\n",
    "@nnx.vmap\n",
    "@partial(nnx.vmap, axis_size=3)\n",
    "@nnx.vmap(in_axes=(None, None, 0))\n",
    "@nnx.split_rngs(splits=3)\n@nnx.vmap(in_axes=(0, None, 0))\n",
    "@nnx.scan(in_axes=(None, None, nnx.Carry), length=3)\n",
)
START = "r1 = r0\nr2 = nnx.Rngs(0)\nm1 = m0\nm2 = m0\nms = [m0]\n"
LAYERS = ("<A>(r0)", "<A>(r0)", "nnx.Dropout(0.5, rngs=r0)", "nnx.List([<A>(r0), <A>(r0)])")


@dataclass
class Mixture:
    """How to make a program: of which statements, with how many functions and classes.

    `tag` is part of all names of the module.
    """

    seed: int
    kinds: tuple[str, ...]
    functions: int
    classes: int
    tag: str = ""

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def renamed(self, tag: str) -> Mixture:
        """Another program of the same kind, with names that none of this one has."""
        return replace(self, tag=tag)

    def text(self, letters: int) -> str:
        """A program that is hardly longer than so many letters."""
        return HEAD + self.without_head(letters)

    def without_head(self, letters: int) -> str:
        """The same without its imports."""
        heads = [head for k in range(self.classes) for head in self._methods(k)]
        heads += [self._function(k) for k in range(self.functions)]
        bodies = self._bodies(len(heads), letters - sum(map(len, heads)))
        parts = [
            head + _indented(body, 8 if "self" in head else 4)
            for head, body in zip(heads, bodies, strict=True)
        ]
        given = f"m{self.tag}"
        uses = (f"{self._f(k)}(nnx.Rngs({k}), {given}, 1)\n" for k in range(self.functions))
        made = f"{given} = {self._fill('<A>')}(nnx.Rngs(0))\n"
        return f"{''.join(parts)}\n\n{made}{''.join(uses)}"

    def _bodies(self, count: int, letters: int) -> list[str]:
        bodies = [START] * count
        letters -= count * 2 * len(START)
        while letters > 0:
            statement = self._statement(3)
            bodies[self.random.randrange(count)] += statement
            letters -= len(_indented(statement, 8))
        return [body + "return x\n" for body in bodies]

    def _function(self, k: int) -> str:
        return self._fill(f"\n\n<decorator>def {self._f(k)}(r0, m0, x):\n")

    def _methods(self, k: int) -> tuple[str, str]:
        """The heads of the methods of a class, the first one with that of the class."""
        base = f"A{self.tag}{k - 1}" if k and self.random.random() < 0.2 else "nnx.Module"
        layers = "".join(f"        self.{name} = {self._layer()}\n" for name in "ab")
        start = "        r0, m0 = self.rngs, self\n"
        return (
            f"\n\nclass A{self.tag}{k}({base}):\n    def __init__(self, r0):\n"
            f"        self.rngs = r0\n{layers}\n    def __call__(self, x):\n{start}",
            self._fill(f"\n<jit>    def run(self, x):\n{start}"),
        )

    def _layer(self) -> str:
        return self._fill(self.random.choice(LAYERS))

    def _statement(self, depth: int) -> str:
        kind = self.random.choice(self.kinds)
        template = self.random.choice(STATEMENTS[kind])
        if depth == 0 and "<body>" in template:
            template = "x = <r>.params()"
        lines = template.splitlines(keepends=True)
        return "".join(self._line(line, depth) for line in lines).rstrip("\n") + "\n"

    def _line(self, line: str, depth: int) -> str:
        if line.strip() != "<body>":
            return self._fill(line)
        width = len(line) - len(line.lstrip())
        count = self.random.randint(1, 3)
        return _indented("".join(self._statement(depth - 1) for _ in range(count)), width)

    def _fill(self, text: str) -> str:
        return re.sub(r"<(\w+)>", lambda found: self._word(found[1]), text)

    def _word(self, kind: str) -> str:
        choose = self.random
        match kind:
            case "r" | "m":
                return f"{kind}{choose.randrange(3)}"
            case "f":
                return self._f(choose.randrange(self.functions))
            case "A":
                return f"A{self.tag}{choose.randrange(self.classes)}"
            case "axis":
                return choose.choice(("0", "None"))
            case "jit":
                return choose.choice(("", "    @nnx.jit\n"))
            case "decorator":
                return choose.choice(DECORATORS)
        return str(choose.randrange(1, 9))

    def _f(self, k: int) -> str:
        return f"f{self.tag}{k}"


def _indented(text: str, width: int = 4) -> str:
    return "".join(" " * width + line for line in text.splitlines(keepends=True))
