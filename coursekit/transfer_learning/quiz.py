"""The quiz of lecture 07: what stays general, what a head costs, freezing, learning rates, preprocessing, variants.

Each wrong option is a known mistake.
"""

from __future__ import annotations

from coursekit.quiz import Option, Question

__all__ = ["questions"]


def questions() -> tuple[Question, ...]:
    """Six questions: a head's size, batch normalisation, learning rates, preprocessing, variants, where to cut."""
    return (_head(), _normalisation(), _rates(), _preprocessing(), _variants(), _cut())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: float(option.text.replace(",", ""))))


def _head() -> Question:
    channels, side, classes, all_convolutions = 512, 3, 6, 14_714_688
    return Question(
        f"VGG16's convolutions make {side}×{side}×{channels} out of a patch. They are frozen; the head averages over "
        f"all places and has one dense layer for {classes} classes. How many parameters learn?",
        _ascending(
            Option(
                f"{channels * classes + classes:,}",
                f"{channels} averages and a bias for each of {classes} classes.",
                correct=True,
            ),
            Option(f"{channels * classes:,}", "Those are the weights. What else does each class have?"),
            Option(
                f"{side**2 * channels * classes + classes:,}",
                f"That is with a flatten layer: all {side}×{side} places side by side. How many numbers does averaging "
                "leave?",
            ),
            Option(
                f"{all_convolutions + channels * classes + classes:,}",
                "That is the whole network. Which part of it is frozen?",
            ),
        ),
    )


def _normalisation() -> Question:
    return Question(
        "A base with batch normalisation is frozen in Keras: `base.trainable = False`. You train the head with `fit`. "
        "What do the normalisation layers of the base do?",
        (
            Option(
                "Use the mean and variance of each batch, as always in training",
                "That is what they do while they learn. What does Keras do with one whose `trainable` is False?",
            ),
            Option(
                "Use the mean and variance of each batch, and update their moving averages",
                "Then the base would change while it is frozen. `trainable` stops the updates, too. Which statistics "
                "are left?",
            ),
            Option(
                "Use the moving averages that came with the weights, and leave them as they are",
                "In Keras, frozen normalisation runs as at inference, inside of `fit`, too.",
                correct=True,
            ),
            Option(
                "Nothing: values go through unchanged",
                "Then the next layer would get values on another scale than it has learnt with. What are they "
                "normalised by?",
            ),
        ),
    )


def _rates() -> Question:
    return Question(
        "Why train the head alone first, and unfreeze the last block only then?",
        (
            Option(
                "The new head is random: what it sends back at first would undo what the block has learnt",
                "First a head that makes sense, then small steps in the block.",
                correct=True,
            ),
            Option(
                "Because Keras cannot give two learning rates to one model",
                "It can: `grouped_optimizer` does it. What would the gradients of a random head be worth?",
            ),
            Option(
                "To save memory",
                "It does save some, but memory comes back with the second phase. What happens to good weights under "
                "large, random gradients?",
            ),
            Option(
                "So that the block is trained for fewer epochs and cannot overfit",
                "It can overfit in few epochs, too. What does the order have to do with the first gradients?",
            ),
        ),
    )


def _preprocessing() -> Question:
    return Question(
        "Pre-trained VGG16 gets patches with values from 0 to 1; it has learnt with BGR from 0 to 255, minus a mean. "
        "What will you see?",
        (
            Option(
                "An error: the values do not fit",
                "The shape fits, and nothing else is checked. What tells you, then?",
            ),
            Option(
                "Nothing: the scale makes no difference after the first convolution",
                "It would not without biases. But these were learnt for values up to 255. How large are they beside "
                "values up to 1?",
            ),
            Option(
                "Random answers: the features are useless",
                "Less is lost: edges are still edges. But is it as good as it could be?",
            ),
            Option(
                "No error; it learns, only worse",
                "So nothing tells you, unless you compare. Compare!",
                correct=True,
            ),
        ),
    )


def _variants() -> Question:
    images, variants = 200, 5
    return Question(
        f"Features of {images} images are cached, {variants} variants of each: the image itself and {variants - 1} "
        "augmented ones. The head learns from them for 50 epochs. How many different inputs does it see?",
        _ascending(
            Option(f"{images}", "Those are the images. Are their variants all the same?"),
            Option(
                f"{images * variants:,}",
                "A fixed number of seeded variants: that is the price of a cache.",
                correct=True,
            ),
            Option(
                f"{images * 50:,}",
                "That is a new view in every epoch: augmentation in front of the network. What is kept in a cache?",
            ),
            Option(
                f"{images * variants * 50:,}",
                "So many it is shown, but each of them in every epoch again. How many differ?",
            ),
        ),
    )


def _cut() -> Question:
    return Question(
        "Frozen features from the last block do worse on your task than those of the block before. What is the most "
        "likely reason?",
        (
            Option(
                "There are fewer numbers in the last block",
                "VGG16's last two blocks have 512 channels each. What is the last block made for?",
            ),
            Option(
                "The last block is fitted more closely to the task that the network was trained for",
                "The later, the more special. Put the head on an earlier block, or fine-tune the last.",
                correct=True,
            ),
            Option(
                "The preprocessing is wrong",
                "Then all blocks would suffer. What differs between an early block and a late one?",
            ),
            Option(
                "The last block was not trained",
                "It was, and long. But for what?",
            ),
        ),
    )
