"""Answers to `build_alexnet(input_shape, filters, units, classes, groups, rate)`."""

SLOW = True

KERNELS = (11, 5, 3, 3, 3)


def _of(activation, number):
    """The activation of one convolution."""
    return activation.get(number, "relu") if isinstance(activation, dict) else activation


def _build(input_shape, filters, units, classes, groups, rate, **quirk):
    """A right model, and with a quirk a wrong one."""
    import keras
    from keras import layers

    pool = quirk.get("pool", lambda: layers.MaxPooling2D(3, strides=2))
    end = quirk.get("end", layers.Flatten)
    drop = quirk.get("drop", lambda: [layers.Dropout(rate)])
    step, padding = quirk.get("first", (4, "valid"))
    bias = quirk.get("bias", True)
    made = [keras.Input(quirk.get("shape", input_shape)), *quirk.get("before", list)()]
    for number, (width, kernel) in enumerate(zip(filters, quirk.get("kernels", KERNELS), strict=True), start=1):
        settings = {
            "strides": step if number == 1 else 1,
            "padding": padding if number == 1 else quirk.get("padding", "same"),
            "groups": groups if number in quirk.get("grouped", (2, 4, 5)) else 1,
        }
        made.append(
            layers.Conv2D(width, kernel, activation=_of(quirk.get("bent", "relu"), number), use_bias=bias, **settings)
        )
        if number in quirk.get("pooled", (1, 2, 5)):
            made.append(pool())
    made += [end()] if end else []
    for width in units:
        made += quirk.get("early", list)()
        made += [layers.Dense(width, activation=quirk.get("hidden", "relu"), use_bias=bias), *drop()]
    made.append(layers.Dense(classes, activation=quirk.get("output", "softmax"), use_bias=bias))
    return keras.Sequential(made + quirk.get("more", list)())


def right_sequential(input_shape, filters, units, classes, groups, rate):
    return _build(input_shape, filters, units, classes, groups, rate)


def right_functional_layer_by_layer(input_shape, filters, units, classes, groups, rate):
    import keras
    from keras import layers

    one, two, three, four, five = filters
    inputs = keras.Input(input_shape)
    x = layers.MaxPool2D(3, 2)(layers.ReLU()(layers.Conv2D(one, 11, strides=4)(inputs)))
    x = layers.ZeroPadding2D(2)(x)
    x = layers.MaxPool2D((3, 3), 2)(layers.Conv2D(two, 5, groups=groups, activation="relu")(x))
    x = layers.Conv2D(three, 3, padding="same", activation=keras.ops.relu)(x)
    x = layers.Conv2D(four, 3, padding="same", groups=groups, activation="relu")(x)
    x = keras.ops.relu(layers.Conv2D(five, 3, padding="same", groups=groups)(x))
    x = layers.Flatten()(layers.MaxPool2D(3, 2)(x))
    drop = layers.Dropout(rate)
    for width in units:
        x = drop(layers.Activation("relu")(layers.Dense(width)(x)))
    return keras.Model(inputs, layers.Activation("softmax")(layers.Dense(classes)(x)))


def right_dropout_before_the_activation(input_shape, filters, units, classes, groups, rate):
    from keras import layers

    def drop():
        return [layers.Dropout(rate), layers.ReLU()]

    return _build(input_shape, filters, units, classes, groups, rate, hidden=None, drop=drop)


def right_class_of_its_own(input_shape, filters, units, classes, groups, rate):
    import keras
    from keras import layers

    class AlexNet(keras.Model):
        def __init__(self):
            super().__init__()
            settings = [{"strides": 4}, *({"padding": "same", "groups": g} for g in (groups, 1, groups, groups))]
            self.convolutions = [
                layers.Conv2D(width, kernel, activation="relu", **more)
                for width, kernel, more in zip(filters, KERNELS, settings, strict=True)
            ]
            self.pool, self.flatten, self.drop = layers.MaxPooling2D(3, 2), layers.Flatten(), layers.Dropout(rate)
            self.dense = [layers.Dense(width, activation="relu") for width in units]
            self.out = layers.Dense(classes, activation="softmax")

        def call(self, x, training=False):
            for number, convolution in enumerate(self.convolutions):
                x = convolution(x)
                if number in (0, 1, 4):
                    x = self.pool(x)
            x = self.flatten(x)
            for dense in self.dense:
                x = self.drop(dense(x), training=training)
            return self.out(x)

    return AlexNet()


def wrong_no_model(input_shape, filters, units, classes, groups, rate):
    """That is no Keras model."""
    return _build(input_shape, filters, units, classes, groups, rate).layers


def wrong_own_layer(input_shape, filters, units, classes, groups, rate):
    """Half is not one of Keras' own layers."""
    import keras

    class Half(keras.layers.Layer):
        def call(self, x):
            return x / 2

    return _build(input_shape, filters, units, classes, groups, rate, before=lambda: [Half()])


def wrong_input(input_shape, filters, units, classes, groups, rate):
    """It takes images of shape (227, 227, 3)"""
    return _build(input_shape, filters, units, classes, groups, rate, shape=(227, 227, 3))


def wrong_not_flattened(input_shape, filters, units, classes, groups, rate):
    """What turns maps into a vector"""
    return _build(input_shape, filters, units, classes, groups, rate, end=None)


def wrong_thousand_classes(input_shape, filters, units, classes, groups, rate):
    """For one image the model gives the shape (1000,)"""
    return _build(input_shape, filters, units, 1000, groups, rate)


def wrong_groups_ignored(input_shape, filters, units, classes, groups, rate):
    """should it see only those of its own group"""
    return _build(input_shape, filters, units, classes, 1, rate)


def wrong_third_in_groups(input_shape, filters, units, classes, groups, rate):
    """Your third convolution is in groups as well."""
    return _build(input_shape, filters, units, classes, groups, rate, grouped=(2, 3, 4, 5))


def wrong_pooling_of_two(input_shape, filters, units, classes, groups, rate):
    """Your windows of pooling are 2×2."""
    from keras import layers

    return _build(input_shape, filters, units, classes, groups, rate, pool=layers.MaxPooling2D)


def wrong_pooling_apart(input_shape, filters, units, classes, groups, rate):
    """without `strides` Keras"""
    from keras import layers

    return _build(input_shape, filters, units, classes, groups, rate, pool=lambda: layers.MaxPooling2D(3))


def wrong_pooling_padded(input_shape, filters, units, classes, groups, rate):
    """a window may lie partly outside"""
    from keras import layers

    def pool():
        return layers.MaxPooling2D(3, 2, padding="same")

    return _build(input_shape, filters, units, classes, groups, rate, pool=pool)


def wrong_average_pooling(input_shape, filters, units, classes, groups, rate):
    """Your pooling takes means."""
    from keras import layers

    return _build(input_shape, filters, units, classes, groups, rate, pool=lambda: layers.AveragePooling2D(3, 2))


def wrong_pooling_five_times(input_shape, filters, units, classes, groups, rate):
    """stopped with ValueError"""
    return _build(input_shape, filters, units, classes, groups, rate, pooled=(1, 2, 3, 4, 5))


def wrong_last_pooling_forgotten(input_shape, filters, units, classes, groups, rate):
    """Between the fifth convolution and the dense layers something is missing"""
    return _build(input_shape, filters, units, classes, groups, rate, pooled=(1, 2))


def wrong_first_padded(input_shape, filters, units, classes, groups, rate):
    """Your first convolution is padded."""
    return _build(input_shape, filters, units, classes, groups, rate, first=(4, "same"))


def wrong_first_with_step_1(input_shape, filters, units, classes, groups, rate):
    """Your first convolution moves by one pixel."""
    return _build(input_shape, filters, units, classes, groups, rate, first=(1, "valid"))


def wrong_valid(input_shape, filters, units, classes, groups, rate):
    """Convolutions 2 to 5 should keep height and width."""
    return _build(input_shape, filters, units, classes, groups, rate, padding="valid")


def wrong_global_pooling(input_shape, filters, units, classes, groups, rate):
    """one number per map, the mean"""
    from keras import layers

    return _build(input_shape, filters, units, classes, groups, rate, end=layers.GlobalAveragePooling2D)


def wrong_linear(input_shape, filters, units, classes, groups, rate):
    """No layer but the last bends anything"""
    return _build(input_shape, filters, units, classes, groups, rate, bent=None, hidden=None)


def wrong_convolutions_linear(input_shape, filters, units, classes, groups, rate):
    """What follows each convolution?"""
    return _build(input_shape, filters, units, classes, groups, rate, bent=None)


def wrong_dense_linear(input_shape, filters, units, classes, groups, rate):
    """What follows the two hidden dense layers?"""
    return _build(input_shape, filters, units, classes, groups, rate, hidden=None)


def wrong_fourth_linear(input_shape, filters, units, classes, groups, rate):
    """Which of the seven hidden ones has none?"""
    return _build(input_shape, filters, units, classes, groups, rate, bent={4: None})


def wrong_logits(input_shape, filters, units, classes, groups, rate):
    """not probabilities yet"""
    return _build(input_shape, filters, units, classes, groups, rate, output=None)


def wrong_no_biases(input_shape, filters, units, classes, groups, rate):
    """Leave `use_bias` as Keras has it."""
    return _build(input_shape, filters, units, classes, groups, rate, bias=False)


def wrong_one_dense_layer(input_shape, filters, units, classes, groups, rate):
    """Layers with weights in your model: 7."""
    return _build(input_shape, filters, units[:1], classes, groups, rate)


def wrong_kernel(input_shape, filters, units, classes, groups, rate):
    """Your second layer with weights is not as described: its kernel is 3×3."""
    return _build(input_shape, filters, units, classes, groups, rate, kernels=(11, 3, 3, 3, 3))


def wrong_units_the_other_way_round(input_shape, filters, units, classes, groups, rate):
    """Your sixth layer with weights is not as described: it gives 9"""
    return _build(input_shape, filters, units[::-1], classes, groups, rate)


def wrong_tanh(input_shape, filters, units, classes, groups, rate):
    """your model computes something else"""
    return _build(input_shape, filters, units, classes, groups, rate, bent="tanh")


def wrong_no_dropout(input_shape, filters, units, classes, groups, rate):
    """What the description has for the training is missing"""
    return _build(input_shape, filters, units, classes, groups, rate, drop=list)


def wrong_rate_kept(input_shape, filters, units, classes, groups, rate):
    """the fraction that is set to 0"""
    return _build(input_shape, filters, units, classes, groups, 1 - rate)


def wrong_rate_of_the_paper(input_shape, filters, units, classes, groups, rate):
    """Rates of dropout in your model: 0.5. Which one does the description give"""
    return _build(input_shape, filters, units, classes, groups, 0.5)


def wrong_dropout_before_dense(input_shape, filters, units, classes, groups, rate):
    """your model drops values in front of the sixth layer with weights"""
    from keras import layers

    return _build(input_shape, filters, units, classes, groups, rate, drop=list, early=lambda: [layers.Dropout(rate)])


def wrong_dropout_at_the_end(input_shape, filters, units, classes, groups, rate):
    """your model drops values behind the eighth layer with weights"""
    from keras import layers

    return _build(input_shape, filters, units, classes, groups, rate, more=lambda: [layers.Dropout(rate)])


def wrong_dropout_in_the_image(input_shape, filters, units, classes, groups, rate):
    """your model drops values in front of the sixth layer with weights"""
    from keras import layers

    return _build(input_shape, filters, units, classes, groups, rate, before=lambda: [layers.Dropout(rate)])


def wrong_one_dropout(input_shape, filters, units, classes, groups, rate):
    """your model drops no value behind the seventh layer with weights"""
    from keras import layers

    left = [layers.Dropout(rate)]
    return _build(input_shape, filters, units, classes, groups, rate, drop=lambda: [left.pop()] if left else [])


def refused_library(input_shape, filters, units, classes, groups, rate):
    """coursekit.architectures.alexnet"""
    from coursekit import architectures

    return architectures.alexnet("two streams", input_shape=input_shape, classes=classes)
