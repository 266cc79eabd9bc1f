"""Features of every block in one pass are what Keras gives at the end of each block."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import transfer_learning


def at(keras, base, layer, images):
    """The maps of one layer, averaged over all places, by a Keras model of their own."""
    part = keras.Model(base.input, base.get_layer(layer).output)
    return keras.ops.convert_to_numpy(part(images, training=False)).mean(axis=(1, 2))


def test_each_block_ends_where_its_last_layer_does(keras, base, images):
    found = transfer_learning.by_block(base, images, cache=False)
    assert list(found) == ["block1", "block2"]
    assert [values.shape for values in found.values()] == [(12, 4), (12, 6)]
    for block, values in found.items():
        np.testing.assert_allclose(values, at(keras, base, f"{block}_pool", images), rtol=1e-5, atol=1e-6)


def test_an_image_goes_through_once(keras, base, images, monkeypatch):
    through = []
    one_batch = keras.Model.predict_on_batch
    monkeypatch.setattr(keras.Model, "predict_on_batch", lambda *given: (through.append(1), one_batch(*given))[1])
    transfer_learning.by_block(base, images, batch_size=4, cache=False)
    assert len(through) == 3


def test_the_second_time_it_is_read(base, images, tmp_path, monkeypatch, keras):
    first = transfer_learning.by_block(base, images, cache=tmp_path)
    monkeypatch.setattr(keras.Model, "predict_on_batch", lambda *_: pytest.fail("computed anew"))
    again = transfer_learning.by_block(base, images, cache=tmp_path)
    for block, values in first.items():
        np.testing.assert_array_equal(again[block], values)


def test_what_has_no_blocks_is_refused(keras, images):
    model = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Conv2D(2, 3, name="conv")])
    with pytest.raises(ValueError, match="no layers that are named after blocks"):
        transfer_learning.by_block(model, images, cache=False)
    flat = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Flatten(name="block1_flat")])
    with pytest.raises(ValueError, match="block1 ends in shape"):
        transfer_learning.by_block(flat, images, cache=False)
