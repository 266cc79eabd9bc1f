"""Topic 08: from a classifier of patches to counts in an aerial image.

`fully_convolutional` makes a network for images of any size out of a classifier, `predict` asks it about every patch
of an image with bounded memory, `detect` makes points of the maps, and `match` compares them with annotations.
"""

from __future__ import annotations

from coursekit.counting.detection import detect
from coursekit.counting.fully_convolutional import fully_convolutional
from coursekit.counting.maps import Maps
from coursekit.counting.matching import Matched, match
from coursekit.counting.prediction import predict

__all__ = ["Maps", "Matched", "detect", "fully_convolutional", "match", "predict"]
