"""Answers to `animals_in_area(maps, stride, offset, patch, distance, threshold, area)`."""

import numpy as np


def _repaired(
    maps,
    stride,
    offset,
    patch,
    distance,
    threshold,
    area,
    *,
    background="out",
    strides=None,
    middle=True,
    begin=True,
    first=False,
    reverse=True,
    same=False,
    closed=False,
    strict=False,
    unsorted=False,
    half=None,
    near_at=False,
    everywhere=False,
    total=False,
):
    """The draft, with its mistakes repaired, or some of them."""
    top, left, bottom, right = area
    strides = strides or stride
    half = half or (patch[0] // 2, patch[1] // 2)
    last = maps.shape[2] - 1
    candidates = []
    for i in range(maps.shape[0]):
        for j in range(maps.shape[1]):
            values = maps[i, j, :last] if background in ("overruled", "below half") else maps[i, j]
            label, score = int(values.argmax()), 1 - maps[i, j, last] if total else values.max()
            row = i * strides[0] + offset[0] * begin + half[0] * middle
            column = j * strides[1] + offset[1] * begin + half[1] * middle
            inside = everywhere or (top <= row < bottom + closed and left <= column < right + closed)
            allowed = maps[i, j, last] < 0.5 if background == "below half" else label < last or background == "kept"
            if allowed and (score > threshold if strict else score >= threshold) and (inside or not first):
                candidates.append((score, row, column, label, inside))
    if not unsorted:
        candidates.sort(reverse=reverse)
    kept = []
    for score, row, column, label, inside in candidates:
        others = [np.hypot(row - o[1], column - o[2]) for o in kept if label == o[3] or not same]
        if not any(apart < distance or (near_at and apart == distance) for apart in others):
            kept.append((score, row, column, label, inside))
    counts = np.zeros(last, dtype=int)
    for *_, label, inside in kept:
        if inside and label < last:
            counts[label] += 1
    return counts


def right_repaired(maps, stride, offset, patch, distance, threshold, area):
    return _repaired(maps, stride, offset, patch, distance, threshold, area)


def right_arrays(maps, stride, offset, patch, distance, threshold, area):
    label, score = maps.argmax(axis=-1), maps.max(axis=-1)
    rows, columns = np.nonzero((label != maps.shape[-1] - 1) & (score >= threshold))
    order = np.argsort(-score[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    points = np.array(offset) + np.array(stride) * np.stack([rows, columns], axis=1) + np.array(patch) // 2
    kept = []
    for k, point in enumerate(points):
        if all(np.linalg.norm(point - points[other]) >= distance for other in kept):
            kept.append(k)
    inside = [k for k in kept if (points[k] >= area[:2]).all() and (points[k] < area[2:]).all()]
    return np.bincount(label[rows[inside], columns[inside]], minlength=maps.shape[-1] - 1)[: maps.shape[-1] - 1]


def right_earlier_tasks(maps, stride, offset, patch, distance, threshold, area):
    """With the functions of tasks 2 and 6."""

    def centres(outputs):
        return np.array(offset) + np.array(stride) * outputs + np.array(patch) // 2

    def suppress(points, scores):
        kept = []
        for place in np.argsort(-scores, kind="stable").tolist():
            if (np.hypot(*(points[kept] - points[place]).T) >= distance).all():
                kept.append(place)
        return kept

    labels, scores = maps.argmax(-1), maps.max(-1)
    at = np.argwhere((labels < maps.shape[-1] - 1) & (scores >= threshold))
    points = centres(at)
    keep = suppress(points, scores[tuple(at.T)])
    points, labels = points[keep], labels[tuple(at[keep].T)]
    inside = ((points >= area[:2]) & (points < area[2:])).all(axis=1)
    return np.bincount(labels[inside], minlength=maps.shape[-1] - 1)


def right_deleting(maps, stride, offset, patch, distance, threshold, area):
    left = []
    for (i, j), label in np.ndenumerate(np.argmax(maps, axis=2)):
        if label < maps.shape[2] - 1 and maps[i, j, label] >= threshold:
            place = [o + k * s + p // 2 for k, o, s, p in zip((i, j), offset, stride, patch)]  # noqa: B905 (two each)
            left.append((maps[i, j, label], place, label))
    counts = [0] * (maps.shape[2] - 1)
    while left:
        _, place, label = max(left, key=lambda candidate: candidate[0])
        counts[label] += area[0] <= place[0] < area[2] and area[1] <= place[1] < area[3]
        left = [other for other in left if np.hypot(other[1][0] - place[0], other[1][1] - place[1]) >= distance]
    return np.array(counts)


def wrong_draft(maps, stride, offset, patch, distance, threshold, area):
    """That is still what the draft gives."""
    wrong = {"background": "overruled", "strides": stride[::-1], "middle": False, "begin": False}
    wrong |= {"first": True, "reverse": False, "same": True}
    return _repaired(maps, stride, offset, patch, distance, threshold, area, **wrong)


def wrong_overruled(maps, stride, offset, patch, distance, threshold, area):
    """You look for the best *animal* of each patch, whatever the background says."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, background="overruled")


def wrong_background_kept(maps, stride, offset, patch, distance, threshold, area):
    """A patch where the background is best still takes part"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, background="kept")


def wrong_strides(maps, stride, offset, patch, distance, threshold, area):
    """Which of the two belongs to rows?"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, strides=stride[::-1])


def wrong_one_stride(maps, stride, offset, patch, distance, threshold, area):
    """You use one stride for both directions."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, strides=(stride[0], stride[0]))


def wrong_distance_in_outputs(maps, stride, offset, patch, distance, threshold, area):
    """You compare a distance in *outputs* with one in pixels."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, strides=(1, 1))


def wrong_worst_first(maps, stride, offset, patch, distance, threshold, area):
    """a worse one stays"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, reverse=False)


def wrong_unsorted(maps, stride, offset, patch, distance, threshold, area):
    """The candidates come row by row now."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, unsorted=True)


def wrong_same_class(maps, stride, offset, patch, distance, threshold, area):
    """An animal counts twice, as two classes."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, same=True)


def wrong_neither(maps, stride, offset, patch, distance, threshold, area):
    """The pixel of an output is wrong."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, middle=False, begin=False)


def wrong_corner(maps, stride, offset, patch, distance, threshold, area):
    """the animal is in the *middle* of a patch"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, middle=False)


def wrong_no_offset(maps, stride, offset, patch, distance, threshold, area):
    """but where does the first patch begin?"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, begin=False)


def wrong_area_first(maps, stride, offset, patch, distance, threshold, area):
    """you drop what is outside before the suppression"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, first=True)


def wrong_closed(maps, stride, offset, patch, distance, threshold, area):
    """An animal exactly on the border counts here and in the next area"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, closed=True)


def wrong_patch_exchanged(maps, stride, offset, patch, distance, threshold, area):
    """which of the two numbers belongs to columns?"""
    half = patch[1] // 2, patch[0] // 2
    return _repaired(maps, stride, offset, patch, distance, threshold, area, half=half)


def wrong_everywhere(maps, stride, offset, patch, distance, threshold, area):
    """Animals outside of the area count, too."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, everywhere=True)


def wrong_at_the_distance(maps, stride, offset, patch, distance, threshold, area):
    """Two points are exactly 12 pixels apart, and only one of them counts."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, near_at=True)


def wrong_below_half(maps, stride, offset, patch, distance, threshold, area):
    """it may still have the highest value of all"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, background="below half")


def wrong_sum_of_animals(maps, stride, offset, patch, distance, threshold, area):
    """not the sum of all animals"""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, total=True)


def wrong_everywhere_and_at_the_distance(maps, stride, offset, patch, distance, threshold, area):
    """Animals outside of the area count, too."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, everywhere=True, near_at=True)


def wrong_strict(maps, stride, offset, patch, distance, threshold, area):
    """A score of *at least* the threshold is enough."""
    return _repaired(maps, stride, offset, patch, distance, threshold, area, strict=True)


def refused_detect(maps, stride, offset, patch, distance, threshold, area):
    """coursekit.counting"""
    from coursekit import counting

    names = [*map(str, range(maps.shape[2] - 1)), "backgrounds"]
    where = counting.Maps(maps, stride, offset, patch, (1000, 1000))
    found = counting.detect(where, names, distance, threshold=threshold)
    inside = found["row"].between(area[0], area[2] - 1) & found["col"].between(area[1], area[3] - 1)
    return np.bincount(found["cls"][inside], minlength=len(names) - 1)
