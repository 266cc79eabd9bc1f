"""What the tests of topic 02 share: brute force, which changes one pixel at a time and looks which units change."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import pytest

from coursekit import network, receptive_field

# A pixel is changed by little, which saturated functions still tell, and by so much that it outweighs all others: then
# it decides every maximum that it has a part in.
CHANGES = (0.25, 1e15)


class BruteForce:
    """Changes the pixels of an image one by one, runs Keras, and looks which values of which layers change."""

    def __init__(self, keras):
        self.keras = keras
        self.layers = keras.layers
        self.positive = keras.initializers.RandomUniform(0.5, 1.0)

    def conv(self, filters, kernel_size, **options):
        return self.layers.Conv2D(filters, kernel_size, kernel_initializer=self.positive, **options)

    def changes(self, model, tensors, source=0, axes=None, by=CHANGES, precision=1e-10):
        """For each tensor of the model which values change with which place of an input.

        Args:
            model: a functional model of float64.
            tensors: tensors in it.
            source: number of the input that is changed, at a place in all channels at once.
            axes: its spatial axes, counted without the batch; all but the last.
            by: by how much pixels are changed.
            precision: part of the largest value of a tensor up to which differences are rounding.

        Returns:
            Arrays of bools: first the axes of the input's places, then those of the tensor.
        """
        random = np.random.default_rng(7)
        shapes = [tuple(tensor.shape[1:]) for tensor in model.inputs]
        images = [random.uniform(1.0, 2.0, (1, *shape)) for shape in shapes]
        shape = shapes[source]
        axes = tuple(range(len(shape) - 1)) if axes is None else axes
        sizes = tuple(shape[axis] for axis in axes)
        count = prod(sizes)
        hot = np.zeros((count, *shape))
        for number, place in enumerate(np.ndindex(*sizes)):
            at = [slice(None)] * len(shape)
            for axis, index in zip(axes, place, strict=True):
                at[axis] = index
            hot[(number, *at)] = random.uniform(1.0, 2.0, hot[(number, *at)].shape)
        tensors = list(tensors)
        probe = self.keras.Model(model.inputs, tensors if len(tensors) > 1 else tensors * 2)  # always a list
        before = [np.asarray(values) for values in probe(images, training=False)]
        assert all(np.isfinite(values).all() for values in before)
        found = [np.zeros((count, *values.shape[1:]), dtype=bool) for values in before]
        with np.errstate(all="ignore"):
            for much in by:
                batch = [np.repeat(image, count, axis=0) for image in images]
                batch[source] = batch[source] + much * hot
                for number, values in enumerate(probe(batch, training=False)):
                    # What overflows has changed as well: so not "larger than" but "not within".
                    was = before[number]
                    found[number] |= ~(np.abs(np.asarray(values) - was) <= precision * np.abs(was).max())
        return [seen.reshape(*sizes, *seen.shape[1:]) for seen in found[: len(tensors)]]

    def tensors(self, model):
        """The results of the model and of its layers, by the names that `network.read` gives them."""
        read = network.read(model)
        found = {
            operation.name: operation.output
            for operation in model.operations
            if len(operation._inbound_nodes) == 1 and operation.name in {node.name for node in read}
        }
        found.update(zip(read.outputs, model.outputs, strict=True))
        return found

    def assert_exact(self, model, names=None, input_number=0, order=None, **options):
        """All units of all layers: `region` and `mask` are what brute force finds.

        Args:
            model: a functional model of float64.
            names: layers to look at; all of them by default.
            input_number: which input is changed.
            order: for maps whose places were put in a row, in which order the spatial axes stand there.
            options: as for `changes`.

        Returns:
            The number of units that were compared.
        """
        read = network.read(model)
        source = read.inputs[input_number]
        tensors = self.tensors(model)
        tensors = {name: tensors[name] for name in (tensors if names is None else names)}
        axes = receptive_field.of(read, source, input=source).analyses[0].seen[source].place.axes
        changes = self.changes(model, tensors.values(), input_number, axes, **options)
        count = 0
        for name, change in zip(tensors, changes, strict=True):
            count += self.assert_same(receptive_field.of(read, name, input=source), change, order)
        return count

    @staticmethod
    def assert_same(field, change, order=None):
        """A field and what brute force found for its layer."""
        place = field.analyses[0].seen[field.layer].place
        rank = len(place.axes)
        seen = by_unit(change, rank, place, order)
        assert seen.shape[rank:] == place.sizes, (field.layer, seen.shape, place)
        for unit in np.ndindex(*seen.shape[rank:]):
            mask = seen[(slice(None),) * rank + unit]
            box = BruteForce.box_of(mask)
            assert field.region(*unit) == box, (field.layer, unit)
            assert np.array_equal(field.mask(*unit), cut_out(mask, box)), (field.layer, unit, mask)
        return prod(seen.shape[rank:])

    @staticmethod
    def box_of(mask):
        """The smallest box around what is True, half-open; zeros if there is nothing."""
        if not mask.any():
            return (0,) * (2 * mask.ndim)
        places = np.argwhere(mask)
        return (*places.min(axis=0).tolist(), *(places.max(axis=0) + 1).tolist())


def by_unit(change, rank, place, order=None):
    """What changes units: the axes of the input's places, then one for each spatial axis of the units."""
    if place.scattered:
        order = tuple(range(rank)) if order is None else order
        sizes = tuple(place.sizes[axis] for axis in order)
        seen = change.reshape(*change.shape[:rank], *sizes, -1).any(axis=-1)
        return np.moveaxis(seen, range(rank, 2 * rank), [rank + axis for axis in order])
    kept = [axis for axis in place.axes if axis is not None]
    assert len(set(kept)) == len(kept)
    others = tuple(axis for axis in range(rank, change.ndim) if axis - rank not in kept)
    seen = change.any(axis=others)
    seen = np.moveaxis(seen, [rank + sorted(kept).index(axis) for axis in kept], range(rank, seen.ndim))
    units = (1 if axis is None else change.shape[rank + axis] for axis in place.axes)
    return seen.reshape(*change.shape[:rank], *units)


def cut_out(mask, box: Sequence[int]):
    rank = mask.ndim
    return mask[tuple(slice(first, end) for first, end in zip(box[:rank], box[rank:], strict=True))]


@pytest.fixture(scope="module")
def brute_force(keras):
    """Brute force in float64, for the length of a module."""
    before = keras.config.dtype_policy(), keras.config.floatx()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield BruteForce(keras)
    keras.config.set_dtype_policy(before[0])
    keras.config.set_floatx(before[1])
