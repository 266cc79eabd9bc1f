# %% [markdown]
# # Exercise 07: What others have learnt
#
# Somebody else's network has learnt from a million photographs what edges and textures look like. You can take its
# convolutions, put a head of your own on top, and train as much of it as your few images can pay for. How much that
# helps has to be measured, against the same network with random weights: lecture 07 shows how, with what came out. This
# exercise is about doing it right, so that the number at the end can be believed. Most of what goes wrong makes no
# noise: the script runs, the loss falls, and the number is a little worse than it should be, or far too good.
#
# **Time:** about 3½ hours; after part 2, when features and labels fit together, is a good place for a break.
# **Hardware:** any laptop, no GPU, no network, no weights to download: the networks here are small.
#
# **You will be able to**
#
# 1. compute how many parameters learn when a network is frozen up to some layer;
# 2. prepare images as the weights expect them, and turn feature maps into features;
# 3. diagnose patches that leak from training to validation, and keep the variants of an image together;
# 4. implement a new head, in NumPy and in Keras, on a base that stays as it is;
# 5. predict what a layer of batch normalisation does when it is frozen, and train parts at rates of their own.
#
# **How it works.** As in exercises 01 to 06: complete the function, run its cell, then run the check below it as often
# as you like. Hidden checks try the same function on other inputs, and give points too.
#
# If you are stuck, open the hints below a task one at a time. The first is a question. Refused are calls that do the
# task for you: everything in `coursekit` unless the task hands it to you, and what Keras or scikit-learn have ready,
# such as `preprocess_input` or `LogisticRegression`.

# %% locked="imports"
import numpy as np

from coursekit.transfer_learning import tasks

# %% [markdown]
# ## Part 1: Features
#
# ### Worked example: how much is there to learn?
#
# VGG16's dense layers know the 1,000 classes of ImageNet, and no sea lion. Leave them out (in Keras:
# `include_top=False`), average its 512 last maps, and put one dense layer for six classes behind them. How many of the
# 138 million parameters are still there, and how many are to be learnt from your patches? Guess, then run the cell.

# %%
channels, convolutions = 3, 0
for filters, depth in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
    for _ in range(depth):
        convolutions += (3 * 3 * channels + 1) * filters
        channels = filters
dense = (7 * 7 * 512 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
head = (512 + 1) * 6
print(f"convolutions: {convolutions:,}   dense layers: {dense:,}")
print(f"with a new head: {convolutions + head:,}, and {head:,} of these learn")

# %% [markdown]
# Nine tenths are gone with the dense layers. Of the rest, 3,078 parameters learn: a number for which a few hundred
# images are not hopeless. The usual wrong guess is that a smaller file means less knowledge. What the convolutions have
# learnt is all there; what is gone is how 1,000 other classes are made of it.

# %% [markdown]
# ### Task 1: what learns, and what stays?
#
# **3 points.** A network is a list of dictionaries. All layers from number `first` on learn (they count from 0), those
# in front of it are frozen:
#
# | layer | keys | its parameters |
# |---|---|---|
# | `"Conv"` | `kernel_size`, `channels`, `filters` | for each filter weights on all `channels`, and a bias |
# | `"Dense"` | `inputs`, `units` | for each unit weights on all `inputs`, and a bias |
# | `"BatchNorm"` | `channels` | four numbers for each channel: scale, shift, mean, variance |
# | `"Pool"` | | none |
#
# Batch normalisation **always stays as it is** here, wherever it stands; task 10 shows why. Fill in the two blanks.


# %% solution="learning_parameters"
def learning_parameters(layers: list[dict], first: int) -> tuple[int, int]:
    """How many parameters of a network learn, and how many stay as they are.

    Args:
        layers: dictionaries as in the table.
        first: the first layer that learns, counted from 0.

    Returns:
        The number of parameters that learn, and the number of those that stay.
    """
    learn, stay = 0, 0
    for number, layer in enumerate(layers):
        if layer["layer"] == "Conv":
            count = (layer["kernel_size"] ** 2 * layer["channels"] + 1) * layer["filters"]
        # Blank 1: elif ...: count = ..., for the other kinds of layers
        ### BEGIN SOLUTION
        elif layer["layer"] == "Dense":
            count = (layer["inputs"] + 1) * layer["units"]
        elif layer["layer"] == "BatchNorm":
            count = 4 * layer["channels"]
        else:
            count = 0
        ### END SOLUTION
        # Blank 2: add `count` to `learn` or to `stay`
        ### BEGIN SOLUTION
        if number >= first and layer["layer"] != "BatchNorm":
            learn += count
        else:
            stay += count
        ### END SOLUTION
    return learn, stay


# %% test="learning_parameters_check" points=1
tasks.learning_parameters.check(learning_parameters)

# %% test="learning_parameters_hidden" points=2
# Hidden: other networks, frozen up to other layers.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    channels, first, second, units, classes = hidden.distinct_integers(rng, 2, 14, 5)
    small = [
        {"layer": "Conv", "kernel_size": 5, "channels": channels, "filters": first},
        {"layer": "BatchNorm", "channels": first},
        {"layer": "Pool"},
        {"layer": "Conv", "kernel_size": 1, "channels": first, "filters": second},
        {"layer": "BatchNorm", "channels": second},
        {"layer": "Dense", "inputs": second, "units": units},
        {"layer": "Dense", "inputs": units, "units": classes},
    ]
    return [(small, frozen) for frozen in (0, 1, 3, 5, 6)]


tasks.learning_parameters.check(
    learning_parameters, cases=hidden.cases("learning_parameters_hidden", tasks.learning_parameters, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Which kinds of layers does the table have besides `"Conv"`, and which of them have no parameters at all?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# A parameter learns if *both* hold: its layer stands at `first` or behind it, and it is no batch normalisation. In all
# other cases it stays. Every parameter belongs to exactly one of the two numbers.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# 3×3 filters on 3 channels, 4 of them: $(3 \cdot 3 \cdot 3 + 1) \cdot 4 = 112$. Batch normalisation of 4 channels: 16.
# A dense layer with 4 inputs and 2 units: 10. With `first=2`, the dense layer alone learns: 10 and 128.
#
# </details>

# %% [markdown]
# ### Task 2: as the weights expect it
#
# **3 points.** Weights are of use only with images like those that they have learnt with. VGG16's were trained with
# the library Caffe, which reads colours as blue, green, red (**BGR**), from 0 to 255, and took the mean colour of all
# training images off. Your images are **RGB** from 0 to 1. Make of them what these weights expect: the channels in the
# order BGR, on the scale of 0 to 255, minus `mean`. The mean comes as blue, green, red on the scale of 0 to 255. The
# images that came in should stay as they are. Only the signature is given.


# %% solution="preprocess"
def preprocess(images: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """RGB images from 0 to 1 as BGR from 0 to 255, minus a mean.

    Args:
        images: red, green, blue, from 0 to 1, shape (images, rows, columns, 3).
        mean: of blue, green, red, on the scale of 0 to 255, shape (3,).

    Returns:
        Blue, green, red, in the shape of the images.
    """
    ### BEGIN SOLUTION
    return 255 * images[..., ::-1] - mean
    ### END SOLUTION


# %% test="preprocess_check" points=1
tasks.preprocess.check(preprocess)

# %% test="preprocess_hidden" points=2
# Hidden: other images and means.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    means = [np.array([103.939, 116.779, 123.68]), rng.uniform(20, 120, size=3).round(1), np.array([0.0, 128.0, 255.0])]
    shapes = [(*hidden.distinct_integers(rng, 2, 6, 3), 3), (1, 4, 4, 3), (2, 1, int(rng.integers(2, 6)), 3)]
    return [(rng.uniform(size=shape), mean) for shape, mean in zip(shapes, means, strict=True)]


tasks.preprocess.check(preprocess, cases=hidden.cases("preprocess_hidden", tasks.preprocess, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A red pixel is (1, 0, 0) in RGB. What is it in BGR, on the scale of 0 to 255?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `values[..., ::-1]` turns the last axis round and leaves the others alone. NumPy takes three numbers off every pixel
# if the last axis has size 3: mind that both sides have the same order of colours and the same scale by then.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# With a mean of 100, 110 and 125 (blue, green, red), the red pixel becomes (−100, −110, 130): no blue, no green, and
# 255 of red, each less its mean. A middling grey comes out much nearer to zero in all three.
#
# </details>

# %% [markdown]
# Two ways to get it wrong: the colours stay in the order RGB, or the scale stays at 0 to 1. Which one leaves less to
# see? Decide, then run the cell (when task 2 is right).

# %%
pixel = np.array([[[[0.5, 0.45, 0.4]]]])  # sand
mean = np.array([103.939, 116.779, 123.68])
print("as expected:         ", np.round(preprocess(pixel, mean), 1).ravel())
print("colours left as RGB: ", np.round(preprocess(pixel[..., ::-1], mean), 1).ravel())
print("scale left at 0 to 1:", np.round(preprocess(pixel / 255, mean), 1).ravel())
assert np.ptp(preprocess(pixel / 255, mean)) < np.abs(preprocess(pixel / 255, mean)).min()

# %% [markdown]
# With the wrong order of colours sand looks a little bluish, but every edge is where it was. With the wrong scale every
# pixel of every image is nearly the same dark value: there is hardly anything left to see. Nothing in Keras complains.

# %% [markdown]
# ### Task 3: from maps to features
#
# **2 points.** The last layer of VGG16's convolutions gives 512 maps for each image: how strongly each of 512 patterns
# was found at each place. For a classifier of patches the *where* matters little. **Global average pooling** keeps the
# mean of each map: 512 features for an image, whatever its size. Only the signature is given.


# %% solution="pooled"
def pooled(maps: np.ndarray) -> np.ndarray:
    """The mean of each map.

    Args:
        maps: shape (images, rows, columns, channels).

    Returns:
        Features, shape (images, channels).
    """
    ### BEGIN SOLUTION
    return maps.mean(axis=(1, 2))
    ### END SOLUTION


# %% test="pooled_check" points=1
tasks.pooled.check(pooled)

# %% test="pooled_hidden" points=1
# Hidden: maps of other sizes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sizes = hidden.distinct_integers(rng, 2, 7, 4)
    shapes = [sizes, (1, sizes[0], 1, sizes[1]), (sizes[3], 2, 2, 3)]
    return [(rng.normal(size=shape).clip(0),) for shape in shapes]


tasks.pooled.check(pooled, cases=hidden.cases("pooled_hidden", tasks.pooled, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# The maps have four axes. Which two of them say *where* in the image a value belongs?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `mean` takes one axis or several: `values.mean(axis=(first, second))`. Axes count from 0, and axis 0 is for the
# images.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Two rows and two columns, with 1 and 3 in the upper row of a map and zeros below: its feature is
# $(1 + 3 + 0 + 0) / 4 = 1$. The zeros count.
#
# </details>

# %% [markdown]
# ### Task 4: a classifier without training
#
# **4 points.** If features are good, images of one class lie close together. Then the simplest head of all will do:
# compute the mean of the features of each class, and give a new image the class whose mean is nearest, in a straight
# line (the square root of the sum of squares). Labels are whole numbers, in any order; there may be gaps between them.
# Only the signature is given.


# %% solution="nearest_mean"
def nearest_mean(features: np.ndarray, labels: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """The class whose mean is nearest.

    Args:
        features: of images whose classes are known, shape (images, features).
        labels: their classes, whole numbers, shape (images,).
        queries: features of other images, shape (queries, features).

    Returns:
        A label for each query, shape (queries,).
    """
    ### BEGIN SOLUTION
    classes = np.unique(labels)
    means = np.array([features[labels == label].mean(axis=0) for label in classes])
    distances = np.linalg.norm(queries[:, None] - means, axis=2)
    return classes[distances.argmin(axis=1)]
    ### END SOLUTION


# %% test="nearest_mean_check" points=1
tasks.nearest_mean.check(nearest_mean)

# %% test="nearest_mean_hidden" points=3
# Hidden: other features, numbers of classes and labels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for count, size in [(3, 3), (2, 2), (4, 6)]:
        classes = hidden.distinct_integers(rng, 0, 9, count)
        known = rng.permutation(np.repeat(classes, hidden.distinct_integers(rng, 2, 9, count)))
        centres = rng.normal(size=(10, size)) + 1
        features = centres[known] + rng.normal(size=(len(known), size))
        cases.append((features, known, 2 * rng.normal(size=(40, size)) + 1))
    return cases


tasks.nearest_mean.check(nearest_mean, cases=hidden.cases("nearest_mean_hidden", tasks.nearest_mean, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# With labels 2, 5 and 3 there are three means. If the second of them is nearest, which label do you return?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `np.unique(labels)` lists the classes, `features[labels == label]` the images of one. Make an array of means, with a
# row for each class. `argmin` over the distances gives a place in the list of classes.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Class 2 has features (0, 0), (1, 0) and (10, 0), whose mean is (11/3, 0). Class 3 has (9, −5) and (11, −5), mean
# (10, −5). The query (9.5, 1) is at a distance of $\sqrt{5.83^2 + 1^2} = 5.9$ from the first and 6.0 from the second:
# class 2. The nearest single image is of class 2 as well here, but not everywhere.
#
# </details>

# %% [markdown]
# ## Part 2: Rows that belong together
#
# ### Worked example: one column in common
#
# Patches of 96×96 are cut around animals that lie on a beach side by side. One patch begins in column 300 of a scene,
# another one in column 395 of the same rows. How many columns do they have in common? And if the second one begins in
# column 396?

# %%
size = 96
for column in (395, 396):
    common = set(range(300, 300 + size)) & set(range(column, column + size))
    print(f"begins in column {column}: columns in common {len(common)}")

# %% [markdown]
# A patch that begins in column 300 ends with column 395. It is easy to be one off here.
#
# If the first patch is trained on and the second one is for validation, the network has seen a part of what it is
# asked about. Fine-tuned networks are good at remembering: the score gets better, the network does not.

# %% [markdown]
# ### Task 5: which patches leak?
#
# **3 points.** For each validation patch: does it share at least one pixel with *any* training patch? Patches are
# squares of `size`×`size` pixels; a place is (scene, row, column) of the top left pixel. Patches of different scenes
# share nothing. Only the signature is given.


# %% solution="leaked"
def leaked(train: np.ndarray, valid: np.ndarray, size: int) -> np.ndarray:
    """Whether validation patches share pixels with training patches.

    Args:
        train: scene, row and column of each training patch, whole numbers, shape (training patches, 3).
        valid: the same for validation, shape (validation patches, 3).
        size: height and width of every patch, in pixels.

    Returns:
        True or False for each validation patch, shape (validation patches,).
    """
    ### BEGIN SOLUTION
    same_scene = valid[:, None, 0] == train[:, 0]
    moved = np.abs(valid[:, None, 1:] - train[:, 1:])
    return (same_scene & (moved < size).all(axis=2)).any(axis=1)
    ### END SOLUTION


# %% test="leaked_check" points=1
tasks.leaked.check(leaked)

# %% test="leaked_hidden" points=2
# Hidden: other scenes, places and sizes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    moved = np.array([0, *rng.integers(0, 30, size=2)])
    rows, columns = (0, 13, 14, 26, 27, 40), (0, 13, 20, 26, 27, 60)
    edges = np.array([[2, row, column] for row in rows for column in columns])
    cases = [(np.array([[2, 20, 20], [4, 50, 5]]) + moved, edges + moved, 7)]
    sizes = [int(rng.integers(16, 24)), int(rng.integers(7, 12)), int(rng.integers(28, 38))]
    for size, scenes, width in zip(sizes, (3, 2, 5), (90, 60, 200), strict=True):
        train, valid = (
            np.column_stack([rng.integers(0, scenes, 15), size + rng.integers(0, width, (15, 2))]) for _ in range(2)
        )
        valid[:4] = train[:4] + np.array([[0, 0, size], [0, -size, 0], [0, size - 1, 1 - size], [1, 0, 0]])
        cases.append((train, valid[rng.permutation(15)], size))
    return cases


tasks.leaked.check(leaked, cases=hidden.cases("leaked_hidden", tasks.leaked, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# One patch begins in row 10, the other in row 15, and both are 10 high. Which rows do they share? And what if the
# second begins in row 5?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Three conditions for a pair of patches, and all three have to hold: the same scene, rows that meet, columns that
# meet. Then, for one validation patch, ask whether any training patch fulfils them. Two loops will do.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Rows meet if the two first rows differ by *less* than `size`, in whichever direction. Size 10: 10 and 19 meet, 10 and
# 1 as well, 10 and 20 do not. `.any(axis=1)` of a table with a row for each validation patch gives the answers.
#
# </details>

# %% [markdown]
# How many patches leak if you split at random? And how many if patches that overlap are kept in one group, and whole
# groups are dealt out? Guess, then run the cell (when task 5 is right). There are 600 simulated patches, 500 of them
# cut around an animal; it takes a few seconds.

# %%
from coursekit import data

patches = data.sealions(split="random")
for name, how in [("at random", "random"), ("by groups", "groups")]:
    dataset = data.resplit(patches, how)
    places, part = dataset.details[["tid", "row", "col"]].to_numpy(), np.asarray(dataset.split)
    found = leaked(places[part == "train"], places[part == "valid"], 96)
    print(f"split {name}: {found.sum()} of {len(found)} validation patches share pixels with a training patch")
assert not found.any()

# %% [markdown]
# More than a fifth, and nothing in the file names tells of it. On real patches of this kind it was about a fifth, too.
# `data.resplit(..., "groups")` deals out whole groups; `"scene"` is stricter and asks for new light and new ground.

# %% [markdown]
# ### Task 6: rows for the head
#
# **4 points.** As long as the base is frozen, an image has the same features in every epoch: compute them once, and
# keep them. To have augmentation all the same, compute them for a fixed number of *variants* of each image: variant 0
# is the image as it is, the others are mirrored, turned or brightened. So features come with shape
# (images, variants, channels), and a head wants rows. Make of them:
#
# - for training, a row for **every** variant of each image that is not held back, image by image: first all variants
#   of the first image, in their order, then those of the second, and so on; and a label for each row;
# - for validation, **one** row for each image that is held back, variant 0; and its label. It may be that nothing is
#   held back: then there are no rows, but still as many channels, shape (0, channels).
#
# The order of the images stays. Only the signature is given.


# %% solution="training_rows"
def training_rows(features: np.ndarray, labels: np.ndarray, held_back: np.ndarray) -> dict:
    """Rows and labels for training and for validation.

    Args:
        features: shape (images, variants, channels).
        labels: of the images, shape (images,).
        held_back: True for the images that are for validation, shape (images,).

    Returns:
        A dictionary: `train_features`, shape (rows, channels), `train_labels`, shape (rows,), and in the same way
        `valid_features` and `valid_labels`.
    """
    ### BEGIN SOLUTION
    train = features[~held_back]
    return {
        "train_features": train.reshape(-1, features.shape[2]),
        "train_labels": np.repeat(labels[~held_back], features.shape[1]),
        "valid_features": features[held_back, 0],
        "valid_labels": labels[held_back],
    }
    ### END SOLUTION


# %% test="training_rows_check" points=1
tasks.training_rows.check(training_rows)

# %% test="training_rows_hidden_labels" points=1
# Hidden: nothing is held back; rows and labels in other shapes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for _ in range(2):
        shape = hidden.distinct_integers(rng, 3, 6, 3)
        cases.append((rng.normal(size=shape), rng.permutation(shape[0]) + 3, np.zeros(shape[0], bool)))
    return cases


tasks.training_rows.check(
    training_rows,
    cases=hidden.cases(
        "training_rows_hidden_labels",
        tasks.training_rows,
        hidden_inputs,
        passes=(
            "all variants trained on; all variants validated; all variants validated, labels tiled; "
            "mean variant validated"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="training_rows_hidden" points=2
# Hidden: some images are held back.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for held in (2, 1, 4):
        images, *size = hidden.distinct_integers(rng, 5, 9, 1) + hidden.distinct_integers(rng, 1, 4, 2)
        held_back = rng.permutation(np.arange(images) < held)
        cases.append((rng.normal(size=(images, *size)), rng.permutation(images) + 2, held_back))
    return cases


tasks.training_rows.check(
    training_rows,
    cases=hidden.cases(
        "training_rows_hidden", tasks.training_rows, hidden_inputs, passes="no channels where there are no rows"
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Two images with labels 5 and 8, three variants each. Write down the labels of the six rows.
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Choose the images first: `features[held_back]` and `features[~held_back]` keep all variants together. Then put
# variants into rows. `reshape` goes through the last axis fastest: after the channels come the variants, then the
# images. Of `np.repeat` and `np.tile`, which one goes with that?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# `np.repeat([5, 8], 3)` is 5, 5, 5, 8, 8, 8 and `np.tile([5, 8], 3)` is 5, 8, 5, 8, 5, 8. `reshape(-1, channels)`
# makes rows and finds out how many there are. `features[held_back, 0]` is variant 0 of the images held back.
#
# </details>

# %% [markdown]
# ### Task 7: ask about every variant
#
# **2 points.** The variants are of use once more: ask the head about all variants of an image, and average what it
# says (test-time augmentation). The posteriors come as rows, image by image, as in task 6, with `variants` rows for
# each image. Return the mean posterior of each image. Only the signature is given.


# %% solution="averaged"
def averaged(posteriors: np.ndarray, variants: int) -> np.ndarray:
    """The mean posterior of each image.

    Args:
        posteriors: a row for each variant of each image, image by image, shape (images · variants, classes).
        variants: how many rows each image has.

    Returns:
        Shape (images, classes).
    """
    ### BEGIN SOLUTION
    return posteriors.reshape(-1, variants, posteriors.shape[1]).mean(axis=1)
    ### END SOLUTION


# %% test="averaged_check" points=1
tasks.averaged.check(averaged)

# %% test="averaged_hidden" points=1
# Hidden: other numbers of images, variants and classes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    settings = [hidden.distinct_integers(rng, 2, 8, 3) for _ in range(3)]
    return [(rng.dirichlet(np.full(classes, 0.5), images * views), views) for images, views, classes in settings]


tasks.averaged.check(averaged, cases=hidden.cases("averaged_hidden", tasks.averaged, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Twelve rows, three variants. Which rows belong to the second image?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `reshape` can give the variants back an axis of their own. In which order do the three sizes stand, so that the rows
# of an image stay together?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Two variants, rows (0.75, 0.25), (0.25, 0.75), (0.5, 0.5) and (0, 1). The first image has the mean (0.5, 0.5), the
# second one (0.25, 0.75).
#
# </details>

# %% [markdown]
# ## Part 3: A head that learns
#
# ### Worked example: one image, one class
#
# A head with three classes says 0.7, 0.2 and 0.1 of an image whose class is number 1. In a step of gradient descent,
# which of the three logits go up, which go down, and which moves most? Decide, then run the cell.

# %%
said, label = np.array([0.7, 0.2, 0.1]), 1
slope = said - np.eye(3)[label]
print("slope of the loss for each logit:", slope.round(1))
print("so with a rate of 1 they move by:", (-slope).round(1))

# %% [markdown]
# For softmax and cross-entropy the slope is what was said minus what is right: 1 for the true class, 0 for the others.
# The true class goes up by what was missing. The others go down, those that claimed most by most, and all together as
# far as the true class goes up.

# %% [markdown]
# ### Task 8: a step of the head
#
# **4 points.** The head is one dense layer with softmax. For features $x$ of an image the logits are
# $z_c = \sum_f x_f w_{fc} + b_c$, and
#
# $$p_c = \frac{e^{z_c}}{\sum_k e^{z_k}}, \qquad
# \frac{\partial L}{\partial z_c} = p_c - y_c, \qquad
# \frac{\partial L}{\partial w_{fc}} = x_f \, (p_c - y_c), \qquad
# \frac{\partial L}{\partial b_c} = p_c - y_c,$$
#
# where $y_c$ is 1 for the true class and 0 for the others. The loss of a batch is the **mean** over its images. Do one
# step of gradient descent, and leave the arrays that came in as they are. Only the signature is given.


# %% solution="head_step"
def head_step(
    features: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: np.ndarray, learning_rate: float
) -> dict:
    """One step of gradient descent for a dense layer with softmax and cross-entropy.

    Args:
        features: shape (images, features).
        labels: classes, counted from 0, shape (images,).
        weights: shape (features, classes).
        bias: shape (classes,).
        learning_rate: length of a step for a slope of 1.

    Returns:
        A dictionary with the new `weights` and the new `bias`.
    """
    ### BEGIN SOLUTION
    scores = features @ weights + bias
    posteriors = np.exp(scores - scores.max(axis=1, keepdims=True))
    posteriors /= posteriors.sum(axis=1, keepdims=True)
    errors = posteriors - np.eye(len(bias))[labels]
    return {
        "weights": weights - learning_rate * features.T @ errors / len(labels),
        "bias": bias - learning_rate * errors.mean(axis=0),
    }
    ### END SOLUTION


# %% test="head_step_check" points=1
tasks.head_step.check(head_step)

# %% test="head_step_hidden" points=3
# Hidden: other features, labels and heads.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for rate in (0.3, 0.05, 2.0):
        images, size, classes = hidden.distinct_integers(rng, 2, 9, 3)
        images = 1 if rate == 0.05 else images
        cases.append(
            (
                rng.normal(size=(images, size)),
                rng.integers(0, classes, size=images),
                rng.normal(size=(size, classes)),
                rng.normal(size=classes),
                rate,
            )
        )
    return cases


tasks.head_step.check(head_step, cases=hidden.cases("head_step_hidden", tasks.head_step, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# There are as many logits for an image as classes. Over which axis do the probabilities add up to 1, and over which
# one is the mean taken?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Four lines: logits, probabilities, errors (subtract 1 at the true class of each image; `np.eye(classes)[labels]` is
# a table of those), then the two new arrays. `features.T @ errors` adds up over the images; divide by their number.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# One image with features 1 and 2, class 0 of two, all weights and the bias 0. Both probabilities are 0.5, the errors
# −0.5 and 0.5. With a rate of 0.1 the bias becomes 0.05 and −0.05, the weights 0.05 and −0.05 in the first row,
# 0.1 and −0.1 in the second.
#
# </details>

# %% [markdown]
# ### Task 9: the same in Keras
#
# **4 points.** Now with a base. `small_backbone(input_shape, filters)` stands for a network that others have trained:
# it has a block for each number in `filters`, with convolution, batch normalisation, ReLU and pooling (`block1_conv`,
# `block1_norm`, `block1_relu`, `block1_pool`), and numbers in its weights that you are to keep. It takes your images as
# they are. Put a new head behind it, so that
#
# - the maps of the base are averaged to features, and one dense layer with softmax makes probabilities of them;
# - the head learns, and **nothing of the base** does.
#
# The check puts weights of its own into your head and compares what comes out, in training as well. Sequential or
# functional, built of Keras' own layers: any style is right that computes this and nothing besides. You may use
# `small_backbone`. The next cell takes a few seconds the first time. Only the signature is given.

# %% locked="import_keras" tags=["nbval-ignore-output"]
from coursekit import device

print(device.start())
import keras

from coursekit.transfer_learning.tasks.backbones import small_backbone


# %% solution="build_classifier"
def build_classifier(input_shape: tuple[int, int, int], filters: tuple[int, ...], classes: int) -> keras.Model:
    """A new head on a frozen base.

    Args:
        input_shape: (height, width, channels) of the images.
        filters: of each block of the base.
        classes: number of classes.
    """
    ### BEGIN SOLUTION
    base = small_backbone(input_shape, filters)
    base.trainable = False
    image = keras.Input(input_shape)
    features = keras.layers.GlobalAveragePooling2D()(base(image))
    return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(features))
    ### END SOLUTION


# %% test="build_classifier_check" points=2
tasks.build_classifier.check(build_classifier)

# %% test="build_classifier_hidden" points=2
# Hidden: images, bases and classes of other sizes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("build_classifier_hidden")
two, three = hidden.distinct_integers(rng, 3, 11, 2), hidden.distinct_integers(rng, 3, 9, 3)
classes = hidden.distinct_integers(rng, 4, 9, 2)
cases = [((8, 20, 2), (*two,), classes[0]), ((16, 8, 3), (*three,), classes[1])]
tasks.build_classifier.check(build_classifier, cases=cases)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Every layer and every model in Keras has an attribute that says whether it learns. What is it called, and what happens
# to the layers inside of a model if you set it on the model?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# A model can be called like a layer: `base(image)`, where `image` is a `keras.Input`. Freeze the base before you build
# on it, and leave the new model alone: `trainable` reaches everything inside.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# `keras.Input`, the base, `keras.layers.GlobalAveragePooling2D`, `keras.layers.Dense(..., activation="softmax")`,
# `keras.Model`. With `filters=(5, 7)` and 4 classes, `summary()` should show (7 + 1)·4 = 32 trainable parameters.
#
# </details>

# %% [markdown]
# ## Part 4: A base that learns, a little
#
# ### Worked example: the same image in two batches
#
# A layer of **batch normalisation** brings each channel to mean 0 and standard deviation 1. In training it takes mean
# and standard deviation from the batch at hand; at inference it takes *moving* ones, which it has noted while it was
# trained. A value of 3 comes in a batch with 1 and 8, then in a batch with 3 and 3. What comes out for it, and what if
# the noted mean is 2 and the noted standard deviation 2?

# %%
for batch in ([3.0, 1.0, 8.0], [3.0, 3.0, 3.0]):
    values = np.array(batch)
    print(f"3 in the batch {batch}: {(values[0] - values.mean()) / np.sqrt(values.var() + 0.001):.2f}")
print(f"3 with the noted mean and deviation: {(3 - 2) / 2:.2f}")

# %% [markdown]
# In training the neighbours decide. In a network that you have taken over, the noted statistics are a part of what it
# has learnt: from a million photographs. With batches of your own they would be replaced by those of a handful of
# beaches, and that although you have changed no weight.

# %% [markdown]
# ### Task 10: batch normalisation, frozen or not
#
# **3 points.** Write down what the layer gives, by the rule that Keras follows. For each channel with mean $\mu$ and
# variance $\sigma^2$
#
# $$y = \text{scale} \cdot \frac{x - \mu}{\sqrt{\sigma^2 + 0.001}} + \text{shift}.$$
#
# $\mu$ and $\sigma^2$ are those of the batch (the variance being the mean of the squares of what differs from $\mu$) if
# the network is `training` **and** the layer is `trainable`. In all other cases they are the moving ones. Only the
# signature is given.


# %% solution="normalised"
def normalised(
    values: np.ndarray,
    scale: np.ndarray,
    shift: np.ndarray,
    moving_mean: np.ndarray,
    moving_variance: np.ndarray,
    training: bool,
    trainable: bool,
) -> np.ndarray:
    """What a layer of batch normalisation gives.

    Args:
        values: of a batch, shape (images, channels).
        scale: of each channel, shape (channels,).
        shift: of each channel, shape (channels,).
        moving_mean: what the layer has noted, shape (channels,).
        moving_variance: what the layer has noted, shape (channels,).
        training: whether the network is being trained.
        trainable: whether this layer may learn; False if it is frozen.
    """
    ### BEGIN SOLUTION
    mean, variance = moving_mean, moving_variance
    if training and trainable:
        mean, variance = values.mean(axis=0), values.var(axis=0)
    return scale * (values - mean) / np.sqrt(variance + 0.001) + shift
    ### END SOLUTION


# %% test="normalised_check" points=1
tasks.normalised.check(normalised)

# %% test="normalised_hidden" points=2
# Hidden: other batches and layers, frozen or not.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for _ in range(3):
        images, channels = hidden.distinct_integers(rng, 2, 7, 2)
        layer = (rng.normal(size=channels), rng.normal(size=channels), rng.normal(size=channels))
        spread = rng.uniform(0.001, 0.5, size=channels)
        for training, trainable in [(True, True), (True, False), (False, True), (False, False)]:
            cases.append((rng.normal(2, 0.3, size=(images, channels)), *layer, spread, training, trainable))
    return cases


tasks.normalised.check(normalised, cases=hidden.cases("normalised_hidden", tasks.normalised, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# `training` and `trainable` make four cases. In how many of them does the batch decide?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# First choose mean and variance, then there is one formula for all. Those of the batch are `values.mean(...)` and
# `values.var(...)` over the images, so that one number for each channel is left.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# One channel with values 1, 3 and 8: mean 4, variance $(9 + 1 + 16) / 3 = 8.67$. In training 3 becomes
# $-1 / \sqrt{8.668} = -0.34$ (scale 1, shift 0). If the layer is frozen, with a moving mean of 2 and a moving variance
# of 4, it becomes $1 / \sqrt{4.001} = 0.50$, in training as well.
#
# </details>

# %% [markdown]
# Keras can be asked whether it does the same. Here is a layer with the numbers of hint 3, in training, first learning,
# then frozen:

# %%
layer = keras.layers.BatchNormalization()
layer.build((None, 1))
layer.set_weights([np.ones(1), np.zeros(1), np.full(1, 2.0), np.full(1, 4.0)])  # scale, shift, mean, variance
batch = np.array([[3.0], [1.0], [8.0]])
for trainable in (True, False):
    layer.trainable = trainable
    given = np.asarray(layer(batch, training=True)).ravel()
    mine = normalised(batch, *[np.full(1, number) for number in (1.0, 0.0, 2.0, 4.0)], True, trainable).ravel()
    print(f"trainable={trainable}: Keras gives {given.round(2)}, task 10 {mine.round(2)}")
    assert np.allclose(given, mine, atol=1e-5)
    layer.set_weights([np.ones(1), np.zeros(1), np.full(1, 2.0), np.full(1, 4.0)])  # it notes what it sees

# %% [markdown]
# ### Task 11: unfreeze the last blocks
#
# **5 points.** When the head has learnt, the last blocks of the base may learn with it: they know most about the old
# classes and least about edges and colours. Build the classifier of task 9 once more, this time ready for that:
#
# - the **convolutions of the last `blocks` blocks** learn, with their biases, and so does the head;
# - all other convolutions stay, and so does **batch normalisation, in every block**: in training it has to give what it
#   gives at inference.
#
# Your `build_classifier` may help, and so may `small_backbone`. Only the signature is given.


# %% solution="fine_tunable"
def fine_tunable(input_shape: tuple[int, int, int], filters: tuple[int, ...], classes: int, blocks: int) -> keras.Model:
    """A head on a base whose last blocks learn.

    Args:
        input_shape: (height, width, channels) of the images.
        filters: of each block of the base.
        classes: number of classes.
        blocks: how many of the last blocks learn, from 1.
    """
    ### BEGIN SOLUTION
    base = small_backbone(input_shape, filters)
    last = {f"block{number}_conv" for number in range(len(filters) - blocks + 1, len(filters) + 1)}
    for layer in base.layers:
        layer.trainable = layer.name in last
    image = keras.Input(input_shape)
    features = keras.layers.GlobalAveragePooling2D()(base(image))
    return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(features))
    ### END SOLUTION


# %% test="fine_tunable_check" points=2
tasks.fine_tunable.check(fine_tunable)

# %% test="fine_tunable_hidden" points=3
# Hidden: other bases, and other numbers of blocks.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden

rng = hidden.generator("fine_tunable_hidden")
filters, classes = (*hidden.distinct_integers(rng, 3, 9, 3),), int(rng.integers(4, 8))
cases = [((16, 8, 3), filters, classes, 2), ((16, 8, 3), filters, classes, 1)]
tasks.fine_tunable.check(fine_tunable, cases=cases)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# You unfreeze a layer of the base, and then say `base.trainable = False`. Does the layer learn?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Go through `base.layers`, and say of each layer whether it learns: its `name` tells the block and the kind. What is
# said of the base as a whole reaches all of them, so it comes first or not at all.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Three blocks, of which two learn: `block2_conv` and `block3_conv` have `trainable = True`, everything else in the base
# has `False`. `base(image, training=False)` is no replacement for that: `fit` overrides it.
#
# </details>

# %% [markdown]
# ### Worked example: how far does a weight move?
#
# Adam, the usual optimiser, divides a gradient by its own size. A weight therefore moves in each step by about the
# learning rate, however small its gradient is. The weights of a 3×3 filter on 512 maps are small: a usual start is a
# standard deviation of $\sqrt{2 / (9 \cdot 512)}$. After how many steps has a weight moved by as much as that, if all
# its gradients point the same way?

# %%
size = np.sqrt(2 / (3 * 3 * 512))
print(f"size of a weight: {size:.3f}")
for rate in (1e-3, 1e-4, 1e-5):
    print(f"learning rate {rate:g}: after {size / rate:,.0f} steps")

# %% [markdown]
# At the rate that suits a head, which has everything to learn, what a filter of the base has learnt can be gone after
# twenty steps. So it gets a rate of its own, ten to a hundred times lower.

# %% [markdown]
# ### Task 12: rates by part
#
# **3 points.** Do one step of plain gradient descent in which each part has a learning rate of its own. Weights and
# gradients are dictionaries with an array for each layer, not always in the same order. The part of a layer is its name
# up to the first underscore, or the whole name if it has none: `block5_conv1` belongs to `block5`. Parts without a rate
# are frozen; their layers are in the result as they were. Leave the arrays that came in as they are. Only the signature
# is given.


# %% solution="group_step"
def group_step(
    weights: dict[str, np.ndarray], gradients: dict[str, np.ndarray], rates: dict[str, float]
) -> dict[str, np.ndarray]:
    """One step of gradient descent with a learning rate for each part.

    Args:
        weights: of each layer, by its name.
        gradients: of the loss for these weights, by the same names.
        rates: learning rate of each part that learns, by its name.

    Returns:
        The new weights of all layers, by name.
    """
    ### BEGIN SOLUTION
    return {name: values - rates.get(name.split("_")[0], 0.0) * gradients[name] for name, values in weights.items()}
    ### END SOLUTION


# %% test="group_step_check" points=1
tasks.group_step.check(group_step)

# %% test="group_step_hidden" points=2
# Hidden: other parts and rates.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    names = ["stem", "stage1_conv", "stage2_conv1", "stage2_conv2", "stage21_conv", "head_hidden_kernel", "head"]
    weights, gradients = ({name: rng.normal(size=(2, 3)) for name in names} for _ in range(2))
    turned = dict(reversed(gradients.items()))
    rates = rng.permutation([0.5, 0.0625, 0.25, 0.125, 0.75]).tolist()
    return [
        (weights, gradients, {"head": rates[0], "stage2": rates[1]}),
        (weights, turned, {"stem": rates[2], "stage21": rates[3], "head": rates[4]}),
        (weights, gradients, {"stage2": 0.01, "stage1": 0.001, "head": 0.1, "stem": 0.0001}),
    ]


tasks.group_step.check(group_step, cases=hidden.cases("group_step_hidden", tasks.group_step, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Which layers belong to the part `block1`: `block1_conv1`, `block10_conv1`, or both?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `name.split("_")` gives the words of a name. Look the first one up in `rates`; `rates.get(part, 0.0)` has an answer
# for parts that are not there as well.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A weight of 2 with a gradient of 4: in `head`, with a rate of 0.5, it becomes 0. In `block5_conv1`, with a rate of
# 0.125 for `block5`, it becomes 1.5. In `block4_conv3`, for which there is no rate, it stays at 2.
#
# </details>

# %% [markdown]
# ## Part 5: A script that runs and is wrong
#
# ### Task 13: bug hunt
#
# **6 points.** A colleague fine-tunes: after each step of the base, the rows for the head are made anew. `features_of`
# stands for the whole base here; it is right. It **prepares the images itself** and returns what the base gives, a row
# for each image. What is asked for:
#
# - images and labels are put into the new order: `order[0]` says which image comes first, and so on;
# - the last `valid_count` images of the new order are for validation, the others for training;
# - the base takes one step of gradient descent at **its own** rate, `rates["base"]`;
# - for training, the features of each of its images as it is and mirrored left to right, image by image, with a label
#   for each row; for validation, each image once, as it is. All features are those of the **new** base, which is
#   returned, too.
#
# The draft runs without complaint, and is wrong in several places.


# %% locked="draft"
MEAN = np.array([104.0, 117.0, 123.0])


def prepared(images: np.ndarray) -> np.ndarray:
    """RGB from 0 to 1 as BGR from 0 to 255, minus the mean."""
    return 255 * images[..., ::-1] - MEAN


def features_of(images: np.ndarray, base: np.ndarray) -> np.ndarray:
    """What a base gives for RGB images from 0 to 1, which are prepared here: shape (images, features)."""
    return np.maximum(prepared(images).reshape(len(images), len(base)) @ base, 0)


def draft_fine_tuning_data(images, labels, order, valid_count, base, gradient, rates) -> dict:
    """A colleague's draft. It runs, and it is wrong."""
    images = prepared(images[order])
    count = len(images) - valid_count
    # Features of each image and of its mirror image
    plain, mirrored = features_of(images, base), features_of(images[:, :, ::-1], base)
    features = np.stack([plain, mirrored], axis=1)
    # A step of the base
    base = base - rates["head"] * gradient
    # Rows for training and for validation
    return {
        "base": base,
        "train_features": features.reshape(-1, base.shape[1]),
        "train_labels": np.tile(labels, 2),
        "valid_features": plain[count:],
        "valid_labels": labels[count:],
    }


def audit(letter: str, case: tuple, parts: dict) -> None:
    """What one can see from outside."""
    images, labels, order, valid_count, base, gradient, rates = case
    count = len(images) - valid_count
    rows, asked = len(parts["train_features"]), [int(label) for label in labels[order[:count]] for _ in range(2)]
    print(f"{letter}: {rows} rows and {len(parts['train_labels'])} labels for training, asked for: {2 * count}")
    print(f"   labels for training {parts['train_labels'].tolist()}, asked for: {asked}")
    print(f"   labels for validation {parts['valid_labels'].tolist()}, asked for: {labels[order[count:]].tolist()}")
    if gradient.any():
        rate = np.abs(parts["base"] - base).max() / np.abs(gradient).max()
        print(f"   the base stepped at a rate of {rate:g}, asked for: {rates['base']:g}")
    if base.any():
        known = features_of(np.concatenate([images, images[:, :, ::-1]]), parts["base"])
        found = sum(any(np.allclose(row, other) for other in known) for row in parts["train_features"])
        print(f"   {found} of {rows} rows are what the returned base gives for an image or its mirror image")


# %% [markdown]
# Its results do not look wrong; but they can be *audited*. The next cell does so for the visible cases. What should
# each line say, if all were right?

# %%
for letter, case in zip("ABCDEFG", tasks.fine_tuning_data.cases, strict=True):
    audit(letter, case, draft_fine_tuning_data(*case))

# %% [markdown]
# A shows one mistake, B another, C that of B and one more, D a fourth. E shows that of A and a fifth, F those two and a
# sixth, and in G all come together. Copy the draft into the next cell, rename it, and repair it; change as little as
# you can. The check speaks of the first case that is still wrong. You can audit your own function in the same way.


# %% solution="fine_tuning_data"
def fine_tuning_data(images, labels, order, valid_count, base, gradient, rates) -> dict:
    """A step of the base, and rows for the head from what it gives then.

    Args:
        images: RGB from 0 to 1, shape (images, rows, columns, 3).
        labels: of the images, shape (images,).
        order: the new order, shape (images,).
        valid_count: how many images are for validation.
        base: weights, shape (rows · columns · 3, features).
        gradient: of the loss for the base, same shape.
        rates: learning rates, of `"base"` and of `"head"`.

    Returns:
        A dictionary with the new `base`, and `train_features`, `train_labels`, `valid_features` and `valid_labels`.
    """
    ### BEGIN SOLUTION
    images, labels = images[order], labels[order]
    count = len(images) - valid_count
    # A step of the base
    base = base - rates["base"] * gradient
    # Features of each image and of its mirror image
    plain, mirrored = features_of(images, base), features_of(images[:, :, ::-1], base)
    features = np.stack([plain, mirrored], axis=1)
    # Rows for training and for validation
    return {
        "base": base,
        "train_features": features[:count].reshape(-1, base.shape[1]),
        "train_labels": np.repeat(labels[:count], 2),
        "valid_features": plain[count:],
        "valid_labels": labels[count:],
    }
    ### END SOLUTION


# %% test="fine_tuning_data_check" points=1
tasks.fine_tuning_data.check(fine_tuning_data)

# %% test="fine_tuning_data_hidden_rows" points=1
# Hidden: a base that does not move; which rows there are, in which order, and their labels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for count, valid_count in zip(hidden.distinct_integers(rng, 5, 8, 3), (0, 2, 4), strict=True):
        rows, columns = hidden.distinct_integers(rng, 1, 3, 2)
        base = rng.normal(size=(rows * columns * 3, 3))
        images, labels = rng.uniform(size=(count, rows, columns, 3)), rng.permutation(count)
        rates = {"head": 0.5, "base": 0.125}
        cases.append((images, labels, rng.permutation(count), valid_count, base, np.zeros_like(base), rates))
    return cases


tasks.fine_tuning_data.check(
    fine_tuning_data,
    cases=hidden.cases(
        "fine_tuning_data_hidden_rows",
        tasks.fine_tuning_data,
        hidden_inputs,
        passes=(
            "features of the old base; validation with the old base; base at the rate of the head; "
            "old base returned; base stays; uphill"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="fine_tuning_data_hidden_base" points=2
# Hidden: a base that moves; no validation, all labels alike.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for count, rate in zip(hidden.distinct_integers(rng, 3, 6, 3), (0.125, 0.25, 0.0625), strict=True):
        rows, columns = hidden.distinct_integers(rng, 1, 4, 2)
        base, gradient = rng.normal(size=(2, rows * columns * 3, 4))
        images, labels = rng.uniform(size=(count, rows, columns, 3)), np.ones(count, dtype=int)
        cases.append((images, labels, np.arange(count), 0, base, gradient, {"head": 1.0, "base": rate}))
    return cases


tasks.fine_tuning_data.check(
    fine_tuning_data,
    cases=hidden.cases(
        "fine_tuning_data_hidden_base",
        tasks.fine_tuning_data,
        hidden_inputs,
        passes=(
            "labels not in the new order; images not in the new order; nothing in the new order; "
            "labels tiled; labels tiled and of all images; validation images trained on; "
            "rows of validation images; labels of validation images; validation augmented; "
            "first images held back; validation with the old base"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="fine_tuning_data_hidden" points=2
# Hidden: everything together.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for valid_count, rate in [(3, 0.125), (1, 0.5), (4, 0.25)]:
        count = valid_count + int(rng.integers(4, 7))
        rows, columns = hidden.distinct_integers(rng, 1, 3, 2)
        base, gradient = rng.normal(size=(2, rows * columns * 3, 3))
        images, labels = rng.uniform(size=(count, rows, columns, 3)), rng.permutation(count) + 1
        rates = {"head": 1.0, "base": rate}
        cases.append((images, labels, rng.permutation(count), valid_count, base, gradient, rates))
    return cases


tasks.fine_tuning_data.check(
    fine_tuning_data,
    cases=hidden.cases(
        "fine_tuning_data_hidden", tasks.fine_tuning_data, hidden_inputs, passes="all held back instead of none"
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# An image is white, so that all its values are 1. What is it after `prepared`, and what after `prepared` of that?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# - A: who prepares the images?
# - B: of which images may there be rows for training, and how many labels go with them?
# - C: two arrays belong together. Which of them is put into the new order?
# - D: rows go image by image. Do the labels?
# - E: which base has computed the features, and which one is returned?
# - F: there are two rates. Which one is the base's?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Most are repaired in the line where they stand. One of them, completely: the two parts "Features" and "A step of the
# base" change places, because features that were computed before the step are out of date after it.
#
# </details>

# %% [markdown]
# ## What you have learnt
#
# - Without its dense layers VGG16 has a tenth of its parameters, and all that its convolutions have learnt. What learns
#   is what you say: a head of six classes has 3,078 parameters.
# - Weights are of use with the images that they know: order of colours, scale, mean. Nothing complains if they are
#   wrong, and nothing complains if they are right twice.
# - Patches that overlap belong into the same part, and so do all variants of an image: split first, augment then.
# - Features of a frozen base can be kept. From the first step of the base on, they are out of date.
# - A new head learns by itself first. Then the last blocks may learn with it, at a much lower rate. Batch normalisation
#   stays frozen, and `trainable = False` is what freezes it.
#
# Look back at the objectives and name for each the task in which you did it: where none comes to mind is the place to
# read again.
