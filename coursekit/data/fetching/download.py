"""Download one file over HTTP, going on where an earlier try broke off.

HTTPX speaks the protocol: it is installed with JupyterLab anyway. What it leaves to its users is here: resuming with
`Range` and `If-Range` (RFC 9110, sections 13.1.5 and 14), trying again, and saying in words what is the matter.
Pooch, the library made for datasets, begins anew after every break.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import httpx

from coursekit import __version__
from coursekit.console import console
from coursekit.data.fetching.part import Part
from coursekit.data.fetching.progress import Transfer, megabytes, transfer
from coursekit.errors import CourseError

__all__ = ["download"]

_PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds, after failures in a row that brought nothing new
_OFFLINE_PAUSES = 2  # so many of them when there is no connection at all: it is seldom back in a moment
_LONGEST_PAUSE = 60.0  # seconds; a server may ask for more, but nobody waits for that
_MOST_FAILURES = 40  # of all kinds, so that a server that gives a byte at a time does not go on for ever
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSALS = {
    401: "wants a password for it",
    403: "does not give it out",
    404: "does not have it (any more)",
    410: "does not have it any more",
}

Wait = Callable[[float], None]


class _PassingError(Exception):
    """Something that may be better in a moment."""

    def __init__(self, problem: str, pause: float | None = None, tries: int = len(_PAUSES)) -> None:
        super().__init__(problem)
        self.problem, self.pause, self.tries = problem, pause, tries


def download(part: Part, most_bytes: int, *, advice: str, wait: Wait = time.sleep) -> None:
    """Download what `part` stands for, until it is complete.

    Args:
        part: what is here already, and where it comes from.
        most_bytes: more than this is refused.
        advice: what to do if it cannot be had from there.
        wait: sleeps for a number of seconds.

    Raises:
        CourseError: if the server cannot be reached, has no such file, or sends something else.
        OSError: if it cannot be written; what has come is kept, and the next call goes on from there.
    """
    if part.complete:
        return
    name = _host(part.url, advice)
    if part.size:
        console.print(f"Going on from {megabytes(part.size)} that are here.", soft_wrap=True)
    best, in_a_row = part.size, 0
    with _client() as client, transfer(f"From {name}") as shown:
        for failures in range(_MOST_FAILURES):
            try:
                _try(client, part, most_bytes, shown, advice)
            except _PassingError as error:
                best, in_a_row = (part.size, 1) if part.size > best else (best, in_a_row + 1)
                if in_a_row > error.tries or failures == _MOST_FAILURES - 1:
                    raise CourseError(f"The download from {name} failed: {error.problem}.", advice) from error
                pause = _PAUSES[in_a_row - 1] if error.pause is None else error.pause
                console.print(f"{name}: {error.problem}. Trying again in {pause:g} s.", soft_wrap=True)
                wait(pause)
            else:
                part.finish()
                return


def _host(url: str, advice: str) -> str:
    try:
        return httpx.URL(url).host or url
    except httpx.InvalidURL as error:
        raise CourseError(f"{url} is no address ({error}).", advice) from error


def _client() -> httpx.Client:
    return httpx.Client(
        follow_redirects=True,
        max_redirects=10,
        timeout=httpx.Timeout(30.0, connect=10.0),
        # Resuming counts bytes of the file: it must not be packed on the way.
        headers={"User-Agent": f"coursekit/{__version__}", "Accept-Encoding": "identity"},
    )


def _try(client: httpx.Client, part: Part, most_bytes: int, shown: Transfer, advice: str) -> None:
    """One request; returns when the file is complete."""
    asked = {"Range": f"bytes={part.size}-", "If-Range": part.validator} if part.size and part.validator else {}
    try:
        with client.stream("GET", part.url, headers=asked) as response:
            if asked and response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                _end_of_range(response, part)
                return
            _check_status(response, advice)
            _receive(response, part, most_bytes, shown, advice)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.TooManyRedirects) as error:
        raise CourseError(f"{part.url} leads nowhere ({error}).", advice) from error
    except httpx.ConnectError as error:
        problem = f"it cannot be reached ({error})"
        raise _PassingError(problem, tries=_OFFLINE_PAUSES) from error
    except httpx.TimeoutException as error:
        raise _PassingError("it does not answer") from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _PassingError(f"the connection broke off ({error})") from error


def _end_of_range(response: httpx.Response, part: Part) -> None:
    """The server has nothing behind what is here: either that is everything, or it has another file now."""
    if response.headers.get("Content-Range", "") != f"bytes */{part.size}":
        part.discard()
        raise _PassingError("the file there has changed, so it is begun anew", pause=0.0)


def _check_status(response: httpx.Response, advice: str) -> None:
    status, host = response.status_code, response.url.host
    if status in _PASSING:
        asked = response.headers.get("Retry-After", "")
        pause = min(float(asked), _LONGEST_PAUSE) if re.fullmatch(r"[0-9]{1,9}", asked) else None
        raise _PassingError(f"it is out of order or busy (status {status})", pause)
    if status not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        why = _REFUSALS.get(status, "does not send it")
        raise CourseError(f"{host} {why} (status {status}): {response.url}", advice)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        raise CourseError(
            f"{host} sent a web page in place of the file.",
            f"Does this network want you to log in first? Open any page in a browser, then type the same again.\n"
            f"{advice}",
        )


def _receive(response: httpx.Response, part: Part, most_bytes: int, shown: Transfer, advice: str) -> None:
    start, total = _extent(response, part)
    packed = response.headers.get("Content-Encoding", "identity") != "identity"
    if packed:  # against our wish; then neither the length nor a place to go on from are known
        total = None
    if total is not None and total > most_bytes:
        raise _too_large(part, most_bytes, advice)
    validator = _validator(response) or (part.validator if start else "")
    with part.begin("" if packed else validator, anew=start == 0) as file:
        done = start
        # Pieces as they come: larger ones would be lost with the connection.
        for piece in response.iter_bytes() if packed else response.iter_raw():
            done += len(piece)
            if done > most_bytes:
                break
            file.write(piece)
            shown.at(done, total)
    if done > most_bytes:
        part.discard()
        raise _too_large(part, most_bytes, advice)
    if total is not None and done != total:
        if done > total:
            part.discard()
        raise _PassingError(f"it sent {done:,} of {total:,} bytes")


def _extent(response: httpx.Response, part: Part) -> tuple[int, int | None]:
    """The byte at which the answer starts, and how many the whole file has."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        found = re.fullmatch(r"bytes ([0-9]+)-[0-9]+/([0-9]+|\*)", response.headers.get("Content-Range", ""))
        same = _validator(response) in {"", part.validator}
        if found is None or int(found[1]) != part.size or not same:
            part.discard()
            raise _PassingError("it sent another part than was asked for, so it is begun anew", pause=0.0)
        return part.size, None if found[2] == "*" else int(found[2])
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if re.fullmatch(r"[0-9]{1,18}", length) else None


def _validator(response: httpx.Response) -> str:
    """What `If-Range` may name: a strong ETag, else the date of the last change; empty if there is neither."""
    tag = response.headers.get("ETag", "")
    if tag and not tag.startswith("W/"):
        return str(tag)
    return str(response.headers.get("Last-Modified", ""))


def _too_large(part: Part, most_bytes: int, advice: str) -> CourseError:
    return CourseError(
        f"{part.url} is larger than {megabytes(most_bytes)}, so it is not the dataset; it was not kept.", advice
    )
