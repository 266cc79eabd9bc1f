"""Submissions that reach for what is outside: files, processes, the network, what runs after them."""

from __future__ import annotations

from hostile_catalogue.record import Record

# Each try is said, with the error that came; a try that succeeds says ESCAPED.
TRY = """
import os
def attempt(what, function, *arguments, **keywords):
    try:
        value = function(*arguments, **keywords)
    except BaseException as error:
        print("refused:", what, type(error).__name__)
    else:
        print("ESCAPED:", what, repr(value)[:200])
"""
RIGHT = "\ndef double(x):\n    return x + x"

GRADEBOOK = (
    TRY
    + """
import pathlib, shutil, sqlite3
def rewrite(path):
    connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
    with connection:
        connection.execute("begin exclusive")
for path in ("@COURSE@/gradebook.db", "../gradebook.db", "gradebook.db", "../../../gradebook.db"):
    attempt(path, rewrite, path)
course = pathlib.Path("@COURSE@")
attempt("list", os.listdir, course)
attempt("read a solution", (course / "solutions/01_parameters/01_parameters.ipynb").read_text)
attempt("remove all", shutil.rmtree, course)
attempt("remove another's", os.remove, course / "submitted/a_neighbour/01_parameters/01_parameters.ipynb")
attempt("write a grade", (course / "grades" / "01_parameters.csv").write_text, "mine,100")
attempt("settings", (course / "nbgrader_config.py").write_text, "c = None")
"""
    + RIGHT
)

NETWORK = (
    TRY
    + """
import socket, urllib.request
def reach(family, kind, address):
    with socket.socket(family, kind) as made:
        made.settimeout(0.3)
        made.connect(address)
        made.send(b"@WORD@")
attempt("loopback", reach, socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", int("@PORT@")))
attempt("loopback 6", reach, socket.AF_INET6, socket.SOCK_STREAM, ("::1", int("@PORT@")))
attempt("abstract", reach, socket.AF_UNIX, socket.SOCK_STREAM, "\\0@SOCKET@")
attempt("documentation net", reach, socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53))
attempt("broadcast", reach, socket.AF_INET, socket.SOCK_DGRAM, ("255.255.255.255", 9))
attempt("raw", socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)
attempt("packet", socket.socket, socket.AF_PACKET, socket.SOCK_RAW)
attempt("vsock", reach, socket.AF_VSOCK, socket.SOCK_STREAM, (2, 1024))
attempt("name", socket.getaddrinfo, "example.org", 80)
for path in ("/run/docker.sock", "/run/systemd/private", "/tmp/.X11-unix/X0", "/run/dbus/system_bus_socket"):
    attempt(path, reach, socket.AF_UNIX, socket.SOCK_STREAM, path)
"""
    + RIGHT
)

SIGNALS = (
    TRY
    + """
import signal
# Init of the sandbox passes SIGTERM and SIGINT on to whoever sends them, and ignores all others.
tries = [(1, signal.SIGKILL), (1, signal.SIGSTOP), (1, signal.SIGUSR1)]
tries += [(pid, number) for pid in (int("@PID@"), -int("@PID@")) for number in (signal.SIGTERM, signal.SIGKILL)]
for pid, number in tries:
    try:
        os.kill(pid, number)
        print("sent to", pid if pid == 1 else "ESCAPED: another")
    except OSError as error:
        print("refused:", type(error).__name__)
attempt("priority", os.setpriority, os.PRIO_PROCESS, 1, -20)
"""
    + RIGHT
)

STARTUP = (
    TRY
    + """
import pathlib, site, sys, sysconfig
import numpy, coursekit
def write(path):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("print('@WORD@ was here')")
home = pathlib.Path.home()
for path in (".ipython/profile_default/startup/00.py", ".bashrc", ".profile", ".config/matplotlib/matplotlibrc",
             ".jupyter/jupyter_config.py", ".local/lib/python3.11/site-packages/usercustomize.py"):
    write(home / path)  # a throw-away home: allowed, and gone afterwards
for path in (numpy.__file__, coursekit.__file__, sysconfig.get_path("purelib") + "/x.pth", sys.executable + ".x",
             sysconfig.get_path("stdlib") + "/sitecustomize.py", "/etc/profile.d/x.sh", "/etc/ld.so.preload",
             "/usr/lib/python3/dist-packages/x.py", "/root/.bashrc", "/etc/cron.d/x", "/sandbox/x", "/x", "/var/x"):
    attempt(path, write, path)
attempt("chmod", os.chmod, numpy.__file__, 0o777)
attempt("pip", __import__("subprocess").check_call, [sys.executable, "-m", "pip", "--version", "--python", "/x"],
        stderr=-3, stdout=-3)
"""
    + RIGHT
)

STARTUP_BEHIND = """
import pathlib
files = [path for path in pathlib.Path.home().rglob("*") if path.is_file()]
print("left behind", [path.name for path in files if "@WORD@" in path.read_text()])
print("startup", "@WORD@ was here" in str(Out))
def double(x):
    return x + x
"""

LINKS = (
    TRY
    + """
os.symlink("@COURSE@/gradebook.db", "gradebook.db")
os.symlink("/proc/self/mem", "01_parameters.ipynb")
os.symlink("@OUTSIDE@", "outside")
os.symlink("/", "root")
os.mkfifo("pipe")
attempt("through a link", open, "gradebook.db", "r+")
attempt("write through a link", open, "outside/@WORD@", "w")
attempt("hard link", os.link, "/etc/passwd", "passwd")
attempt("link of another device", os.link, "@COURSE@/gradebook.db", "hard")
import tarfile, zipfile
with zipfile.ZipFile("01_parameters.zip", "w") as archive:
    archive.writestr("../../../@WORD@", "x")
    archive.writestr("/@OUTSIDE@/@WORD@", "x")
"""
    + RIGHT
)

DAEMONS = """
import os, subprocess, sys
def daemon():
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    os.closerange(0, 256)
    os.execvp("sleep", ["sleep", "@SECONDS@"])
daemon()
subprocess.Popen(["setsid", "nohup", "sleep", "@SECONDS@"], start_new_session=True,
                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
subprocess.Popen("trap '' INT TERM HUP; sleep @SECONDS@ & disown; exec sleep @SECONDS@", shell=True, process_group=0)
print("started")
def double(x):
    if x != 2:
        daemon()
    return x + x
"""

RIGHTS = (
    TRY
    + """
import ctypes, subprocess
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    child = os.fork()  # some of them end the process instead of answering
    if child == 0:
        os._exit(1 if getattr(libc, name)(*arguments) == -1 else 0)
    if os.waitpid(child, 0)[1]:
        raise OSError(name)
attempt("setuid", os.setuid, 0)
attempt("setgroups", os.setgroups, [0])
attempt("other cores", os.sched_setaffinity, 0, os.sched_getaffinity(0))
attempt("chroot", os.chroot, "/sandbox/work")
for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000):
    attempt("unshare", call, "unshare", flag)
attempt("mount", call, "mount", b"tmpfs", b"/sandbox/work", b"tmpfs", 0, None)
attempt("umount", call, "umount2", b"/sandbox/work", 2)
attempt("remount", call, "mount", None, b"/usr", None, 32 | 4096, None)
attempt("pivot_root", call, "syscall", 155, b"/", b"/")
attempt("reboot", call, "reboot", 0x1234567)
attempt("sethostname", call, "sethostname", b"x", 1)
attempt("settimeofday", call, "settimeofday", None, None)
attempt("bpf", call, "syscall", 321, 0, None, 0)
attempt("userfaultfd", call, "syscall", 323, 0)
attempt("keyctl", call, "syscall", 250, 0, -3, 0)
attempt("io_uring", call, "syscall", 425, 1, None)
attempt("memfd", os.memfd_create, "x")
attempt("perf", call, "syscall", 298, None, 0, -1, -1, 0)
attempt("init_module", call, "syscall", 175, None, 0, b"")
attempt("kexec", call, "syscall", 246, 0, 0, None, 0)
attempt("quotactl", call, "syscall", 179, 0, None, 0, None)
attempt("swapon", call, "swapon", b"/x", 0)
attempt("acct", call, "acct", None)
attempt("mknod", os.mknod, "device", 0o600 | 0o060000, os.makedev(8, 0))
attempt("open_by_handle_at", call, "syscall", 304, 0, None, 0)
import resource
for limit in (resource.RLIMIT_DATA, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
    hard = resource.getrlimit(limit)[1]
    attempt("a higher limit", resource.setrlimit, limit, (hard + 1, hard + 1))
for program in ("sudo -n id", "su -c id", "newuidmap 1 0 0 1", "passwd -d", "bwrap --bind / / id", "unshare -r id",
                "crontab -l", "at now"):
    attempt(program, subprocess.check_output, program.split(), stdin=-3, stderr=-3)
for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/dev/mem",
             "/dev/kmsg", "/dev/sda", "/dev/vda", "/sys/kernel/uevent_helper", "/proc/1/oom_score_adj", "/proc/1/mem",
             "/proc/kcore",
             "/sys/fs/cgroup/cgroup.procs", "/proc/sys/user/max_user_namespaces", "/dev/fuse", "/dev/kvm",
             "/dev/net/tun"):
    attempt(path, open, path, "r+b", 0)
def setns(kind):
    with open(f"/proc/1/ns/{kind}") as file:
        call("setns", file.fileno(), 0)
for kind in ("mnt", "net", "pid", "user"):
    attempt("setns", setns, kind)
"""
    + RIGHT
)

FOLDERS = (
    TRY
    + """
import shutil
for name in ("..", "../..", "/", "/sandbox", "/proc/self/cwd/../../.."):
    os.chdir(name)
attempt("another name for the work folder", os.rename, "/sandbox/work", "/sandbox/gone")
os.chdir("/sandbox/work")
os.mkdir("inner")
os.chdir("inner")
os.rmdir("/sandbox/work/inner")
shutil.rmtree("/sandbox/work", ignore_errors=True)
shutil.rmtree("/sandbox/home", ignore_errors=True)
os.environ.clear()
os.environ.update(HOME="/nowhere", PATH="", PYTHONPATH="@COURSE@", LD_PRELOAD="/x.so")
"""
    + RIGHT
)

HANDS = (
    TRY
    + """
import glob, socket, zmq
kernel = get_ipython().kernel
for pattern in ("/tmp/kernel-*", "/sandbox/tmp/*", "/run/user/*", "@TEMPORARY@/*"):
    for path in glob.glob(pattern):
        print("ESCAPED: seen", path)
def another():
    context = zmq.Context.instance()
    made = context.socket(zmq.DEALER)
    made.linger, made.rcvtimeo = 0, 200
    made.connect("ipc:///tmp/kernel-x/k-1")
    made.send(b"x")
    made.recv()
attempt("another's kernel", another)
def descriptor():
    ours, theirs = socket.socketpair()
    socket.send_fds(ours, [b"x"], [0])
    return socket.recv_fds(theirs, 1, 1)
descriptor()
"""
    + RIGHT
)


def nothing_escaped(ran, name):
    assert "ESCAPED" not in ran.outputs(name)
    assert "refused" in ran.outputs(name)


def nothing_ran_at_start(ran, name):
    nothing_escaped(ran, name)


def quiet(ran, name):
    assert "was here" not in ran.outputs(name).replace("startup", "")


RECORDS = [
    Record("escape_course", "reads and writes the course", {"double": GRADEBOOK}, must=nothing_escaped),
    Record("escape_network", "connects to all that might listen", {"double": NETWORK}, must=nothing_escaped),
    Record("escape_signals", "signals other processes", {"double": SIGNALS}, must=nothing_escaped),
    Record("escape_startup", "leaves files that others might run", {"double": STARTUP}, must=nothing_escaped),
    Record(
        "escape_startup_behind",
        "looks for the files that the one before has left",
        {"double": STARTUP_BEHIND},
        shows=("left behind []", "startup False"),
    ),
    Record("escape_links", "links and archives in the working folder", {"double": LINKS}, must=nothing_escaped),
    Record("escape_daemons", "processes that are to outlive it", {"double": DAEMONS}, shows=("started",)),
    Record("escape_rights", "asks for rights", {"double": RIGHTS}, must=nothing_escaped),
    Record("escape_folders", "removes its folders and its environment", {"double": FOLDERS}, must=nothing_escaped),
    Record("escape_kernels", "looks for other kernels", {"double": HANDS}, must=nothing_escaped),
]
