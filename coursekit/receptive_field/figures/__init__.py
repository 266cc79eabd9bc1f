"""The diagrams of topic 02. Each function returns a Matplotlib figure with its alt text, for `figures.show`.

Growth by layer and what padding leaves of it (`growth`, `border`), one unit and all that it sees (`pyramid`, and
`chain` in one dimension), a field on an image (`on_image`, `side_by_side`), its holes (`seen_pixels`), and two that
explain (`padding_conventions`, `dense_and_convolution`).
"""

from __future__ import annotations

from coursekit.receptive_field.figures.by_layer import border, growth
from coursekit.receptive_field.figures.explaining import dense_and_convolution, padding_conventions
from coursekit.receptive_field.figures.photographs import on_image, side_by_side
from coursekit.receptive_field.figures.pixels import seen_pixels
from coursekit.receptive_field.figures.rows import chain
from coursekit.receptive_field.figures.stack import pyramid

__all__ = [
    "border",
    "chain",
    "dense_and_convolution",
    "growth",
    "on_image",
    "padding_conventions",
    "pyramid",
    "seen_pixels",
    "side_by_side",
]
