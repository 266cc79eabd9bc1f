"""Answers to `best_point(fpr, tpr, criterion, positive_share, miss_cost)`."""

import numpy as np


def right_arrays(fpr, tpr, criterion, positive_share, miss_cost):
    badness = {
        "closest": np.hypot(fpr, 1 - tpr),
        "youden": fpr - tpr,
        "cost": miss_cost * positive_share * (1 - tpr) + (1 - positive_share) * fpr,
    }[criterion]
    return np.argmin(badness)


def right_loop(fpr, tpr, criterion, positive_share, miss_cost):
    best, lowest = 0, float("inf")
    for index in range(len(fpr)):
        if criterion == "closest":
            value = (fpr[index] ** 2 + (1 - tpr[index]) ** 2) ** 0.5
        elif criterion == "youden":
            value = -(tpr[index] - fpr[index])
        else:
            value = positive_share * (1 - tpr[index]) * miss_cost + (1 - positive_share) * fpr[index]
        if value < lowest:
            best, lowest = index, value
    return best


def right_argmax(fpr, tpr, criterion, positive_share, miss_cost):
    """Gains: the slope of equal costs."""
    if criterion == "closest":
        return int((-(fpr**2) - (1 - tpr) ** 2).argmax())
    weight = 1 if criterion == "youden" else positive_share * miss_cost / (1 - positive_share)
    return int((weight * tpr - fpr).argmax())


def right_per_thousand(fpr, tpr, criterion, positive_share, miss_cost):
    positives = 1024 * positive_share
    missed, alarms = positives * (1 - tpr), (1024 - positives) * fpr
    values = {
        "closest": fpr**2 + (1 - tpr) ** 2,
        "youden": 1 - (tpr - fpr),
        "cost": missed * miss_cost + alarms,
    }[criterion]
    return list(values).index(min(values))


def _by(case, **others):
    """The right answer but for what another function of fpr, tpr, positive_share, miss_cost says."""
    fpr, tpr, criterion, positive_share, miss_cost = case
    if criterion in others:
        return int(np.argmin(others[criterion](fpr, tpr, positive_share, miss_cost)))
    return right_loop(*case)


def _distance(fpr, tpr, share, cost):
    return np.hypot(fpr, 1 - tpr)


def _minus_j(fpr, tpr, share, cost):
    return fpr - tpr


def wrong_city_block(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “closest” adds the way to the right and the way down."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), closest=lambda x, y, p, c: x + (1 - y))


def wrong_always_closest(fpr, tpr, criterion, positive_share, miss_cost):
    """You take the closest point whatever `criterion` says."""
    return np.argmin(np.hypot(fpr, 1 - tpr))


def wrong_youden_is_closest(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “youden” takes the closest point."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), youden=_distance)


def wrong_always_youden(fpr, tpr, criterion, positive_share, miss_cost):
    """You take Youden's point whatever `criterion` says."""
    return np.argmax(tpr - fpr)


def wrong_exchanged(fpr, tpr, criterion, positive_share, miss_cost):
    """“closest” and “youden” have changed places."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), youden=_distance, closest=_minus_j)


def wrong_cost_without_shares(fpr, tpr, criterion, positive_share, miss_cost):
    """as if positives and negatives were equally common"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: c * (1 - y) + x)


def wrong_shares_exchanged(fpr, tpr, criterion, positive_share, miss_cost):
    """the share of positives for that of the negatives"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: c * (1 - p) * (1 - y) + p * x)


def wrong_alarms_are_expensive(fpr, tpr, criterion, positive_share, miss_cost):
    """a *miss* costs that much, a false alarm 1"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: p * (1 - y) + c * (1 - p) * x)


def wrong_miss_cost_ignored(fpr, tpr, criterion, positive_share, miss_cost):
    """Where does `miss_cost` come in"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: p * (1 - y) + (1 - p) * x)


def wrong_cost_of_what_is_found(fpr, tpr, criterion, positive_share, miss_cost):
    """You charge for the positives that are *found*."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: c * p * y + (1 - p) * x)


def wrong_misses_without_a_share(fpr, tpr, criterion, positive_share, miss_cost):
    """and the misses by no share"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: c * (1 - y) + (1 - p) * x)


def wrong_alarms_without_a_share(fpr, tpr, criterion, positive_share, miss_cost):
    """and the false alarms by no share"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: c * p * (1 - y) + x)


def wrong_highest_cost(fpr, tpr, criterion, positive_share, miss_cost):
    """that costs the *most*"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: -c * p * (1 - y) - (1 - p) * x)


def wrong_farthest(fpr, tpr, criterion, positive_share, miss_cost):
    """do you take the smallest distance?"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), closest=lambda x, y, p, c: -np.hypot(x, 1 - y))


def wrong_origin(fpr, tpr, criterion, positive_share, miss_cost):
    """do you take the smallest distance?"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), closest=lambda x, y, p, c: np.hypot(x, y))


def wrong_other_corner(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “closest” is closest to (1, 1)"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), closest=lambda x, y, p, c: np.hypot(1 - x, 1 - y))


def wrong_lowest_j(fpr, tpr, criterion, positive_share, miss_cost):
    """High above the diagonal is good."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), youden=lambda x, y, p, c: y - x)


def wrong_sum_of_rates(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “youden” adds the FPR to the TPR."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), youden=lambda x, y, p, c: -(x + y))


def wrong_highest_tpr(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “youden” looks at the TPR alone."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), youden=lambda x, y, p, c: -y)


def wrong_last_of_equal_ones(fpr, tpr, criterion, positive_share, miss_cost):
    """Of two points that are equally good you take the later one."""
    best, lowest = 0, float("inf")
    for index, (x, y) in enumerate(zip(fpr, tpr, strict=True)):
        value = {
            "closest": x**2 + (1 - y) ** 2,
            "youden": x - y,
            "cost": positive_share * (1 - y) * miss_cost + (1 - positive_share) * x,
        }[criterion]
        if value <= lowest:
            best, lowest = index, value
    return best


def wrong_value(fpr, tpr, criterion, positive_share, miss_cost):
    """That is how good the best point is."""
    if criterion == "closest":
        return np.hypot(fpr, 1 - tpr).min()
    if criterion == "youden":
        return (tpr - fpr).max()
    return (positive_share * (1 - tpr) * miss_cost + (1 - positive_share) * fpr).min()


def wrong_point(fpr, tpr, criterion, positive_share, miss_cost):
    """That is the point itself."""
    index = right_loop(fpr, tpr, criterion, positive_share, miss_cost)
    return fpr[index], tpr[index]


def wrong_counted_from_one(fpr, tpr, criterion, positive_share, miss_cost):
    """You count the points from 1."""
    return right_loop(fpr, tpr, criterion, positive_share, miss_cost) + 1


def wrong_no_cost(fpr, tpr, criterion, positive_share, miss_cost):
    """Is there a `return` on every way through it?"""
    if criterion == "closest":
        return np.argmin(fpr**2 + (1 - tpr) ** 2)
    if criterion == "youden":
        return np.argmax(tpr - fpr)
    return None


def wrong_youden_for_cost(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “cost” takes Youden's point."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=_minus_j)


def wrong_closest_for_cost(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “cost” takes the closest point."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=_distance)


def wrong_true_negatives_cost(fpr, tpr, criterion, positive_share, miss_cost):
    """You charge for the negatives that are rightly *not* called positive."""
    return _by(
        (fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: c * p * (1 - y) + (1 - p) * (1 - x)
    )


def wrong_distance_down_only(fpr, tpr, criterion, positive_share, miss_cost):
    """Your “closest” looks at the TPR alone."""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), closest=lambda x, y, p, c: 1 - y)


def wrong_square_without_brackets(fpr, tpr, criterion, positive_share, miss_cost):
    """and *that* is squared"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), closest=lambda x, y, p, c: x**2 + 1 - y**2)


def wrong_divided_by_the_price(fpr, tpr, criterion, positive_share, miss_cost):
    """It is the other way round"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: p * (1 - y) / c + (1 - p) * x)


def wrong_price_of_both(fpr, tpr, criterion, positive_share, miss_cost):
    """is it a factor of the misses alone?"""
    return _by(
        (fpr, tpr, criterion, positive_share, miss_cost), cost=lambda x, y, p, c: c * (p * (1 - y) + (1 - p) * x)
    )


def wrong_j_without_sign(fpr, tpr, criterion, positive_share, miss_cost):
    """without its sign"""
    return _by((fpr, tpr, criterion, positive_share, miss_cost), youden=lambda x, y, p, c: -abs(y - x))


def wrong_last_of_the_highest(fpr, tpr, criterion, positive_share, miss_cost):
    """Of two points that are equally good you take the later one."""
    if criterion == "youden":
        return int(np.argsort(tpr - fpr, kind="stable")[-1])
    return right_arrays(fpr, tpr, criterion, positive_share, miss_cost)


def wrong_longer_way(fpr, tpr, criterion, positive_share, miss_cost):
    """That is too"""
    if criterion == "closest":
        return int(np.argmin(np.maximum(fpr, 1 - tpr)))
    return right_arrays(fpr, tpr, criterion, positive_share, miss_cost)


def refused_the_tasks_own_answer(fpr, tpr, criterion, positive_share, miss_cost):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.best_point.reference(fpr, tpr, criterion, positive_share, miss_cost)


def refused_the_package(fpr, tpr, criterion, positive_share, miss_cost):
    """coursekit.evaluation"""
    from coursekit import evaluation

    curve = evaluation.roc([1, 0, 1], [0.5, 0.25, 0.125])
    return evaluation.best_threshold(curve, criterion="youden")
