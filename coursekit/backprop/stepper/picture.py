"""What the stepper shows: a pure function from its state to a picture and its words."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np

from coursekit.backprop.stepper.drawing import draw
from coursekit.backprop.stepper.numbers import Numbers
from coursekit.backprop.stepper.questions import END, asked, subject
from coursekit.backprop.stepper.state import GRADIENT_STEP, PARTS, STEPS, VALUE_STEP, State
from coursekit.backprop.stepper.words import TITLES, gradient_words, name, number, value_words
from coursekit.figures import INK

__all__ = ["Picture", "render"]

_DONE = (
    "This is what goes in",
    "The convolution",
    "ReLU",
    "Max pooling: the forward pass is done",
    "The gradient comes in from behind",
    "Back through max pooling",
    "Back through ReLU",
    "Back through the convolution, to kernel and bias",
    "Back through the convolution, to the input",
)
_LEGEND = (
    "Filled: what the selected number (orange) is computed from, and what is computed from it. ×: by what it is "
    "multiplied in the sum. Thick frame: wins its window. Hatched: blocked by ReLU. Underlined: changed by the last "
    "entry. Grey: a gradient of 0."
)


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown in a state.

    Attributes:
        state: the state.
        numbers: all numbers of it, shown or not.
        question: what is asked before the next step.
        answer: what the last step did, on the way of the selected cell; empty if `about` says it.
        about: what can be said by now about the selected cell, a sentence for its value and one for its gradient.
        change: what the last entry changed; empty if there was none.
        summary: all of this in words.
        ask: HTML of the question.
        svg: the picture.
        tell: HTML of the other words.
    """

    state: State
    numbers: Numbers
    question: str
    answer: str
    about: tuple[str, ...]
    change: str
    summary: str
    ask: str
    svg: str
    tell: str


def render(state: State) -> Picture:
    """Draw a state. Needs no notebook and no widget."""
    numbers = Numbers(state.example)
    before = None if state.before is None else Numbers(state.before)
    last = len(STEPS) - 1
    question = END if state.step == last else asked(numbers, state.cell, state.step + 1)
    one = subject(numbers, state.cell, state.step)
    about = _about(state, numbers)
    answer = ""
    if one != state.cell and state.step:
        told = (gradient_words if STEPS[state.step].startswith("gradient") else value_words)(numbers, one)
        answer = f"This step: {name(one)[0].upper()}{name(one)[1:]}. {told}"
    change = "" if before is None else _change(state, numbers, before)
    heading = f"Step {state.step + 1} of {len(STEPS)}: {_DONE[state.step]}."
    prompt = "Before you go on" if state.step < last else "The end"
    selected = f"Selected: {name(state.cell)}."
    summary = " ".join(filter(None, (heading, selected, *about, answer, change, f"{prompt}: {question}")))
    return Picture(
        state,
        numbers,
        question,
        answer,
        about,
        change,
        summary,
        _card(f"<b>{heading}</b><br/><b style='color: #A34100'>{prompt}:</b> {html.escape(question)}", "4.4em"),
        _card(f"{draw(state, numbers, before, _told(state, numbers))}"
              f"<div style='font-size: 12px; color: #555555; max-width: 72em'>{_LEGEND}</div>"),
        _card(_paragraphs(selected, (*about, answer, change)), "9em"),
    )  # fmt: skip


def _about(state: State, numbers: Numbers) -> tuple[str, ...]:
    cell, found = state.cell, []
    if state.step >= VALUE_STEP[cell.part]:
        found.append(f"Value: {value_words(numbers, cell)}")
    if state.step >= GRADIENT_STEP[cell.part]:
        found.append(f"Gradient: {gradient_words(numbers, cell)}")
    if not found:
        found.append("Its value has not been computed yet.")
    return tuple(found)


def _change(state: State, numbers: Numbers, before: Numbers) -> str:
    """How many of the numbers that are shown differ from those before the last entry."""
    values = gradients = 0
    for part in PARTS:
        if state.step >= VALUE_STEP[part] and VALUE_STEP[part] > 0:
            values += int(np.count_nonzero(numbers.values[part] != before.values[part]))
        if state.step >= GRADIENT_STEP[part]:
            gradients += int(np.count_nonzero(numbers.gradients[part] != before.gradients[part]))
    return (
        f"The last entry changed {values} computed {'value' if values == 1 else 'values'} and {gradients} "
        f"{'gradient' if gradients == 1 else 'gradients'} of those shown so far (underlined)."
    )


def _told(state: State, numbers: Numbers) -> str:
    """The picture in words: all numbers that it shows, row by row."""
    told = []
    for what, steps, found in (
        ("Values", VALUE_STEP, numbers.values),
        ("Gradients of the loss", GRADIENT_STEP, numbers.gradients),
    ):
        maps = [
            f"{TITLES[part]} {'; '.join(' '.join(map(number, row)) for row in found[part].tolist())}"
            for part in PARTS
            if state.step >= steps[part]
        ]
        if maps:
            told.append(f"{what}, row by row: {', '.join(maps)}.")
    return f"{' '.join(told)} Selected: {name(state.cell)}."


def _paragraphs(selected: str, told: tuple[str, ...]) -> str:
    paragraphs = [f"<p style='margin: 0 0 4px'><b>{html.escape(selected)}</b></p>"]
    for words in filter(None, told):
        head, _, rest = words.partition(": ")
        shown = f"<b>{html.escape(head)}:</b> {html.escape(rest)}" if rest else html.escape(words)
        paragraphs.append(f"<p style='margin: 0 0 4px; max-width: 62em'>{shown}</p>")
    return "".join(paragraphs)


def _card(content: str, height: str = "0") -> str:
    """White in every theme, as the course's figures; its height does not depend on how much there is to say."""
    return (
        f"<div style='color: {INK}; background: white; padding: 6px 10px; font-size: 14px; line-height: 1.45; "
        f"min-height: {height}'>{content}</div>"
    )
