"""The quiz of lecture 08: dense layers as kernels, windows, tiles, counts that look right, rare animals, backgrounds.

Each wrong option is what a known mistake gives, computed the way the mistake computes it.
"""

from __future__ import annotations

from coursekit.quiz import Option, Question

__all__ = ["questions"]

PATCH, STRIDE, SIDE = 96, 8, 1000
"""Pixels: of a patch, between two patches, and of the image in the second question."""

THERE, RIGHT = 100, 70
"""Animals (as many points are found), and how many of the points are on one."""

PLACES, ANIMALS, RATE = 250_000, 200, 1000
"""Places in a scene, animals in it, and of how many background patches one is taken for an animal."""


def questions() -> tuple[Question, ...]:
    """Six questions: kernel of a dense layer, windows, tiles, a right total, rare animals, and hard negatives."""
    return (_kernel(), _windows(), _tiles(), _total(), _rare(), _negatives())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: float(option.text.replace(",", ""))))


def _kernel() -> Question:
    return Question(
        "In a classifier of 96×96 patches, Flatten reads a map of 7×7 with 48 channels; behind it stands Dense(32). "
        "Which convolution does the same on a larger image?",
        (
            Option("32 filters of 1×1", "That is right for the next dense layer. How many places does this one read?"),
            Option("32 filters of 7×7", "One weight for each of 7·7·48 inputs, as before.", correct=True),
            Option("32 filters of 48×48", "48 is how many channels there are. How large is the map?"),
            Option("32 filters of 96×96", "The patch has 96×96 pixels. What reaches the dense layer?"),
        ),
    )


def _windows() -> Question:
    steps = (SIDE - PATCH) // STRIDE
    return Question(
        f"Patches of {PATCH}×{PATCH}, one every {STRIDE} pixels, in an image of {SIDE:,}×{SIDE:,}. How many are there?",
        _ascending(
            Option(f"{(SIDE // PATCH) ** 2:,}", "So many fit side by side. By how much does a window move?"),
            Option(f"{steps**2:,}", "Those are the steps. Where did the window stand before the first?"),
            Option(
                f"{(steps + 1) ** 2:,}",
                f"({SIDE:,} − {PATCH})/{STRIDE} = {steps} steps and the first place: {steps + 1} each way.",
                correct=True,
            ),
            Option(f"{(SIDE // STRIDE) ** 2:,}", "Then the last windows would reach over the border. By how much?"),
        ),
    )


def _tiles() -> Question:
    return Question(
        f"An output sees {PATCH} pixels, the next one is {STRIDE} further. How many pixels must two neighbouring tiles "
        "have in common, so that no output is missing and none sees a tile's border?",
        _ascending(
            Option("0", "Then what lies across the border is seen by no output. Draw it."),
            Option(f"{STRIDE}", "That is how far apart outputs are. How much does the first one of a tile see?"),
            Option(
                f"{PATCH - STRIDE}",
                f"The first output of the next tile begins {STRIDE} pixels after the last one of this tile, which sees "
                f"{PATCH}.",
                correct=True,
            ),
            Option(f"{2 * PATCH}", "That would do, but costs twice. What is needed at least?"),
        ),
    )


def _total() -> Question:
    share = f"{RIGHT / THERE:.0%}".replace("%", " %")
    left = f"{1 - RIGHT / THERE:.0%}".replace("%", " %")
    return Question(
        f"{THERE} animals are there, {THERE} points were found, {RIGHT} of these are on an animal. Error of the count, "
        "precision, recall?",
        (
            Option("0 %, 100 %, 100 %", f"{THERE - RIGHT} points are on nothing. What is precision the share of?"),
            Option(
                f"0 %, {share}, {share}",
                "False alarms make up for what was missed: the count is right, by luck.",
                correct=True,
            ),
            Option(f"{left}, {share}, {share}", "A count only asks how many. How many points are there?"),
            Option(f"0 %, {share}, 100 %", "How many of the animals have no point?"),
        ),
    )


def _rare() -> Question:
    return Question(
        f"A classifier takes one background patch in {RATE:,} for an animal. A scene has {PLACES:,} places and "
        f"{ANIMALS} animals. About how many places are called an animal, and are none?",
        _ascending(
            Option(f"{ANIMALS / RATE:g}", "That is a share of the animals. How many places are background?"),
            Option("1", "One in 1,000: how many thousands are there?"),
            Option(f"{PLACES // (10 * RATE)}", "That would be one in 10,000."),
            Option(
                f"{PLACES // RATE}", "More than there are animals. Almost all of a scene is background.", correct=True
            ),
        ),
    )


def _negatives() -> Question:
    return Question(
        "Your counter calls rocks animals. You may add background examples and train again. Which?",
        (
            Option(
                "What it calls an animal, and is none, in the training scenes",
                "Hard negatives. Then look for new ones: it may err elsewhere now.",
                correct=True,
            ),
            Option("More places drawn at random", "Most of them show sand and sea, which it knows. Where does it err?"),
            Option(
                "What it calls an animal, and is none, in the test scenes",
                "Then it has seen the test. What is its score worth?",
            ),
            Option("The same backgrounds again, in larger number", "It knows them. What has it never seen?"),
        ),
    )
