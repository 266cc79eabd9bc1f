"""Published and measured numbers of well-known networks, row by row."""

from __future__ import annotations

import csv
import functools
import re
from math import prod

from coursekit.network import (
    AveragePool,
    Conv,
    Dense,
    Dropout,
    Flatten,
    Input,
    MaxPool,
    ZeroPad,
)
from coursekit.parameters import (
    conv2d,
    dense,
    dense_equivalent,
    depthwise_conv2d,
    memory,
    operations,
    separable_conv2d,
    sparse,
    table,
)


def lenet5(shape=(32, 32, 1), first="valid", fully_convolutional=False):
    top = [Conv(120, 5), Flatten()] if fully_convolutional else [Flatten(), Dense(120)]
    convolutions = [Conv(6, 5, padding=first), AveragePool(2), Conv(16, 5), AveragePool(2)]
    return [Input(shape=shape), *convolutions, *top, Dense(84), Dense(10)]


def alexnet(groups=1):
    return [
        Input(shape=(227, 227, 3)),
        Conv(96, 11, 4, name="conv1"),
        MaxPool(3, 2),
        Conv(256, 5, padding="same", groups=groups, name="conv2"),
        MaxPool(3, 2),
        Conv(384, 3, padding="same", name="conv3"),
        Conv(384, 3, padding="same", groups=groups, name="conv4"),
        Conv(256, 3, padding="same", groups=groups, name="conv5"),
        MaxPool(3, 2),
        Flatten(),
        Dense(4096, name="fc6"),
        Dense(4096, name="fc7"),
        Dense(1000, name="fc8"),
    ]


def alexnet_torchvision():
    body = [ZeroPad(2), Conv(64, 11, 4), MaxPool(3, 2), Conv(192, 5, padding="same"), MaxPool(3, 2)]
    body += [Conv(filters, 3, padding="same") for filters in (384, 256, 256)]
    return [Input(shape=(224, 224, 3)), *body, MaxPool(3, 2), Flatten(), Dense(4096), Dense(4096), Dense(1000)]


def vgg(*blocks, top=("relu", "relu", "softmax"), between=()):
    """Blocks of kernel sizes; `between` stands before the flattening, as torchvision's adaptive pooling does."""
    body, widths = [], (64, 128, 256, 512, 512)
    for block, (kernels, filters) in enumerate(zip(blocks, widths, strict=True), start=1):
        body += [
            Conv(filters, kernel, padding="same", activation="relu", name=f"conv{block}_{number}")
            for number, kernel in enumerate(kernels, start=1)
        ]
        body += [MaxPool(2)]
    head = [Dense(units, a, name=f"fc{n}") for n, (units, a) in enumerate(zip((4096, 4096, 1000), top, strict=True), 1)]
    return [Input(shape=(224, 224, 3)), *body, *between, Flatten(), *head]


def vgg16(**kwargs):
    return vgg((3, 3), (3, 3), (3, 3, 3), (3, 3, 3), (3, 3, 3), **kwargs)


def vgg16_torchvision():
    """Average pooling from 7x7 to 7x7, and no softmax."""
    return vgg16(top=("relu", "relu", None), between=(AveragePool(1),))


MODELS = {
    "LeNet5_modern_32x32": lenet5(),
    "LeNet5_modern_28x28_same_first": lenet5((28, 28, 1), "same"),
    "LeNet5_28x28_no_padding": lenet5((28, 28, 1)),
    "LeNet5_modern_C5_as_conv": lenet5(fully_convolutional=True),
    "LeNet5_32x32x3_CIFAR": lenet5((32, 32, 3)),
    "LeNet_Caffe_20_50_500": [
        Input(shape=(28, 28, 1)), Conv(20, 5), MaxPool(2), Conv(50, 5), MaxPool(2), Flatten(), Dense(500), Dense(10)
    ],
    "AlexNet_single_stream_227": alexnet(),
    "AlexNet_grouped_two_GPU_227": alexnet(groups=2),
    "AlexNet_torchvision_224": alexnet_torchvision(),
    "TinyVGG_CNN_Explainer": [
        Input(shape=(64, 64, 3)), Conv(10, 3), Conv(10, 3), MaxPool(2), Conv(10, 3), Conv(10, 3), MaxPool(2),
        Flatten(), Dense(10),
    ],
    "MLP_784_512_10": [Input(shape=(28, 28, 1)), Flatten(), Dense(512), Dense(10)],
    "VGG16": vgg16(),
    "VGG19": vgg((3, 3), (3, 3), (3,) * 4, (3,) * 4, (3,) * 4),
    "VGG-A (11)": vgg((3,), (3,), (3, 3), (3, 3), (3, 3)),
    "VGG-B (13)": vgg(*[(3, 3)] * 5),
    "VGG-C (16, 1x1)": vgg((3, 3), (3, 3), (3, 3, 1), (3, 3, 1), (3, 3, 1)),
    "VGG-D (16)": vgg16(),
    "VGG-E (19)": vgg((3, 3), (3, 3), (3,) * 4, (3,) * 4, (3,) * 4),
}  # fmt: skip

# Each map of LeNet-5's C3 sees 3, 4 or all 6 maps below it (table I of the paper).
C3 = 6 * conv2d(5, 3, 1) + 9 * conv2d(5, 4, 1) + conv2d(5, 6, 1)
S2, S4 = (count * sparse(2, (size, size, 1), 1, strides=2) for count, size in ((6, 28), (16, 10)))

BY_HAND = {
    ("LeNet-5 (1998)", "params C1"): conv2d(5, 1, 6),
    ("LeNet-5 (1998)", "connections C1"): sparse(5, (32, 32, 1), 6),
    ("LeNet-5 (1998)", "params S2"): depthwise_conv2d(1, 6),  # a factor and a bias for each map
    ("LeNet-5 (1998)", "connections S2"): S2,
    ("LeNet-5 (1998)", "params C3"): C3,
    ("LeNet-5 (1998)", "connections C3"): 10 * 10 * C3,
    ("LeNet-5 (1998)", "params S4"): depthwise_conv2d(1, 16),
    ("LeNet-5 (1998)", "connections S4"): S4,
    ("LeNet-5 (1998)", "params C5"): conv2d(5, 16, 120),
    ("LeNet-5 (1998)", "connections C5"): sparse(5, (5, 5, 16), 120),
    ("LeNet-5 (1998)", "params F6"): dense(120, 84),
    ("LeNet-5 (1998)", "connections F6"): dense_equivalent(120, 84),
    ("LeNet-5 (1998)", "params total"): 156 + 12 + C3 + 32 + conv2d(5, 16, 120) + dense(120, 84),
    ("LeNet-5 (1998)", "connections total"): sparse(5, (32, 32, 1), 6) + S2 + 100 * C3 + S4
    + sparse(5, (5, 5, 16), 120) + dense(120, 84) + dense(84, 10, bias=False),
    ("AlexNet conv1", "params without weight sharing"): sparse(11, (227, 227, 3), 96, strides=4),
    ("AlexNet conv1", "params with weight sharing"): conv2d(11, 3, 96),
    ("AlexNet conv1", "weights with sharing, no bias"): conv2d(11, 3, 96, bias=False),
    ("one fully-connected neuron on CIFAR 32x32x3", "weights"): dense_equivalent((32, 32, 3), 1, bias=False),
    ("one fully-connected neuron on 200x200x3", "weights"): dense_equivalent((200, 200, 3), 1, bias=False),
    ("MLP on 1-megapixel image, 1000 hidden units", "weights"): dense(1_000_000, 1000, bias=False),
    ("LeNet-5 C1", "MLP-equivalent (dense 1024 -> 4704) params"): dense_equivalent((32, 32, 1), (28, 28, 6)),
    ("LeNet-5 C1", "locally-connected (no sharing) params"): sparse(5, (32, 32, 1), 6),
    ("VGG16 conv1_1", "MLP-equivalent (dense 150528 -> 3211264) params"): dense_equivalent(
        (224, 224, 3), (224, 224, 64)
    ),
    ("VGG16 conv1_1", "params"): conv2d(3, 3, 64),
}  # fmt: skip

SKIPPED = {
    ("AlexNet (paper claim)", "params total"): "a round number in an abstract",
    ("AlexNet (paper claim)", "neurons total"): "a round number in an abstract",
    ("AlexNet (paper claim)", "neurons conv1"): "a slip of the paper",
    ("AlexNet (paper claim)", "input dimension"): "the paper's 224, which its own arithmetic refutes",
    ("VGG16", "activation memory, CS231n total line"): "a published total that its own rows do not add up to",
    (
        "VGG16",
        '"FLOPs" as reported by google rf table, vgg_16/pool5 GFLOPs (conv part, TF-slim)',
    ): "rounded, rule unknown",
    ("VGG19", "keras.io table: size MB"): "size of a file, not of the parameters",
}


def total(model, column):
    return int(table(model)[column].iloc[-1])


def of_type(model, column, *types):
    found = table(model)
    return int(found[found["type"].isin(types)][column].sum())


QUANTITIES = {
    "params total": lambda m: total(m, "parameters"),
    "params total (third-party listing)": lambda m: total(m, "parameters"),
    "params trainable": lambda m: total(m, "trainable"),
    "params non-trainable": lambda m: total(m, "non-trainable"),
    "params conv": lambda m: of_type(m, "parameters", "Conv"),
    "params dense": lambda m: of_type(m, "parameters", "Dense"),
    "params normalisation": lambda m: of_type(m, "parameters", "BatchNorm"),
    "weights total, no bias": lambda m: total(m, "weights"),
    "MACs conv+dense": lambda m: total(m, "multiply-accumulates"),
    "MACs conv only": lambda m: of_type(m, "multiply-accumulates", "Conv"),
    "units in conv+dense outputs": lambda m: operations(m).loc["bias additions", "count"],
    "activation floats, all layer outputs": lambda m: memory(m).loc["all layer outputs", "bytes"] // 4,
    # The label says otherwise, but these were measured on Sequential models, whose list of layers has no input.
    "activation floats, all layer outputs incl. input and flatten": lambda m: (
        memory(m).loc["all layer outputs", "bytes"] // 4 - prod(m[0].shape)
    ),
    "activation floats, CS231n rows summed (input+conv+pool+fc outputs)": lambda m: (
        total(m, "forward bytes in place") // 4
    ),
    "TF profiler total float_ops": lambda m: operations(m).loc["TensorFlow profiler", "count"],
    "keras.io table: parameters": lambda m: f"{total(m, 'parameters') / 1e6:.1f}M",
    "keras.io table: size MB": lambda m: round(memory(m).loc["parameters", "MiB"]),
}

# Tools that were run on torchvision's VGG16, which has one more pooling layer and no softmax.
TOOLS = {
    "fvcore 0.1.5": ("fvcore", vgg16_torchvision()),
    "thop 0.1.1": ("thop", vgg16_torchvision()),
    "torchinfo 1.8.0": ("torchinfo", vgg16_torchvision()),
    "ptflops 0.7.5 pytorch": ("ptflops", vgg16_torchvision()),
    "ptflops 0.7.5 aten": ("torchinfo", vgg16_torchvision()),  # the same rule
    "calflops 0.3.2": ("calflops", vgg16_torchvision()),
    "TF1 profiler": ("TensorFlow profiler", vgg16()),
}


def computed(model, quantity):
    """Our number for a row, None if there is no rule for it."""
    if (model, quantity) in BY_HAND:
        return BY_HAND[model, quantity]
    layers = MODELS[model]
    if quantity in QUANTITIES:
        return QUANTITIES[quantity](layers)
    if tool := next((tool for tool in TOOLS if f"reported by {tool}" in quantity), None):
        convention, measured = TOOLS[tool]
        return operations(measured).loc[convention, "count"]
    if one_layer := re.fullmatch(r"(params|weights|MACs) (conv\d(?:_\d)?|fc\d)", quantity):
        column = {"params": "parameters", "weights": "weights", "MACs": "multiply-accumulates"}[one_layer[1]]
        return int(table(layers).loc[one_layer[2], column])
    if quantity.startswith("activation memory: torchinfo"):
        return memory(vgg16_torchvision()).loc["torchinfo", "bytes"]
    if quantity.startswith("activation memory: torch autograd"):
        # PyTorch also keeps the input of its average pooling, of which it only needs the shape.
        return memory(vgg16_torchvision()).loc["backward", "bytes"] + 4 * 7 * 7 * 512
    if quantity.startswith("activation memory: sum of all leaf-module outputs"):
        with_modules = vgg16_torchvision()
        with_modules[-2:-2] = [Dropout()]
        with_modules[-1:-1] = [Dropout()]
        every = memory(with_modules).loc["all layer outputs", "bytes"] // 4
        relu = operations(with_modules).loc["ReLU", "count"]
        return every + relu - 224 * 224 * 3 - 7 * 7 * 512  # neither the image nor flattening is a module's output
    return None


@functools.cache
def rows(path):
    with path.open(newline="") as file:
        return tuple(csv.DictReader(file))


def test_every_row_of_the_reference(shared_data):
    wrong, used = [], set()
    for row in rows(shared_data / "reference" / "parameters.csv"):
        key = (row["model"], row["quantity"])
        if key in SKIPPED:
            used.add(key)
            continue
        ours, theirs = computed(*key), row["value"]
        if isinstance(ours, str):
            agree = ours == theirs
        elif theirs.endswith("M"):
            agree = ours is not None and f"{ours / 1e6:.0f}M" == theirs
        else:
            agree = ours is not None and int(ours) == int(theirs)
        if not agree:
            wrong.append((*key, theirs, ours))
    assert not wrong
    assert used == set(SKIPPED)


RIGHT = {
    ("bias forgotten", "VGG16"): lambda: total(vgg16(), "parameters"),
    ("one bias per output position", "LeNet C1"): lambda: conv2d(5, 1, 6),
    ("counts connections (no sharing)", "LeNet C1"): lambda: conv2d(5, 1, 6),
    ("input channels ignored (k*k*out+out)", "LeNet C3 (dense)"): lambda: conv2d(5, 6, 16),
    ("output filters ignored", "LeNet C3 (dense)"): lambda: conv2d(5, 6, 16),
    ("LeNet-5 1998 vs modern clone", "LeNet-5"): lambda: total(lenet5(), "parameters"),
    ("28x28 input without padding", "LeNet-5"): lambda: total(lenet5(), "parameters"),
    ("pooling given k*k*C weights", "LeNet S2 (modern)"): lambda: table(lenet5())["parameters"].iloc[2],
    ("pooling given 2 per map as in 1998", "LeNet S2 (modern)"): lambda: table(lenet5())["parameters"].iloc[2],
    ("dense fed with channels instead of H*W*C", "AlexNet fc6"): lambda: table(alexnet()).loc["fc6", "parameters"],
    ("last pool / Flatten missing (Dense applied on channels)", "AlexNet total"): lambda: total(
        alexnet(), "parameters"
    ),
    ("groups ignored", "AlexNet 2012"): lambda: total(alexnet(2), "parameters"),
    ("typo in circulation", "AlexNet single stream"): lambda: total(alexnet(), "parameters"),
    ("depthwise counted as full convolution", "3x3 depthwise on 32 ch"): lambda: depthwise_conv2d(3, 32, bias=False),
    ("separable = depthwise only", "SeparableConv 3x3 32->64 no bias"): lambda: separable_conv2d(3, 32, 64, bias=False),
    ("FLOPs = MACs", "VGG16"): lambda: total(vgg16(), "multiply-accumulates"),
    ("bias adds mixed in", "VGG16"): lambda: total(vgg16(), "multiply-accumulates"),
    ("ReLU/pool mixed in", "VGG16"): lambda: total(vgg16(), "multiply-accumulates"),
    ("input size used instead of output size (stride ignored)", "AlexNet conv1"): lambda: table(alexnet()).loc[
        "conv1", "multiply-accumulates"
    ],
    ("output size forgotten (params = MACs)", "VGG16 conv1_1"): lambda: table(vgg16()).loc[
        "conv1_1", "multiply-accumulates"
    ],
    ("input channels ignored", "VGG16 conv1_2"): lambda: table(vgg16()).loc["conv1_2", "multiply-accumulates"],
    ("224 input with 11x11/4 and no padding", "AlexNet conv1"): lambda: (
        table(alexnet()).loc["conv1", "forward bytes"] // 4
    ),
}
MACS_OF_GROUPS = ("MACs", "groups ignored", "AlexNet 2012")

# Right answers that are sentences, or numbers with a unit, by the mistake they correct.
RIGHT_IN_WORDS = {
    "MB (10^6) called MiB or the reverse": lambda: "{MB:.2f} MB = {MiB:.2f} MiB".format(
        **memory(vgg16()).loc["parameters"]
    ),
    '"convolutions hold most parameters"': lambda: "conv {:.1f} % / FC {:.1f} %".format(*shares(vgg16(), "parameters")),
    "same claim about compute": lambda: "conv {:.1f} % of MACs".format(*shares(vgg16(), "multiply-accumulates")),
    "published total copied unchecked": lambda: in_place("{values:,} floats = {MB:.2f} MB = {MiB:.1f} MiB"),
    "factor 4 bytes forgotten": lambda: in_place("{MB:.2f} MB"),
    "in-place ReLU counted as extra tensor": lambda: in_place("{MB:.2f} MB"),
    "parameters called memory": lambda: in_place("{MB:.2f} MB"),
    "batch forgotten": lambda: f"{32 * memory(vgg16()).loc['forward, in place', 'MB']:.0f} MB",
    "backward doubles everything blindly": lambda: (
        f"{(memory(vgg16_torchvision()).loc['backward', 'bytes'] + 4 * 7 * 7 * 512) / 1e6:.1f} MB"
    ),
    "late layers believed to dominate": lambda: f"blocks 1+2 (conv+pool) = {first_blocks():.0f} % of activations",
    "confuses locally-connected with fully-connected": lambda: (
        f"{dense_equivalent((32, 32, 1), (28, 28, 6)):,} (dense)"
    ),
}
NOT_HERE = {
    "BatchNorm counted as 2 per channel in total": "in test_applications, from Keras",
    "moving statistics called trainable": "in test_applications, from Keras",
    "same name, other stride placement": "in test_applications, from Keras",
    'any Dense counted as "FC head"': "in test_applications, from Keras",
    "only layers with weights counted, x2": "the reference gives no right number",
}


def shares(model, column):
    """Per cent of convolutions and of dense layers."""
    return [100 * of_type(model, column, kind) / total(model, column) for kind in ("Conv", "Dense")]


def in_place(text):
    row = memory(vgg16()).loc["forward, in place"]
    return text.format(values=row["bytes"] // 4, **row)


def first_blocks():
    found = table(vgg16())["forward bytes in place"]
    return 100 * found.iloc[1:7].sum() / found.iloc[-1]


def test_the_right_numbers_of_the_usual_mistakes(shared_data):
    wrong, seen = [], set()
    for row in rows(shared_data / "reference" / "misconceptions_params.csv"):
        mistake, example, right = row["mistake"], row["example"], row["right"]
        if mistake in RIGHT_IN_WORDS:
            ours = RIGHT_IN_WORDS[mistake]()
        elif (row["quantity"], mistake, example) == MACS_OF_GROUPS:
            ours = str(total(alexnet(2), "multiply-accumulates"))
        elif (mistake, example) in RIGHT:
            ours = str(int(RIGHT[mistake, example]()))
        elif mistake in NOT_HERE:
            seen.add(mistake)
            continue
        else:
            ours = None
        if ours != right:
            wrong.append((mistake, example, right, ours))
    assert not wrong
    assert seen == set(NOT_HERE)
