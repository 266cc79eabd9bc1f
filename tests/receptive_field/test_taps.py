"""Which inputs each output reads, against Keras: one input after the other, and which outputs change."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.network import Conv, ConvTranspose, Crop, Window, ZeroPad
from coursekit.receptive_field.taps import EVERYTHING, FIRST, HERE, Taps, resized, shifted, up_sampled, windowed


def read_by(taps, outputs, inputs):
    """For each output the inputs that it reads, those outside the map left out."""
    found = []
    for output in range(outputs):
        period, phase = divmod(output, taps.period)
        found.append({period * taps.step + offset for offset in taps.offsets[phase]} & set(range(inputs)))
    return found


def spread_out(window, outputs, inputs):
    """The same from the definition of a window: outputs step over inputs between which zeros were put."""
    places = {place * window.spacing: place for place in range(inputs)}
    return [
        {
            places[at]
            for at in (i * window.stride - window.before + j * window.dilation for j in range(window.kernel))
            if at in places
        }
        for i in range(outputs)
    ]


@settings(deadline=None, max_examples=200)
@given(
    st.builds(
        Window,
        kernel=st.integers(1, 5),
        stride=st.integers(1, 4),
        dilation=st.integers(1, 3),
        before=st.integers(-3, 6),
        after=st.integers(-3, 6),
        spacing=st.integers(1, 4),
    ),
    st.integers(4, 12),
)
def test_windows_by_definition(window, inputs):
    outputs = max(window.output(inputs), 0)
    taps = windowed(window)
    assert read_by(taps, outputs, inputs) == spread_out(window, outputs, inputs)
    assert all(list(phase) == sorted(set(phase)) for phase in taps.offsets)
    assert taps.ends == tuple((min(phase), max(phase)) if phase else None for phase in taps.offsets)
    if taps is HERE:
        assert spread_out(window, outputs, inputs) == [{output} for output in range(outputs)]


def seen_by_keras(layer, inputs):
    images = np.eye(inputs, dtype="float32").reshape(inputs, inputs, 1)
    results = np.asarray(layer(images))[..., 0]
    return [set(np.flatnonzero(np.abs(results[:, output]) > 1e-6).tolist()) for output in range(results.shape[1])]


def test_windows_of_keras_layers(keras):
    layers, ones = keras.layers, {"kernel_initializer": "ones", "use_bias": False}
    for inputs, kernel, stride, padding in product((6, 7), (1, 2, 3, 4), (1, 2, 3), ("valid", "same")):
        options = {"strides": stride, "padding": padding}
        for ours, theirs in (
            (Conv(1, kernel, **options), layers.Conv1D(1, kernel, **options, **ones)),
            (ConvTranspose(1, kernel, **options), layers.Conv1DTranspose(1, kernel, **options, **ones)),
        ):
            (window,) = ours.windows((inputs, 1))
            seen = seen_by_keras(theirs, inputs)
            assert read_by(windowed(window), len(seen), inputs) == seen, (ours, inputs)
    for ends in product((0, 1, 2), repeat=2):
        for ours, theirs in ((ZeroPad((ends,)), layers.ZeroPadding1D(ends)), (Crop((ends,)), layers.Cropping1D(ends))):
            (window,) = ours.windows((6, 1))
            seen = seen_by_keras(theirs, 6)
            assert read_by(windowed(window), len(seen), 6) == seen, ours


def exactly_between(size, new_size, output):
    """Whether the middle of an output lies on the border between two inputs, where rounding decides."""
    return (2 * output + 1) * size % (2 * new_size) == 0


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_resizing_by_keras(keras, interpolation):
    """All pairs of sizes. TensorFlow computes the weights in float32, so that what should be 0 may be 1e-8."""
    for size, new_size in product(range(1, 17), range(1, 21)):
        images = np.eye(size, dtype="float32").reshape(size, size, 1, 1)
        results = np.asarray(keras.ops.image.resize(images, (new_size, 1), interpolation=interpolation))[:, :, 0, 0]
        taps = resized(size, new_size, interpolation)
        for output, found in enumerate(read_by(taps, new_size, size)):
            seen = set(np.flatnonzero(np.abs(results[:, output]) > 1e-6).tolist())
            if interpolation == "nearest" and exactly_between(size, new_size, output):
                assert abs(min(seen) - min(found)) <= 1
            else:
                assert found == seen, (size, new_size, output)


def test_repeating_by_keras(keras):
    for times in (1, 2, 3, 5):
        seen = seen_by_keras(keras.layers.UpSampling1D(times), 6)
        assert read_by(up_sampled(times, "nearest"), 6 * times, 6) == seen


def test_the_rest_by_hand():
    assert read_by(HERE, 3, 3) == [{0}, {1}, {2}]
    assert read_by(FIRST, 3, 3) == [{0}, {0}, {0}]
    assert read_by(shifted(-2), 4, 3) == [set(), set(), {0}, {1}]
    assert shifted(-2).inside
    assert windowed(Window()) is HERE
    assert windowed(Window(after=-2)) is HERE
    assert windowed(Window(after=1)) is not HERE
    assert EVERYTHING != HERE


def test_refused():
    with pytest.raises(ValueError, match="padding depends on an input size that is not known"):
        windowed(Window(3, 2, before=None, after=None))
    with pytest.raises(ValueError, match='interpolation="area"'):
        resized(4, 8, "area")
    assert Taps(((0, 2),)) == Taps(((0, 2),), 1, False)
