"""CNN parameters and training: the package behind the course.

One package per topic (`parameters`, ...) and a few rooms that serve all of them (`network`, `data`,
`checks`, `course`, `grading`). Importing `coursekit` imports none of them: each is loaded when it is
first used, so that `import coursekit` stays fast and never pulls in Keras.
"""

from __future__ import annotations

import importlib
import os
from types import ModuleType

__version__ = "0.1.0"

# TensorFlow reads these when it is imported, which is later than here; whoever has set them is left alone.
# Its start-up lines on stderr frighten students, and nbgrader gives 0 points to a test that prints there.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# oneDNN in TensorFlow 2.21 can crash in the gradient of a 1x1 convolution with stride 2 and few input channels,
# and makes results differ between processors.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

__all__ = [
    "__version__",
    "architectures",
    "augmentation",
    "backprop",
    "checks",
    "counting",
    "data",
    "device",
    "evaluation",
    "network",
    "parameters",
    "receptive_field",
    "transfer_learning",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return importlib.import_module(f"coursekit.{name}")
    raise AttributeError(f"module 'coursekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
