"""Answers to `adjust(image, brightness, contrast)`."""

import numpy as np


def right_in_three_lines(image, brightness, contrast):
    mean = image.mean(axis=(0, 1))
    values = (mean + (image - mean) * contrast) * brightness
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def right_channel_by_channel(image, brightness, contrast):
    channels = []
    for channel in range(image.shape[2]):
        values = image[..., channel].astype(float)
        values = brightness * (contrast * values + (1 - contrast) * values.mean())
        channels.append(np.floor(np.minimum(np.maximum(values, 0), 255) + 0.5))
    return np.stack(channels, axis=-1).astype(np.uint8)


def right_brightness_first_with_its_own_mean(image, brightness, contrast):
    brighter = image * float(brightness)
    mean = brighter.mean(axis=(0, 1), keepdims=True)
    return np.uint8(np.clip(mean + contrast * (brighter - mean), 0, 255).round())


def right_as_floats(image, brightness, contrast):
    return right_in_three_lines(image, brightness, contrast).astype(float)


def _values(image, brightness, contrast):
    mean = image.mean(axis=(0, 1))
    return (mean + (image - mean) * contrast) * brightness


def _kept(values):
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def wrong_changed_in_place(image, brightness, contrast):
    """Your function changes its argument `image`"""
    image[:] = right_in_three_lines(image, brightness, contrast)
    return image


def wrong_wrapped(image, brightness, contrast):
    """260 does not fit into uint8"""
    return np.round(_values(image, brightness, contrast)).astype(int).astype(np.uint8)


def wrong_wrapped_not_rounded(image, brightness, contrast):
    """260 does not fit into uint8"""
    return _values(image, brightness, contrast).astype(int).astype(np.uint8)


def wrong_not_cut_off(image, brightness, contrast):
    """Some of your values are below 0 or above 255"""
    return np.round(_values(image, brightness, contrast)).astype(int)


def wrong_raw_values(image, brightness, contrast):
    """before they are rounded, cut off and stored"""
    return _values(image, brightness, contrast)


def wrong_not_rounded(image, brightness, contrast):
    """An image of uint8 holds whole numbers: round them."""
    return _values(image, brightness, contrast).clip(0, 255)


def wrong_cut_to_whole_numbers(image, brightness, contrast):
    """`astype(np.uint8)` makes 99 of 99.7"""
    return _values(image, brightness, contrast).clip(0, 255).astype(np.uint8)


def wrong_rounded_up(image, brightness, contrast):
    """To the nearest whole number, 99.2 becomes 99."""
    return np.ceil(_values(image, brightness, contrast).clip(0, 255)).astype(np.uint8)


def wrong_below_only(image, brightness, contrast):
    """some are above 255"""
    return np.round(np.maximum(_values(image, brightness, contrast), 0)).astype(int)


def wrong_above_only(image, brightness, contrast):
    """some are below 0"""
    return np.round(np.minimum(_values(image, brightness, contrast), 255)).astype(int)


def wrong_cut_off_at_256(image, brightness, contrast):
    """What is the largest number that fits into uint8?"""
    return np.clip(np.round(_values(image, brightness, contrast)), 0, 256).astype(int).astype(np.uint8)


def wrong_0_to_1(image, brightness, contrast):
    """Your values go from 0 to 1."""
    return np.clip(_values(image / 255, brightness, contrast), 0, 1)


def wrong_difference_of_bytes(image, brightness, contrast):
    """A difference of two uint8 values wraps around as well"""
    mean = image.mean(axis=(0, 1)).astype(np.uint8)
    return _kept(brightness * (mean + contrast * (image - mean)))


def wrong_cut_off_at_one(image, brightness, contrast):
    """In an image of uint8 white is 255."""
    return np.clip(_values(image, brightness, contrast), 0, 1)


def wrong_one_mean(image, brightness, contrast):
    """You take one mean for the whole image."""
    mean = image.mean()
    return _kept((mean + (image - mean) * contrast) * brightness)


def wrong_mean_of_each_pixel(image, brightness, contrast):
    """which axes are these?"""
    mean = image.mean(axis=-1, keepdims=True)
    return _kept((mean + (image - mean) * contrast) * brightness)


def wrong_mean_of_each_column(image, brightness, contrast):
    """The mean of a channel goes over rows *and* columns."""
    mean = image.mean(axis=0)
    return _kept((mean + (image - mean) * contrast) * brightness)


def wrong_mean_of_each_row(image, brightness, contrast):
    """You take a mean for each row of the image."""
    mean = image.mean(axis=1)[:, None]
    return _kept((mean + (image - mean) * contrast) * brightness)


def wrong_median(image, brightness, contrast):
    """leaves the median of each channel"""
    middle = np.median(image, axis=(0, 1))
    return _kept((middle + (image - middle) * contrast) * brightness)


def wrong_about_128(image, brightness, contrast):
    """away from 128, whatever the image holds"""
    return _kept((128 + (image - 128.0) * contrast) * brightness)


def wrong_about_half(image, brightness, contrast):
    """away from 127.5, whatever the image holds"""
    return _kept((127.5 + (image - 127.5) * contrast) * brightness)


def wrong_about_black(image, brightness, contrast):
    """Contrast multiplies the *distance from the mean*."""
    return _kept(image * contrast * brightness)


def wrong_old_mean(image, brightness, contrast):
    """the mean that it *had*"""
    mean = image.mean(axis=(0, 1))
    return _kept(mean + contrast * (image * brightness - mean))


def wrong_mean_left_alone(image, brightness, contrast):
    """Your image never gets brighter"""
    mean = image.mean(axis=(0, 1))
    return _kept(mean + (image - mean) * contrast * brightness)


def wrong_mean_not_added(image, brightness, contrast):
    """do not add the mean again"""
    return _kept((image - image.mean(axis=(0, 1))) * contrast * brightness)


def wrong_distance_reversed(image, brightness, contrast):
    """which way round is the distance from the mean?"""
    mean = image.mean(axis=(0, 1))
    return _kept((mean + (mean - image) * contrast) * brightness)


def wrong_brightness_of_the_mean(image, brightness, contrast):
    """and not the distance from it"""
    mean = image.mean(axis=(0, 1))
    return _kept(mean * brightness + (image - mean) * contrast)


def wrong_exchanged(image, brightness, contrast):
    """Brightness and contrast have changed places."""
    return right_in_three_lines(image, contrast, brightness)


def wrong_brightness_only(image, brightness, contrast):
    """What is the contrast of 0.77 for?"""
    return _kept(image * float(brightness))


def wrong_contrast_only(image, brightness, contrast):
    """What is the brightness of 1.23 for?"""
    return _kept(_values(image, 1, contrast))


def wrong_brightness_added(image, brightness, contrast):
    """It is a factor"""
    return _kept(_values(image, 1, contrast) + 255 * (brightness - 1))


def wrong_cut_off_in_between(image, brightness, contrast):
    """You cut the values off between contrast and brightness."""
    return _kept(_values(image, 1, contrast).clip(0, 255) * brightness)


def wrong_stored_in_between(image, brightness, contrast):
    """You round and cut off between contrast and brightness"""
    return _kept(right_in_three_lines(image, 1, contrast) * float(brightness))


def wrong_black(image, brightness, contrast):
    """Every value is zero."""
    return np.zeros_like(image)


def wrong_given_back(image, brightness, contrast):
    """That is `image`, as it was given to your function."""
    return image


def wrong_from_0_to_1(image, brightness, contrast):
    """values differ"""
    return right_in_three_lines(image, brightness, contrast) / 255


def wrong_distance_added_to_the_value(image, brightness, contrast):
    """You add the new distance to the value that the pixel had."""
    mean = image.mean(axis=(0, 1))
    return _kept((image + (image - mean) * contrast) * brightness)


def wrong_mean_rounded(image, brightness, contrast):
    """You make a whole number of the mean."""
    mean = image.mean(axis=(0, 1)).round()
    return _kept((mean + (image - mean) * contrast) * brightness)


def wrong_mean_cut(image, brightness, contrast):
    """You make a whole number of the mean."""
    mean = image.mean(axis=(0, 1)).astype(int)
    return _kept((mean + (image - mean) * contrast) * brightness)


def wrong_rounded_in_between(image, brightness, contrast):
    """You round between contrast and brightness."""
    return _kept(np.round(_values(image, 1, contrast)) * brightness)


def wrong_uint8_at_each_step(image, brightness, contrast):
    """You put the values into an array of uint8 after each step"""
    result = image.copy()
    for channel in range(image.shape[2]):
        mean = result[..., channel].mean()
        # By way of whole numbers: what NumPy makes of a float beyond 255 differs between processors.
        result[..., channel] = (mean + (result[..., channel] - mean) * contrast).astype(int) % 256
        result[..., channel] = (result[..., channel] * float(brightness)).astype(int) % 256
    return np.clip(np.round(result), 0, 255)


def refused_keras_layer(image, brightness, contrast):
    """keras.layers.RandomBrightness"""
    import keras

    keras.layers.RandomBrightness(0.5)
    return right_in_three_lines(image, brightness, contrast)


def refused_the_package(image, brightness, contrast):
    """coursekit.augmentation"""
    from coursekit.augmentation import Augment, Parameters

    chosen = Parameters.identity(1, image.shape[2])
    chosen = chosen._replace(brightness=np.array([brightness]), contrast=np.array([contrast]))
    return Augment().apply(image[None], chosen)[0]


def refused_the_tasks_own_answer(image, brightness, contrast):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.adjust.reference(image, brightness, contrast)
