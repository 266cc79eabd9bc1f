"""Plain text of a student's: without what a terminal would obey, and not endless."""

from __future__ import annotations

import re

__all__ = ["Allowance", "plain"]

_SEQUENCE = re.compile(
    r"(?P<colour>\x1b\[[0-9;]{0,40}m)"
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # moves of the cursor, clearing the screen, keys that are sent back
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles of windows, links, the clipboard
    r"|\x1b."
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
# More than four marks on one letter are no writing: hundreds of them are drawn over the lines above and below.
_PILE = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def plain(text: str) -> str:
    """The text without control sequences other than colours, control characters and halves of surrogate pairs.

    Takes time in proportion to the length.
    """
    text = _SEQUENCE.sub(lambda found: found["colour"] or "", text)
    return _PILE.sub(r"\1", _HALF_PAIR.sub("\ufffd", text))


class Allowance:
    """How many characters may still be shown.

    Args:
        left: so many.
        shared: an allowance that this one is part of: both have to last.
    """

    def __init__(self, left: int, shared: Allowance | None = None) -> None:
        self._left = left
        self._shared = shared
        self.was_cut = False

    @property
    def left(self) -> int:
        """So many characters."""
        return self._left if self._shared is None else min(self._left, self._shared.left)

    def take(self, length: int) -> None:
        """Use up so many."""
        self._left = max(0, self._left - length)
        if self._shared is not None:
            self._shared.take(length)

    def cut(self, text: str) -> str:
        """The text made `plain`, and of a text that is too long the beginning and the end, with a remark between."""
        limit = self.left
        if len(text) > limit:
            self.was_cut = True
            head, tail = limit - limit // 4, limit // 4
            remark = f"\n[... {len(text) - limit:,} characters are not shown ...]\n"
            # Cut before anything else is done with it, so that the rest costs nothing.
            text = text[:head] + remark + (text[-tail:] if tail else "")
        self.take(min(len(text), limit))
        return plain(text)
