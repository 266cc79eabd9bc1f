# %% [markdown]
# # Exercise 05: How good is it, really?
#
# “It is right in 95 percent of the cases.” Of which cases? Somebody who counts sea lions from a plane has a hundred
# patches of bare ground for each animal, and whoever always says “ground” is right in 99 percent of them. A single
# number hides what you would want to know: who is taken for whom, what is missed, how many alarms are false, and what
# a stricter threshold would change. All of it can be counted by hand, and then nobody can tell you tales.
#
# **Time:** about 3 hours; after part 2 is a good place for a break. **Hardware:** any laptop, no GPU, no network.
#
# **You will be able to**
#
# 1. read a confusion matrix, make one from labels, and turn it into percent of each class;
# 2. compute accuracy, balanced accuracy, precision, recall and specificity, and predict which of them change where a
#    class is rare;
# 3. implement a ROC curve with its ties, and compute the area under it in two ways;
# 4. choose a threshold by a criterion, a price or a limit, on images that have no part in the test;
# 5. compute whether scores keep what they promise, and diagnose an evaluation that runs without complaint and is wrong.
#
# **How it works.** As in exercises 01 to 04: complete the function, run its cell, then run the check below it as often
# as you like. Hidden checks try the same function on other inputs, and give points too. Numbers must be right to six
# digits. Loops are fine: nothing here is about speed.
#
# If you are stuck, open the hints below a task one at a time. The first is a question. Work with NumPy, pandas and your
# own functions. Refused are calls that do the counting for you: everything in `coursekit` (such as `evaluation`),
# `sklearn.metrics`, `pandas.crosstab` and the metrics of Keras.
#
# **Nothing known.** In several tasks a share has nothing to be a share of. It is then neither 0 nor 1 but `np.nan`,
# “not a number”, so that nobody takes it for a result.

# %% locked="imports"
import numpy as np
import pandas as pd

from coursekit import data, figures
from coursekit.evaluation import tasks

# %% [markdown]
# ## Part 1: Who is taken for whom
#
# ### Worked example: a table in percent
#
# Throughout, **rows are the true classes** and columns the predicted ones. Here is classifier A, in percent of each
# row; class 0 is “sea lion”, class 1 is “ground”. The survey has 20 patches with a sea lion, and 400 of ground. The
# classifier calls some patches “sea lion”. Are most of these really sea lions? Decide, then run the cell.

# %%
percent = np.array([[85, 15], [10, 90]])
sizes = [20, 400]
found = percent[0, 0] * sizes[0] / 100
alarms = percent[1, 0] * sizes[1] / 100
print(f"called sea lion: {found:.0f} sea lions and {alarms:.0f} patches of ground")
assert alarms > found

# %% [markdown]
# No: 17 against 40. It is tempting to compare 85 with 10, but these are percent of *different* things. Each row has a
# size of its own, and a small part of a large class can be more than a large part of a small one.

# %% [markdown]
# ### Task 1: missed and false alarms
#
# **2 points.** For one class among several: how many images of it are *missed* (called something else), and how many
# images of *other* classes are *false alarms* (called this class)? Fill in the two blanks.


# %% solution="misses_and_false_alarms"
def misses_and_false_alarms(percent: np.ndarray, sizes: np.ndarray, label: int) -> tuple[float, float]:
    """How many images of a class are missed, and how many others are taken for it.

    Args:
        percent: the confusion matrix, rows are true classes, in percent of each row, shape (classes, classes).
        sizes: how many images each true class has, shape (classes,).
        label: the class that is asked about.

    Returns:
        Missed images and false alarms, in this order. Both are numbers of images.
    """
    missed, false_alarms = 0.0, 0.0
    for other in range(len(sizes)):
        if other == label:
            continue
        # Blank 1: missed += ..., the images of class `label` that were called `other`
        ### BEGIN SOLUTION
        missed += percent[label, other] * sizes[label] / 100
        ### END SOLUTION
        # Blank 2: false_alarms += ..., the images of class `other` that were called `label`
        ### BEGIN SOLUTION
        false_alarms += percent[other, label] * sizes[other] / 100
        ### END SOLUTION
    return missed, false_alarms


# %% test="misses_and_false_alarms_check" points=1
tasks.misses_and_false_alarms.check(misses_and_false_alarms)

# %% test="misses_and_false_alarms_hidden" points=1
# Hidden: other tables, up to five classes.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for classes in (2, 3, 5):
        counts = rng.integers(1, 30, size=(classes, classes))
        cases.append((100 * counts / counts.sum(axis=1, keepdims=True), counts.sum(axis=1), classes - 1))
        cases.append((100 * counts / counts.sum(axis=1, keepdims=True), counts.sum(axis=1), 0))
    return cases


tasks.misses_and_false_alarms.check(
    misses_and_false_alarms,
    cases=hidden.cases("misses_and_false_alarms_hidden", tasks.misses_and_false_alarms, hidden_inputs),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A sea lion that is called “ground”: in which row of the table is it counted, and in which column?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Missed images are images *of* the class: they stand in its row. False alarms are *called* so: they stand in its
# column. Each place of the table is in percent of the class of its **row**: multiply by the size of that class.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Three classes of 40, 200 and 10 images. Row 0 is 80, 15, 5; column 0 is 80, 10, 0. Of class 0, 15 % and 5 % of 40 are
# missed, which are 6 + 2 images. Taken for class 0 are 10 % of 200 and 0 % of 10, which are 20 images.
#
# </details>

# %% [markdown]
# ### Task 2: count
#
# **2 points.** Now make the table, in numbers of images. There are `classes` classes, counted from 0; some may not
# occur at all, and have their row and column nevertheless. Fill in the two blanks.


# %% solution="confusion_counts"
def confusion_counts(true: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """How often each true class was given each class.

    Args:
        true: the class of each image, whole numbers, shape (images,).
        predicted: what it was called, shape (images,).
        classes: how many classes there are.

    Returns:
        Numbers of images, whole, shape (classes, classes); rows are true classes.
    """
    # Blank 1: counts = np.zeros(..., dtype=int), a table of the right shape
    ### BEGIN SOLUTION
    counts = np.zeros((classes, classes), dtype=int)
    ### END SOLUTION
    for is_class, called in zip(true, predicted, strict=True):
        # Blank 2: counts[..., ...] += 1
        ### BEGIN SOLUTION
        counts[is_class, called] += 1
        ### END SOLUTION
    return counts


# %% test="confusion_counts_check" points=1
tasks.confusion_counts.check(confusion_counts)

# %% test="confusion_counts_hidden" points=1
# Hidden: other labels, classes that do not occur, a single image.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = [(rng.integers(0, n, size=40), rng.integers(0, n, size=40), n) for n in (2, 3, int(rng.integers(5, 8)))]
    one = int(rng.integers(0, 2))
    cases += [(*rng.choice([0, 2], size=(2, 5)), 4), (np.array([one]), np.array([1 - one]), 2)]
    return cases


tasks.confusion_counts.check(
    confusion_counts, cases=hidden.cases("confusion_counts_hidden", tasks.confusion_counts, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# An image of class 2 was called class 0. Which place of the table has to grow by one?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# NumPy's first index is the row, the second the column. Rows are true classes. The shape of the table depends on
# `classes` alone, not on which classes occur.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Two classes; true are 0, 0, 1, called are 0, 1, 1. Row 0 is 1, 1: one image of class 0 was right, one was called 1.
# Row 1 is 0, 1.
#
# </details>

# %% [markdown]
# ### Task 3: percent of the class
#
# **3 points.** From numbers of images to percent of each true class. In the row of a class without images, all is
# `np.nan`. Leave `counts` as it is. Only the signature is given. Predict first: which sums will be 100, those of the
# rows or those of the columns?


# %% solution="percent_of_class"
def percent_of_class(counts: np.ndarray) -> np.ndarray:
    """A confusion matrix in percent of each true class.

    Args:
        counts: numbers of images, rows are true classes, shape (classes, classes).

    Returns:
        Percent, same shape; `np.nan` in the row of a class without images.
    """
    ### BEGIN SOLUTION
    percent = np.full(counts.shape, np.nan)
    for row, numbers in enumerate(counts):
        if numbers.sum() > 0:
            percent[row] = 100 * numbers / numbers.sum()
    return percent
    ### END SOLUTION


# %% test="percent_of_class_check" points=1
tasks.percent_of_class.check(percent_of_class)

# %% test="percent_of_class_hidden" points=1
# Hidden: other tables, in which every class has images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    return [(rng.integers(1, 50, size=(n, n)),) for n in (2, 3, 4, 6)]


tasks.percent_of_class.check(
    percent_of_class,
    cases=hidden.cases(
        "percent_of_class_hidden",
        tasks.percent_of_class,
        hidden_inputs,
        passes=("zeros for an empty class; an empty class all right; empty class left out"),
    ),
)
### END HIDDEN TESTS

# %% test="percent_of_class_hidden_empty" points=1
# Hidden: classes without images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for classes, empty in [(2, 1), (4, 2)]:
        counts = rng.integers(0, 10, size=(classes, classes)) + np.eye(classes, dtype=int)
        counts[hidden.distinct_integers(rng, 0, classes - 1, empty)] = 0
        cases.append((counts,))
    return cases


tasks.percent_of_class.check(
    percent_of_class, cases=hidden.cases("percent_of_class_hidden_empty", tasks.percent_of_class, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Row 0 is 17, 3. How many images does class 0 have, and how many percent of these are 17?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Divide each row by its own sum, times 100. One row after the other, in a loop, is safest: `counts /
# counts.sum(axis=1)` would lay the sums along the rows. Begin with a table full of `np.nan`, and fill the rows that
# have images.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Rows 6, 2, 2 and 0, 0, 0 and 1, 1, 2 give 60, 20, 20 and nan, nan, nan and 25, 25, 50. For whole arrays,
# `counts.sum(axis=1, keepdims=True)` has shape (3, 1), and is laid down the columns.
#
# </details>

# %% [markdown]
# ### Worked example: right without looking
#
# A survey of 1,000 patches, 50 of them with a sea lion. A “classifier” that does not look calls everything ground.
# What is its accuracy, the share of all images that it gets right? And which share of each class does it get right, on
# average over the two classes? Decide, then run the cell.

# %%
lazy = np.array([[0, 50], [0, 950]])
accuracy = np.trace(lazy) / lazy.sum()
recalls = np.diag(lazy) / lazy.sum(axis=1)
print(f"accuracy {accuracy:.2f}; of the sea lions {recalls[0]:.2f}, of the ground {recalls[1]:.2f} are right")
print(f"balanced accuracy, the mean of these two: {recalls.mean():.2f}")
assert accuracy > 0.9
assert recalls.mean() == 0.5

# %% [markdown]
# 95 percent, without finding a single animal. Accuracy counts *images*, and so listens to the large class. **Balanced
# accuracy** counts *classes*: whoever does not look gets one half with two classes, one sixth with six. Before you are
# impressed by an accuracy, compare it with that of saying the most common class.

# %% [markdown]
# ### Task 4: two accuracies
#
# **3 points.** Accuracy, and balanced accuracy: the mean, over the classes that have images, of the share of each class
# that is right. Both from 0 to 1. Only the signature is given.


# %% solution="two_accuracies"
def two_accuracies(counts: np.ndarray) -> tuple[float, float]:
    """Accuracy and balanced accuracy.

    Args:
        counts: numbers of images, rows are true classes, shape (classes, classes).

    Returns:
        Accuracy and balanced accuracy, in this order, shares from 0 to 1. Classes without images have no part in the
        second.
    """
    ### BEGIN SOLUTION
    recalls = [row[label] / row.sum() for label, row in enumerate(counts) if row.sum() > 0]
    return np.trace(counts) / counts.sum(), sum(recalls) / len(recalls)
    ### END SOLUTION


# %% test="two_accuracies_check" points=1
tasks.two_accuracies.check(two_accuracies)

# %% test="two_accuracies_hidden" points=1
# Hidden: other tables, in which every class has images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = [(rng.integers(1, 60, size=(n, n)) + 10 * np.eye(n, dtype=int),) for n in (2, 3, 5)]
    none_right = rng.integers(1, 9, size=(3, 3))
    one, other = hidden.distinct_integers(rng, 0, 2, 2)
    none_right[one, one] = 0
    none_right[other, other] += 5
    return [*cases, (none_right,)]


tasks.two_accuracies.check(
    two_accuracies,
    cases=hidden.cases(
        "two_accuracies_hidden",
        tasks.two_accuracies,
        hidden_inputs,
        passes=("empty class counted; empty class is nan; empty class all right"),
    ),
)
### END HIDDEN TESTS

# %% test="two_accuracies_hidden_empty" points=1
# Hidden: classes without images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for classes, empty in [(4, 1), (3, 2)]:
        counts = rng.integers(0, 4, size=(classes, classes)) + np.diag(rng.integers(4, 12, size=classes))
        counts[hidden.distinct_integers(rng, 0, classes - 1, empty)] = 0
        cases.append((counts,))
    return cases


tasks.two_accuracies.check(
    two_accuracies,
    cases=hidden.cases(
        "two_accuracies_hidden_empty",
        tasks.two_accuracies,
        hidden_inputs,
        passes="class without a right one left out; largest of the row",
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Where in the table do the images stand that are right? And how many images are there of one class?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Accuracy is one division: the diagonal, added up (`np.trace`), by all images. For the other one, go through the rows:
# the place on the diagonal, divided by the sum of its row. Collect these shares in a list, leaving out rows without
# images, and take the mean of the list.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Rows 90, 10 and 2, 8: 98 of 110 images are right, 0.891. Of the first class 90 of 100 are right, of the second 8 of
# 10: balanced, that is (0.9 + 0.8) / 2 = 0.85.
#
# </details>

# %% [markdown]
# ### The sea lions
#
# Now a real table, of simulated patches: five kinds of sea lions, and bare ground. To have a classifier in seconds, we
# take a poor one: it sees how warm the colour is, in 8×8 coarse squares and around the middle, and weighs these numbers
# linearly. It makes plenty of mistakes, which is what we need. It gives a **posterior** for each of the six classes,
# and calls a patch by the highest. (The cell takes some seconds.)


# %% locked="model"
from sklearn.linear_model import LogisticRegression

survey = data.sealions(count=600)
names = [name.replace("_", " ") for name in survey.classes]


def coarse(images: np.ndarray) -> np.ndarray:
    """How warm the colour is in 8×8 squares of each image and around its middle, and how bright the middle is."""
    warm = np.clip((images[..., 0] - images[..., 2] - 0.1) / 0.1, 0, 1)
    squares = warm.reshape(len(warm), 8, 12, 8, 12).mean(axis=(2, 4)).reshape(len(warm), -1)
    around = [4 * warm[:, 48 - half : 48 + half, 48 - half : 48 + half].mean(axis=(1, 2)) for half in (6, 12, 20)]
    return np.column_stack([squares, *around, 4 * images[:, 36:60, 36:60].mean(axis=(1, 2, 3))])


model = LogisticRegression(max_iter=20000).fit(coarse(survey.train.images), survey.train.labels)
test_posteriors = model.predict_proba(coarse(survey.test.images)).astype(float)

# %% [markdown]
# The test has 20 patches of each class. Adult males are the largest, and pups by far the smallest. Of which kind will
# most be found? Guess, then run the cell (when tasks 2 and 3 are right).

# %% tags=["nbval-ignore-output"]
test_counts = confusion_counts(survey.test.labels, test_posteriors.argmax(axis=1), len(names))
pd.DataFrame(percent_of_class(test_counts), index=names, columns=names).round(0).astype(int)

# %%
assert names[np.diag(test_counts).argmax()] == "pups"

# %% [markdown]
# Of the pups, although they are smallest. A likely reason: no other kind is near their size, while the others come
# close to one another. Read along the *row* of the pups for what becomes of pups, and down their *column* for what is
# called a pup: some of these are bare ground.

# %% [markdown]
# ### Task 5: a report for each class
#
# **4 points.** Take each class against all others together:
#
# - **precision**: of what is *called* this class, the share that is it;
# - **recall**: of what *is* this class, the share that is called so;
# - **specificity**: of what is *not* this class, the share that is not called so, whatever else it is called.
#
# Return a table with a row for each class and the columns `precision`, `recall`, `specificity` (shares) and `images`,
# how many images of the class there are, in this order. What has nothing to divide by is `np.nan`. This is an open
# task: plan your steps first. `pd.DataFrame({"precision": [...], "recall": [...], ...})` makes a table.


# %% solution="class_report"
def class_report(counts: np.ndarray) -> pd.DataFrame:
    """Each class against the rest.

    Args:
        counts: numbers of images, rows are true classes, shape (classes, classes).

    Returns:
        A table with a row for each class and the columns precision, recall, specificity and images.
    """
    ### BEGIN SOLUTION

    def share(part, whole):
        return part / whole if whole else np.nan

    rows = []
    for label in range(len(counts)):
        found = counts[label, label]
        images, called = counts[label].sum(), counts[:, label].sum()
        others = counts.sum() - images
        rows.append(
            {
                "precision": share(found, called),
                "recall": share(found, images),
                "specificity": share(others - (called - found), others),
                "images": images,
            }
        )
    return pd.DataFrame(rows)
    ### END SOLUTION


# %% test="class_report_check" points=1
tasks.class_report.check(class_report)

# %% test="class_report_hidden" points=2
# Hidden: other tables, in which every class has images and is called at least once.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    return [(rng.integers(1, 40, size=(n, n)),) for n in (2, 3, 5, 6)]


tasks.class_report.check(
    class_report,
    cases=hidden.cases(
        "class_report_hidden",
        tasks.class_report,
        hidden_inputs,
        passes=(
            "zeros where nothing is known; precision zero where nothing was called so; "
            "recall zero where there are no images; specificity zero where there are no others"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="class_report_hidden_empty" points=1
# Hidden: classes without images, and classes that are never called.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    never_called, empty = rng.integers(1, 10, size=(3, 3)), rng.integers(1, 10, size=(4, 4))
    never_called[:, rng.integers(0, 3)] = 0
    empty[rng.integers(0, 4)] = 0
    one_class = rng.integers(1, 10, size=(2, 2))
    one_class[rng.integers(0, 2)] = 0
    return [(never_called,), (empty,), (one_class,)]


tasks.class_report.check(
    class_report, cases=hidden.cases("class_report_hidden_empty", tasks.class_report, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Cross out the row and the column of one class. What does the rest of the table hold, seen from that class?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Four numbers for each class say it all. TP is its place on the diagonal; FN is the rest of its row, FP the rest of its
# column; TN is all that is left of the table, right or wrong among themselves. Precision is TP / (TP + FP), recall is
# TP / (TP + FN), specificity is TN / (TN + FP). Ask before each division whether there is anything to divide by.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Rows 20, 4, 1 and 6, 30, 4 and 0, 10, 5, class 2: TP is 5, FN is 0 + 10, FP is 1 + 4, and TN is 20 + 4 + 6 + 30 = 60.
# So precision is 5 / 10, recall 5 / 15, specificity 60 / 65, and there are 15 images.
#
# </details>

# %% [markdown]
# The report on the sea lions. Guess before you run the cell (when task 5 is right): is there a class that is mostly
# missed, and yet has a specificity of over 0.8?

# %% tags=["nbval-ignore-output"]
report = class_report(test_counts)
report.insert(0, "class", names)
report.round(2)

# %%
poor = report[report["recall"] < 0.5]
assert (poor["specificity"] > 0.8).any()

# %% [markdown]
# There is. With six classes, five images out of six are “not this class”, and it is easy to be right about these. High
# specificity says little where a class is a small part of the whole. How little, part 2 computes.

# %% [markdown]
# ## Part 2: Where positives are rare
#
# ### Task 6: what two rates come to
#
# **3 points.** With two classes, positive and negative, two rates describe a classifier at its threshold: the **TPR**,
# the share of the positives that is called positive (the recall), and the **FPR**, the share of the *negatives* that is
# called positive. They do not know how common positives are. Accuracy and precision do. Fill in the two blanks.
#
# Predict: A (TPR 0.85, FPR 0.10) is used where 1 image in 100 is positive. It calls an image positive. How likely is
# that right: 85 percent, half, or less than a tenth?


# %% solution="accuracy_and_precision"
def accuracy_and_precision(tpr: float, fpr: float, positive_share: float) -> tuple[float, float]:
    """What two rates come to where so many images are positive.

    Args:
        tpr: share of the positives that is called positive.
        fpr: share of the negatives that is called positive.
        positive_share: share of all images that is positive, between 0 and 1.

    Returns:
        Accuracy and precision, in this order; precision is `np.nan` where nothing is called positive.
    """
    # Blank 1: found, alarms = ..., the share of ALL images that is positive and found, and that is a false alarm
    ### BEGIN SOLUTION
    found, alarms = positive_share * tpr, (1 - positive_share) * fpr
    ### END SOLUTION
    # Blank 2: accuracy, precision = ...
    ### BEGIN SOLUTION
    accuracy = found + (1 - positive_share) * (1 - fpr)
    precision = found / (found + alarms) if found + alarms > 0 else np.nan
    ### END SOLUTION
    return accuracy, precision


# %% test="accuracy_and_precision_check" points=1
tasks.accuracy_and_precision.check(accuracy_and_precision)

# %% test="accuracy_and_precision_hidden" points=2
# Hidden: other rates and shares; a classifier that calls nothing positive.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    rates = [number / 100 for number in hidden.distinct_integers(rng, 15, 85, 6)]
    shares = [number / 1000 for number in hidden.distinct_integers(rng, 2, 300, 5)]
    return [
        (rates[0], rates[1], shares[0]),
        (rates[2], rates[3], shares[1]),
        (rates[4], rates[5], 1 - shares[2]),
        (1.0, 1.0, shares[3]),
        (0.0, rates[0], shares[4]),
        (0.0, 0.0, shares[0]),
    ]


tasks.accuracy_and_precision.check(
    accuracy_and_precision,
    cases=hidden.cases("accuracy_and_precision_hidden", tasks.accuracy_and_precision, hidden_inputs),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Imagine 1,000 images, 10 of them positive. How many of these 10 does A find? How many of the 990 others does it call
# positive?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# A share of a share is a product: of all images, `positive_share * tpr` are positive and found. The FPR is a share of
# the negatives, and these are `1 - positive_share` of all. Right are the positives that are found and the negatives
# that are *not* called positive. Precision divides what is found by all that is called positive.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# TPR 0.5, FPR 0.2, one image in ten positive: found are 0.1 · 0.5 = 0.05 of all, false alarms are 0.9 · 0.2 = 0.18.
# Accuracy is 0.05 + 0.9 · 0.8 = 0.77, precision 0.05 / (0.05 + 0.18) = 0.217.
#
# </details>

# %% [markdown]
# Two classifiers: A finds more (TPR 0.85, FPR 0.10), B is more careful (TPR 0.60, FPR 0.02). Which has the higher
# accuracy? And when is it better to call nothing positive at all? Guess, then run the cell (when task 6 is right).

# %%
rows = []
for positive_share in (0.5, 0.2, 0.1, 0.01, 0.001):
    (a, a_precise), (b, b_precise) = (
        accuracy_and_precision(*rates, positive_share) for rates in ((0.85, 0.10), (0.60, 0.02))
    )
    rows.append([positive_share, a, b, 1 - positive_share, a_precise, b_precise])
columns = ["positive share", "accuracy of A", "of B", "of nothing", "precision of A", "of B "]
rarer = pd.DataFrame(rows, columns=columns).set_index("positive share").round(3)
rarer

# %%
assert rarer.loc[0.5, "accuracy of A"] > rarer.loc[0.5, "of B"]
assert rarer.loc[0.01, "of nothing"] > rarer.loc[0.01, "of B"] > rarer.loc[0.01, "accuracy of A"]
assert rarer.loc[0.01, "precision of A"] < 0.1

# %% [markdown]
# The classifiers are the same in every row. Where half of the images are positive, A wins by accuracy; from one in
# five downwards B does; at one in a hundred calling nothing positive beats both. And of what A calls positive there,
# eight in a hundred are: the TPR of 85 percent, which many would have guessed, answers another question. So say what
# share of positives an accuracy or a precision belongs to, and do not compare them across surveys.

# %% [markdown]
# ## Part 3: Every threshold
#
# ### Worked example: one threshold, two rates
#
# A score says how positive an image seems. **A score of at least the threshold is positive.** Six images, of which the
# first, the second and the fourth are positive. At a threshold of 0.7, what are TPR and FPR? Decide, then run the cell.

# %%
truth = np.array([1, 1, 0, 1, 0, 0])
scores = np.array([0.9, 0.7, 0.7, 0.5, 0.4, 0.1])
for threshold in (0.9, 0.7, 0.5):
    called = scores >= threshold
    print(f"{threshold}: TPR {called[truth == 1].mean():.3f}, FPR {called[truth == 0].mean():.3f}")

# %% [markdown]
# Both images with 0.7 are called positive, one rightly and one not: TPR 2/3, FPR 1/3. No threshold tells these two
# apart, so the way from 0.9 to 0.7 is one step to the right *and* up. A lower threshold never calls fewer images
# positive: both rates grow, and there is a price for what is found.

# %% [markdown]
# ### Task 7: the points of a ROC curve
#
# **5 points.** All thresholds that make a difference: infinity (`np.inf`, above every score), then each score that
# occurs, once, falling. For each of them FPR and TPR. So the first point is (0, 0) and the last is (1, 1). Fill in the
# three blanks. (Predict: why is no threshold between two scores needed?)


# %% solution="roc_points"
def roc_points(truth: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The points of a ROC curve.

    Args:
        truth: 1 for positives, 0 for negatives, shape (images,). There are some of each.
        scores: higher is more positive, any numbers, shape (images,).

    Returns:
        Thresholds (infinity, then falling), FPR and TPR of each, shape (points,).
    """
    # Blank 1: thresholds = ..., np.inf and then the scores that occur, falling
    ### BEGIN SOLUTION
    thresholds = [np.inf, *sorted(set(scores), reverse=True)]
    ### END SOLUTION
    fpr, tpr = [], []
    for threshold in thresholds:
        # Blank 2: called = ..., True for each image that is called positive
        ### BEGIN SOLUTION
        called = scores >= threshold
        ### END SOLUTION
        # Blank 3: append the two rates of this threshold to fpr and tpr
        ### BEGIN SOLUTION
        fpr.append(called[truth == 0].mean())
        tpr.append(called[truth == 1].mean())
        ### END SOLUTION
    return np.array(thresholds), np.array(fpr), np.array(tpr)


# %% test="roc_points_check" points=1
tasks.roc_points.check(roc_points)

# %% test="roc_points_hidden" points=2
# Hidden: other scores, all different; some are negative, some above 1.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    few, many = hidden.distinct_integers(rng, 3, 6, 1)[0], hidden.distinct_integers(rng, 7, 10, 1)[0]
    size = few + many
    return [
        (rng.permutation(np.repeat([0, 1], [many, few])), rng.permutation(size) / 16),
        (rng.permutation(np.repeat([0, 1], [few, many])), rng.permutation(size) - 5.5),
        (np.array([1, 0]), np.sort(rng.permutation(16)[:2]) / 16),
    ]


tasks.roc_points.check(
    roc_points,
    cases=hidden.cases(
        "roc_points_hidden", tasks.roc_points, hidden_inputs, passes="ties taken one by one; thresholds repeated"
    ),
)
### END HIDDEN TESTS

# %% test="roc_points_hidden_ties" points=2
# Hidden: scores that occur several times, in both classes; one score for all; a score of 1 and of 0.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    negatives, positives = hidden.distinct_integers(rng, 5, 10, 2)
    scores = np.concatenate([np.arange(5), rng.integers(0, 5, size=negatives + positives - 5)]) / 4  # 0 and 1, too
    return [
        (rng.permutation(np.repeat([0, 1], [negatives, positives])), rng.permutation(scores)),
        (rng.permutation(np.repeat([0, 1], [20, 4])), rng.integers(1, 7, size=24) / 8),
        (rng.permutation([0, 1, 0, 1, 0]), np.full(5, rng.integers(1, 8) / 8)),
    ]


tasks.roc_points.check(roc_points, cases=hidden.cases("roc_points_hidden_ties", tasks.roc_points, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# The scores are 0.9, 0.7, 0.7 and 0.4. How many different answers can a threshold give, if you count “nothing is
# positive”, too?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `np.unique(scores)` or `set(scores)` drops what occurs twice; `sorted(..., reverse=True)` or `[::-1]` makes it fall.
# `called[truth == 0]` are the answers for the negatives, and the mean of True and False is the share of True.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Truth 1, 0, 1, 0 and scores 0.9, 0.7, 0.7, 0.4: thresholds are inf, 0.9, 0.7, 0.4; FPR is 0, 0, 0.5, 1; TPR is 0, 0.5,
# 1, 1. At 0.7 a positive and a negative come in together.
#
# </details>

# %% [markdown]
# ### Task 8: the area under it
#
# **2 points.** Between two scores no image crosses the threshold, so no point is missing. From one point to the next
# the curve is a straight line, so the area under each step is a trapezoid: its width times its height *in the middle*.
# Fill in the blank. The points run from (0, 0) to (1, 1).


# %% solution="area_under"
def area_under(fpr: np.ndarray, tpr: np.ndarray) -> float:
    """The area under a ROC curve (AUC).

    Args:
        fpr: from 0 to 1, never falling, shape (points,).
        tpr: the same.
    """
    area = 0.0
    for step in range(1, len(fpr)):
        # Blank: area += ..., the part between point `step - 1` and point `step`
        ### BEGIN SOLUTION
        area += (fpr[step] - fpr[step - 1]) * (tpr[step] + tpr[step - 1]) / 2
        ### END SOLUTION
    return area


# %% test="area_under_check" points=1
tasks.area_under.check(area_under)

# %% test="area_under_hidden" points=1
# Hidden: other curves, with and without slanted steps.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    counts = [2, *hidden.distinct_integers(rng, 4, 10, 2)]
    cases = [tuple(np.concatenate([[0], np.sort(rng.uniform(size=n)), [1]]) for _ in range(2)) for n in counts]
    return [*cases, (np.array([0, 0, 1]), np.array([0, 1, 1])), (np.array([0, 1, 1]), np.array([0, 0, 1]))]


tasks.area_under.check(area_under, cases=hidden.cases("area_under_hidden", tasks.area_under, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A step goes from (0.2, 0.5) to (0.6, 0.75). How wide is it, and how high is the curve in its middle?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The width is the difference of two FPRs, the height the mean of two TPRs. A step straight up has no width and no area.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# The points (0, 0), (0.2, 0.5) and (1, 1): 0.2 · 0.25 + 0.8 · 0.75 = 0.65.
#
# </details>

# %% [markdown]
# ### Task 9: the same number, without a curve
#
# **3 points.** Draw one positive and one negative image at random. How likely is it that the positive has the higher
# score? Go through **all pairs** of a positive and a negative; where the two scores are equal, count half a pair.
# Return the share of the pairs. Only the signature is given.


# %% solution="ranking_probability"
def ranking_probability(truth: np.ndarray, scores: np.ndarray) -> float:
    """How likely a positive has a higher score than a negative.

    Args:
        truth: 1 for positives, 0 for negatives, shape (images,). There are some of each.
        scores: higher is more positive, any numbers, shape (images,).
    """
    ### BEGIN SOLUTION
    right, pairs = 0.0, 0
    for positive in scores[truth == 1]:
        for negative in scores[truth == 0]:
            right += 1.0 if positive > negative else 0.5 if positive == negative else 0.0
            pairs += 1
    return right / pairs
    ### END SOLUTION


# %% test="ranking_probability_check" points=1
tasks.ranking_probability.check(ranking_probability)

# %% test="ranking_probability_hidden" points=1
# Hidden: other scores, all different.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    few, many = int(rng.integers(3, 7)), int(rng.integers(9, 14))
    return [
        (rng.permutation(np.repeat([0, 1], [many, few])), rng.permutation(many + few) / 20),
        (rng.permutation(np.repeat([0, 1], [few, many])), rng.permutation(many + few) - 8.0),
    ]


tasks.ranking_probability.check(
    ranking_probability,
    cases=hidden.cases(
        "ranking_probability_hidden",
        tasks.ranking_probability,
        hidden_inputs,
        passes=("ties count as wrong; ties count as right; ties left out; ties left out of the divisor"),
    ),
)
### END HIDDEN TESTS

# %% test="ranking_probability_hidden_ties" points=1
# Hidden: scores that occur several times; one score for all.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    return [
        (rng.permutation(np.repeat([0, 1], [11, 6])), rng.integers(0, 6, size=17) / 5),
        (rng.permutation(np.repeat([0, 1], [5, 5])), rng.integers(-2, 3, size=10)),
        (rng.permutation([0, 1, 1, 0, 1]), np.full(5, rng.integers(1, 8) / 8)),
        (np.array([1, 0]), rng.permutation([3.5, -1.0])),
    ]


tasks.ranking_probability.check(
    ranking_probability, cases=hidden.cases("ranking_probability_hidden_ties", tasks.ranking_probability, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Two positives with 0.9 and 0.4, and three negatives with 0.7, 0.4 and 0.1: how many pairs are there? In how many of
# them has the positive the higher score?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Two loops, one over `scores[truth == 1]`, one inside it over `scores[truth == 0]`. Add 1, one half or nothing, and
# divide by the number of pairs at the end.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# In hint 1 there are 6 pairs. 0.9 beats all three; 0.4 loses to 0.7, ties with 0.4 and beats 0.1. So it is
# (3 + 0 + 0.5 + 1) / 6 = 0.75.
#
# </details>

# %% [markdown]
# Now the sea lions: subadult males against the rest, by their posterior. Two questions before you run the cell (when
# tasks 7 to 9 are right). Do your two numbers for the AUC agree? And what happens to it if all scores are squared, so
# that 0.9 becomes 0.81 and 0.1 becomes 0.01?

# %%
kind = names.index("subadult males")
is_kind = (survey.test.labels == kind).astype(int)
scores_of_kind = test_posteriors[:, kind].round(2)
thresholds, fpr, tpr = roc_points(is_kind, scores_of_kind)
area, share_of_pairs = area_under(fpr, tpr), ranking_probability(is_kind, scores_of_kind)
squared = area_under(*roc_points(is_kind, scores_of_kind**2)[1:])
print("two ways agree:", np.isclose(area, share_of_pairs))
print("unchanged by squaring:", np.isclose(area, squared))
assert np.isclose(area, share_of_pairs)
assert np.isclose(area, squared)

# %% [markdown]
# Both: the area *is* the share of the pairs, half a pair for each tie (that is the triangle of a slanted step). And as
# only the order of two scores counts, nothing that keeps the order changes it. So an AUC says nothing about thresholds,
# and nothing about whether 0.9 means nine in ten. That is what parts 4 and 5 are for.


# %% locked="drawing"
@figures.styled
def curve(fpr: np.ndarray, tpr: np.ndarray, points: dict, alt: str):
    """A ROC curve with some of its points named."""
    drawing, axes = figures.figure(4.4, 4.2)
    axis = np.atleast_1d(axes)[0]
    axis.plot([0, 1], [0, 1], ":", color="grey")
    axis.plot(fpr, tpr, "-", color="black")
    for marker, (name, index) in zip("os^", points.items(), strict=False):
        axis.plot(fpr[index], tpr[index], marker, markersize=9, label=name)
    axis.set(xlabel="FPR: share of the others called subadult males", ylabel="TPR: share of the subadult males found")
    axis.legend(loc="lower right")
    return figures.described(drawing, alt)


# %% [markdown]
# ## Part 4: One threshold
#
# ### Task 10: by a criterion, or by a price
#
# **4 points.** Which point of a curve is best? Three answers; return the *index* of the point:
#
# - `"closest"`: the shortest straight line to (0, 1), where everything is found and nothing is a false alarm;
# - `"youden"`: the highest J = TPR − FPR, the height above the diagonal;
# - `"cost"`: the lowest cost for each image, if a false alarm costs 1 and a miss costs `miss_cost`, and
#   `positive_share` of all images are positive.
#
# Of equally good points the first one counts, which has the lowest FPR. The last two arguments matter for `"cost"`
# only. Only the signature is given.


# %% solution="best_point"
def best_point(fpr: np.ndarray, tpr: np.ndarray, criterion: str, positive_share: float, miss_cost: float) -> int:
    """The index of the best point of a ROC curve.

    Args:
        fpr: false positive rates, never falling, shape (points,).
        tpr: true positive rates, shape (points,).
        criterion: "closest", "youden" or "cost".
        positive_share: share of all images that is positive where the classifier will be used.
        miss_cost: what a missed positive costs; a false alarm costs 1.
    """
    ### BEGIN SOLUTION
    if criterion == "closest":
        badness = fpr**2 + (1 - tpr) ** 2
    elif criterion == "youden":
        badness = fpr - tpr
    else:
        badness = positive_share * (1 - tpr) * miss_cost + (1 - positive_share) * fpr
    return int(np.argmin(badness))
    ### END SOLUTION


# %% test="best_point_check" points=1
tasks.best_point.check(best_point)

# %% test="best_point_hidden" points=1
# Hidden: other curves, closest and Youden's point.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def drawn_curve(rng):
    while True:
        steps = int(rng.integers(2, 5))
        fpr, tpr = (np.concatenate([[0], np.sort(rng.integers(0, 17, size=steps)) / 16, [1]]) for _ in range(2))
        if rng.random() < 0.3 and fpr[-2] < 0.75:
            tpr[-2] = fpr[-2] + (tpr - fpr)[:-2].max()  # two points of the same height above the diagonal
        squares = np.sort(fpr**2 + (1 - tpr) ** 2)
        # Of equally close points the first would count, but rounding may order them otherwise.
        if squares[0] < squares[1] and (np.diff(tpr) >= 0).all():
            return fpr, tpr


def hidden_inputs(rng):
    curves = [drawn_curve(rng) for _ in range(7)]
    # One where another distance, the longer of the ways right and down, is shortest elsewhere.
    fpr, tpr = drawn_curve(rng)
    while np.argmin(np.maximum(fpr, 1 - tpr)) == np.argmin(fpr**2 + (1 - tpr) ** 2):
        fpr, tpr = drawn_curve(rng)
    curves.append((fpr, tpr))
    return [(*points, criterion, 0.25, 3) for points in curves for criterion in ("closest", "youden")]


tasks.best_point.check(
    best_point,
    cases=hidden.cases(
        "best_point_hidden",
        tasks.best_point,
        hidden_inputs,
        passes=(
            "Youden for the cost; distance for the cost; cost of true negatives; "
            "cost without the shares; shares exchanged; cost of false alarms; a miss costs 1; "
            "cost of what is found; miss cost for the share; false alarms without a share; highest cost"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="best_point_hidden_cost" points=2
# Hidden: other prices and shares of positives.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    while len(cases) < 16:
        steps = int(rng.integers(3, 6))
        fpr, tpr = np.sort(rng.integers(0, 17, size=steps)) / 16, np.sort(rng.integers(4, 17, size=steps)) / 16
        fpr, tpr = np.concatenate([[0, 0], fpr, [1]]), np.concatenate([[0, rng.integers(0, 5) / 16], tpr, [1]])
        share, price = int(rng.integers(1, 29)) / 32, float(rng.choice([0.25, 0.5, 1, 2, 4, 8, 20, 30]))
        costs = np.sort(share * price * (1 - tpr) + (1 - share) * fpr)
        if costs[1] - costs[0] > 0.001 and (np.diff(tpr) >= 0).all():  # rounding must not decide
            cases.append((fpr, tpr, "cost", share, price))
    # Two points that cost the same, exactly.
    one, other = np.sort(hidden.distinct_integers(rng, 0, 6, 2)) / 16
    height = rng.integers(5, 10) / 16
    return [*cases, (np.array([0, one, other, 1]), np.array([0, one + height, other + height, 1]), "cost", 0.5, 1)]


tasks.best_point.check(
    best_point,
    cases=hidden.cases(
        "best_point_hidden_cost",
        tasks.best_point,
        hidden_inputs,
        passes=(
            "sum for the distance; distance for Youden's criterion; closest and Youden exchanged; "
            "farthest; closest to (1, 1); TPR alone for the distance; square without brackets; lowest J; "
            "J without its sign; sum of the rates; highest TPR"
        ),
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A point at FPR 0.3 and TPR 0.6: how far is it to the left edge, and how far to the top? And how far, then, to the
# corner?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Compute a number for every point and take the index of the smallest, `np.argmin`, or, for J, of the largest,
# `np.argmax`. Both give the first of equal ones. For the cost, task 6 helps: of all images,
# `positive_share * (1 - tpr)` are missed. Which share of all is a false alarm?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# The points (0, 0), (0.25, 0.75), (1, 1). Distances are 1, √(0.25² + 0.25²) = 0.35 and 1. J is 0, 0.5, 0. If one image
# in ten is positive and a miss costs 18: 0.1 · 1 · 18 + 0 = 1.8 for the first point, 0.1 · 0.25 · 18 + 0.9 · 0.25 =
# 0.675 for the second, 0 + 0.9 = 0.9 for the third.
#
# </details>

# %% [markdown]
# Three points for the subadult males, if one patch in twenty shows one. A missed one costs as much as ten patches that
# somebody looks at in vain. Where on the curve do you expect the third point, above the other two or below? Decide,
# then run the cell (when task 10 is right).

# %% tags=["nbval-ignore-output"]
chosen = {
    "closest to (0, 1)": best_point(fpr, tpr, "closest", 0.05, 1),
    "highest J": best_point(fpr, tpr, "youden", 0.05, 1),
    "a miss costs 10": best_point(fpr, tpr, "cost", 0.05, 10),
}
for name, index in chosen.items():
    print(f"{name:>17}: threshold {thresholds[index]:.2f}, FPR {fpr[index]:.2f}, TPR {tpr[index]:.2f}")
told = "A ROC curve for subadult males against the rest, well above the diagonal, with three points that were chosen by"
told += " distance to the corner, by Youden's J and by cost; that by cost is the lowest of them."
figures.show(curve(fpr, tpr, chosen, told))

# %%
assert fpr[chosen["a miss costs 10"]] <= fpr[chosen["highest J"]] <= fpr[chosen["closest to (0, 1)"]]
assert fpr[chosen["a miss costs 10"]] < fpr[chosen["closest to (0, 1)"]]

# %% [markdown]
# Below. There is no best point as such, only one for a purpose. Distance and J know nothing of prices and of how rare
# the class is; the cost does. Even a miss that costs ten times as much as a false alarm does not mean “low threshold”:
# with one subadult male in twenty patches there are nineteen chances for a false alarm to each chance for a miss.

# %% [markdown]
# ### Task 11: choose here, report there
#
# **4 points.** You promise a highest FPR, and want to find as much as that allows. All has its place:
#
# - **choose on the validation images**: the thresholds are their scores and infinity, as in task 7. Of those with an
#   FPR of at most `max_fpr` take the one with the highest TPR; if several have that, the one with the lowest FPR;
# - **report on the test images**: FPR and TPR at this very threshold, whatever comes out.
#
# An open task; your functions from above may help.


# %% solution="operating_point"
def operating_point(
    validation_truth: np.ndarray,
    validation_scores: np.ndarray,
    test_truth: np.ndarray,
    test_scores: np.ndarray,
    max_fpr: float,
) -> tuple[float, float, float]:
    """A threshold chosen on validation images, and its rates on test images.

    Args:
        validation_truth: 1 for positives, 0 for negatives, shape (validation images,).
        validation_scores: higher is more positive, shape (validation images,).
        test_truth: as for validation, shape (test images,).
        test_scores: the same.
        max_fpr: the highest FPR allowed on the validation images.

    Returns:
        The threshold, and FPR and TPR on the test images.
    """
    ### BEGIN SOLUTION
    thresholds, fpr, tpr = roc_points(validation_truth, validation_scores)
    best = np.argmax(np.where(fpr <= max_fpr, tpr, -1))  # the first of equal ones has the lowest FPR
    called = test_scores >= thresholds[best]
    return thresholds[best], called[test_truth == 0].mean(), called[test_truth == 1].mean()
    ### END SOLUTION


# %% test="operating_point_check" points=1
tasks.operating_point.check(operating_point)

# %% test="operating_point_hidden" points=2
# Hidden: other images, in which validation and test differ.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for valid_size, max_fpr, higher in [
        ((8, 6), 0.25, 0),
        ((16, 5), 0.125, 1 / 32),
        ((4, 9), 0.5, 1 / 32),
        ((8, 8), 0.25, 0),
    ]:
        test_size = hidden.distinct_integers(rng, 5, 12, 2)
        validation, test = (rng.permutation(np.repeat([0, 1], size)) for size in (valid_size, test_size))
        scores = [rng.integers(0, 12, size=len(truth)) / 16 + truth / 4 for truth in (validation, test)]
        cases.append((validation, scores[0], test, scores[1] + higher, max_fpr))
    return cases


tasks.operating_point.check(
    operating_point,
    cases=hidden.cases("operating_point_hidden", tasks.operating_point, hidden_inputs, passes="no infinite threshold"),
)
### END HIDDEN TESTS

# %% test="operating_point_hidden_limits" points=1
# Hidden: no false alarm allowed, all allowed, and thresholds that find equally many.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    validation, test = rng.permutation([0, 0, 0, 0, 1, 1]), rng.permutation([0, 0, 1, 1, 1])
    scores, others = (rng.permutation(np.arange(1, 10))[: len(truth)] / 8 for truth in (validation, test))
    cases = [(validation, scores, test, others, limit) for limit in (0.0, 0.25, 0.5, 1.0)]
    return cases + [(1 - validation, scores, test, others, limit) for limit in (0.0, 0.5, 1.0)]


tasks.operating_point.check(
    operating_point, cases=hidden.cases("operating_point_hidden_limits", tasks.operating_point, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Somebody hands you new images tomorrow. Which of the four arrays can you not have looked at when you choose the
# threshold?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# `roc_points` on the validation images gives all candidates with their rates. Go through them from the first on,
# remember the best so far, and replace it only if the FPR is allowed *and* the TPR is higher. Then call the test images
# with that one threshold, and count.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Validation: FPR 0, 0, 0.25, 0.25, 0.5 and TPR 0, 0.5, 0.5, 1, 1. With at most 0.25 the fourth is taken, with at most
# 0.5 the fourth as well, with at most 0.1 the second. If even the highest score is a negative's and no false alarm is
# allowed, the threshold is `np.inf`, and both rates are 0.
#
# </details>

# %% [markdown]
# How much does it matter? Draw 60 validation and 60 test images from the same source, again and again, and choose for
# an FPR of at most 0.1. What will the FPR be on average, on the images that chose the threshold, and on fresh ones?
# Guess, then run the cell (when task 11 is right).

# %%
rng = np.random.default_rng(5)
same, fresh = [], []
for _ in range(200):
    truths = [np.repeat([1, 0], [20, 40]) for _ in range(2)]
    drawn = [rng.normal(1.2 * truth, 1) for truth in truths]
    same.append(operating_point(truths[0], drawn[0], truths[0], drawn[0], 0.1)[1:])
    fresh.append(operating_point(truths[0], drawn[0], truths[1], drawn[1], 0.1)[1:])
for name, drawn_rates in (("same images", same), ("fresh images", fresh)):
    rates_of_draw = np.array(drawn_rates)[:, 0]
    print(f"{name:>12}: FPR {rates_of_draw.mean():.2f}, over 0.1 in {np.mean(rates_of_draw > 0.1):.0%}")
assert np.mean(fresh, axis=0)[0] > np.mean(same, axis=0)[0]

# %% [markdown]
# On the images that chose it, the threshold keeps the promise by construction; on fresh ones it breaks it in many of
# the draws. Whoever chooses on the test images reports the first line and delivers the second. If you *have* to keep a
# limit, ask for less on the validation images than you promised, and have many of them.

# %% [markdown]
# ## Part 5: Do scores keep what they promise?
#
# ### Task 12: a reliability table
#
# **4 points.** If a score is read as a probability, then of all images with a score near 0.8 eight in ten should be
# positive. Sort the images by their scores into `bins` bins of equal width from 0 to 1. A bin reaches from its lower
# edge, *without* it, up to its upper edge, *with* it; only the first has its lower edge, 0, too. With two bins, 0.5
# belongs to the first. For each bin a row with
#
# - `images`: how many images are in it;
# - `mean score`: the mean of their scores, what is promised;
# - `positive share`: which share of them is positive, what is kept.
#
# All bins have a row; in those without images the last two are `np.nan`. An open task.


# %% solution="reliability_table"
def reliability_table(truth: np.ndarray, scores: np.ndarray, bins: int) -> pd.DataFrame:
    """What scores promise and what they keep, bin by bin.

    Args:
        truth: 1 for positives, 0 for negatives, shape (images,).
        scores: from 0 to 1, shape (images,).
        bins: how many.

    Returns:
        A table with a row for each bin, the lowest scores first, and the columns images, mean score and positive share.
    """
    ### BEGIN SOLUTION
    rows = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = (scores > low) & (scores <= high)
        if number == 0:
            inside |= scores == 0
        count = inside.sum()
        rows.append(
            {
                "images": count,
                "mean score": scores[inside].mean() if count else np.nan,
                "positive share": truth[inside].mean() if count else np.nan,
            }
        )
    return pd.DataFrame(rows)
    ### END SOLUTION


# %% test="reliability_table_check" points=1
tasks.reliability_table.check(reliability_table)

# %% test="reliability_table_hidden" points=2
# Hidden: other scores, none of them on an edge, images in every bin.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for bins in (2, 4, 5):
        size = int(rng.integers(5, 8)) * bins
        scores = (np.arange(size) + rng.uniform(0.35, 0.65, size=size)) / size
        truth = np.repeat([0, 1], [size // 3, size - size // 3])
        cases.append((rng.permutation(truth), rng.permutation(scores), bins))
    return cases


tasks.reliability_table.check(
    reliability_table,
    cases=hidden.cases(
        "reliability_table_hidden",
        tasks.reliability_table,
        hidden_inputs,
        passes=(
            "edges in the bin above; edges in the bin above, 1 lost; edges in both bins; "
            "edges in no bin; equally many in each bin; 0 lost; 0 in the last bin; empty bins left out; "
            "zeros in empty bins; bins between the extremes"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="reliability_table_hidden_edges" points=1
# Hidden: scores on edges, 0 and 1 among them, and bins without images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    scores = [
        [*np.arange(5) / 4, rng.integers(1, 64) / 64],
        [0.0, 1.0, rng.integers(1, 8) / 8, (2 * rng.integers(8, 16) + 1) / 32],
        [0.5, 0.5, rng.integers(1, 32) / 64],
    ]
    return [
        (rng.permutation(np.arange(len(values)) % 2), rng.permutation(values), bins)
        for values, bins in zip(scores, (4, 8, 2), strict=True)
    ]


tasks.reliability_table.check(
    reliability_table, cases=hidden.cases("reliability_table_hidden_edges", tasks.reliability_table, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Four bins: what are their edges? In which of them is 0.5, in which 0.51, and in which 0?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# For bin `number` the edges are `number / bins` and `(number + 1) / bins`. Compare the scores with both, once with `>`
# and once with `<=`, each in brackets and joined by `&`: that is True for the images in the bin, and picks out their
# scores and their truth. See to the score 0, and to bins without images, separately.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Scores 0, 0.2, 0.5, 0.9 of truth 0, 1, 1, 1 and two bins: the first has three images, mean score 0.233, positive share
# 0.667; the second has one image, 0.9 and 1.
#
# </details>

# %% [markdown]
# Our sea lion classifier can be quite sure of itself: for many patches its highest posterior is over 0.8. Is it right
# in more than eight of ten of them? “Positive” now means “the class with the highest posterior was right”. Guess, then
# run the cells (when task 12 is right).

# %% tags=["nbval-ignore-output"]
sure = test_posteriors.max(axis=1)
is_right = (test_posteriors.argmax(axis=1) == survey.test.labels).astype(int)
reliability = reliability_table(is_right, sure, 5)
reliability.round(2)

# %%
top = reliability.iloc[-1]
assert top["images"] >= 20
assert top["positive share"] < top["mean score"]

# %% [markdown]
# It promises more than it keeps: where it is surest, it is right less often than it says. That is usual for models that
# fit their training images too well, and an AUC cannot see it. If others make decisions from your scores, show them
# this table.

# %% [markdown]
# ## Part 6: Bug hunt
#
# ### Task 13: an evaluation that is wrong
#
# **5 points.** A colleague evaluates a classifier. What is asked for, of classes counted from 0 of which one is
# positive:
#
# - `percent`: the confusion matrix of the test images, rows are true classes, in percent of each;
# - `threshold`: the *lowest* of the candidates 1/16, 2/16, …, 15/16 whose FPR on the **validation** images is at most
#   `max_fpr`, by the posterior of the positive class;
# - `fpr`, `tpr`: of the **test** images at this threshold, where a score of at least the threshold is positive;
# - `auc`: of the test images, from their scores.
#
# `rates` and `share_of_pairs_in_order` are right. The draft runs without complaint, and is wrong in several places.


# %% locked="draft"
def rates(truth: np.ndarray, scores: np.ndarray, threshold: float) -> tuple[float, float]:
    """FPR and TPR at a threshold; truth holds True and False."""
    called = scores >= threshold
    return called[~truth].mean(), called[truth].mean()


def share_of_pairs_in_order(truth: np.ndarray, scores: np.ndarray) -> float:
    """The AUC; truth holds True and False."""
    difference = scores[truth][:, None] - scores[~truth]
    return ((difference > 0) + (difference == 0) / 2).mean()


def draft_evaluation(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr) -> dict:
    """A colleague's draft. It runs, and it is wrong."""
    classes = test_posteriors.shape[1]
    predicted = test_posteriors.argmax(axis=1)
    # The table
    counts = np.zeros((classes, classes))
    for is_class, called in zip(test_labels, predicted, strict=True):
        counts[called, is_class] += 1
    percent = 100 * counts / counts.sum(axis=0)
    # The threshold
    truth = test_labels == positive
    scores = test_posteriors[:, 1]
    for threshold in np.arange(1, 16) / 16:
        if rates(truth, scores, threshold)[0] <= max_fpr:
            break
    # The test
    called = scores > threshold
    fpr, tpr = called[~truth].mean(), called[truth].mean()
    auc = share_of_pairs_in_order(truth, (predicted == positive).astype(int))
    return {"percent": percent, "threshold": threshold, "fpr": fpr, "tpr": tpr, "auc": auc}


def audit(letter: str, case: tuple, result: dict) -> None:
    """What one can count from outside."""
    valid_labels, valid_posteriors, labels, posteriors, positive, max_fpr = case
    table, threshold = result["percent"], result["threshold"]
    predicted, own = posteriors.argmax(axis=1), posteriors[:, positive]
    print(f"{letter}: the rows of the table add up to {table.sum(axis=1).round(1).tolist()}")
    wrong = [(a, b) for a, b in zip(labels.tolist(), predicted.tolist(), strict=True) if a != b]
    for a, b in wrong[:1]:
        share = 100 * np.mean(predicted[labels == a] == b)
        print(f"   {share:.1f} % of class {a} were called class {b}; the table says {table[a, b]:.1f} %")
    found = (own[labels == positive] >= threshold).mean()
    print(f"   {found:.3f} of class {positive} have a score of at least {threshold}; TPR says {result['tpr']:.3f}")
    others = valid_posteriors[valid_labels != positive, positive]
    here, lower = ((others >= at).mean() for at in (threshold, threshold - 1 / 16))
    print(f"   validation: FPR {here:.3f} at the threshold, {lower:.3f} one candidate lower; allowed: {max_fpr}")
    order = share_of_pairs_in_order(labels == positive, own)
    print(f"   {order:.3f} of all pairs are in the right order; AUC says {result['auc']:.3f}")


# %% [markdown]
# The next cell audits the draft in the seven visible cases. What should each line say, if all were right?

# %%
for letter, case in zip("ABCDEFG", tasks.evaluate.cases, strict=True):
    audit(letter, case, draft_evaluation(*case))

# %% [markdown]
# Each of A to F shows one mistake, a different one in each, and in G all six come together. Copy the draft into the
# next cell, rename it, and repair it; change as little as you can. The check speaks of the first case that is still
# wrong. You can audit your own function in the same way.


# %% solution="evaluate"
def evaluate(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr) -> dict:
    """A confusion matrix, a threshold, its rates and the AUC.

    Args:
        valid_labels: the class of each validation image, whole numbers, shape (validation images,).
        valid_posteriors: what the model says, shape (validation images, classes).
        test_labels: as for validation, shape (test images,).
        test_posteriors: the same, shape (test images, classes).
        positive: the class that is positive; all others are negative.
        max_fpr: the highest FPR allowed on the validation images. At least one candidate keeps it.

    Returns:
        A dictionary with `percent`, shape (classes, classes), and the numbers `threshold`, `fpr`, `tpr` and `auc`.
    """
    ### BEGIN SOLUTION
    classes = test_posteriors.shape[1]
    predicted = test_posteriors.argmax(axis=1)
    # The table
    counts = np.zeros((classes, classes))
    for is_class, called in zip(test_labels, predicted, strict=True):
        counts[is_class, called] += 1
    percent = 100 * counts / counts.sum(axis=1, keepdims=True)
    # The threshold
    truth = test_labels == positive
    scores = test_posteriors[:, positive]
    for threshold in np.arange(1, 16) / 16:
        if rates(valid_labels == positive, valid_posteriors[:, positive], threshold)[0] <= max_fpr:
            break
    # The test
    called = scores >= threshold
    fpr, tpr = called[~truth].mean(), called[truth].mean()
    auc = share_of_pairs_in_order(truth, scores)
    return {"percent": percent, "threshold": threshold, "fpr": fpr, "tpr": tpr, "auc": auc}
    ### END SOLUTION


# %% test="evaluate_check" points=1
tasks.evaluate.check(evaluate)

# %% test="evaluate_hidden_table" points=1
# Hidden: many wrong classes; validation and test images are the same, and the positive class is easy to tell.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for classes in (3, 4, 5):
        labels = rng.permutation(np.repeat(np.arange(classes), 3 + np.arange(classes)))
        confused = np.where(labels == 1, 1, rng.choice([0, *range(2, classes)], size=len(labels)))
        posteriors = (np.eye(classes)[confused] * 7 + rng.permutation(classes) / classes) / 16
        cases.append((labels, posteriors, labels, posteriors, 1, 0.0))
    return cases


tasks.evaluate.check(
    evaluate,
    cases=hidden.cases(
        "evaluate_hidden_table",
        tasks.evaluate,
        hidden_inputs,
        catches=(
            "transposed; percent of the predicted class; transposed, percent of the predicted class; "
            "row sums laid across; percent of all; shares; counts; below the limit only; "
            "highest candidate; AUC of class numbers; the draft as it was"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="evaluate_hidden_threshold" points=1
# Hidden: all predicted classes are right; thresholds that differ between validation and test.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for positive, max_fpr in [(1, 0.0), (2, 0.125), (0, 0.25)]:
        parts = []
        for spread in (6, 7):
            labels = np.repeat(np.arange(3), [4, 5, 4])
            posteriors = rng.integers(0, spread, size=(13, 3)) / 16
            posteriors[np.arange(13), labels] = rng.integers(7, 14, size=13) / 16
            parts += [labels, posteriors]
        cases.append((*parts, positive, max_fpr))
    return cases


tasks.evaluate.check(
    evaluate,
    cases=hidden.cases(
        "evaluate_hidden_threshold",
        tasks.evaluate,
        hidden_inputs,
        passes=(
            "transposed; percent of the predicted class; transposed, percent of the predicted class; "
            "row sums laid across; AUC of labels; AUC of the validation images"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="evaluate_hidden" points=2
# Hidden: everything together, with scores that lie on the candidates.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for classes, positive, max_fpr in [(3, 2, 0.25), (4, 0, 0.125), (5, 3, 0.2), (3, 1, 0.3)]:
        parts = []
        for size in (9, 8):
            labels = rng.permutation(np.repeat(np.arange(classes), size + np.arange(classes)))
            counts = rng.multinomial(12, np.full(classes, 1 / classes), size=len(labels))
            counts[np.arange(len(labels)), labels] += 4
            parts += [labels, counts / 16]
        cases.append((*parts, positive, max_fpr))
    return cases


tasks.evaluate.check(
    evaluate, cases=hidden.cases("evaluate_hidden", tasks.evaluate, hidden_inputs, passes="below the limit only")
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# For each case, which line of the audit says two different numbers where there should be one? And which line of the
# draft makes the number that is wrong?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# - A: which index of the table is the row?
# - B: which sums should be 100? (And do you need `keepdims`?)
# - C: which class is positive in this case, and whose scores are taken?
# - D: an image has a score exactly on the threshold. What do `rates` and the draft say of it?
# - E: on which images is the threshold chosen?
# - F: an AUC ranks images. By what does the draft rank them?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A to F are one repair each, and none needs a new line. For E only the call of `rates` in the loop changes: it needs
# truth and scores of the validation images, and these scores are a column of `valid_posteriors`, the right one. `truth`
# and `scores` of the test stay for what comes below.
#
# </details>

# %% [markdown]
# ## What you have learnt
#
# - Rows are true classes. A row tells what becomes of a class, a column what is behind a name; percent of a row know
#   nothing about the sizes of the others.
# - Accuracy counts images, balanced accuracy counts classes. Compare both with what one gets without looking.
# - TPR and FPR do not depend on how common positives are; accuracy and precision do. Where positives are rare, most
#   alarms can be false at a high TPR.
# - A ROC curve has a point for each score that occurs. Equal scores cross the threshold together. Its area is the share
#   of pairs in the right order, and only the order counts.
# - There is no best threshold as such: say by what criterion, price or limit. Choose on validation images, report on
#   test images, and say which is which.
# - Scores can rank well and promise too much. A reliability table shows it.
# - An evaluation is a program, and has bugs: audit it by counting a few things from outside.
#
# Look back at the five objectives and name for each the task in which you did it: where none comes to mind is the
# place to read again.
