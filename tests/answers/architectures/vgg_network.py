"""Answers to `vgg_network(input_shape, blocks, units, classes)`."""

SLOW = True


def _build(input_shape, blocks, units, classes, **quirk):
    """A right model, and with a quirk a wrong one."""
    import keras
    from keras import layers

    convolve = {"padding": "same", "activation": "relu", **quirk.get("convolve", {})}
    model = keras.Sequential([keras.Input(quirk.get("shape", input_shape))])
    for number, (count, filters) in enumerate(blocks, start=1):
        for place in range(1, quirk.get("count", lambda count: count)(count) + 1):
            settings = convolve if place == count or not quirk.get("inside") else {**convolve, **quirk["inside"]}
            model.add(layers.Conv2D(filters, quirk.get("kernel", 3), **settings))
            if quirk.get("pool_each"):
                model.add(layers.MaxPooling2D(2))
        if not quirk.get("pool_each") and number <= len(blocks) - quirk.get("unpooled", 0):
            model.add(quirk.get("pool", lambda: layers.MaxPooling2D(2))())
    if quirk.get("end", layers.Flatten):
        model.add(quirk.get("end", layers.Flatten)())
    for width in [] if quirk.get("no_units") else units:
        model.add(layers.Dense(width, activation=quirk.get("hidden", "relu"), use_bias=quirk.get("bias", True)))
    for layer in quirk.get("before", list)():
        model.add(layer)
    model.add(layers.Dense(classes, activation=quirk.get("output", "softmax"), use_bias=quirk.get("bias", True)))
    for layer in quirk.get("more", list)():
        model.add(layer)
    return model


def right_sequential(input_shape, blocks, units, classes):
    return _build(input_shape, blocks, units, classes)


def right_functional_with_layers_for_activations(input_shape, blocks, units, classes):
    import keras
    from keras import layers

    image = x = keras.Input(input_shape, name="photo")
    for count, filters in blocks:
        for _ in range(count):
            x = layers.Conv2D(filters, (3, 3))(layers.ZeroPadding2D(1)(x))
            x = layers.ReLU()(x)
        x = layers.MaxPool2D()(x)
    x = layers.Reshape((-1,))(x)
    for width in units:
        x = layers.Activation("relu")(layers.Dense(width)(x))
    return keras.Model(image, layers.Softmax()(layers.Dense(classes)(x)))


def right_blocks_as_models(input_shape, blocks, units, classes):
    import keras
    from keras import layers

    def block(count, filters):
        convolutions = [layers.Conv2D(filters, 3, padding="same", activation=keras.ops.relu) for _ in range(count)]
        return keras.Sequential([*convolutions, layers.MaxPooling2D(2, 2, "valid")])

    parts = [block(count, filters) for count, filters in blocks]
    top = [layers.Dense(width, "relu", kernel_initializer="he_normal") for width in units]
    model = keras.Sequential(
        [keras.Input(input_shape), *parts, layers.Flatten(), *top, layers.Dense(classes, "softmax")]
    )
    model.compile(loss="categorical_crossentropy")
    return model


def right_relu_behind_the_pooling(input_shape, blocks, units, classes):
    import keras
    from keras import layers

    image = x = keras.Input(input_shape)
    for count, filters in blocks:
        for place in range(count):
            # The largest value is not changed by ReLU coming later, so both orders are the same function.
            x = layers.Conv2D(filters, 3, padding="same", activation=None if place == count - 1 else "relu")(x)
        x = layers.ReLU()(layers.MaxPooling2D(2)(x))
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return keras.Model(image, layers.Dense(classes, activation="softmax")(x))


def right_a_class_of_its_own(input_shape, blocks, units, classes):
    import keras
    from keras import layers

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.steps = []
            for count, filters in blocks:
                self.steps += [layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(count)]
                self.steps.append(layers.MaxPooling2D())
            self.steps.append(layers.Flatten())
            self.steps += [layers.Dense(width, activation="relu") for width in units]
            self.steps.append(layers.Dense(classes, activation="softmax"))

        def call(self, x):
            for step in self.steps:
                x = step(x)
            return x

    network = Network()
    network.build((None, *input_shape))
    return network


def wrong_list_of_layers(input_shape, blocks, units, classes):
    """That is no Keras model."""
    return _build(input_shape, blocks, units, classes).layers


def wrong_own_layer(input_shape, blocks, units, classes):
    """Mine is not one of Keras' own layers"""
    import keras

    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    return _build(input_shape, blocks, units, classes, more=lambda: [Mine()])


def wrong_input(input_shape, blocks, units, classes):
    """Begin with `keras.Input(input_shape)`."""
    return _build(input_shape, blocks, units, classes, shape=(64, 64, 3))


def wrong_dense_on_maps(input_shape, blocks, units, classes):
    """What turns maps into a vector"""
    return _build(input_shape, blocks, units, classes, end=None)


def wrong_no_padding(input_shape, blocks, units, classes):
    """take something off the edges"""
    return _build(input_shape, blocks, units, classes, convolve={"padding": "valid"})


def wrong_one_convolution_a_block(input_shape, blocks, units, classes):
    """What does the first number of a block say?"""
    return _build(input_shape, blocks, units, classes, count=lambda count: 1)


def wrong_pooling_after_every_convolution(input_shape, blocks, units, classes):
    """How many does a block have?"""
    return _build(input_shape, blocks, units, classes, pool_each=True)


def wrong_last_block_not_pooled(input_shape, blocks, units, classes):
    """Each block ends with one."""
    return _build(input_shape, blocks, units, classes, unpooled=1)


def wrong_no_pooling(input_shape, blocks, units, classes):
    """Nothing makes the maps smaller"""
    return _build(input_shape, blocks, units, classes, unpooled=len(blocks))


def wrong_pooling_with_step_1(input_shape, blocks, units, classes):
    """Your pooling moves on by one pixel"""
    from keras import layers

    return _build(input_shape, blocks, units, classes, pool=lambda: layers.MaxPooling2D(2, strides=1))


def wrong_pooling_rounds_up(input_shape, blocks, units, classes):
    """A row that fills no window is left out."""
    from keras import layers

    return _build(input_shape, blocks, units, classes, pool=lambda: layers.MaxPooling2D(2, padding="same"))


def wrong_average_pooling(input_shape, blocks, units, classes):
    """Your pooling takes means."""
    from keras import layers

    return _build(input_shape, blocks, units, classes, pool=lambda: layers.AveragePooling2D(2))


def wrong_mean_of_each_map(input_shape, blocks, units, classes):
    """see the mean of each map"""
    from keras import layers

    return _build(input_shape, blocks, units, classes, end=layers.GlobalAveragePooling2D)


def wrong_mean_at_the_end(input_shape, blocks, units, classes):
    """gets 6 numbers. Work out how many there should be"""
    from keras import layers

    more = lambda: [layers.GlobalAveragePooling2D()]  # noqa: E731 - as the other quirks
    return _build(input_shape, blocks, units, classes, end=None, more=more)


def wrong_units_left_out(input_shape, blocks, units, classes):
    """What are `units` for?"""
    return _build(input_shape, blocks, units, classes, no_units=True)


def wrong_convolutions_without_relu(input_shape, blocks, units, classes):
    """Your convolutions have no ReLU"""
    return _build(input_shape, blocks, units, classes, convolve={"activation": None})


def wrong_relu_once_a_block(input_shape, blocks, units, classes):
    """Only the last convolution of each block has a ReLU."""
    return _build(input_shape, blocks, units, classes, inside={"activation": None})


def wrong_hidden_layers_without_relu(input_shape, blocks, units, classes):
    """Your hidden dense layers have no ReLU"""
    return _build(input_shape, blocks, units, classes, hidden=None)


def wrong_nothing_bends(input_shape, blocks, units, classes):
    """Your convolutions have no ReLU, and neither have the dense layers"""
    return _build(input_shape, blocks, units, classes, hidden=None, convolve={"activation": None})


def wrong_no_softmax(input_shape, blocks, units, classes):
    """not probabilities yet"""
    return _build(input_shape, blocks, units, classes, output=None)


def wrong_relu_at_the_end(input_shape, blocks, units, classes):
    """Your last layer ends in a ReLU."""
    return _build(input_shape, blocks, units, classes, output="relu")


def wrong_relu_in_front_of_softmax(input_shape, blocks, units, classes):
    """One activation is enough there."""
    from keras import layers

    return _build(input_shape, blocks, units, classes, output="relu", more=lambda: [layers.Softmax()])


def wrong_sigmoid(input_shape, blocks, units, classes):
    """a yes or no for each class by itself"""
    return _build(input_shape, blocks, units, classes, output="sigmoid")


def wrong_softmax_twice(input_shape, blocks, units, classes):
    """two softmax behind each other"""
    from keras import layers

    return _build(input_shape, blocks, units, classes, more=lambda: [layers.Softmax()])


def wrong_dropout_as_in_the_paper(input_shape, blocks, units, classes):
    """while it trains, it drops values"""
    from keras import layers

    return _build(input_shape, blocks, units, classes, before=lambda: [layers.Dropout(0.5)])


def wrong_no_biases(input_shape, blocks, units, classes):
    """not all biases are there"""
    return _build(input_shape, blocks, units, classes, convolve={"use_bias": False}, bias=False)


def wrong_one_convolution_more(input_shape, blocks, units, classes):
    """Layers with weights in your model: 6."""
    return _build(input_shape, blocks, units, classes, count=lambda count: count + 1 if count == 1 else count)


def wrong_kernel(input_shape, blocks, units, classes):
    """its kernel is 5×5"""
    return _build(input_shape, blocks, units, classes, kernel=5)


def wrong_pair_read_backwards(input_shape, blocks, units, classes):
    """You read the pairs of `blocks` the other way round."""
    return _build(input_shape, [pair[::-1] for pair in blocks], units, classes)


def wrong_tanh(input_shape, blocks, units, classes):
    """computes something else than the network described"""
    return _build(input_shape, blocks, units, classes, convolve={"activation": "tanh"})


def refused_the_librarys_own(input_shape, blocks, units, classes):
    """coursekit.architectures.vgg.vgg"""
    from coursekit import architectures

    counts, filters = zip(*blocks, strict=True)
    return architectures.vgg(counts, filters=filters, units=units, input_shape=input_shape, classes=classes)


def refused_ready_made(input_shape, blocks, units, classes):
    """keras.applications.VGG16"""
    import keras

    return keras.applications.VGG16(weights=None, input_shape=(32, 32, 3), classes=classes)
