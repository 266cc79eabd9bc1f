"""The six classes of the sea lion survey, and how else they are written."""

from __future__ import annotations

__all__ = ["ANIMALS", "BACKGROUND", "CLASSES", "class_name"]

ANIMALS = ("adult_males", "subadult_males", "adult_females", "juveniles", "pups")
"""The classes in the order of `cls` in the annotations."""

BACKGROUND = "backgrounds"
CLASSES = (*ANIMALS, BACKGROUND)
"""The classes of the patches, in the order of their labels; spelled as the folders are."""


def class_name(text: str) -> str:
    """The class as the course spells it: "Adult male", "adult-males" and "adult_males" are one.

    Args:
        text: a folder's name, or a name in annotations.

    Returns:
        One of `CLASSES`, or `text` itself if it is none of them.
    """
    simple = "".join(letter for letter in text.lower() if letter.isalnum()).removesuffix("s")
    for name in CLASSES:
        if simple == name.replace("_", "").removesuffix("s"):
            return name
    return text
