"""Whole messages, or an exception that says what the other side did."""

from __future__ import annotations

import socket
import time

import pytest

from coursekit.grading.judge.channel import Channel
from coursekit.grading.judge.errors import Closed, ProtocolError, TimedOut


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, limit=1000), theirs


def soon(seconds=0.05):
    return time.monotonic() + seconds


def later():
    return time.monotonic() + 30


def test_messages_arrive_whole_and_one_by_one(ends):
    ours, theirs = ends
    other = Channel(theirs)
    for message in (b"one", b"", bytes(1000)):
        other.send(message, later())
    assert [bytes(ours.receive(later())) for _ in range(3)] == [b"one", b"", bytes(1000)]


def test_silence_and_a_deadline_in_the_past(ends):
    for deadline in (soon(), soon(-1)):
        with pytest.raises(TimedOut):
            ends[0].receive(deadline)


def test_a_message_that_comes_in_parts_is_waited_for_again(ends):
    ours, theirs = ends
    theirs.sendall((5).to_bytes(8, "big") + b"he")
    with pytest.raises(TimedOut):
        ours.receive(soon())
    theirs.sendall(b"llo")
    assert ours.receive(later()) == b"hello"


def test_a_closed_end(ends):
    ours, theirs = ends
    theirs.sendall((5).to_bytes(8, "big") + b"he")
    theirs.close()
    with pytest.raises(Closed):
        ours.receive(later())
    with pytest.raises(Closed):
        ours.send(b"x", later())


@pytest.mark.parametrize("start", [b"HTTP/1.1", b"\xff" * 8, (1001).to_bytes(8, "big")], ids=["text", "huge", "long"])
def test_more_is_announced_than_allowed(ends, start):
    ends[1].sendall(start)
    with pytest.raises(ProtocolError, match="are allowed"):
        ends[0].receive(later())


def test_nobody_reads(ends):
    with pytest.raises(TimedOut):
        ends[0].send(bytes(2**24), soon())
    with pytest.raises(Closed, match="middle of a message"):
        ends[0].send(b"next", later())


def test_a_descriptor_is_as_good_as_a_socket(ends):
    copy = Channel(ends[1].dup().detach())
    copy.send(b"x", later())
    assert ends[0].receive(later()) == b"x"
    copy.close()
