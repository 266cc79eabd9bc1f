"""Copies of a model's layers, under names that are still free."""

from __future__ import annotations

from typing import Any

__all__ = ["Copies"]


class Copies:
    """The copies made so far: a layer that is called twice has one copy."""

    def __init__(self) -> None:
        self._pairs: dict[int, tuple[Any, Any]] = {}
        self._taken: set[str] = {"image"}

    def name(self, layer: Any) -> str:
        """The layer's own name, or with a number where it is taken, as between nested models."""
        name, count = str(layer.name), 1
        while name in self._taken:
            count += 1
            name = f"{layer.name}_{count}"
        self._taken.add(name)
        return name

    def of(self, layer: Any, **changes: Any) -> Any:
        """A layer of the same settings but for `changes`; it has its weights only after `set_weights`."""
        if id(layer) not in self._pairs:
            config = {**layer.get_config(), **changes, "name": self.name(layer)}
            self._pairs[id(layer)] = (layer, type(layer).from_config(config))
        return self._pairs[id(layer)][1]

    def set_weights(self) -> None:
        """Give all copies the weights of their layers; all have been called by now, and so have weights."""
        for layer, copy in self._pairs.values():
            copy.set_weights(layer.get_weights())
