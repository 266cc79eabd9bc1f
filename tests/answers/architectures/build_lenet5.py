"""Answers to `build_lenet5(input_shape, classes)`."""

SLOW = True


def _build(input_shape, classes, **quirk):
    """A right model, and with a quirk a wrong one."""
    import keras
    from keras import layers

    bent, hidden = quirk.get("bent", "relu"), quirk.get("hidden", "relu")
    pool = quirk.get("pool", lambda: layers.MaxPooling2D(2))
    bias = quirk.get("bias", True)
    body = [
        layers.Conv2D(6, quirk.get("c1", 5), padding=quirk.get("padding", "valid"), activation=bent, use_bias=bias),
        pool(),
        layers.Conv2D(quirk.get("c3", 16), 5, padding=quirk.get("again", "valid"), activation=bent, use_bias=bias),
        *(() if quirk.get("no_s4") else (pool(),)),
        *quirk.get("end", lambda: [layers.Flatten()])(),
        layers.Dense(quirk.get("c5", 120), activation=hidden, use_bias=bias),
        *(() if quirk.get("no_f6") else (layers.Dense(84, activation=quirk.get("f6", hidden), use_bias=bias),)),
        layers.Dense(classes, activation=quirk.get("output", "softmax"), use_bias=bias),
    ]
    return keras.Sequential([keras.Input(quirk.get("shape", input_shape)), *body, *quirk.get("more", list)()])


def right_sequential(input_shape, classes):
    return _build(input_shape, classes)


def right_functional_with_layers_and_other_names(input_shape, classes):
    import keras
    from keras import layers

    inputs = keras.Input(input_shape, name="picture")
    x = layers.ReLU()(layers.MaxPool2D((2, 2), (2, 2))(layers.Conv2D(6, (5, 5), name="a")(inputs)))
    x = layers.MaxPool2D()(layers.Activation(keras.activations.relu)(layers.Conv2D(16, 5)(x)))
    x = layers.Dense(120, activation=keras.activations.relu)(layers.Reshape((-1,))(x))
    x = keras.ops.relu(layers.Dense(84)(layers.Dropout(0.0)(x)))
    return keras.Model(inputs, layers.Softmax()(layers.Dense(classes)(x)))


def right_convolution_for_c5(input_shape, classes):
    import keras
    from keras import layers

    size = [((side - 4) // 2 - 4) // 2 for side in input_shape[:2]]
    model = keras.Sequential(name="lenet")
    model.add(keras.Input(input_shape))
    for filters in (6, 16):
        model.add(layers.Conv2D(filters, kernel_size=5, activation="relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Conv2D(120, size, activation="relu"))
    model.add(layers.Flatten())
    model.add(layers.Dense(84, "relu"))
    model.add(layers.Dense(classes, "softmax"))
    return model


def right_class_of_its_own(input_shape, classes):
    import keras
    from keras import layers

    class LeNet(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = [layers.Dense(120, activation="relu"), layers.Dense(84, activation="relu")]
            self.c1 = layers.Conv2D(6, 5, activation="relu")
            self.c3 = layers.Conv2D(16, 5, activation="relu")
            self.pool, self.flatten = layers.MaxPooling2D(2), layers.Flatten()
            self.out = layers.Dense(classes, activation="softmax")

        def call(self, x):
            x = self.flatten(self.pool(self.c3(self.pool(self.c1(x)))))
            for layer in self.head:
                x = layer(x)
            return self.out(x)

    return LeNet()


def right_nested(input_shape, classes):
    import keras
    from keras import layers

    def stage(filters):
        return keras.Sequential([layers.Conv2D(filters, 5), layers.ReLU(), layers.MaxPooling2D(2)])

    head = keras.Sequential([layers.Dense(units, activation="relu") for units in (120, 84)])
    end = [layers.Flatten(), head, layers.Dense(classes, activation="softmax")]
    return keras.Sequential([keras.Input(input_shape), stage(6), stage(16), *end])


def wrong_no_model(input_shape, classes):
    """That is no Keras model."""
    return _build(input_shape, classes).layers


def wrong_own_layer(input_shape, classes):
    """Mine is not one of Keras' own layers."""
    import keras

    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    return _build(input_shape, classes, more=lambda: [Mine()])


def wrong_input(input_shape, classes):
    """here they are (30, 37, 3)"""
    return _build((32, 32, 1), 10 if input_shape == (32, 32, 1) else classes)


def wrong_class_that_stops(input_shape, classes):
    """it stops with"""
    import keras
    from keras import layers

    class Stops(keras.Model):
        def __init__(self):
            super().__init__()
            self.c1, self.c3 = layers.Conv2D(6, 5), layers.Conv2D(16, 5)

        def call(self, x):
            return self.c4(self.c1(x))

    return Stops()


def wrong_library_inside_a_class(input_shape, classes):
    """it calls coursekit"""
    import keras

    class Borrowed(keras.Model):
        def build(self, shape):
            from coursekit import architectures

            self.inner = architectures.lenet5("modern", classes=classes, input_shape=input_shape)
            self.built = True

        def call(self, x):
            return self.inner(x)

    return Borrowed()


def wrong_not_flattened(input_shape, classes):
    """What turns maps into a vector"""
    return _build(input_shape, classes, end=list)


def wrong_ten_classes(input_shape, classes):
    """5 numbers are wanted"""
    return _build(input_shape, 10)


def wrong_c1_padded(input_shape, classes):
    """That is done with images of 28×28"""
    return _build(input_shape, classes, padding="same")


def wrong_c3_padded(input_shape, classes):
    """C3 keeps the size in your model"""
    return _build(input_shape, classes, again="same")


def wrong_both_padded(input_shape, classes):
    """Here no convolution is padded."""
    return _build(input_shape, classes, padding="same", again="same")


def wrong_f6_linear(input_shape, classes):
    """One of the four layers C1, C3, C5 and F6 has no activation."""
    return _build(input_shape, classes, f6=None)


def wrong_relu_with_an_end(input_shape, classes):
    """your model computes something else"""
    return _build(input_shape, classes, bent="relu6", hidden="relu6")


def wrong_average_pooling(input_shape, classes):
    """the mean of four numbers, as in 1998"""
    from keras import layers

    return _build(input_shape, classes, pool=lambda: layers.AveragePooling2D(2))


def wrong_pooling_slides(input_shape, classes):
    """Where should the next window begin?"""
    from keras import layers

    return _build(input_shape, classes, pool=lambda: layers.MaxPooling2D(2, strides=1))


def wrong_no_s4(input_shape, classes):
    """Which layer of the description is missing?"""
    return _build(input_shape, classes, no_s4=True)


def wrong_global_pooling(input_shape, classes):
    """one number per map, the mean"""
    from keras import layers

    return _build(input_shape, classes, end=lambda: [layers.GlobalAveragePooling2D()])


def wrong_linear(input_shape, classes):
    """No layer but the last bends anything"""
    return _build(input_shape, classes, bent=None, hidden=None)


def wrong_convolutions_linear(input_shape, classes):
    """What follows C1 and C3?"""
    return _build(input_shape, classes, bent=None)


def wrong_dense_linear(input_shape, classes):
    """What follows C5 and F6?"""
    return _build(input_shape, classes, hidden=None)


def wrong_tanh(input_shape, classes):
    """Your activations are tanh"""
    return _build(input_shape, classes, bent="tanh", hidden="tanh")


def wrong_logits(input_shape, classes):
    """not probabilities yet"""
    return _build(input_shape, classes, output=None)


def wrong_sigmoid(input_shape, classes):
    """sigmoid treats every class by itself"""
    return _build(input_shape, classes, output="sigmoid")


def wrong_no_biases(input_shape, classes):
    """Leave `use_bias` as Keras has it."""
    return _build(input_shape, classes, bias=False)


def wrong_no_f6(input_shape, classes):
    """Layers with weights in your model: 4."""
    return _build(input_shape, classes, no_f6=True)


def wrong_kernels_of_3(input_shape, classes):
    """Your first layer with weights is not as described: its kernel is 3×3."""
    return _build(input_shape, classes, c1=3)


def wrong_filters(input_shape, classes):
    """Your second layer with weights is not as described: it has 12 filters."""
    return _build(input_shape, classes, c3=12)


def wrong_units(input_shape, classes):
    """Your third layer with weights is not as described: it gives 100"""
    return _build(input_shape, classes, c5=100)


def wrong_pooling_rounds_up(input_shape, classes):
    """A row or column that is left over is dropped."""
    from keras import layers

    return _build(input_shape, classes, pool=lambda: layers.MaxPooling2D(2, padding="same"))


def wrong_pooling_padded(input_shape, classes):
    """Work out how many there should be"""
    from keras import layers

    more = [layers.MaxPooling2D(2, padding="same"), layers.Flatten()]
    return _build(input_shape, classes, no_s4=True, end=lambda: [layers.ZeroPadding2D(1), *more])


def wrong_softmax_twice(input_shape, classes):
    """two softmax behind each other"""
    from keras import layers

    return _build(input_shape, classes, more=lambda: [layers.Softmax()])


def wrong_batch_normalisation(input_shape, classes):
    """your model has weights besides"""
    from keras import layers

    return _build(input_shape, classes, end=lambda: [layers.BatchNormalization(), layers.Flatten()])


def wrong_dropout(input_shape, classes):
    """the description has no dropout"""
    from keras import layers

    return _build(input_shape, classes, end=lambda: [layers.Flatten(), layers.Dropout(0.5)])


def refused_library(input_shape, classes):
    """coursekit.architectures.lenet5"""
    from coursekit import architectures

    return architectures.lenet5("modern", classes=classes, input_shape=input_shape)
