"""Submissions that look for hidden tests, solutions and other students' work."""

from __future__ import annotations

from hostile_catalogue.exercise import lost
from hostile_catalogue.record import Record

# What nobody but the instructor may see has this form. What is found is printed, and so seen by the test.
LOOK = """
import re
secret = re.compile(r"k[0-9a-f]{24}z")
secret_bytes = re.compile(rb"k[0-9a-f]{24}z")
def found(where, text):
    hits = (secret_bytes if isinstance(text, (bytes, bytearray, memoryview)) else secret).findall(text)
    for hit in list(dict.fromkeys(hits))[:20]:
        print("FOUND", where, hit)
"""

HISTORY = (
    LOOK
    + """
shell = get_ipython()
found("In", repr(In) + repr(Out) + repr(dir()))
found("globals", repr({name: str(value)[:10_000] for name, value in globals().items()}))
found("history", repr(list(shell.history_manager.get_range(raw=True))))
for magic in ("%whos", "%who_ls"):
    try:
        print(str(shell.run_line_magic(*magic[1:].partition(" ")[::2]))[:200])
    except BaseException as error:
        print(type(error).__name__)
print("looked")
def double(x):
    found("In", repr(In) + repr(Out) + repr(get_ipython().history_manager.input_hist_raw))
    return x + x
"""
)

FRAMES = (
    LOOK
    + """
import sys, threading, traceback
def double(x):
    for top in (sys._getframe(), *sys._current_frames().values()):
        while top is not None:
            found("frame", repr(top.f_locals)[:10**6] + repr(top.f_code.co_consts))
            top = top.f_back
    found("stack", "".join(traceback.format_stack()))
    return x + x
"""
)

COLLECTED = (
    LOOK
    + """
import gc
def double(x):
    for thing in gc.get_objects():
        kind = type(thing)
        if kind in (str, bytes):
            found("gc", thing)
        elif kind in (list, tuple, set):
            for item in thing:
                if type(item) in (str, bytes):
                    found("gc", item)
        elif kind is dict:
            for pair in list(thing.items()):
                for item in pair:
                    if type(item) in (str, bytes):
                        found("gc", item)
    for thing in gc.get_objects():
        if type(thing).__module__.startswith("coursekit"):
            found("own", repr(getattr(thing, "__dict__", ""))[:10**6])
    print("looked")
    return x + x
"""
)

MEMORY = (
    LOOK
    + """
def look():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw") or "vsyscall" in line:
                continue
            start, end = (int(side, 16) for side in span.split("-"))
            try:
                while start < end:
                    memory.seek(start)
                    found("memory", memory.read(min(2**24, end - start)))
                    start += 2**24
            except (OSError, ValueError, OverflowError):
                continue
    print("looked")
look()
calls = []
def double(x):
    calls.append(x)
    if len(calls) == 2:
        look()
    return x + x
"""
)

PROCESSES = (
    LOOK
    + """
import os
for pid in sorted(filter(str.isdigit, os.listdir("/proc")), key=int):
    for name in ("environ", "cmdline", "maps", "stack", "mountinfo", "status", "mem", "auxv", "syscall"):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                text = file.read(2**20)
            found(f"{pid}/{name}", text)
        except OSError as error:
            text = b""
    for folder in ("fd", "cwd", "root", "map_files", "task", "ns"):
        try:
            for entry in os.listdir(f"/proc/{pid}/{folder}"):
                found("link", entry)
        except OSError:
            pass
print("processes", sum(name.isdigit() for name in os.listdir("/proc")))
def double(x):
    return x + x
"""
)

ENVIRONMENT = (
    LOOK
    + """
import os, subprocess
found("environment", repr(dict(os.environ)))
found("env", subprocess.run(["/usr/bin/env"], capture_output=True, text=True).stdout)
found("shell", subprocess.run("set; mount; df; cat /etc/passwd; ls -la / /sandbox/* /tmp /run /home /root 2>&1",
                              shell=True, capture_output=True, text=True).stdout)
print("looked")
def double(x):
    return x + x
"""
)

FILES = (
    LOOK
    + """
import os, time
end, seen = time.monotonic() + 1.0, 0
for root in ("/sandbox", "/tmp", "/home", "/root", "/work", "/srv", "/var", "/run", "/mnt", "/media", "/opt", "/etc",
             "/dev", "@COURSE@", "@OUTSIDE@", "/"):
    for folder, folders, files in os.walk(root):
        if time.monotonic() > end:
            break
        folders[:] = [name for name in folders if name not in ("proc", "sys", "usr", "site-packages", "lib")]
        for name in files:
            path = os.path.join(folder, name)
            if name in ("gradebook.db", "01_parameters.ipynb", "submission_secret.txt") or "@WORD@" in name:
                print("FOUND file", path)
            try:
                if os.path.isfile(path) and os.path.getsize(path) < 2**20:
                    with open(path, "rb") as file:
                        found(path, file.read())
            except OSError:
                pass
            seen += 1
print("looked")
def double(x):
    return x + x
"""
)

DESCRIPTORS = (
    LOOK
    + """
import fcntl, os, select, stat
for number in range(256):
    try:
        kind = os.fstat(number)
        name = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    found("name", name)
    if "@COURSE@" in name:
        print("FOUND descriptor", name)
    try:
        if stat.S_ISREG(kind.st_mode):
            found(name, os.pread(number, 2**24, 0))
        if stat.S_ISDIR(kind.st_mode):
            print("FOUND folder", os.listdir(number))
        if stat.S_ISSOCK(kind.st_mode) or stat.S_ISFIFO(kind.st_mode):
            if select.select([number], [], [], 0)[0]:
                import socket
                peeked = socket.socket(fileno=os.dup(number)).recv(2**16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                found(name, peeked)
    except OSError:
        pass
print("looked")
def double(x):
    return x + x
"""
)

TRACED = (
    LOOK
    + """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
for pid in (1, os.getppid(), os.getpid() + 1, os.getpid() - 1, 2, 3):
    if libc.ptrace(16, pid, None, None) == 0 and pid != os.getpid():
        print("FOUND traced", pid)
    for path in (f"/proc/{pid}/mem", f"/proc/{pid}/root/etc/hostname", f"/proc/{pid}/cwd/gradebook.db"):
        try:
            with open(path, "rb") as file:
                print("opened", path, len(file.read(1)))
        except (OSError, ValueError) as error:
            pass
    buffer = ctypes.create_string_buffer(4096)
    class Vector(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
    local, remote = Vector(ctypes.addressof(buffer), 4096), Vector(0x400000, 4096)
    if pid != os.getpid() and libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
        print("FOUND memory of", pid)
print("looked")
def double(x):
    return x + x
"""
)

PRINTED = """
def double(x):
    import sys
    print("saw", 2 * x, flush=True)
    print("saw", 2 * x, file=sys.stderr, flush=True)
    display({"text/plain": f"saw {2 * x}"}, raw=True)
    return 0
"""

KEPT = """
kept = []
def double(x):
    kept.append(x)
    return x + x
"""

UPDATED = """
kept = []
shown = display({"text/plain": "nothing yet"}, raw=True, display_id="early")
def double(x):
    kept.append(x)
    return x + x
"""

UPDATED_LATER = """
for number in (1, 2):
    display({"text/plain": f"kept {kept}"}, raw=True, display_id="early", update=True)
"""

TOLD = """
def double(x):
    if x != 2:
        raise ValueError(f"the hidden input is {x}, so the value is {2 * x:.0f}")
    return x + x
"""

WRITTEN = """
def double(x):
    with open("inputs.txt", "a") as file:
        file.write(f"{2 * x:.0f}\\n")
    return 0
"""

CALLBACK = (
    LOOK
    + """
def each(function, items):
    for name in ("__globals__", "__self__", "__code__", "__closure__", "__module__", "_peer", "__class__"):
        try:
            thing = object.__getattribute__(function, name)
            found(name, repr(thing)[:10**5])
            found(name, repr(getattr(thing, "__dict__", ""))[:10**5])
        except Exception as error:
            pass
    for item in items:
        function(item)
    print("looked")
"""
)

SERVED = (
    LOOK
    + """
import coursekit.grading.judge.peer as peer
kept = []
message = peer.Peer._message
def listening(self, deadline):
    got = message(self, deadline)
    kept.append(got)
    found("asked", str([part for part in got if type(part) in (str, int, float)]))
    return got
peer.Peer._message = listening
def double(x):
    return 0
"""
)

SERVED_AFTER = """
print("asked", sorted({question[2] for question in kept if question[0] == "ask"}))
print("all", repr(kept)[:2000])
"""


def nothing_found(ran, name):
    assert "FOUND" not in ran.outputs(name)


def inputs_stay_hidden(ran, name):
    """Neither the hidden test's input nor what it expects is shown to the student, who could look it up next time."""
    for text in (ran.exercise.EXPECTED_VALUE, "403195135"):
        assert text not in ran.page(name) + ran.printed + ran.row(name).reason


RECORDS = [
    Record(
        "stolen_history", "looks into IPython's history", {"double": HISTORY}, shows=("looked",), must=nothing_found
    ),
    Record("stolen_frames", "looks into all frames", {"double": FRAMES}, must=nothing_found),
    Record("stolen_collected", "looks at all that the collector knows", {"double": COLLECTED}, must=nothing_found),
    Record("stolen_memory", "looks through its memory", {"double": MEMORY}, shows=("looked",), must=nothing_found),
    Record(
        "stolen_processes", "looks at all processes", {"double": PROCESSES}, shows=("processes 2",), must=nothing_found
    ),
    Record(
        "stolen_environment",
        "looks into the environment",
        {"double": ENVIRONMENT},
        shows=("looked",),
        must=nothing_found,
    ),
    Record("stolen_files", "looks through the files", {"double": FILES}, shows=("looked",), must=nothing_found),
    Record(
        "stolen_descriptors",
        "looks into open descriptors",
        {"double": DESCRIPTORS},
        shows=("looked",),
        must=nothing_found,
    ),
    Record("stolen_traced", "traces other processes", {"double": TRACED}, shows=("looked",), must=nothing_found),
    Record(
        "stolen_printed",
        "prints what it is called with",
        {"double": PRINTED},
        earns=lost("double"),
        must=inputs_stay_hidden,
    ),
    Record(
        "stolen_told",
        "tells its input in an exception",
        {"double": TOLD},
        earns={"double_hidden": 0.0},
        must=inputs_stay_hidden,
    ),
    Record(
        "stolen_written",
        "writes its input to a file",
        {"double": WRITTEN},
        earns=lost("double"),
        must=inputs_stay_hidden,
    ),
    Record(
        "stolen_updated",
        "puts what it has kept into the output of a cell before the hidden test, which feedback shows",
        {"double": UPDATED},
        added={"square_check": UPDATED_LATER},
        shows=("nothing yet",),
        must=inputs_stay_hidden,
    ),
    Record(
        "stolen_kept",
        "keeps its inputs and prints them in a later cell: they are its own to know, what is expected is not",
        {"double": KEPT},
        added={"square_check": "print('kept', kept)"},
        must=inputs_stay_hidden,
    ),
    Record("stolen_callback", "looks behind a callback", {"each": CALLBACK}, must=nothing_found),
    Record(
        "stolen_served",
        "keeps what the judge asks",
        {"double": SERVED},
        added={"square": SERVED_AFTER},
        earns=lost("double"),
        must=nothing_found,
    ),
]
