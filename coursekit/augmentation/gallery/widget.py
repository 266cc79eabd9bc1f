"""The gallery: transforms by sliders, on images of a chosen dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from coursekit import data
from coursekit.augmentation.gallery.choices import CHOICES, FLIPS, OFF
from coursekit.augmentation.gallery.controls import controls, stand
from coursekit.augmentation.gallery.picture import Picture, pages, render
from coursekit.augmentation.gallery.state import State, changed
from coursekit.data import Dataset
from coursekit.widgets import Widget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Gallery", "try_out"]


class Gallery(Widget):
    """The controls of an augmentation, and some images that it draws.

    Tab goes from one control to the next, the arrow keys move a slider; leftmost is off.

    The arguments are those of `try_out`.

    Attributes:
        state: what is chosen.
        picture: how it is shown.
        controls: the widgets by name: `dataset`, the options of `Augment`, `draw_again`, `other_images`, `all_off`.
    """

    def __init__(self, *datasets: Dataset) -> None:
        for each in datasets:
            if not isinstance(each, Dataset):
                raise TypeError(f"a gallery shows datasets of coursekit.data, not {type(each).__name__}.")
            if not len(each):
                raise ValueError(f"{each.name} has no images.")
        self._datasets = datasets or (data.sealions(count=60), data.wafers(400, seed=0), data.digits(size=28))
        self.state = State()
        self.picture: Picture = render(self.state, self._datasets[0])
        self.controls = controls([each.name for each in self._datasets])
        self._shown = ipywidgets.HTML()
        self._box = stand(self.controls, self._shown)
        for name in ("dataset", "fill_mode", *CHOICES, *FLIPS):
            self.controls[name].observe(self._on_change, names="value")
        self.controls["draw_again"].on_click(lambda _: self.draw_again())
        self.controls["other_images"].on_click(lambda _: self.other_images())
        self.controls["all_off"].on_click(lambda _: self.all_off())
        self._show()

    def change(self, **values: Any) -> None:
        """Set several controls at once, as if by hand, and draw once.

        Args:
            **values: `dataset` (its number), `fill_mode`, and the options of `Augment`, each by a position of its
                slider (see `choices.CHOICES`), or True or False.

        Raises:
            ValueError: if there is no such control or position.
        """
        if "dataset" in values and values["dataset"] not in range(len(self._datasets)):
            raise ValueError(f"dataset must be from 0 to {len(self._datasets) - 1}, not {values['dataset']!r}.")
        if "dataset" in values:
            values = {"page": 0, **values}
        self._take(changed(self.state, **values))

    def draw_again(self) -> None:
        """Other transforms with the same settings."""
        self._take(changed(self.state, seed=self.state.seed + 1))

    def other_images(self) -> None:
        """The next images of the dataset; after the last the first."""
        count = len(pages(self._datasets[self.state.dataset]))
        self._take(changed(self.state, page=(self.state.page + 1) % count))

    def all_off(self) -> None:
        """Every slider and box to off."""
        self._take(changed(self.state, **dict.fromkeys(CHOICES, OFF), **dict.fromkeys(FLIPS, False)))

    def figure(self) -> Figure:
        """What is shown as a figure for paper: `figures.drawn`."""
        from coursekit.augmentation import figures  # noqa: PLC0415 (Matplotlib, only when something is drawn)

        dataset = self._datasets[self.state.dataset]
        of_pages = pages(dataset)
        chosen = of_pages[self.state.page % len(of_pages)]
        names = [dataset.classes[label] for label in dataset.labels[chosen]]
        return figures.drawn(dataset.images[chosen], self.picture.drawn.images, names, self.picture.code)

    def _take(self, state: State) -> None:
        self.picture = render(state, self._datasets[state.dataset])
        self.state = state
        self._show()

    def _on_change(self, change: Any) -> None:
        if self._changing:
            return
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        self.change(**{name: change["new"]})

    def _show(self) -> None:
        with self._quietly():
            self.controls["dataset"].value = self.state.dataset
            self.controls["fill_mode"].value = self.state.fill_mode
            for name, value in {**self.state.strengths, **self.state.flips}.items():
                self.controls[name].value = value
        self._shown.value = self.picture.html

    def __repr__(self) -> str:
        return f"{self.picture.summary} {self.picture.code}"


def try_out(*datasets: Dataset) -> Gallery:
    """The gallery of transforms, to be shown as the last expression of a cell.

    Args:
        *datasets: to choose from; simulated sea lions, wafer maps and digits if none is given.

    Raises:
        TypeError: if one is no `Dataset`.
        ValueError: if one has no images.
    """
    return Gallery(*datasets)
