"""The quiz of lecture 06: parameters, sizes, groups, memory, small kernels and dropout.

Each wrong option is what a known mistake gives, computed the way the mistake computes it.
"""

from __future__ import annotations

from coursekit.quiz import Option, Question

__all__ = ["questions"]


def questions() -> tuple[Question, ...]:
    """Six questions: a filter's depth, where a filter fits, two streams, memory, three small kernels, dropout."""
    return (_depth(), _places(), _groups(), _memory(), _small_kernels(), _dropout())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: float(option.text.replace(",", ""))))


def _depth() -> Question:
    kernel, maps, filters, pairs = 5, 6, 16, 60
    return Question(
        f"In LeNet-5 as it is built today, C3 has {filters} filters of {kernel}×{kernel} over the {maps} maps of S2. "
        "How many parameters is that?",
        _ascending(
            Option(
                f"{kernel**2 * maps * filters + filters:,}",
                f"{kernel}·{kernel}·{maps} weights and a bias, {filters} times.",
                correct=True,
            ),
            Option(
                f"{kernel**2 * filters + filters:,}",
                f"That is {filters} filters that look at one map. How many maps does each look at?",
            ),
            Option(
                f"{kernel**2 * maps * filters:,}",
                "Those are the weights. What else does each filter learn?",
            ),
            Option(
                f"{kernel**2 * pairs + filters:,}",
                f"That is C3 of 1998, whose filters look at {pairs} of {maps * filters} pairs only. Do today's leave "
                "some out?",
            ),
        ),
    )


def _places() -> Question:
    size, kernel, stride = 224, 11, 4
    return Question(
        f"An {kernel}×{kernel} filter goes over {size} pixels with stride {stride}, without padding. In how many "
        "places does it stand?",
        _ascending(
            Option(
                f"{(size - kernel) // stride + 1}",
                f"({size} − {kernel})/{stride} is 53 and a bit, and the first place counts, too. AlexNet's 55 needs "
                "227 pixels.",
                correct=True,
            ),
            Option(f"{(size - kernel) // stride}", "Those are the steps. Where did it stand before the first?"),
            Option(
                f"{(227 - kernel) // stride + 1}",
                f"So it says in the paper. But ({size} − {kernel})/{stride} is no whole number. What does fit?",
            ),
            Option(
                f"{size // stride}",
                "That would be with padding: may the filter stand half outside?",
            ),
        ),
    )


def _groups() -> Question:
    kernel, channels, filters, groups = 5, 96, 256, 2
    own = channels // groups
    return Question(
        f"AlexNet's second convolution: {filters} filters of {kernel}×{kernel} over {channels} maps, in two groups. "
        "How many weights, without biases?",
        _ascending(
            Option(
                f"{kernel**2 * own * filters:,}",
                f"Each filter sees the {own} maps on its own GPU: half of the weights.",
                correct=True,
            ),
            Option(
                f"{kernel**2 * channels * filters:,}", "That is one stream. How many maps does a filter see in two?"
            ),
            Option(
                f"{kernel**2 * own * filters // groups:,}",
                "That is the half on one of the GPUs. What is on the other?",
            ),
            Option(f"{kernel**2 * filters:,}", "That is a filter for one map. How deep is each?"),
        ),
    )


def _memory() -> Question:
    return Question(
        "You train VGG16 by SGD with momentum, in batches of 64 images, and memory runs out. Which part takes the "
        "most?",
        (
            Option(
                "fc1, with three quarters of all parameters",
                "That is 411 MB, as much for its gradients, as much for momentum: whatever the batch. What is there 64 "
                "times?",
            ),
            Option(
                "The outputs of the first two convolutions",
                "224·224·64 values each, for every image: 1.6 GB for a batch, even if ReLU works in place.",
                correct=True,
            ),
            Option(
                "The outputs of the last block: it has the most channels",
                "512 channels, but of 14×14 only. How does that compare with 64 of 224×224?",
            ),
            Option(
                "All layers alike",
                "Each pooling leaves a quarter of the places, and channels at most double. Where does that lead?",
            ),
        ),
    )


def _small_kernels() -> Question:
    channels, count = 64, 3
    return Question(
        f"Three 3×3 convolutions in a row, {channels} channels in and out of each. How many weights have they, without "
        "biases?",
        _ascending(
            Option(
                f"{count * 9 * channels**2:,}",
                f"27·{channels}². One 7×7 that sees as much has 49·{channels}².",
                correct=True,
            ),
            Option(f"{count * 9}", "That is for one channel in and one out. How many pairs are there?"),
            Option(f"{count * 9 * channels:,}", "How deep is each filter?"),
            Option(f"{49 * channels**2:,}", "That is one 7×7. The three see as much, but is it as many weights?"),
        ),
    )


def _dropout() -> Question:
    return Question(
        "A Keras layer `Dropout(0.5)`. What does it do when the trained network predicts?",
        (
            Option(
                "It switches off half of the units, as in training",
                "Then each answer would differ from the one before. Which of them would you take?",
            ),
            Option(
                "Nothing, and I have to halve the next layer's weights",
                "So it was in 2012: outputs were halved afterwards. What does Keras do in training, so that you need "
                "not?",
            ),
            Option(
                "Nothing: in training it has doubled what was left",
                "So the next layer gets as much as it was used to, on average.",
                correct=True,
            ),
            Option(
                "It doubles all outputs",
                "Then the next layer would get twice what it was used to.",
            ),
        ),
    )
