"""Outputs of a code cell, built anew from what is harmless in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode, v4

from coursekit.grading.rebuilding.pictures import Pictures
from coursekit.grading.rebuilding.submitted import Limits
from coursekit.grading.results import one_line
from coursekit.grading.sanitising.limits import DisplayLimits
from coursekit.grading.sanitising.markup import clean_html, is_harmless_markdown, is_harmless_tex
from coursekit.grading.sanitising.text import Allowance, plain

__all__ = ["Outputs", "count"]

_MOST_PIXELS_SHOWN = 4000  # of width and height that an output asks for
_LARGEST_COUNT = 10**9


class Outputs:
    """Cleans the outputs of one notebook, cell by cell, until there are too many.

    Args:
        limits: how much is kept.
    """

    def __init__(self, limits: DisplayLimits) -> None:
        self._limits = limits
        self._text = Allowance(limits.notebook_text)
        self._tags = limits.notebook_html_tags
        self._markdown = Allowance(limits.notebook_markdown)
        self._pictures = Pictures(
            Limits(
                pictures=limits.pictures,
                picture_bytes=limits.picture_bytes,
                picture_pixels=limits.picture_pixels,
            )
        )

    def clean(self, outputs: object) -> tuple[list[NotebookNode], bool]:
        """New outputs of one cell, and whether something was left out for its length or number."""
        found = _joined(outputs if isinstance(outputs, list) else [])
        most = self._limits.cell_outputs
        left_out = max(0, len(found) - most)
        shown = [*found[: most - 1], *found[-1:]] if left_out else found
        allowance = Allowance(self._limits.cell_text, self._text)
        cleaned = [self._one(output, allowance) for output in shown]
        if left_out:
            remark = _new("stream", name="stderr", text=f"[... {left_out:,} outputs are not shown ...]\n")
            cleaned.insert(len(cleaned) - 1, remark)
        return cleaned, bool(left_out) or allowance.was_cut

    def _one(self, output: Mapping[str, Any], text: Allowance) -> NotebookNode:
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return _new("stream", name=name, text=text.cut(_string(output.get("text"))))
        if kind == "error":
            return self._error(output, text)
        bundle = output.get("data")
        data, metadata = self._data(bundle if isinstance(bundle, Mapping) else {}, output.get("metadata"), text)
        if kind == "execute_result":
            number = count(output.get("execution_count"))
            return _new("execute_result", data=data, metadata=metadata, execution_count=number)
        return _new("display_data", data=data, metadata=metadata)

    def _error(self, output: Mapping[str, Any], text: Allowance) -> NotebookNode:
        lines = output.get("traceback")
        traceback = "\n".join(map(_string, lines)) if isinstance(lines, list) else ""
        return _new(
            "error",
            ename=one_line(plain(_string(output.get("ename"))[:200])),
            evalue=text.cut(_string(output.get("evalue"))),
            traceback=text.cut(traceback).split("\n"),
        )

    def _data(self, bundle: Mapping[str, Any], told: object, text: Allowance) -> tuple[dict[str, Any], dict[str, Any]]:
        """What of a display bundle is shown, and the size and description of its picture."""
        data: dict[str, Any] = {}
        metadata: dict[str, Any] = {}
        for kind in ("image/png", "image/jpeg"):
            kept = self._pictures.take({"output": {kind: bundle[kind]}}) if kind in bundle else {}
            if kept:
                data[kind] = kept["output"][kind]
                metadata[kind] = _about_picture(told, kind)
        markup = self._html(_string(bundle.get("text/html")), text)
        if markup:
            data["text/html"] = markup
        markdown = plain(_string(bundle.get("text/markdown"))[: self._limits.markdown + 1])
        if markdown and self._fits(markdown, text) and is_harmless_markdown(markdown, {}):
            data["text/markdown"] = markdown
        tex = _string(bundle.get("text/latex"))
        if tex and len(tex) <= min(self._limits.markdown, text.left) and is_harmless_tex(tex):
            text.take(len(tex))
            data["text/latex"] = plain(tex)
        said = _string(bundle.get("text/plain"))
        if said:
            data["text/plain"] = text.cut(said)
        elif not data:
            kinds = one_line(", ".join(sorted(map(str, bundle))), 100) or "no known kind"
            data["text/plain"] = f"[An output is not shown: {kinds}]"
        return data, metadata

    def _html(self, markup: str, text: Allowance) -> str:
        tags = markup[: self._limits.html + 1].count("<")
        too_much = len(markup) > self._limits.html or tags > min(self._limits.html_tags, self._tags)
        if not markup or too_much or len(markup) > 4 * text.left:  # most of it is tags
            return ""
        self._tags -= tags
        cleaned = plain(clean_html(markup) or "")
        text.take(len(cleaned) // 4)
        return cleaned

    def _fits(self, markdown: str, text: Allowance) -> bool:
        if len(markdown) > min(self._limits.markdown, self._markdown.left, text.left):
            return False
        self._markdown.take(len(markdown))
        text.take(len(markdown))
        return True


def _new(kind: str, **content: Any) -> NotebookNode:
    output: NotebookNode = v4.new_output(kind, **content)
    return output


def _joined(outputs: list[Any]) -> list[Mapping[str, Any]]:
    """The outputs with neighbouring pieces of the same stream joined, each piece by reference until the end."""
    joined: list[Mapping[str, Any]] = []
    pieces: list[str] = []
    stream = None

    def finish() -> None:
        if pieces:
            joined.append({"output_type": "stream", "name": stream, "text": "".join(pieces)})
            pieces.clear()

    for output in outputs:
        if not isinstance(output, Mapping):
            continue
        if output.get("output_type") == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            if name != stream:
                finish()
            stream = name
            pieces.append(_string(output.get("text")))
        else:
            finish()
            joined.append(output)
    finish()
    return joined


def _about_picture(metadata: object, kind: str) -> dict[str, Any]:
    """Size and description that came with a picture, as nbconvert looks for them; nothing else goes into its tag."""
    found: dict[str, Any] = {}
    own = metadata.get(kind) if isinstance(metadata, Mapping) else None
    for told in (metadata, own):
        if not isinstance(told, Mapping):
            continue
        for name in ("width", "height"):
            size = told.get(name)
            if isinstance(size, int | float) and 0.5 < size <= _MOST_PIXELS_SHOWN:
                found[name] = round(size)
        if isinstance(told.get("alt"), str):
            found["alt"] = one_line(told["alt"], 1000)
    return found


def count(value: object) -> int | None:
    """The number of an execution; None for anything else, because pages show it without a look at it."""
    return value if type(value) is int and 0 <= value < _LARGEST_COUNT else None


def _string(value: object) -> str:
    """Text as notebooks hold it, in one piece or in lines; empty if it is neither."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value if isinstance(value, str) else ""
