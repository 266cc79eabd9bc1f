# %% [markdown]
# # Exercise 02: What a unit sees
#
# To find a sea lion in an aerial image, a network must have units that see a whole one. Yet a unit looks only at a few
# numbers of the layer in front of it, and those looked at a few numbers each. How much of the image is that in the
# end, which part of it, and which of its pixels? Here you build the answer layer by layer, until you can choose a
# network for an animal of a given length.
#
# **Time:** about 2 hours; after part 1 is a good place for a break. **Hardware:** any laptop, no GPU, no network.
#
# **You will be able to**
#
# 1. compute receptive field and jump of a stack of layers, by hand and in code, with pooling, stride and dilation;
# 2. predict where a unit looks: its start, its centre and its box in the image, at the border too;
# 3. find out which pixels a unit really sees, and where dilation leaves holes;
# 4. compute what a unit sees behind several branches, and say whether these are aligned;
# 5. design a network for a given receptive field, and diagnose a function that computes it wrongly.
#
# **How it works.** As in exercise 01: complete the function, run its cell, then run the check below it as often as you
# like. Hidden checks try the same function on other inputs, and give points too.
#
# If you are stuck, open the hints below a task one at a time. The first is a question. Work with plain Python, NumPy
# and your own functions: everything in `coursekit` is refused (such as `receptive_field.of`, `table` and `stacks`).

# %% locked="imports"
import numpy as np

from coursekit.receptive_field import tasks

# %% [markdown]
# ## Part 1: How much?
#
# ### Worked example: two layers on a row of pixels
#
# A **unit** is one number of a feature map. Its **receptive field** is the pixels of the image that can change it. We
# look at one direction only: height and width follow the same rules, each for itself.
#
# A first layer has kernels of 3 pixels and a stride of 2, so that its unit $i$ sees the pixels $2i$, $2i + 1$ and
# $2i + 2$. A second layer has kernels of 3 as well: each of its units sees what three neighbours of the first layer
# see. How many pixels is that? Nine? Draw it on paper, then run the next cell.


# %% locked="drawing"
def drawn(seen, pixels: int) -> str:
    """A row of pixels: `#` for those that are seen."""
    return "".join("#" if pixel in seen else "." for pixel in range(pixels))


# %%
first = [{2 * i, 2 * i + 1, 2 * i + 2} for i in range(5)]
second = [first[i] | first[i + 1] | first[i + 2] for i in range(3)]

for i, seen in enumerate(first):
    print(f"first layer,  unit {i}:", drawn(seen, 11))
for i, seen in enumerate(second):
    print(f"second layer, unit {i}:", drawn(seen, 11), len(seen))

# %% [markdown]
# Seven, because neighbours overlap. The first of the three sees 3 pixels; from there it is 2 steps to the third, and
# each step is 2 pixels: $3 + 2 \cdot 2 = 7$. Tempting: to let every one of the three add a step, or to count a step as
# one pixel.
#
# Two numbers describe the units of a layer:
#
# - the **size** $r$ of the receptive field: pixels from the first that a unit sees to the last;
# - the **jump** $j$, also called effective stride: how many pixels further on the next unit looks.
#
# Part 2 adds the **start** $u$ and the **centre** $c$. In code they are `size`, `jump`, `start` and `centre`.
#
# The units of the first layer have $r = 3$ and $j = 2$. The image itself is the simplest layer: its units are the
# pixels, with $r = 1$ and $j = 1$.

# %% [markdown]
# ### Task 1: one layer more
#
# **2 points.** A layer lies on units of size `size` that are `jump` pixels apart. How many pixels do its own units
# see? Fill in the two blanks. The worked example was `one_layer_more(3, 2, 3)`, which is 7.


# %% solution="one_layer_more"
def one_layer_more(size: int, jump: int, kernel_size: int) -> int:
    """What a unit of the next layer sees, in pixels.

    Args:
        size: what a unit in front of that layer sees.
        jump: distance of neighbouring units in front of that layer, in pixels.
        kernel_size: how many of them the next layer looks at.
    """
    # Blank 1: steps = ..., from the first unit under the kernel to the last
    ### BEGIN SOLUTION
    steps = kernel_size - 1
    ### END SOLUTION
    # Blank 2: wider = ..., what these steps add, in pixels
    ### BEGIN SOLUTION
    wider = steps * jump
    ### END SOLUTION
    return size + wider


# %% test="one_layer_more_check" points=1
tasks.one_layer_more.check(one_layer_more)

# %% test="one_layer_more_hidden" points=1
# Hidden: other sizes, jumps and kernels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sizes, jumps = hidden.distinct_integers(rng, 4, 50, 5), hidden.distinct_integers(rng, 2, 16, 5)
    kernels = [*hidden.distinct_integers(rng, 3, 11, 3), 1, 4]
    return [*zip(sizes, jumps, kernels, strict=True), (1, 1, int(rng.integers(5, 13)))]


tasks.one_layer_more.check(
    one_layer_more, cases=hidden.cases("one_layer_more_hidden", tasks.one_layer_more, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Five street lamps stand in a row, 20 metres apart. How far is it from the first to the last?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The first unit under the kernel sees its pixels already. Every further one sees as many, only a jump further on: what
# is new is what the last one has beyond the first.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Four units that see 5 pixels each and are 2 pixels apart: their fields begin at 0, 2, 4 and 6. The last one ends
# behind pixel 10, so together they see 11 pixels.
#
# </details>

# %% [markdown]
# ### Task 2: how far apart are neighbours?
#
# **3 points.** Task 1 takes the jump as given. It comes from the strides: a layer with stride 2 uses every second unit
# in front of it. Return the jump *behind* each layer of a stack. Fill in the two blanks.
#
# Three layers with strides 2, 1 and 2: the first gives 2, the second keeps it. What does the third make of it?


# %% solution="jumps"
def jumps(strides: list[int]) -> list[int]:
    """The distance of neighbouring units behind each layer, in pixels.

    Args:
        strides: the stride of each layer, the first layer first.
    """
    behind = []
    # Blank 1: jump = ..., the distance of neighbours in the image itself
    ### BEGIN SOLUTION
    jump = 1
    ### END SOLUTION
    for stride in strides:
        # Blank 2: jump = ..., the distance of neighbours behind this layer
        ### BEGIN SOLUTION
        jump *= stride
        ### END SOLUTION
        behind.append(jump)
    return behind


# %% test="jumps_check" points=1
tasks.jumps.check(jumps)

# %% test="jumps_hidden" points=2
# Hidden: other stacks.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    lists = [rng.integers(2, 4, size=2), rng.permutation([1, 1, 2, 3, 4]), rng.permutation([1, 1, 1, 2, 2, 3])]
    return [(strides.tolist(),) for strides in lists] + [([int(rng.integers(3, 7))],)]


tasks.jumps.check(jumps, cases=hidden.cases("jumps_hidden", tasks.jumps, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Units are 4 pixels apart. A layer uses every second of them. How far apart are the ones that it uses?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# A layer's stride counts units of the layer in front of it, and each of these steps is as wide as the jump there. In
# the image neighbours are one pixel apart.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Strides 3, 2, 1 and 2: neighbours are 3 pixels apart, then 6, still 6, then 12.
#
# </details>

# %% [markdown]
# ### By hand: three convolutions, with and without pooling
#
# Now both together. On paper, fill in what is missing: a convolution of 5×5 and two of 3×3, and the same with max
# pooling of stride 2 between them. For a unit that pools, as for any other, the question is what it looks at.
#
# | layer | kernel | stride | jump in front | adds | size | jump behind |
# |---|---|---|---|---|---|---|
# | image | | | | | 1 | 1 |
# | convolution | 5 | 1 | 1 | 4 · 1 | 5 | 1 |
# | convolution | 3 | 1 | 1 | ? | ? | ? |
# | convolution | 3 | 1 | ? | ? | ? | ? |
#
# | layer | kernel | stride | jump in front | adds | size | jump behind |
# |---|---|---|---|---|---|---|
# | image | | | | | 1 | 1 |
# | convolution | 5 | 1 | 1 | 4 · 1 | 5 | 1 |
# | pooling | 3 | 2 | 1 | 2 · 1 | 7 | 2 |
# | convolution | 3 | 1 | ? | ? | ? | ? |
# | pooling | 2 | 2 | ? | ? | ? | ? |
# | convolution | 3 | 1 | ? | ? | ? | ? |

# %% [markdown]
# ### Task 3: a whole stack
#
# **4 points.** Write down as a function what you did by hand. Only the signature is given this time. A layer is a tuple
# of its kind, its kernel size (for pooling: the pool size) and its stride, such as `("conv", 3, 1)` or
# `("pool", 2, 2)`. The check holds your two stacks, an old network for digits (LeNet-5), the beginning of a newer one
# (ResNet), and a stack with a stride of 3.


# %% solution="receptive_field_size"
def receptive_field_size(layers: list[tuple[str, int, int]]) -> int:
    """What a unit of the last layer sees, in pixels.

    Args:
        layers: (kind, kernel size, stride) of each layer, the first layer first; the kind is "conv" or "pool".
    """
    ### BEGIN SOLUTION
    pixels, apart = 1, 1
    for _, window, stride in layers:
        pixels = one_layer_more(pixels, apart, window)
        apart *= stride
    return pixels
    ### END SOLUTION


# %% test="receptive_field_size_check" points=1
tasks.receptive_field_size.check(receptive_field_size)

# %% test="receptive_field_size_hidden_convolutions" points=1
# Hidden: convolutions only, with and without strides.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for strides in ([1, 1], [2, 2, 1], [*rng.permutation([3, 2, 1]).tolist(), 1]):
        kernels = hidden.distinct_integers(rng, 2, 6, len(strides))
        cases.append(([("conv", kernel, stride) for kernel, stride in zip(kernels, strides, strict=True)],))
    return cases


tasks.receptive_field_size.check(
    receptive_field_size,
    cases=hidden.cases(
        "receptive_field_size_hidden_convolutions",
        tasks.receptive_field_size,
        hidden_inputs,
        passes="pooling ignored; pooling only steps",
    ),
)
### END HIDDEN TESTS

# %% test="receptive_field_size_hidden" points=2
# Hidden: deep networks with pooling.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for blocks in (5, 3, 2):
        stack = [("conv", int(rng.integers(5, 12)), int(rng.integers(1, 5)))] if blocks < 5 else []
        for _ in range(blocks):
            stack += [("conv", int(rng.choice([3, 3, 5])), 1)] * int(rng.integers(1, 4))
            stack.append(("pool", int(rng.integers(2, 4)), 2))
        cases.append((stack,))
    return cases


tasks.receptive_field_size.check(
    receptive_field_size, cases=hidden.cases("receptive_field_size_hidden", tasks.receptive_field_size, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Which two numbers do you have to carry from row to row of your table? What are they before the first layer?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Update both at each layer: the size as in task 1, the jump as in task 2. The size needs the jump of the units that
# the kernel *lies on*. Which of the two do you have to update first, then? And is there anything that pooling does
# differently?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Kernel 5 with stride 3, then kernel 2 with stride 1: the first layer adds $4 \cdot 1$, the second $1 \cdot 3$, so that
# its units see 8 pixels. The stride of the first layer does not count for its own kernel, and all kernels behind it
# feel it.
#
# </details>

# %% [markdown]
# When task 3 is right, compare with your tables, layer by layer. The last line puts two more convolutions of 3 behind
# each stack, with pooling of 2 in the second. Guess what they see, then run the cell.

# %%
plain = [("conv", 5, 1), ("conv", 3, 1), ("conv", 3, 1)]
pooled = [("conv", 5, 1), ("pool", 3, 2), ("conv", 3, 1), ("pool", 2, 2), ("conv", 3, 1)]
for stack in (plain, pooled):
    print([receptive_field_size(stack[:depth]) for depth in range(1, len(stack) + 1)])
deeper = [plain + plain[1:], pooled + pooled[3:] * 2]
print("five convolutions:", [receptive_field_size(stack) for stack in deeper])

# %% [markdown]
# A convolution of 3 adds 2 pixels as long as all strides are 1. A pooling adds little by itself, and doubles what every
# layer *behind* it adds: 13 pixels against 81 for five convolutions. It does not double the size: whoever thought so
# has 26 in place of 21 in the second table. (And did you need the kind of a layer?)

# %% [markdown]
# ### Task 4: with holes between the weights
#
# **4 points.** A convolution with **dilation** $d$ looks at every $d$-th unit: with kernel size 3 and $d = 2$ at units
# 0, 2 and 4, then moves on by its stride. From here on the kind of a layer plays no part, and a layer is four numbers:
# `(kernel_size, stride, padding, dilation)`. Return the size *and* the jump. Which of the four numbers matters for
# neither of them?


# %% solution="size_and_jump"
def size_and_jump(layers: list[tuple[int, int, int, int]]) -> tuple[int, int]:
    """What a unit of the last layer sees, and how far apart neighbouring units are, in pixels.

    Args:
        layers: (kernel_size, stride, padding, dilation) of each layer, the first layer first.
    """
    ### BEGIN SOLUTION
    pixels, apart = 1, 1
    for window, stride, _, dilation in layers:
        pixels = one_layer_more(pixels, dilation * apart, window)
        apart *= stride
    return pixels, apart
    ### END SOLUTION


# %% test="size_and_jump_check" points=1
tasks.size_and_jump.check(size_and_jump)

# %% test="size_and_jump_hidden_dilation" points=1
# Hidden: one layer with dilation.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    kernels, rates = hidden.distinct_integers(rng, 2, 5, 3), hidden.distinct_integers(rng, 2, 6, 3)
    return [
        ([(kernel, stride, padding, rate)],)
        for kernel, stride, padding, rate in zip(kernels, (1, 2, 1), (0, 3, 0), rates, strict=True)
    ]


tasks.size_and_jump.check(
    size_and_jump,
    cases=hidden.cases(
        "size_and_jump_hidden_dilation",
        tasks.size_and_jump,
        hidden_inputs,
        passes=("jump left out of the size; jump of the last layer only; last stride for the jump"),
    ),
)
### END HIDDEN TESTS

# %% test="size_and_jump_hidden" points=2
# Hidden: stacks with everything in them.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for count in (4, 7, 3):
        kernels, paddings = rng.integers(2, 8, size=count).tolist(), rng.integers(0, 4, size=count).tolist()
        strides = rng.permutation([3, 2, 2, *[1] * (count - 3)]).tolist()
        rates = rng.permutation([1, 2, int(rng.integers(3, 7)), *[1] * (count - 3)]).tolist()
        cases.append(([*zip(kernels, strides, paddings, rates, strict=True)],))
    return cases


tasks.size_and_jump.check(size_and_jump, cases=hidden.cases("size_and_jump_hidden", tasks.size_and_jump, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Draw a row of units and put a kernel with 3 weights and dilation 2 on it. How many units is it from the first weight
# to the last, and how many steps are that?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# As many steps as before, each of them longer. And how far does the kernel move for the next unit: has that anything
# to do with the holes?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Kernel 4, dilation 3, on units that are 2 pixels apart: the weights lie on units 0, 3, 6 and 9. The last one is 9
# units away from the first, and so 18 pixels. Padding puts zeros around a map; it makes no kernel larger.
#
# </details>

# %% [markdown]
# ### Task 5: how deep for an animal?
#
# **3 points.** The question the other way round: an animal is `size` pixels long in the image. How many convolutions
# of stride 1 does it take until a unit of the *last convolution* sees at least that many? With `pooling` there is a max
# pooling of 3×3 and stride 2 between any two convolutions. All sizes are 2 or more, all kernels too. Only the
# convolutions are counted.


# %% solution="convolutions_needed"
def convolutions_needed(size: int, kernel_size: int, pooling: bool) -> int:
    """The smallest number of convolutions after which a unit sees at least `size` pixels.

    Args:
        size: pixels that the unit has to see.
        kernel_size: of every convolution.
        pooling: whether there is max pooling of 3×3 with stride 2 between any two convolutions.
    """
    ### BEGIN SOLUTION
    between = [("pool", 3, 2)] if pooling else []
    stack = [("conv", kernel_size, 1)]
    while receptive_field_size(stack) < size:
        stack += [*between, ("conv", kernel_size, 1)]
    return sum(kind == "conv" for kind, *_ in stack)
    ### END SOLUTION


# %% test="convolutions_needed_check" points=1
tasks.convolutions_needed.check(convolutions_needed)

# %% test="convolutions_needed_hidden" points=2
# Hidden: other sizes and kernels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = [(int(rng.integers(5, 9)), 3, True)]
    for kernel_size in (3, 3, 4, 5):
        size = int(rng.integers(10, 40))
        cases += [(size + more, kernel_size, True) for more in range(2)]
    for kernel_size in (3, *hidden.distinct_integers(rng, 4, 7, 2), 2):
        # Exactly what some convolutions see, and a pixel more.
        exact = (kernel_size - 1) * int(rng.integers(4, 9)) + 1
        cases += [(exact, kernel_size, False), (exact + 1, kernel_size, False)]
    return cases


tasks.convolutions_needed.check(
    convolutions_needed, cases=hidden.cases("convolutions_needed_hidden", tasks.convolutions_needed, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# You have a function that tells what a stack sees. How would you find the number with it by trying?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Begin with one convolution. As long as it does not see enough, put another one behind it, with the pooling before it
# where there is one.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# With kernels of 4 and no pooling the sizes are 4, 7, 10, 13 and so on; 10 pixels need three convolutions, 11 need
# four. With pooling they are 4, then 12: a pooling that sees 6 pixels in between does not count.
#
# </details>

# %% [markdown]
# Suppose that a pup is 18 pixels long in the image, and an adult male 70. Guess the four numbers, then run this when
# task 5 is right.

# %%
for animal, length in [("pup", 18), ("adult male", 70)]:
    print(f"{animal:10}", convolutions_needed(length, 3, False), "convolutions, or", end=" ")
    print(convolutions_needed(length, 3, True), "with pooling between them")

# %% [markdown]
# Without any stride an animal nearly four times as long needs nearly four times as many layers; with pooling it needs
# two more. That is one reason why most networks shrink their maps on the way. What it costs is the exact place: behind
# the four poolings between five convolutions neighbouring units are 16 pixels apart.

# %% [markdown]
# ## Part 2: Where?
#
# ### Worked example: padding moves what a unit sees
#
# A layer has kernels of 5, stride 2 and padding 2: two zeros in front of pixel 0. The kernel of its unit 0 begins on
# the first of these zeros, so it **starts** on pixel −2 and sees the pixels −2 to 2. Two of them do not exist; where
# they would be still tells where the unit looks.
#
# A second layer has kernels of 3, stride 1 and padding 1. Its unit 0 looks at units −1, 0 and 1 of the first layer.
# Where does it start? Think of where unit −1 of the first layer would look, then run the cell.

# %%
first = {i: range(2 * i - 2, 2 * i + 3) for i in range(-1, 4)}
second = [min(first[-1]), max(first[1])]

for i in (-1, 0, 1):
    print(f"first layer,  unit {i:2}: pixels {first[i][0]:2} to {first[i][-1]}")
print(f"second layer, unit  0: pixels {second[0]:2} to {second[1]}, the centre is {sum(second) / 2}")

# %% [markdown]
# The second layer's padding of one unit is worth two pixels, because the units of the first layer are two pixels apart.
# So unit 0 starts on −4. Its **centre**, the middle of what it sees, is 0: there is as much of it on the left of pixel
# 0 as on the right. Tempting: to add up the paddings, −3.
#
# Positions count from the middle of pixel 0. A unit that sees pixels 0, 1 and 2 has its centre on 1, and one that sees
# 0 to 3 on 1.5. (Some books count from the left edge of pixel 0, and all their centres are larger by one half.)

# %% [markdown]
# ### Task 6: start and centre
#
# **4 points.** Return the start and the centre of unit 0 behind a stack of layers. The start is not clipped to the
# image: it may be negative.


# %% solution="start_and_centre"
def start_and_centre(layers: list[tuple[int, int, int, int]]) -> tuple[int, float]:
    """First pixel and centre of what unit 0 of the last layer sees.

    Args:
        layers: (kernel_size, stride, padding, dilation) of each layer, the first layer first.
    """
    ### BEGIN SOLUTION
    begins = 0
    for place, (_, _, zeros, _) in enumerate(layers):
        _, in_front = size_and_jump(layers[:place])
        begins -= zeros * in_front
    pixels, _ = size_and_jump(layers)
    return begins, begins + (pixels - 1) / 2
    ### END SOLUTION


# %% test="start_and_centre_check" points=1
tasks.start_and_centre.check(start_and_centre)

# %% test="start_and_centre_hidden_plain" points=1
# Hidden: stacks without dilation.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for strides in ([1, 2, 1, 2], [int(rng.integers(2, 5)), 2, 1, 2], [2, 2]):
        kernels = rng.integers(2, 8, size=len(strides)).tolist()
        paddings = [int(rng.integers(0, (kernel + 1) // 2 + 1)) for kernel in kernels]
        cases.append(([*zip(kernels, strides, paddings, [1] * len(strides), strict=True)],))
    return cases


tasks.start_and_centre.check(
    start_and_centre,
    cases=hidden.cases(
        "start_and_centre_hidden_plain",
        tasks.start_and_centre,
        hidden_inputs,
        passes="padding times dilation; dilation moves the start",
    ),
)
### END HIDDEN TESTS

# %% test="start_and_centre_hidden" points=2
# Hidden: stacks with dilation, in front of strides and behind them.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for strides, dilated in [([2, 1, 2], (1, 2)), ([1, 2, 1], (0, 2)), ([2, 2, 1, 1], (2, 3))]:
        kernels = rng.integers(3, 6, size=len(strides)).tolist()
        rates = [int(rng.integers(2, 5)) if place in dilated else 1 for place in range(len(strides))]
        paddings = [int(rng.integers(0, rate + 2)) for rate in rates]
        cases.append(([*zip(kernels, strides, paddings, rates, strict=True)],))
    return cases


tasks.start_and_centre.check(
    start_and_centre, cases=hidden.cases("start_and_centre_hidden", tasks.start_and_centre, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A layer has padding 1. In front of it neighbours are 8 pixels apart. By how many pixels does unit 0 begin further to
# the left than it would without padding?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Every layer moves the start to the left by its padding, and a unit of padding is as wide as the jump in front of that
# layer: not the one behind it. The centre follows from the start and the size.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Stride 2 and padding 1, then stride 2 and padding 1 again: the first moves the start by 1, the second by 2, so it is
# −3. With kernels of 3 the size is 7, the pixels are −3 to 3, and the middle of them is 0.
#
# </details>

# %% [markdown]
# ### Task 7: the box of a unit in the image
#
# **5 points.** Images end, and what lies outside is padding that tells a unit nothing. For a unit in the map of the
# last layer, return the box of pixels that it sees, as `(top, left, bottom, right)`, so that
# `image[top:bottom, left:right]` cuts it out. All dilations are 1 in this task.
#
# This time go backwards, from the unit to the image. All you need is what a layer does: unit $i$ looks at the
# `kernel_size` units from $i \cdot \text{stride} - \text{padding}$ on. Units that do not exist are cut off, on *every*
# map that you come through. `map_sizes` tells how many there are.


# %% locked="map_sizes"
def map_sizes(layers: list[tuple[int, int, int, int]], image_size: int) -> list[int]:
    """How many units there are along one direction: in the image, and behind each layer."""
    sizes = [image_size]
    for kernel_size, stride, padding, dilation in layers:
        covered = (kernel_size - 1) * dilation + 1
        sizes.append((sizes[-1] + 2 * padding - covered) // stride + 1)
    return sizes


print(map_sizes([(3, 1, 1, 1), (2, 2, 0, 1), (3, 1, 1, 1)], 21))


# %% solution="unit_box"
def unit_box(
    layers: list[tuple[int, int, int, int]], image_shape: tuple[int, int], row: int, column: int
) -> tuple[int, int, int, int]:
    """The box in the image that a unit sees: top, left, bottom, right.

    Args:
        layers: (kernel_size, stride, padding, dilation) of each layer, the same downwards and across.
        image_shape: height and width of the image.
        row: row of the unit in the map of the last layer.
        column: its column.
    """
    ### BEGIN SOLUTION
    stretches = []
    for image_size, unit in zip(image_shape, (row, column), strict=True):
        nearest = farthest = unit
        below = map_sizes(layers, image_size)
        for (window, stride, zeros, _), units in zip(layers[::-1], below[-2::-1], strict=True):
            nearest = max(nearest * stride - zeros, 0)
            farthest = min(farthest * stride - zeros + window, units) - 1
        stretches.append((nearest, farthest + 1))
    (top, bottom), (left, right) = stretches
    return top, left, bottom, right
    ### END SOLUTION


# %% test="unit_box_check" points=1
tasks.unit_box.check(unit_box)

# %% test="unit_box_hidden_inside" points=1
# Hidden: units in the middle of the image.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    kernel = int(rng.choice([3, 5, 7]))
    stack = [(kernel, 1, kernel // 2, 1), (2, 2, 0, 1), (5, 1, 2, 1), (2, 2, 0, 1)]
    rows, columns = hidden.distinct_integers(rng, 6, 9, 2), hidden.distinct_integers(rng, 10, 13, 2)
    return [
        (stack, (64, 80), rows[0], columns[0]),
        (stack[:3], (64, 80), rows[1] + 5, columns[1] + 5),
        ([(3, 2, 1, 1)] * 3, (96, 64), *hidden.distinct_integers(rng, 3, 5, 2)),
    ]


tasks.unit_box.check(
    unit_box,
    cases=hidden.cases(
        "unit_box_hidden_inside",
        tasks.unit_box,
        hidden_inputs,
        passes=(
            "not clipped; clipped at one end only; clipped at the far end only; "
            "clipped at the image only; height and width swapped"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="unit_box_hidden_border" points=2
# Hidden: units at the border.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    kernel = int(rng.choice([3, 5]))
    stack = [(kernel, 1, kernel // 2, 1), (2, 2, 0, 1)] * 2 + [(3, 1, 1, 1)]
    height, width = (4 * count for count in hidden.distinct_integers(rng, 7, 12, 2))
    last = height // 4 - 1, width // 4 - 1
    return [
        (stack, (height, width), 0, 0),
        (stack, (height, width), last[0], int(rng.integers(2, 5))),
        (stack, (height, width), 0, last[1]),
        (stack, (width, height), last[1], last[0]),
    ]


tasks.unit_box.check(
    unit_box,
    cases=hidden.cases("unit_box_hidden_border", tasks.unit_box, hidden_inputs, passes="clipped at the image only"),
)
### END HIDDEN TESTS

# %% test="unit_box_hidden_maps" points=1
# Hidden: maps that leave pixels over at their far end.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    halved = [(2, 2, 0, 1), (3, 1, 1, 1)]
    cases = []
    for times in (1, 2):
        maps = hidden.distinct_integers(rng, 8, 14, 2)
        height, width = ((count + 1) * 2**times - 1 for count in maps)
        cases.append((halved * times, (height, width), maps[0] - 1, maps[1] - int(rng.integers(1, 4))))
    rows, columns = hidden.distinct_integers(rng, 5, 8, 2)
    thirds = [(3, 3, 0, 1), (5, 1, 2, 1)]
    return [*cases, (thirds, (3 * rows + 2, 3 * columns + 1), rows - 1, int(rng.integers(3, columns)))]


tasks.unit_box.check(
    unit_box,
    cases=hidden.cases("unit_box_hidden_maps", tasks.unit_box, hidden_inputs, passes="clipped at the far end only"),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Unit 5 of a layer with kernel 3, stride 2 and padding 1: which units in front of the layer does it look at? And what
# if the map there has only 11 units?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Treat rows and columns separately. Begin with `first = last = row` and go through the layers from the last one back
# to the first: each turns `first` and `last` into the first and last unit in front of it. Then cut off what does not
# exist there. For `bottom` remember how slices count.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A pooling of 2 with stride 2 and a convolution of 3 with padding 1, on 21 pixels: the maps have 21, 10 and 10 units.
# Unit 9 behind them looks at units 8, 9 and 10 of the pooling. There is no unit 10, although the image has a pixel 20:
# so units 8 and 9 it is, which look at pixels 16 to 19. `top` is 16, `bottom` 20.
#
# </details>

# %% [markdown]
# You have two routes to the same thing now: forwards with size, jump and start, and backwards unit by unit. In the
# middle of an image they must agree. The next cell compares them.

# %%
layers = [(3, 1, 1, 1), (2, 2, 0, 1)] * 3 + [(3, 1, 1, 1)]
size, jump = size_and_jump(layers)
start, _ = start_and_centre(layers)
for unit in range(4, 8):
    top, _, bottom, _ = unit_box(layers, (96, 96), unit, unit)
    print(f"unit {unit}: rows {top} to {bottom - 1}, {bottom - top} of them")
    assert (top, bottom) == (start + unit * jump, start + unit * jump + size)

# %% [markdown]
# ### Task 8: which pixels does it really see?
#
# **5 points.** With dilation the box is not the whole truth: between its weights a kernel leaves holes, and nobody says
# that another layer fills them. Return for one direction which pixels can change a unit: an array of truth values, one
# for each pixel of the image. Any dilation may occur now. Padding is zeros and depends on no pixel.
#
# There are two quite different ways: follow the unit back to the image, or try every pixel. Choose one.


# %% solution="seen_pixels"
def seen_pixels(layers: list[tuple[int, int, int, int]], image_size: int, unit: int) -> np.ndarray:
    """Which pixels can change a unit of the last layer.

    Args:
        layers: (kernel_size, stride, padding, dilation) of each layer, the first layer first.
        image_size: pixels of the image.
        unit: number of the unit.

    Returns:
        Truth values, shape (image_size,).
    """
    ### BEGIN SOLUTION
    lit = np.eye(image_size)  # one image for each pixel, in which nothing else is lit
    for window, stride, zeros, dilation in layers:
        framed = np.pad(lit, ((0, 0), (zeros, zeros)))
        positions = framed.shape[1] - (window - 1) * dilation
        shifted = [framed[:, weight * dilation : weight * dilation + positions] for weight in range(window)]
        lit = np.maximum.reduce(shifted)[:, ::stride]
    return lit[:, unit] > 0
    ### END SOLUTION


# %% test="seen_pixels_check" points=2
tasks.seen_pixels.check(seen_pixels)

# %% test="seen_pixels_hidden_inside" points=1
# Hidden: units in the middle of the image.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    return [
        ([(3, 1, 0, int(rng.integers(2, 4)))] * 3, 30, int(rng.integers(5, 12))),
        ([(3, 1, 2, 2), (3, 1, 6, 6)], int(rng.integers(36, 44)), int(rng.integers(18, 22))),
        ([(4, 2, 1, 3), (2, 1, 0, 2)], int(rng.integers(38, 44)), int(rng.integers(5, 9))),
    ]


tasks.seen_pixels.check(
    seen_pixels,
    cases=hidden.cases(
        "seen_pixels_hidden_inside",
        tasks.seen_pixels,
        hidden_inputs,
        passes=(
            "padding moved to the border; padding in front followed further; "
            "negative places count from the end; padding followed further"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="seen_pixels_hidden_border" points=2
# Hidden: units at the border, and maps that leave pixels over.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    padded, odd = [(3, 1, 2, 2), (3, 1, 3, 3)], [(3, 1, 3, 3), (3, 1, 2, 4)]
    size, even = int(rng.integers(16, 24)), 2 * int(rng.integers(7, 11))
    halves, strided = 2 * int(rng.integers(10, 14)) + 1, 2 * int(rng.integers(13, 17))
    return [
        (padded, size, int(rng.integers(0, 2))),
        (padded, size, size - 1 - int(rng.integers(0, 2))),
        (odd, even, 0),
        (odd, even, even - 5),
        (padded[::-1], even, 1),
        ([(2, 2, 0, 1), (3, 1, 2, 2), (3, 1, 1, 1)], halves, halves // 2 - 1),
        ([(3, 2, 1, 1), (3, 2, 2, 2), (3, 1, 1, 1)], strided, 0),
    ]


tasks.seen_pixels.check(seen_pixels, cases=hidden.cases("seen_pixels_hidden_border", tasks.seen_pixels, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# How would you find out by experiment which light switch belongs to which lamp? And how by following the wires?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# *Following the wires:* keep a set of units, at first only the one asked for. For each layer, from the last to the
# first, replace it by all the units that these look at, without those that do not exist. *By experiment:* light a
# single pixel, send that row through all layers with weights of 1, and see whether the unit is lit.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Following the wires for kernel 3, stride 2, padding 1 and dilation 2: unit 4 looks at units 7, 9 and 11, which is
# $4 \cdot 2 - 1$ and two steps of 2; if the map has only 10 units, at 7 and 9. Beware of −1: in NumPy that is the last
# element, in a map it is padding.
#
# </details>

# %% [markdown]
# Three stacks of three convolutions each. Their receptive fields have 15, 13 and 29 pixels. Which of them see all of
# it? Guess, then run the cell when task 8 is right.

# %%
for rates in [(1, 2, 4), (2, 2, 2), (2, 4, 8)]:
    layers = [(3, 1, rate, rate) for rate in rates]
    seen = np.flatnonzero(seen_pixels(layers, 31, 15))
    print(rates, drawn(seen, 31), f"sees {len(seen)} of {size_and_jump(layers)[0]}")
assert len(seen) == 15

# %% [markdown]
# Dilations of 1, 2 and 4 leave no hole. Three times 2, and also 2, 4 and 8, see every second pixel only, however deep
# the stack becomes: all their steps are even. This is known as *gridding*, and a thin scratch on a wafer can lie
# exactly between.

# %% [markdown]
# ## Part 3: A network
#
# ### Task 9: branches
#
# **4 points.** In many networks an input goes through several branches, and what comes out of them is added. The sum
# changes if any branch does: its unit sees everything from the first pixel that *any* branch sees to the last. Each
# branch is a list of layers as before, all of them have the same jump, and an empty list hands its input on unchanged,
# as the shortcut of a residual block does. Here `padding` is the number of zeros in front; at the far end there are as
# many as it takes to make the maps equally large.
#
# The branches are **aligned** if the centres of what they see are one and the same place. If they are not, the sum
# mixes features of different places. Return three things for unit 0 of the sum: size and start of what it sees, and
# whether the branches are aligned.


# %% solution="joined_field"
def joined_field(branches: list[list[tuple[int, int, int, int]]]) -> tuple[int, int, bool]:
    """Size, start and alignment of what unit 0 sees, behind the sum of some branches.

    Args:
        branches: a list of layers (kernel_size, stride, padding, dilation) for each branch; it may be empty.
    """
    ### BEGIN SOLUTION
    begins, ends, middles = [], [], []
    for branch in branches:
        start, middle = start_and_centre(branch)
        begins.append(start)
        ends.append(start + size_and_jump(branch)[0])
        middles.append(middle)
    return max(ends) - min(begins), min(begins), max(middles) - min(middles) < 0.1
    ### END SOLUTION


# %% test="joined_field_check" points=1
tasks.joined_field.check(joined_field)

# %% test="joined_field_hidden_aligned" points=1
# Hidden: branches that are aligned.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    def centred(kernel):
        return (kernel, 1, kernel // 2, 1)

    one, other = (int(kernel) for kernel in rng.permutation([3, 5, 7])[:2])
    point = (1, 1, 0, 1)
    inception = [[point], [point, centred(one)], [point, centred(other)], [centred(one), point]]
    strided = [[centred(one), (3, 2, 1, 1)], [(1, 2, 0, 1)]]
    order = rng.permutation(4)
    return [([inception[place] for place in order],), (strided,), ([[], [centred(other)]],)]


tasks.joined_field.check(
    joined_field,
    cases=hidden.cases(
        "joined_field_hidden_aligned",
        tasks.joined_field,
        hidden_inputs,
        passes=(
            "largest branch only; start of the largest branch; empty branch sees nothing; "
            "always aligned; first two branches compared; first and last branch compared; "
            "first branch against the mean; centres rounded down; centres rounded up"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="joined_field_hidden" points=2
# Hidden: branches that are not.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    same, front = (3, 1, 1, 1), (3, 2, 0, 1)
    apart = [
        [[same, front], [(2, 2, 0, 1)]],
        [[same, same], [(3, 1, 0, 1)], []],
        [[(3, 1, 0, 1)], [(5, 1, 3, 1)]],
        [[(3, 1, 4, 2)], [(3, 1, 0, 3)]],
        [[(4, 1, 1, 1)], [], [same]],
        [[(3, 1, 0, 1)], [(3, 1, 2, 1)], []],
        [[(5, 1, 0, 1)], []],
        [[(2, 2, 0, 1), same], [(4, 2, 2, 1)]],
        [[same, same], [], [(3, 1, 2, 1)]],
        [[same], [(3, 1, 0, 1)], [(5, 1, 2, 1)]],
        [[], [(5, 1, 0, 1)], [(5, 1, 4, 1)]],
        [[(6, 1, 2, 1)], [(5, 1, 2, 1)]],
        [[(2, 1, 1, 1)], []],
    ]
    cases = []
    for branches in apart:
        # The same layer in front of all branches changes what they see, and not whether they are aligned.
        first = (int(rng.integers(2, 8)), int(rng.integers(1, 3)), int(rng.integers(0, 4)), 1)
        cases.append(([[first, *branch] if all(branches) else branch for branch in branches],))
    return [cases[place] for place in rng.permutation(len(cases))]


tasks.joined_field.check(
    joined_field,
    cases=hidden.cases(
        "joined_field_hidden", tasks.joined_field, hidden_inputs, passes="never aligned; aligned if equally large"
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# One branch sees the pixels −2 to 2, another 0 to 6. Which pixels can change the sum of the two? And does the sum look
# at one place?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# You have functions for the start, the centre and the size of each branch. The last pixel of a branch follows from two
# of these numbers. What do they give for a list without layers?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# In the question above the sum sees −2 to 6: 9 pixels from −2 on, although no branch sees more than 7. The centres are
# 0 and 3: not aligned. A branch of size 5 that starts on −2 and one of size 1 that starts on 0 are aligned.
#
# </details>

# %% [markdown]
# One case of the check deserves a second look: kernel 3 with stride 2 and no zero in front, beside a shortcut. With
# `padding="same"` and an even number of pixels one zero is enough, and Keras puts it *behind* the last pixel. So a
# residual block with a stride can lose its alignment although every layer in it says "same".

# %% [markdown]
# ### Task 10: a network for an animal
#
# **5 points.** This one is open: there are many right answers. Design a network, for images with 3 channels, whose
# units see a whole animal. It is a list of dictionaries:
#
# | layer | keys | if it is left out |
# |---|---|---|
# | `"Conv"` | `filters`, `kernel_size`, `strides`, `dilation_rate` | `strides` and `dilation_rate` are 1 |
# | `"MaxPool"` | `pool_size`, `strides` | `strides` is the pool size |
#
# as in `[{"layer": "Conv", "filters": 8, "kernel_size": 3}, {"layer": "MaxPool", "pool_size": 2}]`. A unit of its last
# layer should
#
# - see at least `size` pixels in each direction, and at most one and a half times as many: not the neighbours as well;
# - see all of them: no holes;
# - be `stride` pixels away from the next one.
#
# The network has at least three convolutions, each with at least 8 filters; the last layer is one of them. It learns at
# most `budget` parameters, biases included (exercise 01). A pooling looks at 3×3 units at most and has a stride of 2 or
# more: behind a pooling of 200×200 a unit would see every animal whole, and know one number of it. Your function should
# find a network for all sizes from 32 to 200, for strides of 1, 2, 4 and 8, and for budgets from 4,000 up.


# %% solution="design_network"
def design_network(size: int, stride: int, budget: int) -> list[dict]:
    """A network whose units see an animal.

    Args:
        size: pixels that a unit should see at least.
        stride: distance of neighbouring units of the last layer, in pixels.
        budget: largest number of parameters allowed.
    """
    ### BEGIN SOLUTION
    smallest = {"layer": "Conv", "filters": 8, "kernel_size": 3}
    network, sees, apart = [], 1, 1
    while apart < stride:
        network += [smallest, {"layer": "MaxPool", "pool_size": 2}]
        sees, apart = sees + 3 * apart, 2 * apart
    while sees < size or sum("filters" in layer for layer in network) < 3:
        missing = -(-(size - sees) // (2 * apart))  # steps that are missing on each side, rounded up
        rate = max(min(missing, sees // apart), 1)  # wider than what a unit sees would leave holes
        network.append({**smallest, "dilation_rate": rate})
        sees += 2 * rate * apart
    return network
    ### END SOLUTION


# %% test="design_network_check" points=2
tasks.design_network.check(design_network)

# %% test="design_network_hidden" points=3
# Hidden: other animals, strides and budgets.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("design_network_hidden")
animals = [
    (size + int(rng.integers(0, 5)), stride, budget + 100 * int(rng.integers(0, 4)))
    for size, stride, budget in [
        (32, 8, 4_000),
        (150, 2, 6_000),
        (200, 1, 4_000),
        (77, 4, 9_000),
        (121, 8, 30_000),
        (32, 1, 4_000),
    ]
]
tasks.design_network.check(design_network, cases=animals)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Which three settings of a layer make its units see more, and which of them cost parameters?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Get the stride first: a convolution and a pooling of 2 for each doubling. Then put convolutions behind it until a unit
# sees enough, with a dilation where many would be needed. A convolution with kernel 3 from 8 to 8 channels learns 584
# parameters: how many of them can you afford?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# When does dilation leave no hole? The weights stand `dilation * jump` pixels apart, and each of them sees `size`
# pixels without a gap: the next must begin before or where that ends. In one direction, behind one convolution of 3,
# a second with dilation 3 sees 9 pixels and all of them; with dilation 4 it would leave out two. And do not take a
# larger dilation than you need, or a unit sees too much.
#
# </details>

# %% [markdown]
# ### Task 11: bug hunt
#
# **5 points.** A colleague has written a function for size, jump and start of any network. It runs without complaint
# and is wrong in several places. Diagnose it: take the four small networks one at a time and work through the draft by
# hand. The check does the same: it speaks of the first network that is still wrong.


# %% locked="draft"
def draft_field(layers: list[dict]) -> tuple[int, int, int]:
    """A colleague's draft. It runs, and it is wrong."""
    size, jump, start = 1, 1, 0
    for layer in layers:
        jump = jump * layer["strides"]
        if layer["layer"] == "Conv":
            size = size + (layer["kernel_size"] * layer["dilation_rate"] - 1) * jump
            start = start - layer["padding"]
    return size, jump, start


def conv(kernel_size: int, strides: int = 1, padding: int = 0, dilation_rate: int = 1) -> dict:
    """A convolution as the draft takes it."""
    settings = {"kernel_size": kernel_size, "strides": strides, "padding": padding, "dilation_rate": dilation_rate}
    return {"layer": "Conv", **settings}


pool = {"layer": "MaxPool", "pool_size": 2, "strides": 2}
print("A:", draft_field([conv(7, strides=2, padding=3)]))
print("B:", draft_field([conv(3), pool]))
print("C:", draft_field([conv(3, dilation_rate=2)]))
print("D:", draft_field([conv(1, strides=2), conv(3, padding=1)]))

# %% [markdown]
# This is what comes out if one pixel after the other is changed, to see which of them change a unit:
#
# | network | size | jump | start |
# |---|---|---|---|
# | A: kernel 7, stride 2, padding 3 | 7 | 2 | −3 |
# | B: kernel 3, then a pooling of 2 | 4 | 2 | 0 |
# | C: kernel 3 with dilation 2 | 5 | 1 | 0 |
# | D: kernel 1 with stride 2, then kernel 3 with padding 1 | 5 | 2 | −2 |
#
# Copy the draft into the next cell, rename it, and repair it. Change as little as you can.


# %% solution="network_field"
def network_field(layers: list[dict]) -> tuple[int, int, int]:
    """Size, jump and start of what unit 0 of the last layer sees.

    Args:
        layers: dictionaries as in the draft; pooling has no padding and no dilation.
    """
    ### BEGIN SOLUTION
    size, jump, start = 1, 1, 0
    for layer in layers:
        if layer["layer"] == "Conv":
            size = size + (layer["kernel_size"] - 1) * layer["dilation_rate"] * jump
            start = start - layer["padding"] * jump
        else:
            size = size + (layer["pool_size"] - 1) * jump
        jump = jump * layer["strides"]
    return size, jump, start
    ### END SOLUTION


# %% test="network_field_check" points=1
tasks.network_field.check(network_field)

# %% test="network_field_hidden_strides" points=1
# Hidden: convolutions with strides and padding.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    def layer(strides):
        kernel_size = int(rng.integers(strides + 1, strides + 4))
        settings = {"kernel_size": kernel_size, "strides": strides, "padding": int(rng.integers(0, kernel_size))}
        return {"layer": "Conv", **settings, "dilation_rate": 1}

    point = {"layer": "Conv", "kernel_size": 1, "strides": 2, "padding": 0, "dilation_rate": 1}
    return [([layer(2)],), ([layer(3), layer(2)],), ([point, layer(2)],)]


tasks.network_field.check(
    network_field,
    cases=hidden.cases(
        "network_field_hidden_strides",
        tasks.network_field,
        hidden_inputs,
        catches=(
            "a layer's own stride included; a layer's own stride in size and start; "
            "a layer's own stride in the start; the window instead of its steps; "
            "padding without the jump; padding enlarges; the draft as it was"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="network_field_hidden_pooling" points=1
# Hidden: convolutions and pooling.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for pool_size, strides, times in [(3, 2, 1), (2, 2, 2), (3, 3, 1)]:
        one, other = (
            {"layer": "Conv", "kernel_size": size, "strides": 1, "padding": 0, "dilation_rate": 1}
            for size in hidden.distinct_integers(rng, 2, 6, 2)
        )
        cases.append(([one, {"layer": "MaxPool", "pool_size": pool_size, "strides": strides}, other] * times,))
    return cases


tasks.network_field.check(
    network_field,
    cases=hidden.cases(
        "network_field_hidden_pooling",
        tasks.network_field,
        hidden_inputs,
        passes=(
            "a layer's own stride included; a layer's own stride in size and start; "
            "a layer's own stride in the start; a hole behind every weight; padding without the jump; "
            "padding times dilation; padding enlarges"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="network_field_hidden_dilation" points=1
# Hidden: dilation.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for count in (1, 3, 2):
        kernel_size = int(rng.integers(3, 6))
        layer = {"layer": "Conv", "kernel_size": kernel_size, "strides": 1, "padding": 0}
        cases.append(([{**layer, "dilation_rate": rate} for rate in hidden.distinct_integers(rng, 2, 8, count)],))
    return cases


tasks.network_field.check(
    network_field,
    cases=hidden.cases(
        "network_field_hidden_dilation",
        tasks.network_field,
        hidden_inputs,
        catches=("a hole behind every weight; the window instead of its steps; the draft as it was"),
    ),
)
### END HIDDEN TESTS

# %% test="network_field_hidden" points=1
# Hidden: everything together.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    def convolution(kernel_size, strides, rate):
        settings = {"kernel_size": kernel_size, "strides": strides, "padding": int(rng.integers(1, 5))}
        return {"layer": "Conv", **settings, "dilation_rate": rate}

    stem, three = convolution(int(rng.integers(5, 8)), 2, 1), convolution(3, 1, 1)
    wide = convolution(3, 1, int(rng.integers(2, 5)))
    shrink = {"layer": "MaxPool", "pool_size": 3, "strides": 2}
    return [([stem, shrink, three, wide],), ([three, shrink, wide, shrink, {**stem, "padding": 1}],)]


tasks.network_field.check(network_field, cases=hidden.cases("network_field_hidden", tasks.network_field, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Each of the four networks shows one mistake and no other. Which number is wrong for it, and which line of the draft
# computes that number?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# - A has a stride and nothing else that is special. What is in `jump` while the size is computed?
# - B: which line changes the size for a pooling?
# - C: how far is it from the first weight to the last?
# - D: how many pixels is a unit of padding worth, if the layer in front had a stride?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# One of them, completely: for A the draft has $1 + 6 \cdot 2 = 13$, because `jump` is 2 already when the size is
# computed. The kernel of the first layer lies on pixels, which are 1 apart: the line with `strides` belongs to the end
# of the loop. Once it is there, look at D again: which jump must its padding be multiplied with?
#
# </details>

# %% [markdown]
# ## What you have learnt
#
# - Each layer adds (kernel − 1) · dilation steps of the jump *in front* of it; its own stride counts for the layers
#   behind it. Pooling follows the same rule: convolutions of 5, 3 and 3 see 9 pixels, with pooling between them 21.
# - Padding enlarges nothing. It moves the start by padding · jump, and at the border it is what a unit sees instead of
#   image.
# - The box of a unit is exact only if it is cut off on every map, and with dilation not every pixel of it is seen.
# - Branches are aligned if their centres agree, not their starts.
# - Stride and dilation buy a large field for few parameters: the first pays with the exact place, the second with holes
#   if the steps are too wide.
#
# Look back at the five objectives and name for each the task in which you did it: where none comes to mind is the
# place to read again. The next exercise asks how such a network learns.
