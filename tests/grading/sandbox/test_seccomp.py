"""The system call filter."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("the sandbox needs Linux", allow_module_level=True)

from coursekit.grading.sandbox import seccomp

# Each call with arguments that the kernel refuses for another reason than "not implemented", or takes.
SCRIPT = """
import ctypes, errno, os, sys
from coursekit.grading.sandbox import linux, seccomp

libc = ctypes.CDLL(None, use_errno=True)

def missing():
    found = []
    for name, number in seccomp._MACHINES[os.uname().machine][1].items():
        ctypes.set_errno(0)
        result = libc.syscall(number, ctypes.c_long(0), ctypes.c_long(0), ctypes.c_long(-1), ctypes.c_long(0))
        if result == -1 and ctypes.get_errno() == errno.ENOSYS:
            found.append(name)
    return found

before = missing()
linux.set_no_new_privileges()
seccomp.install_filter()
after = missing()
print("memfd_create" in before, "shmget" in before, sorted(after) == sorted(seccomp._MACHINES[os.uname().machine][1]))
try:
    os.memfd_create("name")
except OSError as error:
    print(error.errno == errno.ENOSYS)
ctypes.set_errno(0)
libc.syscall(0x40000000 + 39)
print(ctypes.get_errno() == errno.ENOSYS, os.getpid() > 0, open("/dev/null").read() == "")
"""


@pytest.mark.skipif(platform.machine() not in seccomp._MACHINES, reason="there is no filter for this machine")
def test_only_the_named_calls_are_missing():
    answer = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
    assert answer.stderr == ""
    assert answer.stdout == "False False True\nTrue\nTrue True True\n"


def test_another_machine_has_no_filter(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with pytest.raises(OSError, match="no system call filter for pdp11"):
        seccomp.install_filter()
