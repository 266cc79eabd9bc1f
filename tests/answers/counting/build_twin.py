"""Answers to `build_twin(weights, patch)`."""

SLOW = True


def _twin(weights, patch, **slip):
    """A right model, and with a slip a wrong one."""
    import keras
    import numpy as np
    from keras import layers

    channels, first = weights[0].shape[2:]
    second, units, classes = weights[2].shape[3], weights[4].shape[1], weights[6].shape[1]
    side = ((patch - 2) // 2 - 2) // 2
    bent, padding = slip.get("bent", "relu"), slip.get("padding", "valid")
    model = keras.Sequential(
        [
            keras.Input(slip.get("shape", (None, None, channels))),
            layers.Conv2D(first, 3, activation=bent, padding=padding),
            layers.MaxPooling2D(2),
            layers.Conv2D(second, 3, activation=bent, padding=padding),
            layers.MaxPooling2D(2),
            layers.Conv2D(units, side, activation=slip.get("hidden", "relu"), padding=slip.get("head", padding)),
            layers.Conv2D(classes, 1, activation=slip.get("last", "softmax")),
            *slip.get("more", list)(),
        ]
    )
    kernel = slip.get("kernel", lambda matrix, h, c: matrix.reshape(h, h, c, -1))(weights[4], side, second)
    if not slip.get("unset"):
        model.set_weights([*weights[:4], np.ascontiguousarray(kernel), weights[5], weights[6][None, None], weights[7]])
    return model


def right_sequential(weights, patch):
    return _twin(weights, patch)


def right_functional_layer_by_layer(weights, patch):
    import keras
    from keras import layers

    inputs = keras.Input((None, None, weights[0].shape[2]), name="scene")
    x = layers.ReLU()(layers.Conv2D(weights[0].shape[3], (3, 3), name="one")(inputs))
    x = layers.MaxPool2D((2, 2))(x)
    x = layers.Activation("relu")(layers.Conv2D(weights[2].shape[3], (3, 3), name="two")(x))
    x = layers.MaxPool2D((2, 2))(x)
    side = round((weights[4].shape[0] / weights[2].shape[3]) ** 0.5)
    x = layers.Conv2D(weights[4].shape[1], (side, side), activation="relu", name="three")(x)
    x = layers.Softmax()(layers.Conv2D(weights[6].shape[1], (1, 1), name="four")(x))
    model = keras.Model(inputs, x)
    shapes = [None, None, (side, side, -1, weights[4].shape[1]), (1, 1, *weights[6].shape)]
    for k, name in enumerate(["one", "two", "three", "four"]):
        kernel, bias = weights[2 * k], weights[2 * k + 1]
        model.get_layer(name).set_weights([kernel if shapes[k] is None else kernel.reshape(shapes[k]), bias])
    return model


def right_dense_at_the_end(weights, patch):
    """A dense layer acts on the last axis: for each place by itself."""
    import keras
    from keras import layers

    side = ((patch - 2) // 2 - 2) // 2
    model = keras.Sequential(
        [
            keras.Input((None, None, weights[0].shape[2])),
            layers.Conv2D(weights[0].shape[3], 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(weights[2].shape[3], 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(weights[4].shape[1], side, activation="relu"),
            layers.Dense(weights[6].shape[1], activation="softmax"),
        ]
    )
    kernel = weights[4].reshape(side, side, weights[2].shape[3], weights[4].shape[1])
    model.set_weights([*weights[:4], kernel, *weights[5:]])
    return model


def right_class(weights, patch):
    import keras
    from keras import layers, ops

    class Twin(keras.Model):
        def __init__(self):
            super().__init__()
            self.convolutions = [layers.Conv2D(weights[k].shape[3], 3) for k in (0, 2)]
            self.hidden = layers.Conv2D(weights[4].shape[1], ((patch - 2) // 2 - 2) // 2)
            self.final = layers.Conv2D(weights[6].shape[1], 1)

        def call(self, x):
            for convolution in self.convolutions:
                x = ops.max_pool(ops.relu(convolution(x)), 2)
            return ops.softmax(self.final(ops.relu(self.hidden(x))))

    twin = Twin()
    twin(ops.zeros((1, patch, patch, weights[0].shape[2])))
    for layer, k in zip([*twin.convolutions, twin.hidden, twin.final], (0, 2, 4, 6)):  # noqa: B905 (four each)
        layer.set_weights([weights[k].reshape(layer.kernel.shape), weights[k + 1]])
    return twin


def wrong_no_model(weights, patch):
    """That is no Keras model."""
    return _twin(weights, patch).layers


def wrong_fixed_size(weights, patch):
    """Your model says that it takes images of 18×18 only."""
    return _twin(weights, patch, shape=(patch, patch, weights[0].shape[2]))


def wrong_classifier(weights, patch):
    """It should take images of any size"""
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((patch, patch, weights[0].shape[2])),
            layers.Conv2D(weights[0].shape[3], 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(weights[2].shape[3], 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(weights[4].shape[1], activation="relu"),
            layers.Dense(weights[6].shape[1], activation="softmax"),
        ]
    )
    model.set_weights(weights)
    return model


def wrong_padded(weights, patch):
    """Your convolutions pad the image."""
    return _twin(weights, patch, padding="same")


def wrong_padded_head(weights, patch):
    """The convolution that was a dense layer pads the map."""
    return _twin(weights, patch, head="same")


def wrong_pooled(weights, patch):
    """one answer for the image"""
    from keras import layers

    return _twin(weights, patch, last="linear", more=lambda: [layers.GlobalAveragePooling2D(), layers.Softmax()])


def wrong_pooled_probabilities(weights, patch):
    """what in your model turns maps into a row of numbers?"""
    from keras import layers

    return _twin(weights, patch, more=lambda: [layers.GlobalMaxPooling2D()])


def wrong_shape(weights, patch):
    """How often does a patch of"""
    from keras import layers

    return _twin(weights, patch, more=lambda: [layers.MaxPooling2D(2, padding="same")])


def wrong_side_from_a_quarter(weights, patch):
    """cannot reshape array"""
    import keras
    from keras import layers

    channels, first = weights[0].shape[2:]
    second, units, classes = weights[2].shape[3], weights[4].shape[1], weights[6].shape[1]
    side = patch // 4 - 1  # fits 14, 18, 22 and 26
    model = keras.Sequential(
        [
            keras.Input((None, None, channels)),
            layers.Conv2D(first, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(second, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(units, side, activation="relu"),
            layers.Conv2D(classes, 1, activation="softmax"),
        ]
    )
    kernel = weights[4].reshape(side, side, second, units)
    model.set_weights([*weights[:4], kernel, weights[5], weights[6].reshape(1, 1, units, classes), weights[7]])
    return model


def wrong_kernel_larger_than_the_map(weights, patch):
    """The smallest image is a single patch."""
    from keras import layers

    return _twin(weights, patch, more=lambda: [layers.MaxPooling2D(3, strides=1)])


def wrong_unset(weights, patch):
    """some of the classifier's weights are nowhere in your model"""
    return _twin(weights, patch, unset=True)


def wrong_hidden(weights, patch):
    """The hidden dense layer had a ReLU behind it"""
    return _twin(weights, patch, hidden=None)


def wrong_no_softmax(weights, patch):
    """there is no softmax at the end"""
    return _twin(weights, patch, last=None)


def wrong_sigmoid(weights, patch):
    """you use a sigmoid for each class"""
    return _twin(weights, patch, last="sigmoid")


def wrong_softmax_over_places(weights, patch):
    """Your softmax runs over the places of the image"""
    from keras import layers

    return _twin(weights, patch, last=None, more=lambda: [layers.Softmax(axis=(1, 2))])


def wrong_no_relu(weights, patch):
    """The classifier's convolutions had a ReLU behind them"""
    return _twin(weights, patch, bent=None)


def wrong_order(weights, patch):
    """Every number of the dense layer is in your kernel, but not in its place."""
    return _twin(weights, patch, kernel=lambda matrix, h, c: matrix.reshape(c, h, h, -1).transpose(1, 2, 0, 3))


def wrong_turned(weights, patch):
    """your model says something else"""
    return _twin(weights, patch, kernel=lambda matrix, h, c: matrix.reshape(h, h, c, -1)[::-1, ::-1])


def refused_the_package(weights, patch):
    """coursekit.counting"""
    import keras
    from keras import layers

    from coursekit import counting

    model = keras.Sequential(
        [
            keras.Input((patch, patch, weights[0].shape[2])),
            layers.Conv2D(weights[0].shape[3], 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(weights[2].shape[3], 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(weights[4].shape[1], activation="relu"),
            layers.Dense(weights[6].shape[1], activation="softmax"),
        ]
    )
    model.set_weights(weights)
    return counting.fully_convolutional(model)
