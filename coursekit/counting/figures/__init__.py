"""The pictures of topic 08. Each function returns a Matplotlib figure with its alt text, for `figures.show`.

A window that slides and what it repeats (`sliding_window`), a dense layer as a convolution (`dense_as_convolution`), an
image in tiles (`tiles`), heat maps over a scene (`heat_maps`), points that were found, missed or made up (`points`),
counts by class (`counts`), and what several runs reached (`runs`, topic 04's).
"""

from __future__ import annotations

from coursekit.augmentation.figures import runs
from coursekit.counting.figures.counts import counts
from coursekit.counting.figures.dense import dense_as_convolution
from coursekit.counting.figures.heat import heat_maps
from coursekit.counting.figures.points import points
from coursekit.counting.figures.sliding import sliding_window
from coursekit.counting.figures.tiling import tiles

__all__ = ["counts", "dense_as_convolution", "heat_maps", "points", "runs", "sliding_window", "tiles"]
