"""The mistakes of topic 02 give the wrong numbers that were seen in the wild (reference data, where it exists)."""

from __future__ import annotations

import csv
import itertools

import pytest

from coursekit.receptive_field import tasks

# Kind, kernel size, stride, padding: AlexNet's second convolution has padding 2 on images of 227 pixels.
POOL = ("pool", 2, 2, 0)
NETWORKS = {
    "vgg16_block5_pool": [
        layer for convolutions in (2, 2, 3, 3, 3) for layer in [*[("conv", 3, 1, 1)] * convolutions, POOL]
    ],
    "lenet5_s4": [("conv", 5, 1, 0), POOL, ("conv", 5, 1, 0), POOL],
    "alexnet_pool5": [
        ("conv", 11, 4, 0),
        ("pool", 3, 2, 0),
        ("conv", 5, 1, 2),
        ("pool", 3, 2, 0),
        *[("conv", 3, 1, 1)] * 3,
        ("pool", 3, 2, 0),
    ],
}

SIZE, DILATED, PLACE, DRAFT = (
    tasks.receptive_field_size,
    tasks.size_and_jump,
    tasks.start_and_centre,
    tasks.network_field,
)

# Rule in the collection; here: task, mistake ("" for the right answer), which number of the result (None: all of it)
FIELD = [
    ("CORRECT r += (k-1)*j_in", SIZE, "", None),
    ("CORRECT r += (k-1)*j_in", DILATED, "", 0),
    ("CORRECT r += (k-1)*j_in", DRAFT, "", 0),
    (
        "uses the layer's own (outgoing) stride instead of the incoming jump",
        SIZE,
        "a layer's own stride included",
        None,
    ),
    (
        "uses the layer's own (outgoing) stride instead of the incoming jump",
        DILATED,
        "a layer's own stride included",
        0,
    ),
    ("adds k*j instead of (k-1)*j", SIZE, "a step for every unit", None),
    ("adds k*j instead of (k-1)*j", DILATED, "the window instead of its steps", 0),
    ("forgets strides: sum of (k-1)", SIZE, "strides ignored", None),
    ("uses only the previous layer's stride, not the cumulative product", SIZE, "only the stride just before", None),
    ("ignores pooling layers altogether", SIZE, "pooling ignored", None),
    ("ignores pooling layers altogether", DRAFT, "pooling ignored", 0),
    ("pooling multiplies the jump but adds no (k-1)*j", SIZE, "pooling only steps", None),
    ("pooling multiplies the jump but adds no (k-1)*j", DRAFT, "pooling only steps", 0),
    ("pooling doubles r, convolution adds k-1", SIZE, "pooling doubles the field", None),
    ("padding enlarges the receptive field", DILATED, "padding enlarges", 0),
    ("padding enlarges the receptive field", DRAFT, "padding enlarges", 0),
    ("layers composed in reverse order", SIZE, "layers in reverse", None),
    ("product of kernel sizes", SIZE, "kernels multiplied", None),
    ("effective stride taken for the receptive field", SIZE, "jump instead of size", None),
]
PLACES = [
    ("effective padding", "CORRECT sum p*j_in", PLACE, "", 0, -1),
    ("effective padding", "sum of p without jump", PLACE, "padding without the jump", 0, -1),
    ("centre of unit (0,0), pixel indices 0..N-1", "CORRECT (r-1)/2 - P (Araujo et al.)", PLACE, "", 1, 1),
    (
        "centre of unit (0,0)",
        "same place in Dang Ha The Hien's / receptivefield's convention (pixel 0 centred at 0.5)",
        PLACE,
        "pixels from their edges",
        1,
        1,
    ),
    ("centre of unit (0,0)", "stride/2 (assumes cells tile the image)", PLACE, "half the jump", 1, 1),
]
ROWS = [("receptive field", *row, 1) for row in FIELD] + PLACES


def _in_the_form_of(task, layers):
    if task is SIZE:
        return [layer[:3] for layer in layers]
    if task is DRAFT:
        pool = [{"layer": "MaxPool", "pool_size": k, "strides": s} for _, k, s, _ in layers]
        conv = [
            {"layer": "Conv", "kernel_size": k, "strides": s, "padding": p, "dilation_rate": 1} for _, k, s, p in layers
        ]
        return [pool[i] if layer[0] == "pool" else conv[i] for i, layer in enumerate(layers)]
    return [(k, s, p, 1) for _, k, s, p in layers]


@pytest.fixture(scope="module")
def collection(shared_data):
    with (shared_data / "reference" / "misconceptions_rf.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(
    ("quantity", "rule", "task", "mistake", "place", "sign"), ROWS, ids=[f"{r[2].name}-{r[3] or 'right'}" for r in ROWS]
)
def test_wrong_numbers_are_those_seen_in_the_wild(collection, network, quantity, rule, task, mistake, place, sign):
    row = next(r for r in collection if (r["quantity"], r["rule"]) == (quantity, rule))
    made = next(m.wrong for m in task.mistakes if m.name == mistake) if mistake else task.reference
    result = made(_in_the_form_of(task, NETWORKS[network]))
    assert (result if place is None else result[place]) * sign == float(row[network])


def test_every_mistake_of_the_collection_is_known_to_a_task(collection):
    assert {(row["quantity"], row["rule"]) for row in collection} == {(row[0], row[1]) for row in ROWS}


def _repaired(layers, moved, pooling, dilation, start):
    """The draft of task 11 with some of its four lines repaired."""
    size, jump, begin = 1, 1, 0
    for layer in layers:
        jump *= 1 if moved else layer["strides"]
        if layer["layer"] == "Conv":
            kernel, rate = layer["kernel_size"], layer["dilation_rate"]
            size += ((kernel - 1) * rate if dilation else kernel * rate - 1) * jump
            begin -= layer["padding"] * (jump if start else 1)
        elif pooling:
            size += (layer["pool_size"] - 1) * jump
        jump *= layer["strides"] if moved else 1
    return size, jump, begin


@pytest.mark.parametrize("lines", list(itertools.product([False, True], repeat=4)), ids=str)
def test_whichever_lines_of_the_draft_are_repaired_the_words_are_about_the_first_network_that_is_wrong(lines):
    moved, pooling, dilation, start = lines
    expected = (
        "the draft as it was"
        if not any(lines)
        else ("a layer's own stride in size and start" if start else "a layer's own stride included")
        if not moved
        else "pooling only steps"
        if not pooling
        else "a hole behind every weight"
        if not dilation
        else "padding without the jump"
        if not start
        else ""
    )
    report = DRAFT.evaluate(lambda layers: _repaired(layers, *lines))
    assert report.mistake == expected
    assert report.passed == all(lines)


@pytest.mark.parametrize(
    "layers",
    [
        [("conv", 5, 1), ("pool", 3, 2), ("conv", 3, 1), ("pool", 2, 2), ("conv", 3, 1)],
        [("conv", 3, 1), ("pool", 3, 2)] * 4 + [("conv", 3, 1)],
    ],
)
def test_whoever_doubles_at_each_pooling_has_no_number_of_the_exercises_stacks_right(layers):
    doubled = next(mistake.wrong for mistake in SIZE.mistakes if mistake.name == "pooling doubles the field")
    for depth in range(2, len(layers) + 1):
        assert doubled(layers[:depth]) != SIZE.reference(layers[:depth])
