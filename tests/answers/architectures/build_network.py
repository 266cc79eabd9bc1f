"""Answers to `build_network(input_shape, layers)`."""

SLOW = True


def _build(input_shape, layers, **quirk):
    """A right model, and with a quirk a wrong one: it makes another layer (or several) of a dictionary."""
    import keras

    x = image = keras.Input(quirk.get("shape", input_shape))
    makers = {
        "Crop": lambda layer: keras.layers.CenterCrop(layer["size"], layer["size"]),
        "Conv": _convolution,
        "MaxPool": lambda layer: keras.layers.MaxPooling2D(layer["pool_size"], layer["strides"]),
        "Flatten": lambda layer: keras.layers.Flatten(),
        "Dense": lambda layer: keras.layers.Dense(layer["units"], activation="relu"),
        "Dropout": lambda layer: keras.layers.Dropout(layer["rate"]),
        "Classes": lambda layer: keras.layers.Dense(layer["classes"], activation="softmax"),
        **quirk,
    }
    for layer in layers:
        made = makers[layer["layer"]](layer)
        for one in made if isinstance(made, list) else [made]:
            x = one(x)
    return keras.Model(image, x)


def _convolution(layer, **other):
    from keras import layers

    settings = {"strides": layer["strides"], "padding": layer["padding"], "activation": "relu", **other}
    return layers.Conv2D(layer["filters"], settings.pop("kernel_size", layer["kernel_size"]), **settings)


def right_repaired(input_shape, layers):
    return _build(input_shape, layers)


def right_sequential_in_another_style(input_shape, layers):
    import keras

    model, size = keras.Sequential([keras.Input(input_shape)]), input_shape
    for layer in layers:
        match layer["layer"]:
            case "Crop":
                down, across = (length - layer["size"] for length in size[:2])
                ends = ((down // 2, down - down // 2), (across // 2, across - across // 2))
                model.add(keras.layers.Cropping2D(ends))
            case "Conv":
                model.add(_convolution(layer, activation=None))
                model.add(keras.layers.ReLU())
            case "MaxPool":
                model.add(keras.layers.MaxPool2D(layer["pool_size"], strides=layer["strides"], padding="valid"))
            case "Flatten":
                model.add(keras.layers.Reshape((-1,)))
            case "Dense":
                model.add(keras.layers.Dense(layer["units"]))
                model.add(keras.layers.Activation("relu"))
            case "Dropout":
                model.add(keras.layers.Dropout(rate=layer["rate"]))
            case "Classes":
                model.add(keras.layers.Dense(layer["classes"]))
                model.add(keras.layers.Softmax())
    return model


def right_dropout_in_front_of_relu(input_shape, layers):
    import keras

    # Dropping and ReLU may change places: what is dropped is 0 either way.
    x = image = keras.Input(input_shape)
    rates = [following["rate"] if following["layer"] == "Dropout" else 0 for following in [*layers[1:], layers[0]]]
    for layer, rate in zip(layers, rates, strict=True):
        if layer["layer"] == "Dense":
            x = keras.layers.ReLU()(keras.layers.Dropout(rate)(keras.layers.Dense(layer["units"])(x)))
        elif layer["layer"] != "Dropout":
            part = _build(tuple(x.shape[1:]), [layer])
            for one in part.layers[1:]:
                x = one(x)
    return keras.Model(image, x)


def _draft(layer):
    """The lines of the draft, one by one."""
    import keras

    return {
        "Crop": lambda: keras.layers.CenterCrop(224, 224),
        "Conv": lambda: _convolution(layer, padding="valid"),
        "MaxPool": lambda: keras.layers.MaxPooling2D(layer["pool_size"]),
        "Flatten": keras.layers.GlobalAveragePooling2D,
        "Dropout": lambda: keras.layers.Dropout(1 - layer["rate"]),
        "Classes": lambda: [keras.layers.Dense(layer["classes"], activation="softmax"), keras.layers.Softmax()],
    }[layer["layer"]]()


def wrong_the_draft(input_shape, layers):
    """Your network cuts out 224×224"""
    return _build(
        input_shape, layers, **dict.fromkeys(["Crop", "Conv", "MaxPool", "Flatten", "Dropout", "Classes"], _draft)
    )


def wrong_224(input_shape, layers):
    """How many places has an 11×11 filter"""
    return _build(input_shape, layers, Crop=_draft)


def wrong_227_for_all(input_shape, layers):
    """Your network cuts out 227×227, whatever the description says."""
    import keras

    return _build(input_shape, layers, Crop=lambda layer: keras.layers.CenterCrop(227, 227))


def wrong_nothing_cut_out(input_shape, layers):
    """Your network cuts nothing out of the image."""
    return _build(input_shape, layers, Crop=lambda layer: [])


def wrong_corner(input_shape, layers):
    """Your network cuts out the top left corner"""
    import keras

    def corner(layer):
        ends = tuple((0, length - layer["size"]) for length in input_shape[:2])
        return keras.layers.Cropping2D(ends)

    return _build(input_shape, layers, Crop=corner)


def wrong_padding_ignored(input_shape, layers):
    """What has Keras for `padding` if nothing is said?"""
    return _build(input_shape, layers, Conv=_draft)


def wrong_padding_everywhere(input_shape, layers):
    """All your convolutions are padded."""
    return _build(input_shape, layers, Conv=lambda layer: _convolution(layer, padding="same"))


def wrong_strides_of_convolutions_ignored(input_shape, layers):
    """Your convolutions move by one pixel"""
    return _build(input_shape, layers, Conv=lambda layer: _convolution(layer, strides=1))


def wrong_strides_of_pooling_ignored(input_shape, layers):
    """Here they should overlap."""
    return _build(input_shape, layers, MaxPool=_draft)


def wrong_pooling_with_step_1(input_shape, layers):
    """the maps hardly get smaller"""
    from keras import layers as kinds

    return _build(input_shape, layers, MaxPool=lambda layer: kinds.MaxPooling2D(layer["pool_size"], 1))


def wrong_pooling_padded(input_shape, layers):
    """A window of your pooling may lie partly outside of the map."""
    from keras import layers as kinds

    return _build(
        input_shape, layers, MaxPool=lambda layer: kinds.MaxPooling2D(layer["pool_size"], layer["strides"], "same")
    )


def wrong_average(input_shape, layers):
    """Where in a map something was is lost then."""
    return _build(input_shape, layers, Flatten=_draft)


def wrong_largest_of_each_map(input_shape, layers):
    """gets 4 numbers"""
    from keras import layers as kinds

    return _build(input_shape, layers, Flatten=lambda layer: kinds.GlobalMaxPooling2D())


def wrong_flatten_left_out(input_shape, layers):
    """What turns maps into a vector"""
    return _build(input_shape, layers, Flatten=lambda layer: [])


def wrong_share_that_is_kept(input_shape, layers):
    """In Keras the rate is the fraction that is set to 0"""
    return _build(input_shape, layers, Dropout=_draft)


def wrong_no_dropout(input_shape, layers):
    """What the description has for the training is missing"""
    return _build(input_shape, layers, Dropout=lambda layer: [])


def wrong_dropout_in_front(input_shape, layers):
    """where does dropout belong?"""
    from keras import layers as kinds

    rates = [layer["rate"] for layer in layers if layer["layer"] == "Dropout"]

    def dense(layer):
        return [*(kinds.Dropout(rate) for rate in rates[:1]), kinds.Dense(layer["units"], activation="relu")]

    return _build(input_shape, layers, Dense=dense, Dropout=lambda layer: [])


def wrong_softmax_twice(input_shape, layers):
    """There are two softmax behind each other."""
    return _build(input_shape, layers, Classes=_draft)


def wrong_no_softmax(input_shape, layers):
    """One softmax is right, two were too many."""
    from keras import layers as kinds

    return _build(input_shape, layers, Classes=lambda layer: kinds.Dense(layer["classes"]))


def wrong_dense_without_relu(input_shape, layers):
    """The draft's dense layers had a ReLU."""
    from keras import layers as kinds

    return _build(input_shape, layers, Dense=lambda layer: kinds.Dense(layer["units"]))


def wrong_convolutions_without_relu(input_shape, layers):
    """The draft's convolutions had a ReLU."""
    return _build(input_shape, layers, Conv=lambda layer: _convolution(layer, activation=None))


def wrong_dictionary(input_shape, layers):
    """That is no Keras model."""
    return {"model": _build(input_shape, layers)}


def wrong_own_layer(input_shape, layers):
    """Crop is not one of Keras' own layers"""
    import keras

    class Crop(keras.layers.CenterCrop):
        pass

    return _build(input_shape, layers, Crop=lambda layer: Crop(layer["size"], layer["size"]))


def wrong_input(input_shape, layers):
    """here they are (256, 256, 1)"""
    return _build(input_shape, layers, shape=(224, 224, 1) if len(input_shape) == 3 else (7,))


def wrong_no_biases(input_shape, layers):
    """not all biases are there"""
    from keras import layers as kinds

    return _build(
        input_shape,
        layers,
        Conv=lambda layer: _convolution(layer, use_bias=False),
        Dense=lambda layer: kinds.Dense(layer["units"], activation="relu", use_bias=False),
    )


def wrong_convolution_twice(input_shape, layers):
    """Layers with weights in your model: 4."""
    return _build(
        input_shape,
        layers,
        Conv=lambda layer: (
            [_convolution(layer)] * (layer["padding"] == "valid") or [_convolution(layer), _convolution(layer)]
        ),
        Dense=lambda layer: [_dense(layer), _dense(layer)],
    )


def _dense(layer):
    from keras import layers

    return layers.Dense(layer["units"], activation="relu")


def wrong_kernel(input_shape, layers):
    """its kernel is 3×3"""
    from keras import layers as kinds

    return _build(
        input_shape,
        layers,
        Conv=lambda layer: _convolution(layer, kernel_size=3) if layer["padding"] == "same" else _convolution(layer),
        Dense=lambda layer: kinds.Dense(layer["units"] + 1, activation="relu"),
    )


def wrong_tanh(input_shape, layers):
    """computes something else than the network described"""
    from keras import layers as kinds

    return _build(
        input_shape,
        layers,
        Conv=lambda layer: _convolution(layer, activation="tanh"),
        Dense=lambda layer: kinds.Dense(layer["units"], activation="tanh"),
    )


def refused_the_librarys_own(input_shape, layers):
    """coursekit.architectures.alexnet.alexnet"""
    from coursekit import architectures

    return architectures.alexnet(input_shape=(227, 227, 3))


def refused_the_librarys_description(input_shape, layers):
    """coursekit.network"""
    from coursekit import network

    return network.read([network.Input(input_shape), network.Flatten()])
