"""HTML and Markdown of a student's: what is harmless, and what is made of the rest."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors.sanitize import SanitizeHTML
from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]  # it publishes no types

__all__ = ["as_typed", "clean_html", "is_harmless", "is_harmless_markdown", "is_harmless_tex"]

_DEEPEST = 50  # elements within elements

_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_ELEMENTS = _VOID | frozenset(
    re.findall(
        r"\w+",
        "a abbr b blockquote caption center cite code dd del details div dl dt em h1 h2 h3 h4 h5 h6 i ins kbd li mark "
        "ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var",
    )
)
_VERBATIM = frozenset({"code", "pre"})  # MathJax does not look into these
_OF_OUTPUTS = _ELEMENTS - {"img", "input"}

_STYLES = ("color", "background-color", "font-style", "font-weight", "text-align", "text-decoration", "white-space")
_STYLE = re.compile(rf"\s*(?:(?:{'|'.join(_STYLES)})\s*:[ \w#%.,()-]*(?:;\s*|$))*")
_FUNCTION = re.compile(r"(?<!rgb)(?<!rgba)\(")  # a url() is fetched

# nbgrader's and Bootstrap's own classes move, cover and hide. Those of pygments are what highlighted code is made of.
_CLASSES = frozenset(STANDARD_TYPES.values()) | {
    *("highlight", "anchor-link", "dataframe", "task-list-item", "task-list-item-checkbox")
}
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")

PICTURE = "ATTACHED"
"""Stands for the data of an attached picture while a text is looked at: rebuilding has seen to the pictures."""

_VALUES: dict[str, re.Pattern[str]] = {
    "alt": re.compile(r"[^<>]*"),
    "title": re.compile(r"[^<>]*"),
    "href": re.compile(r"(?:https?://|mailto:|#)[^\s<>]*"),
    "src": re.compile(f"data:image/png;base64,{PICTURE}"),
    "align": re.compile("left|right|center"),
    "border": re.compile("[01]"),
    "colspan": re.compile(r"\d{1,3}"),
    "rowspan": re.compile(r"\d{1,3}"),
    "start": re.compile(r"\d{1,9}"),
    "scope": re.compile("row|col"),
    "type": re.compile("checkbox"),
    "disabled": re.compile("(?:disabled)?"),
    "checked": re.compile("(?:checked)?"),
    "open": re.compile("(?:open)?"),
}
_ONLY_ON = {"href": "a", "src": "img", "type": "input", "disabled": "input", "checked": "input", "open": "details"}

_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*/?>')
_ATTRIBUTE = re.compile(r'\s+(?P<name>[a-z-]+)(?:="(?P<value>[^"<>]*)")?')

# TeX that MathJax would follow: links, styles, new meanings of commands, boxes and moves of any size.
_TEX = re.compile(
    r"\\(?:href|style|class|cssId|unicode|require|rule|Rule|Space|kern|mkern|mskip|hskip|hspace|mspace|raise|lower"
    r"|moveleft|moveright|llap|rlap|x?def|gdef|edef|let|(?:re)?newcommand|(?:re)?newenvironment|DeclareMathOperator"
    r"|mmlToken|genfrac|above|abovewithdelims|toggle|bbox)(?![A-Za-z])"
    r"|\\\\\s*\[\s*(?:-|\d{3})"
    r"|(?:\{[^{}]{0,40}){30}"
)

_STYLE_SHEET = re.compile(r"<style\b[^>]{0,1000}>[^<]*</style\s*>", re.IGNORECASE)
_cleaner: Any = SanitizeHTML(  # type: ignore[no-untyped-call]  # nbconvert annotates some functions only
    tags=sorted(_OF_OUTPUTS),
    attributes={
        "*": ["align", "border", "class", "colspan", "rowspan", "scope", "start", "style", "title", "open"],
        "a": ["href"],
    },
    styles=list(_STYLES),
    strip=True,
)


def is_harmless(markup: str, names: Collection[str] = ()) -> bool:
    """Whether HTML consists of known elements and attributes only, written so that all browsers read it the same way.

    No parser is asked, because parsers differ, and what lies between two of them is what attacks are made of: every
    `<` has to begin a tag of the simplest form, each element has to be closed in its turn, each value has to match.

    Args:
        markup: what goes into the body of a page.
        names: what no `id` may be, because scripts of the page find their own elements by these.
    """
    open_elements: list[str] = []
    mathematics: list[str] = []
    at, end = markup.find("<"), 0
    while at >= 0:
        mathematics += [] if _VERBATIM.intersection(open_elements) else [markup[end:at]]
        tag = _TAG.match(markup, at)
        if tag is None or tag["name"] not in _ELEMENTS:
            return False
        name = tag["name"]
        if tag["end"]:
            if tag["attributes"] or not open_elements or open_elements.pop() != name:
                return False
        else:
            found = _ATTRIBUTE.finditer(tag["attributes"])
            if not all(_is_harmless_attribute(name, one["name"], one["value"] or "", names) for one in found):
                return False
            if name not in _VOID:
                open_elements.append(name)
        if len(open_elements) > _DEEPEST or (name == "input" and 'type="checkbox"' not in tag[0]):
            return False
        end = tag.end()
        at = markup.find("<", end)
    return not open_elements and is_harmless_tex(html.unescape("\n".join([*mathematics, markup[end:]])))


def _is_harmless_attribute(element: str, name: str, value: str, names: Collection[str]) -> bool:
    if name == "id":
        return value not in names and not any(map(str.isspace, value))
    if name == "class":
        return all(one in _CLASSES or _LANGUAGE.fullmatch(one) for one in value.split())
    if name == "style":
        return _STYLE.fullmatch(value) is not None and _FUNCTION.search(value) is None
    pattern = _VALUES.get(name)
    return pattern is not None and _ONLY_ON.get(name, element) == element and pattern.fullmatch(value) is not None


def is_harmless_tex(text: str) -> bool:
    """Whether MathJax finds nothing in it but mathematics."""
    return _TEX.search(text) is None


def clean_html(markup: str) -> str | None:
    """HTML of an output with only harmless elements and attributes left; None if that cannot be had.

    nbconvert's own preprocessor (which is bleach) does it with a shorter list, and the result is looked at once more.
    """
    try:
        # A style sheet is stripped of its tags only, and would stand in the page as text.
        cleaned: str = _cleaner.sanitize_html_tags(_STYLE_SHEET.sub("", markup))
    except Exception:  # a parser can fail in any way on text from outside; there is plain text instead
        return None
    return cleaned if is_harmless(cleaned) else None


def is_harmless_markdown(source: str, attachments: Mapping[str, Any], names: Collection[str] = ()) -> bool:
    """Whether nbconvert renders a text in Markdown to harmless HTML.

    Args:
        source: the text.
        attachments: of its cell; a picture that is named in the text and missing there stops nbconvert.
        names: as in `is_harmless`.
    """
    pictures = {name: {"image/png": PICTURE} for name in attachments}
    try:
        rendered = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=pictures)).render(source)
    except Exception:  # the same here: what cannot be rendered is shown as typed
        return False
    return is_harmless(rendered, names)


def as_typed(source: str, why: str) -> str:
    """Markdown that shows a text to the letter, whatever it is."""
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"*{why}*\n\n{fence}text\n{source}\n{fence}\n"
