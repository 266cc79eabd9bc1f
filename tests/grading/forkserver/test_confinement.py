"""What a student's code sees and can do in the best rung."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest

import coursekit
from coursekit.grading.sandbox import Limits, private_in

LOOK_AROUND = """
import json, os, pathlib, socket, stat, subprocess, sys

def attempt(call):
    try:
        return call() or "done"
    except OSError as error:
        return type(error).__name__ + " " + str(error.errno)

def write(path):
    return attempt(lambda: open(path, "w").close())

def kinds():
    for name in os.listdir("/proc/self/fd"):
        try:
            copy = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        with copy:
            yield int(copy.type)

asked = json.loads(pathlib.Path("asked.json").read_text())
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
print(json.dumps({
    "user": [os.getuid(), os.geteuid(), os.getgid(), *os.getgroups()],
    "root": attempt(lambda: os.setuid(0)),
    "capabilities": [status[name].strip().strip("0") for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
    "no_new_privileges": status["NoNewPrivs"].strip(),
    "environment": dict(os.environ),
    "raw_environment": open("/proc/self/environ").read(),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "connect": attempt(lambda: socket.create_connection(("127.0.0.1", asked["port"]), 2)),
    "sibling": attempt(lambda: socket.socket(socket.AF_UNIX).connect(asked["socket"])),
    "processes": [int(name) for name in os.listdir("/proc") if name.isdecimal()],
    "signal": attempt(lambda: os.kill(asked["pid"], 0)),
    "kill_init": attempt(lambda: os.kill(1, 9)),
    "init": [attempt(lambda: open("/proc/1/" + name).close()) for name in ("mem", "environ", "fd/0")],
    "private": [path for path in asked["private"] if os.path.lexists(path)],
    "home": sorted(os.listdir(asked["home"])) if os.path.isdir(asked["home"]) else [],
    "course": sorted(os.listdir(asked["course"])) if os.path.isdir(asked["course"]) else [],
    "write": {path: write(path + "/x") for path in ["/", "/usr", "/etc", "/dev", "/sandbox", *asked["shared"]]},
    "own": {path: write(path + "/x") for path in [".", os.environ["HOME"], os.environ["TMPDIR"], "/dev/shm"]},
    "devices": [name for name in os.listdir("/dev") if stat.S_ISBLK(os.lstat("/dev/" + name).st_mode)
                or (stat.S_ISCHR(os.lstat("/dev/" + name).st_mode))],
    "descriptors": list(kinds()),
    "unshare": subprocess.run(["unshare", "--user", "true"], capture_output=True).returncode,
    "settings": write("/proc/sys/user/max_user_namespaces"),
    "host": socket.gethostname(),
}))
"""


@pytest.fixture(scope="module")
def asked(sandboxed, root, tmp_path_factory):
    """What the test process has that a student's code must not reach."""
    secret = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    secret.write_text("grades")
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket(socket.AF_UNIX) as sibling:
        address = str(secret.parent / "s")
        sibling.bind(address)
        sibling.listen()
        yield {
            "port": listening.getsockname()[1],
            "socket": address,
            "pid": os.getpid(),
            "private": [str(path) for path in (*private_in(root), secret)],
            "home": str(Path.home()),
            "course": str(root),
            "shared": [sys.prefix, str(Path(coursekit.__file__).parent)],
        }


@pytest.fixture(scope="module")
def seen(sandboxed, run, asked):
    """What a student's code found when it looked around."""
    ran = run(sandboxed, LOOK_AROUND, files={"asked.json": json.dumps(asked).encode()})
    assert not ran.errors, ran.cells
    return json.loads(ran.text)


def test_the_user_has_no_rights(seen):
    assert len(set(seen["user"])) == 1
    assert 0 not in seen["user"]
    if os.geteuid() == 0:
        assert seen["user"][0] not in {os.getuid(), 65534}
    assert seen["root"] == "OSError 22"  # in its namespace there is no root
    assert seen["capabilities"] == [""] * 5
    assert seen["no_new_privileges"] == "1"


def test_there_is_no_network(seen):
    assert seen["interfaces"] == ["lo"]
    assert seen["connect"] == "OSError 101"  # the network is unreachable, though something listens
    assert seen["host"] == "sandbox"


def test_other_kernels_sockets_are_out_of_reach(seen):
    assert seen["sibling"] == "FileNotFoundError 2"


def test_no_descriptor_leads_to_the_fork_server(seen):
    assert socket.SOCK_STREAM in seen["descriptors"]  # ZeroMQ's listening sockets
    assert socket.SOCK_SEQPACKET not in seen["descriptors"]


def test_the_environment_is_an_allow_list(seen):
    assert "TOKEN" not in seen["environment"]
    assert "7c1d-in-the-engines-environment" not in str(seen)
    for text in (*seen["environment"].values(), seen["raw_environment"]):
        assert str(Path.home() / ".cache") not in text
    assert seen["environment"]["HOME"] == "/sandbox/home"


def test_only_its_own_processes_exist(seen):
    assert len(seen["processes"]) == 2  # init and the kernel
    assert 1 in seen["processes"]
    assert seen["signal"] == "ProcessLookupError 3"


def test_init_can_neither_be_read_nor_killed(seen):
    assert seen["init"] == ["PermissionError 13"] * 3
    assert seen["kill_init"] == "done"  # taken, and ignored: the rest of the answers came afterwards


def test_the_course_is_not_there(seen, asked, root):
    assert str(root / "solutions") in asked["private"]  # else this shows nothing
    assert str(root / "tests") in asked["private"]
    assert seen["private"] == []
    assert set(seen["course"]) <= {"coursekit", Path(sys.prefix).name}
    allowed = {path.relative_to(Path.home()).parts[0] for path in map(Path, (sys.prefix, sys.base_prefix, root))
               if path.is_relative_to(Path.home())}  # fmt: skip
    assert set(seen["home"]) <= allowed


def test_what_is_shared_cannot_be_written(seen):
    assert seen["write"] == dict.fromkeys(seen["write"], "OSError 30")  # a read-only file system
    assert seen["own"] == dict.fromkeys(seen["own"], "done")


def test_the_devices_are_harmless(seen):
    assert set(seen["devices"]) <= {"full", "null", "random", "tty", "urandom", "zero"}


def test_it_cannot_make_namespaces_to_mount_something(seen):
    assert seen["unshare"] != 0
    assert seen["settings"] == "OSError 30"


def test_a_full_folder_is_an_error_and_not_a_full_disk(sandboxed, run):
    limits = Limits(work=2**20, home=2**20, temporary=2**20, shared_memory=2**20)
    ran = run(
        sandboxed,
        "import os\n"
        "for folder in ('.', os.environ['HOME'], os.environ['TMPDIR'], '/dev/shm'):\n"
        "    try:\n"
        "        open(folder + '/big', 'wb').write(bytes(2 * 2**20))\n"
        "    except OSError as error:\n"
        "        print(error.errno, os.path.getsize(folder + '/big') <= 2**20)\n",
        limits=limits,
    )
    assert ran.text == "28 True\n" * 4


def test_many_small_files_are_limited_too(sandboxed, run):
    ran = run(
        sandboxed,
        "made = 0\n"
        "try:\n"
        "    while True:\n"
        "        open(str(made), 'w').close()\n"
        "        made += 1\n"
        "except OSError as error:\n"
        "    print(error.errno, made)\n",
        limits=Limits(work=2**20),
    )
    number, made = map(int, ran.text.split())
    assert number == 28
    assert made < 300


def test_a_file_and_the_open_files_are_limited(sandboxed, run):
    ran = run(
        sandboxed,
        "with open('big', 'wb') as file: file.write(bytes(2**20 + 1))",
        "files = [open('big') for _ in range(200)]",
        "print('still there')",
        limits=Limits(file_size=2**20, open_files=150),
    )
    assert ran.errors == ["OSError", "OSError"]
    assert [c.outputs[0].evalue.split("]")[0] for c in ran.cells[:2]] == ["[Errno 27", "[Errno 24"]
    assert ran.text == "still there\n"


def test_memory_of_one_process_is_limited(sandboxed, run):
    ran = run(sandboxed, "held = bytearray(600 * 2**20)", "print('still there')", limits=Limits(memory=500 * 2**20))
    assert ran.errors == ["MemoryError"]
    assert ran.text == "still there\n"
    assert not ran.ended.out_of_memory


def test_memory_of_all_processes_together_is_watched(sandboxed, run):
    ran = run(
        sandboxed,
        "import os, signal\n"
        "for _ in range(6):\n"
        "    if os.fork() == 0:\n"
        "        held = bytearray(b'x') * (120 * 2**20)\n"
        "        signal.pause()\n"
        "signal.pause()",
        limits=Limits(memory=500 * 2**20),
    )
    assert ran.ended.out_of_memory
    assert ran.ended.signal == 9


def test_shared_memory_counts(sandboxed, run):
    ran = run(
        sandboxed,
        "import mmap, signal\nheld = mmap.mmap(-1, 600 * 2**20)\nheld.write(bytes(200 * 2**20))\n"
        "held.write(bytes(200 * 2**20))\nheld.write(bytes(190 * 2**20))\nsignal.pause()",
        limits=Limits(memory=500 * 2**20),
    )
    assert ran.ended.out_of_memory


def test_processes_are_limited(sandboxed, run):
    ran = run(
        sandboxed,
        "import os, signal\n"
        "made = 0\n"
        "try:\n"
        "    while True:\n"
        "        if os.fork() == 0:\n"
        "            signal.pause()\n"
        "        made += 1\n"
        "except BlockingIOError:\n"
        "    print(made)\n",
        limits=Limits(processes=60),
    )
    assert 10 < int(ran.text) < 60


def test_a_fork_bomb_is_ended(sandboxed, run):
    ran = run(
        sandboxed,
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        timeout=1,
        limits=Limits(processes=60),
    )
    assert ran.ended.signal == 9
    assert run(sandboxed, "print(6 * 7)").text == "42\n"


def test_a_daemon_does_not_outlive_its_kernel(sandboxed, run, processes, word):
    ran = run(
        sandboxed,
        "import os, signal\n"
        "read, write = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    if os.fork() == 0:\n"
        f"        os.execvp('sleep', ['sleep', '{word}'])\n"
        "    os._exit(0)\n"
        "os.close(write)\n"
        "print(os.read(read, 1))",  # nothing, once the program that replaces the daemon has closed the other end
    )
    assert ran.text == "b''\n"
    assert processes(word) == []
