"""Preparing images and points for training and testing, with one thing or another done wrong: behind the bug hunt."""

from __future__ import annotations

import numpy as np

from coursekit.augmentation.tasks.pixels import Array

__all__ = ["Parts", "parts", "pictures"]

Parts = dict[str, Array]


def _turned(row: int, column: int, turns: int, size: int) -> tuple[int, int]:
    """Where a place of a square image lies after so many quarter-turns counter-clockwise."""
    for _ in range(turns % 4):
        row, column = size - 1 - column, row
    return row, column


def _sequence(order: Array, kind: str) -> list[int]:
    """Which image comes first, second, and so on."""
    if kind == "given":
        return list(range(len(order)))
    return [int(place) for place in (np.argsort(order) if kind == "inverse" else order)]


def _scales(of_training: Array, of_all: Array, of_test: Array, statistics: str) -> list[tuple[float, float]]:
    """What is subtracted and what is divided by, for training and for the test."""
    own = {
        "training": (of_training, of_training),
        "all": (of_all, of_all),
        "each": (of_training, of_test),
        "training only": (of_training, None),
        "none": (None, None),
    }[statistics]
    return [(float(of.mean()), float(of.std())) if of is not None and of.size else (0.0, 1.0) for of in own]


def _each(pictures: Array) -> Array:
    """Every image normalised by itself."""
    return np.array([(picture - picture.mean()) / picture.std() for picture in pictures]).reshape(pictures.shape)


def parts(
    images: Array,
    points: Array,
    order: Array,
    turns: Array,
    test_count: int,
    *,
    images_in: str = "order",
    points_in: str = "order",
    copies_of: str = "training",
    copied_points_of: str = "",
    test_copies: bool = False,
    images_turn: str = "own",
    points_turn: str = "own",
    backwards: bool = False,
    statistics: str = "training",
    originals: bool = True,
    test_first: bool = False,
    copies_first: bool = False,
    turns_in: str = "given",
) -> Parts:
    """The four arrays with one thing done wrong; each keyword is a mistake, and the draft makes five of them.

    Keywords:
        images_in: the images stand in the new "order", in the "inverse" one, or as they were "given".
        points_in: the same for the points.
        copies_of: copies are made of the images for "training", or of "all".
        copied_points_of: the same for the points of the copies, if it differs.
        test_copies: whether the test part has copies, too.
        images_turn: each copy is turned by its "own" number of quarter-turns, or all by the "first".
        points_turn: the same for the points of the copies; "none" if they stay where they were.
        backwards: whether points are turned clockwise.
        statistics: the mean and the deviation are those of the images for "training", of as many in the order as
            "given", of "all", of "each" part its own; "image" if each image has its own; "training only" if the test
            part is left as it was; "none" if nothing is normalised.
        originals: whether the images themselves are used for training beside their copies.
        test_first: whether the first images are held back for the test, not the last ones.
        copies_first: whether the copies come before the originals.
        turns_in: the turns are taken as "given", for the new order, or put into the new "order" themselves.
    """
    turns = turns[order] if turns_in == "order" else turns
    mine = [images[place] for place in _sequence(order, images_in)]
    places = [(int(points[place][0]), int(points[place][1])) for place in _sequence(order, points_in)]
    everyone, size = list(range(len(images))), images.shape[1]
    count = len(images) - test_count
    kept = everyone[test_count:] if test_first else everyone[:count]
    held_back = [place for place in everyone if place not in kept]

    def turn(place: int, rule: str) -> int:
        # The first number is that of the first image for training, whichever that is.
        own = int(turns[place - test_count if test_first else place])
        return {"own": own, "first": int(turns[0]), "none": 0}[rule]

    def copies(of: list[int]) -> list[Array]:
        return [np.rot90(mine[place], turn(place, images_turn)) for place in of]

    def copied_points(of: list[int]) -> list[tuple[int, int]]:
        sign = -1 if backwards else 1
        return [_turned(*places[place], sign * turn(place, points_turn), size) for place in of]

    to_copy = {"training": kept, "all": everyone}
    train = ([mine[place] for place in kept] if originals else []) + copies(to_copy[copies_of])
    train_points = [places[place] for place in kept] if originals else []
    train_points += copied_points(to_copy[copied_points_of or copies_of])
    if copies_first:
        swapped = [*range(count, 2 * count), *range(count)]
        train, train_points = [train[place] for place in swapped], [train_points[place] for place in swapped]
    test = [mine[place] for place in held_back] + (copies(held_back) if test_copies else [])
    test_points = [places[place] for place in held_back] + (copied_points(held_back) if test_copies else [])
    train_images, test_images = (np.array(part).reshape(-1, *images.shape[1:]) for part in (train, test))
    of_training = np.array([mine[place] for place in kept])
    if statistics == "given":
        of_training, statistics = images[:count], "training"
    if statistics == "image":
        train_images, test_images = (_each(part) for part in (train_images, test_images))
        statistics = "none"
    (mean, deviation), (test_mean, test_deviation) = _scales(of_training, images, test_images, statistics)
    return {
        "train_images": (train_images - mean) / deviation,
        "train_points": np.array(train_points).reshape(-1, 2),
        "test_images": (test_images - test_mean) / test_deviation,
        "test_points": np.array(test_points, dtype=int).reshape(-1, 2),
    }


def pictures(size: int, points: Array, seed: int) -> Array:
    """Square images whose brightest pixel, the animal, lies on its point; each has the same values in other places."""
    rng = np.random.default_rng(seed)
    found = []
    for row, column in points.tolist():
        values = rng.permutation(size * size - 1) / (size * size)
        found.append(np.insert(values, row * size + column, 2.0).reshape(size, size))
    return np.stack(found)
