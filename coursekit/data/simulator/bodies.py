"""What the animals of each class are like: size, shape, colour.

Measured on the 480 real patches, and then compared by eye, side by side; no pixel of them is used.

Lengths and widths in pixels are 4 standard deviations along and across the warm-coloured blob (red - blue at least 22
above the patch's median) that covers the patch's middle, where it does not touch the border. Medians: adult males
73 × 31, subadult males 63 × 26, adult females 63 × 26, juveniles 54 × 21; that includes neighbours that lie against
the animal, most of all for the smaller ones, and bent animals, so that lengths were then set by eye. Pups, which are
not warm-coloured, were measured on an enlarged montage: 18 to 26 long, 8 to 11 wide.

Colours are those of the patches' middle 8 × 8 pixels. Medians: adult males (199, 173, 148), subadult males
(217, 203, 183), adult females (201, 175, 145), juveniles (207, 182, 158), pups (112, 104, 102), on ground of about
(128, 122, 118).
"""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.data.simulator.looks import Colour

__all__ = ["BODIES", "Body"]


@dataclass(frozen=True)
class Body:
    """One class."""

    length: tuple[float, float]
    """From nose to tail in pixels when stretched out: smallest and largest."""
    width: float
    """Of the widest part, as a share of the length."""
    profile: tuple[tuple[float, float], ...]
    """Half widths from nose (0) to tail (1), as shares of the widest."""
    lit: Colour
    """Fur in the sun."""
    dim: Colour
    """Fur on the side away from it."""
    variation: float
    """How much the colour differs from animal to animal."""
    flippers: Colour
    reach: float
    """Length of the fore flippers as a share of the length."""


_SPINDLE = (
    (0.0, 0.3), (0.05, 0.44), (0.11, 0.48), (0.17, 0.5), (0.28, 0.76), (0.42, 1.0), (0.56, 1.0), (0.74, 0.8),
    (0.9, 0.5), (1.0, 0.3),
)  # fmt: skip
# The neck of an adult male is as thick as its chest: the mane.
_MANED = (
    (0.0, 0.3), (0.05, 0.5), (0.11, 0.72), (0.2, 0.98), (0.34, 1.0), (0.46, 0.9), (0.6, 0.8), (0.76, 0.62),
    (0.92, 0.42), (1.0, 0.26),
)  # fmt: skip
_STOUT = (
    (0.0, 0.3), (0.05, 0.46), (0.12, 0.6), (0.2, 0.74), (0.34, 1.0), (0.48, 1.0), (0.62, 0.88), (0.78, 0.68),
    (0.92, 0.44), (1.0, 0.26),
)  # fmt: skip
_CHUBBY = (
    (0.0, 0.5), (0.1, 0.72), (0.22, 0.7), (0.38, 0.95), (0.55, 1.0), (0.72, 0.86), (0.88, 0.6), (1.0, 0.35),
)  # fmt: skip

BODIES: dict[str, Body] = {
    "adult_males": Body((80, 100), 0.39, _MANED, (240, 214, 182), (112, 72, 44), 0.16, (66, 52, 46), 0.25),
    "subadult_males": Body((62, 76), 0.37, _STOUT, (250, 232, 208), (126, 88, 62), 0.1, (76, 60, 54), 0.22),
    "adult_females": Body((62, 74), 0.33, _SPINDLE, (236, 208, 168), (112, 74, 46), 0.12, (88, 64, 50), 0.19),
    "juveniles": Body((42, 54), 0.34, _SPINDLE, (240, 214, 182), (120, 82, 56), 0.12, (88, 66, 54), 0.19),
    "pups": Body((19, 27), 0.42, _CHUBBY, (134, 124, 120), (58, 50, 48), 0.14, (60, 54, 52), 0.14),
}
