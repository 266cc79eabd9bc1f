"""Answers to `group_step(weights, gradients, rates)`."""

import copy


def right_first_word(weights, gradients, rates):
    return {name: values - rates.get(name.partition("_")[0], 0) * gradients[name] for name, values in weights.items()}


def right_underscore(weights, gradients, rates):
    moved = dict(weights)
    for part, rate in rates.items():
        for name in weights:
            if name == part or name.startswith(f"{part}_"):
                moved[name] = weights[name] - rate * gradients[name]
    return moved


def right_copied_first(weights, gradients, rates):
    moved = copy.deepcopy(weights)
    for name in moved:
        part = name.split("_")[0]
        if part in rates:
            moved[name] -= rates[part] * gradients[name]
    return moved


def _step(weights, gradients, rate):
    return {name: values - rate(name) * gradients[name] for name, values in weights.items()}


def wrong_begins_alike(weights, gradients, rates):
    """What stands behind the name of a part?"""
    return _step(weights, gradients, lambda name: next((rates[p] for p in rates if name.startswith(p)), 0))


def wrong_last_underscore(weights, gradients, rates):
    """A name may have several underscores."""
    return _step(weights, gradients, lambda name: rates.get(name.rsplit("_", 1)[0], 0))


def wrong_by_place(weights, gradients, rates):
    """Go by the names."""
    pairs = zip(weights.items(), gradients.values(), strict=True)
    return {name: values - rates.get(name.split("_")[0], 0) * slope for (name, values), slope in pairs}


def wrong_highest_for_those_that_learn(weights, gradients, rates):
    """All parts that learn step at the highest of the rates."""
    return _step(weights, gradients, lambda name: max(rates.values()) if name.split("_")[0] in rates else 0)


def wrong_no_rate(weights, gradients, rates):
    """move by the whole gradient, however small their rate"""
    return _step(weights, gradients, lambda name: float(name.split("_")[0] in rates))


def wrong_left_out(weights, gradients, rates):
    """Layers without a learning rate are missing."""
    moved = right_first_word(weights, gradients, rates)
    return {name: values for name, values in moved.items() if name.split("_")[0] in rates}


def wrong_highest(weights, gradients, rates):
    """All layers step at the highest of the rates."""
    return _step(weights, gradients, lambda name: max(rates.values()))


def wrong_lowest(weights, gradients, rates):
    """All layers step at the lowest of the rates."""
    return _step(weights, gradients, lambda name: min(rates.values()))


def wrong_frozen_at_the_highest(weights, gradients, rates):
    """at the highest rate. They are frozen."""
    return _step(weights, gradients, lambda name: rates.get(name.split("_")[0], max(rates.values())))


def wrong_frozen_at_the_lowest(weights, gradients, rates):
    """at the lowest rate. They are frozen."""
    return _step(weights, gradients, lambda name: rates.get(name.split("_")[0], min(rates.values())))


def wrong_frozen_whole(weights, gradients, rates):
    """move by the whole gradient. They are frozen."""
    return _step(weights, gradients, lambda name: rates.get(name.split("_")[0], 1))


def wrong_uphill(weights, gradients, rates):
    """Your steps go uphill."""
    return _step(weights, gradients, lambda name: -rates.get(name.split("_")[0], 0))


def wrong_whole_name(weights, gradients, rates):
    """belongs to the part `block5`"""
    return _step(weights, gradients, lambda name: rates.get(name, 0))


def wrong_head_alone(weights, gradients, rates):
    """The head alone moves."""
    return _step(weights, gradients, lambda name: rates["head"] if name.startswith("head") else 0)


def wrong_divided(weights, gradients, rates):
    """You divide by the learning rate"""
    return _step(weights, gradients, lambda name: 1 / rates[name.split("_")[0]] if name.split("_")[0] in rates else 0)


def wrong_steps(weights, gradients, rates):
    """Where do the weights get to?"""
    return {name: -rates.get(name.split("_")[0], 0) * gradients[name] for name in weights}


def wrong_in_place(weights, gradients, rates):
    """Your function changes its argument `weights`"""
    for name in weights:
        weights[name] -= rates.get(name.split("_")[0], 0) * gradients[name]
    return weights


def wrong_missing_rate(weights, gradients, rates):
    """stopped with KeyError"""
    return _step(weights, gradients, lambda name: rates[name.split("_")[0]])


def wrong_list(weights, gradients, rates):
    """a dict was asked for"""
    return list(right_first_word(weights, gradients, rates).values())


def refused_keras(weights, gradients, rates):
    """keras.optimizers"""
    import keras

    moved = {}
    for name, values in weights.items():
        variable = keras.Variable(values)
        keras.optimizers.SGD(rates.get(name.split("_")[0], 0.0)).apply([gradients[name]], [variable])
        moved[name] = variable
    return moved


def refused_the_library(weights, gradients, rates):
    """coursekit.transfer_learning"""
    from coursekit import transfer_learning

    return transfer_learning.grouped_optimizer(weights, rates)
