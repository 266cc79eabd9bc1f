# %% [markdown]
# # Exercise 06: Three famous networks
#
# LeNet-5, AlexNet, VGG: three networks that everybody quotes and few have counted. Papers describe them in a table and
# a paragraph. From such a description you have to be able to build the network, to say beforehand what it will weigh
# and how much memory it will take, and to notice when something does not fit. AlexNet's own paper gives a size of
# image for which its arithmetic does not work out.
#
# **Time:** about 3½ hours; after part 2, when AlexNet is built and weighed, is a good place for a break.
# **Hardware:** any laptop, no GPU, no network.
#
# **You will be able to**
#
# 1. compute the sizes and parameters of LeNet-5, AlexNet and VGG, layer by layer, from their descriptions;
# 2. implement each of them in Keras, with grouped convolutions, overlapping pooling and dropout;
# 3. predict the memory of a forward pass, and say which layer dominates parameters, operations and memory;
# 4. replace large filters by stacks of small ones, and compute what that saves;
# 5. implement dropout and weight decay by hand, and diagnose a network that runs and is not the one described.
#
# **How it works.** As in exercises 01 to 05: complete the function, run its cell, then run the check below it as often
# as you like. Hidden checks try the same function on other inputs, and give points too.
#
# A network that you build is judged by **what it computes**. The check puts weights of its own into your model and
# compares what comes out with what the description asks for. So names do not matter, nor whether you write
# `keras.Sequential`, a functional model or a class, nor whether an activation is a name, a function or a layer.
#
# If you are stuck, open the hints below a task one at a time. The first is a question. Refused are calls that do the
# task for you: everything in `coursekit` (such as `architectures.lenet5`), ready-made networks (`keras.applications`),
# and, where you are to count, Keras' layers and its own counts (`count_params`, `summary`). Where you build, looking at
# `summary` is a good habit.

# %% locked="imports"
import numpy as np

from coursekit import architectures
from coursekit.architectures import tasks

# %% [markdown]
# ## Part 1: LeNet-5
#
# ### Worked example: the first two layers, then and now
#
# LeNet-5 reads a digit on 32×32 pixels. Its first layer, C1, has 6 filters of 5×5, without padding; then S2 makes each
# map half as high and half as wide. How large are the maps after C1 and after S2, and how many parameters have the two
# layers? Decide, then run the cell.

# %%
size, channels, filters = 32, 1, 6
size = size - 5 + 1
print(f"C1: {filters} maps of {size}×{size}, {(5 * 5 * channels + 1) * filters} parameters")
size = size // 2
print(f"S2: {filters} maps of {size}×{size}, {2 * filters} parameters in 1998, none today")

# %% [markdown]
# A filter of 5×5 has 28 places in a row of 32: the last one begins at pixel 27. Two times two values then become one.
# In 1998 this *subsampling* added four values up and learnt a factor and a bias for each map. Today's **max pooling**
# takes the largest of the four and learns nothing.
#
# There is a second difference. In 1998 most filters of the next convolution, C3, saw only three or four of the six
# maps. Today each filter sees them all. From here on we stay with the modern form:
#
# | layer | what it is | what follows |
# |---|---|---|
# | C1 | 6 filters of 5×5, no padding | ReLU |
# | S2 | max pooling, windows of 2×2 that touch | |
# | C3 | 16 filters of 5×5, no padding, each on all maps | ReLU |
# | S4 | max pooling as in S2; a row or column left over is dropped | |
# | | all values in a row | |
# | C5 | dense, 120 units | ReLU |
# | F6 | dense, 84 units | ReLU |
# | output | dense, a unit for each class | softmax |
#
# Every filter and every unit has a bias.

# %% [markdown]
# ### Task 1: count LeNet-5
#
# **3 points.** How many parameters have the five layers that learn, C1, C3, C5, F6 and the output? Images are square,
# of any size from 16×16 up, and may have several channels. C1 and S2 are done. Fill in the three blanks.


# %% solution="lenet5_parameters"
def lenet5_parameters(size: int, channels: int, classes: int) -> list[int]:
    """Parameters of the layers C1, C3, C5, F6 and output.

    Args:
        size: height and width of the images.
        channels: of the images.
        classes: number of classes.
    """
    c1 = (5 * 5 * channels + 1) * 6
    size = size - 5 + 1
    size = size // 2
    # Blank 1: c3 = ..., its parameters
    ### BEGIN SOLUTION
    c3 = (5 * 5 * 6 + 1) * 16
    ### END SOLUTION
    # Blank 2: flat = ..., how many numbers C5 gets; follow `size` through C3 and S4
    ### BEGIN SOLUTION
    size = (size - 5 + 1) // 2
    flat = size * size * 16
    ### END SOLUTION
    # Blank 3: c5, f6, output = ..., their parameters
    ### BEGIN SOLUTION
    c5, f6, output = (flat + 1) * 120, (120 + 1) * 84, (84 + 1) * classes
    ### END SOLUTION
    return [c1, c3, c5, f6, output]


# %% test="lenet5_parameters_check" points=1
tasks.lenet5_parameters.check(lenet5_parameters)

# %% test="lenet5_parameters_hidden" points=2
# Hidden: other images, with odd sizes too, and other numbers of classes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sizes, channels = hidden.distinct_integers(rng, 17, 66, 4), hidden.distinct_integers(rng, 1, 5, 4)
    return zip(sizes, channels, hidden.distinct_integers(rng, 3, 30, 4), strict=True)


tasks.lenet5_parameters.check(
    lenet5_parameters, cases=hidden.cases("lenet5_parameters_hidden", tasks.lenet5_parameters, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A filter of C3 lies on a patch of 5×5 places. How many numbers does it see there, if six maps lie on top of each
# other?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# C3 makes the maps smaller as C1 did, S4 as S2 did: two lines like those that are there. Then count: 16 maps, each
# `size` high and `size` wide. A dense layer has a weight for each number that it gets and one bias, and that for every
# unit.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# For a digit of 32×32: after S2 the size is 14, after C3 it is 10, after S4 it is 5, so C5 gets $5 \cdot 5 \cdot 16 =
# 400$ numbers and has $(400 + 1) \cdot 120$ parameters. F6 gets what C5 gives: one number for each of its 120 units.
#
# </details>

# %%
counts = lenet5_parameters(32, 1, 10)
print("for digits of 32×32:", " + ".join(f"{count:,}" for count in counts), "=", f"{sum(counts):,}")
assert sum(counts) == 61_706

# %% [markdown]
# 61,706. If you read "60,000" somewhere: that is the published network, with its sparse C3, its learnt subsampling and
# an output without weights. Both numbers are right, for different networks. And mind where they sit: C5, the first
# layer that sees everything at once, has four fifths of them.

# %% [markdown]
# ### Task 2: build LeNet-5
#
# **4 points.** Now build it in Keras, from the table above, for images of any shape from 16×16 up. C1 is there; add
# what is missing in the two blanks. If you would rather write a functional model or a class, replace the lines that are
# given: any style is right that computes the network described. The next cell takes a few seconds the first time.

# %% locked="import_keras" tags=["nbval-ignore-output"]
from coursekit import device

print(device.start())
import keras


# %% solution="build_lenet5"
def build_lenet5(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """LeNet-5 as it is built today.

    Args:
        input_shape: (height, width, channels) of the images.
        classes: number of classes.
    """
    model = keras.Sequential([keras.Input(input_shape)])
    model.add(keras.layers.Conv2D(6, 5, activation="relu", name="C1"))
    # Blank 1: model.add(...) for S2, C3 and S4
    ### BEGIN SOLUTION
    model.add(keras.layers.MaxPooling2D(2, name="S2"))
    model.add(keras.layers.Conv2D(16, 5, activation="relu", name="C3"))
    model.add(keras.layers.MaxPooling2D(2, name="S4"))
    ### END SOLUTION
    # Blank 2: model.add(...) for all that turns the maps into probabilities
    ### BEGIN SOLUTION
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(120, activation="relu", name="C5"))
    model.add(keras.layers.Dense(84, activation="relu", name="F6"))
    model.add(keras.layers.Dense(classes, activation="softmax", name="output"))
    ### END SOLUTION
    return model


# %% test="build_lenet5_check" points=2
tasks.build_lenet5.check(build_lenet5)

# %% test="build_lenet5_hidden" points=2
# Hidden: images of other shapes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_lenet5_hidden")
channels, odd = hidden.distinct_integers(rng, 1, 4, 2), hidden.distinct_integers(rng, 8, 11, 2)
shapes = [
    (2 * int(rng.integers(18, 22)), 2 * int(rng.integers(15, 18)) + 1, channels[0]),
    (2 * odd[0] + 1, 2 * odd[1] + 1, channels[1]),
]
classes = [int(rng.integers(7, 10)), int(rng.integers(11, 15))]
tasks.build_lenet5.check(build_lenet5, cases=zip(shapes, classes, strict=True))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Read the table from top to bottom. Which rows are a layer of Keras, and which are only an argument of one?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `keras.layers.MaxPooling2D`, `Conv2D`, `Flatten` and `Dense` are all you need. Keras does not pad a convolution unless
# you ask for it, and its pooling windows touch unless you give `strides`. What follows a layer is its `activation`.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# `build_lenet5((32, 32, 1), 10).summary()` should list, from C1 to the output, the counts of task 1. If the counts are
# right and the check is not content, it is something without parameters: an activation, or the kind of pooling.
#
# </details>

# %% [markdown]
# ## Part 2: AlexNet
#
# ### Worked example: two groups
#
# AlexNet was too large for one graphics card of 2012, so half of its filters lived on one card and half on another. In
# the second convolution, 256 filters of 5×5 on 96 maps, each filter saw only the maps on its own card: this is a
# convolution in two **groups**. It has two halves, of 128 filters on 48 maps each. Compared with the same layer in one
# piece, does it have just as many weights, half, or a quarter?

# %%
together = (5 * 5 * 96 + 1) * 256
one_half = (5 * 5 * 48 + 1) * 128
print(f"in one piece: {together:,} parameters")
print(f"two groups:   {one_half:,} + {one_half:,} = {2 * one_half:,}")

# %% [markdown]
# Half the weights. One group alone has a quarter: half the filters, each with half the channels. But there are two of
# them. Seen as a whole, nothing happens to the filters, of which there are still 256, each with its bias. Only the
# channels that a filter *sees* are divided.

# %% [markdown]
# ### Task 3: count AlexNet
#
# **4 points.** AlexNet as described in 2012, in `groups` groups where the table says so. The paper's text speaks of
# images of 224×224. Its figures show 55×55 places after the first convolution, and those need either 227×227 pixels or
# padding. So size and padding are arguments here, and your function will tell.
#
# | layer | filters or units | kernel | step | padding | groups | max pooling behind it |
# |---|---|---|---|---|---|---|
# | conv1 | 96 | 11×11 | 4 | `padding` on each side | 1 | 3×3, step 2 |
# | conv2 | 256 | 5×5 | 1 | size stays | `groups` | 3×3, step 2 |
# | conv3 | 384 | 3×3 | 1 | size stays | 1 | |
# | conv4 | 384 | 3×3 | 1 | size stays | `groups` | |
# | conv5 | 256 | 3×3 | 1 | size stays | `groups` | 3×3, step 2 |
# | fc6 | 4096 | | | | | |
# | fc7 | 4096 | | | | | |
# | fc8 | 1000 | | | | | |
#
# Images have 3 channels. Before fc6 all values are put in a row. A pooling window must lie within the map, and so must
# a filter within the padded image; what is left over is dropped. `groups` is 1 or 2. Only the signature is given.


# %% solution="alexnet_parameters"
def alexnet_parameters(size: int, padding: int, groups: int) -> list[int]:
    """Parameters of the eight layers of AlexNet that learn, from conv1 to fc8.

    Args:
        size: height and width of the images.
        padding: zeros on each side of the image at the first convolution.
        groups: groups of the second, fourth and fifth convolution.
    """
    ### BEGIN SOLUTION
    size = (size + 2 * padding - 11) // 4 + 1
    for _ in range(3):
        size = (size - 3) // 2 + 1
    seen = [(11, 3, 96), (5, 96 // groups, 256), (3, 256, 384), (3, 384 // groups, 384), (3, 384 // groups, 256)]
    convolutions = [(kernel * kernel * channels + 1) * filters for kernel, channels, filters in seen]
    dense = [(size * size * 256 + 1) * 4096, (4096 + 1) * 4096, (4096 + 1) * 1000]
    return convolutions + dense
    ### END SOLUTION


# %% test="alexnet_parameters_check" points=1
tasks.alexnet_parameters.check(alexnet_parameters)

# %% test="alexnet_parameters_hidden_one" points=1
# Hidden: in one piece, other sizes and paddings.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sides, paddings = hidden.distinct_integers(rng, 2, 6, 2), hidden.distinct_integers(rng, 2, 5, 2)
    # 32 pixels more are one more in front of the dense layers: hardly enough, hardly too few, and any number.
    return [
        (32 * sides[0] + 35 - 2 * paddings[0] + int(rng.integers(0, paddings[0])), paddings[0], 1),
        (32 * sides[1] + 34 - int(rng.integers(0, 3)), 0, 1),
        (int(rng.integers(95, 240)), paddings[1], 1),
        (int(rng.integers(95, 240)), 0, 1),
    ]


of_groups = (
    "groups ignored; every convolution in groups; every convolution but the first in groups; "
    "filters divided by groups; biases divided by groups; maps of one group are flattened"
)
tasks.alexnet_parameters.check(
    alexnet_parameters,
    cases=hidden.cases("alexnet_parameters_hidden_one", tasks.alexnet_parameters, hidden_inputs, passes=of_groups),
)
### END HIDDEN TESTS

# %% test="alexnet_parameters_hidden" points=2
# Hidden: in two groups.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sides, paddings = hidden.distinct_integers(rng, 2, 6, 2), hidden.distinct_integers(rng, 2, 5, 2)
    # 32 pixels more are one more in front of the dense layers: hardly enough, hardly too few, and any number.
    return [
        (32 * sides[0] + 35 - 2 * paddings[0] + int(rng.integers(0, paddings[0])), paddings[0], 2),
        (32 * sides[1] + 34 - int(rng.integers(0, 3)), 0, 2),
        (int(rng.integers(95, 240)), paddings[1], 2),
        (int(rng.integers(95, 240)), 0, 2),
    ]


tasks.alexnet_parameters.check(
    alexnet_parameters, cases=hidden.cases("alexnet_parameters_hidden", tasks.alexnet_parameters, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# In which layers does the size of the image make a difference to the number of parameters?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Do two things one after the other. First the size: one convolution and three poolings change it, each time by "how far
# can the window move, in whole steps, plus one". Then the counts: a filter has kernel·kernel weights for each
# channel that it sees, and a bias.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# 227 without padding: $(227 - 11) / 4 + 1 = 55$ places, then 27, 13 and 6 behind the poolings, $(55 - 3) / 2 + 1 = 27$
# for example. fc6 gets $6 \cdot 6 \cdot 256$ numbers. For 224 the first division leaves a rest, which is dropped: use
# `//`.
#
# </details>

# %%
for size, padding in [(227, 0), (224, 0), (224, 2)]:
    one, two = (sum(alexnet_parameters(size, padding, groups)) for groups in (1, 2))
    print(f"{size}×{size}, padding {padding}: {one:,} parameters in one piece, {two:,} in two groups")
counts = alexnet_parameters(227, 0, 2)
print(f"of these in the convolutions: {sum(counts[:5]):,}, {sum(counts[:5]) / sum(counts):.1%}")
assert sum(counts) == architectures.table(architectures.alexnet).loc["total", "parameters"]

# %% [markdown]
# With 224 and no padding, fc6 is smaller by 11.5 million: that is another network, and weights trained for one do not
# fit into the other. In two groups, 227 pixels or 224 with padding give the 61 million that are quoted for AlexNet. The
# convolutions, which do nearly all of the work, have less than a twentieth of them.

# %% [markdown]
# ### Task 4: build a small AlexNet
#
# **5 points.** The same network in Keras, with filters and units as arguments, so that it stays small enough to try.
# Kernels, steps, groups and pooling are those of the table, with the first convolution *not* padded. Besides:
#
# - ReLU follows every convolution and both hidden dense layers, softmax the last one;
# - behind each of the two hidden dense layers there is **dropout** with the given rate: while training, it sets that
#   fraction of its inputs to 0; when the network predicts, it does nothing;
# - the local response normalisation of 2012 is left out: nobody uses it any more.
#
# A convolution in groups is one layer, `keras.layers.Conv2D(..., groups=groups)`; please do not split it up by hand.
# Only the signature is given.


# %% solution="build_alexnet"
def build_alexnet(
    input_shape: tuple[int, int, int],
    filters: list[int],
    units: list[int],
    classes: int,
    groups: int,
    rate: float,
) -> keras.Model:
    """A small AlexNet.

    Args:
        input_shape: (height, width, channels) of the images.
        filters: of the five convolutions.
        units: of the two hidden dense layers.
        classes: number of classes.
        groups: groups of the second, fourth and fifth convolution.
        rate: of dropout.
    """
    ### BEGIN SOLUTION
    layers = keras.layers
    one, two, three, four, five = filters
    grouped = {"padding": "same", "groups": groups, "activation": "relu"}
    hidden = [layer for width in units for layer in (layers.Dense(width, activation="relu"), layers.Dropout(rate))]
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(one, 11, strides=4, activation="relu"),
            layers.MaxPooling2D(3, strides=2),
            layers.Conv2D(two, 5, **grouped),
            layers.MaxPooling2D(3, strides=2),
            layers.Conv2D(three, 3, padding="same", activation="relu"),
            layers.Conv2D(four, 3, **grouped),
            layers.Conv2D(five, 3, **grouped),
            layers.MaxPooling2D(3, strides=2),
            layers.Flatten(),
            *hidden,
            layers.Dense(classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% test="build_alexnet_check" points=2
tasks.build_alexnet.check(build_alexnet)

# %% test="build_alexnet_hidden_one" points=1
# Hidden: in one piece.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_alexnet_hidden_one")
shape = (*(int(size) for size in rng.permutation([83, 99])), 2)
filters, units = hidden.distinct_integers(rng, 5, 11, 5), hidden.distinct_integers(rng, 12, 18, 2)
rate = int(rng.integers(2, 5)) / 10
tasks.build_alexnet.check(build_alexnet, cases=[(shape, filters, units, int(rng.integers(3, 5)), 1, rate)])
### END HIDDEN TESTS

# %% test="build_alexnet_hidden" points=2
# Hidden: in two groups.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_alexnet_hidden")
shape = (*(int(size) for size in rng.permutation([83, 67])), 3)
filters = [2 * number for number in hidden.distinct_integers(rng, 3, 8, 5)]
units, rate = hidden.distinct_integers(rng, 17, 21, 2), int(rng.integers(3, 5)) / 10
tasks.build_alexnet.check(build_alexnet, cases=[(shape, filters, units, int(rng.integers(3, 6)), 2, rate)])
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# What would Keras do in each row of the table if you gave it nothing but filters and kernel size? Which rows want
# something else?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# "Size stays" is `padding="same"`. Pooling with windows of 3×3 and a step of 2 needs `strides`, because otherwise the
# step is as large as the window. `keras.layers.Dropout` is a layer of its own, between two dense ones.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# 16 layers behind the input: five convolutions, three poolings, `Flatten`, three dense layers and two dropouts are 14
# of them if activations are arguments, and more if they are layers. Build
# `build_alexnet((227, 227, 3), [96, 256, 384, 384, 256], [4, 4], 10, 2, 0.5)` and compare the convolutions in its
# `summary()` with task 3.
#
# </details>

# %% [markdown]
# ### Worked example: what a layer leaves in memory
#
# Parameters are one part of what a network needs. The other part is what goes through it: each layer leaves its results
# in memory, four bytes for a number in float32. Take C1 of LeNet-5, 6 maps of 28×28 with ReLU. What needs more memory,
# its 156 parameters or its results for one image? And what does ReLU add?

# %%
values = 28 * 28 * 6
print(f"parameters of C1: {156 * 4:,} bytes")
print(f"results of C1:    {values * 4:,} bytes; of ReLU: {values * 4:,} more, or none if it works in place")

# %% [markdown]
# The results, thirty times over. And ReLU may double them: the value *before* it and the value *behind* it are
# two different numbers. A library that runs it **in place** writes the new value over the old one and needs nothing
# more. Both can be found, and so the same network is quoted with quite different amounts of memory.

# %% [markdown]
# ### Task 5: the memory of a forward pass
#
# **4 points.** How many bytes do the image and the results of all layers take, if nothing is freed until the end? A
# network is a list of pairs, the kind of a layer and the shape of its result for one image:
#
# | kind | what it leaves in memory |
# |---|---|
# | `"input"`, `"conv"`, `"pool"`, `"dense"` | new numbers, as many as its shape says |
# | `"relu"`, `"softmax"` | new numbers as well, unless `in_place` is True: then it writes over what it gets |
# | `"flatten"` | nothing new: the same numbers, read in one row |
# | `"dropout"` | nothing new: when a network predicts, it hands on what it gets |
#
# Every number is a float32, and `batch` images go through together. Only the signature is given.


# %% solution="activation_bytes"
def activation_bytes(layers: list[tuple[str, tuple[int, ...]]], batch: int, in_place: bool) -> int:
    """Bytes that a forward pass leaves in memory, the images included.

    Args:
        layers: kind and shape of the result, without the batch, of each layer in order.
        batch: number of images.
        in_place: whether ReLU and softmax write over what they get.
    """
    ### BEGIN SOLUTION
    values = 0
    for kind, shape in layers:
        new = kind in ("input", "conv", "pool", "dense") or (kind in ("relu", "softmax") and not in_place)
        if new:
            values += int(np.prod(shape))
    return 4 * batch * values
    ### END SOLUTION


# %% test="activation_bytes_check" points=1
tasks.activation_bytes.check(activation_bytes)

# %% test="activation_bytes_hidden_one" points=1
# Hidden: one image.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    (height, width), maps = hidden.distinct_integers(rng, 5, 12, 2), hidden.distinct_integers(rng, 3, 9, 2)
    units = hidden.distinct_integers(rng, 4, 12, 2)
    layers = [
        ("input", (2 * height, 2 * width, int(rng.integers(1, 4)))),
        *[(kind, (height, width, maps[0])) for kind in ("conv", "relu")],
        *[(kind, (height, width, maps[1])) for kind in ("conv", "relu")],
        ("pool", (height // 2, width // 2, maps[1])),
        ("flatten", (height // 2 * (width // 2) * maps[1],)),
        *[(kind, (units[0],)) for kind in ("dense", "relu", "dropout")],
        *[(kind, (units[1],)) for kind in ("dense", "softmax")],
    ]
    return [(layers, 1, True), (layers, 1, False), (layers[:5], 1, False)]


tasks.activation_bytes.check(
    activation_bytes,
    cases=hidden.cases("activation_bytes_hidden_one", tasks.activation_bytes, hidden_inputs, passes="batch forgotten"),
)
### END HIDDEN TESTS

# %% test="activation_bytes_hidden" points=2
# Hidden: many images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    (height, width), maps = hidden.distinct_integers(rng, 8, 15, 2), hidden.distinct_integers(rng, 3, 9, 2)
    batches, units = hidden.distinct_integers(rng, 3, 70, 3), int(rng.integers(4, 12))
    pooled = height // 2, width // 2
    layers = [
        ("input", (height, width, int(rng.integers(1, 4)))),
        *[(kind, (height, width, maps[0])) for kind in ("conv", "relu")],
        *[(kind, (*pooled, maps[0])) for kind in ("pool", "dropout")],
        ("conv", (pooled[0] - 2, pooled[1] - 2, maps[1])),
        ("flatten", ((pooled[0] - 2) * (pooled[1] - 2) * maps[1],)),
        *[(kind, (units,)) for kind in ("dense", "softmax")],
    ]
    return [(layers, batches[0], True), (layers, batches[1], False), (layers[:1], batches[2], True)]


tasks.activation_bytes.check(
    activation_bytes, cases=hidden.cases("activation_bytes_hidden", tasks.activation_bytes, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# How many numbers does ("pool", (5, 5, 16)) stand for? And how many ("dense", (120,))?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Go through the pairs with `for kind, shape in layers:` and decide for each kind whether it makes new numbers. If so,
# add all sizes of its shape multiplied with each other (`np.prod(shape)`, or a small loop). The batch and the four
# bytes can wait until the end.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# `[("input", (2, 2, 1)), ("conv", (2, 2, 3)), ("relu", (2, 2, 3)), ("flatten", (12,)), ("dense", (5,))]` for one image:
# $4 + 12 + 5 = 21$ numbers in place, and 12 more otherwise. That is 84 or 132 bytes, and ten times as many for ten
# images.
#
# </details>

# %% [markdown]
# Now a network for which it matters: VGG16 with images of 224×224. You find "about 100 MB for an image" everywhere.
# What does your function say? Guess which of the two numbers will be nearer to it.

# %% locked="vgg16_layers"
vgg16_layers = [("input", (224, 224, 3))]
size = 224
for convolutions, filters in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
    for _ in range(convolutions):
        vgg16_layers += [("conv", (size, size, filters)), ("relu", (size, size, filters))]
    size = size // 2
    vgg16_layers.append(("pool", (size, size, filters)))
vgg16_layers.append(("flatten", (size * size * 512,)))
for units, activation in [(4096, "relu"), (4096, "relu"), (1000, "softmax")]:
    vgg16_layers += [("dense", (units,)), (activation, (units,))]

# %%
for batch, in_place in [(1, True), (1, False), (32, False)]:
    needed = activation_bytes(vgg16_layers, batch, in_place)
    print(f"{batch:2} image(s), {'in place' if in_place else 'not in place'}: {needed / 1e6:,.1f} MB")
total = architectures.table(architectures.vgg16).loc["total"]
print(f"the {total['parameters']:,} parameters: {4 * total['parameters'] / 1e6:,.1f} MB")
assert activation_bytes(vgg16_layers, 1, True) == 4 * total["activations"]
assert activation_bytes(vgg16_layers, 1, False) == 4 * total["with pre-activations"]

# %% [markdown]
# 61 MB or 115 MB: neither is the number that is quoted, and whoever quotes one should say what was counted. The 138
# million parameters of VGG16 take 553 MB, once, however many images there are; with 32 images the activations take more
# than six times as much. And this is only the forward pass: training has to keep most of it until the gradients are
# there.

# %% [markdown]
# ## Part 3: VGG, and where the cost sits
#
# ### Worked example: twice the filters, half the size
#
# VGG is built of blocks. From one block to the next, pooling halves height and width, and the number of filters doubles
# (up to 512). Take a 3×3 convolution inside each block, from as many maps to as many. Which block makes its layer work
# hardest: the first, with its huge maps, or a late one, with its many filters? Guess, then run the cell. It counts
# weights, products (every place of the map uses every weight once) and the values that come out.

# %%
for size, filters in [(224, 64), (112, 128), (56, 256), (28, 512), (14, 512)]:
    weights = 3 * 3 * filters * filters
    products, values = weights * size * size, filters * size * size
    print(f"{size:3}×{size:<3} {filters:3} maps: {weights:9,} weights, {products:13,} products, {values:9,} values")
assert 9 * 64**2 * 224**2 == 9 * 512**2 * 28**2

# %% [markdown]
# Neither: the products are the same in the first four blocks. Half the height and half the width leave a quarter of the
# places; twice the filters on both sides make four times the weights. So the *weights* sit late, the *values* sit
# early, and the work is spread evenly. Whoever asks "which layer is the expensive one?" has to say what is to be paid:
# that is task 7.

# %% [markdown]
# ### Task 6: VGG
#
# **4 points.** Build a network of the VGG kind, in any style of Keras that you like. What makes one VGG differ from
# another are four arguments:
#
# - `blocks`, a list with a pair for each block: how many convolutions, and how many filters each of them has. All
#   kernels are 3×3, height and width stay as they are, and each convolution is followed by ReLU. A block ends with max
#   pooling in windows of 2×2 that touch; a row or column that fills no window is left out.
# - `units`: behind the last block all values go into a row, and through a dense layer with ReLU for each of these
#   numbers. The list may be empty. There is no dropout here.
# - `classes`: at last, a probability for each class.
# - `input_shape`, that of the images.
#
# VGG16 is `vgg_network((224, 224, 3), [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], [4096, 4096], 1000)`. Better
# do not run that line here: its weights take half a gigabyte. The checks build small ones. Only the signature is given.


# %% solution="vgg_network"
def vgg_network(
    input_shape: tuple[int, int, int], blocks: list[tuple[int, int]], units: list[int], classes: int
) -> keras.Model:
    """A network of the VGG kind.

    Args:
        input_shape: (height, width, channels) of the images.
        blocks: for each block the number of its convolutions and of their filters.
        units: of the hidden dense layers.
        classes: number of classes.
    """
    ### BEGIN SOLUTION
    layers = [keras.Input(input_shape)]
    for convolutions, filters in blocks:
        layers += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(convolutions)]
        layers.append(keras.layers.MaxPooling2D(2))
    layers.append(keras.layers.Flatten())
    layers += [keras.layers.Dense(number, activation="relu") for number in units]
    layers.append(keras.layers.Dense(classes, activation="softmax"))
    return keras.Sequential(layers)
    ### END SOLUTION


# %% test="vgg_network_check" points=1
tasks.vgg_network.check(vgg_network)

# %% test="vgg_network_hidden_blocks" points=1
# Hidden: one block, no hidden dense layers.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("vgg_network_hidden_blocks")
shape = (int(rng.choice([14, 16])), int(rng.choice([11, 13])), int(rng.integers(1, 3)))
tasks.vgg_network.check(vgg_network, cases=[(shape, [(3, int(rng.integers(4, 7)))], [], int(rng.integers(7, 10)))])
### END HIDDEN TESTS

# %% test="vgg_network_hidden" points=2
# Hidden: a whole network.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("vgg_network_hidden")
shape = (int(rng.choice([17, 19, 21, 23])), int(rng.choice([22, 26])), 3)
filters, units = hidden.distinct_integers(rng, 4, 9, 3), hidden.distinct_integers(rng, 10, 14, 2)
blocks = list(zip([1, 2, 1], filters, strict=True))
tasks.vgg_network.check(vgg_network, cases=[(shape, blocks, units, int(rng.integers(5, 8)))])
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# In `blocks=[(2, 64), (2, 128)]` there are two numbers that say "how many times", and both are a 2. Which loop do they
# belong to, and how many loops are there?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# A list of layers can be filled in loops and handed to `keras.Sequential`. The outer loop goes through the blocks, the
# inner one makes the convolutions; which layer belongs to the outer loop alone? What Keras does with `padding` and
# `activation` if nothing is said is not what you want.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# `[(1, 4), (2, 6)]` is convolution (4), pooling, convolution (6), convolution (6), pooling. Then one layer that puts
# all values into a row, a dense layer for each number in `units`, and one more with as many units as there are classes.
# To look at yours: `vgg_network((32, 32, 3), [(1, 4), (2, 6)], [20], 10).summary()`.
#
# </details>

# %% [markdown]
# ### Task 7: the layer that dominates
#
# **4 points.** To make a network cheaper, begin with its most expensive layer. That depends on `what` is to be paid:
#
# - `"parameters"`: weights and biases, which have to be stored and learned;
# - `"operations"`: the products in a forward pass of one image, and nothing else: no sums, no comparisons;
# - `"activations"`: the values that a layer gives, which have to be kept for the way back. ReLU writes over what came
#   in, so each layer counts once. Flatten gives no values of its own, and the image is not the output of a layer.
#
# Return the name of the layer that costs most (of several the first), and which share of the cost of *all* layers it
# has, from 0 to 1. The networks are lists of dictionaries. `shapes` follows an image through one of them:


# %% locked="shapes"
def shapes(input_shape: tuple, layers: list[dict]) -> list[tuple]:
    """Each layer of a network, with the shape of what it gets and the shape of what it gives."""
    found, shape = [], tuple(input_shape)
    for layer in layers:
        before, kind = shape, layer["layer"]
        if kind == "Conv" and layer["padding"] == "same":
            shape = (*(-(-size // layer["strides"]) for size in shape[:2]), layer["filters"])
        elif kind == "Conv":
            shape = (*((size - layer["kernel_size"]) // layer["strides"] + 1 for size in shape[:2]), layer["filters"])
        elif kind == "MaxPool":
            shape = (*((size - layer["pool_size"]) // layer["strides"] + 1 for size in shape[:2]), shape[2])
        elif kind == "Flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        elif kind == "Dense":
            shape = (layer["units"],)
        found.append((layer, before, shape))
    return found


example = [
    {"name": "conv1", "layer": "Conv", "filters": 8, "kernel_size": 5, "strides": 1, "padding": "valid"},
    {"name": "pool1", "layer": "MaxPool", "pool_size": 2, "strides": 2},
    {"name": "flatten", "layer": "Flatten"},
    {"name": "fc1", "layer": "Dense", "units": 10},
]
for layer, before, behind in shapes((28, 28, 1), example):
    print(f"{layer['name']:8} {before!s:13} -> {behind}")

# %% [markdown]
# By hand first: what does `conv1` cost, in each of the three ways? And which layer of VGG16 do you expect to win, in
# each of them? Write your guesses down before you go on.


# %% solution="dominating_layer"
def dominating_layer(input_shape: tuple[int, ...], layers: list[dict], what: str) -> tuple[str, float]:
    """The layer that costs most, and its share of the whole.

    Args:
        input_shape: (height, width, channels) of the image.
        layers: the network, as in the example above.
        what: "parameters", "operations" or "activations".
    """
    ### BEGIN SOLUTION
    costs = {}
    for layer, before, behind in shapes(input_shape, layers):
        weights = biases = places = 0
        if layer["layer"] == "Conv":
            weights = layer["kernel_size"] ** 2 * before[2] * layer["filters"]
            biases, places = layer["filters"], behind[0] * behind[1]
        elif layer["layer"] == "Dense":
            weights = before[0] * layer["units"]
            biases, places = layer["units"], 1
        values = 0 if layer["layer"] == "Flatten" else int(np.prod(behind))
        cost = {"parameters": weights + biases, "operations": weights * places, "activations": values}
        costs[layer["name"]] = cost[what]
    name = max(costs, key=costs.get)  # of several the first
    return name, costs[name] / sum(costs.values())
    ### END SOLUTION


# %% test="dominating_layer_check" points=1
tasks.dominating_layer.check(dominating_layer)

# %% test="dominating_layer_hidden_parameters" points=1
# Hidden: parameters of other networks.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    filters, sizes = hidden.distinct_integers(rng, 4, 14, 2), hidden.distinct_integers(rng, 16, 40, 4)
    first = {"name": "a", "layer": "Conv", "filters": filters[0], "kernel_size": 5, "strides": 2, "padding": "valid"}
    second = {"name": "b", "layer": "Conv", "filters": filters[1], "kernel_size": 3, "strides": 1, "padding": "same"}
    pool = {"name": "c", "layer": "MaxPool", "pool_size": 3, "strides": 2}
    end = [{"name": "d", "layer": "Flatten"}, {"name": "e", "layer": "Dense", "units": int(rng.integers(3, 8))}]
    return [
        ((*sizes[:2], 3), [first, second, pool], "parameters"),
        ((*sizes[2:], 1), [first, pool, second, *end], "parameters"),
    ]


of_parameters = (
    "per cent; the cost itself; share of the rest; share of its kind; bias forgotten; one bias a layer; "
    "pooling has parameters; input channels forgotten; parameters at every place"
)
tasks.dominating_layer.check(
    dominating_layer,
    cases=hidden.cases(
        "dominating_layer_hidden_parameters", tasks.dominating_layer, hidden_inputs, catches=of_parameters
    ),
)
### END HIDDEN TESTS

# %% test="dominating_layer_hidden_operations" points=1
# Hidden: operations of other networks; in one of them two layers cost the same.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    filters, sizes = int(rng.integers(4, 9)), hidden.distinct_integers(rng, 16, 35, 4)
    first = {"name": "a", "layer": "Conv", "filters": filters, "kernel_size": 5, "strides": 2, "padding": "valid"}
    second = {"name": "b", "layer": "Conv", "filters": filters, "kernel_size": 3, "strides": 1, "padding": "same"}
    third = {**second, "name": "c"}
    pool = {"name": "d", "layer": "MaxPool", "pool_size": 3, "strides": 2}
    end = [{"name": "e", "layer": "Flatten"}, {"name": "f", "layer": "Dense", "units": int(rng.integers(40, 70))}]
    return [
        ((*sizes[:2], 3), [first, pool, second, *end], "operations"),
        ((*hidden.distinct_integers(rng, 7, 12, 2), filters), [second, third, pool], "operations"),
        ((*sizes[2:], 2), [pool, first, second], "operations"),
    ]


of_operations = (
    "per cent; the cost itself; share of the rest; share of its kind; last of several; parameters whatever is asked; "
    "dense layers make no products; weights taken for operations; parameters taken for operations; "
    "bias among the operations; operations at every input; operations for each output once; "
    "channels forgotten in operations; filters forgotten in operations; pooling counts products"
)
tasks.dominating_layer.check(
    dominating_layer,
    cases=hidden.cases(
        "dominating_layer_hidden_operations", tasks.dominating_layer, hidden_inputs, catches=of_operations
    ),
)
### END HIDDEN TESTS

# %% test="dominating_layer_hidden" points=1
# Hidden: activations of other networks.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    filters, sizes = hidden.distinct_integers(rng, 4, 14, 2), hidden.distinct_integers(rng, 16, 32, 6)
    first = {"name": "a", "layer": "Conv", "filters": filters[0], "kernel_size": 5, "strides": 2, "padding": "valid"}
    second = {"name": "b", "layer": "Conv", "filters": filters[1], "kernel_size": 3, "strides": 1, "padding": "same"}
    pool = {"name": "c", "layer": "MaxPool", "pool_size": 3, "strides": 2}
    end = [{"name": "d", "layer": "Flatten"}, {"name": "e", "layer": "Dense", "units": int(rng.integers(700, 1100))}]
    return [
        ((*sizes[:2], 3), [first, second, pool], "activations"),
        ((*sizes[2:4], 8), [pool, first, *end], "activations"),
        ((*sizes[4:], 1), [first, pool, *end], "activations"),
    ]


of_activations = (
    "per cent; the cost itself; share of the rest; share of its kind; parameters whatever is asked; image counted; "
    "flatten counted; pooling makes no activations; inputs instead of outputs; convolutions alone make activations; "
    "dense layers make no activations; pre-activations counted; channels forgotten in activations"
)
tasks.dominating_layer.check(
    dominating_layer,
    cases=hidden.cases("dominating_layer_hidden", tasks.dominating_layer, hidden_inputs, catches=of_activations),
)
### END HIDDEN TESTS

# %% [markdown]
# Now compare with your guesses for VGG16:

# %%
for vgg16_input, vgg16_layers, what in tasks.dominating_layer.cases[3:6]:
    name, share = dominating_layer(vgg16_input, vgg16_layers, what)
    print(f"{what:11}: {name}, {share:.0%} of the whole")

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A 3×3 convolution from 4 to 8 maps gives maps of 10×10 pixels. How many weights go into *one* of the 800 values that
# it gives? And how many weights does it have?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Work out for each layer, from `layer`, `before` and `behind`: how many weights, how many biases, at how many places
# each weight is used, and how many values come out. All three costs follow from these four. Then find the largest, and
# divide by the sum.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# The convolution of hint 1: 3·3·4·8 = 288 weights, 8 biases, 100 places, 800 values. So 296 parameters, 28,800
# operations, 800 activations. A dense layer uses each weight once. Pooling has no weights, Flatten has nothing at all.
# With the costs in a dictionary, `max(costs, key=costs.get)` is the first of the names with the largest cost.
#
# </details>

# %% [markdown]
# ### Task 8: small filters for a large one
#
# **2 points.** AlexNet's first filters are 11×11; VGG has nothing but 3×3, and more layers. Take a convolution with a
# kernel of `kernel_size`×`kernel_size` (an odd number), from `channels` maps to as many. It is replaced by a stack of
# 3×3 convolutions with stride 1, each from `channels` maps to as many again, such that a unit at the top sees exactly
# as many pixels (exercise 02). Return three numbers: how many layers the stack has, how many weights it has in all, and
# how many the large filters had. Biases do not count.


# %% solution="stack_weights"
def stack_weights(kernel_size: int, channels: int) -> tuple[int, int, int]:
    """A stack of 3x3 convolutions in place of one with a larger kernel.

    Args:
        kernel_size: of the large filters, odd, at least 3.
        channels: how many maps go into each layer, and how many come out.

    Returns:
        Number of layers of the stack, number of its weights, number of weights of the large filters.
    """
    ### BEGIN SOLUTION
    layers = (kernel_size - 1) // 2  # the first sees 3, each further one 2 more
    pairs = channels * channels
    return layers, layers * 3 * 3 * pairs, kernel_size * kernel_size * pairs
    ### END SOLUTION


# %% test="stack_weights_check" points=1
tasks.stack_weights.check(stack_weights)

# %% test="stack_weights_hidden" points=1
# Hidden: other kernels and channels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    kernels = [3, *(2 * half + 1 for half in hidden.distinct_integers(rng, 2, 6, 3))]
    return zip(kernels, hidden.distinct_integers(rng, 4, 99, 4), strict=True)


tasks.stack_weights.check(stack_weights, cases=hidden.cases("stack_weights_hidden", tasks.stack_weights, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A unit behind one 3×3 convolution sees 3 pixels in a row. A second one looks at three such neighbours: how many pixels
# do they see together?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Each layer adds the same number of pixels: count from 3 up to `kernel_size`. For the weights: each filter has a
# weight for every place of its kernel in every map that comes in, and there are as many filters as maps come out.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# 5×5, with 10 maps: two layers of 3×3 see as much. One of them has 3·3·10 weights a filter and 10 filters, 900; the
# stack has 1,800, and the large filters have 2,500.
#
# </details>

# %% [markdown]
# ### Task 9: take its place
#
# **4 points.** This one is open: there are many right answers. Build a Keras model that takes the place of a single
# convolution with a large kernel, `padding="same"` and ReLU. It
#
# - takes maps of shape `input_shape`, and gives as many pixels, in `filters` maps;
# - is made of plain 3×3 convolutions with stride 1, without dilation or groups, each followed by an activation;
# - has units at its top that see exactly `kernel_size`×`kernel_size` pixels;
# - has at most as many parameters as the convolution that it replaces, biases included on both sides, and at least 80 %
#   of them: what is paid for should be used.
#
# In task 8 all layers were equally wide, and the stack was cheaper. Is it always? The first case is an image: 3
# channels, 7×7, 64 filters. How many parameters would a stack have whose layers all have 64 filters? Work it out before
# you build; `count_params` is refused. Your function should find a stack for kernels from 3 to 9. Here the check looks
# at the layers one by one, so write a Sequential or a functional model, and no class of your own.


# %% solution="stack_network"
def stack_network(input_shape: tuple[int, int, int], kernel_size: int, filters: int) -> keras.Model:
    """A stack of 3x3 convolutions in place of one with a larger kernel, within its budget.

    Args:
        input_shape: (height, width, channels) of what comes in.
        kernel_size: of the convolution that is replaced, odd.
        filters: how many maps it gave.
    """
    ### BEGIN SOLUTION
    channels, layers = input_shape[2], (kernel_size - 1) // 2
    budget = (kernel_size**2 * channels + 1) * filters

    def widths(inside: int) -> list[int]:
        return [inside] * (layers - 1) + [filters]

    def size(inside: int) -> int:
        seen = [channels, *widths(inside)]
        return sum((9 * before + 1) * width for before, width in zip(seen, widths(inside), strict=False))

    inside = 1
    while layers > 1 and size(inside + 1) <= budget:
        inside += 1
    convolutions = [keras.layers.Conv2D(width, 3, padding="same", activation="relu") for width in widths(inside)]
    return keras.Sequential([keras.Input(input_shape), *convolutions])
    ### END SOLUTION


# %% test="stack_network_check" points=2
tasks.stack_network.check(stack_network)

# %% test="stack_network_hidden" points=2
# Hidden: other kernels, channels and filters.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("stack_network_hidden")
# Of these numbers any leave room for a stack that is equally wide inside and uses 85 % of its budget or more.
settings = [
    (int(rng.integers(2, 5)), 5, int(rng.integers(24, 41))),
    (int(rng.integers(28, 37)), 7, int(rng.integers(8, 15))),
    (2, 9, int(rng.integers(20, 31))),
    (int(rng.integers(2, 5)), 3, int(rng.integers(4, 9))),
]
sizes = [hidden.distinct_integers(rng, 6, 14, 2) for _ in settings]
cases = [
    ((*size, channels), kernel_size, filters)
    for size, (channels, kernel_size, filters) in zip(sizes, settings, strict=True)
]
tasks.stack_network.check(stack_network, cases=cases)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# The image has 3 channels. How many channels do the second and the third layer of the stack see, and who decides that?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The number of layers is that of task 8. The last one must have `filters` filters; how many the others have is up to
# you. Let all of these have the same number. A convolution from $a$ maps to $b$ has $(9a + 1) \cdot b$ parameters: add
# them up for the whole stack.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Write a small function for the parameters of the stack with $w$ filters inside, and the budget beside it,
# $(k \cdot k \cdot c + 1) \cdot f$. Increase $w$ as long as the next size still fits. Two cases need care: with a
# kernel of 3 there is one layer and nothing inside; and where the image has few channels $w$ has to be far smaller than
# `filters`.
#
# </details>

# %% [markdown]
# ## Part 4: Against learning by heart
#
# AlexNet and VGG have far more parameters than there were images to train them with. Two simple means kept them from
# learning the images by heart: dropout and weight decay.
#
# ### Worked example: half of the values are gone
#
# A unit adds up 1,000 values that are all 1. While training, each of them is dropped, that is set to 0, with
# probability 0.5; in a test all of them are there. What does the unit get on average, in training and in a test?
# Decide, then run the cell.

# %%
rng = np.random.default_rng(60)
inputs = np.ones(1000)
sums = [(inputs * (rng.uniform(size=1000) >= 0.5)).sum() for _ in range(200)]
print(f"training: {np.mean(sums):.0f} on average, from {min(sums):.0f} to {max(sums):.0f}; test: {inputs.sum():.0f}")
assert abs(np.mean(sums) - 500) < 10

# %% [markdown]
# Twice as much in a test as ever in training: the unit would see numbers for which it was never trained. In 2012
# everything was halved in the test. Today training makes up for it, so that a test needs nothing at all; the rate may
# then change from layer to layer, and whoever uses the network need not know of it.

# %% [markdown]
# ### Task 10: dropout
#
# **3 points.** Write it as it is done today. For each value there is a draw, a random number from 0 to 1. While
# training, a value is dropped if its draw is below `rate`; the others are enlarged such that *on average* the sum stays
# what it was. In a test nothing happens. Leave `values` as they are. Fill in the two blanks.


# %% solution="dropout"
def dropout(values: np.ndarray, rate: float, draws: np.ndarray, training: bool) -> np.ndarray:
    """Dropout of the values that a layer gives.

    Args:
        values: what comes in; any shape.
        rate: how likely each value is dropped, at least 0 and below 1.
        draws: a random number from 0 to 1 for each value, same shape.
        training: whether the network is being trained, not tested.

    Returns:
        What goes on to the next layer, same shape.
    """
    # Blank 1: kept = ..., for each value whether it stays
    ### BEGIN SOLUTION
    kept = draws >= rate
    ### END SOLUTION
    # Blank 2: result = ..., what goes on while training
    ### BEGIN SOLUTION
    result = values * kept / (1 - rate)
    ### END SOLUTION
    return result if training else values


# %% test="dropout_check" points=1
tasks.dropout.check(dropout)

# %% test="dropout_hidden" points=2
# Hidden: other values and rates, in training and in tests.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases, rates = [], rng.integers((35, 5, 60, 25), (46, 16, 81, 46)) / 100
    for shape, rate, training in zip(
        [(7,), (3, 5), (2, 4, 3), (6,)], rates.tolist(), [True] * 3 + [False], strict=True
    ):
        draws = rng.uniform(size=shape)
        draws.flat[1] = rate
        cases.append((rng.normal(size=shape), rate, draws, training))
    return cases


tasks.dropout.check(dropout, cases=hidden.cases("dropout_hidden", tasks.dropout, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# With a rate of 0.75, one value in four stays on average. By what must it be multiplied, if it stands for all four?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Comparing two arrays gives True and False, and multiplied with a number these count as 1 and 0. The factor depends on
# `rate` alone, not on how many values happened to stay.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Values 3, 5 and 8, draws 0.9, 0.1 and 0.2, a rate of 0.2: the second is dropped, and the third is not, because 0.2 is
# not below 0.2. What stays is divided by 0.8, the share that stays on average: 3.75, 0 and 10.
#
# </details>

# %% [markdown]
# ### Task 11: weights that shrink
#
# **2 points.** **Weight decay** takes a little off every weight in each step, in proportion to its size; only what the
# data keep asking for stays large. AlexNet was trained by this rule, for weights $w$, their velocity $v$, the gradient
# $g$ of the batch, the learning rate $\varepsilon$, a momentum $\mu = 0.9$ and a decay $\lambda = 0.0005$:
#
# $$v' = \mu \, v - \lambda \, \varepsilon \, w - \varepsilon \, g \qquad\qquad w' = w + v'$$
#
# Return the new weights and the new velocity, and leave the old ones as they are. Only the signature is given.


# %% solution="decay_step"
def decay_step(
    weights: np.ndarray,
    velocity: np.ndarray,
    gradient: np.ndarray,
    learning_rate: float,
    momentum: float,
    decay: float,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of gradient descent with momentum and weight decay.

    Args:
        weights: of a layer; any shape.
        velocity: by how much each of them moved in the last step, same shape.
        gradient: of the loss for each of them, same shape.
        learning_rate: length of a step for a slope of 1.
        momentum: share of the velocity that is kept.
        decay: strength of the weight decay.

    Returns:
        The new weights and the new velocity.
    """
    ### BEGIN SOLUTION
    new_velocity = momentum * velocity - decay * learning_rate * weights - learning_rate * gradient
    return weights + new_velocity, new_velocity
    ### END SOLUTION


# %% test="decay_step_check" points=1
tasks.decay_step.check(decay_step)

# %% test="decay_step_hidden" points=1
# Hidden: other weights and settings.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for shape, forgets, decays in [((5,), 1, 1), ((2, 3), 1, 1), ((4,), 0, 1), ((2, 2, 2), 1, 0)]:
        rate, momentum, decay = (rng.integers((5, 30, 2), (80, 95, 30)) / 100).tolist()
        cases.append((*rng.normal(size=(3, *shape)), rate, momentum * forgets, decay * decays))
    return cases


tasks.decay_step.check(decay_step, cases=hidden.cases("decay_step_hidden", tasks.decay_step, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A weight of 2, no velocity, and a gradient of 0: the data have nothing to say. Where does the weight go, and what
# about one of −2?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Two lines, one for each equation. The second one uses what the first one gave, not the velocity that came in. Make new
# arrays: `velocity *= ...` would change that of whoever called you.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# $w = 2$, $v = 1$, $g = 4$, $\varepsilon = 0.1$, $\mu = 0.5$, $\lambda = 0.5$: the velocity becomes
# $0.5 - 0.1 - 0.4 = 0$, and the weight stays at 2.
#
# </details>

# %% [markdown]
# ## Part 5: A network that runs and is wrong
#
# ### Task 12: bug hunt
#
# **5 points.** A colleague writes down networks as lists of dictionaries, and has a function that makes Keras models of
# them:
#
# | layer | keys | what it should do |
# |---|---|---|
# | `"Crop"` | `size` | cut `size`×`size` out of the middle of the image |
# | `"Conv"` | `filters`, `kernel_size`, `strides`, `padding` | convolve, then ReLU |
# | `"MaxPool"` | `pool_size`, `strides` | the largest value of each window, without padding |
# | `"Flatten"` | | put all values into a row |
# | `"Dense"` | `units` | a dense layer, then ReLU |
# | `"Dropout"` | `rate` | drop that share of the values while training |
# | `"Classes"` | `classes` | a dense layer, then probabilities |
#
# The draft builds an AlexNet without complaint, and it even learns something. It is wrong in several places.


# %% locked="draft"
def draft_network(input_shape: tuple[int, ...], layers: list[dict]) -> keras.Model:
    """A colleague's draft. It runs, and it is wrong."""
    x = inputs = keras.Input(input_shape)
    for layer in layers:
        kind = layer["layer"]
        if kind == "Crop":
            x = keras.layers.CenterCrop(224, 224)(x)  # the size in the paper
        elif kind == "Conv":
            strides, filters, kernel_size = layer["strides"], layer["filters"], layer["kernel_size"]
            convolution = keras.layers.Conv2D(filters, kernel_size, strides, activation="relu")
            x = convolution(x)
        elif kind == "MaxPool":
            x = keras.layers.MaxPooling2D(layer["pool_size"])(x)
        elif kind == "Flatten":
            x = keras.layers.GlobalAveragePooling2D()(x)  # a row of numbers for the dense layers
        elif kind == "Dense":
            x = keras.layers.Dense(layer["units"], activation="relu")(x)
        elif kind == "Dropout":
            x = keras.layers.Dropout(1 - layer["rate"])(x)
        elif kind == "Classes":
            x = keras.layers.Dense(layer["classes"], activation="softmax")(x)
            x = keras.layers.Softmax()(x)  # so that the sum is 1
    return keras.Model(inputs, x)


def audit(letter: str, model: keras.Model) -> None:
    """What one can see from outside."""
    sizes = ["×".join(str(size) for size in layer.output.shape[1:]) for layer in model.layers]
    print(f"{letter}: {' → '.join(sizes)}; {model.count_params():,} parameters")
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            dropped = np.mean(np.asarray(layer(np.ones((1, 10_000)), training=True)) == 0)
            print(f"   while training, {dropped:.1f} of the values are dropped")
    if letter == "F":
        extreme = 100 * np.random.default_rng(0).normal(size=(500, *model.input_shape[1:]))
        print(f"   its surest answer for 500 extreme inputs: {np.asarray(model(extreme)).max():.2f}")


for letter, case in zip("ABCDEF", tasks.build_network.cases, strict=False):
    audit(letter, draft_network(*case))

# %% [markdown]
# Each of these six networks shows one mistake and no other. A seventh, G, is a small AlexNet in which all of them come
# together. This is what should come out:
#
# | network | what should come out |
# |---|---|
# | A: cut 227×227 out, then 4 filters of 11×11 with step 4, without padding | 55×55×4 |
# | B: two convolutions that keep height and width | 13×11×4 |
# | C: a convolution, then pooling in windows of 3×3 with step 2 | 13×11×3 |
# | D: everything in a row, then a dense layer | 847 parameters |
# | E: two dense layers, and between them dropout with a rate of 0.2 | 0.2 of the values are dropped |
# | F: four classes | surest answer close to 1 |
#
# With the rate of the real AlexNet, 0.5, nobody would ever have noticed one of them: which? Copy the draft into the
# next cell, rename it, and repair it; change as little as you can. The check speaks of the first network that is still
# wrong. You can audit your own in the same way.


# %% solution="build_network"
def build_network(input_shape: tuple[int, ...], layers: list[dict]) -> keras.Model:
    """A Keras model of a network that is given as a list of dictionaries.

    Args:
        input_shape: (height, width, channels) of the images, or (values,) where dense layers come first.
        layers: dictionaries as in the table above.
    """
    ### BEGIN SOLUTION
    x = inputs = keras.Input(input_shape)
    for layer in layers:
        kind = layer["layer"]
        if kind == "Crop":
            x = keras.layers.CenterCrop(layer["size"], layer["size"])(x)
        elif kind == "Conv":
            strides, filters, kernel_size = layer["strides"], layer["filters"], layer["kernel_size"]
            convolution = keras.layers.Conv2D(filters, kernel_size, strides, layer["padding"], activation="relu")
            x = convolution(x)
        elif kind == "MaxPool":
            x = keras.layers.MaxPooling2D(layer["pool_size"], strides=layer["strides"])(x)
        elif kind == "Flatten":
            x = keras.layers.Flatten()(x)
        elif kind == "Dense":
            x = keras.layers.Dense(layer["units"], activation="relu")(x)
        elif kind == "Dropout":
            x = keras.layers.Dropout(layer["rate"])(x)
        elif kind == "Classes":
            x = keras.layers.Dense(layer["classes"], activation="softmax")(x)
    return keras.Model(inputs, x)
    ### END SOLUTION


# %% test="build_network_check" points=1
tasks.build_network.check(build_network)

# %% test="build_network_hidden_maps" points=1
# Hidden: crops, convolutions and pooling.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_network_hidden_maps")
filters, crop = hidden.distinct_integers(rng, 3, 7, 2), int(rng.choice([59, 63, 67]))
small = {"layer": "Conv", "filters": filters[0], "kernel_size": 3, "strides": 1, "padding": "same"}
wide = {"layer": "Conv", "filters": filters[1], "kernel_size": 7, "strides": 2, "padding": "valid"}
pool = {"layer": "MaxPool", "pool_size": 3, "strides": 2}
tasks.build_network.check(
    build_network,
    cases=[
        ((crop + 1, crop + 7, 1), [{"layer": "Crop", "size": crop}, wide, pool, small]),
        ((*hidden.distinct_integers(rng, 11, 16, 2), 2), [small, {**pool, "pool_size": 2, "strides": 1}]),
    ],
)
### END HIDDEN TESTS

# %% test="build_network_hidden_classifier" points=1
# Hidden: what comes behind the maps.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_network_hidden_classifier")
units, rate = hidden.distinct_integers(rng, 7, 15, 2), int(rng.integers(15, 36)) / 100
first, second = ({"layer": "Dense", "units": count} for count in units)
dense = [first, {"layer": "Dropout", "rate": rate}, second]
tasks.build_network.check(
    build_network,
    cases=[
        ((*hidden.distinct_integers(rng, 3, 5, 2), 2), [{"layer": "Flatten"}, *dense]),
        ((int(rng.integers(16, 20)),), [*dense, {"layer": "Classes", "classes": int(rng.integers(3, 7))}]),
    ],
)
### END HIDDEN TESTS

# %% test="build_network_hidden" points=2
# Hidden: a whole network.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_network_hidden")
(*filters, classes), crop = hidden.distinct_integers(rng, 4, 9, 3), int(rng.choice([71, 75, 79]))
first = {"layer": "Conv", "filters": filters[0], "kernel_size": 11, "strides": 4, "padding": "valid"}
second = {"layer": "Conv", "filters": filters[1], "kernel_size": 5, "strides": 1, "padding": "same"}
pool = {"layer": "MaxPool", "pool_size": 3, "strides": 2}
flat, drop = {"layer": "Flatten"}, {"layer": "Dropout", "rate": int(rng.integers(30, 46)) / 100}
end = [flat, {"layer": "Dense", "units": int(rng.integers(10, 16))}, drop, {"layer": "Classes", "classes": classes}]
tasks.build_network.check(
    build_network,
    cases=[((crop + 5, crop + 15, 3), [{"layer": "Crop", "size": crop}, first, pool, second, *end])],
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Each network shows one mistake. Which number of its line in the audit is wrong, and which line of the draft makes it?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# - A: how many places has an 11×11 filter with step 4 on 224 pixels, and on 227? Which number does the draft take?
# - B and C: which keys of the dictionary does the draft never look at, and what does Keras do then?
# - D: 847 = 6·5·4·7 + 7. How many numbers does the draft hand to the dense layer?
# - E: what does `rate` mean in Keras, and what does `1 - rate` mean?
# - F: what goes into the last line, and what would come out of it for probabilities 1, 0, 0 and 0?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# All six are repaired in the line where they stand; one line has to go. One of them, completely: `MaxPooling2D(3)`
# steps by 3, because without `strides` Keras steps as far as the window is wide. With `strides=layer["strides"]` the
# windows overlap, as AlexNet's do.
#
# </details>

# %% [markdown]
# ## What you have learnt
#
# - A description of a network is a small computation: sizes, then maps, then parameters. LeNet-5 comes to 60,000 with
#   the table of 1998, and to 61,706 where every filter sees every map.
# - Groups save weights because each filter sees a part of the maps only. 224 or 227 is decided by whether the filters
#   fit, not by what the paper says.
# - Parameters, operations and activations sit in different layers: in VGG16 one dense layer holds three quarters of the
#   parameters, the first convolutions give most of the values, and the work is spread over many.
# - Three 3×3 layers see as much as one 7×7, with 27 weights instead of 49 for each pair of maps. Where an image with
#   3 channels comes in, that is no bargain: there the inner layers decide.
# - Dropout acts in training only, and what stays makes up for what is dropped. Weight decay pulls every weight towards
#   0 in proportion to its size, times the learning rate.
# - Keras fills in what you do not say: no padding, touching windows, no activation. A model that runs is no proof;
#   audit shapes, parameters and what it does in training.
#
# Look back at the objectives and name for each the task in which you did it: where none comes to mind is the place to
# read again.
