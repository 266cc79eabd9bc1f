"""Answers to `matched(found, truth, distance)`."""

import numpy as np


def _apart(found, truth):
    return np.sqrt(((found[:, None, :] - truth[None, :, :]) ** 2).sum(axis=-1))


def right_assignment(found, truth, distance):
    from scipy.optimize import linear_sum_assignment

    cost = (_apart(found, truth) > distance).astype(int)
    return int((cost[linear_sum_assignment(cost)] == 0).sum())


def right_maximised(found, truth, distance):
    from scipy.optimize import linear_sum_assignment

    near = _apart(found, truth) <= distance
    rows, columns = linear_sum_assignment(near, maximize=True)
    return near[rows, columns].sum()


def right_distances_and_a_dear_price(found, truth, distance):
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    if len(found) == 0 or len(truth) == 0:
        return 0
    apart = cdist(found, truth)
    cost = np.where(apart <= distance, apart, 1e6)
    rows, columns = linear_sum_assignment(cost)
    return int(np.sum(apart[rows, columns] <= distance))


def right_bipartite(found, truth, distance):
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    if not len(found) or not len(truth):
        return 0
    near = csr_matrix(_apart(found, truth) <= distance)
    return int((maximum_bipartite_matching(near, perm_type="column") >= 0).sum())


def right_paths(found, truth, distance):
    near = [np.flatnonzero(row <= distance) for row in _apart(found, truth)]
    owner = {}

    def give(point, seen):
        for animal in near[point]:
            if animal not in seen:
                seen.add(animal)
                if animal not in owner or give(owner[animal], seen):
                    owner[animal] = point
                    return True
        return False

    return sum(give(point, set()) for point in range(len(found)))


def wrong_found_near(found, truth, distance):
    """You count the found points that are near to some animal."""
    return int((_apart(found, truth) <= distance).any(axis=1).sum())


def wrong_true_near(found, truth, distance):
    """You count the animals that have a found point near them."""
    return int((_apart(found, truth) <= distance).any(axis=0).sum())


def wrong_all_pairs(found, truth, distance):
    """You count every pair that is near enough."""
    return int((_apart(found, truth) <= distance).sum())


def wrong_nearest_first(found, truth, distance):
    """You get what nearest first gives"""
    apart = _apart(found, truth)
    pairs = sorted((apart[i, j], i, j) for i in range(len(found)) for j in range(len(truth)))
    points, animals = set(), set()
    for far, i, j in pairs:
        if far <= distance and i not in points and j not in animals:
            points.add(i)
            animals.add(j)
    return len(points)


def wrong_one_after_the_other(found, truth, distance):
    """takes the nearest animal that is left"""
    left, pairs = list(range(len(truth))), 0
    for point in found:
        near = sorted((float(np.hypot(*(point - truth[j]))), j) for j in left)
        if near and near[0][0] <= distance:
            left.remove(near[0][1])
            pairs += 1
    return pairs


def wrong_first_free(found, truth, distance):
    """takes the first animal that is near enough and free"""
    taken = set()
    for point in found:
        for j in range(len(truth)):
            if j not in taken and np.hypot(*(point - truth[j])) <= distance:
                taken.add(j)
                break
    return len(taken)


def wrong_limit_afterwards(found, truth, distance):
    """they must be dear *before* you assign"""
    from scipy.optimize import linear_sum_assignment

    apart = _apart(found, truth)
    rows, columns = linear_sum_assignment(apart)
    return int((apart[rows, columns] <= distance).sum())


def wrong_capped(found, truth, distance):
    """Among allowed pairs you still prefer near ones"""
    from scipy.optimize import linear_sum_assignment

    cost = np.minimum(_apart(found, truth), distance + 1)
    rows, columns = linear_sum_assignment(cost)
    return int((cost[rows, columns] <= distance).sum())


def _at_most(apart, distance):
    from scipy.optimize import linear_sum_assignment

    near = apart <= distance
    return int(near[linear_sum_assignment(near, maximize=True)].sum())


def wrong_added_up(found, truth, distance):
    """You add up the way down and the way to the right."""
    return _at_most(np.abs(found[:, None] - truth[None]).sum(axis=2), distance)


def wrong_larger(found, truth, distance):
    """You take the larger one of the ways down and to the right"""
    return _at_most(np.abs(found[:, None] - truth[None]).max(axis=2), distance)


def wrong_no_limit(found, truth, distance):
    """You pair points however far apart they are."""
    return min(len(found), len(truth))


def wrong_below(found, truth, distance):
    """*Up to* that distance is"""
    from scipy.optimize import linear_sum_assignment

    near = _apart(found, truth) < distance
    return int(near[linear_sum_assignment(near, maximize=True)].sum())


def wrong_stops_without_animals(found, truth, distance):
    """stopped with"""
    apart = _apart(found, truth)
    apart.min(axis=1)
    return right_assignment(found, truth, distance)


def refused_match(found, truth, distance):
    """coursekit.counting.matching"""
    import pandas as pd

    from coursekit import counting

    tables = [pd.DataFrame({"class_name": "animal", "row": each[:, 0], "col": each[:, 1]}) for each in (found, truth)]
    return len(counting.match(*tables, distance).pairs)
