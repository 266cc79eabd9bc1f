"""Datasets of the course, real and simulated, all in one shape: `Dataset`.

None needs a network: each is generated, ships inside an installed package, or is read from a folder. The libraries that
hold or resample them are imported when a dataset is asked for, so that `import coursekit.data` stays fast.
"""

from __future__ import annotations

from coursekit.data.cutting import patches
from coursekit.data.dataset import Dataset, Part
from coursekit.data.digits import digits
from coursekit.data.directory import from_directory
from coursekit.data.overlaps import leakage, overlap_groups, overlaps
from coursekit.data.problems import DataWarning, Problem, Report
from coursekit.data.scenes import Scene, Scenes, scenes
from coursekit.data.sealions import SeaLions, sealions
from coursekit.data.splitting import resplit
from coursekit.data.wafers import Wafers, wafers

__all__ = [
    "DataWarning",
    "Dataset",
    "Part",
    "Problem",
    "Report",
    "Scene",
    "Scenes",
    "SeaLions",
    "Wafers",
    "digits",
    "from_directory",
    "leakage",
    "overlap_groups",
    "overlaps",
    "patches",
    "resplit",
    "scenes",
    "sealions",
    "wafers",
]
