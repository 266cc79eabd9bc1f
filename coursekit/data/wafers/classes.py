"""The classes of wafer maps: nine single ones, and the 38 of mixed defects."""

from __future__ import annotations

from itertools import product

__all__ = ["CLASSES", "COUNTS", "DEFECTS", "MIXED_CLASSES", "class_name", "mixed_name"]

COUNTS = {
    "none": 147_431,
    "centre": 4_294,
    "donut": 555,
    "edge-loc": 5_189,
    "edge-ring": 9_680,
    "loc": 3_593,
    "scratch": 1_193,
    "random": 866,
    "near-full": 149,
}
"""How often each class occurs among the 172,950 labelled maps of WM-811K (811,457 maps in all).

The data set is that of M.-J. Wu, J.-S. R. Jang, J.-L. Chen, "Wafer Map Failure Pattern Recognition and Similarity
Ranking for Large-Scale Data Sets", IEEE Transactions on Semiconductor Manufacturing 28(1), 2015. The counts are those
that several readers of the public file `LSWMD.pkl` report; they sum to the 172,950.
"""

CLASSES = tuple(COUNTS)
"""The nine classes, in the order of their labels."""

DEFECTS = ("centre", "donut", "edge-loc", "edge-ring", "loc", "near-full", "scratch", "random")
"""The eight basic defects, in the order of MixedWM38's label columns."""


def mixed_name(defects: tuple[str, ...]) -> str:
    """The class of a map with these defects, such as "centre+scratch"; "none" without any.

    Args:
        defects: names from `DEFECTS`, in any order.

    Returns:
        The names in the order of `DEFECTS`, joined by "+".
    """
    return "+".join(name for name in DEFECTS if name in defects) or "none"


def _mixed_classes() -> tuple[str, ...]:
    """At most one defect of the middle, one of the edge, a loc and a scratch: 36 sets; and two that stand alone.

    The rule is ours; it gives as many sets of two, three and four (13, 12 and 4) as MixedWM38 has: J. Wang, C. Xu,
    Z. Yang, J. Zhang, X. Li, "Deformable Convolutional Networks for Efficient Mixed-Type Wafer Defect Pattern
    Recognition", IEEE Transactions on Semiconductor Manufacturing 33(4), 2020.
    """
    choices = [("", "centre", "donut"), ("", "edge-loc", "edge-ring"), ("", "loc"), ("", "scratch")]
    sets = [tuple(name for name in chosen if name) for chosen in product(*choices)]
    sets += [("near-full",), ("random",)]
    sets.sort(key=lambda defects: (len(defects), [DEFECTS.index(name) for name in defects]))
    return tuple(mixed_name(defects) for defects in sets)


MIXED_CLASSES = _mixed_classes()
"""The 38 classes of mixed maps: none, the eight defects, then 13, 12 and 4 sets of two, three and four of them."""


def class_name(text: str) -> str | None:
    """The class as the course spells it: "Edge-Ring" and "edge_ring" are one, and so are "Center" and "centre".

    Args:
        text: a name as a file has it.

    Returns:
        One of `CLASSES`, or None if it is none of them.
    """
    simple = "".join(letter for letter in text.lower() if letter.isalpha()).replace("center", "centre")
    return next((name for name in CLASSES if name.replace("-", "") == simple), None)
