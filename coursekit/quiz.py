"""Quizzes in a notebook: `show` for the one that answers, `markdown` for print, GitHub and screen readers.

Every wrong option is a known misconception with an answer of its own. The quiz is drawn by jupyterquiz, which
puts all of its code into the output; nothing is loaded from a network.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.figures import ORANGE

__all__ = ["Option", "Question", "markdown", "show"]

_LETTERS = "ABCDEFGH"

# White on each of the first three, and each of the last two on white, has a contrast of at least 4.5.
_COLOURS = {
    "--jq-multiple-choice-bg": "#004B7A",
    "--jq-many-choice-bg": "#004B7A",
    "--jq-numeric-bg": "#004B7A",
    "--jq-text-color": "#FFFFFF",
    "--jq-mc-button-border": "#777777",
    "--jq-correct-color": "#00664B",
    "--jq-incorrect-color": "#A34100",
}


@dataclass(frozen=True)
class Option:
    """One of the answers offered.

    Args:
        text: the answer, a few words or a number.
        feedback: what the reader is told who picks it: not only that, but why.
        correct: whether it is the right one.
    """

    text: str
    feedback: str
    correct: bool = False


@dataclass(frozen=True)
class Question:
    """A question with one right answer.

    Args:
        text: the question. Plain text with `code` in backticks; no LaTeX, which would need a network.
        options: the answers offered, two to eight, in the order of the printed quiz.

    Raises:
        ValueError: unless exactly one option is right, all differ, each has its feedback, and no text has LaTeX.
    """

    text: str
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        if sum(option.correct for option in self.options) != 1:
            raise ValueError(f"Exactly one option must be right: {self.text}")
        if len({option.text for option in self.options}) != len(self.options) or len(self.options) > len(_LETTERS):
            raise ValueError(f"The options must differ from each other, and be eight at most: {self.text}")
        if not all(option.feedback for option in self.options):
            raise ValueError(f"Every option needs an answer of its own: {self.text}")
        texts = [self.text, *(text for option in self.options for text in (option.text, option.feedback))]
        if any("$" in text or "\\(" in text for text in texts):
            raise ValueError(f"A quiz must not use LaTeX, which needs a network: {self.text}")


def show(questions: Sequence[Question]) -> None:
    """Show a quiz that answers each click (or arrow key) at once, with the options in random order.

    Args:
        questions: what to ask.
    """
    from IPython.display import display  # noqa: PLC0415 (there only where a notebook is)
    from IPython.utils.capture import capture_output  # noqa: PLC0415 (see above)
    from jupyterquiz import display_quiz  # noqa: PLC0415 (see above)

    asked = [
        {
            "type": "multiple_choice",
            "question": f"{number}. {_as_html(question.text)}",
            "answers": [
                {
                    "answer": _as_html(option.text),
                    "correct": option.correct,
                    "feedback": _as_html(_with_verdict(option)),
                }
                for option in question.options
            ],
        }
        for number, question in enumerate(questions, start=1)
    ]
    with capture_output(stdout=False, stderr=False) as captured:
        display_quiz(asked, colors=_COLOURS, max_width=760, border_radius=6)
    # IPython publishes no types.
    for output in captured.outputs:
        display(_accessible(output.data), raw=True)  # type: ignore[no-untyped-call]


def markdown(questions: Iterable[Question]) -> str:
    """The same quiz in Markdown, each answer behind a `<details>`.

    Args:
        questions: what to ask.
    """
    blocks = []
    for number, question in enumerate(questions, start=1):
        lines = [_wrapped(f"**{number}.** {question.text}"), ""]
        lines += [f"- **{letter}** {option.text}" for letter, option in _lettered(question)]
        lines += ["", "<details><summary>Answers</summary>", ""]
        lines += [_wrapped(f"- **{letter}** {_with_verdict(option)}", "  ") for letter, option in _lettered(question)]
        lines += ["", "</details>"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _lettered(question: Question) -> Iterable[tuple[str, Option]]:
    return zip(_LETTERS, question.options, strict=False)


def _with_verdict(option: Option) -> str:
    """The feedback, with the verdict in words as well: colour alone tells some readers nothing."""
    return f"{'Right.' if option.correct else 'Not quite.'} {option.feedback}"


def _wrapped(text: str, indent: str = "") -> str:
    """Lines that fit into a commented text file; Markdown joins them again."""
    return textwrap.fill(text, 110, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _as_html(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _accessible(data: dict[str, Any]) -> dict[str, Any]:
    """What jupyterquiz displays, made to work without a network, without a mouse and without eyes.

    - Where MathJax is not fully there, jupyterquiz fetches it from a network; without LaTeX nobody needs it.
    - JupyterLab would take the arrow keys for itself and move to another cell.
    - The option that has the focus gets a frame.
    - The place for feedback becomes a live region, so that a screen reader speaks what appears in it.
    """
    if "text/html" in data:
        frame = data["text/html"].replace(
            "</style>", f".MCButton:focus-within {{ outline: 3px solid {ORANGE}; }}</style>"
        )
        return {"text/html": frame, "text/plain": "A quiz: run this cell to take it."}
    script = data["application/javascript"]
    script = re.sub(r"typeof MathJax (!==?|===?) 'undefined'", lambda test: str(test[1][0] == "=").lower(), script)
    script = re.sub(r"https://[^'\s]*mathjax[^'\s]*", "", script)
    made = "this.fbDiv.className = 'Feedback';"
    script = script.replace(made, f"{made} this.fbDiv.setAttribute('role', 'status');")
    made = 'inp.type = "radio";'
    script = script.replace(made, f"{made} inp.setAttribute('data-lm-suppress-shortcuts', 'true');")
    return {"application/javascript": script}
