"""What the course's widgets have in common: how a picture tells Python what was done to it, and how they refuse.

Pictures are HTML that is put anew into the page at every change. What they have to tell they write into a hidden text
field, whose changes Jupyter's widgets carry to Python. Where a page allows no scripts nothing happens, and the controls
do the same.
"""

from __future__ import annotations

import contextlib
import html
from collections.abc import Iterator
from typing import Any

__all__ = ["SEND", "Widget", "alert", "find", "own_keys", "run"]

SEND = "if (i.value !== v) { i.value = v; i.dispatchEvent(new Event('input', {bubbles: true})); }"
"""Script: let the hidden field `i` say `v`."""


def find(root: str, pointer: str) -> str:
    """Script: the hidden field, of class `pointer` in the widget of class `root`, as `i`."""
    return f"const i = this.closest('.{root}').querySelector('.{pointer} input'); "


def own_keys(root: str) -> str:
    """Script: what has the keyboard in the widget of class `root` keeps its keys.

    JupyterLab takes arrow keys and letters for itself (they go to another cell, or cut one) unless they are typed into
    a text. An element with this mark keeps them; without it a list could not be worked by keyboard.
    """
    return (
        f"this.closest('.{root}').addEventListener('focusin', "
        "event => event.target.setAttribute('data-lm-suppress-shortcuts', 'true'))"
    )


def run(script: str) -> str:
    """HTML that runs a script once when it comes into the page."""
    return f"<style onload='{html.escape(script)}'></style>"


def alert(problem: str, then: str = "") -> str:
    """HTML that says why something was refused, and what is shown instead."""
    return (
        "<div role='alert' style='color: #222222; background: white; border-left: 6px solid #D55E00; "
        f"padding: 4px 10px'><b>Not possible.</b> {html.escape(problem)}{f' {html.escape(then)}' if then else ''}</div>"
    )


class Widget:
    """What the course's widgets share: a box that notebooks show, and controls that Python can set unheard.

    A widget puts its controls into `self._box`; a handler of its controls returns at once while `self._changing`. Its
    `repr` says in words what is shown.
    """

    _box: Any
    _changing = False

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[None]:
        """Let controls be set without their handlers taking it for a change by hand."""
        before, self._changing = self._changing, True
        try:
            yield
        finally:
            self._changing = before

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        # Where no widget can be shown, its words stand for it.
        return {**self._box._repr_mimebundle_(), "text/plain": repr(self)}
