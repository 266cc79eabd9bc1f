"""Networks written as plain lists."""

from __future__ import annotations

import pytest

from coursekit import network
from coursekit.network import (
    Activation,
    Add,
    Conv,
    Dense,
    Flatten,
    Input,
    MaxPool,
    Other,
    TimeDistributed,
    Variable,
    read,
)

IMAGE = Input(shape=(8, 8, 3))


def test_layers_follow_each_other_and_get_names():
    found = read([IMAGE, Conv(4, 3), Conv(5, 3, name="second"), MaxPool(), Flatten(), Dense(10)])
    assert [node.name for node in found] == ["input_1", "conv_1", "second", "max_pool_1", "flatten_1", "dense_1"]
    assert [node.output_shape for node in found] == [(8, 8, 3), (6, 6, 4), (4, 4, 5), (2, 2, 5), (20,), (10,)]
    assert [node.inbound for node in found][1:4] == [("input_1",), ("conv_1",), ("second",)]
    assert (found.inputs, found.outputs) == (("input_1",), ("dense_1",))


def test_named_inputs_make_a_graph():
    found = read(
        [
            IMAGE,
            Conv(4, 3, padding="same", name="a"),
            Conv(4, 3, padding="same", name="b"),
            Add(inputs=("a", "b"), name="sum"),
            Conv(2, 1, inputs="a", name="side"),
        ]
    )
    assert found["sum"].inbound == ("a", "b")
    assert found["side"].input_shape == (8, 8, 4)
    assert found.consumers["a"] == ("b", "sum", "side")
    assert found.outputs == ("sum", "side")


def test_a_description_twice_is_two_layers():
    block = [Conv(3, 3, padding="same")] * 2
    found = read([IMAGE, *block])
    assert [sum(v.size for v in node.own) for node in found] == [0, 84, 84]


def test_names_given_are_not_given_again():
    found = read([IMAGE, Dense(2, name="dense_1"), Dense(3)])
    assert [node.name for node in found] == ["input_1", "dense_1", "dense_2"]


def test_an_unknown_layer_is_counted_from_its_own_weights_and_marked():
    found = read([IMAGE, Other("Magic", own=(Variable("w", (3, 7)),), shapes=((8, 8, 7),)), Conv(1, 1)])
    assert found.unknown[0].type == "Magic"
    assert "unknown layer" in found.unknown[0].remark
    assert found["conv_1"].input_shape == (8, 8, 7)


def test_a_layer_at_every_step_of_a_film():
    found = read([Input(shape=(10, 8, 8, 3)), TimeDistributed(Conv(4, 3))])
    assert found["time_distributed_1"].output_shape == (10, 6, 6, 4)
    assert sum(v.size for v in found["time_distributed_1"].own) == 112


@pytest.mark.parametrize(
    ("layers", "error", "said"),
    [
        ([], ValueError, "no layers"),
        ([IMAGE], ValueError, "no layers: nothing comes after Input"),
        ([Conv(4, 3)], ValueError, "begins with Conv"),
        ([IMAGE, Conv], TypeError, "Entry 1 is the class Conv. Write it with brackets"),
        ([IMAGE, "relu"], TypeError, "Entry 1 is str, not a layer description"),
        ([IMAGE, [Conv(4, 3)]], TypeError, "with a star"),
        ([IMAGE, Conv(4, 3, name="c"), Conv(4, 3, name="c")], ValueError, "must be unique, but 'c'"),
        ([IMAGE, Conv(4, 3), Add()], ValueError, "add_1 .Add. joins several layers: name them"),
        ([IMAGE, Conv(4, 3, inputs=("x",))], ValueError, "from 'x', which is not there. Known here: input_1"),
        ([IMAGE, Conv(4, 3, inputs=("y",)), Dense(2, name="y")], ValueError, "further down in the list"),
        ([IMAGE, Conv(4, 3, inputs=())], ValueError, "empty inputs"),
        ([IMAGE, Conv(4, 3, name="a"), Conv(4, 3, inputs=("a", "input_1"))], ValueError, "takes one input, not 2"),
        ([IMAGE, Conv(4, 3), Input(shape=(2,), inputs=("conv_1",))], ValueError, "cannot have inputs"),
        (
            [IMAGE, Conv(4, 3), Conv(4, 7, name="big")],
            ValueError,
            r"^big \(Conv\) \(input \(6, 6, 4\)\): A kernel of 7",
        ),
        (
            [IMAGE, Conv(4, 3, groups=2)],
            ValueError,
            r"^conv_1 \(Conv\) \(input \(8, 8, 3\)\): the input has 3 channels",
        ),
        ([Input(shape=(None, None, 3)), Flatten(), Dense(3)], ValueError, r"^dense_1 .*must know how many values"),
        (Conv(4, 3), TypeError, "single layer"),
        ("vgg16", TypeError, "not str"),
        (None, TypeError, "not NoneType"),
        (7, TypeError, "not int"),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong(layers, error, said):
    with pytest.raises(error, match=said):
        read(layers)


def test_a_network_is_read_as_itself():
    found = read([IMAGE, Activation("relu")])
    assert network.read(found) is found


def test_a_misspelt_layer_name_gets_proposals():
    with pytest.raises(KeyError, match="Similar: conv_1"):
        read([IMAGE, Conv(4, 3)])["conv1"]
