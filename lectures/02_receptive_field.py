# %% [markdown]
# # How much of the image does one unit see?
#
# You want to count sea lions in aerial images. A network whose units see one flipper at a time counts flippers. Does a
# whole animal fit into what a unit sees?
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
# 1. What adds to what a unit sees, and what multiplies it?
# 2. Why three small kernels rather than one large?
# 3. A unit of VGG16 sees 212×212 pixels. Does it use them all?

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
import scipy.signal

# %% [markdown]
# ## Every unit sees a region
#
# A *unit* is one number in a map. The pixels that it depends on are its **receptive field**.
#
# **Predict.** Nine inputs in a row, kernels of 3. On how many does a unit depend in a dense layer? In a convolution?
# In a convolution of a convolution?

# %% tags=["nbval-ignore-output"]
show(figures.dense_and_convolution())

# %% [markdown]
# 9, 3 and 5. An MLP sees everything at once, a convolution a region. Tempting: 9 or 6 for the last. But the
# fields of neighbours overlap.
#
# Without any formula: a unit sees a pixel if changing the pixel can change the unit. So poke one pixel
# at a time. That is slow, and will check the formulas below. (No weight is negative, so nothing cancels.)


# %%
def conv(x, mode="valid"):
    return scipy.signal.correlate2d(x, np.ones((3, 3)), mode)


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
        seen[pixel] = x[unit] != 0
    return seen


dense = [lambda x: x.sum() * np.ones((9, 9))]
[int(poke(layers, 9).any(axis=0).sum()) for layers in (dense, [conv], [conv, conv])]

# %% [markdown]
# ## Deeper means wider
#
# **Predict.** Three convolutions of 3×3 on top of each other. How many pixels side by side does a unit of the third
# see: 7, 9 or 27?
#
# One kernel of 7×7 sees as many. For each pair of an input and an output channel, how many weights do the three
# have, and how many the one?

# %% tags=["nbval-ignore-output"]
three = [Input(shape=(15, 15, 1)), *(Conv(1, 3, name=f"conv{n}") for n in (1, 2, 3))]
show(figures.chain(three))

# %%
assert poke([conv, conv, conv], 15).any(axis=0).sum() == receptive_field.of(three).size[0]
options = receptive_field.stacks(7, channels=64)
options[["stack", "size", "layers", "weights per channel pair", "parameters"]]

# %% [markdown]
# 7: with $r$ for the side of the field, in pixels, each kernel of side $k$ adds $r = r_\text{in} + k - 1$. Tempting:
# 27, but kernels do not multiply.
#
# 27 weights against 49, and three non-linearities against one. `stacks` answers the inverse question: a size is given,
# which stacks reach it, and for how many parameters?
#
# ## Pooling and stride multiply
#
# Max pooling of 2×2 has stride 2: its neighbours look at places two pixels apart. That distance is the **jump** $j$, or
# effective stride. The next kernel steps over units, and each step is $j$ pixels.
#
# **Predict.** By hand: five convolutions of 3×3. Without pooling $r$ is 3, 5, 7, 9, 11. Now with 2×2
# pooling between them. Continue to the fifth convolution:
#
# | layer | $r$ | $j$ |
# |---|---|---|
# | the pixel itself | 1 | 1 |
# | convolution 1 | 1 + 2·1 = 3 | 1 |
# | pooling | 3 + 1·1 = 4 | 2 |
# | convolution 2 | 4 + 2·2 = 8 | 2 |

# %% tags=["nbval-ignore-output"]
names = ("conv1", "pool1", "conv2", "pool2", "conv3")
kinds = [MaxPool(2, name=name) if "pool" in name else Conv(1, 3, name=name) for name in names]
pooled = [Input(shape=(24, 24, 1)), *kinds]
show(figures.chain(pooled))

# %% [markdown]
# With kernel $k$ and stride $s$:
#
# $$r = r_\text{in} + (k - 1)\, j_\text{in} \qquad j = j_\text{in}\, s$$
#
# A kernel steps over the units it *reads*, so $j_\text{in}$ counts. Its own stride matters to the layers behind.

# %%
found = {"convolutions only": [], "pooling between": []}
for name, sizes in found.items():
    r, j = 1, 1
    for number in range(5):
        if name == "pooling between" and number > 0:
            r, j = r + (2 - 1) * j, j * 2  # k = 2, s = 2
        r, j = r + (3 - 1) * j, j * 1  # k = 3, s = 1
        sizes.append(r)
poked = poke([conv, pool, conv, pool, conv], 24).any(axis=0).sum()
assert found["pooling between"][2] == poked == receptive_field.of(pooled).size[0]
found

# %% [markdown]
# 78 against 11. Tempting: pooling doubles $r$. It adds one jump to $r$, and doubles what all *later* layers add.
#
# ## Where a field begins
#
# Pixels count from 0. Unit 0 begins at pixel $u$, and the middle of what it sees is $c$. Zeros of padding
# in front push both to the left, even out of the image.
#
# **Predict.** Convolution 3×3 with padding 1, pooling 2×2, convolution 3×3 with padding 1. Where does unit 0 begin?

# %% tags=["nbval-ignore-output"]
padded = [
    Input(shape=(14, 14, 1)),
    Conv(1, 3, padding="same", name="conv1"),
    MaxPool(2, name="pool1"),
    Conv(1, 3, padding="same", name="conv2"),
]
show(figures.chain(padded, unit=0))

# %% [markdown]
# At −3. Tempting: −2, but the second zero is as wide as a jump. With padding $p$ and dilation $d$:
#
# $$u = u_\text{in} - p\, j_\text{in} \qquad c = c_\text{in} + \left(\tfrac{(k - 1)\, d}{2} - p\right) j_\text{in}
# \qquad r = r_\text{in} + (k - 1)\, d\, j_\text{in}$$
#
# A centre is worth little without its conventions.
#
# **Predict.** Kernel 3, stride 2, 8 pixels, Keras' `padding="same"`. How many zeros stand in front? How many in
# torch with `padding=1`?

# %% tags=["nbval-ignore-output"]
show(figures.padding_conventions())

# %%
seen = poke([lambda x: conv(x, "same"), pool, lambda x: conv(x, "same")], 14)
top, left, bottom, right = receptive_field.of(padded).region(0, 0)  # half-open, like a slice
assert seen[top:bottom, left:right].all()
assert seen.sum() == (bottom - top) * (right - left)  # and no pixel elsewhere
receptive_field.explain(padded)

# %% [markdown]
# None in Keras, which puts the odd zero at the end; one in torch. So Keras' units look one pixel further right. Some
# authors also let pixel 0 reach from 0 to 1, so that its middle is 0.5: `of(..., pixel_origin=0.5)`.
#
# ## As we move deeper
#
# VGG16: 13 convolutions of 3×3 in five blocks, each with a pooling of 2×2 at its end.
#
# **Predict.** How many pixels side by side does a unit of the last pooling see? How many units are left
# side by side, and how many maps?

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
# 212 pixels, 7×7 units, 512 maps. Resolution falls, the number of maps rises, and each unit sees more. Early
# units can know an edge, late ones a face: high-level patterns, but 32 pixels apart.
#
# ### Classic mistakes
#
# Each rule below is in some tutorial, answer or tool. Pooling is what has stride 2.
#
# **Predict.** Which of them give 7 for three convolutions of 3×3, as they should? And which then fail on VGG16?

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
# Six wrong rules pass the small test, and all fail on VGG16. So test such a function with strides.
#
# ## Branches
#
# A skip connection adds a block's input to its result.
#
# **Predict.** The block has two convolutions of 3×3. How many pixels side by side does a unit behind the addition
# see: 1, 5 or 6?
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
keras_order.size, torchvision_order.size

# %% [markdown]
# 5, the **union**: a sum depends on whatever any of its terms depends on. Tempting: 6 = 5 + 1, but the pixel is
# among the five. With stride 2, a 1×1 in the skip connection and "same" padding, the branches look one pixel apart:
# still the union, reported as not aligned.
#
# 483 in Keras, 427 in torchvision, under the same name: a 3×3 behind the stride takes steps twice as long.
#
# ## What sees everything
#
# Dense layers and global pooling read the whole map. Some networks do so early: in MobileNetV3, squeeze-and-excitation
# multiplies each channel by a number made of its mean over all places.
#
# **Predict.** How much does a unit behind its first block see?

# %%
with network.counting():
    mobile = keras.applications.MobileNetV3Small(weights=None)
first = receptive_field.of(mobile, "expanded_conv_project")
{"size": first.size, "without the global branch": first.local.size}

# %% [markdown]
# All. Through the mean, every pixel reaches every unit, but not *where* it lies. What the unit sees *in place* is
# 7×7, its `.local` field. Remember it for the silicon wafers: whether defects close a ring along the edge, only
# somebody who sees the whole wafer can tell.
#
# ## Dilation: wider for free?
#
# Dilation $d$ pulls the weights of a kernel apart: 3×3 with $d = 2$ spans 5×5.
#
# **Predict.** Three 3×3 convolutions with dilations 1, 2, 4: how wide is the field? With 2, 2, 2? Are all pixels in
# it seen?

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
# (*gridding*). 1, 2, 4 leaves no holes.
#
# ## At the border
#
# **Predict.** How many of the 212×212 pixels that a corner unit of VGG16 would see are real: all, half, a third?
#
# And an image of ones, 16×16, goes through five convolutions with zeros as padding. How many of the 256 results differ
# from the one in the middle?

# %% tags=["nbval-ignore-output"]
show(figures.border(vgg16))
x = np.ones((16, 16))
for _ in range(5):
    x = conv(x, "same")
print(f"{(x != x[8, 8]).sum()} of {x.size} results differ from the one in the middle")

# %% [markdown]
# A third; only the unit in the middle has all. And 220: each layer carries the news of the border one pixel further.
# Zeros tell a unit where it is; equivariance (lesson 01) holds only inside.
#
# ## Theory and practice
#
# A unit sees 7×7 pixels through three 3×3 convolutions. Do all have the same say? Count the paths: ways to go up
# from a pixel to the unit.
#
# **Predict.** How many paths lead to the unit from the middle pixel? From a corner?

# %%
paths = np.zeros((7, 7), dtype=int)
for pixel in np.ndindex(paths.shape):
    x = np.zeros((7, 7))
    x[pixel] = 1
    paths[pixel] = conv(conv(conv(x)))[0, 0]  # all weights are 1, so each path adds 1
paths

# %% [markdown]
# 49 against 1. Each row is 1 3 6 7 6 3 1, or a multiple: a sum of independent steps, which tends to a bell curve. With
# $n$ layers the bell widens with $\sqrt n$, the field with $n$: the deeper, the smaller the share that counts. This is
# the **effective** receptive field of Luo et al. (2016).
#
# Now six layers on real digits, with what a pixel's change does to the unit on average (the gradient's absolute
# value). A unit sees 13×13, and the inner 7×7 are 29 % of that.
#
# **Predict.** Which share of the influence do these 29 % have? More or less after training?

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
        model.fit(*digits.train, batch_size=64, epochs=3, verbose=0)
        heats.append((before, receptive_field.effective(model, "conv6", images)))
        progress.advance()
field = receptive_field.of(model, "conv6")
for when, heat in zip(("seed 0, before training:", "and after:"), heats[0], strict=True):
    print(when)
    show(figures.on_image(images[0], field, heat.unit, heat))
top, left, bottom, right = field.region(*before.unit)
inner = (top + 3, left + 3, bottom - 3, right - 3)
shares = [[heat.share_within(inner) for heat in pair] for pair in heats]
[f"{start:.0%} before, {end:.0%} after" for start, end in shares]

# %%
assert all(0.5 < start < end < 0.95 for start, end in shares)
for n in (1, 3, 6, 100):
    bell = np.ones(1)
    for _ in range(n):
        bell = np.convolve(bell, np.ones(3)) / 3  # share of the paths from each pixel of a row
    variance = bell @ (np.arange(2 * n + 1) - n) ** 2
    assert np.isclose(variance, n * 2 / 3)

# %% [markdown]
# Two thirds before training, over three quarters after, for each seed. Tempting: 29 %. Luo et al. saw deeper networks
# *widen* in training; it depends on network and task, so measure yours. Rely on the middle of a field, and make it
# clearly larger than what has to fit.
#
# ## A sea lion must fit
#
# The course's sea lions come in patches of 96×96; say one fills its patch. In an aerial image it may lie anywhere.
# Units look every $j$ pixels, and one of them must see it whole. For an animal of $a$ pixels that takes
#
# $$r \ge a + j - 1$$
#
# **Predict.** In VGG16 a unit of `block4_pool` sees 100 pixels. Is that enough for 96?


# %%
def always_fits(a, r, j):
    """Try all places: does an animal from pixel x to x + a lie in one of the fields?"""
    starts = range(-10 * j, 10 * j, j)
    return all(any(u <= x and x + a <= u + r for u in starts) for x in range(j))


a, layers = 96, table[["size height", "stride height"]]
safe = [layer for layer, r, j in layers.itertuples() if always_fits(a, r, j)]
assert safe == [layer for layer, r, j in layers.itertuples() if r >= a + j - 1]
layers.loc["block4_conv3" : safe[0]]

# %% [markdown]
# No, 100 is less than 96 + 15. Tempting: 96 is enough, and is, with luck. The first layer that is safe is
# `block5_conv1` with 132, and its effective field is smaller. More is not free either: neighbours come into view, and a
# larger jump blurs *where*.
#
# ## Try it: the explorer
#
# **A question to answer with it:** choose `conv3`. Which of kernel, stride, dilation and padding change how much its
# units see? Which only where?
#
# **A limit to find:** give `conv3` dilation 7. What is left of its nine weights?

# %%
pooled = [Input(shape=(28, 28, 1))]
for number, filters in ((1, 8), (2, 16)):
    pooled += [Conv(filters, 3, padding="same", name=f"conv{number}")]
    pooled += [MaxPool(2, name=f"pool{number}")]
pooled += [Conv(16, 3, padding="same", name="conv3")]
explorer = receptive_field.explore(pooled, image=digits.images[3])
explorer

# %% tags=["nbval-ignore-output"]
seen = {}
changes = ({}, {"kernel_size": 5}, {"strides": 2}, {"dilation_rate": 2}, {"padding": "valid"})
for change in (*changes, {"dilation_rate": 7}):
    tried = receptive_field.explore(pooled, "conv3", image=digits.images[3])
    tried.change(**change)
    field = receptive_field.of(tried.layers, "conv3")
    seen[str(change)] = {"size": field.size[0], "jump": field.stride[0], "start": field.start[0]}
show(tried.figure())
seen

# %% [markdown]
# Kernel and dilation change how much; stride (the jump) and padding (the start) only where. With dilation 7 on a map of
# 7×7, eight of nine weights lie on zeros: the size says 66, but the 3×3 has become a 1×1.
#
# ## Quiz
#
# Every wrong option is a known mistake. Read its answer, too.

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
# - **D** Not quite. That lets pooling double the field. It adds one jump, and doubles the jump.
#
# </details>
#
# **2.** Convolution 3×3 with padding 1, max pooling 2×2, convolution 3×3 with padding 1. The middle of pixel 0
# is at 0. Where is the centre of unit 0?
#
# - **A** 0
# - **B** 0.5
# - **C** 1
# - **D** 1.5
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. Padding keeps the centre of a 3×3 in its place. What about an even window?
# - **B** Right. It sees 8 pixels from −3 on: −3 + 7/2.
# - **C** Not quite. Half the jump would be right if units tiled the image, and pixel 0 lay at 0.5.
# - **D** Not quite. That moves the start by 1 + 1. How many pixels is the second padding worth?
#
# </details>
#
# **3.** Two convolutions 3×3 with padding 1, and a skip connection that adds their input to their result. How
# many pixels side by side does a unit see?
#
# - **A** 1
# - **B** 3
# - **C** 5
# - **D** 6
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is the skip connection alone. A sum depends on all it adds.
# - **B** Not quite. That is the mean of 1 and 5. What pixel can change a sum?
# - **C** Right. The union of both branches: the pixel in the middle is seen twice.
# - **D** Not quite. That adds up the fields. The skip connection's pixel is among the others.
#
# </details>
#
# **4.** Three convolutions 3×3 of dilation 2. What does a unit see?
#
# - **A** 49 pixels in 7×7
# - **B** 49 of the pixels in 13×13
# - **C** all 169 pixels in 13×13
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is without dilation. How long is one step of the kernel now?
# - **B** Right. Wide, with holes: only every second row and column.
# - **C** Not quite. All three step by two. Who would look at the pixels in between?
#
# </details>
#
# **5.** Six convolutions 3×3 with random weights, a field of 13×13. Which of its pixels influence the unit
# most?
#
# - **A** All alike
# - **B** Those in the middle
# - **C** Those at the rim, which came last
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. Count the paths: from a corner there is one, from the middle there are thousands.
# - **B** Right. Most paths lead there, and influence falls off like a bell curve.
# - **C** Not quite. They came last and have the fewest paths: a corner has one.
#
# </details>
#
# ## Summary
#
# 1. *What adds, what multiplies?* Each layer adds $(k - 1)\, d\, j_\text{in}$ to the size; strides and pooling multiply
#    the jump, and so what later layers add: 78 against 11 pixels for five convolutions.
# 2. *Why three small kernels?* Three 3×3 see what one 7×7 sees, with 27 weights in place of 49, and three
#    non-linearities.
# 3. *Does a unit use its 212×212 pixels?* Not evenly: the middle decides. At the border up to two thirds are zeros,
#    and dilation can leave holes.
#
# **Left out**: transposed convolutions and attention (`receptive_field.of` takes them), and the gradients behind
# `effective`.
#
# **Sources.** The lesson follows G. Boracchi's lecture on CNNs, Politecnico di Milano, 2021. Formulas: A. Araujo,
# W. Norris, J. Sim, "Computing receptive fields of convolutional neural networks", *Distill*, 2019. Geometry:
# V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285, 2016. Dilation:
# F. Yu, V. Koltun, "Multi-scale context aggregation by dilated convolutions", ICLR 2016. Effective: W. Luo, Y. Li,
# R. Urtasun, R. Zemel, "Understanding the effective receptive field in deep convolutional neural networks", NeurIPS
# 2016. All figures are the course's own.
#
# **Next**: exercise 02. Then lesson 03: how a CNN learns, layer by layer, by backpropagation.
