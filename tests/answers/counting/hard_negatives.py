"""Answers to `hard_negatives(points, posteriors, animals, distance, count)`."""

import numpy as np


def _apart(points, animals):
    return np.sqrt(((points[:, None].astype(float) - animals[None]) ** 2).sum(axis=2))


def right_order(points, posteriors, animals, distance, count):
    free = (_apart(points, animals) >= distance).all(axis=1)
    return [int(k) for k in np.argsort(posteriors[:, -1]) if free[k]][:count]


def right_scores_of_animals(points, posteriors, animals, distance, count):
    scores = posteriors[:, :-1].sum(axis=1)
    for animal in animals:
        scores[np.hypot(*(points - animal).T) < distance] = -1
    order = np.argsort(-scores)
    return order[scores[order] >= 0][:count]


def right_loop(points, posteriors, animals, distance, count):
    candidates = []
    for k, (row, column) in enumerate(points):
        if all((row - r) ** 2 + (column - c) ** 2 >= distance**2 for r, c in animals):
            candidates.append((1 - posteriors[k, -1], k))
    candidates.sort(reverse=True)
    return [k for _, k in candidates[:count]]


def right_tree(points, posteriors, animals, distance, count):
    free = np.arange(len(points))
    if len(animals):
        from scipy.spatial.distance import cdist

        free = np.flatnonzero(cdist(points, animals).min(axis=1) >= distance)
    return free[np.argsort(posteriors[free, -1])][:count].tolist()


def _chosen(scores, free, count):
    return [int(k) for k in np.argsort(-np.asarray(scores), kind="stable") if free[k]][:count]


def wrong_not_spared(points, posteriors, animals, distance, count):
    """Among your places are animals."""
    return np.argsort(posteriors[:, -1])[:count].tolist()


def wrong_near(points, posteriors, animals, distance, count):
    """Your places are all *near* animals."""
    near = (_apart(points, animals) < distance).any(axis=1) if len(animals) else np.ones(len(points), bool)
    return _chosen(1 - posteriors[:, -1], near, count)


def wrong_any(points, posteriors, animals, distance, count):
    """It must be far from *every* one."""
    free = (_apart(points, animals) >= distance).any(axis=1) if len(animals) else np.ones(len(points), bool)
    return _chosen(1 - posteriors[:, -1], free, count)


def wrong_any_of_nothing(points, posteriors, animals, distance, count):
    """It must be far from *every* one."""
    return _chosen(1 - posteriors[:, -1], (_apart(points, animals) >= distance).any(axis=1), count)


def wrong_near_to_nothing(points, posteriors, animals, distance, count):
    """Your places are all *near* animals."""
    return _chosen(1 - posteriors[:, -1], (_apart(points, animals) < distance).any(axis=1), count)


def wrong_first_animal(points, posteriors, animals, distance, count):
    """You look at the first animal only."""
    free = (
        _apart(points, animals[:1]).max(axis=1, initial=0) >= distance if len(animals) else np.ones(len(points), bool)
    )
    return _chosen(1 - posteriors[:, -1], free, count)


def wrong_above(points, posteriors, animals, distance, count):
    """*at least* that far away"""
    return _chosen(1 - posteriors[:, -1], (_apart(points, animals) > distance).all(axis=1), count)


def wrong_any_class(points, posteriors, animals, distance, count):
    """You take the highest posterior, the background's among them"""
    return _chosen(posteriors.max(axis=1), (_apart(points, animals) >= distance).all(axis=1), count)


def wrong_surest_background(points, posteriors, animals, distance, count):
    """They teach it nothing: where is it most wrong?"""
    return _chosen(posteriors[:, -1], (_apart(points, animals) >= distance).all(axis=1), count)


def wrong_best_animal(points, posteriors, animals, distance, count):
    """You take the highest posterior of a single animal."""
    return _chosen(posteriors[:, :-1].max(axis=1), (_apart(points, animals) >= distance).all(axis=1), count)


def wrong_taken_first(points, posteriors, animals, distance, count):
    """fewer are left"""
    free = (_apart(points, animals) >= distance).all(axis=1)
    return [int(k) for k in np.argsort(posteriors[:, -1], kind="stable")[:count] if free[k]]


def wrong_order_lost(points, posteriors, animals, distance, count):
    """Return the hardest one first."""
    return sorted(right_order(points, posteriors, animals, distance, count))


def wrong_places_among_the_rest(points, posteriors, animals, distance, count):
    """An index must lead to its row in `points`"""
    free = (_apart(points, animals) >= distance).all(axis=1)
    return np.argsort(posteriors[free, -1])[:count].tolist()


def wrong_points(points, posteriors, animals, distance, count):
    """returned"""
    return points[right_order(points, posteriors, animals, distance, count)]


def refused_the_tasks_own_answer(points, posteriors, animals, distance, count):
    """coursekit.counting.tasks"""
    from coursekit.counting import tasks

    return tasks.hard_negatives.reference(points, posteriors, animals, distance, count)
