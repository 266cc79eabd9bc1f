"""Answers to `suppress(points, scores, distance)`."""

import numpy as np


def right_kept_list(points, scores, distance):
    kept = []
    for place in np.argsort(-scores, kind="stable"):
        if all(np.hypot(*(points[place] - points[other])) >= distance for other in kept):
            kept.append(int(place))
    return kept


def right_deleting(points, scores, distance):
    left = list(range(len(points)))
    kept = []
    while left:
        best = max(left, key=lambda place: scores[place])
        kept.append(best)
        left = [place for place in left if np.linalg.norm(points[place] - points[best]) >= distance]
    return kept


def right_matrix_of_distances(points, scores, distance):
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    alive = np.ones(len(points), dtype=bool)
    kept = []
    while alive.any():
        best = int(np.argmax(np.where(alive, scores, -np.inf)))
        kept.append(best)
        alive &= apart[best] >= distance
    return np.array(kept)


def right_sorted_pairs(points, scores, distance):
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    kept = []
    for place in order:
        near = False
        for other in kept:
            down, right = points[place] - points[other]
            near = near or down**2 + right**2 < distance**2
        if not near:
            kept.append(place)
    return kept


def right_tree(points, scores, distance):
    from scipy.spatial.distance import cdist

    apart, kept = cdist(points, points), []
    for place in sorted(range(len(points)), key=lambda k: (-scores[k], k)):
        if not kept or apart[place, kept].min() >= distance:
            kept.append(place)
    return kept


def _kept(points, scores, distance, order, near):
    kept = []
    for number, place in enumerate(order):
        if not near(place, kept, order[:number]):
            kept.append(int(place))
    return kept


def _less(points, distance, norm=None):
    return lambda place, kept, before: any(np.linalg.norm(points[place] - points[k], norm) < distance for k in kept)


def wrong_all(points, scores, distance):
    """All points come back."""
    return np.argsort(-scores, kind="stable").tolist()


def wrong_suppressed_suppress(points, scores, distance):
    """Only points that you *keep* suppress."""

    def near(place, kept, before):
        return any(np.linalg.norm(points[place] - points[k]) < distance for k in before)

    return _kept(points, scores, distance, np.argsort(-scores, kind="stable"), near)


def wrong_last_only(points, scores, distance):
    """You compare each point with the last one kept."""

    def near(place, kept, before):
        return bool(kept) and np.linalg.norm(points[place] - points[kept[-1]]) < distance

    return _kept(points, scores, distance, np.argsort(-scores, kind="stable"), near)


def wrong_as_given(points, scores, distance):
    """You go through the points in the order in which they came."""
    return _kept(points, scores, distance, np.arange(len(points)), _less(points, distance))


def wrong_worst_first(points, scores, distance):
    """You begin with the *lowest* score."""
    return _kept(points, scores, distance, np.argsort(scores, kind="stable"), _less(points, distance))


def wrong_turned_round(points, scores, distance):
    """Of equal scores you take the one that came last."""
    return _kept(points, scores, distance, np.argsort(scores, kind="stable")[::-1], _less(points, distance))


def wrong_at_the_distance(points, scores, distance):
    """Two points are exactly 6 pixels apart, and you drop one."""

    def near(place, kept, before):
        return any(np.hypot(*(points[place] - points[k])) <= distance for k in kept)

    return _kept(points, scores, distance, np.argsort(-scores, kind="stable"), near)


def wrong_added_up(points, scores, distance):
    """You add up the way down and the way to the right."""
    return _kept(points, scores, distance, np.argsort(-scores, kind="stable"), _less(points, distance, 1))


def wrong_larger(points, scores, distance):
    """You take the larger one of the ways down and to the right"""
    return _kept(points, scores, distance, np.argsort(-scores, kind="stable"), _less(points, distance, np.inf))


def wrong_order_lost(points, scores, distance):
    """Return the best one first."""
    return sorted(right_kept_list(points, scores, distance))


def wrong_the_others(points, scores, distance):
    """You return the points that should go"""
    kept = right_kept_list(points, scores, distance)
    return [int(place) for place in np.argsort(-scores, kind="stable") if place not in kept]


def wrong_points_returned(points, scores, distance):
    """returned"""
    return points[right_kept_list(points, scores, distance)]


def wrong_rows_only(points, scores, distance):
    """returned"""

    def near(place, kept, before):
        return any(abs(points[place, 0] - points[k, 0]) < distance for k in kept)

    return _kept(points, scores, distance, np.argsort(-scores, kind="stable"), near)


def refused_detect(points, scores, distance):
    """coursekit.counting"""
    from coursekit import counting

    maps = np.zeros((*(points.max(axis=0) + 1), 2))
    maps[tuple(points.T)] = np.stack([scores, 1 - scores], axis=1)
    where = counting.Maps(maps, (1, 1), (0, 0), (1, 1), maps.shape[:2])
    found = counting.detect(where, ["animal", "backgrounds"], distance)
    return [int(np.flatnonzero((points == place).all(axis=1))[0]) for place in found[["row", "col"]].to_numpy()]


def refused_a_filter(points, scores, distance):
    """scipy.ndimage.maximum_filter"""
    from scipy import ndimage

    picture = np.zeros(points.max(axis=0) + 1)
    picture[tuple(points.T)] = scores
    best = ndimage.maximum_filter(picture, size=int(distance)) == picture
    return [int(place) for place in np.argsort(-scores, kind="stable") if best[tuple(points[place])]]
