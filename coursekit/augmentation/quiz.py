"""The quiz of lecture 04: how many images, whose label, whose point, and what a score is worth.

Each wrong option is what a known mistake gives, computed the way the mistake computes it.
"""

from __future__ import annotations

import numpy as np

from coursekit.quiz import Option, Question

__all__ = ["questions"]


def questions() -> tuple[Question, ...]:
    """Six questions: crops, a half-turn, a mirrored point, copies before the split, a rare class, mean against vote."""
    return (_crops(), _half_turn(), _mirrored(), _leakage(), _rare(), _views())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: float(option.text.replace("−", "-").removesuffix(" %"))))


def _percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def _crops() -> Question:
    image, crop = 100, 90
    places = image - crop + 1
    return Question(
        f"From an image of {image}×{image} pixels you take crops of {crop}×{crop}, and mirror each left to right. How "
        "many different ones are there?",
        _ascending(
            Option(
                f"{2 * places**2}",
                f"{places} places down, {places} across, and two sides. But they are nearly the same image.",
                correct=True,
            ),
            Option(f"{places**2}", "Those are the places. What doubles them?"),
            Option(f"{2 * places}", "That moves the crop one way only. Which other way is there?"),
            Option(
                f"{2 * (image - crop) ** 2}",
                f"{image} − {crop} is how far the crop can move. In how many places is it, the first one included?",
            ),
        ),
    )


def _half_turn() -> Question:
    return Question(
        "For which of these may you turn training images by any angle, half-turns included?",
        (
            Option("Handwritten digits: their shape stays", "The shape stays. But what does a turned 6 say?"),
            Option(
                "Sea lions seen from an aeroplane",
                "From above there is no up: an animal lies as it likes, and so did the camera.",
                correct=True,
            ),
            Option("Cars seen from the roadside", "When has the test set a car on its roof?"),
            Option("All: a network does not know the angle", "It learns what it is shown. Which angles will it meet?"),
        ),
    )


def _mirrored() -> Question:
    width, column = 100, 20
    return Question(
        f"An animal is marked in column {column} of an image of {width} columns, counted from 0. The image is mirrored "
        "left to right. In which column must the mark be?",
        _ascending(
            Option(f"{width - 1 - column}", f"The last column is {width - 1}, and it becomes column 0.", correct=True),
            Option(f"{width - column}", "And column 0? It would go where no column is."),
            Option(f"{column}", "That leaves the mark where the animal was. Labels follow their image."),
            Option(f"−{column}", "That mirrors about the left edge. About what does the image turn?"),
        ),
    )


def _leakage() -> Question:
    copies, share = 4, 0.2
    beside = 1 - share ** (copies - 1)
    return Question(
        f"You make {copies} augmented copies of each image, shuffle all copies, and put {_percent(share)} aside as the "
        "test. Which part of the test has a copy of the same image in training?",
        _ascending(
            Option(_percent(0), "No two copies are equal. But are they of different animals?"),
            Option(_percent(share), f"That is the part put aside. Where are its {copies - 1} sisters?"),
            Option(
                _percent(1 - share),
                f"So likely is one sister in training. How likely is it that one of {copies - 1} is?",
            ),
            Option(
                _percent(beside),
                f"All {copies - 1} sisters would have to land in the test as well. Split first, then augment.",
                correct=True,
            ),
        ),
    )


def _rare() -> Question:
    good, bad, draws = 950, 50, 1000
    return Question(
        f"{good} good wafers, {bad} with a defect. A balanced sampler draws {draws:,} in an epoch, as many of each of "
        "the two classes. How often does each wafer with a defect come?",
        _ascending(
            Option("1", "That is an epoch without balance. How many of the draws have a defect?"),
            Option(
                f"{draws // 2 // bad}",
                f"{draws // 2} draws for {bad} wafers: so let no two draws look the same.",
                correct=True,
            ),
            Option(f"{good // bad}", f"That makes them as many as the {good} good ones. Do all of these still come?"),
            Option(f"{draws // 2}", "So often the whole class comes. How many share that?"),
        ),
    )


def _views() -> Question:
    posteriors = np.array([0.9, 0.45, 0.45])
    mean, votes = posteriors.mean(), int((posteriors > 0.5).sum())
    listed = ", ".join(_percent(value) for value in posteriors)
    return Question(
        f"Two classes, three views of an image. The model gives “pup” {listed}. What do the mean and the vote say?",
        (
            Option("Both say pup", f"Only {votes} of three views has the pup first. Who wins the vote?"),
            Option("Both say the other class", f"The mean for the pup is {_percent(mean)}. Which class is that?"),
            Option(
                "The mean says pup, the vote the other class",
                "One sure view outweighs two that hardly know. In a vote, it counts as much as they do.",
                correct=True,
            ),
            Option(
                "The mean says the other class, the vote pup", "The other way round. Add the three, then count heads."
            ),
        ),
    )
