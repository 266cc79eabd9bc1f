# %% [markdown]
# # How many parameters does a CNN have?
#
# Sooner or later a network will not fit into memory, or learn its few images by heart. Both begin with its
# parameters: how many there are, and where.
#
# **Time**: 75 minutes, quiz included. **Hardware**: any laptop, no GPU, no network.
#
# **You will be able to**
#
# - *compute* the parameters of a convolution, a dense layer and a whole network, by hand and by code;
# - *implement* a convolution as a matrix product, and *explain* which entries are zero and which are equal;
# - *predict* what happens to that number when image, kernel, stride or channels change;
# - *diagnose* a network whose table of parameters looks wrong.
#
# Keep three questions in mind. The summary answers them.
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
# **Predict.** Below, the kernel lies on the framed patch. Before you run the cell, compute the framed output:
# rows of the patch 1 0 0, 2 2 1, 1 0 1; rows of the kernel 1 0 −1, 2 0 −2, 1 0 −1.

# %% tags=["nbval-ignore-output"]
x = np.array([[0, 0, 1, 1, 0, 0], [0, 1, 1, 0, 0, 0], [0, 1, 2, 2, 1, 0], [0, 1, 1, 0, 1, 0], [0, 0, 1, 1, 1, 0]])
w = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
show(
    figures.sliding(x, w, row=1, column=2),
    alt="A 5 by 6 input with a 3 by 3 patch framed, the 3 by 3 kernel, and the 3 by 4 output; the framed output, "
    "in row 1 and column 2, is 3, the sum of six products.",
)

# %% [markdown]
# It is 3. The usual wrong guess is a 3×3 block of products: the products are *added*, and a whole patch becomes one
# number. The output is smaller than the input, too: three rows of kernel have $5 - 3 + 1 = 3$ places in five rows.
#
# As a formula, with a bias $b$ added to every output:
#
# $$y_{i,j} = b + \sum_{u=0}^{k_h-1} \sum_{v=0}^{k_w-1} w_{u,v} \, x_{i+u,\,j+v}$$
#
# Code with the same names, checked against SciPy:


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
# SciPy calls it `correlate2d`, and SciPy is right: this is a cross-correlation. A *convolution* in mathematics
# turns the kernel by half a turn first. Deep learning never turns it, and keeps the name: the weights are learned,
# so a turned kernel would just be learned turned.
#
# **Predict.** Which of the two functions below is linear, so that $f(2x + 3z) = 2f(x) + 3f(z)$:
# the convolution without bias, the one with bias, both, or none?

# %%
turned = w[::-1, ::-1]
assert np.array_equal(y, scipy.signal.convolve2d(x, turned, mode="valid"))

z = np.random.default_rng(0).integers(0, 3, x.shape)
linear = {}
for name, b in (("without bias", 0), ("with bias", 1)):
    linear[name] = np.allclose(convolve(2 * x + 3 * z, w, b), 2 * convolve(x, w, b) + 3 * convolve(z, w, b))
linear

# %% [markdown]
# Only the one without. Many expect the sliding to spoil it, but sums of products are linear wherever
# they slide. The bias spoils it: the left side adds $b$ once, the right side $2b + 3b$. Linear plus a constant is
# called *affine*; a dense layer is just the same.
#
# ## The convolution as a matrix
#
# Every linear map is a matrix. So there must be a matrix $A$ with $y = A x$, once image and output are
# written as long columns, row after row.
#
# **Predict.** The input is 5×5, the kernel 3×3. What is the shape of $A$? How many of its entries are not zero?
# How many *different* numbers are among those?

# %% tags=["nbval-ignore-output"]
numbers = np.arange(1, 10).reshape(3, 3, 1, 1)  # the weights are 1 to 9, to recognise them: (height, width, in, out)
A = parameters.as_matrix(numbers, input_shape=(5, 5, 1))
show(
    figures.unrolled(A, kernel_shape=(3, 3), input_shape=(5, 5)),
    alt="A 3 by 3 kernel with the letters a to i, and its matrix of 9 rows and 25 columns. Each row holds the nine "
    "letters once, in three groups of three; from row to row they move to the right. All else is white: zero.",
)

# %%
image = np.random.default_rng(1).random((5, 5))
assert np.allclose(A @ image.reshape(-1), convolve(image, numbers[:, :, 0, 0]).reshape(-1))
{"shape": A.shape, "not zero": A.nnz, "different": len(np.unique(A.data))}

# %% [markdown]
# 9 outputs by 25 inputs. Each row has 9 entries that are not zero, so 81 of 225. And they are the same nine
# numbers in every row. Many guess 3×3 or 25×25: the first is the kernel, the second would need as many
# outputs as inputs.
#
# So a convolution *is* a dense layer, with two restrictions: most weights are zero, and the others repeat.
#
# ## Three ways to wire a layer
#
# In the picture each line is a weight. On the left, an MLP: every input to every output. In the middle, **sparse
# connectivity**: an output sees only its neighbours. On the right, **weight sharing** as well: lines drawn alike
# are one and the same number.

# %% tags=["nbval-ignore-output"]
show(
    figures.connectivity(),
    alt="Three drawings of 6 inputs below 4 outputs. Dense: 24 lines. Sparse: each output has 3 lines, 12 in all, each "
    "of its own colour. Sparse and shared: the same 12 lines in only 3 styles, repeated at each output.",
)

# %% [markdown]
# Now a real one: the first layer of LeNet-5 (1998). The input is 32×32×1. Each output pixel sees a 5×5 patch, there
# are 6 filters, and so the output is 28×28×6. With biases, $N$ for numbers of values and $C$ for channels:
#
# $$P_\text{dense} = (N_\text{in} + 1)\,N_\text{out} \qquad P_\text{sparse} = (k_h k_w C_\text{in} + 1)\,N_\text{out}
# \qquad P_\text{shared} = (k_h k_w C_\text{in} + 1)\,C_\text{out}$$
#
# **Predict.** Work out the three numbers on paper, or at least how many digits each has.

# %%
k_h, k_w, C_in, C_out = 5, 5, 1, 6
N_in, N_out = 32 * 32 * C_in, 28 * 28 * C_out
P = {
    "dense (MLP)": (N_in + 1) * N_out,
    "sparse": (k_h * k_w * C_in + 1) * N_out,
    "sparse and shared\n(convolution)": (k_h * k_w * C_in + 1) * C_out,
}
# The second route: read them off the matrix. A bias for each output, or for each filter where it is shared.
A = parameters.as_matrix(np.arange(1, 151).reshape(5, 5, 1, 6), input_shape=(32, 32, 1))
read_off = [A.shape[0] * A.shape[1] + N_out, A.nnz + N_out, len(np.unique(A.data)) + C_out]
assert list(P.values()) == read_off == [4_821_600, 122_304, 156]
read_off

# %% tags=["nbval-ignore-output"]
show(
    charts.counts(P),
    alt="Bars on a logarithmic axis: dense 4,821,600 parameters, sparse 122,304, sparse and shared 156.",
)

# %% [markdown]
# From 4,821,600 to 122,304 by looking only at neighbours, and to 156 by sharing. The usual wrong answers for the
# last one are 150 (the biases forgotten) and 4,854 (a bias for every output pixel). The paper prints both 156 and
# 122,304, the second as "connections": the lines are all still there, and all take time. Sharing saves memory, not
# multiplications.
#
# ## What sharing takes for granted
#
# Using the same weights everywhere is a bet: *what is worth detecting here is worth detecting there.*
#
# **Predict.** A digit moves two rows down and three columns to the right. What happens to the output of the
# convolution? And of a dense layer with random weights?

# %%
digit = data.digits().images[0, :, :, 0]
here, moved = np.zeros((2, 16, 16))
here[2:10, 2:10] = digit
moved[4:12, 5:13] = digit

kernel = np.random.default_rng(2).normal(size=(3, 3))
weights = np.random.default_rng(3).normal(size=(14 * 14, 16 * 16))


def mixed(x):
    """A dense layer from 16×16 to 14×14, as large as the convolution's output."""
    return (weights @ x.reshape(-1)).reshape(14, 14)


def shifted(y):
    return np.roll(y, (2, 3), axis=(0, 1))


follows = {
    "convolution": np.allclose(convolve(moved, kernel), shifted(convolve(here, kernel))),
    "dense": np.allclose(mixed(moved), shifted(mixed(here))),
}
assert follows == {"convolution": True, "dense": False}
follows

# %% [markdown]
# The convolution's output moves along: it is translation *equivariant*. Many say invariant, which would mean that
# the output stays the same; that needs pooling over all positions, and nothing here pools. Strides and
# padding break even equivariance, at least in part.
#
# The bet is lost where position has a meaning of its own (a passport photo, with the eyes always in one place) or
# where neighbours have nothing in common (the columns of a spreadsheet). We will provoke that below.
#
# ## Counting layer by layer
#
# Three rules are enough: a convolution has $(k_h k_w C_\text{in} + 1)\,C_\text{out}$ parameters, a dense layer
# $(N_\text{in} + 1)\,N_\text{out}$, and pooling, flattening and activations have none.
#
# **Predict.** Here is the network that we will train on digits of 28×28. Which layer has the most parameters? How
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
# Who forgets the channels gets 416. The last layer gets $4 \cdot 4 \cdot 16 = 256$ values.
#
# **Predict.** What if somebody forgets `Flatten`? An error? More parameters? Fewer?

# %%
before = cnn.layers[:-2]  # without Flatten and the last layer
forgotten = parameters.table(
    keras.Sequential([keras.Input((28, 28, 1)), *before, keras.layers.Dense(10, name="dense")])
)
forgotten.loc["dense", ["output shape", "parameters", "remark"]].to_dict()

# %% [markdown]
# No error, and 170 parameters in place of 2,570: Keras applies the dense layer to the 16 channels at each of the 4×4
# positions. Training would fail later, with a message about shapes; the table shows it now. `Flatten` is the cure, as
# in the first table.
#
# Now a network that people use. VGG16 (2014) has 13 convolutions of 3×3, in five blocks, and 3 dense layers.
#
# **Predict.** Which share of its 138 million parameters is in the convolutions: 90 %, 50 %, 10 %?

# %%
vgg16 = [network.Input(shape=(224, 224, 3))]
for block, (filters, repeats) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)], start=1):
    names = [f"block{block}_conv{number}" for number in range(1, repeats + 1)]
    vgg16 += [network.Conv(filters, 3, padding="same", activation="relu", name=name) for name in names]
    vgg16 += [network.MaxPool(2, name=f"block{block}_pool")]
units = {"fc1": 4096, "fc2": 4096, "predictions": 1000}
vgg16 += [network.Flatten(), *(network.Dense(number, name=name) for name, number in units.items())]

vgg = parameters.table(vgg16)
with network.counting():  # shapes without weights: 550 MB less
    assert keras.applications.VGG16(weights=None).count_params() == vgg.parameters["total"] == 138_357_544
vgg.loc[vgg.parameters > 1_000_000, columns].round(3)

# %% tags=["nbval-ignore-output"]
learned = vgg.drop(index="total").query("parameters > 0").parameters
fully_connected = learned[["fc1", "fc2", "predictions"]]
assert round(1 - fully_connected.sum() / learned.sum(), 3) == 0.106
show(
    charts.layer_shares(learned.to_dict(), dense=list(fully_connected.index), title="VGG16: 138,357,544 parameters"),
    alt="A bar for each layer of VGG16. The 13 convolutions have at most 2.4 million parameters each, 10.6 % together. "
    "The dense layers have 89.4 %: fc1 alone 103 million, fc2 17 million, predictions 4.1 million.",
)

# %% [markdown]
# 10.6 %. The common guess is most of them, since 13 of 16 layers are convolutions. But one dense
# layer, `fc1`, meets the whole 7×7×512 volume without sharing anything: 102,764,544.
#
# ## Does the CNN pay for its thrift? Real digits
#
# 1,797 digits, written by hand by 13 people in the 1990s, 8×8 pixels each, here enlarged to 28×28. The
# rival is an MLP of one hidden layer with 128 units.
#
# **Predict.** 101,770 parameters against 5,994. Who is better, and by how much? Guess the range over five seeds, too.
# `benchmarks/digits_mlp_cnn.py` did 140 trainings in 26 minutes, on two busy cores.

# %% tags=["nbval-ignore-output"]
show(
    figures.pixels({"ten of 1,797 digits, 28×28": data.digits(size=28).images[:10]}),
    alt="Ten handwritten digits, 0 to 9, dark on white, blurred by the enlargement.",
)

# %%
results = parameters.measured()
as_scanned = results[results.pixels == "as scanned"]
final = as_scanned[as_scanned.network.isin(["MLP 128", "CNN 8"])]
scores = final.groupby(["size", "split", "network", "parameters"]).accuracy.agg(["min", "mean", "max"])
for split in ("random", "order"):
    cnn_mean, mlp_mean = scores.loc[28, split]["mean"]  # in the order of the alphabet
    assert cnn_mean > mlp_mean
scores.round(3)

# %% tags=["nbval-ignore-output"]
show(
    charts.accuracy(as_scanned[as_scanned["size"] == 28]),
    alt="Two panels of accuracy against parameters. Writers mixed: the CNN goes from 94.8 % with 906 parameters to "
    "98.0 % with 5,994, the MLP from 95.9 % with 12,730 to 96.6 % with 101,770. New writers: the CNN from 88.5 "
    "to 92.6 %, the MLP from 85.5 to 89.0 %.",
)

# %% [markdown]
# Guessing gives 10 %. With 5.9 % of the parameters the CNN is not worse but better: 98.0 % in the mean (97.1 to 99.2),
# the MLP 96.6 % (95.3 to 98.2). The usual guess is that thrift must cost accuracy.
#
# Now compare the panels. On the right the test digits come from sheets that were not in training: 92.6 % for the CNN,
# 89.0 % for the MLP. A random split has every writer on both sides, so the score on the left is too good for
# strangers. (Three other sheets would give other numbers, too.) Always say how you split.
#
# And be fair: the enlargement added pixels, no detail. On the recorded 8×8 images the MLP needs only 9,610 parameters
# and is a point better than the CNN with 1,898, or level with it (97.3 against 96.2 %, by order 90.3 against 90.2 %).
# An MLP pays for every pixel; a kernel does not.
#
# Now train one pair yourself: random split, seed 0. It takes about 15 seconds.

# %% tags=["nbval-ignore-output"]
hidden, output = keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax")
mlp = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), hidden, output])


def train(name, blueprint, digits, epochs=20):
    """Accuracy on the test images after training a fresh copy of a network."""
    keras.utils.set_random_seed(0)
    model = keras.models.clone_model(blueprint)
    model.compile(keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    with steps(name, epochs) as progress:
        tell = keras.callbacks.LambdaCallback(on_epoch_end=lambda _, logs: progress.advance(f"loss {logs['loss']:.3f}"))
        model.fit(*digits.train, batch_size=64, epochs=epochs, verbose=0, callbacks=[tell])
    return model.evaluate(*digits.test, verbose=0)[1]


digits = data.digits(size=28)
live = {"MLP 128": train("MLP 128", mlp, digits), "CNN 8": train("CNN 8", cnn, digits)}
live

# %%
measured = final[final["size"] == 28].groupby("network").parameters.first()  # the same networks as in the benchmark
assert (measured["MLP 128"], measured["CNN 8"]) == (mlp.count_params(), cnn.count_params()) == (101_770, 5_994)
assert all(accuracy > 0.9 for accuracy in live.values())  # ten classes: guessing gives 0.1
assert abs(live["CNN 8"] - live["MLP 128"]) < 0.06

# %% [markdown]
# ### When the bet is lost: shuffled pixels
#
# Take one permutation of the pixels and apply it to *every* image. No information is lost; only the neighbours are
# strangers now.
#
# **Predict.** What does that cost the MLP? And the CNN?

# %% tags=["nbval-ignore-output"]
recorded = data.digits(size=8).images
order = np.random.default_rng(0).permutation(64)
shuffled = recorded.reshape(-1, 64)[:, order].reshape(recorded.shape)
restored = shuffled.reshape(-1, 64)[:, np.argsort(order)].reshape(recorded.shape)
assert np.array_equal(restored, recorded)
show(
    figures.pixels({"8×8, as recorded": recorded[:10], "pixels shuffled, all images alike": shuffled[:10]}),
    alt="Above, ten digits of 8 by 8 pixels, legible. Below, the same ten with their pixels shuffled: only noise.",
)

# %%
chosen = results[(results.split == "random") & results.network.isin(["MLP 128", "CNN 4", "CNN 8"])]
means = chosen.pivot_table("accuracy", ["size", "network"], "pixels", aggfunc="mean")
means["lost"] = means["as scanned"] - means["shuffled"]
assert abs(means.lost[8, "MLP 128"]) < 0.01 < means.lost[8, "CNN 8"] < means.lost[8, "CNN 4"]
means.round(3)

# %% [markdown]
# The MLP loses nothing: for a dense layer there never were neighbours, only columns of a matrix in another order.
# On 8×8 images the CNNs lose 2.4 and 3.1 points, and with the order put back (the assertion above) they lose nothing.
#
# Many guess that the CNN falls to chance. It does not: what it loses is its advantage. On 28×28 it is less than a
# point, probably because each recorded pixel has become a dozen similar ones, scattered so that any patch catches
# some of each.
#
# ## Try it: the convolution playground
#
# **A question to answer with it:** which of the controls change the number of parameters of the convolution, and which
# do not? Guess first, then move one at a time (Tab and the arrow keys will do).
#
# **A limit to find:** make the kernel as large as the image. What happens to the three numbers, and why?

# %%
explorer = parameters.playground()
explorer

# %%
limit = parameters.playground(kernel_size=8)
assert set(limit.picture.parameters.values()) == {65}
limit.change(kernel_size=9)
limit.problem

# %% tags=["nbval-ignore-output"]
kernels = range(1, 9)
shown = [parameters.playground(kernel_size=k).picture.parameters for k in kernels]
show(
    charts.parameters_by_kernel(kernels, {kind: [numbers[kind] for numbers in shown] for kind in shown[0]}, size=8),
    alt="Parameters against kernel size on an 8 by 8 input. Dense falls from 4,160 to 65, because the output shrinks; "
    "sparse rises to 425 and falls to 65; the convolution rises from 2 to 65. At 8 by 8 the three meet.",
)

# %% [markdown]
# Kernel, channels and filters change it. Image, stride, padding and dilation do not: they change where and *how often*
# the weights are used. Most people put the stride on the wrong list.
#
# The limit: an 8×8 kernel on an 8×8 image has one place to be. There is nobody to share with, and no input left out:
# the convolution has become a dense layer. A kernel of 9 is refused.
#
# ## Quiz
#
# Every wrong option is a mistake that people really make. Read its answer, too.

# %% tags=["nbval-ignore-output"]
quiz.show(questions())

# %% [markdown]
# The same questions on paper:
#
# **1.** A convolution of 6 filters, 5×5 each, runs over a grey image of 32×32×1 without padding. How many
# parameters does it have?
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
# - **C** Not quite. That has one bias for every output pixel. The bias is shared as well: one a filter.
# - **D** Not quite. That gives each output pixel weights of its own. A convolution uses the same ones
#   everywhere.
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
# **3.** Max pooling of 2×2 follows a layer with 28×28×6 outputs. How many parameters does the pooling have?
#
# - **A** 0
# - **B** 12
# - **C** 24
#
# <details><summary>Answers</summary>
#
# - **A** Right. Taking a maximum needs no numbers that are learned.
# - **B** Not quite. That was so in LeNet-5 of 1998, whose subsampling learned a coefficient and a bias for each
#   map. Max pooling learns nothing.
# - **C** Not quite. That counts 2·2 weights a channel. Which value would they have in a maximum?
#
# </details>
#
# **4.** The feature maps, 6×6×256, are flattened and go into a dense layer of 4,096 units. How many parameters?
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
# **5.** Back to 6 filters of 5×5 on a grey image. Now the image is twice as high and twice as wide. How many
# parameters has the convolution?
#
# - **A** 156
# - **B** 312
# - **C** 624
#
# <details><summary>Answers</summary>
#
# - **A** Right. The kernel did not change. It just slides over more places.
# - **B** Not quite. Nothing in 5·5·1·6 + 6 depends on the image.
# - **C** Not quite. Four times the pixels, four times the work. But are there more weights?
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

# %% [markdown]
# ## Summary
#
# 1. *What is left of a dense layer when it becomes a convolution?* The same linear map with two restrictions: most
#    weights are zero (sparse connectivity) and the rest repeat (weight sharing). For 28×28×6 from 5×5 patches:
#    4,821,600, then 122,304, then 156.
# 2. *Where are the parameters of a network with 13 convolutions and 3 dense layers?* In the dense ones: 89.4 % of
#    VGG16. A convolution has $(k_h k_w C_\text{in} + 1)\,C_\text{out}$, whatever the size of the image.
# 3. *What does a CNN take for granted?* That neighbours belong together, and that what helps here helps there.
#    With shuffled pixels a small CNN loses two to three points, an MLP none.
#
# **Left out**: transposed, grouped and separable convolutions and batch normalisation (`parameters.table` counts
# them), and the memory for activations, which lesson 06 adds up. One test image of 382 is 0.26 points.
#
# **Sources.** The lesson follows G. Boracchi's lecture on the parameters and training of CNNs, Politecnico di Milano,
# 2021. 156, 122,304 and LeNet-5: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to
# document recognition", *Proceedings of the IEEE* 86(11), 2278–2324, 1998. VGG16: K. Simonyan, A. Zisserman, "Very
# deep convolutional networks for large-scale image recognition", arXiv:1409.1556, 2014. Digits: E. Alpaydin,
# C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998. All figures are the
# course's own.
#
# **Next**: exercise 01, where you count and convolve yourself. Then lesson 02: how much of the image does one unit see?
