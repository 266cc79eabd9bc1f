"""What became of the options of Keras' `ImageDataGenerator`."""

from __future__ import annotations

__all__ = ["MIGRATION"]


def _row(option: str, there: str, here: str, differences: str) -> dict[str, str]:
    return {"option": option, "there": there, "here": here, "differences": differences}


MIGRATION: tuple[dict[str, str], ...] = (
    _row(
        "rotation_range",
        "degrees, to both sides",
        "rotation_range",
        "there not about the middle unless the image is square",
    ),
    _row(
        "width_shift_range",
        "below 1 a part of the width, else pixels; a whole number for whole pixels; a list to choose from",
        "width_shift_range",
        "there it moves up and down in Keras 3.15 (the two shifts are exchanged); whole number 1, which never shifts, "
        "is refused here",
    ),
    _row("height_shift_range", "as width_shift_range", "height_shift_range", "there it moves sideways in Keras 3.15"),
    _row("shear_range", "degrees", "shear_range", "as rotation_range"),
    _row("zoom_range", "a number or (lowest, highest); below 1 is closer", "zoom_range", "as rotation_range"),
    _row("horizontal_flip", "True or False", "horizontal_flip", "none"),
    _row("vertical_flip", "True or False", "vertical_flip", "none"),
    _row(
        "fill_mode",
        "constant, nearest, reflect or wrap",
        "fill_mode",
        "wrap repeats every pixel once (SciPy's grid-wrap); constant blends with cval at the edge (grid-constant)",
    ),
    _row("cval", "a value of the image", "cval", "from 0 to 1, also for uint8: divide by 255"),
    _row(
        "brightness_range",
        "(lowest, highest) factor; the image is rounded to 256 values",
        "brightness_range",
        "floats are not rounded",
    ),
    _row(
        "channel_shift_range",
        "one number added to all channels, cut off at the image's own extremes",
        "channel_shift_range",
        "a number for each channel, cut off at black and white; as part of the whole range: divide by 255",
    ),
    _row("rescale", "factor, at the end", "rescale", "refused for floats from 0 to 1, which are rescaled already"),
    _row("preprocessing_function", "called with each image, then rescale", "preprocessing_function", "none"),
    _row(
        "flow", "endless batches; the seed gives other images for another batch_size", "flow", "a keras.utils.PyDataset"
    ),
    _row("flow_from_directory", "class folders", "keras.utils.image_dataset_from_directory, then flow", "two steps"),
    _row("validation_split", "part of the images", "", "split before: augment the training images alone"),
    _row(
        "featurewise_center, featurewise_std_normalization, samplewise_center, samplewise_std_normalization",
        "mean and standard deviation",
        "keras.layers.Normalization in the model",
        "belongs to the model: test images need it too",
    ),
    _row("interpolation_order", "order of the spline, 1 if not given", "", "always 1, bilinear"),
    _row("zca_whitening, zca_epsilon", "decorrelated pixels", "", "not offered"),
    _row("data_format", "channels first or last", "", "channels last; np.moveaxis for others"),
    _row("dtype", "of the result", "", "float32 or uint8, as the images came"),
)
"""A row an option, with `option`, `there`, `here`, `differences`: `pandas.DataFrame(MIGRATION)`."""
