"""Nearest neighbours by features: choose an image and a block, and see which images the block takes for similar."""

from coursekit.transfer_learning.neighbours.nearest import Nearest, by_chance, nearest
from coursekit.transfer_learning.neighbours.widget import Neighbours, explore

__all__ = ["Nearest", "Neighbours", "by_chance", "explore", "nearest"]
