"""Answers to `pooled(maps)`."""

import numpy as np


def right_mean(maps):
    return maps.mean(axis=(1, 2))


def right_places_in_a_row(maps):
    images, rows, columns, channels = maps.shape
    return maps.reshape(images, rows * columns, channels).sum(axis=1) / (rows * columns)


def right_loops(maps):
    return np.array([[image[:, :, c].mean() for c in range(maps.shape[3])] for image in maps])


def right_one_axis_after_the_other(maps):
    return np.einsum("nrcf->nf", maps) / maps[0, :, :, 0].size


def wrong_max(maps):
    """the largest values of each map"""
    return maps.max(axis=(1, 2))


def wrong_sum(maps):
    """larger maps would give larger features"""
    return maps.sum(axis=(1, 2))


def wrong_channels(maps):
    """You average over the channels, and keep the places."""
    return maps.mean(axis=3)


def wrong_images_too(maps):
    """You average over the images as well."""
    return maps.mean(axis=(0, 1, 2))


def wrong_axes_in_front(maps):
    """axis 0 is for the images"""
    return maps.mean(axis=(0, 1))


def wrong_rows_alone(maps):
    """over the rows only"""
    return maps.mean(axis=1)


def wrong_columns_alone(maps):
    """over the columns only"""
    return maps.mean(axis=2)


def wrong_axes_behind(maps):
    """axes count from 0"""
    return maps.mean(axis=(2, 3))


def wrong_one_number(maps):
    """One number for each image is left"""
    return maps.mean(axis=(1, 2, 3))


def wrong_flat(maps):
    """nothing is averaged"""
    return maps.reshape(len(maps), -1)


def wrong_zeros_left_out(maps):
    """You leave the zeros out."""
    with np.errstate(invalid="ignore"):
        found = np.where(maps != 0, maps, np.nan)
        counts = np.isfinite(found).sum(axis=(1, 2))
        return np.nansum(found, axis=(1, 2)) / np.maximum(counts, 1)


def wrong_axes_kept(maps):
    """with size 1"""
    return maps.mean(axis=(1, 2), keepdims=True)


def wrong_median(maps):
    """values differ"""
    return np.median(maps, axis=(1, 2))


def wrong_first_image(maps):
    """(3,)"""
    return maps[0].mean(axis=(0, 1)) if maps.shape[-1] == 3 else maps.mean(axis=(1, 2))


def refused_keras(maps):
    """keras.layers.GlobalAveragePooling2D"""
    import keras

    return np.asarray(keras.layers.GlobalAveragePooling2D()(maps))
