"""Answers to `build_classifier(input_shape, classes, budget)`."""

SLOW = True


def _filters(channels, classes, budget, share=1.0):
    filters = 1
    while (filters + 1) * (9 * channels + 9 * (filters + 1) + 2 + classes) + classes <= share * budget:
        filters += 1
    return filters


def _layers(filters, classes, activation="relu", end="softmax"):
    from keras import layers

    return [
        layers.Conv2D(filters, 3, padding="same", activation=activation),
        layers.Conv2D(filters, 3, padding="same", activation=activation),
        layers.GlobalAveragePooling2D(),
        layers.Dense(classes, activation=end),
    ]


def _sequential(input_shape, layers):
    import keras

    return keras.Sequential([keras.Input(input_shape), *layers])


def right_two_equal_convolutions(input_shape, classes, budget):
    return _sequential(input_shape, _layers(_filters(input_shape[2], classes, budget), classes))


def right_functional_with_batch_of_layers(input_shape, classes, budget):
    import keras
    from keras import layers

    channels = input_shape[2]
    filters = 8
    size = (9 * channels + 1) * filters
    wide = (budget - size - classes) // (9 * filters + 1 + classes)
    inputs = keras.Input(input_shape)
    x = layers.Conv2D(filters, (3, 3))(inputs)
    x = layers.ReLU()(x)
    x = layers.Conv2D(wide, 3, activation="tanh")(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, layers.Softmax()(layers.Dense(classes)(x)))


def wrong_no_model(input_shape, classes, budget):
    """no Keras model"""
    return _layers(8, classes)


def wrong_own_layer(input_shape, classes, budget):
    """Mine is not one of Keras' own"""
    import keras

    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    return _sequential(input_shape, [Mine(), *_layers(_filters(input_shape[2], classes, budget), classes)])


def wrong_model_of_its_own(input_shape, classes, budget):
    """Lying is not one of Keras' own"""
    import keras

    class Lying(keras.Sequential):
        @property
        def weights(self):
            return []

    return Lying([keras.Input(input_shape), *_layers(500, classes)])


def wrong_input(input_shape, classes, budget):
    """Begin with `keras.Input(input_shape)`."""
    return _sequential((28, 28, 1), _layers(_filters(1, classes, budget), classes))


def wrong_classes(input_shape, classes, budget):
    """one per class"""
    return _sequential(input_shape, _layers(_filters(input_shape[2], classes, budget), classes)[:-1])


def wrong_no_softmax(input_shape, classes, budget):
    """not probabilities yet"""
    return _sequential(input_shape, _layers(_filters(input_shape[2], classes, budget), classes, end=None))


def wrong_one_convolution(input_shape, classes, budget):
    """Conv2D layers in the model: 1."""
    return _sequential(input_shape, _layers(8, classes)[1:])


def wrong_operations(input_shape, classes, budget):
    """Relu is not one of Keras' own layers or models. Use layers, not operations"""
    import keras

    first, second, pool, dense = _layers(_filters(input_shape[2], classes, budget), classes, activation=None)
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, dense(pool(second(keras.ops.relu(first(inputs))))))


def wrong_operation_at_the_end(input_shape, classes, budget):
    """Softmax is not one of Keras' own layers or models. Use layers, not operations"""
    import keras

    *body, dense = _layers(_filters(input_shape[2], classes, budget), classes, end=None)
    inputs = x = keras.Input(input_shape)
    for layer in body:
        x = layer(x)
    return keras.Model(inputs, keras.ops.softmax(dense(x)))


def wrong_one_filter_and_a_fat_dense_layer(input_shape, classes, budget):
    """Filters in the smallest of your Conv2D layers: 1."""
    from keras import layers

    units = (budget - 20 - classes - 9 * input_shape[2]) // (2 + classes)
    convolutions = _layers(1, classes)[:3]
    end = [layers.Dense(units, activation="relu"), layers.Dense(classes, activation="softmax")]
    return _sequential(input_shape, [*convolutions, *end])


def wrong_linear(input_shape, classes, budget):
    """no more than one convolution"""
    return _sequential(input_shape, _layers(_filters(input_shape[2], classes, budget), classes, activation=None))


def wrong_over_budget(input_shape, classes, budget):
    """and the budget is 1,500"""
    return _sequential(input_shape, _layers(_filters(input_shape[2], classes, budget) + 1, classes))


def wrong_half_the_budget(input_shape, classes, budget):
    """less than 80 %"""
    return _sequential(input_shape, _layers(_filters(input_shape[2], classes, budget, share=0.5), classes))


def wrong_flatten(input_shape, classes, budget):
    """what Flatten hands to a dense layer"""
    from keras import layers

    end = [layers.Flatten(), layers.Dense(classes, activation="softmax")]
    return _sequential(input_shape, [*_layers(8, classes)[:2], *end])


def refused_counts_by_keras(input_shape, classes, budget):
    """keras.Model.count_params"""
    filters = 1
    best = None
    while (model := _sequential(input_shape, _layers(filters, classes))).count_params() <= budget:
        best, filters = model, filters + 1
    return best
