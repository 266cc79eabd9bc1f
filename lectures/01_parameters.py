# %% [markdown]
# # How many parameters does a CNN have?
#
# Sooner or later a network does not fit into memory. Or it learns its few training images by heart and fails on new
# ones. Both begin with its parameters: how many, and where.
#
# **Time**: 75 minutes, quiz included. **Hardware**: any laptop, no GPU, no network. **To predict honestly**, clear the
# stored outputs first: *Edit > Clear Outputs of All Cells*.
#
# **You will be able to**
#
# - *compute* the parameters of a convolution, a dense layer and a whole network;
# - *implement* a convolution as a matrix product, and *explain* which entries are zero and which are equal;
# - *predict* what happens to the number of parameters when image, kernel, stride or channels change;
# - *diagnose* a forgotten layer from the table of a network's parameters.
#
# Three questions, which the summary answers:
#
# 1. What is left of a dense layer when it becomes a convolution?
# 2. A network has 13 convolutions and 3 dense layers. Where are its parameters?
# 3. What does a CNN take for granted, and what if that is false?

# %% tags=["nbval-ignore-output"]
from coursekit import data, device, network, parameters, quiz
from coursekit.console import steps
from coursekit.figures import show
from coursekit.parameters import charts, figures
from coursekit.parameters.quiz import questions

print(device.start())  # the first import of Keras takes some seconds
import keras
import numpy as np
import scipy.signal

# %% [markdown]
# ## A convolution is a sliding dot product
#
# A kernel *w* lies on a patch of the image *x*. Multiply what lies on top of each other, add up, write down one
# number *y*. Slide on by one pixel. Repeat.
#
# **Predict.** The kernel lies on the framed patch. Compute the framed output before you run the cell: rows of the
# patch 1 0 0, 2 2 1, 1 0 1; rows of the kernel 1 0 −1, 2 0 −2, 1 0 −1.

# %% tags=["nbval-ignore-output"]
x = np.array(
    [
        [0, 0, 1, 1, 0, 0],
        [0, 1, 1, 0, 0, 0],
        [0, 1, 2, 2, 1, 0],
        [0, 1, 1, 0, 1, 0],
        [0, 0, 1, 1, 1, 0],
    ]
)
w = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
show(figures.sliding(x, w, row=1, column=2))

# %% [markdown]
# It is 3. Tempting: a 3×3 block of products. But the products are *added*, and a whole patch becomes one number. The
# output is smaller than the input, too: three rows of kernel have $5 - 3 + 1 = 3$ places in five rows.
#
# With a bias $b$ added to every output:
#
# $$y_{i,j} = b + \sum_{u=0}^{k_h-1} \sum_{v=0}^{k_w-1} w_{u,v} \, x_{i+u,\,j+v}$$
#
# In code:


# %%
def convolve(x, w, b=0):
    """The formula above, letter by letter."""
    k_h, k_w = w.shape
    y = np.empty((x.shape[0] - k_h + 1, x.shape[1] - k_w + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = b + np.sum(w * x[i : i + k_h, j : j + k_w])
    return y


y = convolve(x, w)
assert np.array_equal(y, scipy.signal.correlate2d(x, w, mode="valid"))
y

# %% [markdown]
# SciPy calls it `correlate2d`, and is right: a *convolution* in mathematics turns the kernel by half a turn first.
# Today's deep-learning libraries do not turn it, and keep the name: a turned kernel would be learned turned.
#
# **Predict.** Which of the two functions below is linear, so that $f(2x + 3z) = 2f(x) + 3f(z)$:
# the convolution without bias, the one with bias, both, or none?

# %%
assert np.array_equal(y, scipy.signal.convolve2d(x, w[::-1, ::-1], mode="valid"))  # turned

z = np.random.default_rng(0).integers(0, 3, x.shape)
linear = {}
for name, b in (("without bias", 0), ("with bias", 1)):
    combined = 2 * convolve(x, w, b) + 3 * convolve(z, w, b)
    linear[name] = np.allclose(convolve(2 * x + 3 * z, w, b), combined)
linear

# %% [markdown]
# Only the one without. Tempting: sliding spoils it. But sums of products are linear wherever they slide. The bias is to
# blame: the left side adds $b$ once, the right side $2b + 3b$. Linear plus a constant is *affine*, as a dense layer is.
#
# ## The convolution as a matrix
#
# Every linear map is a matrix. So there is a matrix $A$ with $y = A x$, once image and output are
# written as long columns, row after row.
#
# **Predict.** The input is 5×5, the kernel 3×3. What is the shape of $A$? How many of its entries are not zero?
# How many *different* numbers are among those? (The letters a to i stand for the weights $w_{0,0}$ to $w_{2,2}$.)

# %% tags=["nbval-ignore-output"]
w = np.arange(1, 10).reshape(3, 3)  # the weights are 1 to 9, to recognise them
A = parameters.as_matrix(w[:, :, None, None], input_shape=(5, 5, 1))
show(figures.unrolled(A, kernel_shape=(3, 3), input_shape=(5, 5)))

# %%
rows = []
for i, j in np.ndindex(3, 3):  # for each output, the kernel on an empty image, as a long row
    row = np.zeros((5, 5))
    row[i : i + 3, j : j + 3] = w
    rows.append(row.reshape(-1))
assert np.array_equal(rows, A.toarray())

x = np.random.default_rng(1).random((5, 5))
assert np.allclose(A @ x.reshape(-1), convolve(x, w).reshape(-1))
{"shape": A.shape, "not zero": A.nnz, "different": len(np.unique(A.data))}

# %% [markdown]
# 9 outputs by 25 inputs; 9 entries a row are not zero, so 81 of 225; the same nine numbers in every row.
# Tempting: 25×25, but that would need as many outputs as inputs.
#
# So a convolution *is* a dense layer, with two restrictions: most weights are zero, and the others repeat.
#
# ## Channels and filters
#
# A grey image is one sheet of numbers. A colour image has three, its *channels*, and a *filter* has a kernel for each.
#
# **Predict.** A filter of 5×5 lies on a colour image. How many numbers does it give at this place: 1, 3 or 75? How
# many parameters does it have?

# %% tags=["nbval-ignore-output"]
rng = np.random.default_rng(0)
x = rng.integers(0, 4, (12, 10, 3)).astype(float)  # (height, width, channels)
w = rng.integers(-1, 2, (5, 5, 3, 8)).astype(float)  # (height, width, channels, filters)
b = rng.integers(1, 4, 8).astype(float)
show(figures.channels(x[:5, :5], w[..., 0], b[0]))

# %% [markdown]
# One number. Tempting: three, one a channel. But all 75 products and one bias are added, so a filter gives one output
# map. $C_\text{out}$ filters give as many maps, the channels of the output:
#
# $$y_{i,j,f} = b_f + \sum_{u,v,c} w_{u,v,c,f} \, x_{i+u,\,j+v,\,c}$$


# %%
def convolve_all(x, w, b):
    """The formula with channels and filters."""
    k_h, k_w = w.shape[:2]
    y = np.empty((x.shape[0] - k_h + 1, x.shape[1] - k_w + 1, w.shape[3]))
    for i, j, f in np.ndindex(y.shape):
        y[i, j, f] = b[f] + np.sum(w[:, :, :, f] * x[i : i + k_h, j : j + k_w])
    return y


y = convolve_all(x, w, b)
by_keras = keras.ops.convert_to_numpy(keras.ops.conv(x[None], w))[0] + b
assert y.shape == by_keras.shape
assert np.allclose(y, by_keras)
{"output": y.shape, "one filter": w[..., 0].size + 1, "eight filters": w.size + b.size}

# %% [markdown]
# One filter has $k_h k_w C_\text{in} + 1 = 5 \cdot 5 \cdot 3 + 1 = 76$ parameters, eight have 608. Four more words:
#
# - **stride** 2: the filter moves two pixels at a time;
# - **padding** `"same"`: zeros around the image keep its size, at stride 1 (`"valid"`: none);
# - **dilation** 2: the filter sees every second pixel, so that 3×3 weights span 5×5;
# - **max pooling** 2×2: of four neighbours in a channel, the largest stays.
#
# ## Three ways to wire a layer
#
# In the picture each line is a weight. On the left, a dense layer; a network of dense layers only is an MLP. In the
# middle, **sparse connectivity**: an output sees only neighbouring inputs. On the right, **weight sharing** as well:
# lines drawn alike are the same number.

# %% tags=["nbval-ignore-output"]
show(figures.connectivity())

# %% [markdown]
# Now the first layer of LeNet-5 (1998): 6 filters of 5×5 run over 32×32×1 and give 28×28×6. With biases,
# and $N$ for numbers of values:
#
# $$P_\text{dense} = (N_\text{in} + 1)\,N_\text{out} \qquad P_\text{sparse} = (k_h k_w C_\text{in} + 1)\,N_\text{out}
# \qquad P_\text{shared} = (k_h k_w C_\text{in} + 1)\,C_\text{out}$$
#
# **Predict.** Work out the three numbers, or at least how many digits each has.

# %%
k_h, k_w, C_in, C_out = 5, 5, 1, 6
N_in, N_out = 32 * 32 * C_in, 28 * 28 * C_out
P = {
    "dense (MLP)": (N_in + 1) * N_out,
    "sparse": (k_h * k_w * C_in + 1) * N_out,
    "sparse and shared\n(convolution)": (k_h * k_w * C_in + 1) * C_out,
}
# The second route: read them off the matrix. A bias for each output, or each filter if shared.
w = np.arange(1, 151).reshape(5, 5, 1, 6)
A = parameters.as_matrix(w, input_shape=(32, 32, 1))
read_off = [A.shape[0] * A.shape[1] + N_out, A.nnz + N_out, len(np.unique(A.data)) + C_out]
assert list(P.values()) == read_off
read_off

# %% tags=["nbval-ignore-output"]
assert read_off == [4_821_600, 122_304, 156]
show(charts.counts(P))

# %% [markdown]
# From 4,821,600 to 122,304 by looking only at neighbours, and to 156 by sharing. Tempting: 150, but filters have
# biases. The paper prints 156 and, as "connections", 122,304: the lines are all still there, and all take time. Sharing
# saves memory, not multiplications.
#
# ## What sharing takes for granted
#
# Using the same weights everywhere is a bet: *what is worth detecting here is worth detecting there.*
#
# **Predict.** A digit moves two rows down and three columns to the right. Does the output of a convolution move along?
# Of a dense layer with random weights? Of a convolution with stride 2, if the digit moves by one pixel?

# %%
x, x_moved = np.zeros((2, 16, 16))
x[2:10, 2:10] = x_moved[4:12, 5:13] = data.digits().images[0, :, :, 0]
w = np.random.default_rng(2).normal(size=(3, 3))
W = np.random.default_rng(3).normal(size=(14 * 14, 16 * 16))


def dense(x):
    """A dense layer without bias, with as many outputs as the convolution."""
    return (W @ x.reshape(-1)).reshape(14, 14)


def moved(y):
    return np.roll(y, (2, 3), axis=(0, 1))  # the digit has a frame of zeros, so nothing wraps


y, y_next = (convolve(image, w)[::2, ::2] for image in (x, np.roll(x, 1, axis=1)))
{
    "convolution": np.allclose(convolve(x_moved, w), moved(convolve(x, w))),
    "dense": np.allclose(dense(x_moved), moved(dense(x))),
    "stride 2, any whole shift": any(np.allclose(y_next, np.roll(y, n, axis=1)) for n in range(7)),
    "all ones, padded": np.unique(convolve(np.pad(np.ones((5, 5)), 1), np.ones((3, 3)))).tolist(),
}

# %% [markdown]
# The convolution's output moves along: it is translation *equivariant*. Tempting: *invariant*. But that means staying
# the same, and needs pooling over all positions. A stride of 2 breaks even equivariance: no move by whole columns fits.
# Padding breaks it at the border: where all inputs and weights are 1, the sum is 9 inside, 6 at an edge, 4 in a corner.
#
# The bet is lost where position has a meaning of its own (the eyes in a passport photo) or
# where neighbours have nothing in common (the columns of a spreadsheet). We will provoke the second below.
#
# ## Counting layer by layer
#
# Three rules are enough: a convolution has $(k_h k_w C_\text{in} + 1)\,C_\text{out}$ parameters, a dense layer
# $(N_\text{in} + 1)\,N_\text{out}$, and pooling, flattening and activations have none.
#
# **Predict.** This network will learn digits of 28×28. Which layer has the most parameters? How
# many inputs has the last one?

# %%
cnn = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(8, 5, activation="relu", name="conv1"),
        keras.layers.MaxPooling2D(name="pool1"),
        keras.layers.Conv2D(16, 5, activation="relu", name="conv2"),
        keras.layers.MaxPooling2D(name="pool2"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(10, activation="softmax", name="digit"),
    ]
)
columns = ["type", "output shape", "weights", "biases", "parameters", "share"]
table = parameters.table(cnn)
assert table.parameters["total"] == cnn.count_params()
table[columns].round(3)

# %% [markdown]
# `conv2`: each of its 16 filters reaches through *all* 8 channels, so $(5 \cdot 5 \cdot 8 + 1) \cdot 16 = 3{,}216$.
# Tempting: 416, without the channels. The last layer gets $4 \cdot 4 \cdot 16 = 256$ values.
#
# **Predict.** What if somebody forgets `Flatten`? An error? More parameters? Fewer?

# %%
before = cnn.layers[:-2]  # without Flatten and the last layer
wrong = keras.Sequential([keras.Input((28, 28, 1)), *before, keras.layers.Dense(10, name="digit")])
found = parameters.table(wrong).loc["digit", ["output shape", "parameters", "remark"]].to_dict()
try:
    keras.losses.sparse_categorical_crossentropy(np.zeros(1), wrong(np.zeros((1, 28, 28, 1))))
except ValueError as reason:
    found["the loss says"] = str(reason).split(". ")[0]
found

# %% [markdown]
# No error yet, but 170 parameters in place of 2,570: Keras applies the dense layer to the 16 channels at each of the
# 4×4 positions. Later the loss complains, of ranks, and names no layer; the table shows it now. `Flatten` cures it.
#
# VGG16 (2014) has 13 convolutions of 3×3, in five blocks, and 3 dense layers. The table lists only layers of more than
# a million parameters; seven smaller convolutions are left out.
#
# **Predict.** Which share of its 138 million parameters is in the convolutions: 90 %, 50 %, 10 %?

# %%
vgg16 = [network.Input(shape=(224, 224, 3))]
blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]  # filters, convolutions
for block, (filters, repeats) in enumerate(blocks, start=1):
    for number in range(1, repeats + 1):
        name = f"block{block}_conv{number}"
        vgg16 += [network.Conv(filters, 3, padding="same", activation="relu", name=name)]
    vgg16 += [network.MaxPool(2, name=f"block{block}_pool")]
vgg16 += [network.Flatten()]
for name, units in (("fc1", 4096), ("fc2", 4096), ("predictions", 1000)):
    vgg16 += [network.Dense(units, name=name)]

vgg = parameters.table(vgg16)
with network.counting():  # shapes without weights: 550 MB less
    assert keras.applications.VGG16(weights=None).count_params() == vgg.parameters["total"]
large = vgg.loc[vgg.parameters > 1_000_000, ["type", "output shape", "parameters", "share"]]
large.assign(parameters=large.parameters.map("{:,}".format), share=large.share.map("{:.1%}".format))

# %% tags=["nbval-ignore-output"]
convolutions, fully_connected = vgg[vgg["type"] == "Conv"], vgg[vgg["type"] == "Dense"]
assert sum(convolutions.parameters < 1_000_000) == 7
assert round(convolutions.share.sum(), 3) == 0.106
work = vgg["multiply-accumulates"]
assert round(work[convolutions.index].sum() / work["total"], 2) == 0.99
learned = vgg.drop(index="total").query("parameters > 0").parameters.to_dict()
title = "VGG16: 138,357,544 parameters"
show(charts.layer_shares(learned, dense=list(fully_connected.index), title=title))

# %% [markdown]
# 10.6 %. Tempting: most of them, since 13 of 16 layers are convolutions. But one dense layer, `fc1`, meets the whole
# 7×7×512 volume without sharing anything: 102,764,544.
#
# ## Does the CNN pay for its thrift? Real digits
#
# 1,797 digits, written by 13 people, 8×8 pixels each, here enlarged to 28×28. A *split* says which
# 1,415 of them train and which 382 test: drawn at random, or by order, the last three of the file's 14 sheets. A
# *seed* fixes what chance decides: first weights, order of the training images, random split.
#
# The rival is an MLP of one hidden layer with 128 units.
#
# **Predict.** 101,770 parameters against 5,994. Who is better, and by how much? Guess the range over five seeds, too.

# %% tags=["nbval-ignore-output"]
digits = data.digits(size=28)
mlp = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
show(
    figures.pixels({"ten of 1,797 digits, 28×28": digits.images[:10]}),
    alt="Ten handwritten digits, 0 to 9, dark on white, blurred by the enlargement.",
)

# %%
results = parameters.measured()
as_scanned = results[results.pixels == "as scanned"]
final = as_scanned[as_scanned.network.isin(["MLP 128", "CNN 8"])]
by_network = final.groupby(["size", "split", "network", "parameters"])
scores = by_network.accuracy.agg(["min", "mean", "max"])
scores.round(3)

# %% tags=["nbval-ignore-output"]
for split in ("random", "order"):
    cnn_mean, mlp_mean = scores.loc[28, split]["mean"]  # in the order of the alphabet
    assert cnn_mean > mlp_mean
show(charts.accuracy(as_scanned[as_scanned["size"] == 28]))

# %% [markdown]
# Guessing gives 10 %. With 5.9 % of the parameters the CNN is better: 98.0 % in the mean (97.1 to 99.2),
# the MLP 96.6 % (95.3 to 98.2). Tempting: thrift must cost accuracy. But here the bet pays.
# `benchmarks/digits_mlp_cnn.py` did 140 trainings in 26 minutes on two busy cores.
#
# On the right, the test sheets were not in training: 92.6 % for the CNN, 89.0 % for the MLP. A random
# split mixes the sheets, and is easier. (The file names no writers. It has 14 sheets by 13 people, so one hand may be
# on both sides.) Always say how you split.
#
# And be fair: enlarging adds pixels, no detail. On the 8×8 images as scanned the MLP needs only 9,610
# parameters and is a point better on the random split, level by order (97.3 against 96.2 %, by order 90.3 against
# 90.2 %). The CNN is another network there: again 8 filters, then 16, hence its name CNN 8, but of 3×3 with padding.
# Its convolutions have 1,248 parameters; the rest of its 1,898 is the dense layer, which does grow with the image. An
# MLP pays for every pixel; a kernel does not.
#
# Now train one pair yourself: random split, seed 0. About 20 seconds on two server
# cores.


# %% tags=["nbval-ignore-output"]
def train(name, blueprint, epochs=20):
    """Accuracy on the test images after training a fresh copy of a network."""
    keras.utils.set_random_seed(0)
    model = keras.models.clone_model(blueprint)
    adam = keras.optimizers.Adam(2e-3)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    with steps(name, epochs) as progress:
        tell = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda _, logs: progress.advance(f"loss {logs['loss']:.3f}"),
        )
        model.fit(*digits.train, batch_size=64, epochs=epochs, verbose=0, callbacks=[tell])
    return round(model.evaluate(*digits.test, verbose=0)[1], 4)


live = {"MLP 128": train("MLP 128", mlp), "CNN 8": train("CNN 8", cnn)}
ahead = round((live["CNN 8"] - live["MLP 128"]) * len(digits.test[0]))
{**live, "test images": len(digits.test[0]), "the CNN has more right by": ahead}

# %%
counted = final[final["size"] == 28].groupby("network").parameters.first()
assert (counted["MLP 128"], counted["CNN 8"]) == (mlp.count_params(), cnn.count_params())
small = parameters.conv2d(3, 1, 8) + parameters.conv2d(3, 8, 16)  # on 8×8, then the dense layer
assert (small, small + parameters.dense(2 * 2 * 16, 10)) == (1_248, 1_898)
assert all(accuracy > 0.9 for accuracy in live.values())  # ten classes: guessing gives 0.1
assert abs(live["CNN 8"] - live["MLP 128"]) < 0.06

# %% [markdown]
# One seed, and a gap that the cell counts in test images: of 382, each is 0.26 points. Alone it would prove nothing,
# whoever is ahead; hence the five seeds above.
#
# ### When the bet is lost: shuffled pixels
#
# Take one permutation of the pixels and apply it to *every* image. No information is lost; only the neighbours are
# strangers now. CNN 4 has 4 filters, then 8.
#
# **Predict.** What does that cost the MLP? And the CNNs?

# %% tags=["nbval-ignore-output"]
images = data.digits(size=8).images
order = np.random.default_rng(0).permutation(64)
shuffled = images.reshape(-1, 64)[:, order].reshape(images.shape)
restored = shuffled.reshape(-1, 64)[:, np.argsort(order)].reshape(images.shape)
assert np.array_equal(restored, images)
rows = {"8×8, as scanned": images[:10], "every image shuffled in the same way": shuffled[:10]}
show(
    figures.pixels(rows),
    alt="Above, ten digits of 8 by 8 pixels, legible. Below, the same ten, shuffled: only noise.",
)

# %%
networks = results.network.isin(["MLP 128", "CNN 4", "CNN 8"])
chosen = results[(results.split == "random") & networks]
pairs = chosen.pivot_table("accuracy", ["size", "network", "seed"], "pixels")
pairs["lost"] = pairs["as scanned"] - pairs["shuffled"]
means = pairs.groupby(["size", "network"]).mean()
extremes = pairs.groupby(["size", "network"]).lost.agg(["min", "max"]).add_prefix("lost, ")
means.join(extremes).round(3)

# %% [markdown]
# The MLP loses nothing: for a dense layer there never were neighbours, only columns of a matrix in another order.
#
# Tempting: the CNN falls to chance. But a dense layer follows the convolutions and copes with any order. On 8×8, CNN 8
# loses 2.4 points in the mean (0.8 to 5.0 over the five seeds), CNN 4 loses 3.1 (1.6 to 5.8). On 28×28, CNN 8 loses
# 0.8, with a range that includes zero (−0.5 to 1.6), and stays ahead of the MLP in the mean (97.1 against 96.6 %):
# probably because each pixel has become a dozen similar ones.
#
# ## Try it: the convolution playground
#
# **A question to answer with it:** which of the controls change the number of parameters of the convolution, and which
# do not? Guess first, then move one at a time (Tab and arrow keys will do).
#
# **A limit to find:** make the kernel as large as the image. What happens to the three numbers, and why? And one
# larger?

# %%
explorer = parameters.playground()
explorer

# %% tags=["nbval-ignore-output"]
kernels = range(1, 9)
counted = [parameters.playground(kernel_size=k).picture.parameters for k in kernels]
curves = {kind: [numbers[kind] for numbers in counted] for kind in counted[0]}
show(charts.parameters_by_kernel(kernels, curves, size=8))
limit = parameters.playground(kernel_size=8)
limit.change(kernel_size=9)
limit.problem

# %% [markdown]
# Kernel, channels and filters change it. Image, stride, padding and dilation do not: they change where and *how often*
# the weights are used.
#
# The limit: an 8×8 kernel on an 8×8 image has one place to be, nobody to share with, and no input left out. It has
# become a dense layer, and all three numbers are 65. A kernel of 9 is refused.
#
# ## Quiz
#
# Every wrong option is a known mistake. Read its answer, too.

# %% tags=["nbval-ignore-output"]
quiz.show(questions())

# %% [markdown]
# The same questions on paper:
#
# **1.** 6 filters of 5×5 run over a grey image of 32×32×1 without padding. How many parameters?
#
# - **A** 150
# - **B** 156
# - **C** 4,854
# - **D** 122,304
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. The weights are all there. What else does each filter learn?
# - **B** Right. 5·5·1 weights and one bias a filter: 26·6 = 156.
# - **C** Not quite. That has a bias for every output pixel. The bias is shared as well: one a filter.
# - **D** Not quite. That gives each output pixel weights of its own. A convolution shares them.
#
# </details>
#
# **2.** The next layer has 16 filters of 5×5 and gets 14×14×6. How many parameters?
#
# - **A** 151
# - **B** 416
# - **C** 2,400
# - **D** 2,416
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is one filter. There are 16, and each has its own weights.
# - **B** Not quite. That is a flat 5×5 for each filter. A filter reaches through all 6 input channels.
# - **C** Not quite. Sixteen short: one for each filter. What did you leave out?
# - **D** Right. Each filter is a block of 5·5·6 weights and a bias: 151·16 = 2,416.
#
# </details>
#
# **3.** How many parameters has max pooling of 2×2 after a layer with 28×28×6 outputs?
#
# - **A** 0
# - **B** 12
# - **C** 24
#
# <details><summary>Answers</summary>
#
# - **A** Right. Taking a maximum needs no numbers that are learned.
# - **B** Not quite. That was LeNet-5 (1998), whose subsampling learned a coefficient and a bias a map. Max
#   pooling learns nothing.
# - **C** Not quite. That counts 2·2 weights a channel. Which value would they have in a maximum?
#
# </details>
#
# **4.** Feature maps of 6×6×256 are flattened into a dense layer of 4,096 units. How many parameters?
#
# - **A** 1,052,672
# - **B** 37,748,736
# - **C** 37,752,832
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That feeds it 256 numbers. Flattening keeps every pixel of every channel.
# - **B** Not quite. 4,096 short. Dense units have a bias too.
# - **C** Right. 6·6·256 = 9,216 inputs for each unit, and a bias: 9,217·4,096.
#
# </details>
#
# **5.** Back to 6 filters of 5×5 on a grey image, now twice as high and twice as wide. How many parameters?
#
# - **A** 156
# - **B** 312
# - **C** 624
#
# <details><summary>Answers</summary>
#
# - **A** Right. The kernel did not change. It just slides over more places.
# - **B** Not quite. Nothing in 5·5·1·6 + 6 depends on the image.
# - **C** Not quite. Four times the pixels, and a bit more than four times the work. But more weights?
#
# </details>
#
# **6.** VGG16 has 13 convolutions and 3 dense layers, 138,357,544 parameters in all. Where are most of them?
#
# - **A** In the convolutions
# - **B** In the dense layers
# - **C** About half in each
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. They are 13 of 16 layers and do 99 % of the multiplications, but hold 10.6% of the
#   parameters: shared weights work a lot.
# - **B** Right. 89.4%, most of them in the first one.
# - **C** Not quite. Count the first dense layer: it has 7·7·512 inputs and 4,096 units.
#
# </details>
#
# ## Summary
#
# 1. *What is left of a dense layer when it becomes a convolution?* The same linear map with two restrictions: most
#    weights are zero (sparse connectivity) and the rest repeat (weight sharing). For 28×28×6 from 5×5 patches:
#    4,821,600, then 122,304, then 156.
# 2. *Where are the parameters of a network with 13 convolutions and 3 dense layers?* In the dense ones: 89.4 % of
#    VGG16. A convolution has $(k_h k_w C_\text{in} + 1)\,C_\text{out}$, whatever the size of the image.
# 3. *What does a CNN take for granted?* That neighbours belong together, and that what helps here helps there. With
#    shuffled pixels CNN 8 loses 2.4 points on 8×8, and 0.8 on 28×28, where it stays ahead; the MLP loses none.
#
# **Left out**: transposed, grouped and separable convolutions and batch normalisation (`parameters.table` counts
# them), and memory (lesson 06).
#
# **Sources.** The lesson follows G. Boracchi's lecture on the parameters and training of CNNs, Politecnico di Milano,
# 2021. 156, 122,304 and LeNet-5: Y. LeCun et al., "Gradient-based learning applied to
# document recognition", *Proceedings of the IEEE* 86(11), 2278–2324, 1998. VGG16: K. Simonyan, A. Zisserman, "Very
# deep convolutional networks for large-scale image recognition", arXiv:1409.1556, 2014. Digits: E. Alpaydin,
# C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998. All figures are the
# course's own.
#
# **Next**: exercise 01. Then lesson 02: how much of the image does one unit see?
