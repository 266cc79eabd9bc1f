"""Datasets of the course, real and simulated, all in one shape: `Dataset`.

None needs a network: each is generated or ships inside an installed package. The libraries that hold
or resample them are imported when a dataset is asked for, so that `import coursekit.data` stays fast.
"""

from __future__ import annotations

from coursekit.data.dataset import Dataset, Part
from coursekit.data.digits import digits

__all__ = ["Dataset", "Part", "digits"]
