"""What a check of gradients found, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["GradientCheck"]

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_LISTED = 5


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """What `check_gradient` found.

    Attributes:
        name: of what the gradient is taken with respect to.
        given: the gradient that was checked.
        numerical: the same by central differences.
        expected_error: how far `numerical` may be off by rounding and truncation, for each entry.
        wrong: which entries are further apart than that explains.
        kinks: which entries could not be judged, because the function has a kink there.
    """

    name: str
    given: Array
    numerical: Array
    expected_error: Array
    wrong: Mask
    kinks: Mask

    @property
    def passed(self) -> bool:
        """Whether no entry is wrong."""
        return not self.wrong.any()

    @property
    def error(self) -> Array:
        """Distance between given and numerical, entry by entry."""
        return np.abs(self.given - self.numerical)

    @property
    def worst(self) -> tuple[int, ...]:
        """Index of the entry that is furthest away, measured by its expected error; entries at kinks come last."""
        return self._by_badness(1)[0]

    def raise_if_wrong(self) -> None:
        """Raise an error that lists what is wrong.

        Raises:
            AssertionError: if an entry is wrong.
        """
        if not self.passed:
            raise AssertionError(str(self))

    def __str__(self) -> str:
        count = f"{self.given.size:,} {'entry' if self.given.size == 1 else 'entries'}"
        lines = []
        if self.passed:
            judged = self.given.size - int(self.kinks.sum())
            what = f"all {count} agree" if judged == self.given.size else f"{judged:,} of {count} agree"
            lines.append(f"{self.name}: {what} with central differences.")
            if judged:
                lines.append(f"  largest difference: {self._entry(self.worst)}")
        else:
            wrong = int(self.wrong.sum())
            lines.append(f"{self.name}: {wrong:,} of {count} {'is' if wrong == 1 else 'are'} wrong.")
            lines += [f"  {self._entry(index)}" for index in self._by_badness(min(wrong, _LISTED))]
            if wrong > _LISTED:
                lines.append(f"  and {wrong - _LISTED:,} more")
            if (ratio := self._common_ratio()) is not None:
                lines.append(f"  Each of them is {ratio:.4g} times the numerical one.")
        if kinks := int(self.kinks.sum()):
            index = tuple(int(place) for place in np.argwhere(self.kinks)[0])
            lines.append(
                f"  {kinks:,} more {'lies' if kinks == 1 else 'lie'} at a kink, such as {self._label(index)}, and "
                "cannot be judged by differences: ReLU at 0, or equal maxima. Move the inputs a little."
            )
        return "\n".join(lines)

    def _by_badness(self, count: int) -> list[tuple[int, ...]]:
        badness = np.where(self.kinks, -1.0, self.error / np.maximum(self.expected_error, np.finfo(float).tiny))
        order = np.argsort(-badness, axis=None, kind="stable")[:count]
        return [tuple(int(place) for place in np.unravel_index(number, self.given.shape)) for number in order]

    def _entry(self, index: tuple[int, ...]) -> str:
        return (
            f"{self._label(index)}: given {self.given[index]:.10g}, numerical {self.numerical[index]:.10g}, "
            f"difference {self.error[index]:.1e}, expected error {self.expected_error[index]:.0e}"
        )

    def _label(self, index: tuple[int, ...]) -> str:
        return f"{self.name}[{', '.join(map(str, index))}]" if index else self.name

    def _common_ratio(self) -> float | None:
        """What every wrong entry is a multiple of its numerical one by, if that is one number."""
        if self.wrong.sum() < 2 or (np.abs(self.numerical[self.wrong]) <= self.expected_error[self.wrong]).any():
            return None
        ratios = self.given[self.wrong] / self.numerical[self.wrong]
        return float(np.median(ratios)) if np.ptp(ratios) <= 1e-4 * np.abs(ratios).max() else None
