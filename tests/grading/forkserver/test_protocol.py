"""Messages between the engine and the fork server."""

from __future__ import annotations

import os
import socket

import pytest

from coursekit.grading.forkserver.protocol import MAX_BYTES, MAX_DESCRIPTORS, ProtocolError, receive, send


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield ours, theirs


def test_a_message_arrives_with_its_descriptors(pair):
    ours, theirs = pair
    reading, writing = os.pipe()
    send(ours, {"one": 1}, (writing,))
    send(ours, {"two": "ä"})
    os.close(writing)
    message, (received,) = receive(theirs)
    assert message == {"one": 1}
    assert not os.get_inheritable(received)
    os.write(received, b"through")
    assert os.read(reading, 100) == b"through"
    os.close(received)
    os.close(reading)
    assert receive(theirs) == ({"two": "ä"}, [])
    ours.close()
    assert receive(theirs) is None


def test_too_much_is_not_sent(pair):
    with pytest.raises(ProtocolError, match="over the limit"):
        send(pair[0], {"text": "x" * MAX_BYTES})
    with pytest.raises(ProtocolError, match="over the limit"):
        send(pair[0], {}, (0,) * (MAX_DESCRIPTORS + 1))


@pytest.mark.parametrize(
    ("packet", "problem"),
    [(b"[1]", "no JSON object"), (b"{", "no JSON"), (b"\xff", "no JSON"), (b'"' + b"x" * MAX_BYTES, "cut off")],
)
def test_what_is_no_message_is_refused_and_leaves_no_descriptor(pair, packet, problem):
    ours, theirs = pair
    reading, writing = os.pipe()
    socket.send_fds(ours, [packet], [writing])
    os.close(writing)
    with pytest.raises(ProtocolError, match=problem):
        receive(theirs)
    assert os.read(reading, 1) == b""  # the copy that came with it is closed too
    os.close(reading)
