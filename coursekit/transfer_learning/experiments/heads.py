"""Heads on features that were computed once: fitted in a second, by scikit-learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = ["STRENGTH", "accuracy", "fitted_head", "posteriors"]

STRENGTH = 0.1
"""`C` of scikit-learn's logistic regression: the smaller, the closer to 0 the weights are held.

Of 0.001 to 0.3, chosen by cross-validation by scenes within the simulated training survey, where less gave less with
augmentation and more nothing without."""
_ITERATIONS = 2000


def fitted_head(features: Any, labels: Any, *, strength: float = STRENGTH) -> Pipeline:
    """Standardised features and multinomial logistic regression: a dense layer with softmax, with weight decay.

    Args:
        features: shape (n, views, channels); all views of an image have its label. An image counts once, however many
            views of it there are.
        labels: the class of each image, shape (n,).
        strength: `C` of scikit-learn, for one view an image.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (a second to import)
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    count, views, channels = np.shape(features)
    rows = np.asarray(features, dtype=np.float64).reshape(count * views, channels)
    regression = LogisticRegression(C=strength / views, max_iter=_ITERATIONS)
    return make_pipeline(StandardScaler(), regression).fit(rows, np.repeat(labels, views))


def posteriors(head: Pipeline, features: Any) -> npt.NDArray[np.float64]:
    """The mean posterior of an image's views, shape (n, classes); features as `fitted_head` takes them."""
    count, views, channels = np.shape(features)
    said = head.predict_proba(np.asarray(features, dtype=np.float64).reshape(count * views, channels))
    return np.asarray(said.reshape(count, views, -1).mean(axis=1))


def accuracy(said: Any, labels: Any) -> float:
    """The share of images whose highest posterior is that of the right class."""
    return float((np.argmax(said, axis=1) == labels).mean())
