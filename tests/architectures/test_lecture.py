"""What lecture 06 claims, worked out again: Keras, NumPy, and the committed results."""

from __future__ import annotations

import jupytext
import numpy as np
import pytest

from coursekit import architectures, network, parameters, receptive_field
from coursekit.architectures import PUBLISHED, measured, ranges


@pytest.fixture(scope="module")
def cells(root):
    return jupytext.read(root / "lectures" / "06_architectures.py", fmt="py:percent").cells


@pytest.fixture(scope="module")
def told(cells):
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


@pytest.fixture(scope="module")
def vgg16():
    with network.counting():
        return architectures.vgg16()


def by_hand(model):
    """Numbers that the layers of a model give, by name; what only gives others another shape is left out."""
    return {
        layer.name: int(np.prod(layer.output.shape[1:]))
        for layer in model.layers
        if type(layer).__name__ not in {"Flatten", "Dropout"}
    }


def test_lenet_by_hand(told, keras):
    old, today = architectures.lenet5("1998"), architectures.lenet5("modern")
    assert by_hand(old)["C1"] == 28 * 28 * 6 == 4704
    assert round(4704 / 1024, 1) == 4.6
    assert "4.6 times as many: 28·28·6 = 4,704 from 1,024." in told
    trained = {name: sum(int(np.prod(w.shape)) for w in old.get_layer(name).trainable_weights) for name in ("S2", "C3")}
    assert trained == {"S2": 2 * 6, "C3": 60 * 25 + 16}
    assert "60 of 96 pairs: 60·25 + 16 = 1,516, against 2,416" in told
    assert today.get_layer("C3").count_params() == 2416
    assert sum(int(np.prod(weight.shape)) for weight in old.trainable_weights) == 60_000
    assert today.count_params() == 61_706
    assert "The paper counts 60,000 trainable parameters." in told
    assert old.get_layer("output").count_params() == 10 * 7 * 12
    assert not old.get_layer("output").trainable_weights
    assert "ten pictures of 7×12 pixels" in told


def test_what_is_asked_is_not_told_before(told):
    for answer, question in (
        ("4,704", "How many times?"),
        ("2,416", "which of the two has more there?"),
        ("No: 54", r"n = 224$?"),
        ("15,237,608", "Do you get 24 million?"),
        ("4.7 GB", "or the activations?"),
    ):
        before, found, after = told.partition(question)
        assert found
        assert answer not in before
        assert answer in after


def test_alexnet_by_keras(told, keras):
    sizes = {
        size: keras.layers.Conv2D(1, 11, strides=4).compute_output_shape((None, size, size, 3))[1]
        for size in (224, 227)
    }
    assert sizes == {224: 54, 227: 55}
    assert "No: 54, and a pixel is left over; 55 takes 227, or zeros around." in told
    assert (224 - 11) % 4 == 1
    with network.counting():
        model = architectures.alexnet()
    convolutions = sum(layer.count_params() for layer in model.layers if layer.name.startswith("conv"))
    assert convolutions / 1e6 == pytest.approx(2.3, abs=0.05)
    assert model.count_params() / 1e6 == pytest.approx(61, abs=0.05)
    assert round(100 * convolutions / model.count_params()) == 4
    assert "2.3 of 61 million are in the convolutions: 4 %" in told
    kinds = architectures.by_kind(model)
    assert round(100 * kinds.loc["convolution", "share of operations"]) == 92
    assert "which do 92 % of the work" in told
    with network.counting():
        single = architectures.alexnet("one stream")
    assert sum(layer.count_params() for layer in single.layers if layer.name.startswith("conv")) / 1e6 == pytest.approx(
        3.7, abs=0.05
    )


def test_vgg16_by_hand(told, vgg16):
    outputs = by_hand(vgg16)
    total = sum(outputs.values())
    assert total == 15_237_608
    assert "15,237,608 values, 61 MB at 4 bytes each." in told
    assert 4 * total / 1e6 == pytest.approx(61, abs=0.1)
    learns = [layer.name for layer in vgg16.layers if layer.weights]
    before_too = total + sum(outputs[name] for name in learns)
    assert 4 * before_too / 1e6 == pytest.approx(115, abs=0.5)
    assert before_too / 1e6 == pytest.approx(28.8, abs=0.05)
    assert "If the values before each ReLU are kept as well, 28.8 million, 115 MB." in told
    first = outputs["block1_conv1"] + outputs["block1_conv2"]
    assert outputs["block1_conv2"] / 1e6 == pytest.approx(3.2, abs=0.05)
    assert first / total > 0.4
    assert "3.2 million numbers each, two fifths of all together" in told
    assert vgg16.get_layer("fc1").count_params() / vgg16.count_params() == pytest.approx(0.75, abs=0.01)
    products = architectures.table(vgg16)["multiply-accumulates"]
    most = products.drop(index="total").max()
    assert (products == most).sum() == 6
    assert most / 1e9 == pytest.approx(1.85, abs=0.01)


def test_memory_of_training_by_hand(told, vgg16):
    """Inputs of layers that learn, outputs of ReLU, and where the maxima were: each once."""
    outputs = by_hand(vgg16)
    floats = [name for name in outputs if not name.startswith(("input", "predictions"))]
    pooled = sum(outputs[name] for name in floats if "pool" in name)
    kept = 4 * (sum(outputs[name] for name in floats) + outputs["predictions"]) + 4 * 150_528 + 8 * pooled
    backward = int(parameters.table(vgg16).loc["total", "backward bytes"])
    assert backward == pytest.approx(kept, rel=1e-3)
    assert backward / 1e6 == pytest.approx(73, abs=0.5)
    assert "what the backward pass needs is 73 MB an image" in told
    assert 64 * backward / 1e9 == pytest.approx(4.7, abs=0.05)
    assert 3 * 4 * vgg16.count_params() / 1e9 == pytest.approx(1.7, abs=0.05)
    assert "4.7 GB, against 1.7 for all that goes with the parameters" in told


def test_three_small_kernels_see_what_one_large_sees(told):
    start = network.Input(shape=(56, 56, 64))
    large = [start, network.Conv(64, 7, use_bias=False)]
    small = [start, *(network.Conv(64, 3, use_bias=False) for _ in range(3))]
    assert receptive_field.of(large).size == receptive_field.of(small).size == (7, 7) == (1 + 3 * 2,) * 2
    counts = [architectures.table(layers).loc["total", "parameters"] for layers in (large, small)]
    assert counts == [49 * 64**2, 27 * 64**2]
    assert "$27 C^2$ weights against $49 C^2$" in told


def test_the_table_of_the_paper(told):
    rows = {row.networks: row for row in PUBLISHED}
    assert f"from {rows[1].validation} to {rows[5].validation}." in told
    assert rows[7].pretrained == 2
    assert "In the last row two of seven had learnt from *more data*." in told
    assert f"to credit the {rows[7].test} to averaging" in told


# -- what was measured over seeds


def test_two_scores_for_one_network(told):
    modern = measured("lenet").query("variant == 'modern'")
    found = ranges(modern, ["split", "augmentation"])
    mean = found["mean"]
    assert (
        f"With a random split {100 * mean['random', 'none']:.1f} %, by order {100 * mean['order', 'none']:.1f}:" in told
    )
    assert found.loc[("order", "none"), "highest"] < found.loc[("random", "none"), "lowest"]
    for split in ("random", "order"):
        assert found.loc[(split, "none"), "highest"] < found.loc[(split, "with"), "highest"]
        assert mean[split, "with"] > mean[split, "none"] + 0.005
    wide = modern.pivot_table(index=["split", "seed"], columns="augmentation", values="test_accuracy").dropna()
    assert (wide["with"] > wide["none"]).all()
    assert "Small turns and shifts in training (lesson 04) lift both." in told
    assert set(found["runs"]) == {5}
    assert "five runs each" in told
    as_published = ranges(measured("lenet").query("variant == '1998' and augmentation == 'none'"), "split")
    random, order = (100 * as_published.loc[split, "mean"] for split in ("random", "order"))
    assert f"(the 1998 form: {random:.1f} and {order:.1f})" in told
    assert set(as_published["runs"]) == {5}


def test_what_a_tanh_leaves_of_a_gradient(told, vgg16, keras):
    x = keras.ops.convert_to_tensor(1.0)
    slope = 1 - float(keras.ops.tanh(x)) ** 2
    assert f"Tanh at 1 has a slope of {slope:.2f}" in told
    hidden = [
        sum(bool(layer.weights) for layer in model.layers) - 1 for model in (architectures.lenet5("modern"), vgg16)
    ]
    assert hidden == [4, 15]
    assert slope ** hidden[0] == pytest.approx(0.03, abs=0.005)
    assert slope ** hidden[1] == pytest.approx(2e-6, abs=0.5e-6)
    assert "LeNet-5's four hidden layers leave 3 % of a gradient, VGG16's fifteen two millionths" in told


def test_tanh_was_not_slower(told):
    tried = measured("activations").query("purpose == 'measured' and network == 'LeNet-5'")
    found = ranges(tried, "activation", "epochs_to_accuracy")
    for activation in ("tanh", "ReLU"):
        lowest, highest = found.loc[activation, ["lowest", "highest"]]
        assert f"{lowest:.1f} to {highest:.1f} epochs with {activation}" in told or (
            f"{lowest:.1f} to {highest:.1f} with {activation}" in told
        )
    assert found.loc["tanh", "highest"] < found.loc["ReLU, He start", "lowest"]
    assert found.loc["ReLU, He start", "mean"] < found.loc["ReLU", "mean"]
    lowest, highest = found.loc["ReLU, He start", ["lowest", "highest"]]
    assert f"help ({lowest:.1f} to {highest:.1f}), but explain a part only" in told
    assert set(found["runs"]) == {5}
    assert "with ReLU, in five runs each." in told
    assert "The other way round:" in told


def test_dropout_and_weight_decay(told):
    fitted = measured("regularisation").query("purpose == 'measured'")
    train, test, loss = (
        ranges(fitted, "regularisation", column) for column in ("train_accuracy", "test_accuracy", "test_loss")
    )
    none, decay, dropout = (100 * test.loc[way, "mean"] for way in ("none", "weight decay", "dropout"))
    fitting = 100 * train.loc["weight decay", "mean"]
    assert train.loc["none", "lowest"] == 1
    assert f"Weight decay: training falls to {fitting:.0f} %, the test rises from {none:.0f} to {decay:.0f}," in told
    pairs = fitted.pivot_table(index="seed", columns="regularisation", values="test_accuracy")
    assert (pairs["weight decay"] > pairs["none"]).all()
    assert "and in each of five runs. Dropout" in told
    assert f"Dropout: training falls, and the test as well, to {dropout:.0f};" in told
    assert test.loc["dropout", "highest"] < test.loc["none", "lowest"]
    assert train.loc["dropout", "highest"] < train.loc["none", "lowest"]
    assert loss.loc["dropout", "highest"] < loss.loc["none", "lowest"]
    assert f"its test loss is lower, {loss.loc['dropout', 'mean']:.1f} for {loss.loc['none', 'mean']:.1f}" in told
    assert test.loc["both", "highest"] < test.loc["none", "lowest"]
    tuned = measured("regularisation").query("purpose == 'tuning' and regularisation == 'weight decay'")
    chosen = fitted.loc[fitted["regularisation"] == "weight decay", "weight_decay"].unique()
    assert tuned["weight_decay"].nunique() == 3
    assert chosen == [tuned["weight_decay"].max()]
    assert "The decay, the largest of three tried, was chosen on other patches." in told
    assert set(fitted["images"]) == {240}
    assert set(test["runs"]) == {5}


def test_seven_networks(told):
    together = measured("ensemble").query("patches == 'simulated'")
    mean = 100 * together.groupby("networks")["accuracy"].mean()
    assert f"By {mean[7] - mean[1]:.0f} points, from {mean[1]:.0f} to {mean[7]:.0f} %" in told
    assert f"the second brings {mean[2] - mean[1]:.0f} of them" in told
    assert 0 <= mean[7] - mean[6] < 0.6
    assert "the seventh hardly anything" in told
    wide = together.pivot_table(index="ensemble", columns="networks", values="accuracy")
    assert (wide[7] > wide[1] + 0.04).all()
    assert together["ensemble"].nunique() == 3
    assert "(three ensembles)" in told
    fitted = measured("regularisation").query("purpose == 'measured'")
    single = 100 * fitted.loc[fitted["regularisation"] == "weight decay", "test_accuracy"].mean()
    assert single > 100 * together["highest"].max()
    assert f"One network with weight decay had {single:.0f} % of these test patches right" in told
    assert set(together["test_images"]) == {measured("regularisation").attrs["test_images"]}


def test_deeper_with_as_many_parameters(told):
    deep = measured("depth").query("purpose == 'measured'")
    lions = deep[deep["images"] == "sea lions, simulated"]
    found = ranges(lions, "network")
    best, large = (100 * found.loc[name, "mean"] for name in ("three 3×3, same parameters", "one 7×7"))
    assert f"in each of five runs: {best:.0f} % against {large:.0f}." in told
    assert found.loc["three 3×3, same parameters", "lowest"] > found.loc["one 7×7", "highest"]
    counts = lions.groupby("network")["parameters"].first()
    assert 0.5 < counts["three 3×3, same width"] / counts["one 7×7"] < 0.6
    assert abs(found.loc["three 3×3, same width", "mean"] - found.loc["one 7×7", "mean"]) < 0.04
    assert "With little more than half as many it does about as well as the 7×7." in told
    assert lions["train_accuracy"].max() < 0.8
    assert "on sea lions no network has learnt its training patches by then" in told
    digits = ranges(deep[deep["images"] == "digits, by order"], "network")
    assert digits["lowest"].max() < digits["highest"].min()
    spread = digits["highest"] - digits["lowest"]
    assert spread.max() > digits["mean"].max() - digits["mean"].min()
    assert "On digits the ranges overlap" in told
    assert set(found["runs"]) == set(digits["runs"]) == {5}
    assert set(deep["receptive_field"]) == {46}
    assert measured("depth").attrs["steps"] == 300


def test_the_summary_says_what_was_measured(told):
    test = ranges(measured("regularisation").query("purpose == 'measured'"), "regularisation")["mean"]
    together = measured("ensemble").query("patches == 'simulated'").groupby("networks")["accuracy"].mean()
    points = 100 * (test["weight decay"] - test["none"]), 100 * (together[7] - together[1])
    assert f"weight decay brought {points[0]:.0f} points, seven networks {points[1]:.0f}." in told
