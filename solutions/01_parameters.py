# %% [markdown]
# # Exercise 01: Counting and computing what a convolution does
#
# A network that reads handwritten digits, one that finds sea lions in an aerial image, one that spots defects on a
# wafer: all of them slide small filters over an image. Here you build that yourself, number by number, until you can
# say in advance how large any such network is.
#
# **Time:** about 2 hours; after part 2 is a good place for a break. **Hardware:** any laptop, no GPU, no network.
#
# **You will be able to**
#
# 1. compute the output of a convolution by hand and in NumPy, with stride, padding and several channels;
# 2. predict the size of an output before you compute it;
# 3. count the parameters of a filter, a layer and a whole network, and say what weight sharing saves;
# 4. write a convolution as a matrix, and read from it why it is a linear map with many zeros and repeated values;
# 5. design a network for a budget of parameters, and diagnose a table of parameters that looks wrong.
#
# **How it works.** Each task has a cell with a function to complete: replace every `raise NotImplementedError` by
# your code and run the cell. Then run the check below it as often as you like. It says *not attempted yet*, *wrong*
# with the likely reason, or *right*; a *note* on a right answer costs nothing. Your points come from these checks and
# from hidden ones that try the same function on other inputs, so write functions that work for any numbers, not only
# for the ones you see.
#
# If you are stuck, open the hints below a task one at a time. The first is a question. Work with NumPy and your own
# functions: the tasks name the calls that would do the work for you, and the checks refuse them. That goes for
# everything in `coursekit`, and for Keras' layers except in task 10.

# %% locked="imports"
import numpy as np

from coursekit import data
from coursekit.parameters import tasks

# %% [markdown]
# ## Part 1: One filter
#
# ### Worked example: what a filter learns
#
# Here is a real handwritten digit, 8 pixels high and 8 wide, and a filter that looks at patches of 2×2 pixels. The
# filter has one **weight** for each pixel of the patch, and one **bias**. At each position it multiplies, sums, and
# adds the bias.

# %%
digit = data.digits(size=8).images[0, :, :, 0] * 16  # ink, from 0 to 16
weights = np.array([[1.0, 0.0], [0.0, -1.0]])
bias = 0.5

print(digit.astype(int))
print("weights:", weights.tolist())
print("bias:   ", bias)

# %% [markdown]
# Rows and columns count from 0. The patch that begins in row 2, column 2 is the square of rows 2 and 3 and columns 2
# and 3. Which number does the filter give there, and how many numbers does it learn? Work both out on paper, then run
# the next cell.

# %%
patch = digit[2:4, 2:4]
print("patch: ", patch.tolist())
print("result:", float((patch * weights).sum() + bias))
print("learnt:", weights.size, "weights + 1 bias =", weights.size + 1)

# %% [markdown]
# $15 \cdot 1 + 2 \cdot 0 + 12 \cdot 0 + 0 \cdot (-1) + 0.5 = 15.5$. The filter learns 5 numbers, wherever it is used:
# the size of the image does not appear in that count. Tempting: to give each of the $7 \cdot 7$ positions a bias of its
# own.
#
# A filter of size $k \times k$ on an image with $C$ channels looks at all channels of its patch at once, with other
# weights for each. An aerial image of sea lions has $C = 3$: red, green and blue.

# %% [markdown]
# ### Task 1: the parameters of one filter
#
# **2 points.** Fill in the two blanks. The worked example was `filter_parameters(2, 1)`, which is 5.
#
# Count by hand; `coursekit.parameters.conv2d`, `dense` and `table`, Keras' layers and `count_params` are refused here
# and wherever else you count.


# %% solution="filter_parameters"
def filter_parameters(kernel_size: int, in_channels: int) -> int:
    """Numbers that one filter learns.

    Args:
        kernel_size: height and width of the patch that it looks at.
        in_channels: channels of the image.
    """
    # Blank 1: weights = ..., one for each pixel of the patch in each channel
    ### BEGIN SOLUTION
    weights = kernel_size * kernel_size * in_channels
    ### END SOLUTION
    # Blank 2: biases = ..., what the filter adds at the end
    ### BEGIN SOLUTION
    biases = 1
    ### END SOLUTION
    return weights + biases


# %% test="filter_parameters_check" points=1
tasks.filter_parameters.check(filter_parameters)

# %% test="filter_parameters_hidden" points=1
# Hidden: other kernel sizes and numbers of channels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    return zip(hidden.distinct_integers(rng, 2, 11, 4), hidden.distinct_integers(rng, 2, 64, 4), strict=True)


tasks.filter_parameters.check(
    filter_parameters, cases=hidden.cases("filter_parameters_hidden", tasks.filter_parameters, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# How many numbers are there in a patch of a colour image, 5 pixels high and 5 wide?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The patch has `kernel_size` rows, `kernel_size` columns and `in_channels` channels, and every number in it gets a
# weight. The result of the filter at one position is a single number, and the bias is added to that.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# For a 3×3 filter on a colour image: 27 weights, because $3 \cdot 3 \cdot 3 = 27$, and 1 bias.
#
# </details>

# %% [markdown]
# ### Task 2: slide it over one channel
#
# **3 points.** Now use a filter at every position where it lies completely inside the image, one step at a time. Fill
# in the two blanks. The result has one number per position and no bias yet. As in every CNN library the kernel is
# laid on the patch as it is; it is not turned round first.
#
# Loops and slices are all you need. Ready-made convolutions are refused here and in tasks 4, 5 and 7: those of
# `scipy.signal` and `scipy.ndimage`, `numpy.convolve` and `correlate`, `keras.ops.conv`, `keras.layers.Conv2D`,
# `tensorflow.nn.conv2d`, and `coursekit.parameters.as_matrix`.


# %% solution="convolve"
def convolve(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide a kernel over an image of one channel, without padding.

    Args:
        image: shape (height, width).
        kernel: shape (kernel height, kernel width), not larger than the image.

    Returns:
        An array with one value for each position of the kernel.
    """
    height, width = image.shape
    kernel_height, kernel_width = kernel.shape
    # Blank 1: rows, columns = ..., how many positions the kernel has downwards and across
    ### BEGIN SOLUTION
    rows, columns = height - kernel_height + 1, width - kernel_width + 1
    ### END SOLUTION
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            patch = image[row : row + kernel_height, column : column + kernel_width]
            # Blank 2: result[row, column] = ..., one number from the patch and the kernel
            ### BEGIN SOLUTION
            result[row, column] = (patch * kernel).sum()
            ### END SOLUTION
    return result


# %% test="convolve_check" points=1
tasks.convolve.check(convolve)

# %% test="convolve_hidden" points=2
# Hidden: other images and kernels, also ones that are not square.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    (height, width), (rows, columns) = hidden.distinct_integers(rng, 5, 9, 2), hidden.distinct_integers(rng, 2, 4, 2)
    return [
        (rng.normal(size=(height, width)), rng.normal(size=(rows, columns))),
        (rng.normal(size=(height, width)), rng.normal(size=(rng.integers(1, 3), width))),  # one column of positions
        (rng.normal(size=(rows, width)), rng.normal(size=(rows, columns))),  # one row of positions
    ]


tasks.convolve.check(convolve, cases=hidden.cases("convolve_hidden", tasks.convolve, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Draw a row of 5 squares and cut out a strip of 2. In how many places can the strip lie?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The top row of the kernel can lie on row 0 of the image, on row 1, and so on, until the bottom of the kernel reaches
# the bottom of the image. For the second blank: the worked example did it for one patch.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A kernel of height 3 in an image of height 8 begins in rows 0 to 5: that is `8 - 3 + 1`. And `patch * kernel`
# multiplies number by number; what does `.sum()` do?
#
# </details>

# %% [markdown]
# ### Task 3: how many positions?
#
# **3 points.** Two settings change the number of positions. With **stride** $s$ the kernel moves by $s$ pixels at a
# time. With **padding** $p$ the row of pixels gets $p$ zeros at *each* end first. What is left over at the far end,
# too short for another step, is not used.
#
# Only the signature is given this time. It is about one direction: height and width follow the same rule. The check
# holds a famous case. The first layer of AlexNet has kernels of 11, a stride of 4 and 55 positions per row; its paper
# names images of 224 pixels, and no padding. Trust your formula: does 224 give 55?
#
# Not allowed: `coursekit.network.output_size`, and asking a Keras layer.


# %% solution="output_size"
def output_size(size: int, kernel_size: int, stride: int, padding: int) -> int:
    """How many positions a kernel has along a row of pixels.

    Args:
        size: pixels in the row.
        kernel_size: pixels that the kernel covers.
        stride: pixels from one position to the next.
        padding: zeros added at each end.
    """
    ### BEGIN SOLUTION
    room = size + 2 * padding - kernel_size  # how far the first position can move
    return room // stride + 1
    ### END SOLUTION


# %% test="output_size_check" points=1
tasks.output_size.check(output_size)

# %% test="output_size_hidden" points=2
# Hidden: other sizes, with steps that do and do not come out even.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    kernels, sizes = hidden.distinct_integers(rng, 3, 9, 6), hidden.distinct_integers(rng, 20, 99, 4)
    stride = hidden.distinct_integers(rng, 2, 4, 3)
    return [
        (224, 11, 4, 0),
        (sizes[0], kernels[0], 1, kernels[0] // 2),
        (sizes[1], kernels[1], stride[0], 0),
        (sizes[2], kernels[2], stride[1], int(rng.integers(1, kernels[2]))),
        (kernels[2] + stride[2] * int(rng.integers(2, 9)), kernels[2], stride[2], 0),  # comes out even
        (kernels[3], kernels[3], 1, 0),
        (kernels[4], kernels[4], kernels[4] - 1, 1),
        (sizes[3], kernels[5], stride[2], int(rng.integers(1, kernels[5]))),
        (1, 1, 1, 0),
    ]


tasks.output_size.check(output_size, cases=hidden.cases("output_size_hidden", tasks.output_size, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# The kernel lies at the very beginning of the padded row. How many pixels are there between its end and the end of
# the row?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Divide that distance by the stride to get the number of whole steps. A person who takes 3 steps has stood in how
# many places?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# For 10 pixels, a kernel of 3, stride 2 and padding 1: the padded row has 12 pixels, the kernel can move by 9, which
# is 4 whole steps (`9 // 2`) and one pixel left over. So there are 5 positions.
#
# </details>

# %% [markdown]
# ### Task 4: slide it with stride and padding
#
# **4 points.** The same as task 2, now with the stride and padding of task 3. This time only the signature is given.
# You may call your own functions.


# %% solution="strided_convolution"
def strided_convolution(image: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """Slide a kernel over an image of one channel.

    Args:
        image: shape (height, width).
        kernel: shape (kernel height, kernel width).
        stride: pixels from one position to the next, downwards and across.
        padding: rows and columns of zeros added on each of the four sides.

    Returns:
        An array with one value for each position of the kernel.
    """
    ### BEGIN SOLUTION
    padded = np.pad(image, padding)
    every_position = convolve(padded, kernel)
    return every_position[::stride, ::stride]
    ### END SOLUTION


# %% test="strided_convolution_check" points=1
tasks.strided_convolution.check(strided_convolution)

# %% test="strided_convolution_hidden" points=2
# Hidden: stride and padding together.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for stride, padding in [(2, 1), (3, 2), (2, 3)]:
        kernel, places = hidden.distinct_integers(rng, padding, padding + 2, 2), hidden.distinct_integers(rng, 4, 6, 2)
        # Downwards the steps come out even, across a pixel is left over.
        height, width = ((count - 1) * stride + size - 2 * padding for count, size in zip(places, kernel, strict=True))
        cases.append((rng.normal(size=(height, width + 1)), rng.normal(size=kernel), stride, padding))
    return cases


tasks.strided_convolution.check(
    strided_convolution, cases=hidden.cases("strided_convolution_hidden", tasks.strided_convolution, hidden_inputs)
)
### END HIDDEN TESTS

# %% test="strided_convolution_hidden_one" points=1
# Hidden: a stride of 1, and no padding.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for stride, padding in [(1, 0), (1, int(rng.integers(1, 3))), (int(rng.integers(2, 4)), 0)]:
        image, kernel = hidden.distinct_integers(rng, 5, 8, 2), hidden.distinct_integers(rng, 2, 4, 2)
        cases.append((rng.normal(size=image), rng.normal(size=kernel), stride, padding))
    return cases


tasks.strided_convolution.check(
    strided_convolution, cases=hidden.cases("strided_convolution_hidden_one", tasks.strided_convolution, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# What do you get if you call `convolve` on an image that has a frame of zeros around it?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `np.pad(image, 2)` adds the frame. With stride 3, result `[1, 2]` comes from the patch that begins in row 3, column
# 6 of the padded image.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Either copy `convolve` and let the patch begin at `row * stride, column * stride`, or compute every position with
# `convolve` and keep every `stride`-th: `result[::stride]` does that for rows.
#
# </details>

# %% [markdown]
# ## Part 2: A layer
#
# ### Worked example: one filter over two channels
#
# An image may have several numbers at each pixel, one per **channel**. The filter then has a weight for each of them:
# it is as deep as the image. Here is an image of 3×3 pixels and two channels, and a filter of 2×2 pixels. Before you
# run the cell: how many numbers does the filter give for one patch, one or two?

# %%
image = np.array([[[1, 0], [2, 1], [0, 3]], [[0, 2], [1, 1], [3, 0]], [[2, 1], [0, 0], [1, 2]]])
filter_weights = np.array([[[1, 2], [3, 1]], [[0, -1], [2, 0]]])
print("image: ", image.shape, " filter:", filter_weights.shape, " (height, width, channels)")

patch = image[1:3, 0:2]
for channel in range(2):
    print(f"channel {channel}:", patch[:, :, channel].tolist(), "on", filter_weights[:, :, channel].tolist(), end=" ")
    print("gives", (patch[:, :, channel] * filter_weights[:, :, channel]).sum())
print("filter:   ", (patch * filter_weights).sum())

# %% [markdown]
# One: the channels are summed as well, $3 + 4 = 7$, and `(patch * filter_weights).sum()` does all of it at once,
# because patch and filter have the same shape. So one filter turns an image of two channels into an output of a
# single one. Two filters would give two, whatever the image has.

# %% [markdown]
# ### Task 5: many images, channels and filters
#
# **5 points.** A convolutional layer has many filters. Each of them looks at all channels, sums over them, adds its
# bias once, and gives one channel of the output. The arrays are laid out as in Keras: images first, channels last.
#
# $$y_{n,i,j,f} = b_f + \sum_{u,v,c} x_{n,\,i+u,\,j+v,\,c}\; w_{u,v,c,f}$$
#
# No padding, and a stride of 1. An aerial patch of sea lions would have shape `(1, 96, 96, 3)`, its first layer
# kernels of shape `(3, 3, 3, 16)`; the check tries smaller arrays.


# %% solution="convolution_layer"
def convolution_layer(images: np.ndarray, kernels: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """The output of a convolutional layer, before the activation.

    Args:
        images: shape (images, height, width, channels).
        kernels: shape (kernel height, kernel width, channels, filters).
        biases: shape (filters,).

    Returns:
        Shape (images, rows, columns, filters).
    """
    ### BEGIN SOLUTION
    kernel_height, kernel_width, _, filters = kernels.shape
    rows, columns = images.shape[1] - kernel_height + 1, images.shape[2] - kernel_width + 1
    result = np.zeros((len(images), rows, columns, filters))
    for row in range(rows):
        for column in range(columns):
            patches = images[:, row : row + kernel_height, column : column + kernel_width]
            result[:, row, column] = np.tensordot(patches, kernels, axes=3) + biases
    return result
    ### END SOLUTION


# %% test="convolution_layer_check" points=2
tasks.convolution_layer.check(convolution_layer)

# %% test="convolution_layer_hidden_gray" points=1
# Hidden: one image with one channel, several filters.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    (height, width), (rows, columns) = hidden.distinct_integers(rng, 5, 8, 2), hidden.distinct_integers(rng, 2, 4, 2)
    filters = int(rng.integers(2, 6))
    kernels = rng.normal(size=(rows, columns, 1, filters))
    return [(rng.normal(size=(1, height, width, 1)), kernels, rng.normal(size=filters))]


of_channels = "bias added per channel; only the first channel; only the last channel; channels averaged"
tasks.convolution_layer.check(
    convolution_layer,
    cases=hidden.cases("convolution_layer_hidden_gray", tasks.convolution_layer, hidden_inputs, passes=of_channels),
)
### END HIDDEN TESTS

# %% test="convolution_layer_hidden" points=2
# Hidden: several images and channels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for filters in [1, *hidden.distinct_integers(rng, 2, 6, 2)]:
        images, channels = hidden.distinct_integers(rng, 2, 4, 2)
        (height, width), kernel = hidden.distinct_integers(rng, 4, 8, 2), hidden.distinct_integers(rng, 1, 4, 2)
        kernels = rng.normal(size=(*kernel, channels, filters))
        cases.append((rng.normal(size=(images, height, width, channels)), kernels, rng.normal(size=filters)))
    return cases


tasks.convolution_layer.check(
    convolution_layer, cases=hidden.cases("convolution_layer_hidden", tasks.convolution_layer, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# For one image and one filter: what shape has the patch, what shape has the filter, and what becomes of their
# product?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Start with four loops (images, rows, columns, filters), and inside them one line as in task 2, plus the bias of that
# filter. `kernels[:, :, :, f]` is one filter, as large as a patch. Get that right before you make it faster.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Let `kh` and `kw` be height and width of a kernel. For `n=0`, `row=1`, `column=2`, `f=3` the number is
# `(images[0, 1:1+kh, 2:2+kw] * kernels[..., 3]).sum() + biases[3]`. Now for all of them.
#
# </details>

# %% [markdown]
# ### Task 6: the parameters of a layer
#
# **3 points.** Task 1 again, for a whole layer. The first layer of LeNet-5 takes digits of 32×32 pixels and one
# channel, and has 6 filters of 5×5. Which of the four numbers matter, and which does not?


# %% solution="layer_parameters"
def layer_parameters(input_size: int, kernel_size: int, in_channels: int, filters: int) -> int:
    """Numbers that a convolutional layer learns, biases included.

    Args:
        input_size: height and width of the image; no padding, stride 1.
        kernel_size: height and width of each filter.
        in_channels: channels of the image.
        filters: filters of the layer.
    """
    ### BEGIN SOLUTION
    return filters * filter_parameters(kernel_size, in_channels)
    ### END SOLUTION


# %% test="layer_parameters_check" points=1
tasks.layer_parameters.check(layer_parameters)

# %% test="layer_parameters_hidden" points=2
# Hidden: other layers.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    inputs, channels = hidden.distinct_integers(rng, 12, 99, 4), hidden.distinct_integers(rng, 2, 99, 4)
    kernels, filters = hidden.distinct_integers(rng, 2, 9, 4), hidden.distinct_integers(rng, 2, 99, 5)
    return [
        (inputs[0], kernels[0], 1, filters[0]),
        (inputs[1], kernels[1], channels[0], filters[1]),
        (inputs[2], 1, channels[1], filters[2]),
        (kernels[2], kernels[2], channels[2], filters[3]),
        (inputs[3], kernels[3], channels[3], filters[4]),
    ]


tasks.layer_parameters.check(
    layer_parameters, cases=hidden.cases("layer_parameters_hidden", tasks.layer_parameters, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A layer has six filters. Does the second one learn anything that the first has learnt already?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Every filter has weights and a bias of its own. Every *position* uses the same ones.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# You have counted one filter in task 1. How often do you need that number? The size of the image is not in the
# answer.
#
# </details>

# %% [markdown]
# ### Task 7: the matrix of a convolution
#
# **5 points.** A convolution is linear: it can be written as a matrix that multiplies the image, written out as one
# long vector row by row (`image.reshape(-1)`). Then for every image
#
# $$A \cdot \mathrm{vec}(x) = \mathrm{vec}(\mathrm{convolve}(x, w))$$
#
# Row $r$ of $A$ belongs to the $r$-th output value, column $c$ to the $c$-th pixel. Build $A$ for one channel, stride
# 1 and no padding. A NumPy array is meant; a sparse matrix of SciPy is accepted as well.


# %% solution="convolution_matrix"
def convolution_matrix(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    """The matrix that multiplies `image.reshape(-1)` to give `convolve(image, kernel).reshape(-1)`.

    Args:
        kernel: shape (kernel height, kernel width).
        height: height of the image.
        width: width of the image.

    Returns:
        Shape (output values, pixels).
    """
    ### BEGIN SOLUTION
    kernel_height, kernel_width = kernel.shape
    rows, columns = height - kernel_height + 1, width - kernel_width + 1
    matrix = np.zeros((rows, columns, height, width))
    for row in range(rows):
        for column in range(columns):
            matrix[row, column, row : row + kernel_height, column : column + kernel_width] = kernel
    return matrix.reshape(rows * columns, height * width)
    ### END SOLUTION


# %% test="convolution_matrix_check" points=2
tasks.convolution_matrix.check(convolution_matrix)

# %% test="convolution_matrix_hidden" points=3
# Hidden: other kernels and images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    side = hidden.distinct_integers(rng, 3, 5, 2)
    return [
        (rng.normal(size=(2, 2)), side[0], side[0]),
        (rng.normal(size=(3, 2)), *hidden.distinct_integers(rng, 3, 6, 2)),
        (rng.normal(size=(2, rng.integers(3, 5))), *hidden.distinct_integers(rng, 4, 6, 2)),
        (rng.normal(size=(1, rng.integers(2, 4))), side[1] - 1, side[1] + 1),
    ]


tasks.convolution_matrix.check(
    convolution_matrix, cases=hidden.cases("convolution_matrix_hidden", tasks.convolution_matrix, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Take an image of 3×4 pixels and a kernel of 2×2. Which pixels does the first output value see, and what are their
# numbers if you count the pixels row by row?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The pixel in row $i$, column $j$ has number $i \cdot \text{width} + j$. In the question above the first output value
# sees pixels 0, 1, 4 and 5, so the first row of $A$ has the four weights in these columns and zeros elsewhere.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# For the image of 3×4 pixels, output value (1, 2) is line 5 of the matrix, because a row of the output has 3 values;
# its weight `kernel[1, 0]` stands in column 10. Find the rule behind the 5 and the 10, and loop over all positions and
# all weights.
#
# </details>

# %% [markdown]
# When task 7 is right, look at what you have built. Which entries are zero, and which are the same number? The first
# is called **sparse connectivity**, the second **weight sharing**. The last line compares two independent ways to the
# same result.

# %%
small = np.arange(12.0).reshape(3, 4)
kernel = np.array([[1.0, 2.0], [3.0, 4.0]])
matrix = convolution_matrix(kernel, 3, 4)
print(matrix.astype(int))
assert np.allclose(matrix @ small.reshape(-1), convolve(small, kernel).reshape(-1))

# %% [markdown]
# ### Task 8: and without sharing?
#
# **3 points.** Sharing rests on an assumption: what is worth finding in one place is worth finding everywhere. For
# sea lions on a beach that holds. For wafers it need not: at the edge other defects arise than in the middle. Suppose
# then that each output value keeps its small patch but gets **weights and a bias of its own**. How many parameters
# does the layer of task 6 have now? (Padding 0, stride 1. The function of task 3 is yours to use;
# `coursekit.network.output_size` is not.)


# %% solution="unshared_parameters"
def unshared_parameters(input_size: int, kernel_size: int, in_channels: int, filters: int) -> int:
    """Parameters of a layer with the connections of a convolution, but without weight sharing.

    Args:
        input_size: height and width of the image; no padding, stride 1.
        kernel_size: height and width of each patch.
        in_channels: channels of the image.
        filters: output channels.
    """
    ### BEGIN SOLUTION
    positions = output_size(input_size, kernel_size, 1, 0) ** 2
    units = positions * filters
    return units * filter_parameters(kernel_size, in_channels)
    ### END SOLUTION


# %% test="unshared_parameters_check" points=1
tasks.unshared_parameters.check(unshared_parameters)

# %% test="unshared_parameters_hidden" points=2
# Hidden: other layers.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    inputs, filters = hidden.distinct_integers(rng, 10, 64, 3), hidden.distinct_integers(rng, 2, 12, 4)
    kernels, channels = hidden.distinct_integers(rng, 2, 7, 3), hidden.distinct_integers(rng, 2, 9, 3)
    return [
        (inputs[0], kernels[0], 1, filters[0]),
        (inputs[1], kernels[1], channels[0], filters[1]),
        (kernels[2], kernels[2], channels[1], filters[2]),
        (inputs[2], 1, channels[2], filters[3]),
    ]


tasks.unshared_parameters.check(
    unshared_parameters, cases=hidden.cases("unshared_parameters_hidden", tasks.unshared_parameters, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# How many numbers does the layer give for one image? In LeNet's first layer they form 6 maps.
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Every one of these numbers is now a unit with its own filter. You know what one filter costs.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# With 8×8 pixels, one channel and four filters of 3×3 there are $6 \cdot 6 \cdot 4 = 144$ units, and each of them
# learns $3 \cdot 3 + 1$ numbers.
#
# </details>

# %% [markdown]
# ## Part 3: A network
#
# ### Task 9: count a whole network
#
# **5 points.** A network is given as a list of layers, each a dictionary. Go through it and add up. These layers
# occur, with all their keys:
#
# | layer | keys | what it does to the size |
# |---|---|---|
# | `"Conv"` | `filters`, `kernel_size`, `strides`, `padding` | `"valid"`: see task 3, no padding; `"same"`: see below |
# | `"MaxPool"` | `pool_size` | size / pool_size, rounded down |
# | `"Flatten"` | | makes one long vector of height × width × channels |
# | `"Dense"` | `units` | each unit sees the whole vector in front of it, and has a bias |
#
# With `"same"` the new size is size / strides, rounded up, whatever the kernel. An example of a layer is
# `{"layer": "Conv", "filters": 6, "kernel_size": 5, "strides": 1, "padding": "same"}`. Images may be
# wider than high. The check counts a small network for 8×8 digits, the modern LeNet-5, one for images of wafers, and
# one whose sizes do not come out even. `coursekit.network` and `coursekit.parameters` are refused as before.


# %% solution="network_parameters"
def network_parameters(input_shape: tuple[int, int, int], layers: list[dict]) -> int:
    """Numbers that a network learns, biases included.

    Args:
        input_shape: (height, width, channels) of the image.
        layers: one dictionary per layer, see the table above.
    """
    ### BEGIN SOLUTION
    height, width, channels = input_shape
    inputs = 0  # length of the vector, once there is one
    total = 0
    for layer in layers:
        if layer["layer"] == "Conv":
            total += layer["filters"] * filter_parameters(layer["kernel_size"], channels)
            step = layer["strides"]
            if layer["padding"] == "same":
                height, width = (height + step - 1) // step, (width + step - 1) // step
            else:
                height = output_size(height, layer["kernel_size"], step, 0)
                width = output_size(width, layer["kernel_size"], step, 0)
            channels = layer["filters"]
        elif layer["layer"] == "MaxPool":
            height, width = height // layer["pool_size"], width // layer["pool_size"]
        elif layer["layer"] == "Flatten":
            inputs = height * width * channels
        elif layer["layer"] == "Dense":
            total += (inputs + 1) * layer["units"]
            inputs = layer["units"]
    return total
    ### END SOLUTION


# %% test="network_parameters_check" points=1
tasks.network_parameters.check(network_parameters)

# %% test="network_parameters_hidden_convolutions" points=1
# Hidden: convolutions and pooling, one after the other.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    kernels, filters = hidden.distinct_integers(rng, 2, 5, 3), hidden.distinct_integers(rng, 8, 128, 3)
    convolutions = [
        {"layer": "Conv", "filters": count, "kernel_size": size, "strides": 1, "padding": "same"}
        for count, size in zip(filters, kernels, strict=True)
    ]
    blocks = [*convolutions[:2], {"layer": "MaxPool", "pool_size": int(rng.integers(2, 4))}, convolutions[2]]
    size, width, height = hidden.distinct_integers(rng, 24, 224, 3)
    return [((height, width, 3), blocks), ((size, size, 1), blocks[:1])]


counts = "bias forgotten; channels of the input everywhere; pooling has a kernel; pooling as in 1998"
tasks.network_parameters.check(
    network_parameters,
    cases=hidden.cases(
        "network_parameters_hidden_convolutions", tasks.network_parameters, hidden_inputs, catches=counts
    ),
)
### END HIDDEN TESTS

# %% test="network_parameters_hidden_dense" points=1
# Hidden: dense layers, with and without convolutions in front.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sizes, units, kernel_size = (
        hidden.distinct_integers(rng, 6, 12, 2),
        hidden.distinct_integers(rng, 5, 40, 2),
        int(rng.integers(3, 6)),
    )
    mlp = [{"layer": "Flatten"}, *({"layer": "Dense", "units": count} for count in units)]
    filters = int(rng.integers(2, 9))
    first = {"layer": "Conv", "filters": filters, "kernel_size": kernel_size, "strides": 1, "padding": "valid"}
    return [((sizes[0], sizes[0], 1), mlp), ((sizes[1], sizes[1], 3), [first, *mlp])]


dense = "bias forgotten; dense fed with channels only; dense fed with the first vector"
tasks.network_parameters.check(
    network_parameters,
    cases=hidden.cases("network_parameters_hidden_dense", tasks.network_parameters, hidden_inputs, catches=dense),
)
### END HIDDEN TESTS

# %% test="network_parameters_hidden_sizes" points=2
# Hidden: strides, pooling and padding that do not come out even; images that are not square.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    filters, units = hidden.distinct_integers(rng, 3, 9, 3), hidden.distinct_integers(rng, 2, 9, 3)
    odd = [
        {"layer": "Conv", "filters": filters[0], "kernel_size": 3, "strides": 2, "padding": "same"},
        {"layer": "MaxPool", "pool_size": 2},
        {"layer": "Conv", "filters": filters[1], "kernel_size": 2, "strides": 2, "padding": "valid"},
        {"layer": "Flatten"},
        {"layer": "Dense", "units": units[0]},
    ]
    pooled = [{"layer": "MaxPool", "pool_size": 3}, {"layer": "Flatten"}, {"layer": "Dense", "units": units[1]}]
    even = [
        {"layer": "Conv", "filters": filters[2], "kernel_size": 2, "strides": 2, "padding": "same"},
        {"layer": "Flatten"},
        {"layer": "Dense", "units": units[2]},
    ]
    sizes = hidden.distinct_integers(rng, 21, 99, 9)
    halves = hidden.distinct_integers(rng, 3, 9, 2)
    cases = [((2 * halves[0], 2 * halves[1], 1), even), ((sizes[0], sizes[0], 3), odd)]
    cases += [((*sizes[place : place + 2], 3), odd) for place in (1, 3, 5)]
    return [*cases, ((*sizes[7:], 2), pooled)]


tasks.network_parameters.check(
    network_parameters,
    cases=hidden.cases(
        "network_parameters_hidden_sizes",
        tasks.network_parameters,
        hidden_inputs,
        passes="dense fed with the first vector",
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Which numbers do you have to know about the image when you arrive at a layer, to count it?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Keep `height`, `width` and `channels` in variables and update them at every layer. A convolution changes the
# channels to its number of filters; pooling learns nothing but changes height and width; after `Flatten` only the
# length of the vector counts.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# In the modern LeNet-5 on 28×28 digits the sizes are 28, 14, 10 and 5, so the first dense layer sees $5 \cdot 5 \cdot
# 16 = 400$ numbers and has $(400 + 1) \cdot 120$ parameters. Print the sizes of your function and compare. Rounding
# up without floats: `(size + strides - 1) // strides`.
#
# </details>

# %% [markdown]
# ### Task 10: a network for a budget
#
# **4 points.** This one is open: there are many right answers. A camera on a drone, or a tester beside a wafer line,
# has little memory: your network may have at most `budget` parameters, and it should use at least 80 % of them. Build
# a Keras model out of stock layers that
#
# - takes images of `input_shape` and gives `classes` probabilities (softmax at the end),
# - has at least two `Conv2D` layers of at least 4 filters each, with something that is not linear between any two,
# - has at most `budget` parameters and at least 80 % of that number.
#
# It should do so for **all** images of at least 8×8 pixels with 1 to 4 channels, for 2 to 20 classes and for budgets
# from 1,500 up. Use layers, not operations: `keras.layers.ReLU()`, not `keras.ops.relu`.
#
# Work out the size *before* you build, with your functions from above. Keras' own counts (`count_params`, `summary`)
# are refused here, and so is `coursekit`. The next cell takes a few seconds the first time.

# %% locked="import_keras" tags=["nbval-ignore-output"]
from coursekit import device

print(device.start())
import keras


# %% solution="build_classifier"
def build_classifier(input_shape: tuple[int, int, int], classes: int, budget: int) -> keras.Model:
    """A convolutional classifier that makes good use of a budget of parameters.

    Args:
        input_shape: (height, width, channels) of the images.
        classes: number of classes.
        budget: largest number of parameters allowed.
    """
    ### BEGIN SOLUTION
    channels = input_shape[2]

    def size(filters: int) -> int:
        convolutions = filters * (filter_parameters(3, channels) + filter_parameters(3, filters))
        return convolutions + (filters + 1) * classes  # global pooling leaves one number per filter

    filters = 4
    while size(filters + 1) <= budget:
        filters += 1
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(filters, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(filters, 3, padding="same", activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% test="build_classifier_check" points=2
tasks.build_classifier.check(build_classifier)

# %% test="build_classifier_hidden" points=2
# Hidden: other images and budgets.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_classifier_hidden")
(side, small), (height, width) = hidden.distinct_integers(rng, 24, 40, 2), hidden.distinct_integers(rng, 44, 64, 2)
small = small // 4
classes = [int(rng.integers(2, 5)), int(rng.integers(8, 12)), int(rng.integers(16, 21))]
budgets = [int(rng.integers(2_200, 3_000)), int(rng.integers(40_000, 60_000)), int(rng.integers(1_400, 1_900))]
shapes = [(side, side, 3), (height, width, 1), (small, small, 4)]
tasks.build_classifier.check(build_classifier, cases=zip(shapes, classes, budgets, strict=True))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Suppose that both convolutions have $f$ filters of 3×3. How does the number of parameters depend on $f$?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `Flatten` hands a dense layer height·width·$f$ numbers, and that swallows the budget of large images.
# `keras.layers.GlobalAveragePooling2D()` leaves one number per map. Then the count no longer depends on the image
# size.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Write a small function for the size with $f$ filters: $f$ times `filter_parameters` for each convolution, and $(f +
# 1) \cdot$ `classes` for the dense layer. Increase $f$ as long as the next size still fits the budget, and build the
# model with that $f$.
#
# </details>

# %% [markdown]
# ### Task 11: bug hunt
#
# **5 points.** A colleague counts the layers of newer networks: for each layer the number of **all** parameters and
# of the **trainable** ones. The draft below runs without complaint, the table that it prints looks wrong, and it is,
# in several places. Diagnose it: compare with what Keras says, and find out for each layer what was counted twice, or
# left out.


# %% locked="draft"
def draft_counts(layer: dict, in_channels: int) -> tuple[int, int]:
    """A colleague's draft. It runs, and it is wrong."""
    kind = layer["layer"]
    if kind == "Conv":
        total = layer["kernel_size"] ** 2 * in_channels * layer["filters"] + layer["filters"]
        return total, total
    if kind == "DepthwiseConv":
        total = layer["kernel_size"] ** 2 * in_channels * in_channels + in_channels
        return total, total
    if kind == "SeparableConv":
        total = layer["kernel_size"] ** 2 * in_channels + layer["filters"]
        return total, total
    if kind == "BatchNorm":
        return 2 * in_channels, 2 * in_channels
    raise ValueError(f"There is no count for {kind!r} yet.")


print("groups:    ", draft_counts({"layer": "Conv", "filters": 256, "kernel_size": 5, "groups": 2}, 96))
print("depthwise: ", draft_counts({"layer": "DepthwiseConv", "kernel_size": 3}, 32))
print("separable: ", draft_counts({"layer": "SeparableConv", "filters": 64, "kernel_size": 3}, 32))
print("batch norm:", draft_counts({"layer": "BatchNorm"}, 64))

# %% [markdown]
# Keras says something else for these four layers:
#
# | layer | all | trainable |
# |---|---|---|
# | AlexNet's second convolution, two groups | 307,456 | 307,456 |
# | depthwise, 3×3 on 32 channels | 320 | 320 |
# | separable, 3×3 from 32 to 64 channels | 2,400 | 2,400 |
# | batch normalisation of 64 channels | 256 | 128 |
#
# Copy the draft into the next cell, rename it, and repair it. Change as little as you can.


# %% solution="layer_counts"
def layer_counts(layer: dict, in_channels: int) -> tuple[int, int]:
    """All parameters of a layer, and the trainable ones.

    Args:
        layer: a dictionary as in the draft; "Conv" always has `groups`.
        in_channels: channels of its input; `groups` divides them.
    """
    ### BEGIN SOLUTION
    kind = layer["layer"]
    if kind == "Conv":
        seen = in_channels // layer["groups"]
        total = layer["filters"] * filter_parameters(layer["kernel_size"], seen)
        return total, total
    if kind == "DepthwiseConv":
        total = in_channels * filter_parameters(layer["kernel_size"], 1)
        return total, total
    if kind == "SeparableConv":
        depthwise = layer["kernel_size"] * layer["kernel_size"] * in_channels
        total = depthwise + layer["filters"] * filter_parameters(1, in_channels)
        return total, total
    if kind == "BatchNorm":
        return 4 * in_channels, 2 * in_channels
    raise ValueError(f"There is no count for {kind!r} yet.")
    ### END SOLUTION


# %% test="layer_counts_check" points=1
tasks.layer_counts.check(layer_counts)

# %% test="layer_counts_hidden_groups" points=1
# Hidden: convolutions with groups.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for groups, kernel_size in [(hidden.distinct_integers(rng, 2, 5, 1)[0], 3), (4, 1), (1, 5)]:
        filters, channels = (groups * size for size in hidden.distinct_integers(rng, 2, 16, 2))
        cases.append(({"layer": "Conv", "filters": filters, "kernel_size": kernel_size, "groups": groups}, channels))
    return cases


of_groups = "groups ignored; filters divided by groups; biases divided by groups; the draft as it was"
tasks.layer_counts.check(
    layer_counts,
    cases=hidden.cases("layer_counts_hidden_groups", tasks.layer_counts, hidden_inputs, catches=of_groups),
)
### END HIDDEN TESTS

# %% test="layer_counts_hidden_separable" points=2
# Hidden: depthwise and separable convolutions.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    channels, kernels = hidden.distinct_integers(rng, 3, 96, 4), hidden.distinct_integers(rng, 2, 7, 4)
    depthwise = [{"layer": "DepthwiseConv", "kernel_size": size} for size in kernels[:2]]
    separable = [
        {"layer": "SeparableConv", "filters": filters, "kernel_size": size}
        for filters, size in zip(hidden.distinct_integers(rng, 3, 128, 2), kernels[2:], strict=True)
    ]
    return zip(depthwise + separable, channels, strict=True)


of_both = (
    "depthwise counted as a full convolution; one bias in the depthwise layer; "
    "separable counted as depthwise only; a bias between the halves; the draft as it was"
)
tasks.layer_counts.check(
    layer_counts,
    cases=hidden.cases("layer_counts_hidden_separable", tasks.layer_counts, hidden_inputs, catches=of_both),
)
### END HIDDEN TESTS

# %% test="layer_counts_hidden_norm" points=1
# Hidden: batch normalisation.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

channels = hidden.distinct_integers(hidden.generator("layer_counts_hidden_norm"), 2, 512, 2)
tasks.layer_counts.check(layer_counts, cases=[({"layer": "BatchNorm"}, count) for count in channels])
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# By which factor is each number of the draft too large or too small, and what in the layer has that size?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# This is what the layers do. Which line of the draft does something else?
#
# - A convolution with `groups` splits the channels into that many equal parts; each filter sees one part only.
# - A depthwise convolution has one kernel for each channel, which sees that channel only, and a bias per channel.
# - A separable convolution is a depthwise one *without* bias, followed by a 1×1 convolution to `filters` channels
#   with biases.
# - Batch normalisation has four numbers per channel: a scale and a shift that are learnt, and a moving mean and a
#   moving variance that are only measured.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# One layer, completely: with groups the draft has 614,656, of which 256 are biases; Keras has 307,456, and again 256
# are biases. So the weights are twice too many, and there are 2 groups: a filter sees
# `in_channels // layer["groups"]` channels, not `in_channels`. Ask in the same way for the other three: how many of
# the parameters are biases, by which factor or by how much are the rest off, and which number of the layer is that?
#
# </details>

# %% [markdown]
# ## What you have learnt
#
# - A filter learns $k \cdot k \cdot C + 1$ numbers, a layer that times its filters. The size of the image is not in
#   it.
# - A kernel has $\lfloor (n + 2p - k)/s \rfloor + 1$ positions along a row of $n$ pixels: the 55 of AlexNet need 227
#   pixels without padding, or 224 with a padding of 2; the paper says 224 and names none.
# - A convolution is a matrix: sparse, because each output sees a patch; with repeated values, because the weights are
#   shared. For the first layer of LeNet-5 sharing takes 122,304 parameters down to 156.
# - In a network the convolutions set the size of what the first dense layer sees, and that layer often costs most.
# - Groups and depthwise kernels save weights by leaving out connections, not by sharing. Moving statistics are
#   parameters that nothing trains.
#
# Look back at the five objectives and name for each the task in which you did it: where none comes to mind is the
# place to read again. The next exercise asks how much of the image a unit deep in the network can see.
