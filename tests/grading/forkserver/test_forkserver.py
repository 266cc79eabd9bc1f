"""The fork server: what it starts, how that ends, and what is left."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from jupyter_core.utils import run_sync

from coursekit.grading.forkserver import Exit, ForkServer, ForkServerError, kernel_manager
from coursekit.grading.forkserver.handover import in_memory
from coursekit.grading.forkserver.order import Confinement, Options
from coursekit.grading.forkserver.protocol import receive, send
from coursekit.grading.sandbox import Rung

LOOK = "coursekit.grading.sandbox.probe:look"

DAEMON = (
    "import os, signal\n"
    "read, write = os.pipe()\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    if os.fork() == 0:\n"
    "        os.execvp('sleep', ['sleep', '{}'])\n"
    "    os._exit(0)\n"
    "os.close(write)\n"
    "print(os.read(read, 1))\n"
)


def start(manager, code: str) -> None:
    """Start a kernel and run code in it; it stays."""

    async def go():
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=30)
        await client.execute_interactive(code, output_hook=lambda _: None, timeout=30)
        client.stop_channels()

    run_sync(go)()


def stop(manager) -> None:
    """Shut a kernel down."""
    run_sync(manager.shutdown_kernel)(now=True)


@pytest.fixture(params=["sandboxed", "plain"])
def server(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def connection(tmp_path_factory):
    """Makes connection files' content for kernels that nobody connects to."""

    def make():
        folder = tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp())
        ports = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        return {"transport": "ipc", "ip": f"{folder}/k", "key": "a key", **{p: n for n, p in enumerate(ports)}}

    return make


def look(server, question: int) -> tuple:
    """Start the probe; its child, and the descriptor of its answer."""
    answer = in_memory("answer", b"")
    return server.spawn(LOOK, {"question": question, "answer": answer}), answer


def test_a_kernel_answers_and_finds_everything_imported(server, run):
    ran = run(server, "import sys; print('jedi' in sys.modules, 2 + 3)", "print(undefined)")
    assert server.warm
    assert server.reason == ""
    assert ran.text == "True 5\n"
    assert ran.errors == ["NameError"]
    assert ran.ended == Exit(signal=signal.SIGKILL)


def test_the_working_folder_has_the_files(server, run):
    files = {"data.csv": b"1,2", "more/deep.bin": b"\x00\xff", "umlaut ä.txt": "ä".encode()}
    ran = run(
        server,
        "import pathlib\nprint({str(p): p.read_bytes() for p in sorted(pathlib.Path().rglob('*')) if p.is_file()})",
        files=files,
    )
    assert ran.text == f"{dict(sorted(files.items()))}\n"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", ""])
def test_a_file_outside_of_the_working_folder_is_refused(plain, connection, name):
    with pytest.raises(ValueError, match="no path inside"):
        plain.spawn_kernel(connection(), {name: b""})


def test_home_and_temporary_files_are_the_childs_own(server, run):
    code = (
        "import os, tempfile\n"
        "print([os.listdir(os.environ[name]) for name in ('HOME', 'TMPDIR')])\n"
        "open(os.environ['HOME'] + '/mine', 'w').close()\n"
        "tempfile.mkdtemp()"
    )
    first, second = run(server, code), run(server, code)
    assert first.text == second.text == "[['.ipython'], []]\n"


def test_random_numbers_differ_between_children(sandboxed, run):
    code = "import random, numpy; print(random.random(), numpy.random.random())"
    numbers = {number for _ in range(2) for number in run(sandboxed, code).text.split()}
    assert len(numbers) == 4


def test_variables_are_added_to_the_environment(server, run):
    assert run(server, "import os; print(os.environ['SEED'])", environment={"SEED": "42"}).text == "42\n"


def test_a_descriptor_joins_a_kernel_with_somebody_else(server, run):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        code = (
            "import os, socket\n"
            "for name in os.listdir('/proc/self/fd'):\n"
            "    if os.path.exists(f'/proc/self/fd/{name}') or os.readlink(f'/proc/self/fd/{name}')[:6] == 'socket':\n"
            "        try:\n"
            "            end = socket.socket(fileno=os.dup(int(name)))\n"
            "            if end.getpeername() == '' and end.getsockname() == '' and end.type == socket.SOCK_STREAM:\n"
            "                end.sendall(b'from the student')\n"
            "        except OSError:\n"
            "            pass\n"
        )
        run(server, code, target="operator:is_", descriptors={"judge": theirs.fileno()})
        theirs.close()
        assert ours.recv(100) == b"from the student"
        assert ours.recv(100) == b""  # all other copies were closed, or have ended with the kernel


def test_a_function_runs_and_answers(server):
    question = in_memory("question", json.dumps([str(Path.home())]).encode())
    child, answer = look(server, question)
    assert child.wait(20) == Exit(code=0)
    assert json.loads(os.pread(answer, 10_000, 0))["environment"]
    os.close(question)
    os.close(answer)


def test_a_functions_exception_is_reported(server):
    question = in_memory("question", b"no json")
    child, answer = look(server, question)
    ended = child.wait(20)
    assert ended.code == 1
    assert ended.error.startswith("Traceback")
    assert "JSONDecodeError" in ended.error
    os.close(question)
    os.close(answer)


def test_only_named_targets_are_started(server, connection):
    with pytest.raises(ForkServerError, match="os:abort is not among the targets"):
        server.spawn("os:abort")
    with pytest.raises(ForkServerError, match="os:abort is not among the targets"):
        server.spawn_kernel(connection(), target="os:abort")


def test_an_error_before_the_kernel_is_reported(server, connection):
    ended = server.spawn_kernel(connection(), target=LOOK).wait(20)  # it takes one argument, and gets two
    assert ended.code == 1
    assert "TypeError" in ended.error


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("import os; os.kill(os.getpid(), 11)", Exit(signal=11)),
        ("import os; os.abort()", Exit(signal=6)),
        ("import os; os._exit(3)", Exit(code=3)),
    ],
)
def test_a_crash_is_told_and_the_server_goes_on(sandboxed, run, code, ended):
    assert run(sandboxed, code).ended == ended
    assert run(sandboxed, "print(1)").text == "1\n"


def test_interrupt_and_go_on(server, run):
    ran = run(server, "while True: pass", "print('next')", timeout=1, interrupt=True)
    assert ran.errors == ["KeyboardInterrupt"]
    assert ran.text == "next\n"


def test_a_waiting_child_can_be_killed_at_once_and_twice(server):
    reading, writing = os.pipe()  # a question that never comes
    child, answer = look(server, reading)
    assert child.poll() is None
    with pytest.raises(TimeoutError):
        child.wait(0)
    child.send_signal(signal.SIGINT)
    assert child.kill() == child.kill() == child.poll()
    assert child.poll() is not None
    with pytest.raises(ValueError, match="not passed on"):
        child.send_signal(signal.SIGSTOP)
    for descriptor in (reading, writing, answer):
        os.close(descriptor)


def test_a_child_may_end_while_it_is_to_be_killed(plain):
    reading, writing = os.pipe()
    child, answer = look(plain, reading)
    plain._process.send_signal(signal.SIGSTOP)
    send(plain._connection, {"pid": child.pid, "signal": int(signal.SIGKILL)})
    ending = os.pidfd_open(child.pid)
    os.kill(child.pid, signal.SIGKILL)
    select.select([ending], [], [])  # now the fork server is told of both at once
    plain._process.send_signal(signal.SIGCONT)
    assert receive(plain._connection) == ({"pid": child.pid}, [])
    again, other = look(plain, reading)
    again.kill()
    for descriptor in (reading, writing, ending, answer, other):
        os.close(descriptor)


def test_a_daemon_is_gone_when_its_kernel_is_killed(server, run, processes, word):
    ran = run(server, DAEMON.format(word))
    assert ran.text == "b''\n"
    assert processes(word) == []


def test_a_daemon_is_gone_when_it_is_told_that_its_kernel_has_ended(server, processes, word):
    manager = kernel_manager(server)
    start(manager, DAEMON.format(word) + "signal.alarm(1)")
    assert len(processes(word)) == 1
    assert manager.provisioner._child.wait(20) == Exit(signal=signal.SIGALRM)
    assert processes(word) == []
    stop(manager)


def test_the_fork_server_itself_has_namespaces_of_its_own(sandboxed):
    pid = psutil.Process(sandboxed._process.pid).children(recursive=True)[1].pid
    for name in ("ipc", "mnt", "net", "pid", "uts"):
        assert os.readlink(f"/proc/{pid}/ns/{name}") != os.readlink(f"/proc/self/ns/{name}")  # noqa: PTH115  # no path


def test_nothing_is_left_of_many_kernels(server, connection, tmp_path_factory):
    me = psutil.Process()

    def left():
        members = me.children(recursive=True)
        return (
            len(members),
            me.num_fds(),
            sum(process.num_fds() for process in members),
            sorted(Path(tempfile.gettempdir()).glob(f"grading-{server._process.pid}-*")),
        )

    server.spawn_kernel(connection()).kill()
    before = left()
    for _ in range(30):
        server.spawn_kernel(connection()).kill()
    assert left() == before


def test_a_locked_folder_is_removed(plain, run):
    ran = run(
        plain,
        "import os\n"
        "print(os.getcwd())\n"
        "os.mkdir('locked'); open('locked/x', 'w').close(); os.chmod('locked', 0); os.chmod('.', 0)",
    )
    assert not ran.errors
    work = Path(ran.text.strip())
    assert work.name == "work"
    assert not work.parent.exists()


def test_everything_ends_with_the_fork_server(bubblewrap, processes, word):
    with ForkServer.start(Rung.BUBBLEWRAP, ("ipykernel.kernelapp",)) as server:
        manager = kernel_manager(server)
        start(manager, DAEMON.format(word))
        (daemon,) = processes(word)
        of_bubblewrap = server._process.pid
        os.kill(psutil.Process(of_bubblewrap).children(recursive=True)[1].pid, signal.SIGKILL)
        assert manager.provisioner._child.wait(20).signal == signal.SIGKILL
        psutil.wait_procs([daemon], timeout=20)
        assert processes(word) == []
        with pytest.raises(ForkServerError):
            server.spawn(LOOK)
        stop(manager)


def test_everything_ends_with_the_engine(bubblewrap):
    engine = f"""
import os, sys
from coursekit.grading.forkserver import ForkServer
from coursekit.grading.sandbox import Rung
server = ForkServer.start(Rung.BUBBLEWRAP, (), ({LOOK!r},))
child = server.spawn({LOOK!r}, {{"question": os.pipe()[0], "answer": 1}})  # waits for a question
print("started", flush=True)
sys.stdin.read()
"""
    line = [sys.executable, "-c", engine]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "started\n"
        everything = psutil.Process(process.pid).children(recursive=True)
        assert len(everything) in {
            4,
            5,
        }  # bubblewrap twice, the fork server, init, and what it may have started already
        everything[2].suspend()  # it does not even see that its socket is closed
        process.kill()
    assert psutil.wait_procs(everything, timeout=20)[1] == []


def test_a_server_that_cannot_import_says_why(plain):
    with pytest.raises(ForkServerError, match="No module named 'no_such_module'"):
        ForkServer.start(Rung.PROCESS, ("no_such_module",))


def test_threads_make_it_start_over_without_imports(tmp_path):
    (tmp_path / "has_a_thread.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    options = Options(("has_a_thread",), (LOOK,), Confinement(namespaces=False))
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    path = f"import sys; sys.path.insert(0, {str(tmp_path)!r})"
    code = f"{path}\nfrom coursekit.grading.forkserver import server\nserver.main()"
    line = [sys.executable, "-c", code, str(theirs.fileno()), options.to_json()]
    with ours, subprocess.Popen(line, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        ours.settimeout(60)
        hello, _ = receive(ours)
        threads = psutil.Process(process.pid).num_threads()
        ours.close()
        assert process.wait(20) == 0
    assert hello["warm"] is False
    assert "has_a_thread started threads (there are 2 now)" in hello["reason"]
    assert threads == 1
