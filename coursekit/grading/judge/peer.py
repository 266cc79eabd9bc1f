"""Asking the other process, and answering what it asks in the meantime: the same for the judge and the student's side.

A question is ("ask", number, operation, arguments, number of the question that it belongs to, objects no longer
needed), an answer ("answer", number of the question, value) or ("failure", number, [kind, message, line]). Numbers are
drawn at random, so that no answer can be sent before its question.

Whatever is not plain data stays where it is; the other side gets its number, and asks for what it wants done with it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from coursekit.checks.plain import is_model
from coursekit.grading.judge import codec, models, remote_models
from coursekit.grading.judge.channel import Channel
from coursekit.grading.judge.errors import DecodingError, EncodingError, PeerError, ProtocolError
from coursekit.grading.judge.remote import RemoteObject, number_of, proxy, raised

__all__ = ["Operation", "Peer", "Stopped"]

Operation = Callable[..., Any]
_MOST_MESSAGES = 100_000
_MOST_TEXT = 10_000
# In one message; a model takes as long to build as many objects take to name.
_MOST_REFERENCES = 10_000
_A_MODEL = 200
_LENGTHS = {"ask": 6, "answer": 3, "failure": 3}


class Stopped(Exception):
    """The other side has nothing more to ask."""


class Peer:
    """One end of the conversation.

    Args:
        channel: the connection.
        operations: what the other side may ask for, by name; each is called with the arguments of the question.
        failure: makes kind, message and line of an exception that an operation raised.
        exports: whether an object may be handed to the other side by its number.

    Attributes:
        operations: as given; may be replaced between two questions.
        asked: number of questions so far.
        fault: the first PeerError of this end; None as long as there is none.
        patience: seconds left to wait for answers of the other side; less with every wait.
    """

    def __init__(
        self,
        channel: Channel,
        operations: Mapping[str, Operation],
        failure: Callable[[BaseException], tuple[str, str, str]],
        exports: Callable[[Any], bool],
    ) -> None:
        self.patience = 0.0
        self.asked = 0
        self.fault: PeerError | None = None
        self._channel = channel
        self.operations = operations
        self._failure = failure
        self._exports = exports
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._proxies: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._forgotten: list[int] = []
        self._given_up: set[str] = set()
        self._within = ""
        self._deadline: float | None = None
        self._references = 0

    def ask(self, operation: str, *arguments: Any) -> Any:
        """Ask, and wait for the answer; questions of the other side are answered meanwhile.

        Raises:
            RemoteFailure: if what was asked for raised there.
            EncodingError: if an argument cannot be sent.
            TimedOut, Closed, ProtocolError: see `Channel`; also for an answer to another question.
        """
        self.asked += 1
        number, start, outermost = secrets.token_hex(8), time.monotonic(), self._deadline is None
        forgotten = [self._forgotten.pop() for _ in range(len(self._forgotten))]
        message = self._encode(("ask", number, operation, list(arguments), self._within, forgotten))
        # What is asked in between, by a function that the other side calls back, is part of the same wait.
        deadline = self._deadline = start + self.patience if self._deadline is None else self._deadline
        try:
            self._channel.send(message, deadline)
            return self._answer_to(number, deadline)
        except PeerError as error:
            self._given_up.add(number)
            self.fault = self.fault or error
            raise
        finally:
            if outermost:
                self._deadline = None
                self.patience -= time.monotonic() - start

    def tell(self, operation: str) -> None:
        """Ask for something that has no answer.

        Raises:
            TimedOut, Closed: see `Channel`.
        """
        message = self._encode(("ask", secrets.token_hex(8), operation, [], "", []))
        self._channel.send(message, time.monotonic() + self.patience)

    def serve(self, idle: float) -> None:
        """Answer what the other side asks, until it says that it has nothing more to ask.

        Args:
            idle: seconds to wait for a question.

        Raises:
            TimedOut: if none comes.
            Closed, ProtocolError: see `Channel`.
        """
        while True:
            try:
                kind, *rest = self._message(time.monotonic() + idle)
            except KeyboardInterrupt:
                continue  # meant for a call, which has just ended; who wants this to end says so, or closes
            if kind != "ask":
                continue  # the answer to a question that was given up
            self.patience = idle
            try:
                self._answer(rest)
            except Stopped:
                return

    def forget(self, number: int) -> None:
        """Tell the other side with the next question that its object of that number is no longer needed here."""
        self._forgotten.append(number)

    def _answer_to(self, number: str, deadline: float) -> Any:
        for _ in range(_MOST_MESSAGES):
            kind, *rest = self._message(deadline)
            if kind == "ask":
                self._answer(rest)
                continue
            whose, value = rest
            if whose == number and kind == "answer":
                return value
            if whose == number and kind == "failure":
                raise raised(value if type(value) is list else [])
            if whose not in self._given_up:
                raise ProtocolError("An answer came that was not asked for.")
            self._given_up.discard(whose)
        raise ProtocolError("Question followed question, and no answer came.")

    def _message(self, deadline: float) -> tuple[Any, ...]:
        self._references = 0
        message = self._channel.receive(deadline)
        try:
            found = codec.decode(message, self._resolve)
        except DecodingError as error:
            raise ProtocolError(f"What the other process sent cannot be read ({error}).") from error
        if type(found) is not tuple or len(found) < 2 or not all(type(part) is str for part in found[:2]):
            raise ProtocolError("What came is neither a question nor an answer.")
        if _LENGTHS.get(found[0]) != len(found):
            raise ProtocolError("What came is neither a question nor an answer.")
        return found

    def _answer(self, question: list[Any]) -> None:
        number, operation, arguments, within, forgotten = question
        before, self._within = self._within, number
        try:
            self._drop(forgotten)
            if within in self._given_up or operation not in self.operations or type(arguments) is not list:
                raise LookupError("nothing of that kind can be asked for")
            answer = self._encode(("answer", number, self.operations[operation](*arguments)))
        except (Stopped, PeerError):
            raise
        except EncodingError as error:
            answer = self._encode(("failure", number, ["TypeError", f"What came back cannot be judged: {error}", ""]))
        except BaseException as error:  # also KeyboardInterrupt, SystemExit, classes of the student: all end one call
            facts = [fact[:_MOST_TEXT] for fact in self._failure(error)]
            answer = self._encode(("failure", number, facts))
        finally:
            self._within = before
        self._channel.send(answer, self._deadline or time.monotonic() + self.patience)

    def _drop(self, numbers: Any) -> None:
        for number in numbers if type(numbers) is list else []:
            if type(number) is int and number in self._objects:
                del self._numbers[id(self._objects.pop(number))]

    def _encode(self, message: tuple[Any, ...]) -> bytes:
        return codec.encode(message, self._refer)

    def _refer(self, value: Any, encoder: codec.Encoder) -> codec.Node:
        handle = value if isinstance(value, RemoteObject) else remote_models.handle_of(value)
        if handle is not None and object.__getattribute__(handle, "_peer") is self:
            return ["yours", number_of(handle)]
        if not self._exports(value):
            raise EncodingError(f"objects of type {type(value).__name__} are not supported.")
        name = type(value).__name__
        if is_model(value):
            return ["model", self._number(value), name, encoder.node(models.description(value))]
        return ["object", self._number(value), name, callable(value)]

    def _number(self, value: Any) -> int:
        if id(value) not in self._numbers:
            self._numbers[id(value)] = number = secrets.randbits(62)
            self._objects[number] = value  # which keeps its id from being given to another object
        return self._numbers[id(value)]

    def _resolve(self, kind: str, rest: list[Any], decoder: codec.Decoder) -> Any:
        if kind == "yours":
            (number,) = rest
            if type(number) is not int or number not in self._objects:
                raise DecodingError("an object that was never handed out")
            return self._objects[number]
        if kind not in ("model", "object"):
            raise DecodingError("a node of an unknown kind")
        number, name, content = rest
        if type(number) is not int or type(name) is not str:
            raise DecodingError("no object")
        self._references += _A_MODEL if kind == "model" else 1
        if self._references > _MOST_REFERENCES:
            raise DecodingError("too many objects")
        if number in self._forgotten:
            self._forgotten.remove(number)
        if number in self._proxies:
            return self._proxies[number]
        if kind == "object":
            return self._stand_for(number, proxy(self, number, name, function=content is True))
        handle = proxy(self, number, name, function=True)
        model = models.rebuilt(decoder.of(content))
        return model if model is not None else self._stand_for(number, remote_models.stand_in(handle))

    def _stand_for(self, number: int, made: Any) -> Any:
        self._proxies[number] = made
        return made
