# %% [markdown]
# # How a CNN learns
#
# A CNN starts with random numbers, and a minute later it reads handwriting. Nobody told it what to look for. What
# happens in that minute fits on a sheet of paper, and you will do it on one.
#
# **Time**: 90 minutes, quiz included. **Hardware**: any laptop, no GPU, no network. **To predict honestly**, clear the
# stored outputs first: *Edit > Clear Outputs of All Cells*.
#
# **You will be able to**
#
# - *compute* one training step by hand: forward, loss, backward, update;
# - *implement* the backward step of convolution, max pooling, ReLU and a dense layer;
# - *predict* where a gradient goes, and where it ends;
# - *diagnose* a wrong derivative, a wrong learning rate, a network that no longer learns.
#
# Three questions, which the summary answers:
#
# 1. One weight of a kernel is used at many places. What is its gradient?
# 2. You have written a derivative. How do you find out whether it is right?
# 3. Why did deep networks hardly learn, and what helped?

# %% tags=["nbval-ignore-output"]
import inspect

from coursekit import backprop, data, device, parameters, quiz
from coursekit.backprop import experiments, figures, plain
from coursekit.backprop.example import Example
from coursekit.backprop.quiz import questions
from coursekit.figures import show

print(device.start())  # the first import of Keras takes some seconds
import keras
import numpy as np
import scipy.signal

# %% [markdown]
# ## Downhill
#
# The **loss** $L$ is one number: how wrong the network is. Its **gradient** has a number for each parameter $w$: the
# slope, how fast the loss grows if only $w$ grows. So step the other way, with a **learning rate** $\eta$:
#
# $$w \leftarrow w - \eta\, \frac{\partial L}{\partial w}$$
#
# **Predict.** One weight, $L = (w - 1)^2$, from $w = 3$ on. After eight steps, who is near 1: $\eta$ = 0.02, 0.4 or
# 1.05?

# %% tags=["nbval-ignore-output"]
rates = (0.02, 0.4, 1.05)
show(figures.gradient_descent(rates))

# %%
ends = {}
for learning_rate in rates:
    w = 3.0
    for _ in range(8):
        w -= learning_rate * 2 * (w - 1)  # the slope of (w - 1)²
    ends[learning_rate] = round(w, 4)
    assert np.isclose(w - 1, 2 * (1 - 2 * learning_rate) ** 8)
ends

# %% [markdown]
# Only 0.4. Each step multiplies the distance to 1 by $1 - 2\eta$: 0.96 creeps, 0.2 arrives, −1.1 jumps past and further
# out. Tempting: the larger, the faster. A network's valley has no such formula: try, and where the loss grows, take a
# tenth.
#
# ## A few images at a time
#
# The loss is a mean over images, so its gradient is a mean, too. All images for one step would be slow: a **batch** of
# some dozen stands for them. Here is a small network, in NumPy alone.
#
# **Predict.** The gradient of a batch is off by some noise. With four times as many images: by a quarter of it? By
# half?

# %%
layers = [backprop.Conv2D(8, 3), backprop.ReLU(), backprop.MaxPooling2D()]
layers += [backprop.Flatten(), backprop.Dense(10)]
network = backprop.Sequential(layers, input_shape=(8, 8, 1), dtype="float64")
images, labels = (part[:1280] for part in data.digits().train)


def gradient_of(chosen):
    network.loss_and_gradients(images[chosen], labels[chosen])
    return np.concatenate([gradient.ravel() for gradient in network.gradients.values()])


everything, off = gradient_of(slice(None)), {}
for batch_size in (8, 32, 128):
    rng = np.random.default_rng(0)
    found = [gradient_of(batch) for batch in backprop.batches(1280, batch_size, rng)]
    assert np.allclose(np.mean(found, axis=0), everything)
    off[batch_size] = float(np.sqrt(np.mean((np.array(found) - everything) ** 2)))
{batch_size: round(error / off[8], 2) for batch_size, error in off.items()}

# %% tags=["nbval-ignore-output"]
assert all(0.4 < off[4 * n] / off[n] < 0.6 for n in (8, 32))
show(figures.noisy_descent())

# %% [markdown]
# By half: noise falls with the root of the number. Tempting: by a quarter. And the mean over all batches *is* the
# gradient of all. The steps tremble, but there are many for the price of one.
#
# ## The chain rule
#
# Where does a slope come from? A network is a chain of simple steps: $w$ changes $z$, which changes $a$, then $p$, then
# $L$. Along a chain slopes multiply:
#
# $$\frac{\partial L}{\partial w} = \frac{\partial z}{\partial w} \cdot \frac{\partial a}{\partial z} \cdot
# \frac{\partial p}{\partial a} \cdot \frac{\partial L}{\partial p}$$
#
# **Predict.** A weight is 0. It meets a pixel of 1, and the other weights and bias add 5. ReLU and max pooling let the
# 5 through. The target is 3, the loss half the squared error. What is the gradient of this weight?


# %% tags=["nbval-ignore-output"]
def loss(w):
    return float((max(w * 1 + 5, 0) - 3) ** 2 / 2)


by_hand = Example.by_hand()
slope = backprop.numerical_gradient(loss, np.array(0.0))  # from two points close by
assert np.isclose(slope, by_hand.run().kernel_gradient[2, 0])
show(figures.computation_graph(by_hand, weight=(2, 0)))

# %% [markdown]
# 2: the error is 2, and the pixel 1. Tempting: 0, because the weight is 0. But the slope of $w x$ is $x$.
#
# **Backpropagation** walks from the loss to the front. Each layer gets the gradient of its outputs, and owes that of
# its *parameters*, for the step, and that of its *inputs*, for the layer in front. One walk, and every weight has its
# slope.
#
# ## One step on paper
#
# 16 pixels, a kernel of 3×3, bias 1, ReLU, max pooling 2×2, target 3.

# %% tags=["nbval-ignore-output"]
show(figures.flow(by_hand, "input"))

# %% [markdown]
# **Predict.** With a pencil: the map, the output, the loss ½(output − 3)². Then back (leave out the input's): which
# numbers of the map get a gradient? What is the kernel's? Then a step with $\eta$ = 0.05: what is the output now?

# %% tags=["nbval-ignore-output"]
show(figures.flow(by_hand))

# %%
x, w = by_hand.inputs[None, ..., None], by_hand.kernel[..., None, None]  # one image, one channel
b = np.array([by_hand.bias])
losses = []
for _ in range(2):
    z = plain.conv2d(x, w, b)
    a = plain.relu(z)
    p = plain.max_pool(a)
    losses.append(round(float(((p - 3) ** 2).sum() / 2), 6))
    to_a = plain.max_pool_backward(p - 3, a)  # the gradient comes first, and so it goes back
    to_z = plain.relu_backward(to_a, z)
    gradient = plain.conv2d_backward(to_z, x, w)
    w, b = w - 0.05 * gradient.kernel, b - 0.05 * gradient.bias
assert np.allclose(losses, [by_hand.run().loss, by_hand.step(0.05).run().loss])
losses

# %% [markdown]
# The map is 3 5 over 2 −1, the output 5, the loss 2. The gradient 2 goes to the winner alone, so the kernel's is twice
# the winner's patch, the bias' 2. After the step the output is 4, the loss ½. A CNN does nothing else, but often.
#
# ## Gates and winners
#
# **Predict.** Another example. In its map the four pooling windows hold −2 4 3 −8, −2 3 −1 4, −5 −1 −2 −9, −9 1 3 −2,
# and they get the gradients 1, −2, 3, 2. Which of them never reaches the kernel?

# %% tags=["nbval-ignore-output"]
example = Example.default()
run = example.run()
show(figures.flow(example))

# %% [markdown]
# The 3: its whole window is negative.
#
# - **ReLU** is a gate: slope 1 for inputs above 0, else 0. What was blocked forward is blocked backward.
# - **Max pooling** hands all to the winner. A loser may change a little: the maximum does not care.
#
# Tempting: a negative gradient is blocked as well. The gate looks at the value, not at the gradient.
#
# **Predict.** A window holds 1 5 over 5 5. Who gets a gradient of 1: the first 5, every 5, or a third each? And what
# does ReLU pass on at exactly 0, where it has a kink?

# %%
window = np.array([[1.0, 5.0], [5.0, 5.0]])
gained = {
    "max pooling": experiments.handed_back(keras.layers.MaxPooling2D(), window),
    "global max pooling": experiments.handed_back(keras.layers.GlobalMaxPooling2D(), window),
    "ReLU at 0": experiments.handed_back(keras.layers.ReLU(), 0 * window),
}
to_window = plain.max_pool_backward(np.ones((1, 1, 1, 1)), window[None, ..., None])
assert np.allclose(to_window[0, ..., 0], gained["max pooling"])
assert np.allclose(plain.relu_backward(0 * window + 1, 0 * window), gained["ReLU at 0"])
{name: values.round(2).tolist() for name, values in gained.items()}

# %% [markdown]
# In max pooling the first, row by row: in ours, and measured alike in TensorFlow, JAX and torch, also behind Keras
# (`benchmarks/results/pooling_ties.csv`). In global max pooling a third each; at ReLU's kink nothing. Where there is no
# slope, it is the framework's choice. Tempting: a 1 for every 5. That hands out three gradients for one.
#
# ## Back through a convolution: to the pixels
#
# **Predict.** The kernel slides row by row and reads a pixel in the middle at nine places, each time with another
# weight. With which at the *first* of them, and with which at the last?

# %% tags=["nbval-ignore-output"]
show(figures.flipped_kernel(example))

# %%
g = run["convolution"].gradient
to_pixels = scipy.signal.convolve2d(g, example.kernel, mode="same")  # mathematics turns it
assert np.allclose(to_pixels, run["input"].gradient)
back = parameters.as_matrix(example.kernel[..., None, None], (4, 4, 1), padding="same").T
assert np.allclose(back @ g.reshape(-1), to_pixels.reshape(-1))

# %% [markdown]
# With its last weight (below right) at the first, with its first at the last; tempting: the other way round. So turn
# the kernel by half a turn, and slide it over the gradients: the convolution of mathematics. And lesson 01's matrix
# $A$, on its side: from $y = A x$ follows
# $\frac{\partial L}{\partial x} = A^\top \frac{\partial L}{\partial y}$, for a dense layer too.
#
# ## Back through a convolution: to the kernel
#
# **Predict.** The kernel's middle weight was used at all 16 places. Three of them get a gradient: 1, −2 and 2. Is the
# weight's gradient that of the strongest place, the mean, or the sum?

# %% tags=["nbval-ignore-output"]
show(figures.shared_weights(example, weight=(1, 1)))

# %%
numbers = np.arange(1, 10).reshape(3, 3, 1, 1)  # to recognise the nine weights
which = parameters.as_matrix(numbers, (4, 4, 1), padding="same").toarray()
alone = np.outer(g, example.inputs)  # if each entry of A were a weight of its own: g times x
flat = g.reshape(1, -1), example.inputs.reshape(1, -1)
dense = plain.dense_backward(*flat, 1.0 * which.T)  # computes x @ kernel: A on its side
assert np.array_equal(dense.kernel.T, alone)
shared = [alone[which == number].sum() for number in range(1, 10)]
assert np.allclose(shared, run.kernel_gradient.reshape(-1))
assert g.sum() == run.bias_gradient
np.reshape(shared, (3, 3))

# %% [markdown]
# The sum. Each entry of the matrix has the gradient of a dense layer, $\frac{\partial L}{\partial y_i}\, x_j$. Entries
# that are one weight are added:
#
# $$\frac{\partial L}{\partial w_{u,v}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}}\; x_{i+u,\,j+v}
# \qquad \frac{\partial L}{\partial b} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}}$$
#
# ($x$ with its zeros around.) Tempting: the mean. But the weight changes everywhere at once, and all changes reach the
# loss. In code, with channels and a batch, and with the gradient of the pixels:

# %%
print(inspect.getsource(plain.conv2d_backward).split('"""')[2])  # without its description

# %% [markdown]
# ## Is it right?
#
# A wrong derivative raises no error, and the network may even learn. But every slope can be measured: move one number a
# little, both ways, and see what the loss does. Two runs of the network for
# each: too slow for training, perfect for a check.
#
# **Predict.** Somebody forgets the half-turn. Does the check find it with the kernel 1 2 1 / 2 4 2 / 1 2 1? With ours?


# %%
def to_inputs(gradient, kernel, turned):
    kernel = kernel[::-1, ::-1] if turned else kernel
    return scipy.signal.correlate2d(np.pad(gradient, 2), kernel, mode="valid")


pixels = np.random.default_rng(0).normal(size=(4, 4))
to_outputs, checks = np.array([[1.0, -2.0], [3.0, 2.0]]), {}
for name, kernel in {"smooth": np.outer([1.0, 2, 1], [1, 2, 1]), "ours": example.kernel}.items():
    for turned in (False, True):
        checks[name, turned] = backprop.check_gradient(
            lambda x, k=kernel: (to_outputs * scipy.signal.correlate2d(x, k, "valid")).sum(),
            *(pixels, to_inputs(to_outputs, kernel, turned)),
            name="pixels",
        )
wrong = checks["ours", False]
print(str(wrong).splitlines()[0], "The first four:")
print("given", wrong.given[0], "measured", wrong.numerical[0].round(6) + 0)
{f"{name}, turned {turned}": check.passed for (name, turned), check in checks.items()}

# %% [markdown]
# Not with the first: it looks the same turned. With ours 14 of 16 entries are wrong, and the half-turn puts all right.
# So check with random numbers, never with pretty ones.
#
# Now the whole network, and a second witness: Keras derives by itself. The loss is **cross-entropy**: softmax makes
# probabilities of the ten outputs (**logits**), and the loss is −log of the right one. Its gradient is simply
# probability minus target.
#
# **Predict.** The same first weights, the same 40 batches, plain steps (**SGD**). In which digit do the losses of NumPy
# and Keras differ afterwards: the first, the third, or further back?

# %%
logits = network(images[:4])
probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
to_logits = (probabilities - np.eye(logits.shape[1])[labels[:4]]) / 4  # the mean over four images
assert np.allclose(backprop.softmax_cross_entropy(logits, labels[:4]).gradient, to_logits)
assert all(check.passed for check in network.check_gradients(images[:4], labels[:4]).values())

twin = network.as_keras()
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
twin.compile(keras.optimizers.SGD(0.1), cross_entropy)
optimizer, before = backprop.SGD(0.1), network.evaluate(images, labels).loss
for batch in backprop.batches(1280, 32, np.random.default_rng(0)):
    network.loss_and_gradients(images[batch], labels[batch])
    optimizer.apply(network.parameters, network.gradients)
    twin.train_on_batch(images[batch], labels[batch])
ours, theirs = network.evaluate(images, labels).loss, twin.evaluate(images, labels, verbose=0)
assert np.isclose(ours, theirs)
{"before": round(before, 3), "NumPy": round(ours, 5), "Keras": round(theirs, 5)}

# %% [markdown]
# Further back than the fifth, and that is rounding: Keras computes in float32. Two routes, one result.
#
# ## Try it: step by step
#
# **A question to answer with it:** the gradient 3 (below left) reaches nobody. Raise the pixel in row 2, column 1 from
# −1 to 0. Who gets the 3 now, and which weights learn from it? (Rows and columns count from 0.)
#
# **A limit to find:** put the pixel back, and lower the bias, from −1. From where on does nothing learn any more?

# %% tags=["nbval-ignore-output"]
backprop.step_through()

# %% tags=["nbval-ignore-output"]
woken, dead = example.with_input(2, 1, 0), example.replace(bias=-5)
assert woken.run()["convolution"].gradient[2, 1] == 3
assert not dead.run().kernel_gradient.any()
assert example.replace(bias=-4.5).run().kernel_gradient.any()
show(figures.flow(woken))

# %% [markdown]
# The place (2, 1) has risen above 0: its gate is open, and every weight learns but the middle one, which meets the 0
# itself. (The upper left one gains 5: 3 here, 2 because it meets the changed pixel at (3, 2) as well.)
#
# At −5 all gates are shut. All gradients are 0, the bias' too, so it cannot open them itself: the unit is **dead**.
#
# ## Real digits
#
# Two convolutions with 16 and 32 filters, a pooling behind each, a dense layer, and the digits of lesson 01. **Adam**
# gives each parameter a step size of its own, by the gradients so far. 215 of the 1,415 training images only say when
# to stop: where their loss has not fallen for 5 epochs (rounds through the images), training ends, and the best weights
# return. That is **early stopping**.
#
# **Predict.** Guessing gives 10 %. What does NumPy reach on test images drawn at random? On the last three of 14
# sheets?


# %% tags=["nbval-ignore-output"]
def parts(split):
    print(f"split: {split}")
    digits = data.digits(split=split)
    rows = np.arange(len(digits.train.labels))
    if split == "random":
        np.random.default_rng(0).shuffle(rows)  # to draw the last 215 as the test images are
    images, labels = (part[rows] for part in digits.train)
    return (images[:1200], labels[:1200]), (images[1200:], labels[1200:]), digits.test


def train(training, validation, test):
    layers, adam = [], backprop.Adam(5e-3)
    for filters in (16, 32):
        layers += [backprop.Conv2D(filters, 3, padding="same")]
        layers += [backprop.ReLU(), backprop.MaxPooling2D()]
    network = backprop.Sequential([*layers, backprop.Flatten(), backprop.Dense(10)], (8, 8, 1))
    twin = network.as_keras()  # with the same first weights
    stop = {"validation_data": validation, "patience": 5}
    history = network.fit(*training, optimizer=adam, epochs=25, seed=0, **stop)
    return history, twin, network.evaluate(*test).accuracy


(history, twin, at_random), (_, _, by_order) = train(*parts("random")), train(*parts("order"))
{"random split": f"{at_random:.1%}", "by order": f"{by_order:.1%}"}

# %% tags=["nbval-ignore-output"]
assert at_random >= 0.95
assert 0.9 < by_order < at_random
losses = history.table[["loss", "validation_loss"]]
assert losses["loss"].iloc[-1] <= losses["loss"][losses["validation_loss"].idxmin()]
(images, labels), validation, _ = parts("random")
twin.compile(keras.optimizers.Adam(5e-3), cross_entropy, metrics=["accuracy"])
rng, epochs = np.random.default_rng(0), []  # the seed of fit: the same batches
for _ in range(8):
    order = np.concatenate(list(backprop.batches(1200, 32, rng)))
    settings = {"batch_size": 32, "shuffle": False, "validation_data": validation, "verbose": 0}
    epochs.append(twin.fit(images[order], labels[order], **settings).history)
by_keras = {name: np.concatenate([epoch[name] for epoch in epochs]) for name in epochs[0]}
assert np.allclose(by_keras["loss"][:2], losses["loss"][:2], rtol=0.01)
show(figures.loss_curves({"NumPy": history.table[:8], "Keras": by_keras}))

# %% [markdown]
# Above 95 % at random, some points less by order, where no sheet is on both sides. Always say which. Keras, with the
# same first weights and batches, draws the same curves, up to rounding that grows with every step.
#
# The training loss goes on falling where the validation loss no longer does: what is learned from there on helps these
# images only.
#
# ## When the gradient does not arrive
#
# Ten convolutions, digits, no training yet.
#
# **Predict.** How steep is the sigmoid at its steepest: 1, ½ or ¼? From layer 10 back to layer 1 there are nine. What
# is left of a gradient: half, a thousandth, a millionth? And with ReLU?

# %% tags=["nbval-ignore-output"]
show(figures.activations_and_derivatives())

# %% tags=["nbval-ignore-output"]
measure = experiments.vanishing_gradients
deep = {name: measure(10, name) for name in ("sigmoid", "tanh", "relu")}
deep["relu, Glorot"] = measure(10, "relu", kernel_initializer="glorot_uniform")
left = {name: table["median"][1] / table["median"][10] for name, table in deep.items()}
assert round(left["sigmoid"] * 1e6, 1) == 1.5 < 1e6 * 0.25**9
assert 0.45 < min(left["tanh"], left["relu"]) < max(left["tanh"], left["relu"]) < 0.55
assert round(1 / left["relu, Glorot"]) in range(35, 45)
kernels = deep["sigmoid"]["kernel median"]
assert kernels[1] < 1e-5 * kernels[10]
show(figures.vanishing(deep))

# %% [markdown]
# At most ¼, so behind nine at most ¼⁹, four millionths (weights aside). Measured: 1.5 millionths. The first layer,
# which feeds all others, stands still.
#
# With ReLU and with tanh half is left. Tempting: ReLU alone was the cure. But it blocks about every second value, and
# needs larger first weights (**He**, 2015) than tanh (**Glorot**, 2010): with Glorot's (orange), a fortieth is left.
#
# And ReLU has a danger of its own, the dead unit.
#
# **Predict.** 8 filters and 32 dense units with ReLU, three epochs of plain steps with $\eta$ = 0.01, 0.1, 0.5, 1 and
# 2. After which are units dead, 0 for every image, and how many?

# %% tags=["nbval-ignore-output"]
dying = experiments.dead_relus()
assert dying["lowest"].idxmax() == dying["accuracy"].idxmin() == max(dying.index)
assert dying["lowest"].max() > 4 / 5 > dying["highest"].iloc[:-1].max()
assert dying["accuracy"].idxmax() == 1 / 2
assert dying["median"].min() < dying["before"].min() > 0
show(figures.dead_relus(dying))

# %% [markdown]
# With 2 nearly all: a step too far, and the gates are shut. The accuracy is that of guessing, and a smaller rate comes
# too late: start again. With 1 some more than the tenth that was dead from the start, by bad luck; with 0.5 fewer, as
# the layer in front can open a gate behind it while it learns. 0.5 learns best, not far from the deadly rate.
#
# ## Quiz
#
# Every wrong option is a known mistake.

# %% tags=["nbval-ignore-output"]
quiz.show(questions())

# %% [markdown]
# The same questions on paper:
#
# **1.** The loss is L = 2w². Where does one step of gradient descent with learning rate 0.4 lead from w = 1?
#
# - **A** −0.6
# - **B** 0.2
# - **C** 0.6
# - **D** 2.6
#
# <details><summary>Answers</summary>
#
# - **A** Right. The slope is 4: 1 − 0.4·4. Past the bottom, but nearer to it.
# - **B** Not quite. That steps by the loss. What is the slope of 2w²?
# - **C** Not quite. That steps by the learning rate alone. What is it multiplied by?
# - **D** Not quite. That is uphill. Which sign has the step?
#
# </details>
#
# **2.** ReLU got −2, 0, 3. The gradients 5, 5, −4 come back. What does it hand on, in Keras and here?
#
# - **A** 5, 5, 0
# - **B** 0, 0, 0
# - **C** 0, 5, −4
# - **D** 0, 0, −4
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That looks at the sign of the gradient. What decided forward?
# - **B** Not quite. The last one was let through forward. Must a gradient be positive?
# - **C** Not quite. At 0 there is a kink. Which slope is taken there?
# - **D** Right. The gate that was open forward is open backward, for either sign.
#
# </details>
#
# **3.** A max-pooling window holds 2, 7, 5, 1. The gradient 8 comes back. Who gets what?
#
# - **A** The 7 gets 8, the others 0
# - **B** Each gets 2
# - **C** Each gets 8
# - **D** The 7 gets 56, the others 0
#
# <details><summary>Answers</summary>
#
# - **A** Right. Only the 7 went on: change another one a little, and nothing changes.
# - **B** Not quite. That is average pooling. Who was passed on here?
# - **C** Not quite. What happens to the maximum if the 1 grows a little?
# - **D** Not quite. The winner is right. But by how much does the maximum grow when it grows by 1?
#
# </details>
#
# **4.** A kernel of two weights slides over 2, 4, 1, 3. The gradients 2, 1, −2 come back from its three
# outputs. What is the gradient of its first weight?
#
# - **A** 1
# - **B** 2
# - **C** 4
# - **D** 6
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is the gradient of a bias. What was the weight multiplied by?
# - **B** Not quite. That is the mean over the places. Does one use make another weaker?
# - **C** Not quite. That is its first place only. Where else was it used?
# - **D** Right. It was used three times, and each use counts: 2·2 + 1·4 + (−2)·1.
#
# </details>
#
# **5.** A 3×3 kernel slides over 5×5 pixels, without padding. Which kernel slides over the 3×3 gradients of its
# outputs, to give those of the pixels?
#
# - **A** As it is, with 2 zeros on each side
# - **B** Turned by half a turn, with 2 zeros on each side
# - **C** Turned by half a turn, without padding
# - **D** Its inverse, which undoes the convolution
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. The shape is right. By which weight did the first pixel reach the first output, and by
#   which the last pixel the last?
# - **B** Right. Forward a weight looks down and right; backward it looks up and left.
# - **C** Not quite. That leaves one number. How many pixels wait for a gradient?
# - **D** Not quite. Nothing is undone on the way back. By what were the pixels multiplied?
#
# </details>
#
# **6.** The sigmoid is nowhere steeper than 1/4. What part of a gradient do 10 of them leave at most, the
# weights aside?
#
# - **A** 1/40
# - **B** 1/1,024
# - **C** 1/1,048,576
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That divides by the number of layers. What does the chain rule do?
# - **B** Not quite. That multiplies 1/2, the sigmoid's value at 0. What is its slope?
# - **C** Right. Slopes multiply: a millionth is left, at best.
#
# </details>
#
# ## Summary
#
# 1. *One weight, many places?* The sum over all places of gradient times pixel: a dense layer's gradient, added where
#    entries are the same weight. To the pixels it goes through the turned kernel, through ReLU where the gate was open,
#    through max pooling to the winner.
# 2. *Is a derivative right?* Measure the slope, with random numbers. Then ask a second library.
# 3. *Why did deep networks hardly learn?* Slopes multiply: of nine sigmoids less than ¼⁹ came through. ReLU, with first
#    weights of the right size, let half through; too large a step kills units.
#
# **Left out**: dropout and batch normalisation (`backprop` has both), Adam's formula, networks with branches.
#
# **Sources.** The lesson follows G. Boracchi's lecture on the parameters and training of CNNs, Politecnico di Milano,
# 2021. Backpropagation: D. Rumelhart, G. Hinton, R. Williams, *Nature* 323, 533–536, 1986. In CNNs: Y. LeCun et al.,
# *Neural Computation* 1(4), 541–551, 1989. Depth: X. Glorot, Y. Bengio, AISTATS 2010; K. He et al.,
# arXiv:1502.01852. Adam: D. Kingma, J. Ba, arXiv:1412.6980. Digits: E. Alpaydin, C. Kaynak, UCI Machine Learning
# Repository, 1998. All figures are the course's own.
#
# **Next**: exercise 03. Then lesson 04: augmentation, more images from those you have.
