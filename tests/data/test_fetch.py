"""`coursekit fetch` against a server that does what servers do: nothing is there until all of it is right."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coursekit import cli
from coursekit.data import fetching
from coursekit.data.fetching import Archive, Extract, File, Manifest, check, delivery, fetch, find, unpack
from coursekit.data.fetching.manifest import read
from coursekit.data.fetching.part import Part
from coursekit.data.fetching.place import only_one
from coursekit.data.fetching.progress import Transfer, transfer
from coursekit.errors import CourseError

# Three files of noise, which no compression makes smaller, and a table of which a part is taken.
NOISE = random.Random(0)  # noqa: S311 (no secret)
TABLE = "tid,row\r\n19,7\r\n20,1\r\n20,2\r\n120,3\r\n"
THEIRS = {
    "patches/train/pups/0.png": NOISE.randbytes(90_000),
    "patches/train/pups/1.png": NOISE.randbytes(70_000),
    "images/20.jpg": NOISE.randbytes(40_000),
    "coords.csv": TABLE.encode(),
}
OURS = {
    "train/pups/0.png": THEIRS["patches/train/pups/0.png"],
    "train/pups/1.png": THEIRS["patches/train/pups/1.png"],
    "scenes/20.jpg": THEIRS["images/20.jpg"],
    "scenes/annotations.csv": b"tid,row\n20,1\n20,2\n",
}


def dataset(*urls, most_bytes=1_000_000, sha256=None):
    return Manifest(
        name="lions",
        title="Lions",
        homepage="https://example.org/lions",
        licence="CC0",
        citation="Lion, 2017",
        reader="data.lions",
        archives=tuple(Archive(url, most_bytes, sha256) for url in urls),
        files=tuple(File(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in OURS.items()),
        folders={"train": "patches/train", "scenes": "images"},
        extracts={"scenes/annotations.csv": Extract("coords.csv", "tid", frozenset({"20"}))},
    )


def zipped(files, top="Lions-113b529/"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(top + name, data)
    return packed.getvalue()


ZIP = zipped({"README.md": b"hello", **THEIRS})


def broken(data, name):
    """The same with a byte behind the (first) mention of a name that no compressed data begins with."""
    at = data.index(name) + len(name)
    return data[:at] + b"\xff" + data[at + 1 :]


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def is_whole(home):
    found = content(home / "lions")
    assert found.pop("SOURCE.txt")
    return found == OURS and sorted(p.name for p in home.iterdir()) == ["lions"]


# --- a server whose answers are written down beforehand ---------------------------------------------------------------


class Site:
    """Answers each request with the next of `answers`; the last one stays."""

    def __init__(self, *answers):
        self.answers, self.asked, self.sent = list(answers), [], 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append((self.path, self.headers["Range"], self.headers["If-Range"]))
                self.close_connection = True
                (site.answers.pop(0) if len(site.answers) > 1 else site.answers[0])(self)

            def head(self, status, **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), str(value))
                self.send_header("Connection", "close")
                self.end_headers()

            def body(self, data):
                site.sent += len(data)
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/lions.zip"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def ranges(self):
        return [asked for _, asked, _ in self.asked]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = []

    def make(*answers):
        made.append(Site(*answers))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def waited():
    return []


def serve(data=ZIP, *, tag='"1"', cut=None, type_="application/zip"):
    """A good server: parts on request, of the version that was asked for. `cut` breaks off after so many bytes."""

    def answer(handler):
        asked, version = handler.headers["Range"], handler.headers["If-Range"]
        head = {"Content_Type": type_, **({"ETag": tag} if tag else {})}
        start = int(asked[6:-1]) if asked and version == tag else 0
        if start and start >= len(data):
            handler.head(416, Content_Range=f"bytes */{len(data)}", Content_Length=0)
            return
        if start:
            head["Content_Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        handler.head(206 if start else 200, Content_Length=len(data) - start, **head)
        handler.body(data[start:] if cut is None else data[start : start + cut])

    return answer


def serve_whole(data=ZIP, cut=None, **headers):
    """A simple server: everything, whatever was asked for."""

    def answer(handler):
        handler.head(200, Content_Length=len(data), **headers)
        handler.body(data[:cut])

    return answer


def status(code, **headers):
    return lambda handler: handler.head(code, Content_Length=0, **headers)


def to(place):
    return lambda handler: handler.head(302, Location=place, Content_Length=0)


# --- the way it should go ---------------------------------------------------------------------------------------------


def test_it_comes_over_a_redirect_and_a_second_run_asks_nobody(site, tmp_path, capsys):
    there = site(to("/elsewhere.zip"), serve())
    assert fetch(dataset(there.url), tmp_path) == tmp_path / "lions"
    assert is_whole(tmp_path)
    assert "CC0" in (tmp_path / "lions" / "SOURCE.txt").read_text()
    printed = capsys.readouterr().out
    assert f"data.lions('{tmp_path / 'lions'}')" in printed
    assert 3 <= printed.count("From 127.0.0.1: ") <= 12
    assert f"{len(ZIP) / 1e6:.1f} MB of {len(ZIP) / 1e6:.1f} MB" in printed

    fetch(dataset(there.url), tmp_path)
    check(dataset(there.url), tmp_path)
    assert len(there.asked) == 2
    printed = capsys.readouterr().out
    assert "nothing to do" in printed
    assert "is whole: 4 files" in printed


@pytest.mark.parametrize(
    ("total", "step", "told", "last"),
    [(1009, 1, 11, "1.0 kB of 1.0 kB"), (None, 1000, 3, "24.0 MB")],
)
def test_a_log_gets_few_lines(capsys, total, step, told, last):
    with transfer("From here") as shown:
        for done in range(step, (total or 25_000_000) + 1, step):
            shown.at(done, total)
    lines = capsys.readouterr().out.splitlines()
    assert (len(lines), lines[-1]) == (told, f"From here: {last}")


def test_a_broken_download_goes_on_where_it_broke_off(site, tmp_path, waited):
    there = site(serve(cut=50_000), serve(cut=60_000), status(503, Retry_After="7"), status(502), serve())
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert is_whole(tmp_path)
    assert there.sent == len(ZIP)
    assert there.ranges == [None, "bytes=50000-", "bytes=110000-", "bytes=110000-", "bytes=110000-"]
    assert {version for _, _, version in there.asked[1:]} == {'"1"'}
    assert waited == [1.0, 1.0, 7.0, 4.0]  # what brought something new counts anew; a server may name the time


OTHER = zipped({"README.md": b"another version", **THEIRS})


def part_from(start):
    return lambda handler: handler.head(206, Content_Range=f"bytes {start}-9/10", Content_Length=0, ETag='"1"')


@pytest.mark.parametrize(
    ("answers", "comes"),
    [
        pytest.param([serve_whole(ETag='"1"')], ZIP, id="knows no ranges"),
        pytest.param([serve(OTHER, tag='"2"')], OTHER, id="has another version now"),
        pytest.param([part_from(7), serve()], ZIP, id="sends another part"),
        pytest.param([part_from("x"), serve()], ZIP, id="sends an unreadable part"),
        pytest.param([status(416, Content_Range="bytes */9"), serve(OTHER, tag='"2"')], OTHER, id="has a shorter file"),
    ],
)
def test_what_does_not_belong_together_is_not_put_together(site, tmp_path, waited, answers, comes):
    there = site(serve(cut=50_000), *answers)
    # With the checksum of the archive too: a zip is read from its end, whatever stands before it.
    fetch(dataset(there.url, sha256=hashlib.sha256(comes).hexdigest()), tmp_path, wait=waited.append)
    assert there.ranges[:2] == [None, "bytes=50000-"]
    assert is_whole(tmp_path)


def test_a_part_of_a_server_that_ignores_if_range_is_recognised(site, tmp_path, waited):
    def careless(handler):
        start = int((handler.headers["Range"] or "bytes=0-")[6:-1])
        where = f"bytes {start}-{len(OTHER) - 1}/{len(OTHER)}"
        handler.head(206 if start else 200, Content_Range=where, Content_Length=len(OTHER) - start, ETag='"2"')
        handler.body(OTHER[start:])

    there = site(serve(cut=50_000), careless)
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert there.ranges == [None, "bytes=50000-", None]
    assert is_whole(tmp_path)


def test_a_server_that_sends_less_than_was_asked_for_is_asked_again(site, tmp_path, waited):
    def stingy(handler):
        handler.head(206, Content_Range=f"bytes 50000-59999/{len(ZIP)}", Content_Length=10_000, ETag='"1"')
        handler.body(ZIP[50_000:60_000])

    there = site(serve(cut=50_000), stingy, serve())
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert there.ranges == [None, "bytes=50000-", "bytes=60000-"]
    assert is_whole(tmp_path)


@pytest.mark.parametrize("tag", [None, 'W/"1"'])
def test_without_a_mark_of_the_version_it_is_begun_anew(site, tmp_path, waited, tag):
    there = site(serve(tag=tag, cut=50_000), serve(tag=tag))
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert there.ranges == [None, None]
    assert is_whole(tmp_path)


def test_the_date_of_the_last_change_is_a_mark_too(site, tmp_path, waited):
    date = "Tue, 24 Nov 2026 12:00:00 GMT"
    there = site(serve_whole(cut=50_000, Last_Modified=date), serve())
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert there.asked[1][1:] == ("bytes=50000-", date)


def test_a_download_whose_end_was_not_told_is_asked_for_and_found_complete(site, tmp_path, waited):
    def endless(handler):
        handler.head(200, Transfer_Encoding="chunked", ETag='"1"')
        handler.body(b"%x\r\n%s\r\n" % (len(ZIP), ZIP))  # and no closing chunk

    there = site(endless, serve())
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert there.ranges == [None, f"bytes={len(ZIP)}-"]
    assert is_whole(tmp_path)


def test_packing_on_the_way_is_undone_and_not_resumed(site, tmp_path, waited):
    packed, head = gzip.compress(ZIP), {"Content_Encoding": "gzip", "ETag": '"1"'}
    there = site(serve_whole(packed, cut=60_000, **head), serve_whole(packed, **head))
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert there.ranges == [None, None]  # bytes of the file and bytes on the way are not the same
    assert is_whole(tmp_path)


# --- what goes wrong on the way ---------------------------------------------------------------------------------------


def refused(manifest, home, *words, wait=None, source=""):
    with pytest.raises(CourseError) as caught:
        fetch(manifest, home, source, wait=wait or (lambda seconds: None))
    assert not (home / "lions").exists()
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("code", [401, 403, 404, 410, 451])
def test_a_refusal_is_told_at_once(site, tmp_path, waited, code):
    there = site(status(code))
    refused(dataset(there.url), tmp_path, f"(status {code})", there.url, "lions --from FILE", wait=waited.append)
    assert (len(there.asked), waited) == (1, [])


def test_a_server_that_stays_out_of_order_is_given_up(site, tmp_path, waited):
    there = site(status(500))
    refused(dataset(there.url), tmp_path, "out of order or busy (status 500)", wait=waited.append)
    assert waited == [1.0, 2.0, 4.0, 8.0]


def test_a_server_that_gives_a_little_each_time_is_given_up(site, tmp_path, waited):
    there = site(serve(cut=10))
    refused(dataset(there.url), tmp_path, "broke off", wait=waited.append)
    assert len(there.asked) == 40


def test_no_network_is_told_with_what_to_do(site, tmp_path, waited):
    there = site(serve())
    there.close()
    refused(dataset(there.url), tmp_path, "cannot be reached", "Without a network here", there.url, wait=waited.append)
    assert waited == [1.0, 2.0]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http://", "http://[", "http://127.0.0.1:99999/"])
def test_what_is_no_address_is_told(tmp_path, url):
    refused(dataset(url), tmp_path, url, "--from FILE")


def test_redirects_in_a_circle_end(site, tmp_path):
    there = site(to("/again"))
    refused(dataset(there.url), tmp_path, "leads nowhere")


def test_the_login_page_of_a_network_is_recognised(site, tmp_path):
    there = site(serve(b"<html>Please log in</html>", type_="text/html; charset=utf-8"))
    refused(dataset(there.url), tmp_path, "a web page in place of the file", "log in first")


@pytest.mark.parametrize("told", [True, False])
def test_what_is_too_large_is_stopped_and_not_kept(site, tmp_path, told):
    def much(handler):
        if told:
            handler.head(200, Content_Length=10**12)
            return
        handler.head(200)
        try:
            for _ in range(1000):
                handler.body(bytes(100_000))
        except OSError:  # the other side has had enough
            pass

    there = site(much)
    refused(dataset(there.url), tmp_path, "larger than 1.0 MB")
    assert there.sent < 50_000_000
    assert not (tmp_path / "lions.part" / "archive").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(
            zipped({**THEIRS, "images/20.jpg": b"other"}), ["1 not as they should be (scenes/20.jpg)"], id="other"
        ),
        pytest.param(
            zipped({**THEIRS, "images/20.jpg": THEIRS["images/20.jpg"][:-1] + b"!"}), ["scenes/20.jpg"], id="one byte"
        ),
        pytest.param(zipped({"coords.csv": TABLE.encode()}), ["3 missing (train/pups/0.png, "], id="missing"),
        pytest.param(zipped({**THEIRS, "coords.csv": b"id,row\n20,1\n"}), ["no table with a column tid"], id="table"),
        pytest.param(zipped({}), ["4 missing"], id="empty"),
        pytest.param(ZIP[:-40], ["cut short or damaged"], id="truncated"),
        pytest.param(ZIP[:60_000] + bytes(9) + ZIP[60_009:], ["cannot be read"], id="damaged"),
        pytest.param(broken(ZIP, b"train/pups/0.png"), ["cannot be read"], id="not compressed as it says"),
        pytest.param(b" <!DOCTYPE html><p>Sorry", ["a web page, not an archive"], id="page"),
        pytest.param(b"", ["neither a zip file nor a tar file"], id="nothing"),
    ],
)
def test_what_is_not_the_dataset_is_set_aside_and_never_taken_for_it(site, tmp_path, data, words):
    there = site(serve_whole(data, ETag='"1"'), serve())
    refused(dataset(there.url), tmp_path, *words, "not used, and kept as")
    assert content(tmp_path).keys() - {"lions.part/lock"} == {"lions.part/rejected"}
    assert (tmp_path / "lions.part" / "rejected").read_bytes() == data
    fetch(dataset(there.url), tmp_path)  # begins anew
    assert there.ranges == [None, None]
    assert is_whole(tmp_path)


def test_the_next_address_is_tried(site, tmp_path):
    gone, wrong, good = site(status(404)), site(serve(OTHER)), site(serve())
    fetch(dataset(gone.url, wrong.url, good.url, sha256=hashlib.sha256(ZIP).hexdigest()), tmp_path)
    assert [len(each.asked) for each in (gone, wrong, good)] == [1, 1, 1]
    assert is_whole(tmp_path)


def test_a_mirror_is_asked_in_place_of_the_source(site, tmp_path):
    source, mirror = site(serve()), site(serve(zipped(OURS, top="")))
    fetch(dataset(source.url), tmp_path, mirror.url)
    assert (len(source.asked), len(mirror.asked)) == (0, 1)
    assert is_whole(tmp_path)


# --- what goes wrong here ---------------------------------------------------------------------------------------------


def interrupt_after(monkeypatch, size, error):
    def at(self, done, total):
        if done >= size:
            raise error

    monkeypatch.setattr(Transfer, "at", at)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_an_interrupted_download_goes_on_next_time(site, tmp_path, monkeypatch, error):
    there = site(serve())
    with monkeypatch.context() as patched:
        interrupt_after(patched, 60_000, error)
        with pytest.raises((KeyboardInterrupt, CourseError)) as caught:
            fetch(dataset(there.url), tmp_path)
    if isinstance(error, OSError):
        assert "There is no room left" in str(caught.value)
        assert "goes on from here" in str(caught.value)
    assert not (tmp_path / "lions").exists()
    here = (tmp_path / "lions.part" / "archive").stat().st_size
    assert 60_000 <= here < len(ZIP)
    fetch(dataset(there.url), tmp_path)
    assert there.ranges == [None, f"bytes={here}-"]
    assert is_whole(tmp_path)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_an_interruption_while_unpacking_needs_no_second_download(site, tmp_path, monkeypatch, error):
    there = site(serve())
    write = unpack._write

    def fail(chunks, file, path):
        write(chunks, file, path)
        if file.path == "train/pups/1.png":
            raise error

    with monkeypatch.context() as patched:
        patched.setattr(unpack, "_write", fail)
        with pytest.raises((KeyboardInterrupt, CourseError)):
            fetch(dataset(there.url), tmp_path)
    assert not (tmp_path / "lions").exists()
    fetch(dataset(there.url), tmp_path)
    assert len(there.asked) == 1
    assert is_whole(tmp_path)


def test_a_full_disk_is_told_before_anything_is_downloaded(site, tmp_path, monkeypatch, capsys):
    there = site(serve())
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 300_000))
    # Whichever address is asked, it is the same disk: the next one is not tried.
    refused(dataset(there.url, there.url), tmp_path, "no room left", "about 0.4 MB, and 0.3 MB are free", "--to DIR")
    assert there.asked == []
    assert "next address" not in capsys.readouterr().out


def free(monkeypatch, size):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - size, size))


def test_what_is_here_already_needs_no_room_again(site, tmp_path, monkeypatch, waited):
    """A disk that had just room enough for all of it, before a part of it came."""
    there = site(serve(cut=120_000), *[serve(cut=0)] * 4, serve())
    refused(dataset(there.url), tmp_path, "broke off", wait=waited.append)
    free(monkeypatch, 2 * sum(map(len, OURS.values())) - 120_000)
    fetch(dataset(there.url), tmp_path, wait=waited.append)
    assert there.ranges[-1] == "bytes=120000-"
    assert is_whole(tmp_path)


def test_an_archive_that_is_here_needs_room_only_for_what_comes_out(tmp_path, monkeypatch):
    (tmp_path / "from.zip").write_bytes(ZIP)
    needed = sum(map(len, OURS.values()))
    free(monkeypatch, needed - 1)
    refused(dataset(), tmp_path / "home", "no room left", source=str(tmp_path / "from.zip"))
    free(monkeypatch, needed)
    fetch(dataset(), tmp_path / "home", str(tmp_path / "from.zip"))
    assert is_whole(tmp_path / "home")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of that kind")
def test_a_write_that_the_system_cuts_off_leaves_a_beginning_that_is_gone_on_from(site, tmp_path):
    """No patched function here: the system itself takes a part of the last piece and refuses the rest."""
    import resource

    there = site(serve())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_001, limits[1]))
    try:
        with pytest.raises(CourseError, match="cannot be written"):
            fetch(dataset(there.url), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not (tmp_path / "lions").exists()
    assert (tmp_path / "lions.part" / "archive").read_bytes() == ZIP[:100_001]
    fetch(dataset(there.url), tmp_path)
    assert there.ranges == [None, "bytes=100001-"]
    assert is_whole(tmp_path)


def test_a_note_that_is_damaged_or_of_another_address_is_not_built_on(tmp_path):
    path = tmp_path / "archive"
    for note in ("{", "[]", json.dumps({"url": "http://b", "validator": '"1"', "complete": True})):
        path.write_bytes(b"old")
        path.with_name("archive.json").write_text(note)
        assert (Part(path, "http://a").size, Part(path, "http://a").complete) == (0, False)
        assert list(tmp_path.iterdir()) == []


def test_two_at_once_do_not_meet(site, tmp_path):
    there = site(serve())
    (tmp_path / "lions.part").mkdir()
    lock = tmp_path / "lions.part" / "lock"
    program = "import sys, pathlib; from coursekit.data.fetching.place import only_one\n"
    program += "with only_one(pathlib.Path(sys.argv[1])): print('mine', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program, lock], stdin=-1, stdout=-1) as other:
        assert other.stdout.readline() == b"mine\n"
        refused(dataset(there.url), tmp_path, "Another `coursekit fetch` is at work")
        assert there.asked == []
        other.kill()  # the system lets go of the lock
    fetch(dataset(there.url), tmp_path)
    assert is_whole(tmp_path)


def test_a_dataset_that_another_brought_meanwhile_is_taken(site, tmp_path, monkeypatch):
    there = site(serve())

    def slow(path):
        monkeypatch.setattr(delivery, "only_one", only_one)
        fetch(dataset(there.url), tmp_path / "other")
        (tmp_path / "other" / "lions").rename(tmp_path / "lions")
        return only_one(path)

    monkeypatch.setattr(delivery, "only_one", slow)
    fetch(dataset(there.url), tmp_path)
    (tmp_path / "other").rmdir()
    assert len(there.asked) == 1
    assert is_whole(tmp_path)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match=r"cannot be written[^\n]*\nPut it elsewhere with --to DIR"):
        fetch(dataset(), tmp_path / "file")


def test_a_read_only_folder_is_told(tmp_path, monkeypatch):
    if os.name == "nt" or os.geteuid() == 0:  # Windows has other rights than these, and root may write everywhere

        def mkdir(path, **_options):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

        monkeypatch.setattr(Path, "mkdir", mkdir)
    tmp_path.chmod(0o500)
    try:
        refused(dataset(), tmp_path, "cannot be written (Permission denied: ", "--to DIR")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_in_the_way_is_named_and_left_alone(tmp_path):
    (tmp_path / "from.zip").write_bytes(ZIP)
    fetch(dataset(), tmp_path, str(tmp_path / "from.zip"))
    folder = tmp_path / "lions"
    (folder / "mine.txt").write_text("notes")
    fetch(dataset(), tmp_path)  # what else lies there does not count

    changed = folder / "scenes" / "20.jpg"
    changed.write_bytes(bytes(40_000))
    fetch(dataset(), tmp_path)  # the same size: only reading finds it
    with pytest.raises(CourseError, match=r"scenes/20\.jpg: other content"):
        check(dataset(), tmp_path)
    changed.write_bytes(b"short")
    (folder / "scenes" / "annotations.csv").unlink()
    before = content(folder)
    for act in (fetch, check):
        with pytest.raises(CourseError) as caught:
            act(dataset(), tmp_path)
        assert "scenes/20.jpg: 5 bytes instead of 40,000, scenes/annotations.csv: missing" in str(caught.value)
        assert "Rename or remove" in str(caught.value)
    assert content(folder) == before


# --- archives that anybody made ---------------------------------------------------------------------------------------


def tarred(files, mode="w", extra=()):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for entry in extra:
            archive.addfile(entry)
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def link(name, target, kind=tarfile.SYMTYPE):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


FORMATS = {
    "theirs.zip": ZIP,
    "ours.zip": zipped(OURS, top=""),
    "backslashes.zip": zipped({name.replace("/", "\\"): data for name, data in OURS.items()}, top=""),
    "theirs.tar": tarred({f"x/{name}": data for name, data in THEIRS.items()}),
    "ours.tar.gz": tarred({f"./a b/c/{name}": data for name, data in OURS.items()}, "w:gz"),
    "ours.tar.bz2": tarred(OURS, "w:bz2"),
    "ours.tar.xz": tarred(OURS, "w:xz"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_and_layout_is_read_and_its_half_is_not(tmp_path, name):
    source = tmp_path / name
    home = tmp_path / "home"
    source.write_bytes(FORMATS[name][: len(FORMATS[name]) // 2])
    refused(dataset(), home, name, source=str(source))
    assert content(home).keys() == {"lions.part/lock"}
    source.write_bytes(FORMATS[name])
    fetch(dataset(), home, str(source))
    assert is_whole(home)
    assert source.read_bytes() == FORMATS[name]


def test_a_folder_is_copied(tmp_path):
    home, source = tmp_path / "home", tmp_path / "stick" / "lions"
    for name, data in OURS.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    fetch(dataset(), home, str(source.parent))
    assert is_whole(home)
    assert content(source) == OURS


def zip_with_links():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in OURS:
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o120777 << 16
            archive.writestr(entry, "../../../../victim")
    return packed.getvalue()


EVIL = {"../victim": b"x", "/tmp/fetch/victim": b"x", "train/../../victim": b"x", "C:\\victim": b"x"}  # noqa: S108
KINDS = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)


@pytest.mark.parametrize(
    ("data", "taken"),
    [
        pytest.param(zipped({**EVIL, **OURS}, top=""), True, id="zip that climbs out"),
        pytest.param(tarred({**EVIL, **OURS}), True, id="tar that climbs out"),
        pytest.param(zip_with_links(), False, id="zip of links"),
        *(
            pytest.param(tarred({}, extra=[link(name, "/victim", kind) for name in OURS]), False, id=f"tar of {kind!r}")
            for kind in KINDS
        ),
        pytest.param(tarred(OURS, extra=[link("train", "/victim")]), True, id="link in place of a folder"),
        pytest.param(zipped({**OURS, "scenes/20.jpg": bytes(20_000_000)}, top=""), False, id="zip bomb"),
        pytest.param(zipped({**OURS, "bomb": bytes(20_000_000)}, top=""), True, id="bomb that nobody asked for"),
    ],
)
def test_a_hostile_archive_writes_nowhere_else(tmp_path, data, taken):
    home, source = tmp_path / "a" / "b" / "home", tmp_path / "from"
    source.write_bytes(data)
    if taken:
        fetch(dataset(), home, str(source))
        assert is_whole(home)
    else:
        refused(dataset(), home, "does not hold the dataset lions", source=str(source))
        assert content(home).keys() == {"lions.part/lock"}
    assert [path for path in tmp_path.rglob("*") if "victim" in path.name or path.is_symlink()] == []


def test_no_more_is_unpacked_than_a_file_has(tmp_path):
    taken = []
    chunks = (taken.append(number) or bytes(100) for number in range(1000))
    assert not unpack._write(chunks, File("x", 250, "0" * 64), tmp_path / "x")
    assert len(taken) == 3
    assert (tmp_path / "x").stat().st_size <= 250


def test_a_tar_that_would_fill_the_disk_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.data.fetching.packed._MOST_UNPACKED", 1_000_000)
    source = tmp_path / "bomb.tar.gz"
    source.write_bytes(tarred({"bomb": bytes(2_000_000), **OURS}, "w:gz"))
    refused(dataset(), tmp_path / "home", "would unpack to more than", source=str(source))


def test_an_archive_of_very_many_files_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.data.fetching.packed._MOST_MEMBERS", 3)
    source = tmp_path / "many.zip"
    source.write_bytes(ZIP)
    refused(dataset(), tmp_path / "home", "more than 3 files", source=str(source))


def test_an_encrypted_archive_is_told(tmp_path):
    data = bytearray(zipped(OURS, top=""))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(magic, at + 1)) >= 0:
            data[at + flags] |= 1
    (tmp_path / "locked.zip").write_bytes(data)
    refused(dataset(), tmp_path / "home", "encrypted", source=str(tmp_path / "locked.zip"))


# --- the manifests ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["../x", "/x", "a/../b", "a//b", "", "C:/x", "a\\b", ".hidden", "a/.x", "x.", "x ", "a\nb", "-/é"]
)
def test_a_manifest_names_plain_paths_only(path):
    bare = {"name": "x", "title": "", "homepage": "", "licence": "", "citation": "", "reader": "", "archives": []}
    with pytest.raises(ValueError, match="plainly"):
        read({**bare, "files": {path: [1, "0" * 64]}})


@pytest.mark.parametrize("name", fetching.known())
def test_the_manifests_of_the_course_are_complete(name):
    found = find(name)
    assert found.name == name
    assert found.licence
    assert found.citation
    assert all(archive.url.startswith("https://") for archive in found.archives)
    assert len({found.member(file.path) for file in found.files}) == len({file.path for file in found.files})


def test_the_sea_lions_are_those_that_the_course_was_written_with(shared_data, tmp_path, capsys):
    """The reference files, packed as their source packs them, are the dataset byte for byte."""
    lions = find("sealions")
    reference = shared_data / "sealions"
    files = {lions.member(file.path): (reference / file.path).read_bytes() for file in lions.files}
    heading, *rows = files["data/coords.csv"].splitlines(keepends=True)
    others = b"19,4,233,2520,pups\n", b"22,0,1680,4489,adult_males\n"
    files["data/coords.csv"] = b"".join([heading, others[0], *rows, others[1]])
    (tmp_path / "source.zip").write_bytes(zipped(files, top=f"FC-CNN-Demo-{lions.archives[0].url[-44:-4]}/"))
    folder = fetch(lions, tmp_path, str(tmp_path / "source.zip"))
    assert sum(path.is_file() for path in reference.rglob("*")) == len(lions.files)
    assert {path: data for path, data in content(folder).items() if path != "SOURCE.txt"} == content(reference)
    capsys.readouterr()
    fetching.show(tmp_path)
    assert f"sealions: here, in {folder}\n" in capsys.readouterr().out


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["coursekit", "fetch", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        return end.value.code or 0, out + err

    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path / "home"))
    monkeypatch.setattr(fetching, "find", lambda name: dataset() if name == "lions" else find(name))
    return run


def test_the_command_lists_fetches_and_checks(command, tmp_path):
    (tmp_path / "lions.zip").write_bytes(ZIP)
    code, told = command()
    assert code == 0
    for word in ("sealions: not here", "482 files, 13.4 MB", "licence: ", "FC-CNN-Demo", str(tmp_path / "home")):
        assert word in told
    assert list(tmp_path.iterdir()) == [tmp_path / "lions.zip"]

    assert command("lions", "--from", tmp_path / "lions.zip")[0] == 0
    assert is_whole(tmp_path / "home")
    assert command("lions", "--from", tmp_path / "lions.zip", "--to", tmp_path / "here")[0] == 0
    assert is_whole(tmp_path / "here")
    code, told = command("lions", "--check")
    assert (code, "is whole" in told) == (0, True)
    assert command("--check")[0] == 0

    (tmp_path / "home" / "sealions").mkdir()
    assert "sealions: not whole" in command()[1]
    assert command("--check")[0] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["tigers"], "There is no dataset 'tigers' to fetch.\nThere is: sealions."),
        (["--from", "x.zip"], "Which dataset is to come from x.zip?\nName it: sealions."),
        (["lions", "--from", "nowhere.zip"], "There is no nowhere.zip (looked from "),
        (["lions", "--from", "x.zip", "--check"], "takes nothing --from elsewhere.\nLeave one of them out."),
        (["lions", "--check"], "lions is not in "),
        (["lions"], "No address is known for lions.\n"),
    ],
)
def test_what_the_command_cannot_do_is_told(command, words, told):
    code, said = command(*words)
    assert (code, told in said) == (1, True), said


def test_ctrl_c_is_told(command, monkeypatch, site, tmp_path):
    there = site(serve())
    interrupt_after(monkeypatch, 1, KeyboardInterrupt())
    code, told = command("lions", "--from", there.url)
    assert code == 130
    assert "What was finished is kept." in told
    assert (tmp_path / "home" / "lions.part" / "archive").stat().st_size


def test_nobody_else_waits_for_what_fetching_needs():
    program = (
        "import sys, coursekit.cli, coursekit.data; print([n for n in ('httpx', 'platformdirs') if n in sys.modules])\n"
    )
    program += (
        "import coursekit.data.fetching; print([n for n in ('keras', 'pandas', 'matplotlib') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.split("\n")[:2] == ["[]", "[]"], run
