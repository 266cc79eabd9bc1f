"""Answers to `stack_network(input_shape, kernel_size, filters)`."""

from itertools import pairwise

SLOW = True


def _widths(channels, kernel_size, filters, share=1.0, extra=0):
    """As many filters inside as the budget allows, and `filters` at the end."""
    count = (kernel_size - 1) // 2 + extra
    budget = share * (kernel_size**2 * channels + 1) * filters

    def size(inside):
        return sum((9 * a + 1) * b for a, b in pairwise([channels, *[inside] * (count - 1), filters]))

    inside = 1
    while count > 1 and size(inside + 1) <= budget:
        inside += 1
    return [*[inside] * (count - 1), filters]


def _build(input_shape, widths, **quirk):
    import keras
    from keras import layers

    settings = {"padding": "same", "activation": "relu", **quirk}
    kernel_size = settings.pop("kernel_size", 3)
    convolutions = [layers.Conv2D(width, kernel_size, **settings) for width in widths]
    return keras.Sequential([keras.Input(input_shape), *convolutions])


def right_equally_wide_inside(input_shape, kernel_size, filters):
    return _build(input_shape, _widths(input_shape[2], kernel_size, filters))


def right_functional_with_layers_for_activations(input_shape, kernel_size, filters):
    import keras
    from keras import layers

    image = x = keras.Input(input_shape)
    for width in _widths(input_shape[2], kernel_size, filters):
        x = layers.LeakyReLU()(layers.Conv2D(width, (3, 3), padding="same")(x))
    return keras.Model(image, x)


def right_one_relu_for_all(input_shape, kernel_size, filters):
    import keras
    from keras import layers

    image, relu = keras.Input(input_shape), layers.ReLU()
    x = image
    for width in _widths(input_shape[2], kernel_size, filters):
        x = relu(layers.Conv2D(width, 3, padding="same")(x))
    return keras.Model(image, x)


def right_activations_as_functions(input_shape, kernel_size, filters):
    import keras
    from keras import layers

    image = x = keras.Input(input_shape)
    for number, width in enumerate(_widths(input_shape[2], kernel_size, filters)):
        bent = keras.activations.relu if number else keras.ops.gelu
        x = bent(layers.Conv2D(width, 3, padding="same")(x))
    return keras.Model(image, x)


def right_a_model_inside_a_model(input_shape, kernel_size, filters):
    import keras
    from keras import layers

    *inside, last = _widths(input_shape[2], kernel_size, filters)
    parts = [layers.Conv2D(width, 3, padding="same", activation="tanh") for width in inside]
    front = [keras.Sequential(parts)] if parts else []
    end = [layers.Conv2D(last, 3, padding="same"), layers.ReLU()]
    return keras.Sequential([keras.Input(input_shape), *front, *end])


def right_greedy(input_shape, kernel_size, filters):
    # As wide as it gets from the front on, one filter after the other.
    channels, count = input_shape[2], (kernel_size - 1) // 2
    budget = (kernel_size**2 * channels + 1) * filters
    widths = [1] * (count - 1)

    def size(inside):
        return sum((9 * a + 1) * b for a, b in pairwise([channels, *inside, filters]))

    grown = True
    while grown:
        grown = False
        for place in range(count - 1):
            larger = [width + (other == place) for other, width in enumerate(widths)]
            if size(larger) <= budget:
                widths, grown = larger, True
    return _build(input_shape, [*widths, filters])


def wrong_class_of_its_own(input_shape, kernel_size, filters):
    """write the stack as a Sequential or a functional model"""
    import keras

    class Stack(keras.Model):
        def __init__(self):
            super().__init__()
            self.inside = _build(input_shape, _widths(input_shape[2], kernel_size, filters))

        def call(self, x):
            return self.inside(x)

    return Stack()


def wrong_added_up(input_shape, kernel_size, filters):
    """Add is not one of Keras' own layers"""
    import keras

    model = _build(input_shape, _widths(input_shape[2], kernel_size, filters))
    return keras.Model(model.inputs, model.outputs[0] + 1)


def wrong_list(input_shape, kernel_size, filters):
    """That is no Keras model."""
    return _widths(input_shape[2], kernel_size, filters)


def wrong_own_layer(input_shape, kernel_size, filters):
    """Mine is not one of Keras' own"""
    import keras

    class Mine(keras.layers.Conv2D):
        pass

    widths = _widths(input_shape[2], kernel_size, filters)
    layers = [Mine(width, 3, padding="same", activation="relu") for width in widths]
    return keras.Sequential([keras.Input(input_shape), *layers])


def wrong_input(input_shape, kernel_size, filters):
    """Begin with `keras.Input(input_shape)`."""
    return _build((32, 32, 3), _widths(3, kernel_size, filters))


def wrong_not_built(input_shape, kernel_size, filters):
    """Begin with `keras.Input(input_shape)`."""
    import keras
    from keras import layers

    widths = _widths(input_shape[2], kernel_size, filters)
    return keras.Sequential([layers.Conv2D(width, 3, padding="same", activation="relu") for width in widths])


def wrong_normalisation(input_shape, kernel_size, filters):
    """There is a BatchNormalization in your model."""
    import keras

    stack = _build(input_shape, _widths(input_shape[2], kernel_size, filters))
    return keras.Sequential([stack, keras.layers.BatchNormalization()])


def wrong_pooling(input_shape, kernel_size, filters):
    """There is a MaxPooling2D in your model."""
    import keras

    stack = _build(input_shape, _widths(input_shape[2], kernel_size, filters))
    return keras.Sequential([stack, keras.layers.MaxPooling2D(2)])


def wrong_one_layer_for_all(input_shape, kernel_size, filters):
    """it learns one kernel for both places"""
    import keras
    from keras import layers

    image = keras.Input(input_shape)
    same = layers.Conv2D(filters, 3, padding="same", activation="relu")
    x = layers.Conv2D(filters, 3, padding="same", activation="relu")(image)
    for _ in range(2):
        x = same(x)
    return keras.Model(image, x)


def wrong_large_kernel(input_shape, kernel_size, filters):
    """has a kernel of 7×7"""
    return _build(input_shape, [filters], kernel_size=7)


def wrong_dilation(input_shape, kernel_size, filters):
    """has a dilation of 2"""
    return _build(input_shape, [filters], dilation_rate=2)


def wrong_stride(input_shape, kernel_size, filters):
    """has a stride of 2"""
    return _build(input_shape, _widths(input_shape[2], kernel_size, filters), strides=2)


def wrong_groups(input_shape, kernel_size, filters):
    """has 2 groups"""
    import keras
    from keras import layers

    image = keras.Input(input_shape)
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(image)
    x = layers.Conv2D(filters, 3, padding="same", activation="relu", groups=2)(x)
    return keras.Model(image, x)


def wrong_too_few_layers(input_shape, kernel_size, filters):
    """How many pixels does another layer add?"""
    if kernel_size == 3:
        return _build(input_shape, [filters, filters])
    return _build(input_shape, _widths(input_shape[2], kernel_size, filters, extra=-1))


def wrong_too_many_layers(input_shape, kernel_size, filters):
    """Which layer is one too many?"""
    return _build(input_shape, _widths(input_shape[2], kernel_size, filters, extra=1))


def wrong_number_of_maps(input_shape, kernel_size, filters):
    """What comes behind it expects 64"""
    widths = _widths(input_shape[2], kernel_size, filters)
    return _build(input_shape, [*widths[:-1], filters // 2])


def wrong_no_padding(input_shape, kernel_size, filters):
    """What keeps a convolution from taking something off the edges?"""
    return _build(input_shape, _widths(input_shape[2], kernel_size, filters), padding="valid")


def wrong_linear(input_shape, kernel_size, filters):
    """One of your convolutions has no activation."""
    return _build(input_shape, _widths(input_shape[2], kernel_size, filters), activation=None)


def wrong_no_activation_at_the_end(input_shape, kernel_size, filters):
    """the one that it replaces ended in a ReLU as well"""
    import keras
    from keras import layers

    *inside, last = _widths(input_shape[2], kernel_size, filters)
    parts = [layers.Conv2D(width, 3, padding="same", activation="relu") for width in inside]
    return keras.Sequential([keras.Input(input_shape), *parts, layers.Conv2D(last, 3, padding="same")])


def wrong_all_equally_wide(input_shape, kernel_size, filters):
    """the convolution that it replaces has 9,472"""
    return _build(input_shape, [filters] * ((kernel_size - 1) // 2))


def wrong_one_filter_inside(input_shape, kernel_size, filters):
    """How many filters can your layers afford?"""
    count = (kernel_size - 1) // 2
    return _build(input_shape, [*[1] * (count - 1), filters])


def wrong_half_the_budget(input_shape, kernel_size, filters):
    """less than 80 %"""
    return _build(input_shape, _widths(input_shape[2], kernel_size, filters, share=0.5))


def wrong_as_many_as_channels(input_shape, kernel_size, filters):
    """less than 80 %"""
    return _build(input_shape, [*[input_shape[2]] * ((kernel_size - 1) // 2 - 1), filters])


def refused_asking_keras(input_shape, kernel_size, filters):
    """keras.Model.count_params"""
    inside, best = 1, None
    budget = (kernel_size**2 * input_shape[2] + 1) * filters
    while True:
        model = _build(input_shape, [*[inside] * ((kernel_size - 1) // 2 - 1), filters])
        if model.count_params() > budget:
            return best
        inside, best = inside + 1, model


def refused_asking_the_library(input_shape, kernel_size, filters):
    """coursekit.receptive_field"""
    from coursekit import receptive_field

    stack = _build(input_shape, _widths(input_shape[2], kernel_size, filters))
    return stack if receptive_field.of(stack).size == (kernel_size, kernel_size) else None
