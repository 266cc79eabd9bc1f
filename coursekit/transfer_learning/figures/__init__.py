"""The pictures of topic 07. Each function returns a Matplotlib figure with its alt text, for `figures.show`.

What each block's features separate (`separation`), which images they take for similar (`neighbours`), which layers
learn (`frozen`), a training in two phases (`phases`), accuracy by images per class (`by_images`), and when to use which
(`when_to_use`). A first layer's kernels (`filters`) are drawn by topic 06, runs (`runs`) by topic 04.
"""

from __future__ import annotations

from coursekit.architectures.figures import filters
from coursekit.augmentation.figures import runs
from coursekit.transfer_learning.figures.by_images import by_images
from coursekit.transfer_learning.figures.decision import when_to_use
from coursekit.transfer_learning.figures.freezing import frozen
from coursekit.transfer_learning.figures.neighbours import neighbours
from coursekit.transfer_learning.figures.phases import phases
from coursekit.transfer_learning.figures.separation import separation

__all__ = ["by_images", "filters", "frozen", "neighbours", "phases", "runs", "separation", "when_to_use"]
