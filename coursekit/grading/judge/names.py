"""Names in the text of a cell. Only for cells of the master: parsing a hostile text can end the process."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from types import CodeType

__all__ = ["defined_names", "needed", "used_names"]


def defined_names(source: str) -> set[str]:
    """Names that a cell defines at its top level: what the students' names are, read from a solution cell.

    Raises:
        SyntaxError: if the text is not Python.
    """
    found: set[str] = set()
    for node in ast.walk(_without_bodies(ast.parse(source))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def used_names(code: CodeType) -> set[str]:
    """Names that code may look up as global ones, in the functions inside it too."""
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    return set(code.co_names).union(*map(used_names, inner))


def needed(cells: Sequence[str], sources: Iterable[str]) -> list[int]:
    """Which cells define something that some sources use, be it through other cells: what to set up for these sources.

    Args:
        cells: texts of the master's cells.
        sources: texts of its tests.

    Returns:
        Positions in `cells`, ascending.

    Raises:
        SyntaxError: if a text is not Python.
    """
    defined = [defined_names(cell) for cell in cells]
    pending, found = list(sources), set[int]()
    while pending:
        used = used_names(compile(pending.pop(), "<cell>", "exec", dont_inherit=True))
        more = [place for place, names in enumerate(defined) if names & used and place not in found]
        found.update(more)
        pending += [cells[place] for place in more]
    return sorted(found)


class _Emptied(ast.NodeTransformer):
    """Takes the bodies of functions and classes away: what is stored there is no name of the cell."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.body = []
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        node.body = []
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.body = []
        return node


def _without_bodies(tree: ast.Module) -> ast.AST:
    emptied: ast.AST = _Emptied().visit(tree)
    return emptied
