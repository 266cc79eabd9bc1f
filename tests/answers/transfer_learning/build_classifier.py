"""Answers to `build_classifier(input_shape, filters, classes)`."""

SLOW = True


def _base(input_shape, filters, frozen=True):
    from coursekit.transfer_learning.tasks.backbones import small_backbone

    base = small_backbone(input_shape, filters)
    base.trainable = not frozen
    return base


def _build(input_shape, filters, classes, base=None, head=None, pool=None, activation="softmax", before=None):
    """A right model, in which parts can be replaced."""
    import keras
    from keras import layers

    base = _base(input_shape, filters) if base is None else base
    image = x = keras.Input(input_shape)
    x = base(x if before is None else before(x))
    x = (layers.GlobalAveragePooling2D() if pool is None else pool)(x)
    for layer in [layers.Dense(classes, activation=activation)] if head is None else head:
        x = layer(x)
    return keras.Model(image, x)


def right_nested(input_shape, filters, classes):
    return _build(input_shape, filters, classes)


def right_in_one_piece(input_shape, filters, classes):
    import keras
    from keras import layers

    base = _base(input_shape, filters, frozen=False)
    for layer in base.layers:
        layer.trainable = False
    features = layers.GlobalAveragePooling2D()(base.output)
    return keras.Model(base.input, layers.Dense(classes, activation="softmax", name="new")(features))


def right_sequential(input_shape, filters, classes):
    import keras
    from keras import layers

    head = [layers.GlobalAveragePooling2D(keepdims=True), layers.Flatten(), layers.Dense(classes), layers.Softmax()]
    return keras.Sequential([keras.Input(input_shape), _base(input_shape, filters), *head])


def right_mean_as_an_operation(input_shape, filters, classes):
    import keras

    image = keras.Input(input_shape)
    features = keras.ops.mean(_base(input_shape, filters)(image, training=False), axis=(1, 2))
    logits = keras.layers.Dense(classes)(features)
    return keras.Model([image], [keras.ops.softmax(logits)])


def right_weights_copied(input_shape, filters, classes):
    import keras

    base = _base(input_shape, filters)
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    copy.trainable = False
    return _build(input_shape, filters, classes, base=copy)


def right_sequential_without_an_input(input_shape, filters, classes):
    import keras
    from keras import layers

    head = keras.Sequential([layers.GlobalAveragePooling2D(), layers.Dense(classes), layers.Activation("softmax")])
    model = keras.Sequential([_base(input_shape, filters), head])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def right_global_pooling_by_a_large_window(input_shape, filters, classes):
    from keras import layers

    window = tuple(size // 2 ** len(filters) for size in input_shape[:2])
    head = [layers.Flatten(), layers.Dense(classes, activation="softmax")]
    return _build(input_shape, filters, classes, pool=layers.AveragePooling2D(window), head=head)


def wrong_list(input_shape, filters, classes):
    """That is no Keras model."""
    return [_build(input_shape, filters, classes)]


def wrong_own_layer(input_shape, filters, classes):
    """Mean is not one of Keras' own layers."""
    import keras

    class Mean(keras.layers.GlobalAveragePooling2D):
        pass

    return _build(input_shape, filters, classes, pool=Mean())


def wrong_input(input_shape, filters, classes):
    """The model should take images of shape"""
    return _build((32, 32, 3), filters, classes)


def wrong_no_pooling(input_shape, filters, classes):
    """What turns maps into features?"""
    from keras import layers

    return _build(input_shape, filters, classes, pool=layers.Activation("linear"))


def wrong_number_of_classes(input_shape, filters, classes):
    """there are 4 classes"""
    return _build(input_shape, filters, 6)


def wrong_cloned(input_shape, filters, classes):
    """begins with random ones"""
    import keras

    base = keras.models.clone_model(_base(input_shape, filters))
    base.trainable = False
    return _build(input_shape, filters, classes, base=base)


def wrong_cut_off(input_shape, filters, classes):
    """block2_norm of the base is missing"""
    import keras

    base = _base(input_shape, filters)
    cut = keras.Model(base.input, base.get_layer(f"block{len(filters)}_conv").output)
    return _build(input_shape, filters, classes, base=cut)


def wrong_everything_learns(input_shape, filters, classes):
    """Every convolution of the base learns."""
    return _build(input_shape, filters, classes, base=_base(input_shape, filters, frozen=False))


def wrong_first_block_frozen(input_shape, filters, classes):
    """Of the base these convolutions learn: block2_conv. Nothing of it should."""
    base = _base(input_shape, filters, frozen=False)
    for layer in base.layers:
        layer.trainable = layer.name.startswith("block2") and layer.name.endswith("conv")
    return _build(input_shape, filters, classes, base=base)


def wrong_training_false_alone(input_shape, filters, classes):
    """`fit` overrides it"""
    import keras

    base = _base(input_shape, filters, frozen=False)
    for layer in base.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.trainable = False
    image = keras.Input(input_shape)
    features = keras.layers.GlobalAveragePooling2D()(base(image, training=False))
    return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(features))


def wrong_whole_model_frozen(input_shape, filters, classes):
    """Freeze the base, not the whole model."""
    model = _build(input_shape, filters, classes)
    model.trainable = False
    return model


def wrong_hidden_layer(input_shape, filters, classes):
    """One dense layer has a kernel and a bias."""
    from keras import layers

    head = [layers.Dense(8, activation="relu"), layers.Dense(classes, activation="softmax")]
    return _build(input_shape, filters, classes, head=head)


def wrong_flattened(input_shape, filters, classes):
    """global average pooling makes one number of each"""
    from keras import layers

    return _build(input_shape, filters, classes, pool=layers.Flatten())


def wrong_no_bias(input_shape, filters, classes):
    """has no bias"""
    from keras import layers

    head = [layers.Dense(classes, activation="softmax", use_bias=False)]
    return _build(input_shape, filters, classes, head=head)


def wrong_logits(input_shape, filters, classes):
    """they do not add up to 1"""
    return _build(input_shape, filters, classes, activation=None)


def wrong_sigmoid(input_shape, filters, classes):
    """a probability of its own (sigmoid)"""
    return _build(input_shape, filters, classes, activation="sigmoid")


def wrong_softmax_twice(input_shape, filters, classes):
    """There are two softmax behind each other."""
    from keras import layers

    head = [layers.Dense(classes, activation="softmax"), layers.Softmax()]
    return _build(input_shape, filters, classes, head=head)


def wrong_max(input_shape, filters, classes):
    """You take the largest value of each map."""
    from keras import layers

    return _build(input_shape, filters, classes, pool=layers.GlobalMaxPooling2D())


def wrong_sum(input_shape, filters, classes):
    """You add each map up."""
    import keras

    return _build(input_shape, filters, classes, pool=lambda maps: keras.ops.sum(maps, axis=(1, 2)))


def wrong_corner(input_shape, filters, classes):
    """the model computes something else"""
    return _build(input_shape, filters, classes, pool=lambda maps: maps[:, 0, 0])


def wrong_scaled(input_shape, filters, classes):
    """You divide the images by 255"""
    from keras import layers

    return _build(input_shape, filters, classes, before=layers.Rescaling(1 / 255))


def wrong_tanh(input_shape, filters, classes):
    """the model computes something else"""
    return _build(input_shape, filters, classes, activation="tanh")


def wrong_dropout(input_shape, filters, classes):
    """such as dropout?"""
    from keras import layers

    head = [layers.Dropout(0.5), layers.Dense(classes, activation="softmax")]
    return _build(input_shape, filters, classes, head=head)


def refused_keras(input_shape, filters, classes):
    """keras.applications"""
    import keras

    return keras.applications.VGG16(weights=None, include_top=False)


def refused_the_library(input_shape, filters, classes):
    """coursekit.transfer_learning.classifier"""
    from coursekit import transfer_learning

    return transfer_learning.classifier(_base(input_shape, filters), classes, units=())
