"""The pictures of topic 06. Each function returns a Matplotlib figure with its alt text, for `figures.show`.

Networks drawn to scale (`volumes`), where parameters, operations and activations sit (`by_layer`), the filters of a
first layer (`filters`), what layers make of an image (`activation_maps`), trainings as they go (`activations`), what
several runs reached (`runs`, topic 04's), and what several networks answer together (`ensembles`).
"""

from __future__ import annotations

from coursekit.architectures.figures.activation_maps import activation_maps
from coursekit.architectures.figures.activations import activations
from coursekit.architectures.figures.by_layer import by_layer
from coursekit.architectures.figures.ensembles import ensembles
from coursekit.architectures.figures.filters import filters
from coursekit.architectures.figures.volumes import volumes
from coursekit.augmentation.figures import runs

__all__ = ["activation_maps", "activations", "by_layer", "ensembles", "filters", "runs", "volumes"]
