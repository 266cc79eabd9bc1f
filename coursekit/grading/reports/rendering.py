"""Jinja templates of this room, and a student's cells as HTML by nbconvert. Pages hold no script and fetch nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import nbformat
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]  # it publishes no types

from coursekit.grading.results import one_line

__all__ = ["cells_as_html", "code_as_html", "code_styles", "number", "template"]

_CELL_ID = re.compile(r' id="cell-id=[\w-]*"')


def number(value: float) -> str:
    """Points without needless digits: 3, 2.5, 0.333."""
    return f"{round(value, 3):g}"


@cache
def template(name: str) -> Template:
    """A template of this room; everything that goes into it is escaped."""
    environment = Environment(
        loader=PackageLoader("coursekit.grading.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(points=number, line=one_line)
    return environment.get_template(name)


@cache
def _exporter() -> HTMLExporter:
    # `basic` is the body alone: no style sheet, and none of the scripts of a whole page.
    return HTMLExporter(  # type: ignore[no-untyped-call]  # nbconvert annotates some functions only
        template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True
    )


def cells_as_html(cells: Iterable[NotebookNode]) -> Markup:
    """Cells of a notebook that was made inert, with their outputs."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = list(cells)
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    body, _ = _exporter().from_notebook_node(notebook)
    body = _CELL_ID.sub("", body)  # nothing links to it, a page may hold two notebooks, and new cells get random ones
    return Markup(body)  # noqa: S704  # made by nbconvert of what `make_inert` has let through


@cache
def code_as_html(source: str) -> Markup:
    """Python code, highlighted."""
    return cells_as_html([nbformat.v4.new_code_cell(source)])


@cache
def code_styles() -> tuple[str, str]:
    """Style sheets for highlighted code, on a light and on a dark ground."""
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    return light, HtmlFormatter(style="github-dark").get_style_defs(".highlight")
