# %% [markdown]
# # Exercise 03: Train a CNN by hand
#
# A network that has seen a million sea lion pups still began with random weights. What changed them, image after image,
# was one question asked of every weight: *if you grew by a little, would the loss grow or fall?* Libraries answer it
# with one call. Here you answer it yourself: for a single weight first, then backwards through ReLU, max pooling and
# convolution, and at last for a whole network that learns.
#
# **Time:** about 3 hours; after part 2 is a good place for a break. **Hardware:** any laptop, no GPU, no network.
#
# **You will be able to**
#
# 1. compute the slope of a loss by the chain rule, by hand and in code;
# 2. implement the way back through ReLU, max pooling and convolution, with strides, channels and batches;
# 3. check a gradient against small nudges, and say which entries are wrong;
# 4. implement a training loop, and predict what it does with a last smaller batch;
# 5. diagnose a backward pass that runs without complaint and is wrong.
#
# **How it works.** As in exercises 01 and 02: complete the function, run its cell, then run the check below it as often
# as you like. Hidden checks try the same function on other inputs, and give points too. Numbers must be right to six
# digits; in an array, errors are compared with its largest number. Loops are fine: nothing here is about speed.
#
# If you are stuck, open the hints below a task one at a time. The first is a question. Work with NumPy and your own
# functions. Refused are calls that do the task for you: everything in `coursekit` (such as `backprop`), the automatic
# gradients of TensorFlow, and ready-made convolutions and poolings in the tasks on these (`scipy.signal`,
# `scipy.ndimage`, `keras.ops`, `tensorflow.nn`).

# %% locked="imports"
import numpy as np

from coursekit import data
from coursekit.backprop import tasks

# %% [markdown]
# ## Part 1: One weight
#
# ### Worked example: which way is down?
#
# A model with a single weight: its output for an image is $w \cdot x$, and the loss of that image is half the squared
# error, $\frac12 (w x - t)^2$, where $t$ is the target. Two images, $x = 1$ with $t = 3$ and $x = 2$ with $t = 2$,
# and $w = 2$. Should $w$ grow or shrink? The first image wants it larger, the second smaller. Guess who wins, then run
# the cell.

# %%
examples = [(1.0, 3.0), (2.0, 2.0)]


def mean_loss(w: float) -> float:
    return sum((w * x - t) ** 2 / 2 for x, t in examples) / len(examples)


w, nudge = 2.0, 0.001
slopes = [(w * x - t) * x for x, t in examples]
nudged = (mean_loss(w + nudge) - mean_loss(w - nudge)) / (2 * nudge)
print("slope for each image:", slopes, "and their mean:", sum(slopes) / 2)
print("slope by nudging w:  ", round(nudged, 6))
for rate in (0.1, 0.5, 2.0):
    print(f"learning rate {rate}: w becomes {w - rate * nudged:.2f}, the loss {mean_loss(w - rate * nudged):.3f}")
assert abs(sum(slopes) / 2 - nudged) < 1e-6

# %% [markdown]
# The **gradient** of one weight is a slope: how much the loss grows if the weight grows by a little, per unit. For the
# first image it is $(2 - 3) \cdot 1 = -1$, for the second $(4 - 2) \cdot 2 = 4$. The loss of a batch is the mean over
# its images, so its gradient is the mean of theirs: 1.5. It is positive, so $w$ has to shrink. By how much is a matter
# of the **learning rate**: 0.1 and 0.5 lower the loss, 2.0 jumps across the valley and up the other side.

# %% [markdown]
# ### Task 1: a step downhill
#
# **2 points.** One weight makes one step of gradient descent. `gradients` holds the slope for each image of a batch.
# Fill in the two blanks. The worked example with a learning rate of 0.5 was `descent_step(2.0, [-1.0, 4.0], 0.5)`,
# which is 1.25.


# %% solution="descent_step"
def descent_step(weight: float, gradients: list[float], learning_rate: float) -> float:
    """The weight behind one step of gradient descent.

    Args:
        weight: where it stands.
        gradients: slope of the loss with respect to the weight, for each image of the batch.
        learning_rate: length of a step for a slope of 1.
    """
    # Blank 1: slope = ..., the slope of the loss of the whole batch
    ### BEGIN SOLUTION
    slope = sum(gradients) / len(gradients)
    ### END SOLUTION
    # Blank 2: change = ..., by how much the weight grows (or shrinks, if negative)
    ### BEGIN SOLUTION
    change = -learning_rate * slope
    ### END SOLUTION
    return weight + change


# %% test="descent_step_check" points=1
tasks.descent_step.check(descent_step)

# %% test="descent_step_hidden" points=1
# Hidden: other batches and learning rates.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for count, learning_rate in [(3, 0.2), (4, 0.05), (1, 3.0), (2, 2.0)]:
        weight, *gradients = (np.array(hidden.distinct_integers(rng, -16, 16, count + 1)) / 4).tolist()
        cases.append((weight, gradients, learning_rate * int(rng.integers(2, 7)) / 4))
    return cases


tasks.descent_step.check(descent_step, cases=hidden.cases("descent_step_hidden", tasks.descent_step, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# You stand on a slope of +3, which means that it goes up to the right. In which direction do you go to get down?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The loss of the batch is a mean, and the slope of a mean is the mean of the slopes. The step is the slope times the
# learning rate, against the slope.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Slopes of 6 and −2, a learning rate of 0.1: the batch has slope 2, the step is 0.2, and as the slope is positive a
# weight of 1 goes to 0.8.
#
# </details>

# %% [markdown]
# ### Worked example: a chain, backwards
#
# A network is a chain of functions. For $o = w x + b$ and $L = \frac12 (o - t)^2$ we go forwards once and keep every
# number, then backwards, one function at a time. Each has to know nothing but its own slope: what comes in from behind
# is multiplied by it and handed on. Take $x = 2$, $w = 3$, $b = -1$, $t = 4$. Fill in the right-hand column on paper.
#
# | forwards | backwards |
# |---|---|
# | $o = 3 \cdot 2 - 1 = 5$ | slope of $L$ for $o$: $o - t$ = ? |
# | $L = \frac12 (5 - 4)^2 = 0.5$ | for $w$: what came in, times $x$ = ? |
# | | for $b$: what came in, times 1 = ? |
# | | for $x$: what came in, times $w$ = ? |

# %%
x, w, b, t = 2.0, 3.0, -1.0, 4.0
output = w * x + b
for_output = output - t
by_hand = {"w": for_output * x, "b": for_output * 1, "x": for_output * w}
print("for the output:", for_output)

given = {"x": x, "w": w, "b": b}
for name, slope in by_hand.items():
    up, down = ({**given, name: given[name] + nudge} for nudge in (0.001, -0.001))
    losses = [(v["w"] * v["x"] + v["b"] - t) ** 2 / 2 for v in (up, down)]
    print(f"for {name}: {slope}, by nudging {(losses[0] - losses[1]) / 0.002:.4f}")
    assert abs(slope - (losses[0] - losses[1]) / 0.002) < 1e-6

# %% [markdown]
# 1, then 2, 1 and 3. The slope for $w$ needs $x$, a number of the way forward: so training has to keep what prediction
# may forget. The slope for $x$ changes nothing here; a network hands it on to the layer in front.

# %% [markdown]
# ### Task 2: a chain with a kink
#
# **3 points.** Now with ReLU in the middle, $a = \max(0, w_1 x)$, behind it a second weight:
# $L = \frac12 (w_2 a - t)^2$; the target $t$ is the argument `target`. ReLU has slope 1 where its input is positive and
# 0 where it is negative or zero. Return the slopes of the loss for $w_1$ and for $w_2$. Fill in the three blanks.


# %% solution="chain_gradients"
def chain_gradients(x: float, w1: float, w2: float, target: float) -> tuple[float, float]:
    """Slopes of the loss (w2 · relu(w1 · x) - target)² / 2 for w1 and for w2.

    Args:
        x: the input.
        w1: weight in front of ReLU.
        w2: weight behind it.
        target: what the output should be.
    """
    activation = max(0.0, w1 * x)
    # Blank 1: for_output = ..., slope of the loss for the output
    ### BEGIN SOLUTION
    for_output = w2 * activation - target
    ### END SOLUTION
    # Blank 2: for_w2 = ...
    ### BEGIN SOLUTION
    for_w2 = for_output * activation
    ### END SOLUTION
    # Blank 3: for_w1 = ..., back through w2, through ReLU, and to w1
    ### BEGIN SOLUTION
    for_activation = for_output * w2
    for_w1 = for_activation * x if w1 * x > 0 else 0.0
    ### END SOLUTION
    return for_w1, for_w2


# %% test="chain_gradients_check" points=1
tasks.chain_gradients.check(chain_gradients)

# %% test="chain_gradients_hidden" points=2
# Hidden: other chains; some have the ReLU switched off, one is at its kink.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for sign in (1, 1, 1, -1, -1, -1, 0):
        # Three times ReLU is on, three times off, and once at its kink.
        x, w1, w2, target = (rng.integers(1, 13, size=4) / 4 * rng.choice([-1, 1], size=4)).tolist()
        cases.append((x, float(sign * np.sign(x) * abs(w1)), w2, target))
    return cases


tasks.chain_gradients.check(
    chain_gradients, cases=hidden.cases("chain_gradients_hidden", tasks.chain_gradients, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# If $w_2$ grows by 0.001, by how much does the output grow? And by how much does it if $a$ grows by 0.001?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The first factor is the same for both weights: how much the loss grows with the output. On the way to $w_1$ three more
# factors follow, one for each function that lies between.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# $x = 4$, $w_1 = 0.5$, $w_2 = 3$, $t = 5$: forwards $a = 2$ and the output is 6. The slope for the output is 1, for
# $w_2$ it is $1 \cdot 2$, for $w_1$ it is $1 \cdot 3 \cdot 1 \cdot 4 = 12$. With $w_1 = -0.5$ ReLU is off, and both
# are 0.
#
# </details>

# %% [markdown]
# ## Part 2: Backwards through one channel
#
# From here on what goes backwards is an array: the **gradient** that comes in has a number for each *output* of a
# layer, the one that is handed on has a number for each of its *inputs*. So a gradient always has the shape of what it
# belongs to. Remember that, and you find half of all mistakes without thinking.

# %% [markdown]
# ### Task 3: ReLU
#
# **3 points.** ReLU acts on each number separately, and so does its way back. `inputs` are the numbers that came in on
# the way forward. Where an input is exactly 0 ReLU has a kink and no slope; as in Keras we take 0 there. Leave both
# arrays as they are: whoever called your function may need them again. Any number of axes may occur. Only the
# signature is given.


# %% solution="relu_backward"
def relu_backward(gradient: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """The gradient in front of ReLU.

    Args:
        gradient: that of the loss with respect to ReLU's outputs.
        inputs: what ReLU was applied to, same shape.

    Returns:
        The gradient of the loss with respect to the inputs, same shape.
    """
    ### BEGIN SOLUTION
    slope_there = np.sign(np.maximum(inputs, 0))
    return slope_there * gradient
    ### END SOLUTION


# %% test="relu_backward_check" points=1
tasks.relu_backward.check(relu_backward)

# %% test="relu_backward_hidden" points=2
# Hidden: other arrays, with zeros in both of them, and with three and four axes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    one, two = rng.permutation([-2.0, -1.5, -1.0, 0.0, 0.5, 2.5]), rng.permutation([-1.5, -0.5, 0.0, 0.0, 1.0, 3.0])
    three, four = (*hidden.distinct_integers(rng, 2, 5, 3),), (*hidden.distinct_integers(rng, 2, 4, 3), 2)
    return [
        (one.reshape(2, 3), two.reshape(2, 3)),
        (rng.normal(size=three), rng.integers(-2, 3, size=three).astype(float)),
        (rng.normal(size=four), rng.normal(size=four)),
    ]


tasks.relu_backward.check(relu_backward, cases=hidden.cases("relu_backward_hidden", tasks.relu_backward, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# ReLU made 0 out of −2. If the −2 becomes −1.999, what happens to the loss?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# What comes in is multiplied by ReLU's slope, 1 or 0, and the slope depends on the *input*. The sign of the gradient
# has no say in it. You can compare a whole array with 0 at once.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Inputs 4, −4, 0 and 1, gradient −7, −7, −7 and 2: what goes on is −7, 0, 0 and 2.
#
# </details>

# %% [markdown]
# ### Task 4: max pooling, forwards
#
# **3 points.** Before the way back, the way forward: a window of `pool_size`×`pool_size` pixels moves over one channel
# in steps of `strides`, downwards and across, and gives the largest value that it sees. Only windows that lie
# completely inside the image count. They overlap if the step is smaller than the window.


# %% solution="max_pool"
def max_pool(image: np.ndarray, pool_size: int, strides: int) -> np.ndarray:
    """Max pooling of one channel, without padding.

    Args:
        image: shape (height, width).
        pool_size: height and width of the window.
        strides: how far the window moves.

    Returns:
        The largest value of each window, shape (rows, columns).
    """
    ### BEGIN SOLUTION
    views = np.lib.stride_tricks.sliding_window_view(image, (pool_size, pool_size))
    return views[::strides, ::strides].max(axis=(2, 3))
    ### END SOLUTION


# %% test="max_pool_check" points=1
tasks.max_pool.check(max_pool)

# %% test="max_pool_hidden" points=2
# Hidden: other images, windows and strides; negative values, pixels that are left over.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sizes = [hidden.distinct_integers(rng, 5, 9, 2) for _ in range(4)]
    return [
        (rng.normal(size=sizes[0]), 3, 2),
        (-rng.uniform(1, 9, size=sizes[1]), 2, 2),
        (rng.integers(-9, 9, size=sizes[2]).astype(float), 2, 1),
        (rng.normal(size=sizes[3]), 2, 3),
    ]


tasks.max_pool.check(max_pool, cases=hidden.cases("max_pool_hidden", tasks.max_pool, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A window of 3 on a row of 8 pixels, in steps of 2: on which pixels can it begin?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# How many positions there are you know from exercise 01: (size − window) // stride + 1, for each direction. The window
# of output row `r` begins in row `r * strides` of the image.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A window of 3 in steps of 2 on the row 1, 5, 2, 0, 3, 4, 9, 8: it begins on pixels 0, 2 and 4, and gives 5, 3 and 9.
# The last pixel is left over. If you search by hand, do not begin with 0: all values may be negative.
#
# </details>

# %% [markdown]
# ### Task 5: max pooling, backwards
#
# **5 points.** Which pixels of a window change its maximum, if they grow by a little? Only the largest, the winner. So
# each number of the gradient goes back to the winner of its window, and to no other pixel. Where several pixels of a
# window are equally large, the **first in reading order** wins, row by row. Where windows overlap, a pixel can win more
# than once. Fill in the two blanks, and leave both arrays as they are.


# %% solution="max_pool_backward"
def max_pool_backward(gradient: np.ndarray, image: np.ndarray, pool_size: int, strides: int) -> np.ndarray:
    """The gradient in front of max pooling.

    Args:
        gradient: a number for each window, shape (rows, columns).
        image: what was pooled, shape (height, width).
        pool_size: height and width of the window.
        strides: how far the window moves.

    Returns:
        The gradient with respect to the image, shape (height, width).
    """
    result = np.zeros(image.shape)
    for row in range(gradient.shape[0]):
        for column in range(gradient.shape[1]):
            top, left = row * strides, column * strides
            window = image[top : top + pool_size, left : left + pool_size]
            # Blank 1: down, across = ..., where in the window the winner is
            ### BEGIN SOLUTION
            down, across = divmod(int(np.argmax(window)), pool_size)
            ### END SOLUTION
            # Blank 2: result[...] ..., what this window brings to its winner
            ### BEGIN SOLUTION
            result[top + down, left + across] += gradient[row, column]
            ### END SOLUTION
    return result


# %% test="max_pool_backward_check" points=1
tasks.max_pool_backward.check(max_pool_backward)

# %% test="max_pool_backward_hidden_apart" points=1
# Hidden: windows that do not overlap, without ties.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for pool_size, strides in [(2, 2), (3, 3), (2, 3)]:
        height, width = hidden.distinct_integers(rng, 5, 8, 2)
        places = [(size - pool_size) // strides + 1 for size in (height, width)]
        image = rng.permutation(height * width).reshape(height, width) / 4 - 4
        cases.append((rng.normal(size=places), image, pool_size, strides))
    return cases


tasks.max_pool_backward.check(
    max_pool_backward,
    cases=hidden.cases(
        "max_pool_backward_hidden_apart",
        tasks.max_pool_backward,
        hidden_inputs,
        passes=(
            "every tie wins; ties share; last tie wins; ties down the columns; overwritten; "
            "window overwritten; equal pixels outside the window"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="max_pool_backward_hidden_overlaps" points=2
# Hidden: windows that overlap.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for pool_size, strides in [(2, 1), (3, 2)]:
        height, width = hidden.distinct_integers(rng, 4, 7, 2)
        places = [(size - pool_size) // strides + 1 for size in (height, width)]
        image = rng.permutation(height * width).reshape(height, width) / 4 - 4
        cases.append((rng.normal(size=places), image, pool_size, strides))
    peak = np.pad([[50.0]], 2) - rng.permutation(25).reshape(5, 5)
    return [*cases, (rng.permutation(np.arange(1, 10) - 4.5).reshape(3, 3), peak, 3, 1)]


tasks.max_pool_backward.check(
    max_pool_backward,
    cases=hidden.cases(
        "max_pool_backward_hidden_overlaps",
        tasks.max_pool_backward,
        hidden_inputs,
        passes=("every tie wins; ties share; last tie wins; ties down the columns; equal pixels outside the window"),
    ),
)
### END HIDDEN TESTS

# %% test="max_pool_backward_hidden_ties" points=1
# Hidden: ties, in windows that do not overlap.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for pool_size, values in [(2, 2), (3, 3), (2, 1)]:
        places = hidden.distinct_integers(rng, 2, 4, 2)
        image = rng.integers(0, values, size=[pool_size * count for count in places]).astype(float)
        cases.append((rng.normal(size=places), image, pool_size, pool_size))
    return cases


tasks.max_pool_backward.check(
    max_pool_backward,
    cases=hidden.cases(
        "max_pool_backward_hidden_ties",
        tasks.max_pool_backward,
        hidden_inputs,
        passes=(
            "overwritten; window overwritten; winner's number divided by the strides; windows laid by the pool size"
        ),
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Of a window 3, 8, 1, 5 the output was 8. If the 5 becomes 5.001, what does the output do? And if the 8 becomes 8.001?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `np.argmax` of an array with two axes gives one number: it counts in reading order, and stops at the first maximum.
# Its row is how often the width of the window goes into it, its column is what is left (`divmod`, or
# `np.unravel_index`). If a pixel wins twice, what should become of the first number?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# In one direction: the row 2, 7, 4, windows of 2 in steps of 1, gradient 10 and 1. The 7 wins both windows, and the
# result is 0, 11, 0. For the row 4, 4, 1 it is 10, 1, 0: the first of the two fours wins the first window.
#
# </details>

# %% [markdown]
# Are ties rare? Behind ReLU they are not: many windows are 0 throughout. Run this cell when tasks 3 and 5 are right. It
# has a window of zeros on the left, and one with two pixels of 2 on the right. For which of the two does the rule make
# a difference in front of ReLU?

# %%
before = np.array([[-3.0, -1.0, 2.0, 2.0], [-2.0, -4.0, 0.5, 1.0]])
after = np.maximum(before, 0)
behind_relu = max_pool_backward(np.array([[10.0, 20.0]]), after, 2, 2)
print("gradient behind ReLU:\n", behind_relu)
print("gradient in front of it:\n", relu_backward(behind_relu, before))

# %% [markdown]
# For the right one only. The window of zeros hands its 10 to one pixel, and ReLU stops it there, whichever pixel that
# is. Of the two pixels of 2 either could have got the 20, and it gets through: that is the tie for which a rule has to
# be agreed on.

# %% [markdown]
# ### Worked example: weights that are used many times
#
# A kernel of two weights on a row of three pixels has two outputs: $o_0 = w_0 x_0 + w_1 x_1$ and
# $o_1 = w_0 x_1 + w_1 x_2$. Say that the loss has slope $g_0 = 10$ for $o_0$ and $g_1 = 1$ for $o_1$, and the pixels
# are 2, 3 and 5. What is the slope of the loss for $w_0$?
#
# It has a part in *both* outputs: through $o_0$ it brings $g_0 x_0$, through $o_1$ it brings $g_1 x_1$. If there are
# several ways to the loss, what they bring is **added**. Work out both weights on paper, then run the cell.

# %%
pixels, slopes = [2.0, 3.0, 5.0], [10.0, 1.0]
for_w0 = slopes[0] * pixels[0] + slopes[1] * pixels[1]
for_w1 = slopes[0] * pixels[1] + slopes[1] * pixels[2]
print("for the weights:", for_w0, for_w1)

# %% [markdown]
# 23 and 35. Look at the pattern: for $w_0$ the two slopes lie on the first two pixels, for $w_1$ they have moved on by
# one. That is a convolution again: this time the *gradient* slides over the image.

# %% [markdown]
# ### Task 6: the gradient of a kernel
#
# **4 points.** The same in two directions. A kernel slid over an image of one channel, without padding, in steps of 1,
# and laid on as it is, as in exercise 01. Return the gradient with respect to the kernel. How large the kernel was
# follows from the two shapes. Only the signature is given.


# %% solution="kernel_gradient"
def kernel_gradient(gradient: np.ndarray, image: np.ndarray) -> np.ndarray:
    """The gradient of a convolution's kernel.

    Args:
        gradient: a number for each position of the kernel, shape (rows, columns).
        image: what the kernel was laid on, shape (height, width).

    Returns:
        A number for each weight of the kernel.
    """
    ### BEGIN SOLUTION
    rows, columns = gradient.shape
    views = np.lib.stride_tricks.sliding_window_view(image, (rows, columns))
    return np.tensordot(views, gradient, axes=2)
    ### END SOLUTION


# %% test="kernel_gradient_check" points=1
tasks.kernel_gradient.check(kernel_gradient)

# %% test="kernel_gradient_hidden_one" points=1
# Hidden: a single position, and a kernel with a single weight.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    kernel, image = hidden.distinct_integers(rng, 2, 4, 2), hidden.distinct_integers(rng, 3, 5, 2)
    return [
        (
            rng.choice([-2.5, -1.5, 1.5, 2.5], size=(1, 1)),
            rng.permutation(np.arange(-6.0, 10.0))[: kernel[0] * kernel[1]].reshape(kernel),
        ),
        (rng.normal(size=image), rng.normal(size=image)),
    ]


tasks.kernel_gradient.check(
    kernel_gradient, cases=hidden.cases("kernel_gradient_hidden_one", tasks.kernel_gradient, hidden_inputs)
)
### END HIDDEN TESTS

# %% test="kernel_gradient_hidden" points=2
# Hidden: other images and gradients, also ones that are not square.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = [(rng.normal(size=(3, 3)), rng.normal(size=(5, 5)))]
    for _ in range(2):
        shape, kernel = hidden.distinct_integers(rng, 2, 5, 2), hidden.distinct_integers(rng, 2, 4, 2)
        image = [places + size - 1 for places, size in zip(shape, kernel, strict=True)]
        cases.append((rng.normal(size=shape), rng.normal(size=image)))
    return cases


tasks.kernel_gradient.check(
    kernel_gradient, cases=hidden.cases("kernel_gradient_hidden", tasks.kernel_gradient, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# With the kernel at position (r, c), on which pixel does its top left weight lie? And the weight in row i, column j?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Either take one weight after the other, and add up over all positions: gradient there times the pixel below the
# weight. Or take one position after the other: each brings the patch below the kernel, as many times as its number of
# the gradient says. The kernel has image − positions + 1 rows.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# An image of 3×3 and a gradient of 2×2: the kernel was 2×2. If the gradient is 1 at the top left and 10 at the bottom
# right, and 0 elsewhere, the result is the top left patch plus ten times the bottom right one.
#
# </details>

# %% [markdown]
# ### Task 7: the gradient of the image
#
# **4 points.** If there is another layer in front, it needs the gradient with respect to the *image*. Look at the
# worked example once more: pixel $x_1$ lies under $w_1$ at the first position and under $w_0$ at the second, so its
# slope is $g_0 w_1 + g_1 w_0$; $x_0$ and $x_2$ have a part in one output only. Return an array as large as the image
# was.


# %% solution="input_gradient"
def input_gradient(gradient: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The gradient of a convolution's input.

    Args:
        gradient: a number for each position of the kernel, shape (rows, columns).
        kernel: shape (kernel height, kernel width).

    Returns:
        A number for each pixel of the image that the kernel was laid on.
    """
    ### BEGIN SOLUTION
    down, across = (size - 1 for size in kernel.shape)
    framed = np.pad(gradient, ((down, down), (across, across)))
    views = np.lib.stride_tricks.sliding_window_view(framed, kernel.shape)
    return np.tensordot(views, np.rot90(kernel, 2), axes=2)
    ### END SOLUTION


# %% test="input_gradient_check" points=1
tasks.input_gradient.check(input_gradient)

# %% test="input_gradient_hidden_one" points=1
# Hidden: a single position.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    one, other = hidden.distinct_integers(rng, 2, 4, 2), hidden.distinct_integers(rng, 2, 4, 2)
    return [
        (
            rng.choice([-2.5, -1.5, 1.5, 2.5], size=(1, 1)),
            rng.permutation(np.arange(-6.0, 10.0))[: one[0] * one[1]].reshape(one),
        ),
        (rng.choice([-0.5, 0.5], size=(1, 1)), rng.normal(size=other)),
    ]


tasks.input_gradient.check(
    input_gradient,
    cases=hidden.cases("input_gradient_hidden_one", tasks.input_gradient, hidden_inputs, passes="overwritten"),
)
### END HIDDEN TESTS

# %% test="input_gradient_hidden" points=2
# Hidden: other gradients and kernels, also ones that are not square.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = [(rng.normal(size=(4, 4)), rng.normal(size=(3, 3)))]
    for _ in range(2):
        shape, kernel = hidden.distinct_integers(rng, 2, 5, 2), hidden.distinct_integers(rng, 2, 4, 2)
        cases.append((rng.normal(size=shape), rng.normal(size=kernel)))
    return cases


tasks.input_gradient.check(
    input_gradient, cases=hidden.cases("input_gradient_hidden", tasks.input_gradient, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# The kernel lies at position (r, c) and its output has slope 5 there. What does that mean for the pixel below its top
# left weight, and for all other pixels below it?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Two ways lead there. *Giving:* begin with zeros as large as the image; each position adds the whole kernel, as many
# times as its number of the gradient says, to the pixels below it. *Collecting:* put zeros around the gradient, so that
# a kernel can stick out, and slide the kernel over it. Which of the two needs the kernel turned by half a turn?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# In one direction: weights 3 and 4, gradient 10 and 1. The first position gives 30 and 40 to pixels 0 and 1, the second
# 3 and 4 to pixels 1 and 2. Together 30, 43, 4.
#
# </details>

# %% [markdown]
# Two routes to one number: a convolution is linear, so the loss $\sum g \cdot o$ can be written as a sum over weights
# or as a sum over pixels. Both must give the same. Run this when tasks 6 and 7 are right.

# %%
rng = np.random.default_rng(0)
image, kernel, gradient = rng.normal(size=(6, 5)), rng.normal(size=(3, 2)), rng.normal(size=(4, 4))
by_weights = (kernel_gradient(gradient, image) * kernel).sum()
by_pixels = (input_gradient(gradient, kernel) * image).sum()
print(round(by_weights, 6), round(by_pixels, 6))
assert abs(by_weights - by_pixels) < 1e-9

# %% [markdown]
# ## Part 3: A layer, and a way to be sure
#
# ### Task 8: a convolutional layer, backwards
#
# **6 points.** Everything together: `images` has the axes (image, row, column, channel), `kernel` (row, column,
# channel, filter), as in Keras. Each filter sums over all channels and adds its bias; there is no padding, and windows
# move by `strides`. On the way forward
#
# $$o_{n,r,c,f} = b_f + \sum_{i,j,k} x_{n,\;s \cdot r+i,\;s \cdot c+j,\;k} \cdot w_{i,j,k,f}$$
#
# with the images $x$, the kernel $w$, the bias $b$ and $s$ for `strides`; $n$ counts images, $r$ and $c$ rows and
# columns of the outputs, $i$ and $j$ those of the kernel, $k$ channels and $f$ filters.
#
# Return three gradients, in this order: that of the images, that of the kernel and that of the bias. Let the shapes
# lead you: every index that is missing in a result has been summed over. The loss may be a mean over the batch; then
# the gradient that comes in has been divided by the number of images already.


# %% solution="conv_backward"
def conv_backward(
    gradient: np.ndarray, images: np.ndarray, kernel: np.ndarray, strides: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three gradients of a convolutional layer without padding.

    Args:
        gradient: shape (images, rows, columns, filters).
        images: shape (images, height, width, channels).
        kernel: shape (kernel height, kernel width, channels, filters).
        strides: how far the windows move, downwards and across.

    Returns:
        The gradients of images, kernel and bias; each has the shape of what it belongs to.
    """
    ### BEGIN SOLUTION
    for_images, for_kernel = np.zeros(images.shape), np.zeros(kernel.shape)
    _, rows, columns, _ = gradient.shape
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            # All pixels that weight (i, j) ever lies on, at once.
            below = np.s_[:, i : i + rows * strides : strides, j : j + columns * strides : strides]
            for_kernel[i, j] = np.einsum("nrck,nrcf->kf", images[below], gradient)
            for_images[below] += np.einsum("nrcf,kf->nrck", gradient, kernel[i, j])
    return for_images, for_kernel, gradient.sum(axis=(0, 1, 2))
    ### END SOLUTION


# %% test="conv_backward_check" points=1
tasks.conv_backward.check(conv_backward)

# %% test="conv_backward_hidden_channels" points=2
# Hidden: one image with several channels and filters, windows in steps of 1.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for filters in (int(rng.integers(2, 4)), 1):
        places, kernel = hidden.distinct_integers(rng, 2, 4, 2), hidden.distinct_integers(rng, 2, 3, 2)
        image = [count + size - 1 for count, size in zip(places, kernel, strict=True)]
        channels = filters + int(rng.integers(1, 3))
        shapes = (1, *places, filters), (1, *image, channels), (*kernel, channels, filters)
        cases.append((*(rng.normal(size=shape) for shape in shapes), 1))
    return cases


tasks.conv_backward.check(
    conv_backward,
    cases=hidden.cases(
        "conv_backward_hidden_channels",
        tasks.conv_backward,
        hidden_inputs,
        passes=(
            "strides ignored; strides downwards only; left-over pixels missing; "
            "strides ignored for the images; strides ignored for the kernel; first image only; "
            "last image only; kernel of the last image only; kernel of the first image only; "
            "kernel averaged over the batch; kernel and bias averaged over the batch; "
            "bias averaged over the batch; everything averaged over the batch"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="conv_backward_hidden_batch" points=1
# Hidden: several images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for images in hidden.distinct_integers(rng, 2, 4, 2):
        places, kernel = hidden.distinct_integers(rng, 2, 4, 2), hidden.distinct_integers(rng, 2, 3, 2)
        image = [count + size - 1 for count, size in zip(places, kernel, strict=True)]
        channels, filters = hidden.distinct_integers(rng, 2, 4, 2)
        shapes = (images, *places, filters), (images, *image, channels), (*kernel, channels, filters)
        cases.append((*(rng.normal(size=shape) for shape in shapes), 1))
    return cases


tasks.conv_backward.check(
    conv_backward,
    cases=hidden.cases(
        "conv_backward_hidden_batch",
        tasks.conv_backward,
        hidden_inputs,
        passes=(
            "strides ignored; strides downwards only; left-over pixels missing; "
            "strides ignored for the images; strides ignored for the kernel"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="conv_backward_hidden" points=2
# Hidden: several images and strides, with pixels that are left over.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for images, strides in zip(hidden.distinct_integers(rng, 2, 4, 2), (2, 3), strict=True):
        places, kernel = hidden.distinct_integers(rng, 2, 3, 2), hidden.distinct_integers(rng, 2, 3, 2)
        left_over = rng.permutation([0, 1]) if strides == 2 else rng.permutation([1, 2])
        image = [
            (count - 1) * strides + size + rest
            for count, size, rest in zip(places, kernel, left_over.tolist(), strict=True)
        ]
        channels, filters = hidden.distinct_integers(rng, 2, 4, 2)
        shapes = (images, *places, filters), (images, *image, channels), (*kernel, channels, filters)
        cases.append((*(rng.normal(size=shape) for shape in shapes), strides))
    return cases


tasks.conv_backward.check(conv_backward, cases=hidden.cases("conv_backward_hidden", tasks.conv_backward, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# One number of the gradient belongs to one image, one position and one filter. Which pixels and which weights made that
# output? Which of the three results does the number add to, and where?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Four loops, over images, rows, columns and filters, with one number `g` of the gradient in the middle. It adds `g`
# times the filter to a patch of the image's gradient, `g` times that patch of the image to the filter's gradient, and
# `g` itself to the filter's bias. The patch begins in row `r * strides`. Which of these must not overwrite?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A filter is `kernel[..., f]`, of shape (kernel height, kernel width, channels), and a patch of an image has the same
# shape: so the two can be added to each other, and nothing is turned. With a gradient that is 1 at one place and 0
# elsewhere, the kernel's gradient is one patch, the images' gradient is one filter, and the bias has a single 1.
#
# </details>

# %% [markdown]
# ### Task 9: nudge every weight
#
# **4 points.** How does anybody know that such a function is right? By asking the loss itself: make one weight a little
# larger, then a little smaller, and compare,
#
# $$\frac{L(w + h) - L(w - h)}{2h}$$
#
# with a small step $h$. That takes two whole ways forward for each weight, so nobody trains like this. But it needs
# nothing except the loss, and so it can judge every backward pass. Return such a slope for each weight of a kernel. The
# kernel may hold whole numbers. Fill in the two blanks.


# %% locked="loss"
def loss(kernel: np.ndarray, image: np.ndarray, target: np.ndarray) -> float:
    """Mean squared error of a convolution of one channel: how far its outputs are from the target."""
    rows, columns = target.shape
    outputs = np.zeros((rows, columns))
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            outputs += kernel[i, j] * image[i : i + rows, j : j + columns]
    return float(((outputs - target) ** 2).mean())


# A kernel of one weight, 2, on the pixels 1 and 3; the targets are 1 and 4: the mean of (2·1 - 1)² and (2·3 - 4)².
print(loss(np.array([[2.0]]), np.array([[1.0, 3.0]]), np.array([[1.0, 4.0]])))


# %% solution="numerical_gradient"
def numerical_gradient(kernel: np.ndarray, image: np.ndarray, target: np.ndarray, step: float) -> np.ndarray:
    """The slope of the loss for each weight of a kernel, by nudging it.

    Args:
        kernel: shape (kernel height, kernel width).
        image: shape (height, width).
        target: shape of the outputs.
        step: by how much a weight is moved up, and down.

    Returns:
        An array of the kernel's shape.
    """
    slopes = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            # Blank 1: above, below = ..., the kernel with this one weight moved up and down
            ### BEGIN SOLUTION
            nudge = np.zeros(kernel.shape)
            nudge[i, j] = step
            above, below = kernel + nudge, kernel - nudge
            ### END SOLUTION
            # Blank 2: slopes[i, j] = ...
            ### BEGIN SOLUTION
            slopes[i, j] = (loss(above, image, target) - loss(below, image, target)) / (2 * step)
            ### END SOLUTION
    return slopes


# %% test="numerical_gradient_check" points=1
tasks.numerical_gradient.check(numerical_gradient)

# %% test="numerical_gradient_hidden_whole" points=1
# Hidden: kernels of whole numbers.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for kernel, step in [(hidden.distinct_integers(rng, 2, 3, 2), 0.25), ([1, 2], 0.5)]:
        places = hidden.distinct_integers(rng, 2, 4, 2)
        image = [count + size - 1 for count, size in zip(places, kernel, strict=True)]
        whole = rng.choice([-4, -3, -2, 2, 3, 4], size=kernel)
        cases.append((whole, rng.normal(size=image), rng.normal(size=places), step))
    return cases


tasks.numerical_gradient.check(
    numerical_gradient, cases=hidden.cases("numerical_gradient_hidden_whole", tasks.numerical_gradient, hidden_inputs)
)
### END HIDDEN TESTS

# %% test="numerical_gradient_hidden" points=2
# Hidden: other kernels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for step in (0.1, 0.75):
        places, kernel = hidden.distinct_integers(rng, 2, 4, 2), hidden.distinct_integers(rng, 2, 3, 2)
        image = [count + size - 1 for count, size in zip(places, kernel, strict=True)]
        cases.append((rng.normal(size=kernel), rng.normal(size=image), rng.normal(size=places), step))
    cases[-1][0][0, 0] = 0.0
    return cases


tasks.numerical_gradient.check(
    numerical_gradient,
    cases=hidden.cases(
        "numerical_gradient_hidden",
        tasks.numerical_gradient,
        hidden_inputs,
        passes="whole numbers stay whole; whole numbers stay whole in place",
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# When you have moved a weight up and down, and go on to the next one: where should the first one stand?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Make two copies of the kernel for each weight, and change one number in each. An array of whole numbers cannot hold
# 2.5: a copy made with `.astype(float)` can. The two places are two steps apart.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# If the loss were $w^2$, with $w = 3$ and a step of 1: $L(4) = 16$, $L(2) = 4$, and 12 over 2 is 6. That is the slope
# exactly, as it is for every loss that is quadratic in the weights, however large the step. Only a step up, 16 − 9 over
# 1, gives 7.
#
# </details>

# %% [markdown]
# ### Task 10: which entries are wrong?
#
# **3 points.** Two gradients never agree to the last digit: one was worked out, the other was nudged. Slopes may be
# thousands or millionths, so the difference must be compared with their size. For each entry take the **relative
# error**
#
# $$\frac{|a - b|}{\max(|a|, |b|)}$$
#
# or 0 if both are 0. Return the indices of all entries whose relative error is above the tolerance, as a list of tuples
# in reading order, such as `[(0, 2), (1, 0)]`. The list is empty if all entries agree. Arrays may have any number of
# axes; with one axis the indices look like `(3,)`.


# %% solution="wrong_entries"
def wrong_entries(given: np.ndarray, numerical: np.ndarray, tolerance: float) -> list[tuple[int, ...]]:
    """Where two gradients disagree.

    Args:
        given: the gradient to be checked.
        numerical: the one found by nudging, same shape.
        tolerance: largest relative error that is allowed.
    """
    ### BEGIN SOLUTION
    larger = np.maximum(np.abs(given), np.abs(numerical))
    suspicious = np.abs(given - numerical) > tolerance * larger
    return [tuple(int(axis) for axis in place) for place in np.argwhere(suspicious)]
    ### END SOLUTION


# %% test="wrong_entries_check" points=1
tasks.wrong_entries.check(wrong_entries)

# %% test="wrong_entries_hidden" points=1
# Hidden: other gradients, with two axes; one agrees everywhere.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sizes = rng.uniform(1, 2, size=6) * rng.choice([-1, 1], size=6)
    numerical = sizes * np.array([0.5, 2.0, 1e-5, 30.0, 0.0, 3.0])
    given = numerical * np.array([1.0, -1.0, 3.0, 1.0025, 1.0, 1.17])
    order = rng.permutation(6).reshape(2, 3)
    return [(given[order], numerical[order], 0.01), (numerical[order] * 1.001, numerical[order], 0.002)]


tasks.wrong_entries.check(
    wrong_entries,
    cases=hidden.cases(
        "wrong_entries_hidden",
        tasks.wrong_entries,
        hidden_inputs,
        passes=(
            "divided by the given one; divided by the numerical one; divided by the sum; "
            "divided by the mean; divided by the smaller one; numbers where there is one axis; "
            "zeros called right"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="wrong_entries_hidden_axes" points=1
# Hidden: gradients with one axis and with three.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    size = rng.uniform(0.7, 1.4)
    three = size * rng.permutation(np.arange(1.0, 13.0)).reshape(2, 3, 2)
    others = three * rng.permutation([1.0, 1.2]) * rng.permutation([1.0, -1.0, 1.0])[:, None]
    order = rng.permutation(8)
    ratios = size * np.array([1.0, 0.89, 1.0, -0.89, 0.85, -1.0, 0.82, 0.8925])[order]
    against = size * np.array([0.89, 1.0, 0.9, -1.0, 1.0, 1.0, 1.0, 1.0])[order]
    order = rng.permutation(4)
    zeros = np.array([0.0, 2.0, -1.0, 0.0])[order], np.array([0.0, 0.0, -1.0, 0.25])[order]
    return [(others, three, 0.1), (ratios, against, 0.115), (*zeros, 0.5)]


tasks.wrong_entries.check(
    wrong_entries,
    cases=hidden.cases("wrong_entries_hidden_axes", tasks.wrong_entries, hidden_inputs, passes="divided with sign"),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# 300 and 301, 0.000002 and 0.000001: which pair would you call equal?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Go through the indices with `np.ndindex(given.shape)`, which gives them as tuples in reading order. Two zeros need a
# thought of their own, or you divide by zero; multiplying both sides by the larger one saves you that.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# −4 and −5: the difference is 1, the larger size 5, the relative error 0.2. For 4 and −4 the difference is 8, the
# larger size 4, the error 2: a wrong sign is as wrong as it gets.
#
# </details>

# %% [markdown]
# Now use both on yourself. With mean squared error the gradient that comes into the convolution is
# $2 (o - t) / \text{number of outputs}$, and task 6 does the rest. The second line is a kernel gradient that somebody
# turned by half a turn: how many of its entries are caught? Run this when tasks 6, 9 and 10 are right.

# %%
rng = np.random.default_rng(0)
image, kernel, target = rng.normal(size=(5, 5)), rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
outputs = np.array([[(image[r : r + 3, c : c + 3] * kernel).sum() for c in range(3)] for r in range(3)])
worked_out = kernel_gradient(2 * (outputs - target) / target.size, image)
nudged = numerical_gradient(kernel, image, target, 1e-4)
print("task 6:", wrong_entries(worked_out, nudged, 1e-6))
print("turned:", wrong_entries(worked_out[::-1, ::-1], nudged, 1e-6))
assert wrong_entries(worked_out, nudged, 1e-6) == []

# %% [markdown]
# Eight of nine. The weight in the middle stays where it is, so its slope is right: a check that looks at one weight
# only can be unlucky.

# %% [markdown]
# ## Part 4: A network
#
# ### Task 11: train
#
# **5 points.** The gradients are given this time, the loop is yours: images laid out as rows of numbers, one layer of
# weights behind them, softmax. Write it all yourself:
#
# - in each **epoch** go once through all images, in the order in which they stand, `batch_size` at a time; the last
#   batch may be smaller, and is learnt from as well;
# - for each batch take loss and gradients with the weights as they are *now*, then move weights and bias;
# - report for each epoch the mean loss of all its images, as the batches met it before their steps. Every image counts
#   the same, also one in a small batch.
#
# Leave `weights` and `bias` as they were given, and return new ones.
#
# Predict before you write: with five images and batches of two, how many steps does an epoch make? And in its own step,
# how much does the gradient of the fifth image count, compared with that of the first in its step?
#
# <details>
# <summary>Answer</summary>
#
# Three steps, the last one with the fifth image alone. The loss of a batch is a mean, so the first image counts half in
# its step, and the fifth counts whole in its own: an image in a small last batch moves the weights more. In the loss
# that you report for the epoch, every image counts the same all the same.
#
# </details>


# %% locked="softmax_loss"
def softmax_loss_and_gradients(
    images: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Mean cross-entropy of a batch, and its gradients for weights and bias.

    Args:
        images: shape (images, pixels).
        labels: the class of each image, shape (images,).
        weights: shape (pixels, classes).
        bias: shape (classes,).
    """
    logits = images @ weights + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    value = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    off = (probabilities - np.eye(len(bias))[labels]) / len(labels)
    return float(value), images.T @ off, off.sum(axis=0)


# %% solution="train"
def train(
    images: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    bias: np.ndarray,
    learning_rate: float,
    batch_size: int,
    epochs: int,
) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Gradient descent in small batches.

    Args:
        images: shape (images, pixels).
        labels: the class of each image, shape (images,).
        weights: where to begin, shape (pixels, classes).
        bias: where to begin, shape (classes,).
        learning_rate: length of a step for a slope of 1.
        batch_size: images of a batch.
        epochs: how often to go through all images.

    Returns:
        The weights, the bias, and the mean loss of each epoch.
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(images), batch_size):
            some, their_labels = images[start : start + batch_size], labels[start : start + batch_size]
            value, for_weights, for_bias = softmax_loss_and_gradients(some, their_labels, weights, bias)
            total += value * len(some)
            weights = weights - learning_rate * for_weights
            bias = bias - learning_rate * for_bias
        history.append(total / len(images))
    return weights, bias, history
    ### END SOLUTION


# %% test="train_check" points=1
tasks.train.check(train)

# %% test="train_hidden_full" points=2
# Hidden: batches that are all full.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    features, classes = hidden.distinct_integers(rng, 3, 6, 2)
    images, labels = rng.normal(size=(12, features)), rng.integers(0, classes, size=12)
    start = rng.normal(size=(features, classes)) / 2, rng.normal(size=classes)
    return [(images, labels, *start, 0.3, 4, 1), (images, labels, *start, 0.2, 3, 3)]


tasks.train.check(
    train,
    cases=hidden.cases(
        "train_hidden_full",
        tasks.train,
        hidden_inputs,
        passes=(
            "last smaller batch dropped; every batch counted as full; "
            "last smaller batch dropped, loss over all images; mean over batches"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="train_hidden" points=2
# Hidden: a last smaller batch, batches of one image, and one batch for all.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    features, classes = hidden.distinct_integers(rng, 3, 6, 2)
    count = int(rng.choice([7, 10, 11]))
    images, labels = rng.normal(size=(count, features)), rng.integers(0, classes, size=count)
    start = rng.normal(size=(features, classes)) / 2, rng.normal(size=classes)
    return [(images, labels, *start, 0.2, *size) for size in [(3, 2), (4, 3), (1, 2), (count + 3, 2)]]


tasks.train.check(train, cases=hidden.cases("train_hidden", tasks.train, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Seven images, batches of three: which images are in the third batch? What does `images[6:9]` give?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Two loops: over the epochs, and over the places where a batch begins, `range(0, len(images), batch_size)`. A slice
# that goes beyond the end is shorter. For the mean over images, a batch's loss counts as many times as it has
# images. And `weights -= ...` changes the array that was given to you; `weights = weights - ...` makes a new one.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Batches of 3, 3 and 1 images with losses 0.5, 0.6 and 1.2: together $3 \cdot 0.5 + 3 \cdot 0.6 + 1.2 = 4.5$, over 7
# images. The mean of the three losses would be larger, because a single image would count like three.
#
# </details>

# %% [markdown]
# Time to learn something real: digits of 8×8 pixels, written by hand. Guess which share of the test digits is
# recognised after 20 epochs, then run this when task 11 is right.

# %%
digits = data.digits()
(images, labels), (test_images, test_labels) = digits.train, digits.test
flat, test_flat = (pictures.reshape(len(pictures), -1).astype(float) for pictures in (images, test_images))
learnt, offsets, losses = train(flat, labels, np.zeros((64, 10)), np.zeros(10), 0.5, 32, 20)
guessed = (test_flat @ learnt + offsets).argmax(axis=1)
print("loss of the first and last epoch:", round(losses[0], 3), round(losses[-1], 3))
print(f"right on {len(test_labels)} test digits: {np.mean(guessed == test_labels):.1%}")
assert losses[-1] < losses[0]

# %% [markdown]
# A single layer, without any convolution, gets this far because the digits are small and centred: a pixel means much
# the same in every image. With animals anywhere in an image it would not. And the test digits are drawn at random, so
# that the same hands wrote digits to learn from: for new writers the score is lower. Try `data.digits(split="order")`.

# %% [markdown]
# ### Task 12: bug hunt
#
# **5 points.** A colleague has put it all together: convolution, ReLU, max pooling, a dense layer, softmax; one
# channel, one kernel, no padding. Forwards everything is right. The way back runs without complaint, and is wrong in
# several places.


# %% locked="draft"
def convolve(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """A kernel on one channel, without padding."""
    return np.einsum("rcij,ij->rc", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities from logits."""
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def pooling_windows(shape: tuple[int, int], pool_size: int, strides: int) -> list[tuple[slice, slice]]:
    """The windows of a pooling, in reading order."""
    tops, lefts = (range(0, size - pool_size + 1, strides) for size in shape)
    return [(slice(top, top + pool_size), slice(left, left + pool_size)) for top in tops for left in lefts]


def network_loss(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides) -> float:
    """Mean cross-entropy of the network: the way forward, which is right."""
    losses = []
    for image, label in zip(images, labels, strict=True):
        after = np.maximum(convolve(image, kernel) + bias, 0)
        features = np.array([after[window].max() for window in pooling_windows(after.shape, pool_size, strides)])
        losses.append(-np.log(softmax(features @ dense_kernel + dense_bias)[label]))
    return float(np.mean(losses))


def draft_gradients(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides) -> dict:
    """A colleague's draft of the way back. It runs, and it is wrong."""
    gradients = {
        "kernel": np.zeros(kernel.shape),
        "bias": 0.0,
        "dense_kernel": np.zeros(dense_kernel.shape),
        "dense_bias": np.zeros(dense_bias.shape),
    }
    for image, label in zip(images, labels, strict=True):
        before = convolve(image, kernel) + bias
        after = np.maximum(before, 0)
        windows = pooling_windows(after.shape, pool_size, strides)
        features = np.array([after[window].max() for window in windows])
        # From here on backwards: softmax and dense layer
        for_logits = softmax(features @ dense_kernel + dense_bias) - np.eye(len(dense_bias))[label]
        gradients["dense_kernel"] += np.outer(features, for_logits)
        gradients["dense_bias"] += for_logits
        for_features = dense_kernel @ for_logits
        # Max pooling
        for_after = np.zeros(after.shape)
        for window, value in zip(windows, for_features, strict=True):
            for_after[window].flat[after[window].argmax()] = value
        # ReLU
        for_before = np.where(for_after > 0, for_after, 0)
        # Convolution
        for_kernel = convolve(image, for_before)
        gradients["kernel"] += for_kernel[::-1, ::-1]
        gradients["bias"] += for_before.sum()
    return gradients


# %% [markdown]
# You know how to judge it. The next cell nudges every parameter of four small networks, and tells where the draft
# disagrees:
#
# - A has three images, a kernel of 1×1, and poolings side by side; all units are on;
# - B has one image, and units that ReLU has switched off;
# - C has one image, and poolings that overlap;
# - D has one image, and a kernel of 2×2.

# %%
names = ("kernel", "bias", "dense_kernel", "dense_bias")


def by_nudging(network: tuple, name: str) -> np.ndarray:
    """The gradient of one of the four parameters, from the loss alone; a step of 0.01 is good for three digits."""
    place = 2 + names.index(name)
    slopes = np.zeros(np.shape(network[place]))
    for index in np.ndindex(slopes.shape):
        values = []
        for move in (0.01, -0.01):
            moved = np.array(network[place], dtype=float)
            moved[index] += move
            values.append(network_loss(*network[:place], moved, *network[place + 1 :]))
        slopes[index] = (values[0] - values[1]) / 0.02
    return slopes


for letter, network in zip("ABCD", tasks.network_gradients.cases, strict=True):
    drafted = draft_gradients(*network)
    for name in names:
        nudged = by_nudging(network, name)
        if np.allclose(drafted[name], nudged, atol=0.001):
            print(f"{letter}: {name} agrees")
        else:
            print(f"{letter}: {name} is {np.round(drafted[name], 2).tolist()}, nudged {np.round(nudged, 2).tolist()}")

# %% [markdown]
# Each network shows one mistake and no other. Copy the draft into the next cell, rename it, and repair it. Change as
# little as you can. The check speaks of the first network that is still wrong. (Nudging every parameter with a smaller
# step would give the right numbers as well, with two ways forward for each parameter. That is a way to check a
# backward pass, and far too slow to train with: find the mistakes.)


# %% solution="network_gradients"
def network_gradients(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides) -> dict:
    """The gradients of a small network: convolution, ReLU, max pooling, dense layer, softmax.

    Args:
        images: shape (images, height, width).
        labels: the class of each image, shape (images,).
        kernel: of the convolution, shape (kernel height, kernel width).
        bias: of the convolution, a number.
        dense_kernel: shape (features, classes); the features are the pooled values in reading order.
        dense_bias: shape (classes,).
        pool_size: height and width of the pooling's windows.
        strides: how far these move.

    Returns:
        A dictionary with the gradients of `kernel`, `bias`, `dense_kernel` and `dense_bias`, for the mean loss.
    """
    ### BEGIN SOLUTION
    gradients = {
        "kernel": np.zeros(kernel.shape),
        "bias": 0.0,
        "dense_kernel": np.zeros(dense_kernel.shape),
        "dense_bias": np.zeros(dense_bias.shape),
    }
    for image, label in zip(images, labels, strict=True):
        before = convolve(image, kernel) + bias
        after = np.maximum(before, 0)
        windows = pooling_windows(after.shape, pool_size, strides)
        features = np.array([after[window].max() for window in windows])
        # From here on backwards: softmax and dense layer
        for_logits = softmax(features @ dense_kernel + dense_bias) - np.eye(len(dense_bias))[label]
        for_logits = for_logits / len(images)
        gradients["dense_kernel"] += np.outer(features, for_logits)
        gradients["dense_bias"] += for_logits
        for_features = dense_kernel @ for_logits
        # Max pooling
        for_after = np.zeros(after.shape)
        for window, value in zip(windows, for_features, strict=True):
            for_after[window].flat[after[window].argmax()] += value
        # ReLU
        for_before = np.where(before > 0, for_after, 0)
        # Convolution
        gradients["kernel"] += convolve(image, for_before)
        gradients["bias"] += for_before.sum()
    return gradients
    ### END SOLUTION


# %% test="network_gradients_check" points=1
tasks.network_gradients.check(network_gradients)

# %% test="network_gradients_hidden_batch" points=1
# Hidden: batches of several images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    second = rng.uniform(-0.4, 0.1, size=4)
    dense = np.stack([second + rng.uniform(0.2, 0.9, size=4), second], axis=1), rng.normal(size=2) / 4
    cases = []
    for n in hidden.distinct_integers(rng, 2, 5, 2):
        images = rng.permutation(16 * n).reshape(n, 4, 4) / (8 * n) + 0.1
        cases.append((images, np.ones(n, dtype=int), np.array([[1.5]]), 0.25, *dense, 2, 2))
    return cases


tasks.network_gradients.check(
    network_gradients,
    cases=hidden.cases(
        "network_gradients_hidden_batch",
        tasks.network_gradients,
        hidden_inputs,
        catches=(
            "not averaged over the batch; return inside the loop; first image only; "
            "bias of the last image; divided by 3; convolution not averaged; dense layer not averaged; "
            "the draft as it was"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="network_gradients_hidden_relu" points=1
# Hidden: one image, units that are off, and gradients of both signs.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    dense = rng.permutation([[0.6, -0.2], [-0.3, 0.5], [0.5, -0.4], [-0.2, 0.7]]), np.array([0.1, -0.3])
    cases = []
    for signs in (rng.permutation([1, 1, 1, -1]), rng.permutation([1, -1, 1, -1])):
        picture = np.kron(signs.reshape(2, 2), np.ones((2, 2)))
        for label in (0, 1):
            image = picture * (rng.permutation(16).reshape(4, 4) / 8 + 0.2)
            cases.append((image[None], np.array([label]), np.array([[1.0]]), 0.0, *dense, 2, 2))
    return cases


tasks.network_gradients.check(
    network_gradients,
    cases=hidden.cases(
        "network_gradients_hidden_relu",
        tasks.network_gradients,
        hidden_inputs,
        catches=("divided by 3; gate by the gradient; both gates; no gate; the draft as it was"),
    ),
)
### END HIDDEN TESTS

# %% test="network_gradients_hidden_overlaps" points=1
# Hidden: one image, poolings that overlap.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    dense = rng.uniform(0.2, 0.9, size=(9, 2)) * np.array([1, -1]), np.array([0.1, -0.3])
    cases = []
    for size, pool_size, strides in [(4, 2, 1), (7, 3, 2), (5, 3, 1)]:
        image = (rng.permutation(size * size).reshape(1, size, size) + 1) / 20
        cases.append((image, np.array([1]), np.array([[2.0]]), 0.5, *dense, pool_size, strides))
    return cases


tasks.network_gradients.check(
    network_gradients,
    cases=hidden.cases(
        "network_gradients_hidden_overlaps",
        tasks.network_gradients,
        hidden_inputs,
        catches=("divided by 3; overlaps overwritten; windows overwritten; the draft as it was"),
    ),
)
### END HIDDEN TESTS

# %% test="network_gradients_hidden" points=1
# Hidden: everything together, with larger kernels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for images, kernel, pool_size, strides, features in [
        ((1, 5, 5), (2, 2), 2, 2, 4),
        ((int(rng.integers(3, 6)), 6, 7), (3, 2), 2, 2, 6),
        ((int(rng.integers(2, 5)), 6, 6), (3, 3), 2, 1, 9),
    ]:
        classes = int(rng.integers(3, 5))
        parameters = rng.normal(size=kernel), 0.1, rng.normal(size=(features, classes)) / 2, rng.normal(size=classes)
        labels = rng.integers(0, classes, size=images[0])
        cases.append((rng.normal(size=images), labels, *parameters, pool_size, strides))
    return cases


tasks.network_gradients.check(
    network_gradients, cases=hidden.cases("network_gradients_hidden", tasks.network_gradients, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# For each of the four networks: which gradients agree, and which do not? On the way back, where does the first mistake
# lie at the earliest, if everything behind the convolution still agrees?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# - A: by which factor are all four gradients off, and how many images are there?
# - B: ReLU's way back is task 3. What does the draft ask there?
# - C: a pixel that wins two windows is in task 5.
# - D: are the numbers wrong, or only their places? Task 6.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# In A everything is three times too large, because the loss is a mean over three images and the draft adds their
# gradients up. One line in the loop has a part in all four gradients: dividing there is enough. The other three repairs
# are as short; each changes one line, and none of them a line of the way forward.
#
# </details>

# %% [markdown]
# ## What you have learnt
#
# - A gradient asks of each number: if you grow by a little, how much does the loss grow? It has the shape of what it
#   belongs to.
# - Backwards, each function multiplies what comes in by its own slope. Where several ways lead to the loss they are
#   added: over positions, over images, over windows that overlap.
# - ReLU's gate is opened by its inputs, max pooling hands on to its winner, and both have a place without a slope where
#   a rule must be agreed on.
# - A convolution's way back is made of convolutions: the gradient slides over the image for the kernel, and the kernel,
#   turned, over the gradient for the image.
# - A backward pass that runs proves nothing. Nudging tells whether it is right, for the inputs you try: so try several.
#
# Look back at the five objectives and name for each the task in which you did it: where none comes to mind is the
# place to read again.
