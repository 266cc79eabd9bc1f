"""Answers to `fine_tunable(input_shape, filters, classes, blocks)`."""

SLOW = True


def _base(input_shape, filters, learning=()):
    """The base, of which only those layers learn."""
    from coursekit.transfer_learning.tasks.backbones import small_backbone

    base = small_backbone(input_shape, filters)
    for layer in base.layers:
        layer.trainable = layer.name in learning
    return base


def _last(filters, blocks, kinds=("conv",)):
    numbers = range(len(filters) - blocks + 1, len(filters) + 1)
    return [f"block{number}_{kind}" for number in numbers for kind in kinds]


def _build(input_shape, filters, classes, blocks, base=None, head=None, pool=None, activation="softmax", before=None):
    """A right model, in which parts can be replaced."""
    import keras
    from keras import layers

    base = _base(input_shape, filters, _last(filters, blocks)) if base is None else base
    image = x = keras.Input(input_shape)
    x = base(x if before is None else before(x))
    x = (layers.GlobalAveragePooling2D() if pool is None else pool)(x)
    for layer in [layers.Dense(classes, activation=activation)] if head is None else head:
        x = layer(x)
    return keras.Model(image, x)


def right_by_name(input_shape, filters, classes, blocks):
    return _build(input_shape, filters, classes, blocks)


def right_by_place_then_normalisation(input_shape, filters, classes, blocks):
    import keras

    base = _base(input_shape, filters)
    base.trainable = False
    base.trainable = True
    for layer in base.layers[: -4 * blocks]:
        layer.trainable = False
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    return _build(input_shape, filters, classes, blocks, base=base)


def right_unfrozen_afterwards(input_shape, filters, classes, blocks):
    import keras

    base = _base(input_shape, filters)
    base.trainable = False
    features = keras.layers.GlobalAveragePooling2D()(base.output)
    model = keras.Model(base.input, keras.layers.Dense(classes, activation="softmax")(features))
    for name in _last(filters, blocks):
        model.get_layer(name).trainable = True
    return model


def right_inside_a_frozen_base(input_shape, filters, classes, blocks):
    # What says no to the base itself says nothing of layers that are unfrozen later.
    base = _base(input_shape, filters)
    base.trainable = False
    for layer in base.layers:
        if layer.name in _last(filters, blocks):
            layer.trainable = True
    return _build(input_shape, filters, classes, blocks, base=base)


def right_two_models(input_shape, filters, classes, blocks):
    import keras
    from keras import layers

    base = _base(input_shape, filters, _last(filters, blocks))
    middle = base.get_layer(f"block{len(filters) - blocks}_pool").output if blocks < len(filters) else base.input
    lower, upper = keras.Model(base.input, middle), keras.Model(middle, base.output)
    head = [layers.GlobalAveragePooling2D(), layers.Dense(classes, activation="softmax")]
    return keras.Sequential([keras.Input(input_shape), lower, upper, *head])


def wrong_frozen_at_the_end(input_shape, filters, classes, blocks):
    """does a later line, such as `base.trainable = False`, freeze it again?"""
    base = _base(input_shape, filters, _last(filters, blocks))
    base.trainable = False
    return _build(input_shape, filters, classes, blocks, base=base)


def wrong_one_block_too_few(input_shape, filters, classes, blocks):
    """which block is the last one"""
    return _build(input_shape, filters, classes, blocks, base=_base(input_shape, filters, _last(filters, blocks - 1)))


def wrong_one_block_too_many(input_shape, filters, classes, blocks):
    """Every convolution of the base learns. Only that of the last block should."""
    base = _base(input_shape, filters, _last(filters, min(blocks + 1, len(filters))))
    return _build(input_shape, filters, classes, blocks, base=base)


def wrong_everything_learns(input_shape, filters, classes, blocks):
    """Every convolution of the base learns."""
    return _build(input_shape, filters, classes, blocks, base=_base(input_shape, filters, _last(filters, len(filters))))


def wrong_first_blocks(input_shape, filters, classes, blocks):
    """The last block stands next to the head."""
    first = [f"block{number}_conv" for number in range(1, blocks + 1)]
    return _build(input_shape, filters, classes, blocks, base=_base(input_shape, filters, first))


def wrong_one_block_whatever_is_asked(input_shape, filters, classes, blocks):
    """Of the base these convolutions learn: block3_conv."""
    return _build(input_shape, filters, classes, blocks, base=_base(input_shape, filters, _last(filters, 1)))


def wrong_normalisation_learns(input_shape, filters, classes, blocks):
    """takes mean and variance of your small batches"""
    base = _base(input_shape, filters, _last(filters, blocks, ("conv", "norm")))
    return _build(input_shape, filters, classes, blocks, base=base)


def wrong_list(input_shape, filters, classes, blocks):
    """That is no Keras model."""
    return [_build(input_shape, filters, classes, blocks)]


def wrong_own_layer(input_shape, filters, classes, blocks):
    """Mean is not one of Keras' own layers."""
    import keras

    class Mean(keras.layers.GlobalAveragePooling2D):
        pass

    return _build(input_shape, filters, classes, blocks, pool=Mean())


def wrong_input(input_shape, filters, classes, blocks):
    """The model should take images of shape"""
    return _build((32, 32, 3), filters, classes, blocks)


def wrong_no_pooling(input_shape, filters, classes, blocks):
    """What turns maps into features?"""
    from keras import layers

    return _build(input_shape, filters, classes, blocks, pool=layers.Activation("linear"))


def wrong_number_of_classes(input_shape, filters, classes, blocks):
    """there are 4 classes"""
    return _build(input_shape, filters, 6, blocks)


def wrong_cloned(input_shape, filters, classes, blocks):
    """begins with random ones"""
    import keras

    base = keras.models.clone_model(_base(input_shape, filters))
    for layer in base.layers:
        layer.trainable = layer.name in _last(filters, blocks)
    return _build(input_shape, filters, classes, blocks, base=base)


def wrong_cut_off(input_shape, filters, classes, blocks):
    """block2_norm of the base is missing"""
    import keras

    base = _base(input_shape, filters, _last(filters, blocks))
    cut = keras.Model(base.input, base.get_layer(f"block{len(filters)}_conv").output)
    return _build(input_shape, filters, classes, blocks, base=cut)


def wrong_training_false_alone(input_shape, filters, classes, blocks):
    """`fit` overrides it"""
    import keras

    base = _base(input_shape, filters, _last(filters, blocks))
    for number in range(1, len(filters) + 1):
        base.get_layer(f"block{number}_norm").trainable = True
    image = keras.Input(input_shape)
    features = keras.layers.GlobalAveragePooling2D()(base(image, training=False))
    return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(features))


def wrong_whole_model_frozen(input_shape, filters, classes, blocks):
    """Freeze the base, not the whole model."""
    model = _build(input_shape, filters, classes, blocks)
    model.trainable = False
    return model


def wrong_hidden_layer(input_shape, filters, classes, blocks):
    """One dense layer has a kernel and a bias."""
    from keras import layers

    head = [layers.Dense(8, activation="relu"), layers.Dense(classes, activation="softmax")]
    return _build(input_shape, filters, classes, blocks, head=head)


def wrong_flattened(input_shape, filters, classes, blocks):
    """global average pooling makes one number of each"""
    from keras import layers

    return _build(input_shape, filters, classes, blocks, pool=layers.Flatten())


def wrong_no_bias(input_shape, filters, classes, blocks):
    """has no bias"""
    from keras import layers

    head = [layers.Dense(classes, activation="softmax", use_bias=False)]
    return _build(input_shape, filters, classes, blocks, head=head)


def wrong_max(input_shape, filters, classes, blocks):
    """the model computes something else"""
    from keras import layers

    return _build(input_shape, filters, classes, blocks, pool=layers.GlobalMaxPooling2D())


def wrong_sum(input_shape, filters, classes, blocks):
    """the model computes something else"""
    import keras

    return _build(input_shape, filters, classes, blocks, pool=lambda maps: keras.ops.sum(maps, axis=(1, 2)))


def wrong_corner(input_shape, filters, classes, blocks):
    """the model computes something else"""
    return _build(input_shape, filters, classes, blocks, pool=lambda maps: maps[:, 0, 0])


def wrong_tanh(input_shape, filters, classes, blocks):
    """the model computes something else"""
    return _build(input_shape, filters, classes, blocks, activation="tanh")


def wrong_dropout(input_shape, filters, classes, blocks):
    """such as dropout?"""
    from keras import layers

    head = [layers.Dropout(0.5), layers.Dense(classes, activation="softmax")]
    return _build(input_shape, filters, classes, blocks, head=head)


def refused_keras(input_shape, filters, classes, blocks):
    """keras.applications"""
    import keras

    return keras.applications.VGG16(weights=None, include_top=False)


def refused_the_library(input_shape, filters, classes, blocks):
    """coursekit.transfer_learning.classifier"""
    from coursekit import transfer_learning

    return transfer_learning.classifier(_base(input_shape, filters), classes, units=())
