"""How much of what a student wrote or printed is kept for showing."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DisplayLimits"]


@dataclass(frozen=True)
class DisplayLimits:
    """How much is kept of one notebook. Lengths are characters.

    Args:
        cell_outputs: outputs of one cell, after neighbouring pieces of a stream were joined: the first ones, and the
            last, which is where an error stands.
        cell_text: all text that one cell printed, tracebacks included.
        notebook_text: the same of all cells together.
        html: one output in HTML; a longer one is shown as the plain text that came with it.
        html_tags: angle brackets in it.
        notebook_html_tags: angle brackets in all outputs in HTML together: cleaning takes some ms for a hundred.
        markdown: a text that is rendered as Markdown; a longer one is shown as typed. Ten thousand characters that are
            chosen to be slow take nbconvert about half a second, twice as many four times as long.
        notebook_markdown: the same of all cells together.
        pictures: pictures in all outputs together.
        picture_bytes: one of them, decoded from base64.
        picture_pixels: width times height of one.
    """

    cell_outputs: int = 100
    cell_text: int = 50_000
    notebook_text: int = 1_000_000
    html: int = 200_000
    html_tags: int = 3_000
    notebook_html_tags: int = 30_000
    markdown: int = 10_000
    notebook_markdown: int = 100_000
    pictures: int = 100
    picture_bytes: int = 3_000_000
    picture_pixels: int = 16_000_000
