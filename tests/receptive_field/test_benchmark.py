"""The committed results of this topic's benchmark are what the calculator says."""

from __future__ import annotations

import csv

from coursekit import network, receptive_field


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_committed_fields_are_todays(root, keras):
    rows = rows_of(root / "benchmarks" / "results" / "receptive_field.csv")
    assert {row["network"] for row in rows} == {name for name in dir(keras.applications) if name[0].isupper()}
    for row in rows:
        if row["network"] in ("VGG16", "MobileNetV3Small", "ConvNeXtTiny"):
            with network.counting():
                model = getattr(keras.applications, row["network"])(weights=None, input_shape=(224, 224, 3))
            shapes = {node.name: node.output_shape for node in network.read(model)}
            maps = [name for name, shape in shapes.items() if len(shape) == 3 and shape[0] != 1]
            field = receptive_field.of(model, maps[-1])
            assert (str(field.size[0]), str(field.local.size[0])) == (row["size"], row["without global branches"])
            assert (str(field.local.stride[0]), str(field.local.padding[0])) == (row["stride"], row["padding"])


def test_gradients_found_the_same_fields(root):
    rows = rows_of(root / "benchmarks" / "results" / "receptive_field_methods.csv")
    assert len(rows) == 4
    for row in rows:
        assert row["size"] == row["gradient layer by layer: size"], row["network"]
