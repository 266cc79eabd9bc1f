"""The bug hunt: preparing images, points and their turned copies for training and testing."""

from __future__ import annotations

import numpy as np

from coursekit.augmentation.tasks.pixels import Array
from coursekit.augmentation.tasks.preparing import Parts, parts, pictures
from coursekit.checks import Mistake, Task

__all__ = ["training_data"]


def _training_data(images: Array, points: Array, order: Array, turns: Array, test_count: int) -> Parts:
    return parts(images, points, order, turns, test_count)


_SCATTERED = np.array([[0, 1], [4, 2], [3, 3], [1, 0]])
_MIDDLE = np.full((4, 2), 2)
_AS_THEY_ARE = np.arange(4)
_LAST_TWO_DARKER = np.array([1.0, 1.0, 0.5, 0.75])[:, None, None]
_SIX_LIGHTS = np.array([0.5, 1.5, 0.75, 1.0, 1.75, 0.5])[:, None, None]
_SIX = np.array([[2, 3], [0, 0], [4, 1], [1, 4], [3, 0], [0, 2]])

training_data = Task(
    "training_data",
    cases=[
        (pictures(5, _SCATTERED, 91), _SCATTERED, np.array([2, 0, 3, 1]), np.array([0, 0, 0, 0]), 0),
        (pictures(5, _SCATTERED, 92), _SCATTERED, _AS_THEY_ARE, np.array([1, 1, 1, 1]), 0),
        (pictures(5, _MIDDLE, 93), _MIDDLE, _AS_THEY_ARE, np.array([1, 2, 3, 0]), 0),
        (pictures(5, _MIDDLE, 94), _MIDDLE, _AS_THEY_ARE, np.array([2, 2, 2, 2]), 2),
        (pictures(5, _MIDDLE, 95) * _LAST_TWO_DARKER, _MIDDLE, _AS_THEY_ARE, np.array([3, 3, 3, 3]), 2),
        (pictures(5, _SIX, 96) * _SIX_LIGHTS, _SIX, np.array([3, 5, 0, 2, 4, 1]), np.array([3, 1, 2, 0, 1, 2]), 2),
    ],
    reference=_training_data,
    mistakes=[
        Mistake(
            "points not shuffled",
            lambda *case: parts(*case, points_in="given"),
            "The images have changed places and the points have not: an animal's point now belongs to another image. "
            "Where does the draft shuffle?",
            of_one_case=True,
        ),
        Mistake(
            "points shuffled back",
            lambda *case: parts(*case, points_in="inverse"),
            "Images and points are shuffled in two different orders. What does `order[0]` say about the first of them?",
            of_one_case=True,
        ),
        Mistake(
            "nothing shuffled",
            lambda *case: parts(*case, images_in="given", points_in="given"),
            "Points and images belong together, but both stand in their old order. The new one is asked for.",
            of_one_case=True,
        ),
        Mistake(
            "both shuffled back",
            lambda *case: parts(*case, images_in="inverse", points_in="inverse"),
            "Points and images belong together, but in the wrong order. Which image does `order[0]` call to the front?",
            of_one_case=True,
        ),
        Mistake(
            "points of copies not turned",
            lambda *case: parts(*case, points_turn="none"),
            "The copies are turned, and their points are not: the animal has moved away under its point.",
            of_one_case=True,
        ),
        Mistake(
            "points turned the other way",
            lambda *case: parts(*case, backwards=True),
            "The points of the copies are turned, but the other way round than the images.",
            of_one_case=True,
        ),
        Mistake(
            "the same turn for all",
            lambda *case: parts(*case, images_turn="first"),
            "All copies are turned alike, by {turns[0]}. Each of them has its own number in `turns`.",
            of_one_case=True,
        ),
        Mistake(
            "the same turn for all, points too",
            lambda *case: parts(*case, images_turn="first", points_turn="first"),
            "All copies are turned alike, by {turns[0]}, and their points with them. Each copy has its own number in "
            "`turns`.",
            of_one_case=True,
        ),
        Mistake(
            "the same turn for all points",
            lambda *case: parts(*case, points_turn="first"),
            "Each copy is turned by its own number, and its point by that of the first one. Does the animal lie under "
            "its point?",
            of_one_case=True,
        ),
        Mistake(
            "turns shuffled",
            lambda *case: parts(*case, turns_in="order"),
            "Your copies are turned, but each by the number of another image: you put `turns` into the new order, too. "
            "To which image does the text say that `turns[0]` belongs?",
            of_one_case=True,
        ),
        Mistake(
            "copies first",
            lambda *case: parts(*case, copies_first=True),
            "All images for training are there, but the copies stand in front. The originals come first.",
            of_one_case=True,
        ),
        Mistake(
            "copies of test images",
            lambda *case: parts(*case, copies_of="all"),
            "There are {images.shape[0]} images, of which {test_count} are for the test, and among those for training "
            "are turned copies of *all*. What does the model learn by heart?",
            of_one_case=True,
        ),
        Mistake(
            "points of test images",
            lambda *case: parts(*case, copied_points_of="all"),
            "There are no copies of the test images any more, but their points are still among those for training.",
            of_one_case=True,
        ),
        Mistake(
            "copies of test images without points",
            lambda *case: parts(*case, copies_of="all", copied_points_of="training"),
            "There are more images for training than points: copies of which images have none?",
            of_one_case=True,
        ),
        Mistake(
            "test images augmented",
            lambda *case: parts(*case, test_copies=True),
            "The test has copies, too. It should show how the model does on images as they come, each counted once.",
            of_one_case=True,
        ),
        Mistake(
            "statistics of all images",
            lambda *case: parts(*case, statistics="all"),
            "Mean and deviation are those of all images. In the field the images of the test are yet to come: what can "
            "you know when you begin to train?",
            of_one_case=True,
        ),
        Mistake(
            "statistics in the old order",
            lambda *case: parts(*case, statistics="given"),
            "Mean and deviation are those of the first images in the *old* order, and some of these are for the test.",
            of_one_case=True,
        ),
        Mistake(
            "each part by its own statistics",
            lambda *case: parts(*case, statistics="each"),
            "The test images are normalised by their own mean and deviation: a dark survey would look as bright as any "
            "other. A model must meet them by the measure that it was trained with.",
            of_one_case=True,
        ),
        Mistake(
            "each image by its own statistics",
            lambda *case: parts(*case, statistics="image"),
            "Every image is normalised by its own mean and deviation, and how bright it was is lost. One mean and one "
            "deviation are asked for, from all images for training.",
            of_one_case=True,
        ),
        Mistake(
            "test not normalised",
            lambda *case: parts(*case, statistics="training only"),
            "The training is right. The test images are not normalised: the model has never seen such values.",
            of_one_case=True,
        ),
        Mistake(
            "nothing normalised",
            lambda *case: parts(*case, statistics="none"),
            "Nothing is normalised any more. Only the images from which mean and deviation come were wrong.",
            of_one_case=True,
        ),
        Mistake(
            "originals or copies left out",
            lambda *case: parts(*case, originals=False),
            "Half of the images for training are missing. Asked for are originals and copies, the originals first.",
            of_one_case=True,
        ),
        Mistake(
            "test images from the beginning",
            lambda *case: parts(*case, test_first=True),
            "You hold back the first images for the test. The last ones of the new order are asked for.",
            of_one_case=True,
        ),
        # Whoever repairs one line after the other sees the words above for the first case that is still wrong.
        Mistake(
            "the draft as it was",
            lambda *case: parts(
                *case, points_in="given", points_turn="none", images_turn="first", copies_of="all", statistics="all"
            ),
            "That is still what the draft gives. Take this case alone, and look at its line in the audit: which number "
            "is not as it should be, and which line of the draft makes it?",
        ),
    ],
    instead="Repair the lines of the draft.",
    titles=[f"case {letter}" for letter in "ABCDEF"],
)
