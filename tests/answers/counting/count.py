"""Answers to `count(maps, stride, offset, patch, classes)`."""

import numpy as np

SLOW = True  # its mosaics are drawn, and looked at by a network

_LENGTHS = {"adult_males": 90, "subadult_males": 69, "adult_females": 68, "juveniles": 48, "pups": 23}
_ANIMALS = list(_LENGTHS)


def _kept(points, scores, sizes):
    kept = []
    for place in np.argsort(-scores, kind="stable").tolist():
        apart = np.hypot(*(points[kept] - points[place]).T)
        if (apart >= (sizes[kept] + sizes[place]) / 2).all():
            kept.append(place)
    return kept


def _counted(maps, stride, classes, *, threshold, share, smooth):
    from scipy.ndimage import gaussian_filter

    if smooth:
        maps = gaussian_filter(maps, (smooth / stride[0], smooth / stride[1], 0), mode="nearest")
    labels, scores = maps.argmax(axis=2), maps.max(axis=2)
    rows, columns = np.nonzero((labels < len(classes) - 1) & (scores >= threshold))
    found = labels[rows, columns]
    sizes = np.array([share * _LENGTHS.get(name, 0) for name in classes])[found]
    kept = _kept(np.stack([rows, columns], axis=1) * np.array(stride), scores[rows, columns], sizes)
    return {name: int((found[kept] == k).sum()) for k, name in enumerate(classes[:-1])}


def right_smoothed_and_suppressed(maps, stride, offset, patch, classes):
    return _counted(maps, stride, classes, threshold=0.5, share=0.65, smooth=4)


def right_tuned_on_the_given(maps, stride, offset, patch, classes):
    return _counted(maps, stride, classes, threshold=0.4, share=0.5, smooth=6)


def right_arrays_without_dimensions(maps, stride, offset, patch, classes):
    found = _counted(maps, stride, classes, threshold=0.4, share=0.6, smooth=5)
    return {name: np.array(number) for name, number in found.items()}


def right_another_setting_without_pups(maps, stride, offset, patch, classes):
    found = _counted(maps, stride, classes, threshold=0.55, share=0.5, smooth=4)
    return {name: float(number) for name, number in found.items() if name != "pups"}


def wrong_beginning_of_the_hint(maps, stride, offset, patch, classes):
    """on average, and at most 17% is allowed here. You find too many."""
    return _counted(maps, stride, classes, threshold=0.5, share=1 / 3, smooth=4)


def wrong_one_distance_for_sure_patches(maps, stride, offset, patch, classes):
    """on average, and at most 23% is allowed here."""
    labels, scores = maps.argmax(axis=2), maps.max(axis=2)
    sure = (labels < len(classes) - 1) & (scores >= 0.7)
    points = np.argwhere(sure) * np.array(stride) + np.array(offset) + np.array(patch) // 2
    found = labels[sure][_kept(points, scores[sure], np.full(len(points), 48.0))]
    return {name: np.sum(found == classes.index(name)) for name in _ANIMALS}


def wrong_no_dictionary(maps, stride, offset, patch, classes):
    """That is no dictionary."""
    return list(right_smoothed_and_suppressed(maps, stride, offset, patch, classes).values())


def wrong_background_too(maps, stride, offset, patch, classes):
    """Your result has a count for backgrounds."""
    return right_smoothed_and_suppressed(maps, stride, offset, patch, classes) | {"backgrounds": 0}


def wrong_missing(maps, stride, offset, patch, classes):
    """Your result has no count for"""
    found = right_smoothed_and_suppressed(maps, stride, offset, patch, classes)
    return {name: number for name, number in found.items() if name != "juveniles"}


def wrong_negative(maps, stride, offset, patch, classes):
    """One of your counts is no number from 0 on."""
    return dict.fromkeys(_ANIMALS, -1)


def wrong_zeros(maps, stride, offset, patch, classes):
    """You find no animal at all."""
    return dict.fromkeys(_ANIMALS, 0)


def wrong_patches(maps, stride, offset, patch, classes):
    """An animal is seen by all the patches around it"""
    labels = maps.argmax(axis=2)
    return {name: int(((labels == k) & (maps.max(axis=2) >= 0.5)).sum()) for k, name in enumerate(classes[:-1])}


_GIVEN = [(3, 10, 18, 10, 12), (1, 10, 6, 12, 6), (1, 0, 7, 0, 3)]


def wrong_mean_of_the_given(maps, stride, offset, patch, classes):
    """The count error is"""
    return dict(zip(_ANIMALS, np.mean(_GIVEN, axis=0)))  # noqa: B905 (five each)


def wrong_answer_of_the_first(maps, stride, offset, patch, classes):
    """The count error is"""
    return dict(zip(_ANIMALS, _GIVEN[0]))  # noqa: B905 (five each)


def wrong_answer_of_the_nearest(maps, stride, offset, patch, classes):
    """on average, and at most 23% is allowed here. You find about as many as there are."""
    labels = maps.argmax(axis=2)
    females, subadults = ((labels == classes.index(name)).sum() for name in ("adult_females", "subadult_males"))
    few = (labels < len(classes) - 1).sum() < 200
    nearest = _GIVEN[2] if few else _GIVEN[0] if females > subadults else _GIVEN[1]
    return dict(zip(_ANIMALS, nearest))  # noqa: B905 (five each)


def _seen(maps, classes, threshold=0.0, smooth=0.0):
    """How many patches of each class."""
    from scipy.ndimage import gaussian_filter

    maps = gaussian_filter(maps, (smooth, smooth, 0)) if smooth else maps
    labels = maps.argmax(axis=2)[maps.max(axis=2) >= threshold]
    return np.bincount(labels, minlength=len(classes))[:-1]


def wrong_patches_divided(maps, stride, offset, patch, classes):
    """on average, and at most 23% is allowed here."""
    return dict(zip(classes, _seen(maps, classes, 0.5) / 7))  # noqa: B905 (the background has no number)


def wrong_patches_of_each_class_divided(maps, stride, offset, patch, classes):
    """on average, and at most 23% is allowed here."""
    share = np.array([5, 20, 31, 22, 21]) / [62, 101, 255, 174, 64]
    return dict(zip(classes, share * _seen(maps, classes, 0.5)))  # noqa: B905 (as above)


def wrong_smoothed_patches_of_each_class_divided(maps, stride, offset, patch, classes):
    """on average, and at most 40% is allowed here. You find too many."""
    share = np.array([5, 20, 31, 22, 21]) / [23, 29, 111, 77, 1]
    return dict(zip(classes, share * _seen(maps, classes, 0.5, 0.75)))  # noqa: B905 (as above)


def wrong_sums_of_posteriors(maps, stride, offset, patch, classes):
    """on average, and at most 23% is allowed here."""
    share = np.array([5, 20, 31, 22, 21]) / [24.7, 43.7, 113.1, 101.6, 108.8]
    return dict(zip(classes, share * (maps[..., :-1] ** 3).sum(axis=(0, 1))))  # noqa: B905 (as above)


def wrong_spots(maps, stride, offset, patch, classes):
    """You find too many."""
    from scipy.ndimage import label

    labels, scores = maps.argmax(axis=2), maps.max(axis=2)
    return {name: label((labels == k) & (scores >= 0.5))[1] for k, name in enumerate(classes[:-1])}


def wrong_only_what_is_certain(maps, stride, offset, patch, classes):
    """You find too few."""
    return _counted(maps, stride, classes, threshold=0.85, share=0.65, smooth=0)


def wrong_smoothed_too_much(maps, stride, offset, patch, classes):
    """on average, and at most 23% is allowed here. You find too few."""
    return _counted(maps, stride, classes, threshold=0.3, share=0.65, smooth=10)


def refused_detect(maps, stride, offset, patch, classes):
    """coursekit.counting"""
    from coursekit import counting

    seen = counting.Maps(maps, stride, offset, patch, (1280, 1280))
    distance = {name: 0.6 * length for name, length in counting.LENGTHS.items()}
    found = counting.detect(seen, classes, distance, threshold=0.4, smooth=4)
    return {name: int((found["class_name"] == name).sum()) for name in classes[:-1]}
