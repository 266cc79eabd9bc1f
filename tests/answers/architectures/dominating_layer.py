"""Answers to `dominating_layer(input_shape, layers, what)`."""

import math

import numpy as np


def _shapes(input_shape, layers):
    """The helper of the exercise, written differently."""
    found, shape = [], tuple(input_shape)
    for layer in layers:
        before = shape
        match layer["layer"]:
            case "Conv":
                step, reach = layer["strides"], 0 if layer["padding"] == "same" else layer["kernel_size"] - 1
                shape = (*(math.ceil((size - reach) / step) for size in shape[:2]), layer["filters"])
            case "MaxPool":
                step, reach = layer["strides"], layer["pool_size"] - 1
                shape = (*(math.ceil((size - reach) / step) for size in shape[:2]), shape[2])
            case "Flatten":
                shape = (math.prod(shape),)
            case "Dense":
                shape = (layer["units"],)
        found.append((layer, before, shape))
    return found


def _costs(input_shape, layers, what, **quirk):
    """The costs in order, with a quirk wrong ones: a quirk replaces one of the numbers of a layer."""
    costs = {}
    for layer, before, behind in _shapes(input_shape, layers):
        kind = layer["layer"]
        weights = biases = places = 0
        if kind == "Conv":
            weights = layer["kernel_size"] ** 2 * before[-1] * layer["filters"]
            biases, places = layer["filters"], behind[0] * behind[1]
        elif kind == "Dense":
            weights, biases, places = before[0] * layer["units"], layer["units"], 1
        cost = {
            "parameters": weights + biases,
            "operations": weights * places,
            "activations": 0 if kind == "Flatten" else math.prod(behind),
        }[what]
        if what in quirk:
            cost = quirk[what](layer, before, behind, cost)
        costs[layer["name"]] = cost
    return costs


def _answer(costs):
    name = max(costs, key=costs.get)
    return name, costs[name] / (sum(costs.values()) or 1)


def right_costs_in_a_dictionary(input_shape, layers, what):
    return _answer(_costs(input_shape, layers, what))


def right_arrays(input_shape, layers, what):
    costs = np.array(list(_costs(input_shape, layers, what).values()))
    place = costs.argmax()
    return [layers[place]["name"], costs[place] / costs.sum()]


def right_products_with_their_sums(input_shape, layers, what):
    # Two for each product, if the sums are counted as well: name and share stay what they are.
    return _answer({name: 2 * cost for name, cost in _costs(input_shape, layers, what).items()})


def right_in_bytes(input_shape, layers, what):
    best, most, total = "", -1, 0
    for name, cost in _costs(input_shape, layers, what).items():
        size = 4 * cost
        total += size
        if size > most:
            best, most = name, size
    return best, most / total


def wrong_per_cent(input_shape, layers, what):
    """A share goes from 0 to 1."""
    name, share = right_arrays(input_shape, layers, what)
    return name, 100 * share


def wrong_cost_itself(input_shape, layers, what):
    """what the layer costs, not its share"""
    costs = _costs(input_shape, layers, what)
    name = max(costs, key=costs.get)
    return name, costs[name]


def wrong_share_of_the_rest(input_shape, layers, what):
    """You compare the layer with all *other* layers."""
    name, share = right_arrays(input_shape, layers, what)
    return name, share / (1 - share) if share < 1 else 0.0


def wrong_share_of_its_kind(input_shape, layers, what):
    """those of its kind"""
    costs = _costs(input_shape, layers, what)
    name = max(costs, key=costs.get)
    kind = next(layer["layer"] for layer in layers if layer["name"] == name)
    return name, costs[name] / sum(costs[layer["name"]] for layer in layers if layer["layer"] == kind)


def wrong_last_of_several(input_shape, layers, what):
    """you name the last of them"""
    costs = _costs(input_shape, layers, what)
    return _answer(dict(reversed(costs.items())))


def wrong_image_counted(input_shape, layers, what):
    """the image is among them"""
    costs = _costs(input_shape, layers, what)
    name = max(costs, key=costs.get)
    return name, costs[name] / (sum(costs.values()) + (math.prod(input_shape) if what == "activations" else 0))


def wrong_flatten_counted(input_shape, layers, what):
    """Flatten makes no new values"""
    return _answer(_costs(input_shape, layers, what, activations=lambda layer, before, behind, cost: math.prod(behind)))


def wrong_pooling_gives_nothing(input_shape, layers, what):
    """You left pooling out."""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            activations=lambda layer, before, behind, cost: 0 if layer["layer"] == "MaxPool" else cost,
        )
    )


def wrong_inputs(input_shape, layers, what):
    """the values that a layer *gets*"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            activations=lambda layer, before, behind, cost: 0 if layer["layer"] == "Flatten" else math.prod(before),
        )
    )


def wrong_pre_activations(input_shape, layers, what):
    """the values in front of ReLU and those behind it"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            activations=lambda layer, before, behind, cost: cost * (1 + (layer["layer"] in ("Conv", "Dense"))),
        )
    )


def wrong_one_map(input_shape, layers, what):
    """How many maps of that size are there?"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            activations=lambda layer, before, behind, cost: math.prod(behind[:2]) if len(behind) > 1 else cost,
        )
    )


def wrong_no_biases(input_shape, layers, what):
    """a bias besides"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            parameters=lambda layer, before, behind, cost: cost - (layer["layer"] in ("Conv", "Dense")) * behind[-1],
        )
    )


def wrong_one_channel(input_shape, layers, what):
    """each filter has weights for one channel"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            parameters=lambda layer, before, behind, cost: (
                (layer["kernel_size"] ** 2 + 1) * layer["filters"] if layer["layer"] == "Conv" else cost
            ),
        )
    )


def wrong_unshared(input_shape, layers, what):
    """every place of the map has parameters of its own"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            parameters=lambda layer, before, behind, cost: (
                cost * behind[0] * behind[1] if layer["layer"] == "Conv" else cost
            ),
        )
    )


def _weights(layer, before):
    return {
        "Conv": lambda: layer["kernel_size"] ** 2 * before[-1] * layer["filters"],
        "Dense": lambda: before[0] * layer["units"],
    }.get(layer["layer"], int)()


def wrong_each_weight_once(input_shape, layers, what):
    """You count each weight once."""
    return _answer(
        _costs(input_shape, layers, what, operations=lambda layer, before, behind, cost: _weights(layer, before))
    )


def wrong_parameters_for_operations(input_shape, layers, what):
    """Those are the parameters, biases included."""
    return _answer(_costs(input_shape, layers, "parameters" if what == "operations" else what))


def wrong_biases_multiplied(input_shape, layers, what):
    """a product for each bias"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            operations=lambda layer, before, behind, cost: cost + math.prod(behind) if cost else 0,
        )
    )


def wrong_places_in_front(input_shape, layers, what):
    """*in front of* the convolution"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            operations=lambda layer, before, behind, cost: (
                _weights(layer, before) * before[0] * before[1] if layer["layer"] == "Conv" else cost
            ),
        )
    )


def wrong_one_product_a_value(input_shape, layers, what):
    """How many weights go into each of them?"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            operations=lambda layer, before, behind, cost: math.prod(behind) if cost else 0,
        )
    )


def wrong_products_of_one_channel(input_shape, layers, what):
    """each output is made from one channel"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            operations=lambda layer, before, behind, cost: cost // before[-1] if layer["layer"] == "Conv" else cost,
        )
    )


def wrong_products_of_one_filter(input_shape, layers, what):
    """the products of a single filter"""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            operations=lambda layer, before, behind, cost: cost // behind[-1] if layer["layer"] == "Conv" else cost,
        )
    )


def wrong_pooling_multiplies(input_shape, layers, what):
    """It compares, and multiplies nothing."""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            operations=lambda layer, before, behind, cost: (
                layer["pool_size"] ** 2 * math.prod(behind) if layer["layer"] == "MaxPool" else cost
            ),
        )
    )


def wrong_parameters_always(input_shape, layers, what):
    """What says the argument `what`?"""
    return right_arrays(input_shape, layers, "parameters")


def wrong_one_bias_a_layer(input_shape, layers, what):
    """You give each layer one bias."""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            parameters=lambda layer, before, behind, cost: (
                cost - behind[-1] + 1 if layer["layer"] in ("Conv", "Dense") else cost
            ),
        )
    )


def wrong_pooling_learns(input_shape, layers, what):
    """You give parameters to pooling."""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            parameters=lambda layer, before, behind, cost: (
                layer["pool_size"] ** 2 * behind[-1] if layer["layer"] == "MaxPool" else cost
            ),
        )
    )


def wrong_convolutions_alone(input_shape, layers, what):
    """Pooling and dense layers give values as well."""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            activations=lambda layer, before, behind, cost: cost * (layer["layer"] == "Conv"),
        )
    )


def wrong_dense_layers_give_nothing(input_shape, layers, what):
    """They give a value for each unit."""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            activations=lambda layer, before, behind, cost: cost * (layer["layer"] != "Dense"),
        )
    )


def wrong_dense_layers_multiply_nothing(input_shape, layers, what):
    """They use each of their weights once."""
    return _answer(
        _costs(
            input_shape,
            layers,
            what,
            operations=lambda layer, before, behind, cost: cost * (layer["layer"] != "Dense"),
        )
    )


def wrong_two_mistakes(input_shape, layers, what):
    """a bias besides"""
    return (
        wrong_inputs(input_shape, layers, what) if what == "activations" else wrong_no_biases(input_shape, layers, what)
    )


def wrong_name_alone(input_shape, layers, what):
    """a tuple was asked for"""
    return right_arrays(input_shape, layers, what)[0]


def wrong_order(input_shape, layers, what):
    """Your name:"""
    return right_arrays(input_shape, layers, what)[::-1]


def wrong_rounded(input_shape, layers, what):
    """Your share:"""
    name, share = right_arrays(input_shape, layers, what)
    return name, round(share, 2)


def wrong_smallest(input_shape, layers, what):
    """Your name:"""
    costs = {name: cost for name, cost in _costs(input_shape, layers, what).items() if cost}
    name = min(costs, key=costs.get)
    return name, costs[name] / sum(costs.values())


def refused_the_librarys_table(input_shape, layers, what):
    """coursekit.network"""
    from coursekit import architectures, network

    kinds = {"Conv": network.Conv, "MaxPool": network.MaxPool, "Flatten": network.Flatten, "Dense": network.Dense}
    described = [
        kinds[layer["layer"]](**{key: value for key, value in layer.items() if key != "layer"}) for layer in layers
    ]
    costs = architectures.table([network.Input(input_shape), *described])["parameters"].iloc[:-1]
    return costs.idxmax(), costs.max() / costs.sum()


def refused_keras_counts(input_shape, layers, what):
    """keras.layers.Dense"""
    import keras

    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4)])
    return "fc1", model.count_params() / 36
