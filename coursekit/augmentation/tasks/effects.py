"""What each transform on offer does to the labels of three datasets.

Facts on the datasets: the digits fill their images and stand upright. A wafer fills its map, and its classes say where
dies fail, and how many (`coursekit.data.wafers.patterns`). The sea lions' lengths are those of
`coursekit.data.simulator.bodies`, in patches of 96 × 96 pixels seen straight from above; pups are 19 to 27 pixels long
and 8 to 11 wide, adult males 80 to 100 long. A background has no animal within 50 pixels of its middle
(`coursekit.data.simulator.survey`).
"""

from __future__ import annotations

__all__ = ["EFFECTS", "effect", "offered", "safe"]

EFFECTS: dict[str, dict[str, str]] = {
    "digits": {
        "mirror": "Mirrored, a 3 opens to the right, like an E. Is it a digit still?",
        "half-turn": "Turned by 180°, one digit stands there as another one. Which?",
        "any turn": "Any angle means 180° as well: what becomes of a 6?",
        "small turn": "",
        "small shift": "",
        "large shift": "Moved so far, a digit that fills its image loses half of itself. What is left of an 8 that has "
        "lost its left half?",
        "brightness": "",
    },
    "wafers": {
        "mirror": "",
        "half-turn": "",
        "any turn": "",
        "large shift": "Moved so far, failures that lay in the middle of the map lie elsewhere, and half of a ring is "
        "gone. What is a blob called that is not in the middle?",
        "any size": "At twice the size, what lay at the rim has left the map. What is an edge-ring then?",
        "swap": "Where nearly all dies passed, nearly all fail then. Which class becomes which other?",
        "noise": "With three more dies in ten failing all over, what does a map of the class “none” look like?",
    },
    "sea lions": {
        "mirror": "",
        "half-turn": "",
        "any turn": "",
        "small shift": "",
        "large shift": "Moved by half a patch, the animal in the middle has left it. What is the middle then: "
        "background, or the neighbour?",
        "any size": "A juvenile of 50 pixels is 70 long when enlarged, and another class has that length. By what else "
        "could one tell them apart?",
        "brightness": "",
        "strong blur": "A pup is 8 to 11 pixels wide. What is left of it where 24 pixels run into one another?",
    },
}
"""For each dataset and each transform on offer what it does to which label; empty if it keeps them all."""


def offered(dataset: str) -> list[str]:
    """The transforms on offer for a dataset."""
    return list(EFFECTS[dataset])


def effect(dataset: str, transform: str) -> str:
    """What a transform does to which label of a dataset; empty if it keeps them all."""
    return EFFECTS[dataset][transform]


def safe(dataset: str) -> list[str]:
    """The transforms on offer that keep every label of a dataset."""
    return [name for name, told in EFFECTS[dataset].items() if not told]
