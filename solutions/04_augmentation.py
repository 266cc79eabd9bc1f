# %% [markdown]
# # Exercise 04: More pictures out of few
#
# Pictures of sea lions are cheap, labels are not: somebody has to look at every animal and say what it is. But an
# animal seen from a plane stays what it is when the picture is turned, moved or a little darker, and the computer can
# do that as often as you like. It has to be done right, though. A pixel that goes the wrong way, a label that stays
# behind, a test image among the training images: nothing complains, and the network learns it.
#
# **Time:** about 3½ hours; after part 1, when the sea lion has been turned, is a good place for a break.
# **Hardware:** any laptop, no GPU, no network.
#
# **You will be able to**
#
# 1. compute where pixels and labels go when an image is mirrored, turned, moved or enlarged;
# 2. implement resampling by the inverse transform, and predict what the forward one leaves behind;
# 3. implement brightness and contrast on whole numbers, and targets that are pasted with a soft edge and their labels;
# 4. compute how likely an image of a rare class should be drawn, and what several views of an image decide;
# 5. choose transforms that keep every label, and diagnose a pipeline that runs without complaint and is wrong.
#
# **How it works.** As in exercises 01 to 03: complete the function, run its cell, then run the check below it as often
# as you like. Hidden checks try the same function on other inputs, and give points too. Numbers must be right to six
# digits; in an array, errors are compared with its largest number. Loops are fine: nothing here is about speed.
#
# If you are stuck, open the hints below a task one at a time. The first is a question. Work with NumPy and your own
# functions. Refused are calls that do the task for you: everything in `coursekit` (such as `augmentation`), and
# ready-made turns, warps, interpolations and changes of brightness (`np.rot90`, `np.interp`, `cv2`, `scipy.ndimage`,
# `keras.ops.image`, Pillow's `rotate`, ...) in the tasks on these.

# %% locked="imports"
import numpy as np

from coursekit import data, figures
from coursekit.augmentation import tasks

# %% [markdown]
# ## Part 1: Where does a pixel go?
#
# ### Worked example: upside down
#
# An animal lies in row 1 of an image with 4 rows. Rows are counted from 0, as always. The image is turned upside down:
# in which row is the animal now? Decide, then run the cell, which marks each row and looks where it has gone.

# %%
image = np.array([[10, 10], [11, 11], [12, 12], [13, 13]])
upside_down = image[::-1]
for row in range(4):
    now = int(np.flatnonzero(upside_down[:, 0] == image[row, 0])[0])
    print(f"row {row} is now row {now}. From the middle, at 1.5: {row - 1.5:+}, now {now - 1.5:+}")
    assert now - 1.5 == -(row - 1.5)

# %% [markdown]
# In row 2. Tempting is 3, by counting down from 4, but the four rows are 0, 1, 2 and 3. Think of a pixel as a small
# square whose **centre** is at a whole number: row 0 reaches from −0.5 to 0.5, and the image from −0.5 to 3.5. So its
# **middle** is halfway between the first centre and the last: at 1.5, not at 2. Turning it upside down changes the sign
# of the distance from the middle, and nothing else.
#
# Places may lie between the centres: the nose of an animal at row 1.25 goes to row 1.75.

# %% [markdown]
# ### Task 1: mirrored left to right
#
# **2 points.** Now the image is mirrored left to right. Which column does a place in `column` go to? It may lie between
# two pixels. Fill in the two blanks. In an image with 4 columns, column 0 goes to column 3.


# %% solution="mirrored_column"
def mirrored_column(column: float, width: int) -> float:
    """The column that a place goes to when its image is mirrored left to right.

    Args:
        column: where it is; whole numbers are the centres of pixels.
        width: columns of the image.
    """
    # Blank 1: middle = ..., the column in the middle of the image
    ### BEGIN SOLUTION
    middle = (width - 1) / 2
    ### END SOLUTION
    # Blank 2: distance = ..., how far right of the middle the place is (negative if it is to the left)
    ### BEGIN SOLUTION
    distance = column - middle
    ### END SOLUTION
    return middle - distance


# %% test="mirrored_column_check" points=1
tasks.mirrored_column.check(mirrored_column)

# %% test="mirrored_column_hidden" points=1
# Hidden: other columns and widths.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    widths, odd = hidden.distinct_integers(rng, 12, 99, 4), 2 * int(rng.integers(4, 20)) + 1
    fractions = [0, 0.75, 0.25, 0]
    cases = [(int(rng.integers(1, width // 3)) + more, width) for width, more in zip(widths, fractions, strict=True)]
    return [*cases, (0, 1), (odd - 0.5, odd), (odd // 2, odd)]


tasks.mirrored_column.check(
    mirrored_column, cases=hidden.cases("mirrored_column_hidden", tasks.mirrored_column, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Draw five pixels and number them from 0. Which one is in the middle? And where is the middle if there are four?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The first centre is 0. What number has the last one, if there are `width` of them? The middle is halfway between the
# two, and it may lie between two pixels: divide with `/`.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# 6 columns: the centres go from 0 to 5, the middle is 2.5. Column 4 is 1.5 to the right of it, so it goes to 1.5 to the
# left of it, which is column 1.
#
# </details>

# %% [markdown]
# ### Task 2: a quarter turn
#
# **3 points.** A colour image is turned by a quarter, counter-clockwise: its right edge comes to lie on top. Go through
# the pixels of the *result*, and ask each where it comes from. An image of 2 rows and 3 columns, then the same one
# turned; each letter is a pixel with all its channels:
#
# ```
# a b c        c f
# d e f        b e
#              a d
# ```
#
# Fill in the two blanks. (Swapping axes and flipping will do as well, if you prefer that to the loop.)


# %% solution="quarter_turn"
def quarter_turn(image: np.ndarray) -> np.ndarray:
    """A colour image turned by a quarter, counter-clockwise.

    Args:
        image: shape (height, width, channels), dtype uint8.

    Returns:
        The turned image, same dtype.
    """
    height, width, channels = image.shape
    # Blank 1: result = np.zeros(..., dtype=image.dtype), as large as the turned image
    ### BEGIN SOLUTION
    result = np.zeros((width, height, channels), dtype=image.dtype)
    ### END SOLUTION
    for row in range(result.shape[0]):
        for column in range(result.shape[1]):
            # Blank 2: result[row, column] = image[..., ...], the pixel that comes to lie here
            ### BEGIN SOLUTION
            result[row, column] = image[column, width - 1 - row]
            ### END SOLUTION
    return result


# %% test="quarter_turn_check" points=1
tasks.quarter_turn.check(quarter_turn)

# %% test="quarter_turn_hidden" points=2
# Hidden: other images, high, wide and square, with one to four channels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    short, long = int(rng.integers(2, 4)), int(rng.integers(5, 8))
    shapes = [(long, short, 3), (short, long, 1), (short + 1, short + 1, 4), (2, 1, 2)]
    return [(rng.integers(0, 256, size=shape, dtype=np.uint8),) for shape in shapes]


tasks.quarter_turn.check(quarter_turn, cases=hidden.cases("quarter_turn_hidden", tasks.quarter_turn, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# In the example, the top row of the result is c, f. In which column of the image are these two? And in the row below,
# b, e?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# A row of the result was a column of the image, and a column of the result was a row. One of the two runs the other way
# round: as the rows of the result go down, which way do you go in the image? That is task 1.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# `f` lies in row 1, column 2 of the image, and in row 0, column 1 of the result. `a` lies in row 0, column 0 of the
# image, and in row 2, column 0 of the result. Write down the same for the other four, and look for the pattern in an
# image of width 3.
#
# </details>

# %% [markdown]
# ### Worked example: three matrices
#
# Quarter turns move pixels onto pixels. For any other transform we need a formula for places, and one kind is enough
# for all of them: a 3×3 matrix that is multiplied with a point $(x, y, 1)$. Here $x$ counts columns to the right and
# $y$ rows *downwards*. The third number is always 1, so that the last column of a matrix can add something: it moves
# the point.
#
# Mirroring, once more, but with matrices: bring the middle of the image to 0, change the sign of $x$, bring the middle
# back. Which of the three matrices has to stand on the left of the product, and which next to the point? Decide, then
# run the cell.

# %%
height, width = 3, 6
x, y = (width - 1) / 2, (height - 1) / 2
to_middle = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1]])
mirror = np.array([[-1, 0, 0], [0, 1, 0], [0, 0, 1]])
back = np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])

matrix = back @ mirror @ to_middle
print(matrix)
print("x = 4, y = 2 goes to", matrix @ [4, 2, 1])
print("in the other order: ", to_middle @ mirror @ back @ [4, 2, 1])

# %% [markdown]
# $x = 4$ goes to 1, as in task 1, and $y$ stays 2. The matrix **next to the point** acts first, so the product is read
# from right to left. In the other order the point leaves the image. All that is special about mirroring is the
# matrix in between: put another one there, and the image is turned or enlarged about its middle.

# %% [markdown]
# ### Task 3: the matrix of a rotation
#
# **4 points.** The matrix that turns an image about its middle by an angle in degrees, **counter-clockwise as seen**.
# Mind two things. $y$ points down, and so the formula that you know from mathematics turns the wrong way: a place to
# the right of the middle has to go *up*, where $y$ is smaller. And `np.cos` takes radians. Only the signature is given.


# %% solution="rotation_matrix"
def rotation_matrix(degrees: float, height: int, width: int) -> np.ndarray:
    """The matrix that turns an image about its middle.

    Args:
        degrees: the angle, counter-clockwise as seen.
        height: rows of the image.
        width: columns of the image.

    Returns:
        Shape (3, 3), for points (x, y, 1): x is the column, y the row.
    """
    ### BEGIN SOLUTION
    angle = np.radians(degrees)
    x, y = (width - 1) / 2, (height - 1) / 2
    to_middle = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1]])
    turn = np.array([[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    back = np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])
    return back @ turn @ to_middle
    ### END SOLUTION


# %% test="rotation_matrix_check" points=1
tasks.rotation_matrix.check(rotation_matrix)

# %% test="rotation_matrix_hidden_square" points=1
# Hidden: square images.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sides = hidden.distinct_integers(rng, 4, 96, 3)
    angles = [-90, float(np.round(rng.uniform(5, 40), 2)), int(rng.integers(100, 170))]
    return [(angle, side, side) for angle, side in zip(angles, sides, strict=True)]


tasks.rotation_matrix.check(
    rotation_matrix,
    cases=hidden.cases(
        "rotation_matrix_hidden_square", tasks.rotation_matrix, hidden_inputs, passes="height and width exchanged"
    ),
)
### END HIDDEN TESTS

# %% test="rotation_matrix_hidden" points=2
# Hidden: other images and angles.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    angles = [int(rng.integers(50, 80)), -int(rng.integers(10, 40)), 270, int(rng.integers(380, 430)), 75.5]
    return [(angle, *hidden.distinct_integers(rng, 2, 60, 2)) for angle in angles]


tasks.rotation_matrix.check(
    rotation_matrix, cases=hidden.cases("rotation_matrix_hidden", tasks.rotation_matrix, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A quarter turn brings the point one pixel to the right of the middle, $(1, 0)$, to one pixel *above* it. What are $x$
# and $y$ there? And where does $(0, 1)$ go?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# The first column of the matrix in between is where $(1, 0)$ goes, its second column is where $(0, 1)$ goes. For a
# quarter turn you have both from hint 1, for no turn at all too. Put cosine and sine so that both come out right. The
# two matrices around it are those of the worked example; `np.radians` makes radians of degrees.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# In mathematics lessons the rows are $\cos, -\sin$ and $\sin, \cos$. With $y$ downwards the two sines change their
# signs. To test the whole: `rotation_matrix(90, 3, 3) @ [2, 1, 1]`, the place to the right of the middle, should be
# $(1, 0, 1)$, the place above it.
#
# </details>

# %% [markdown]
# ### Task 4: the labels follow
#
# **4 points.** In an aerial image each animal is marked by a point, its row and column. When the image is turned, the
# points have to follow; some leave the image. Return where each of them goes, as rows and columns again, and for each
# whether it is still on the image. Pixels reach half a pixel beyond their centres, so it is if
#
# $$-0.5 \le \text{row} < \text{height} - 0.5, \qquad -0.5 \le \text{column} < \text{width} - 0.5$$
#
# Mind that a point is (row, column) and the matrix takes $(x, y, 1)$. Leave `points` as they are: the next epoch needs
# them again.


# %% solution="move_points"
def move_points(points: np.ndarray, matrix: np.ndarray, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the points of an image go.

    Args:
        points: row and column of each, shape (points, 2).
        matrix: leads from a point (x, y, 1) of the image to where it goes, shape (3, 3); its last row is 0, 0, 1.
        height: rows of the image.
        width: columns of the image.

    Returns:
        Row and column of all points, shape (points, 2), and whether they are on the image: True or False for each.
    """
    ### BEGIN SOLUTION
    rows, columns = points.T
    x, y, _ = matrix @ [columns, rows, np.ones(len(points))]
    inside = (y >= -0.5) & (y < height - 0.5) & (x >= -0.5) & (x < width - 0.5)
    return np.stack([y, x], axis=1), inside
    ### END SOLUTION


# %% test="move_points_check" points=1
tasks.move_points.check(move_points)

# %% test="move_points_hidden_inside" points=1
# Hidden: points that move to the right, down and beyond the edges.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for every, x, y in [(2, 1, 0), (3, -1, 2)]:
        height, width = hidden.distinct_integers(rng, 5, 9, 2)
        right, down = x * int(rng.integers(1, 3)), y * int(rng.integers(1, 3))
        rows, columns = (
            np.array([-1, -0.5, -0.25, 0, 2, *(n - np.array([1, 0.75, 0.5, 0.25, 0, -1]))]) for n in (height, width)
        )
        grid = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
        matrix = np.array([[1, 0, float(right)], [0, 1, float(down)], [0, 0, 1]])
        cases.append((grid[every - 2 :: every] - [float(down), float(right)], matrix, height, width))
    return cases


tasks.move_points.check(move_points, cases=hidden.cases("move_points_hidden_inside", tasks.move_points, hidden_inputs))
### END HIDDEN TESTS

# %% test="move_points_hidden" points=2
# Hidden: other matrices, that turn, enlarge and shear; points of whole numbers.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    def clear(points, matrix, height, width):
        # Where the edges lie is the other test's question; but that they are not cut off towards 0 is this one's.
        moved = np.column_stack([points[:, ::-1], np.ones(len(points))]) @ matrix[:2].T
        beyond, ends = (moved < -0.55) | (moved > 0.05), np.array([width, height])
        return points[(beyond & ((moved < ends - 1.05) | (moved > ends + 0.55))).all(axis=1)], matrix, height, width

    turn = np.deg2rad(rng.uniform(-50, 50))
    turned = np.array([[np.cos(turn), np.sin(turn), -1.0], [-np.sin(turn), np.cos(turn), 2.0], [0, 0, 1]])
    sheared = np.array([[1.25, 0.5, -2.0], [0.0, 0.75, 0.5], [0, 0, 1]])
    sheared[0, :2] += rng.integers(-3, 4, size=2) / 16
    height, width = hidden.distinct_integers(rng, 8, 12, 2)
    return [
        clear(rng.uniform(0, 9, size=(60, 2)), turned, height, width),
        clear(rng.integers(0, 12, size=(40, 2)), sheared, width, height),
        clear(rng.uniform(0, 5, size=(20, 2)), turned @ sheared, 6, 8),
    ]


tasks.move_points.check(
    move_points,
    cases=hidden.cases(
        "move_points_hidden",
        tasks.move_points,
        hidden_inputs,
        passes=(
            "begins at 0; between the outermost centres; corners counted as pixels; "
            "corners counted as pixels, both ends included; too long; both ends longer by a half; "
            "too short; last edge included; first edge left out; rounded to even"
        ),
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# An animal is marked at row 2, column 7. What are its $x$ and its $y$?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# One point after the other: make $(x, y, 1)$ of it, multiply (`matrix @ ...`), and read row and column out of the
# result. Collect the new positions in an array of floats, and the answers True or False in a list. Python lets you
# write `-0.5 <= row < height - 0.5`; for whole arrays it is `&` between two comparisons in brackets.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# The matrix that moves everything by 3 to the right, in an image of 4 rows and 6 columns: the point (1, 0) goes to
# (1, 3) and is inside, (1, 2.4) goes to (1, 5.4) and is inside, (1, 4) goes to (1, 7) and is not. The result is
# `np.array([[1, 3], [1, 5.4], [1, 7]])` and `np.array([True, True, False])`.
#
# </details>

# %% [markdown]
# ### Worked example: between two pixels
#
# Turn an image by 30 degrees, and its pixels no longer fall on pixels. So what is the value of an image *between* its
# pixels? Take two pixels side by side, 0.2 in column 0 and 0.6 in column 1. What should the value in column 0.25 be:
# 0.2, 0.3, 0.4 or 0.5?

# %%
left, right = 0.2, 0.6
for across in (0.0, 0.25, 0.5, 1.0):
    print(f"column {across}: {(1 - across) * left + across * right:.2f}")

# %% [markdown]
# 0.3: the place is nearer to the left pixel, so the left one counts more, with weight 0.75. A common slip is to give
# each pixel its *distance* as weight: then the farther one counts more, and the value would be 0.5. Together the
# weights are 1, so a grey area stays the same grey.

# %% [markdown]
# ### Task 5: between four pixels
#
# **3 points.** In two directions a place lies between four pixels. Do it twice: from left to right in the upper row and
# in the lower row, then from top to bottom between these two values. This is **bilinear** interpolation. The place lies
# on or between the centres, from row 0 to the last one and from column 0 to the last one; *at* the last row there is
# none below it. Fill in the three blanks.


# %% solution="sample"
def sample(image: np.ndarray, row: float, column: float) -> float:
    """The value of one channel at a place between its pixels.

    Args:
        image: floats, shape (height, width).
        row: from 0 to height - 1.
        column: from 0 to width - 1.
    """
    top, left = int(np.floor(row)), int(np.floor(column))
    # Blank 1: bottom, right = ..., the row below and the column to the right; at the last one, that one itself
    ### BEGIN SOLUTION
    bottom, right = min(top + 1, image.shape[0] - 1), min(left + 1, image.shape[1] - 1)
    ### END SOLUTION
    # Blank 2: down, across = ..., how far the place lies below `top` and to the right of `left`
    ### BEGIN SOLUTION
    down, across = row - top, column - left
    ### END SOLUTION
    # Blank 3: upper, lower = ..., the values in the two rows
    ### BEGIN SOLUTION
    upper = (1 - across) * image[top, left] + across * image[top, right]
    lower = (1 - across) * image[bottom, left] + across * image[bottom, right]
    ### END SOLUTION
    return float((1 - down) * upper + down * lower)


# %% test="sample_check" points=1
tasks.sample.check(sample)

# %% test="sample_hidden" points=1
# Hidden: other images, places between four pixels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    height, width = hidden.distinct_integers(rng, 4, 7, 2)
    image = rng.uniform(0, 1, size=(height, width))
    places = np.stack([rng.integers(0, side - 1, size=4) for side in (height, width)], axis=1)
    places = places + rng.choice([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9], size=(4, 2))
    return [(image, *place) for place in places.tolist()]


tasks.sample.check(
    sample, cases=hidden.cases("sample_hidden", tasks.sample, hidden_inputs, passes="pixel alone at the edge")
)
### END HIDDEN TESTS

# %% test="sample_hidden_edges" points=1
# Hidden: places on rows and columns, and on the last ones.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    height, width = hidden.distinct_integers(rng, 3, 6, 2)
    image = rng.uniform(0, 1, size=(height, width))
    fractions = rng.choice([0.1, 0.3, 0.4, 0.6, 0.7, 0.8], size=5).tolist()
    places = [
        (height - 1.0, fractions[0]),
        (int(rng.integers(0, height - 1)) + fractions[1], width - 1.0),
        (height - 1, width - 1),
        (int(rng.integers(1, height - 1)), int(rng.integers(0, width - 1))),
        (0.0, int(rng.integers(0, width - 1)) + fractions[2]),
        (int(rng.integers(0, height - 1)) + fractions[3], 0.0),
    ]
    return [*((image, *place) for place in places), (image[:1], 0.0, fractions[4]), (image[:1, :1], 0, 0)]


tasks.sample.check(sample, cases=hidden.cases("sample_hidden_edges", tasks.sample, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Row 2.25, column 4.75: between which two rows, and between which two columns? Which of the four pixels is nearest?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# For each of the two rows do what the worked example does, with `image[top, left]` and `image[top, right]`, and the
# same with `bottom`. `min(..., ...)` keeps an index from running beyond the last one; whatever stands there then counts
# with weight 0.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Pixels 0 and 8 in the upper row, 4 and 4 in the lower, and a place 0.5 down and 0.25 across: the upper value is
# $0.75 \cdot 0 + 0.25 \cdot 8 = 2$, the lower one is 4, and halfway between these is 3.
#
# </details>

# %% [markdown]
# ### Predict: forwards
#
# Everything is ready to turn an image. The obvious way: send each pixel to where it goes, and round to the nearest
# pixel there. Think of an image of 12×12 pixels, turned by 30 degrees. Does every pixel of the result get a value,
# except for the corners, where nothing comes from? Run the cell when task 3 is right. `#` is a pixel that got one
# value, `2` one that got two, `.` one that got none.

# %%
hits = np.zeros((12, 12), dtype=int)
matrix = rotation_matrix(30, 12, 12)
for row, column in np.ndindex(12, 12):
    x, y, _ = np.round(matrix @ [column, row, 1]).astype(int)
    if 0 <= y < 12 and 0 <= x < 12:
        hits[y, x] += 1
print("\n".join("".join(".#2"[count] for count in line) for line in hits))

# %% [markdown]
# There are holes in the middle of the picture, beside pixels that got two values. A rotation keeps areas, but rounding
# does not: two places fall on one pixel, and another gets none. Enlarged by 2, three pixels out of four would be holes.
#
# So it is done the other way round. **Each pixel of the result asks where it comes from**, which the *inverse* matrix
# tells, and takes the value that the image has there. It is never left without an answer.

# %% [markdown]
# ### Task 6: warp
#
# **5 points.** Resample a colour image. For each pixel of the result, as large as the image:
#
# - find the place that it comes from; `np.linalg.inv` inverts a matrix;
# - if that place is on the image, with the same rule as in task 4, take the bilinear value there, channel by channel.
#   Where it lies less than half a pixel beyond the outermost centres, pull it to these: row −0.25 becomes 0;
# - otherwise the pixel gets the value `fill` in all channels.
#
# Your functions from tasks 4 and 5 may help. Only the signature is given.


# %% solution="warp"
def warp(image: np.ndarray, matrix: np.ndarray, fill: float) -> np.ndarray:
    """A colour image after a transform.

    Args:
        image: floats, shape (height, width, channels).
        matrix: leads from a point (x, y, 1) of the image *forwards* to where it goes, shape (3, 3); its last row is
            0, 0, 1.
        fill: value of the pixels that come from outside of the image.

    Returns:
        The transformed image, same shape.
    """
    ### BEGIN SOLUTION
    height, width, channels = image.shape
    inverse = np.linalg.inv(matrix)
    result = np.full(image.shape, float(fill))
    for row in range(height):
        for column in range(width):
            x, y, _ = inverse @ [column, row, 1]
            if -0.5 <= y < height - 0.5 and -0.5 <= x < width - 0.5:
                there = np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)
                result[row, column] = [sample(image[:, :, channel], *there) for channel in range(channels)]
    return result
    ### END SOLUTION


# %% test="warp_check" points=1
tasks.warp.check(warp)

# %% test="warp_hidden_moved" points=1
# Hidden: one channel, moved.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    height, width = hidden.distinct_integers(rng, 5, 7, 2)
    moves = [
        (-rng.uniform(1.2, 1.4), rng.uniform(0.55, 0.8)),
        (2.0, -1.0),
        (rng.uniform(0.1, 0.35), rng.uniform(1.6, 1.85)),
    ]
    shifts = [np.array([[1, 0, x], [0, 1, y], [0, 0, 1]]) for x, y in moves]
    return [(rng.uniform(0, 1, size=(height, width, 1)), shift, 0.3) for shift in shifts]


tasks.warp.check(
    warp, cases=hidden.cases("warp_hidden_moved", tasks.warp, hidden_inputs, passes="too long; one channel for all")
)
### END HIDDEN TESTS

# %% test="warp_hidden_turned" points=1
# Hidden: colour images, turned and enlarged.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    turn, factor = np.deg2rad(rng.uniform(20, 60)), rng.uniform(2, 3)
    turned = np.array([[np.cos(turn), np.sin(turn), -0.7], [-np.sin(turn), np.cos(turn), 2.1], [0, 0, 1]])
    larger = np.array([[factor, 0, -3.1], [0, factor, -2.2], [0, 0, 1]])
    quarter = np.array([[0, 1.0, 0.0], [-1.0, 0, 4.0], [0, 0, 1]])
    images = [rng.uniform(0, 1, size=shape) for shape in ((6, 5, 3), (4, 7, 3), (5, 5, 3))]
    return [*zip(images, (turned, larger, quarter), (0.9, 0.0, 0.4), strict=True)]


tasks.warp.check(warp, cases=hidden.cases("warp_hidden_turned", tasks.warp, hidden_inputs))
### END HIDDEN TESTS

# %% test="warp_hidden" points=2
# Hidden: any matrix, two and four channels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    sheared = np.array([[0.7, -0.4, 1.9], [0.25, 1.1, -0.6], [0, 0, 1]])
    smaller = np.array([[-0.6, 0.1, 4.2], [0.0, 0.45, 1.3], [0, 0, 1]])
    sheared[:2] += rng.uniform(-0.1, 0.1, size=(2, 3))
    smaller[:2] += rng.uniform(-0.05, 0.05, size=(2, 3))
    return [
        (rng.uniform(0, 1, size=(5, 6, 2)), sheared, 0.2),
        (rng.uniform(0, 1, size=(6, 6, 4)), smaller, 0.55),
        (rng.uniform(0, 1, size=(3, 8, 3)), sheared @ smaller, 1.0),
    ]


tasks.warp.check(warp, cases=hidden.cases("warp_hidden", tasks.warp, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# The image is moved by 2 to the right. From which column does column 5 of the result come? And column 1?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Begin with a result full of `fill`, and as many channels as the image: `np.full(image.shape, float(fill))`. Two loops
# over its rows and columns; `np.linalg.inv(matrix) @ [column, row, 1]` is the place. If it is on the image, bring it
# between the outermost centres (`np.clip`), and sample each channel, `image[:, :, channel]`.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# One row, one channel: 0.1, 0.5, 0.9, moved by 1.25 to the right, with fill 0. The pixels of the result come from
# columns −1.25, −0.25 and 0.75. The first is outside and gets 0, the second is pulled to column 0 and gets 0.1, the
# third is $0.25 \cdot 0.1 + 0.75 \cdot 0.5 = 0.4$.
#
# </details>

# %% [markdown]
# Time for a sea lion. The patch below is simulated; the animals in it have been marked by hand, by row and column:
# (48, 45), (36, 86), (10, 32) and (90, 22). Turned by 40 degrees counter-clockwise, which of the four will still be on
# the patch? Guess, then run the cells when tasks 3, 4 and 6 are right.


# %% locked="drawing"
@figures.styled
def side_by_side(patches: dict, points: list, alt: str):
    """Patches side by side, with crosses at the points (row, column) of each."""
    drawing, axes = figures.figure(3.0 * len(patches), 3.3, columns=len(patches))
    for axis, (title, patch), marks in zip(axes, patches.items(), points, strict=True):
        axis.imshow(patch)
        axis.set_title(title)
        axis.plot(marks[:, 1], marks[:, 0], "x", color="black", markersize=11, markeredgewidth=4)
        axis.plot(marks[:, 1], marks[:, 0], "x", color="white", markersize=9, markeredgewidth=2)
        axis.axis("off")
    return figures.described(drawing, alt)


# %%
patch = data.sealions(count=30).train.images[9]
animals = np.array([[48, 45], [36, 86], [10, 32], [90, 22]])
matrix = rotation_matrix(40, 96, 96)
turned = warp(patch, matrix, 0.5)
positions, inside = move_points(animals, matrix, 96, 96)
for animal, position, kept in zip(animals.tolist(), positions.round(1).tolist(), inside, strict=True):
    print(animal, "goes to", position, "inside" if kept else "outside")

# %% tags=["nbval-ignore-output"]
forwards = np.full(patch.shape, 0.5)
for row, column in np.ndindex(96, 96):
    x, y, _ = np.round(matrix @ [column, row, 1]).astype(int)
    if 0 <= y < 96 and 0 <= x < 96:
        forwards[y, x] = patch[row, column]
told = "A patch with four sea lions, each marked by a cross. Sent forwards and turned by 40 degrees it is full of small"
told += " grey holes; resampled by the inverse it has none, and the crosses have moved with the animals still on it."
shown = {"as it came": patch, "sent forwards": forwards, "asked backwards": turned}
figures.show(side_by_side(shown, [animals, positions[inside], positions[inside]], told))

# %%
grey, outside = (forwards == 0.5).all(axis=2), (turned == 0.5).all(axis=2)
holes, covered = int((grey & ~outside).sum()), int((~outside).sum())
print(f"forwards, {holes} of {covered} pixels that could show rock or animals are holes: {holes / covered:.0%}")
assert holes > covered / 10

# %% [markdown]
# The animal at the bottom left has gone over the edge: row 96.4 is beyond 95.5, although a bit of it can still be seen.
# The other three are on the patch, and their crosses lie on them. Imagine the crosses had stayed where they were: the
# network would learn that bare rock looks like a sea lion. And sent forwards, every sixth pixel is a hole: it would
# learn that turned animals are dotted.

# %% [markdown]
# ## Part 2: What values become
#
# ### Task 7: brightness and contrast
#
# **4 points.** Clouds come and go, and the camera adjusts. Images are kept as **uint8**, whole numbers from 0 (black)
# to 255. For each channel on its own:
#
# - **contrast** multiplies the distance of each value from the mean of the channel;
# - then **brightness** multiplies the whole value;
# - then, once, the values are rounded to the nearest whole number, cut off at 0 and at 255, and stored as uint8 again.
#
# Predict before you write: what is left of 260 in uint8? And what does `np.array([99.7]).astype(np.uint8)` give?
#
# <details>
# <summary>Answer</summary>
#
# 260 does not fit into 8 bits: $260 - 256 = 4$ is left, nearly black where it should be white. And `astype` cuts off
# what is after the decimal point: 99. So both have to be seen to *before* storing.
#
# </details>
#
# Leave `image` as it is. Only the signature is given.


# %% solution="adjust"
def adjust(image: np.ndarray, brightness: float, contrast: float) -> np.ndarray:
    """A colour image with other brightness and contrast.

    Args:
        image: shape (height, width, channels), dtype uint8.
        brightness: factor on all values; above 1 the image gets brighter.
        contrast: factor on the distance from the mean of each channel; above 1 there is more contrast.

    Returns:
        The changed image, same shape, dtype uint8.
    """
    ### BEGIN SOLUTION
    values = image.astype(float)
    mean = values.mean(axis=(0, 1))
    values = brightness * (mean + contrast * (values - mean))
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
    ### END SOLUTION


# %% test="adjust_check" points=1
tasks.adjust.check(adjust)

# %% test="adjust_hidden_inside" points=1
# Hidden: nothing reaches 0 or 255.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    images = [rng.integers(80, 161, size=shape, dtype=np.uint8) for shape in ((3, 4, 1), (5, 2, 3))]
    # Not rounded: no value comes out at exactly a half.
    return [
        (images[0], float(rng.uniform(1.05, 1.15)), float(rng.uniform(0.7, 0.9))),
        (images[1], float(rng.uniform(0.82, 0.9)), float(rng.uniform(1.2, 1.4))),
        (images[1], float(rng.uniform(1.03, 1.1)), float(rng.uniform(0.35, 0.6))),
    ]


tasks.adjust.check(
    adjust,
    cases=hidden.cases(
        "adjust_hidden_inside",
        tasks.adjust,
        hidden_inputs,
        passes=(
            "wrapped around; not cut off; cut off below only; cut off above only; cut off at 256; "
            "cut off between the steps"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="adjust_hidden" points=2
# Hidden: values that go beyond both ends.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    images = [rng.integers(0, 256, size=shape, dtype=np.uint8) for shape in ((4, 5, 3), (6, 3, 2), (5, 5, 4))]
    return [
        (images[0], float(rng.uniform(1.6, 1.9)), float(rng.uniform(1.1, 1.4))),
        (images[1], float(rng.uniform(0.5, 0.7)), float(rng.uniform(2.4, 2.9))),
        (images[2], float(rng.uniform(1.2, 1.5)), float(rng.uniform(1.6, 2.1))),
    ]


tasks.adjust.check(adjust, cases=hidden.cases("adjust_hidden", tasks.adjust, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A channel holds 10, 20 and 60. What is its mean, and how far from it is each of the three? With a contrast of 0.5,
# what are the new distances?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Work with floats until the end. `mean(axis=(0, 1))` leaves one number for each channel, and NumPy lines these up with
# the last axis. New value: mean plus contrast times distance, the whole times brightness. Then `np.round`, `np.clip`,
# `astype(np.uint8)`: in which order?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# 10, 20 and 60 with a contrast of 2 and a brightness of 1.5: the mean is 30, the distances are −20, −10 and 30, then
# −40, −20 and 60. So −10, 10 and 90, and after the brightness −15, 15 and 135. What is stored is 0, 15 and 135.
#
# </details>

# %% [markdown]
# ## Part 3: Targets in other places
#
# ### Worked example: one row, mixed and cut
#
# No transform of the first parts puts an animal onto another ground. For that it is cut out, and the cut needs a soft
# edge: the **mask** says for each pixel how much of it is target, from 0 (none) to 1 (all). A pixel of 0.25 shows a
# quarter of the target and three quarters of what lies behind it.
#
# Here one row of five pixels lies behind, and a target of three is laid onto it, with its first pixel on column 1, then
# 3, then −1. How many pixels of the target are seen each time, and *which*? Guess, then run the cell.

# %%
behind = np.array([0.2, 0.2, 0.4, 0.4, 0.4])
front, alpha = np.array([0.8, 1.0, 0.6]), np.array([0.5, 1.0, 0.25])

for column in (1, 3, -1):
    left, right = max(column, 0), min(column + len(front), len(behind))
    part = slice(left - column, right - column)
    laid = behind.copy()
    laid[left:right] = alpha[part] * front[part] + (1 - alpha[part]) * behind[left:right]
    print(f"at column {column:2}: pixels {part.start} to {part.stop - 1} are seen, {np.round(laid, 3).tolist()}")
assert np.allclose(laid, [1.0, 0.3, 0.4, 0.4, 0.4])

# %% [markdown]
# At column −1 the *first* pixel of the target lies outside, so pixels 1 and 2 are seen, in columns 0 and 1. The common
# wrong guess keeps pixels 0 and 1: it counts well, and cuts at the wrong end.

# %% [markdown]
# ### Task 8: paste a target
#
# **4 points.** The same with two axes and with channels. `row` and `column` say where the target's top left pixel comes
# to lie; both may be negative, or so large that a part of the target, or all of it, lies outside. Where the target lies
# on the image is worked out already. Fill in the two blanks, and leave `background` as it is: it is used again for the
# next picture.


# %% solution="paste"
def paste(background: np.ndarray, target: np.ndarray, mask: np.ndarray, row: int, column: int) -> np.ndarray:
    """A picture of the background with the target on it.

    Args:
        background: shape (height, width, channels), values from 0 to 1.
        target: what was cut out, shape (target height, target width, channels), values from 0 to 1.
        mask: how much target each of its pixels shows, from 0 to 1, shape (target height, target width).
        row: where the target's top row comes to lie in the background.
        column: where its left column comes to lie.

    Returns:
        A new image, shape (height, width, channels).
    """
    image = background.copy()
    top, bottom = max(row, 0), min(row + mask.shape[0], background.shape[0])
    left, right = max(column, 0), min(column + mask.shape[1], background.shape[1])
    # Blank 1: part = ..., which rows and columns of the target are seen: two slices
    ### BEGIN SOLUTION
    part = slice(top - row, bottom - row), slice(left - column, right - column)
    ### END SOLUTION
    if top >= bottom or left >= right:
        return image  # nothing of the target lies on the image
    # Blank 2: image[top:bottom, left:right] = ..., target and background mixed; one mask for all channels
    ### BEGIN SOLUTION
    shown = mask[part][:, :, None]
    image[top:bottom, left:right] = shown * target[part] + (1 - shown) * background[top:bottom, left:right]
    ### END SOLUTION
    return image


# %% test="paste_check" points=1
tasks.paste.check(paste)

# %% test="paste_hidden_inside" points=1
# Hidden: targets that lie inside, with one and with three channels.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    soft = rng.permutation([0.0, 0.5, 1.0, 0.25, 0.75, 1.0, 0.5, 0.0]).reshape(2, 4)
    cases = []
    for channels in (3, 1, 3):
        row, column = int(rng.integers(0, 6)), int(rng.integers(0, 5))
        cases.append((rng.uniform(size=(7, 8, channels)), rng.uniform(size=(2, 4, channels)), soft, row, column))
    return cases


tasks.paste.check(
    paste,
    cases=hidden.cases(
        "paste_hidden_inside",
        tasks.paste,
        hidden_inputs,
        passes=(
            "columns taken for channels; moved inside; left out where it sticks out; "
            "comes in again on the other side; negative index; cut at the wrong ends; "
            "cut at the end where the beginning sticks out; "
            "cut at the beginning where the end sticks out; columns cut at the wrong end; "
            "rows cut at the wrong end; mask cut at the wrong end"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="paste_hidden" points=2
# Hidden: targets that stick out on every side, one that is larger than the image, one that lies outside.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    height, width = hidden.distinct_integers(rng, 5, 8, 2)
    return [
        (
            rng.uniform(size=(height, width, 3)),
            rng.uniform(size=(*size, 3)),
            np.round(rng.uniform(size=size), 2),
            row,
            column,
        )
        for size, row, column in [
            ((3, 4), -int(rng.integers(1, 3)), -int(rng.integers(1, 3))),
            ((3, 4), height - int(rng.integers(1, 3)), width - int(rng.integers(1, 4))),
            ((4, 3), height - int(rng.integers(1, 4)), -1),
            ((height + 3, width + 3), -2, -1),
            ((3, 3), -3, 1),
            ((2, 4), 2, width - 2),
        ]
    ]


tasks.paste.check(paste, cases=hidden.cases("paste_hidden", tasks.paste, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# A target of 4 rows is laid onto row −1. Which of its rows lies on row 0 of the image? And which one lies on row 2?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# A pixel in row `y` of the image shows row `y - row` of the target: so the rows from `top` to `bottom` show those from
# `top - row` to `bottom - row`. The mask has no axis for channels: `mask[:, :, None]` gives it one, and NumPy then uses
# it for each channel.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# 4 rows on row −1, in an image of 6 rows: `top` is 0, `bottom` is 3, and rows 1, 2 and 3 of the target are seen, which
# is `slice(1, 4)`. A target of 0.8 with a mask of 0.25 on a background of 0.4 gives 0.25 · 0.8 + 0.75 · 0.4 = 0.5.
#
# </details>

# %% [markdown]
# ### Task 9: the labels go with it
#
# **3 points.** A pasted animal has to be known as one. Here the labels are a map with a number for each pixel: 0 for
# the background, others for the classes of animals. Where the target shows **at least half** (its mask is 0.5 or more),
# the pixel gets the target's class; all others keep what they had. The target lies on top of whatever was there, and
# its place is meant as in task 8. Leave `labels` as they are. This time only the signature is given.
#
# Predict: a pixel with label 1 is covered by three quarters with an animal of class 3. What is its new label?


# %% solution="paste_labels"
def paste_labels(labels: np.ndarray, mask: np.ndarray, class_id: int, row: int, column: int) -> np.ndarray:
    """The label map that goes with a pasted target.

    Args:
        labels: the class of each pixel, whole numbers, shape (height, width).
        mask: how much target each of its pixels shows, from 0 to 1, shape (target height, target width).
        class_id: the class of the target.
        row: where the target's top row comes to lie.
        column: where its left column comes to lie.

    Returns:
        A new label map, shape (height, width).
    """
    ### BEGIN SOLUTION
    result = labels.copy()
    for i, j in np.argwhere(mask >= 0.5):
        if 0 <= row + i < labels.shape[0] and 0 <= column + j < labels.shape[1]:
            result[row + i, column + j] = class_id
    return result
    ### END SOLUTION


# %% test="paste_labels_check" points=1
tasks.paste_labels.check(paste_labels)

# %% test="paste_labels_hidden" points=2
# Hidden: other label maps, masks and places; targets that stick out, one that lies outside.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    height, width = hidden.distinct_integers(rng, 5, 8, 2)
    return [
        (
            rng.integers(0, 5, size=(height, width)),
            rng.permutation([0, 0.25, 0.4, 0.5, 0.6, 1]).reshape(size)
            if size == (3, 2)
            else rng.choice([0, 0.25, 0.4, 0.5, 0.6, 1], size=size),
            class_id,
            row,
            column,
        )
        for size, class_id, row, column in [
            ((3, 2), 5, 2, 1),
            ((4, 3), 2, -int(rng.integers(1, 3)), -1),
            ((3, 4), 4, height - 2, width - int(rng.integers(1, 3))),
            ((4, 3), 1, height - 3, -int(rng.integers(1, 3))),
            ((3, 4), 3, -1, width - 3),
            ((3, 3), 2, 1, -3),
        ]
    ]


tasks.paste_labels.check(paste_labels, cases=hidden.cases("paste_labels_hidden", tasks.paste_labels, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Light mixes. Do names? What would a pixel be that is half of class 1 (adult male) and half of class 3 (adult female)?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Pixel (`i`, `j`) of the mask lies on pixel (`row + i`, `column + j`) of the image, if there is one. Two loops and one
# `if` do it; so do the slices of task 8 and `np.where`.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A row of labels 2, 2, 0, a mask of 0.25, 0.5, 1 and class 4: laid onto column 0 it gives 2, 4, 4. Laid onto column 1
# it gives 2, 2, 4, and the last pixel of the mask is lost. Laid onto column −1 it gives 4, 4, 0.
#
# </details>

# %% [markdown]
# Time for sea lions (run this when tasks 8 and 9 are right). Fur is warmer than rock, so the difference of red and blue
# makes a simple mask. A male is pasted where he sticks out of the picture, a juvenile on top of him. Predict: whose
# labels are in the pixels in which the two overlap?

# %%
sea_lions = data.sealions(count=30)
images, classes = sea_lions.train.images, sea_lions.train.labels
male, juvenile, ground = images[1, 5:92, 4:92], images[11, 26:74, 30:72], images[16]
picture, label_map = ground, np.zeros((96, 96), dtype=int)
for animal, class_id, row, column in [(male, 1 + classes[1], -22, 22), (juvenile, 1 + classes[11], 20, 40)]:
    warm = np.clip((animal[:, :, 0] - animal[:, :, 2] - 0.1) / 0.1, 0, 1)
    picture = paste(picture, animal, warm, row, column)
    label_map = paste_labels(label_map, warm, class_id, row, column)
for label, pixels in zip(*np.unique(label_map, return_counts=True), strict=True):
    print("background" if label == 0 else sea_lions.classes[label - 1], "has", pixels, "pixels")
assert np.array_equal(np.unique(label_map), [0, 1 + classes[1], 1 + classes[11]])

# %% tags=["nbval-ignore-output"]
told = "A patch of bare rock; the same with a male sea lion that sticks out at the top and on the right, and a juvenile"
told += " lying on him; and the label map, in which the juvenile is whole and the male lacks what it covers."
shown = {"background": ground, "two animals pasted": picture, "their labels": label_map}
figures.show(side_by_side(shown, [np.empty((0, 2))] * 3, told))

# %% [markdown]
# The juvenile's: who comes last lies on top, in the picture and in the labels. Neither casts a shadow, and some rock
# shows through the male where his fur is too pale for so simple a mask: a network may learn to see just that. The
# lecture shows what helps.

# %% [markdown]
# ## Part 4: Which images, which views, which transforms
#
# ### Worked example: what a batch never sees
#
# Wafer maps as they come from a factory: most wafers are fine. A class that is one in a thousand is hardly ever in a
# batch of 32. Guess for each of the nine classes in how many of a hundred batches it is *missing*, then run the cell.

# %%
wafers = data.wafers(1000)
counts = np.bincount(wafers.labels, minlength=len(wafers.classes))
for name, count in zip(wafers.classes, counts, strict=True):
    missing = (1 - count / len(wafers)) ** 32
    print(f"{name:>10}: {count:3} of {len(wafers)} maps, missing in {missing:4.0%} of all batches")
assert counts.max() > 0.8 * len(wafers)

# %% [markdown]
# Whoever always says "none" is right more than eight times out of ten, and has found nothing. One remedy: draw the
# images of a batch so that every class comes equally often.

# %% [markdown]
# ### Task 10: draw rare classes as often as common ones
#
# **3 points.** Give each *image* a probability to be drawn. They add up to 1. Every class that occurs among the labels
# is drawn equally often; within a class all images are alike. The numbers of the classes need not follow each other: of
# some there may be no image at all. Only the signature is given.


# %% solution="sampling_weights"
def sampling_weights(labels: np.ndarray) -> np.ndarray:
    """The probability of each image to be drawn, so that all classes are drawn equally often.

    Args:
        labels: the class of each image, whole numbers from 0, shape (images,).

    Returns:
        Probabilities, shape (images,).
    """
    ### BEGIN SOLUTION
    _, position, count = np.unique(labels, return_inverse=True, return_counts=True)
    return 1 / (len(count) * count[position])
    ### END SOLUTION


# %% test="sampling_weights_check" points=1
tasks.sampling_weights.check(sampling_weights)

# %% test="sampling_weights_hidden" points=2
# Hidden: other labels; classes that are missing, and classes of a single image.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    few, many = int(rng.integers(2, 6)), int(rng.integers(15, 25))
    classes, counts = sorted(hidden.distinct_integers(rng, 1, 9, 4)), [1, *hidden.distinct_integers(rng, 2, 9, 3)]
    return [
        (rng.permutation(np.repeat([0, 1, 2], [many, few, 1])),),
        (rng.permutation(np.repeat(classes, rng.permutation(counts))),),
        (rng.permutation([3, 0, 0, 3, 3, 0]),),
        (rng.integers(1, 9, size=1),),
    ]


tasks.sampling_weights.check(
    sampling_weights, cases=hidden.cases("sampling_weights_hidden", tasks.sampling_weights, hidden_inputs)
)
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Two classes, one of nine images and one of a single image. Each class is to be half of what is drawn. What is the
# probability of the single image, and of one of the nine?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Each class that occurs gets the same share of the whole, and divides it among its images. You need two numbers: how
# many classes occur, and how many images have the same label. `np.unique(labels, return_counts=True)` gives both, and
# with `return_inverse=True` the way back from classes to images.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Nine images of class 0 and one of class 4: two classes occur, so each gets 1/2. The single image has 1/2, each of the
# nine has 1/2 divided by 9, which is 1/18. Together 9/18 + 1/2 = 1.
#
# </details>

# %% [markdown]
# Now draw a thousand wafer maps with your probabilities. How often is a map of the rarest class that occurs drawn, on
# average? Guess, then run this when task 10 is right.

# %%
drawn = np.random.default_rng(4).choice(len(wafers), size=1000, p=sampling_weights(wafers.labels))
again = np.bincount(wafers.labels[drawn], minlength=len(wafers.classes))
for name, before, after in zip(wafers.classes, counts, again, strict=True):
    if before:
        print(f"{name:>10}: maps {before:3}, drawn {after:3} times, each {after / before:5.1f} times on average")
assert again[counts > 0].min() > 80

# %% [markdown]
# Every class has its share, and a few maps are seen again and again: without augmentation a model would learn them by
# heart. That is why the two go together. And note that a model trained so believes that all classes are equally
# common. Test it on wafers as they come.

# %% [markdown]
# ### Worked example: three views, two answers
#
# **Test-time augmentation** asks a model about several views of one image, and combines what it says. Here are the
# posteriors of three views for two classes. Decide twice, before you run the cell: by the mean of the posteriors, and
# by vote, in which each view names its likelier class.

# %%
views = np.array([[0.6, 0.4], [0.55, 0.45], [0.1, 0.9]])
mean, votes = views.mean(axis=0), np.bincount(views.argmax(axis=1), minlength=2)
print("mean: ", np.round(mean, 3).tolist(), "so class", mean.argmax())
print("votes:", votes.tolist(), "so class", votes.argmax())
assert mean.argmax() != votes.argmax()

# %% [markdown]
# Two views lean towards class 0 and one is sure of class 1. A vote counts heads and forgets how sure they are; the mean
# listens to the sure one, also where it is sure and wrong.

# %% [markdown]
# ### Task 11: mean or vote
#
# **4 points.** The same for many images at once. The model's posteriors come with shape (views, images, classes). Write
# it all yourself:
#
# - `"mean"`: the class with the highest mean posterior. If two are equal, the lower class number wins.
# - `"vote"`: each view votes for its likeliest class (of two equal ones the lower). The class with the most votes wins;
#   more than half is not needed. If several classes tie for the most votes, the one **of these** with the highest mean
#   posterior wins; if that is equal, too, the lower number.


# %% solution="combine"
def combine(posteriors: np.ndarray, how: str) -> np.ndarray:
    """One class for each image, from several views of it.

    Args:
        posteriors: what the model says, shape (views, images, classes).
        how: "mean" or "vote".

    Returns:
        The class of each image, whole numbers, shape (images,).
    """
    ### BEGIN SOLUTION
    mean = posteriors.mean(axis=0)
    if how == "mean":
        return mean.argmax(axis=1)
    chosen = posteriors.argmax(axis=2)
    votes = np.array([(chosen == label).sum(axis=0) for label in range(posteriors.shape[2])]).T
    in_the_running = votes == votes.max(axis=1, keepdims=True)
    return np.where(in_the_running, mean, -1).argmax(axis=1)
    ### END SOLUTION


# %% test="combine_check" points=1
tasks.combine.check(combine)

# %% test="combine_hidden_mean" points=1
# Hidden: decisions by the mean.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = [(rng.dirichlet(np.full(classes, 0.6), size=size), "mean") for size, classes in [((5, 12), 3), ((8, 9), 5)]]
    exact = np.array([[[0, 8, 8], [9, 7, 0], [12, 2, 2]], [[16, 0, 0], [7, 9, 0], [0, 8, 8]]]) / 16
    return [*cases, (exact[:, rng.permutation(3)], "mean")]


tasks.combine.check(
    combine,
    cases=hidden.cases(
        "combine_hidden_mean",
        tasks.combine,
        hidden_inputs,
        catches=(
            "vote only; mean and vote exchanged; wrong axis; wrong axis in the mean; "
            "an image for each class; posteriors instead of classes; "
            "equal means to the higher class, by mean; last of equals; highest of all; product; median; "
            "first view only"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="combine_hidden" points=2
# Hidden: decisions by vote, with and without ties; some by the mean beside them.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    many = [
        rng.dirichlet(np.full(classes, 0.8), size=size) for size, classes in [((4, 20), 3), ((5, 20), 4), ((6, 15), 5)]
    ]
    exact = np.array(
        [
            [[8, 8, 0], [5, 10, 1], [7, 0, 9], [6, 5, 5], [6, 5, 5]],
            [[8, 8, 0], [10, 5, 1], [9, 0, 7], [0, 9, 7], [6, 5, 5]],
            [[4, 12, 0], [5, 10, 1], [7, 0, 9], [6, 5, 5], [0, 16, 0]],
            [[0, 12, 4], [10, 5, 1], [9, 0, 7], [0, 9, 7], [3, 6, 7]],
        ]
    )[rng.permutation(4)][:, rng.permutation(5)]
    return [(posteriors, how) for posteriors in (*many, exact / 16) for how in ("vote", "mean")]


tasks.combine.check(combine, cases=hidden.cases("combine_hidden", tasks.combine, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# What is the shape of the means of all views? Which of the three axes is gone, and over which one do you then look for
# the largest?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# For the vote, take one image: `posteriors[:, image]` has shape (views, classes). Count its votes with
# `np.bincount(..., minlength=classes)`. Then look at the means of those classes alone that have as many votes as the
# largest count.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Votes 2, 2, 1 and means 0.30, 0.32, 0.38: classes 0 and 1 tie, and 0.32 beats 0.30, so it is class 1. Class 2 has the
# highest mean of all and is not among those that tie. By the mean it would have been class 2.
#
# </details>

# %% [markdown]
# ### Worked example: does it keep the label?
#
# A transform is safe if every image keeps its label. Nothing can check that but your knowledge of what the classes
# mean. A model can give warning, though: here each test digit, transformed, is compared with all training digits, and
# takes the label of the nearest. Which transforms will do harm, and what will a 6 be taken for after a half-turn?

# %%
(train_digits, train_labels), (test_digits, test_labels) = data.digits().train, data.digits().test
known = train_digits.reshape(len(train_digits), -1).astype(float)


def nearest_labels(pictures: np.ndarray) -> np.ndarray:
    asked = pictures.reshape(len(pictures), -1).astype(float)
    distances = (known**2).sum(axis=1) - 2 * asked @ known.T  # the square of each, but for a number of its own
    return train_labels[distances.argmin(axis=1)]


seen = {
    "as it is": test_digits,
    "one pixel to the right": np.pad(test_digits, [(0, 0), (0, 0), (1, 0), (0, 0)])[:, :, :-1],
    "mirrored": test_digits[:, :, ::-1],
    "half-turn": test_digits[:, ::-1, ::-1],
}
for name, pictures in seen.items():
    print(f"{name:>22}: {np.mean(nearest_labels(pictures) == test_labels):.0%} get the label they had")
sixes = nearest_labels(seen["half-turn"][test_labels == 6])
print(f"half-turned sixes: {np.mean(sixes == 9):.0%} are taken for a 9")
assert np.bincount(sixes, minlength=10).argmax() == 9

# %% [markdown]
# Look twice at the second line. One pixel to the right confuses the *model*, but no person: the label is kept, and the
# model has something to learn there. That is what augmentation is for. After a half-turn a person is confused, too: the
# *label* is wrong then, and a model that learns from such pictures learns nonsense.

# %% [markdown]
# ### Task 12: choose safe transforms
#
# **3 points.** Three datasets, and for each a list of transforms on offer. Return those that keep **every** label of
# the dataset, whichever of the allowed angles, distances and sizes is drawn. This is what you know:
#
# - **digits**: grey images of 32×32 pixels. A digit stands upright and fills its image.
# - **wafers**: a map has a value for each die, passed or failed. The wafer fills the map. The classes say how many dies
#   fail, and where: hardly any (none), in the middle (centre), in a ring around the middle (donut), in an arc or in a
#   ring at the rim (edge-loc, edge-ring), in a blob elsewhere (loc), along a line (scratch), all over (random), and
#   nearly all (near-full). At which *angle* a pattern lies does not matter.
# - **sea lions**: patches of 96×96 pixels, taken from straight above and always from the same height; an animal may lie
#   in any direction, in sun or under clouds. The label is that of the animal in the middle of the patch. Adult males
#   are 80 to 100 pixels long, subadult males and adult females 62 to 76, juveniles 42 to 54, pups 19 to 27 long and 8
#   to 11 wide. A patch without an animal in the middle is background; it is cut out where the next animal lies at least
#   50 pixels away.
#
# What moves out of an image is lost, and what it leaves free is filled with background.

# %% locked="candidates"
transforms = {
    "mirror": "left and right are exchanged",
    "half-turn": "turned by 180°",
    "any turn": "turned by any angle",
    "small turn": "turned by at most 10°",
    "small shift": "moved by at most 3 % of the width",
    "large shift": "moved by up to half of the width",
    "any size": "shrunk or enlarged about the middle, to between half and twice the size",
    "brightness": "all values times the same number from 0.8 to 1.2",
    "swap": "dies that passed become dies that failed, and the other way round",
    "noise": "three more dies in ten, drawn at random, become dies that failed",
    "strong blur": "24 pixels in each direction run into one another",
}
candidates = {
    "digits": ["mirror", "half-turn", "any turn", "small turn", "small shift", "large shift", "brightness"],
    "wafers": ["mirror", "half-turn", "any turn", "large shift", "any size", "swap", "noise"],
    "sea lions": [
        "mirror", "half-turn", "any turn", "small shift", "large shift", "any size", "brightness", "strong blur"
    ],
}  # fmt: skip

# %% [markdown]
# The visible check looks at the digits, the hidden ones at the wafers and the sea lions: nobody will tell you there, as
# nobody will with your own data. For each transform that you leave out, name the class that becomes another one.


# %% solution="safe_transforms"
def safe_transforms(dataset: str) -> list[str]:
    """The transforms on offer that keep every label.

    Args:
        dataset: "digits", "wafers" or "sea lions".

    Returns:
        Names from `candidates[dataset]`.
    """
    ### BEGIN SOLUTION
    harmful = {
        "digits": ["mirror", "half-turn", "any turn", "large shift"],  # 3, 6 and 9, and half an 8
        "wafers": ["large shift", "any size", "swap", "noise"],  # centre, edge-ring, none (twice)
        "sea lions": ["large shift", "any size", "strong blur"],  # all animals, juveniles, pups
    }
    return [name for name in candidates[dataset] if name not in harmful[dataset]]
    ### END SOLUTION


# %% [markdown]
# Before the check, see whether all names that you return are spelled as in the list:

# %%
for dataset, names in candidates.items():
    chosen = safe_transforms(dataset)
    unknown = sorted(set(chosen) - set(names))
    print(f"{dataset}: {len(chosen)} of {len(names)} chosen, not on offer: {unknown}")
    assert not unknown

# %% test="safe_transforms_check" points=1
tasks.safe_transforms.check(safe_transforms)

# %% test="safe_transforms_hidden_wafers" points=1
# Hidden: the wafers.
### BEGIN HIDDEN TESTS
tasks.safe_transforms.check(safe_transforms, cases=[("wafers",)])
### END HIDDEN TESTS

# %% test="safe_transforms_hidden_sealions" points=1
# Hidden: the sea lions.
### BEGIN HIDDEN TESTS
tasks.safe_transforms.check(safe_transforms, cases=[("sea lions",)])
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# For each dataset: by what do you tell two classes that look most alike? By direction, by place, by number, or by
# size? And which transforms change just that?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# Take the transforms one by one, each at its *strongest*: "at most 10°" at 10°, "to between half and twice the size" at
# half and at twice. Then go through the classes. One class that becomes another is enough to leave the transform out; a
# picture that looks odd and has its label still is not.
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# Digits have an upper end and a direction in which they are written; wafers and aerial images have neither. For wafers
# place and number count: what is in the middle, what is at the rim, how many dies fail? For sea lions size counts:
# which two classes differ by little more than their length?
#
# </details>

# %% [markdown]
# ### Task 13: bug hunt
#
# **5 points.** A colleague prepares images for training and for a test. Each square image shows one animal, its
# brightest pixel, and has a point (row, column) that says where it is. All random numbers come in as arguments, so that
# the result is the same every time. What is asked for:
#
# - images and points are put into the new order: `order[0]` says which image comes first, and so on;
# - the last `test_count` images *of the new order* are the test, the others are for training;
# - for training, each of these images gets a copy, turned by its own number of quarter-turns counter-clockwise:
#   `turns[0]` for the first image of the new order, and so on. First all originals, then all copies, in the same order;
# - all values are normalised: the mean of the training images is subtracted, the result divided by their standard
#   deviation. (Turning changes neither, so with or without the copies is the same.)
#
# `turned_point` is right. The draft runs without complaint, and is wrong in several places.


# %% locked="draft"
def turned_point(point: np.ndarray, turns: int, size: int) -> np.ndarray:
    """Where a point (row, column) of a square image lies after some quarter-turns: marked on a map, turned as well."""
    marked = np.zeros((size, size))
    marked[tuple(point)] = 1
    return np.argwhere(np.rot90(marked, turns))[0]


def draft_training_data(images, points, order, turns, test_count) -> dict:
    """A colleague's draft. It runs, and it is wrong."""
    images = images[order]
    count = len(images) - test_count
    # Copies
    copies = np.array([np.rot90(image, turns[0]) for image in images])
    copied_points = points
    # Training and test
    train_images = np.concatenate([images[:count], copies])
    train_points = np.concatenate([points[:count], copied_points])
    test_images, test_points = images[count:], points[count:]
    # Normalisation
    mean, deviation = images.mean(), images.std()
    return {
        "train_images": (train_images - mean) / deviation,
        "train_points": train_points,
        "test_images": (test_images - mean) / deviation,
        "test_points": test_points,
    }


def audit(letter: str, case: tuple, parts: dict) -> None:
    """What one can see from outside."""
    images, _, _, turns, test_count = case
    count = len(images) - test_count
    train, test = parts["train_images"], parts["test_images"]
    print(f"{letter}: {len(train)} images for training, {len(parts['train_points'])} points, {len(test)} for the test")
    marked = [
        np.unravel_index(image.argmax(), image.shape) == tuple(point)
        for part in ("train", "test")
        for image, point in zip(parts[f"{part}_images"], parts[f"{part}_points"], strict=False)
    ]
    print(f"   {sum(marked)} of {len(marked)} points lie on their animal")
    found = [
        [turn for turn in range(4) if np.allclose(np.rot90(image, turn), copy)]
        for image, copy in zip(train[:count], train[count:], strict=False)
    ]
    print(f"   copies are turned by {[turn for one in found for turn in one]}, asked for: {turns[:count].tolist()}")
    leaked = [any(np.allclose(np.rot90(image, turn), other) for turn in range(4) for other in train) for image in test]
    print(f"   {sum(leaked)} of {len(test)} test images are among those for training, turned or not")
    print(f"   training: mean {round(train.mean(), 2) + 0.0}, standard deviation {round(train.std(), 2)}")


# %% [markdown]
# The draft's results cannot be seen to be wrong; they can be *audited*. The next cell does so for the six visible
# cases. What should each line say, if all were right?

# %%
for letter, case in zip("ABCDEF", tasks.training_data.cases, strict=True):
    audit(letter, case, draft_training_data(*case))

# %% [markdown]
# A shows one mistake, B another, C and D one more each. E shows that of D and a last one, and in F all come together.
# Copy the draft into the next cell, rename it, and repair it; change as little as you can. The check speaks of the
# first case that is still wrong. You can audit your own function in the same way.


# %% solution="training_data"
def training_data(images, points, order, turns, test_count) -> dict:
    """Images and points, ready for training and for a test.

    Args:
        images: shape (images, size, size).
        points: row and column of the animal in each image, whole numbers, shape (images, 2).
        order: the new order, shape (images,).
        turns: quarter-turns for the copy of each image of the new order, from 0 to 3, shape (images,); those of test
            images are not needed.
        test_count: how many images are held back for the test.

    Returns:
        A dictionary with `train_images` and `train_points`, originals first and then their copies, and `test_images`
        and `test_points`.
    """
    ### BEGIN SOLUTION
    images, points = images[order], points[order]
    count = len(images) - test_count
    size = images.shape[1]
    # Copies
    copies = np.array([np.rot90(image, turn) for image, turn in zip(images[:count], turns[:count], strict=True)])
    copied_points = [turned_point(point, turn, size) for point, turn in zip(points[:count], turns[:count], strict=True)]
    # Training and test
    train_images = np.concatenate([images[:count], copies])
    train_points = np.concatenate([points[:count], copied_points])
    test_images, test_points = images[count:], points[count:]
    # Normalisation
    mean, deviation = images[:count].mean(), images[:count].std()
    return {
        "train_images": (train_images - mean) / deviation,
        "train_points": train_points,
        "test_images": (test_images - mean) / deviation,
        "test_points": test_points,
    }
    ### END SOLUTION


# %% test="training_data_check" points=1
tasks.training_data.check(training_data)

# %% test="training_data_hidden_points" points=1
# Hidden: no test; new orders and turns, and the points that go with them.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    return [
        (
            rng.uniform(size=(count, size, size)),
            rng.integers(0, size, size=(count, 2)),
            rng.permutation(count),
            rng.permutation(np.arange(count) % 4),
            0,
        )
        for count, size in zip(
            hidden.distinct_integers(rng, 4, 8, 3), hidden.distinct_integers(rng, 3, 6, 3), strict=True
        )
    ]


tasks.training_data.check(
    training_data,
    cases=hidden.cases(
        "training_data_hidden_points",
        tasks.training_data,
        hidden_inputs,
        passes=(
            "copies of test images; points of test images; copies of test images without points; "
            "test images augmented; statistics of all images; statistics in the old order; "
            "each part by its own statistics; test not normalised; test images from the beginning"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="training_data_hidden_test" points=1
# Hidden: no shuffling, all copies turned alike; what belongs to the test stays out of the training.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    cases = []
    for count, size, test_count in [(4, 3, 1), (6, 5, 3)]:
        pixels = np.stack([rng.permutation(size * size) for _ in range(count)]).reshape(count, size, size) / 10
        middle = np.full((count, 2), size // 2)
        cases.append((pixels, middle, np.arange(count), np.full(count, 3), test_count))
    return cases


tasks.training_data.check(
    training_data,
    cases=hidden.cases(
        "training_data_hidden_test",
        tasks.training_data,
        hidden_inputs,
        catches=(
            "copies first; copies of test images; points of test images; "
            "copies of test images without points; test images augmented; test not normalised; "
            "nothing normalised; originals or copies left out; test images from the beginning; "
            "the draft as it was"
        ),
    ),
)
### END HIDDEN TESTS

# %% test="training_data_hidden" points=2
# Hidden: everything together, with test images that are brighter or darker than the others.
### BEGIN HIDDEN TESTS
from coursekit.checks import hidden


def hidden_inputs(rng):
    return [
        (
            rng.uniform(size=(count, size, size)) * rng.uniform(0.3, 2, size=(count, 1, 1)),
            rng.integers(0, size, size=(count, 2)),
            rng.permutation(count),
            rng.permutation((np.arange(count) + 1) % 4),
            test_count,
        )
        for count, size, test_count in [(6, 5, 2), (int(rng.integers(8, 11)), 4, 4), (5, 7, 1)]
    ]


tasks.training_data.check(training_data, cases=hidden.cases("training_data_hidden", tasks.training_data, hidden_inputs))
### END HIDDEN TESTS

# %% [markdown]
# <details>
# <summary>Hint 1: a question</summary>
#
# Six images, two of them held back: how many should be in the training, copies included? What does the audit say of the
# draft in case F?
#
# </details>
#
# <details>
# <summary>Hint 2: the next step</summary>
#
# - A: which of the two arrays is put into the new order, and which is not?
# - B: the copies are turned. What has to turn with them?
# - C: every copy has a number of its own. Which one does the draft use?
# - D: of which images may there be copies?
# - E: from which images may mean and deviation come?
#
# </details>
#
# <details>
# <summary>Hint 3: nearly there</summary>
#
# A, B, C, D and E are one repair each, and none needs a new line. C, D and B meet in the two lines below "Copies": both
# go through the first `count` images (or points) and through `turns` side by side, which is what `zip` is for. It ends
# with the shorter of the two.
#
# </details>

# %% [markdown]
# ## What you have learnt
#
# - Whole numbers are the centres of pixels. The middle of an image lies at (size − 1) / 2, and the image reaches half a
#   pixel beyond its outermost centres.
# - A matrix leads from a place to where it goes, and the one next to the point acts first. Points follow it forwards;
#   images are resampled with its inverse, because every pixel of the result has to come from somewhere.
# - Values are worked out in floats, and rounded, cut off and stored once, at the end.
# - A pasted target needs a mask with a soft edge, and its labels go with it: light is mixed, labels are not.
# - Each class that occurs gets the same share of what is drawn, divided among its images. A few images then come again
#   and again, and these need augmentation most.
# - Mean and vote of several views differ where one view is sure and the others are not. Say which way ties go.
# - A transform is safe if every class keeps its name at the strongest setting. Direction, place, number or size: ask
#   what tells two classes apart.
# - Split first, then copy; take every statistic from the training images; and audit what comes out.
#
# Look back at the five objectives and name for each the task in which you did it: where none comes to mind is the
# place to read again.
