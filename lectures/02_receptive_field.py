# %% [markdown]
# # How much of the image does one unit see?
#
# You want to count sea lions in aerial images. Does a whole animal fit into what a unit sees?
#
# **Time**: 75 minutes, quiz included. **Hardware**: any laptop, no GPU, no network. **To predict honestly**, clear the
# stored outputs first: *Edit > Clear Outputs of All Cells*.
#
# **You will be able to**
#
# - *compute* what the units of a layer see: size, jump, start, centre;
# - *predict* which pixels one unit really sees: at a border, behind branches, through dilation;
# - *design* a network that sees enough within a budget of parameters;
# - *diagnose* a wrong receptive-field function by its numbers.
#
# Three questions, which the summary answers:
#
# 1. What makes a unit see more at once, and what makes the layers behind it count more?
# 2. Why three small kernels rather than one large?
# 3. A unit deep in a network has a large field. Does it use all of it?

# %% tags=["nbval-ignore-output"]
from coursekit import data, device, network, quiz, receptive_field
from coursekit.console import steps
from coursekit.figures import show
from coursekit.network import Conv, Input, MaxPool
from coursekit.receptive_field import figures
from coursekit.receptive_field.quiz import questions

print(device.start())  # the first import of Keras takes some seconds
import keras
import numpy as np
import pandas as pd
import scipy.signal

# %% [markdown]
# ## Every unit sees a region
#
# A *unit* is one number in a map. The pixels that it depends on are its **receptive field**.
#
# **Predict.** Nine inputs in a row. On how many does a unit depend in a dense layer? In a convolution with a kernel of
# 3? In a second such convolution behind it?

# %% tags=["nbval-ignore-output"]
show(figures.dense_and_convolution())

# %% [markdown]
# 9, 3 and 5. Tempting: 9 or 6 for the last. But the fields of neighbours overlap.
#
# Without any formula: a unit sees a pixel if changing the pixel can change the unit. So poke one pixel at a time: slow,
# but good for checks. (All weights are 1, so nothing can cancel.)


# %%
def conv(x, mode="valid", k=3):
    return scipy.signal.correlate2d(x, np.ones((k, k)), mode)


def pool(x):
    h, w = x.shape[0] // 2, x.shape[1] // 2
    return x[: 2 * h, : 2 * w].reshape(h, 2, w, 2).max(axis=(1, 3))


def poke(layers, size, unit=(0, 0)):
    """Which of size×size pixels change a unit?"""
    seen = np.zeros((size, size), dtype=bool)
    for pixel in np.ndindex(size, size):
        x = np.zeros((size, size))
        x[pixel] = 1
        for layer in layers:
            x = layer(x)
        seen[pixel] = x[unit] != 0  # an image of zeros gives 0
    return seen


dense = [lambda x: x.sum() * np.ones((9, 9))]
[int(poke(layers, 9).any(axis=0).sum()) for layers in (dense, [conv], [conv, conv])]

# %% [markdown]
# The same three, without any drawing.
#
# ## Deeper means wider
#
# **Predict.** Three convolutions of 3×3 on top of each other. How many pixels side by side does a unit of the third
# see: 7, 9 or 27?
#
# Take one large kernel that sees as many. For each pair of input and output channel, how many weights have the three,
# and how many the one?
#
# In the picture, $k$, $s$, $d$, $p$ are kernel, stride, dilation and padding, and $r$ is the side of the field in
# pixels. $j$ and $u$ follow below.

# %% tags=["nbval-ignore-output"]
three = [Input(shape=(15, 15, 1)), *(Conv(1, 3, name=f"conv{n}") for n in (1, 2, 3))]
show(figures.chain(three))

# %%
assert poke([conv, conv, conv], 15).any(axis=0).sum() == receptive_field.of(three).size[0]
options = receptive_field.stacks(7, channels=64)
options[["stack", "size", "layers", "weights per channel pair", "parameters"]]

# %% [markdown]
# 7: each kernel of side $k$ adds $k - 1$, so $r = r_\text{in} + k - 1$. Tempting: 27, but kernels do not multiply.
#
# 27 weights against 49, and three non-linearities against one. `stacks` answers the inverse question: which stacks
# reach a given size?
#
# ## Pooling and stride multiply the jump
#
# Max pooling of 2×2 has stride 2: neighbours look two pixels apart. That distance is the **jump** $j$, or effective
# stride. The next kernel steps over units, $j$ pixels a step.
#
# **Predict.** By hand: a convolution of 5×5 and four of 3×3. Without pooling $r$ is 5, 7, 9, 11, 13. Now with 2×2
# pooling between them. Continue to the fifth convolution:
#
# | layer | $r$ | $j$ |
# |---|---|---|
# | the pixel itself | 1 | 1 |
# | convolution 1 | 1 + 4·1 = 5 | 1 |
# | pooling | 5 + 1·1 = 6 | 2 |
# | convolution 2 | 6 + 2·2 = 10 | 2 |

# %% tags=["nbval-ignore-output"]
pooled = [
    *(Input(shape=(24, 24, 1)), Conv(1, 5, name="conv1"), MaxPool(2, name="pool1")),
    *(Conv(1, 3, name="conv2"), MaxPool(2, name="pool2"), Conv(1, 3, name="conv3")),
]
show(figures.chain(pooled))

# %% [markdown]
# With kernel $k$ and stride $s$:
#
# $$r = r_\text{in} + (k - 1)\, j_\text{in} \qquad j = j_\text{in}\, s$$
#
# A kernel steps over the units it *reads*, so $j_\text{in}$ counts. Its own stride matters to the layers behind.

# %%
found = {"convolutions only": [], "pooling between": [], "wrong: pooling doubles r": []}
for name, sizes in found.items():
    r, j = 1, 1
    for number, k in enumerate((5, 3, 3, 3, 3)):
        if name == "pooling between" and number > 0:
            r, j = r + (2 - 1) * j, j * 2  # k = 2, s = 2
        if name == "wrong: pooling doubles r" and number > 0:
            r *= 2
        r, j = r + (k - 1) * j, j * 1  # s = 1
        sizes.append(r)
five = [lambda x: conv(x, k=5), pool, conv, pool, conv]
poked = poke(five, 24).any(axis=0).sum()
assert found["pooling between"][2] == poked == receptive_field.of(pooled).size[0]
found

# %% [markdown]
# 80 against 13. Tempting: pooling doubles $r$. It adds one jump to $r$, and doubles what *later* layers add. The
# mistake gives 110, and 26 where poking finds 20. (With five times 3×3 both rules give 78: a test that shows nothing.)
#
# ## Where a field begins
#
# Pixels count from 0. Unit 0 begins at pixel $u$, and the middle of what it sees is $c$. Zeros in front push both to
# the left, even out of the image.
#
# **Predict.** Convolution 3×3 with padding 1, pooling 2×2, convolution 3×3 with padding 1. Where does unit 0 begin?
# (Dashed: padding.)

# %% tags=["nbval-ignore-output"]
padded = [
    Input(shape=(14, 14, 1)),
    Conv(1, 3, padding="same", name="conv1"),
    MaxPool(2, name="pool1"),
    Conv(1, 3, padding="same", name="conv2"),
]
show(figures.chain(padded, unit=0, beyond=True))

# %%
same = [lambda x: conv(x, "same"), pool, lambda x: conv(x, "same")]
corner, inner = (np.flatnonzero(poke(same, 14, unit=(n, n)).any(axis=0)) for n in (0, 3))
of_padded = receptive_field.of(padded)
assert [corner[0], corner[-1] + 1] == [*of_padded.region(0, 0)[::2]]  # half-open, like a slice
assert inner[0] == of_padded.start[0] + 3 * of_padded.stride[0]  # unit 3: nothing is cut off
assert len(inner) == of_padded.size[0]
receptive_field.explain(padded)

# %% [markdown]
# At −3. Tempting: −2, but the second zero is as wide as a jump. It ends before pixel 5 = −3 + 8; its centre is 0.5.
# With padding $p$ and dilation $d$ (more below):
#
# $$u = u_\text{in} - p\, j_\text{in} \qquad c = c_\text{in} + \left(\tfrac{(k - 1)\, d}{2} - p\right) j_\text{in}
# \qquad r = r_\text{in} + (k - 1)\, d\, j_\text{in}$$
#
# Where a centre lies depends on two conventions: where zeros go, and whether the middle of pixel 0 is 0 or 0.5
# (`pixel_origin`).
#
# **Predict.** Kernel 3, stride 2, 8 pixels, Keras' `padding="same"`: as few zeros as $\lceil 8/2 \rceil$ units take.
# How many stand in front? How many in torch with `padding=1`?

# %% tags=["nbval-ignore-output"]
show(figures.padding_conventions())

# %% [markdown]
# In front: none in Keras, which puts the odd zero at the end, and one in torch. So with an even number of pixels Keras'
# units look one pixel further right.
#
# ## As we move deeper
#
# VGG16 takes 224×224 pixels. Five blocks have 2, 2, 3, 3, 3 convolutions of 3×3 with padding 1, a pooling of 2×2 behind
# each, and 64 filters, doubled from block to block up to 512.
#
# **Predict.** How many pixels side by side does a unit of the last pooling see? How many units are left side by side,
# and how many maps? (The table's "stride" is the jump $j$.)

# %%
with network.counting():  # shapes without weights: nothing is downloaded
    no_head = {"include_top": False, "input_shape": (224, 224, 3)}  # without the dense layers
    vgg16 = keras.applications.VGG16(weights=None, **no_head)
table = receptive_field.table(vgg16)
blocks = table[table["type"] == "MaxPooling2D"]
blocks[["output shape", "size height", "stride height", "start height", "centre height"]]

# %% tags=["nbval-ignore-output"]
show(figures.growth({"VGG16": vgg16}, channels=True))

# %% [markdown]
# 212 pixels, 7×7 units, 512 maps. Resolution falls, maps multiply, and each unit sees more.
#
# ## Classic mistakes
#
# **Predict.** Count $k$ in place of $k - 1$, forget strides, leave pooling out, double $r$ at a pooling, or multiply
# kernels: which mistake still gives 7 for three convolutions of 3×3? Which 212 for VGG16? (The code tells a pooling by
# its stride 2.)

# %%
rules = {  # r and j behind a layer, from those before it
    "right": lambda r, j, k, s: (r + (k - 1) * j, j * s),
    "k in place of k - 1": lambda r, j, k, s: (r + k * j, j * s),
    "own stride counts at once": lambda r, j, k, s: (r + (k - 1) * j * s, j * s),
    "strides forgotten": lambda r, _j, k, _s: (r + k - 1, 1),
    "only the stride before": lambda r, j, k, s: (r + (k - 1) * j, s),
    "pooling left out": lambda r, j, k, s: (r + (k - 1) * j, j) if s == 1 else (r, j),
    "pooling only steps": lambda r, j, k, s: (r + (k - 1) * j * (s == 1), j * s),
    "pooling doubles r": lambda r, _j, k, s: (r + k - 1 if s == 1 else 2 * r, 1),
    "kernels multiplied": lambda r, _j, k, _s: (r * k, 1),
}
convolutions = {"three 3×3": [(3, 1)] * 3, "VGG16": []}
for repeats in (2, 2, 3, 3, 3):
    convolutions["VGG16"] += [(3, 1)] * repeats + [(2, 2)]
results = {}
for rule, step in rules.items():
    results[rule] = []
    for layers in convolutions.values():
        r, j = 1, 1
        for k, s in layers:
            r, j = step(r, j, k, s)
        results[rule].append(r)
results

# %% [markdown]
# Six of the eight wrong rules pass the small test; all eight fail on VGG16. So test with strides.
#
# ## Branches
#
# A skip connection adds a block's input to its result.
#
# **Predict.** The block has two convolutions of 3×3. How many pixels side by side does a unit behind the addition see:
# 1, 5 or 6?
#
# With stride 2 and "same" padding, is a 3×3 centred on the pixel of the 1×1 in the skip connection?
#
# Where ResNet50 halves the resolution, Keras gives the stride to a 1×1 convolution, torchvision to the 3×3 behind it.
# Which of them sees more?

# %%
with network.counting():
    image = keras.Input((32, 32, 8))
    inner = keras.layers.Conv2D(8, 3, padding="same")(image)
    inner = keras.layers.Conv2D(8, 3, padding="same")(inner)
    plain = keras.Model(image, keras.layers.Add(name="plain")([image, inner]))
    main = keras.layers.Conv2D(8, 3, strides=2, padding="same")(image)
    skip = keras.layers.Conv2D(8, 1, strides=2)(image)
    strided = keras.Model(image, keras.layers.Add(name="strided")([main, skip]))
print("plain", receptive_field.of(plain).size)
receptive_field.of(strided)


# %%
def resnet50(strided):
    """The main way, for the skip connections see less. A block has kernels of 1, 3 and 1."""
    layers = [Input(shape=(224, 224, 3)), Conv(1, 7, 2, "same"), MaxPool(3, 2, "same")]
    for stage, repeats in enumerate((3, 4, 6, 3)):
        for block in range(repeats):
            strides = [1, 1, 1]
            strides[strided] = 2 if stage > 0 and block == 0 else 1
            layers += [Conv(1, k, s, "same") for k, s in zip((1, 3, 1), strides, strict=True)]
    return layers


with network.counting():
    by_keras = receptive_field.of(keras.applications.ResNet50(weights=None), "conv5_block3_out")
keras_order, torchvision_order = (receptive_field.of(resnet50(place)) for place in (0, 1))
assert keras_order.size == by_keras.size
{"Keras": keras_order.size, "torchvision": torchvision_order.size}

# %% [markdown]
# 5, the **union**: a sum depends on whatever any of its terms depends on. Tempting: 6, but the pixel is among the five.
#
# Not with stride 2: 32 is even, so no zero stands in front. The 3×3 of unit 0 reads pixels 0 to 2, the 1×1 pixel 0: not
# aligned.
#
# 483 in Keras, 427 in torchvision: behind the stride, the 3×3 steps twice as far.
#
# ## What sees everything
#
# Dense layers and global pooling read the whole map. In MobileNetV3 so does squeeze-and-excitation inside a block: it
# multiplies each channel by a number made of the channels' means.
#
# **Predict.** The first block ends behind two 3×3 convolutions of stride 2. How much does a unit there see without the
# mean? With it?

# %%
with network.counting():
    mobile = keras.applications.MobileNetV3Small(weights=None)
first = receptive_field.of(mobile, "expanded_conv_project")
{"size": first.size, "without the global branch": first.local.size}

# %% [markdown]
# 7×7 *in place*, its `.local` field. With the mean everything: `inf`, however large the image. But a mean does not tell
# *where* a pixel lies.
#
# ## Dilation: wider for free?
#
# Dilation $d$ pulls the weights of a kernel apart: 3×3 with $d = 2$ spans 5×5.
#
# **Predict.** Three 3×3 convolutions with dilations 1, 2, 4: how wide is the field? With 2, 2, 2? Are all pixels in it
# seen?

# %% tags=["nbval-ignore-output"]
fields = {}
for dilations in ((1, 1, 1), (1, 2, 4), (2, 2, 2)):
    layers = [Conv(1, 3, dilation_rate=d) for d in dilations]
    fields[f"d = {dilations}"] = receptive_field.of([Input(shape=(31, 31, 1)), *layers])
apart = np.kron(np.ones((3, 3)), [[1, 0], [0, 0]])[:5, :5]  # a kernel of ones, d = 2
holes = poke([lambda x: scipy.signal.correlate2d(x, apart, "valid")] * 3, 15)[:13, :13]
assert np.array_equal(holes, fields["d = (2, 2, 2)"].mask(0, 0))
show(figures.seen_pixels(fields))

# %% [markdown]
# 15 and 13, for the same 27 weights. But 2, 2, 2 sees 49 of its 169 pixels: the rest falls through the grid
# (*gridding*). 1, 2, 4 leaves no holes: no step is longer than what the units in front see (1, 3, 7 pixels). To design
# without holes, keep $d\, j_\text{in} \le r_\text{in}$.
#
# ## At the border
#
# **Predict.** How many of the 212×212 pixels that a corner unit of VGG16 would see are real: all, half, a third?
#
# An image of ones, 16×16, goes through five convolutions with padding. How many of the 256 results differ from the
# middle one?

# %% tags=["nbval-ignore-output"]
show(figures.border(vgg16, share=True))
x = np.ones((16, 16))
for _ in range(5):
    x = conv(x, "same")
print(f"{(x != x[8, 8]).sum()} of {x.size} results differ from the one in the middle")

# %% [markdown]
# A corner unit: a third; only the unit in the middle has all. Of the 256 results 220 differ: each layer carries the
# border one pixel further. Equivariance (lesson 01) holds only inside.
#
# ## Theory and practice
#
# A unit sees 7×7 pixels through three 3×3 convolutions. Do all have the same say? Count the paths up from a pixel to
# the unit.
#
# **Predict.** How many paths lead to the unit from the middle pixel? From a corner?

# %%
paths = np.zeros((7, 7), dtype=int)
for pixel in np.ndindex(paths.shape):
    x = np.zeros((7, 7))
    x[pixel] = 1
    paths[pixel] = conv(conv(conv(x)))[0, 0]  # all weights are 1, so each path adds 1
bells = {}
for n in (1, 3, 6, 100):
    bells[n] = np.ones(1)
    for _ in range(n):
        bells[n] = np.convolve(bells[n], np.ones(3))  # paths from each pixel of a row
    variance = bells[n] / bells[n].sum() @ (np.arange(2 * n + 1) - n) ** 2
    assert np.isclose(variance, n * 2 / 3)
assert np.array_equal(paths, np.outer(bells[3], bells[3]))
paths

# %% [markdown]
# 49 against 1. Each row is 1 3 6 7 6 3 1, or a multiple: each layer steps left, stays or steps right, which tends to a
# bell curve. It widens with $\sqrt n$ for $n$ layers, the field with $n$: the deeper, the smaller the share that
# counts, the **effective** receptive field (Luo et al., 2016).
#
# Now six layers on digits: influence is the gradient's mean absolute value. A unit sees 13×13. The inner 7×7 have 29 %
# of these pixels, and 85 % of the paths.
#
# **Predict.** Which share of the influence do they have with random weights: 29 %, 85 % or between? More or less after
# training?

# %% tags=["nbval-ignore-output"]
digits, heats = data.digits(size=28), []
images = digits.test.images[:64]
with steps("training, seed by seed", 3) as progress:
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        names = [f"conv{n}" for n in range(1, 7)]
        maps = [keras.layers.Conv2D(8, 3, activation="relu", name=name) for name in names]
        head = [keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
        model = keras.Sequential([keras.Input((28, 28, 1)), *maps, *head])
        before = receptive_field.effective(model, "conv6", images)
        model.compile(keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy")
        model.fit(*digits.train, batch_size=64, epochs=2, verbose=0)
        heats.append((before, receptive_field.effective(model, "conv6", images)))
        progress.advance()
field = receptive_field.of(model, "conv6")
top, left, bottom, right = field.region(*before.unit)
box = (top + 3, left + 3, bottom - 3, right - 3)
for when, heat in zip(("before", "after"), heats[0], strict=True):
    title = f"Seed 0, {when} training"
    show(figures.on_image(images[0], field, heat.unit, heat, inner=box, title=title))
shares = [[heat.share_within(box) for heat in pair] for pair in heats]
[f"{start:.0%} before, {end:.0%} after" for start, end in shares]

# %%
promised = {}
for what, row in {"paths": bells[6], "square root of the paths": np.sqrt(bells[6])}.items():
    share = float(row[3:10].sum() / row.sum())  # along one axis
    promised[what] = round(share**2, 2)
for start, end in shares:
    assert abs(start - promised["square root of the paths"]) < 0.08
    assert start < end < 0.95
promised

# %% [markdown]
# Two thirds before training. Random weights have both signs, and paths cancel: a sum of $m$ terms of random sign grows
# with $\sqrt m$. The square root of the number of paths promises 65 %.
#
# After training it is more, for each seed. Luo et al. saw deeper networks *widen* in training: measure yours, and make
# a field clearly larger than what has to fit.
#
# ## A sea lion must fit
#
# Say a sea lion fills its patch of 96×96 pixels, and may lie anywhere in an aerial image. Units look every $j$ pixels,
# and one of them must see it whole.
#
# **Predict.** In VGG16 a unit of `block4_pool` sees 100 pixels, and its neighbour looks 16 pixels further. Is that
# enough for 96?


# %%
def places_that_fit(a, r, j):
    """Of j places for an animal, from x to x + a (then all repeats): where is it in one field?"""
    starts = range(-10 * j, 10 * j, j)
    return [x for x in range(j) if any(u <= x and x + a <= u + r for u in starts)]


a, sizes = 96, table[["size height", "stride height"]]
print(f"block4_pool: x = {places_that_fit(a, *sizes.loc['block4_pool'])} of 16")
safe = [layer for layer, r, j in sizes.itertuples() if len(places_that_fit(a, r, j)) == j]
assert safe == [layer for layer, r, j in sizes.itertuples() if r >= a + j - 1]
sizes.loc["block4_conv3" : safe[0]]

# %% [markdown]
# No. Tempting: yes, for 100 > 96. With luck it fits: at 5 of 16 places. At the worst place an animal of $a$ pixels
# begins $j - 1$ pixels behind the start of a field, one before the next:
#
# $$r \ge a + j - 1$$
#
# The first safe layer is `block5_conv1`: 132 is at least 96 + 15. More is not free: neighbours come into view.
#
# ## Try it: the explorer
#
# **A question to answer with it:** choose `conv3`. Which of kernel, stride, dilation and padding change how much its
# units see? Which only where?
#
# **A limit to find:** give `conv3` dilation 7. What is left of its nine weights? (Without a running kernel: see below.)

# %%
small = [Input(shape=(28, 28, 1))]
for number, filters in ((1, 8), (2, 16)):
    small += [Conv(filters, 3, padding="same", name=f"conv{number}")]
    small += [MaxPool(2, name=f"pool{number}")]
small += [Conv(16, 3, padding="same", name="conv3")]
explorer = receptive_field.explore(small, image=digits.images[3])
explorer

# %% tags=["nbval-ignore-output"]
rows = {}
changes = ({}, {"kernel_size": 5}, {"strides": 2}, {"dilation_rate": 2}, {"padding": "valid"})
for change in (*changes, {"dilation_rate": 7}):
    tried = receptive_field.explore(small, "conv3", image=digits.images[3])
    tried.change(**change)
    f = receptive_field.of(tried.layers, "conv3")
    name = ", ".join(f"{what} {value}" for what, value in change.items()) or "as it is"
    rows[name] = (f.size[0], f.stride[0], f.start[0], f.centre()[0])
show(tried.figure())
pd.DataFrame.from_dict(rows, orient="index", columns=["size", "jump", "start", "centre"])

# %% [markdown]
# Kernel and dilation change how much (the start moves, the centre stays); stride and padding only where. With dilation
# 7 on a map of 7×7, eight of nine weights lie on zeros: the size says 66, but the 3×3 has become a 1×1.
#
# ## Quiz
#
# Every wrong option is a known mistake.

# %% tags=["nbval-ignore-output"]
quiz.show(questions())

# %% [markdown]
# The same questions on paper:
#
# **1.** Convolution 5×5, max pooling 2×2, convolution 5×5, max pooling 2×2. How many pixels side by side does a
# unit see?
#
# - **A** 11
# - **B** 13
# - **C** 16
# - **D** 28
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That adds k − 1 each time. How far apart are neighbours behind a pooling?
# - **B** Not quite. That lets pooling multiply the jump only. Its window sees more, too.
# - **C** Right. 5, then 6, then 6 + 4·2 = 14, then 14 + 1·2.
# - **D** Not quite. Pooling adds one jump to the field, and doubles the jump.
#
# </details>
#
# **2.** Convolution 5×5 with padding 1, max pooling 2×2, convolution 3×3 with padding 1. The middle of pixel 0
# is at 0. Where is the centre of unit 0?
#
# - **A** 0.5
# - **B** 1
# - **C** 1.5
# - **D** 2.5
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is the pooling alone. Does padding 1 keep the centre of a 5×5 in its place?
# - **B** Not quite. That is the first convolution alone. Where is the middle of an even window?
# - **C** Right. It sees 10 pixels from −3 on: −3 + 9/2.
# - **D** Not quite. That moves the start by 1 + 1. How many pixels is the second padding worth?
#
# </details>
#
# **3.** Three convolutions 3×3 with padding 1, and a skip connection that adds their input to their result. How
# many pixels side by side does a unit see?
#
# - **A** 1
# - **B** 3
# - **C** 7
# - **D** 8
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. A sum depends on all it adds.
# - **B** Not quite. That is one convolution. What do the other two add?
# - **C** Right. The union of both branches.
# - **D** Not quite. The skip connection's pixel is among the others.
#
# </details>
#
# **4.** A convolution 3×3, then one of dilation 4. What does a unit see?
#
# - **A** 25 pixels in 5×5
# - **B** 81 of the pixels in 11×11
# - **C** all 121 pixels in 11×11
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is without dilation. How long is one step of the kernel now?
# - **B** Right. A step of 4 is longer than the 3 pixels that a unit in front sees: every fourth one is missed.
# - **C** Not quite. The units in front see 3 pixels each, 4 apart. Who looks at the fourth?
#
# </details>
#
# **5.** Ten convolutions 3×3 with random weights, a field of 21×21. About how many per cent of the influence
# come from the inner 7×7?
#
# - **A** 11
# - **B** 45
# - **C** 68
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is their share of the pixels. Have all pixels equally many paths?
# - **B** Right. Most paths begin there, and influence goes with the root of their number.
# - **C** Not quite. That is their share of the paths. Do they all have the same sign?
#
# </details>
#
# ## Summary
#
# 1. *What makes a unit see more, and what the layers behind?* Each layer adds $(k - 1)\, d\, j_\text{in}$ to the size.
#    Strides multiply the jump, and so what later layers add: 80 against 13 pixels for five convolutions.
# 2. *Why three small kernels?* Three 3×3 see what one 7×7 sees, with 27 weights in place of 49, and three
#    non-linearities.
# 3. *Does a unit use all of its field?* Not evenly. In six layers, the middle 29 % of the pixels had two thirds of the
#    influence. VGG16 was not measured, but two thirds of what a corner unit there sees are zeros. Dilation can leave
#    holes.
#
# **Left out**: transposed convolutions and attention (`receptive_field.of` takes them).
#
# **Sources.** The lesson follows G. Boracchi's lecture on CNNs, Politecnico di Milano, 2021. Formulas: Araujo, Norris,
# Sim, *Distill*, 2019. Geometry: Dumoulin, Visin, arXiv:1603.07285. Dilation: Yu, Koltun, arXiv:1511.07122. Effective:
# Luo, Li, Urtasun, Zemel, arXiv:1701.04128. Networks: VGG, arXiv:1409.1556; ResNet, arXiv:1512.03385; MobileNetV3,
# arXiv:1905.02244. All figures are the course's own.
#
# **Next**: exercise 02. Then lesson 03: how a CNN learns, layer by layer, by backpropagation.
