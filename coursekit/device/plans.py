"""A plan for training: what was picked and why, and how to follow it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any

from coursekit.device.memory import Demand

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Plan"]


@dataclass(frozen=True)
class Plan:
    """How to train a network on a device.

    Inside `with plan:` new layers take its precision; afterwards all is as before. The place needs no setting: Keras
    computes on the first GPU that its backend sees, otherwise on the CPU.

    Attributes:
        batch_size: images in a training step.
        dtype_policy: for `keras.config.set_dtype_policy`: `float32`, `mixed_bfloat16` or `mixed_float16`.
        jit_compile: for `model.compile`.
        place: where Keras computes: `cpu`, `gpu:0` and the like.
        backend: of Keras.
        reasons: for each of the first four why it was picked.
        demand: the memory that was counted on.

    Example::

        plan = device.plan(architectures.vgg16)
        print(plan)
        with plan:
            model = architectures.vgg16(classifier_activation=None)
            plan.compile(model, optimizer="adam", loss=...)
            model.fit(images, labels, batch_size=plan.batch_size)
    """

    batch_size: int
    dtype_policy: str
    jit_compile: bool
    place: str
    backend: str
    reasons: dict[str, str]
    demand: Demand
    _entered: list[ExitStack] = field(default_factory=list, init=False, repr=False, compare=False)

    def __str__(self) -> str:
        rows = [(name, str(getattr(self, name)), why) for name, why in self.reasons.items()]
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        title = f"Training {self.demand.network} with {self.backend}:"
        return "\n".join([title, *(f"  {a:{widths[0]}}  {b:{widths[1]}}  {why}" for a, b, why in rows)])

    def __enter__(self) -> Self:
        import keras  # noqa: PLC0415 - slow, and only wanted here

        if keras.backend.backend() != self.backend:
            raise ValueError(f"This plan is for Keras with {self.backend}, but {keras.backend.backend()} is running.")
        stack = ExitStack()
        stack.callback(keras.config.set_dtype_policy, keras.config.dtype_policy())
        keras.config.set_dtype_policy(self.dtype_policy)
        self._entered.append(stack)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered.pop().__exit__(kind, error, trace)

    def compile(self, model: Any, **arguments: Any) -> None:
        """`model.compile` with this plan's `jit_compile`; Keras warns and leaves it off if a layer cannot be compiled.

        Args:
            model: a Keras model that was built inside `with plan:`.
            arguments: what `model.compile` takes: `optimizer`, `loss`, `metrics` and so on.

        Raises:
            ValueError: if the model was built with another precision than the plan's.
        """
        policies = {layer.dtype_policy.name for layer in _layers(model) if layer.weights}
        if self.dtype_policy not in policies and policies:
            raise ValueError(
                f"This model computes in {', '.join(sorted(policies))}, but the plan is for {self.dtype_policy}. A "
                "layer takes its precision when it is made: build the model inside `with plan:`."
            )
        model.compile(**{"jit_compile": self.jit_compile, **arguments})


def _layers(model: Any) -> list[Any]:
    """All layers, those of models inside it included."""
    found = []
    for layer in model.layers:
        found += _layers(layer) if hasattr(layer, "layers") else [layer]
    return found
