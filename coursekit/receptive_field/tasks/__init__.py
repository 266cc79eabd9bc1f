"""The tasks of exercise 02, in its order: what a right answer is, and which mistakes are known.

Many of the mistakes, with the wrong numbers that they give, were collected from questions and answers, tutorials and
tools. The references are written on their own, from the last layer back to the image, and use no calculator of the
course. A check cell reads `tasks.unit_box.check(unit_box)`.
"""

from __future__ import annotations

from coursekit.receptive_field.tasks.boxes import unit_box
from coursekit.receptive_field.tasks.branches import joined_field
from coursekit.receptive_field.tasks.depth import convolutions_needed
from coursekit.receptive_field.tasks.design import design_network
from coursekit.receptive_field.tasks.dilation import size_and_jump
from coursekit.receptive_field.tasks.draft import network_field
from coursekit.receptive_field.tasks.holes import seen_pixels
from coursekit.receptive_field.tasks.places import start_and_centre
from coursekit.receptive_field.tasks.sizes import receptive_field_size
from coursekit.receptive_field.tasks.steps import jumps, one_layer_more

__all__ = [
    "convolutions_needed",
    "design_network",
    "joined_field",
    "jumps",
    "network_field",
    "one_layer_more",
    "receptive_field_size",
    "seen_pixels",
    "size_and_jump",
    "start_and_centre",
    "unit_box",
]
