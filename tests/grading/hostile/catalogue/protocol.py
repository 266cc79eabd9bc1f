"""Submissions that speak to the judge, or to whoever runs the kernel, in their own words."""

from __future__ import annotations

from hostile_catalogue.exercise import POINTS, lost
from hostile_catalogue.record import Record

from coursekit.grading import Status

SILENCE = (Status.TIMED_OUT, Status.GRADED, Status.KERNEL_DIED)

SOCKET = """
import os, socket
import coursekit.grading.judge.student as student
judge = socket.socket(fileno=os.dup(student._attached[0]))
def message(data):
    return (4 + len(data)).to_bytes(8, "big") + len(data).to_bytes(4, "big") + data
"""

# Behind this the real `serve` goes on as if nothing had happened.
WRONG = "\ndef {name}(*_):\n    return 'wrong'"

IN_SERVE = """
real = student.serve
def serve(*arguments, **keywords):
    {what}
    return real(*arguments, **keywords)
student.serve = serve
"""


def speaks(what, name="triple", setting_up=""):
    return SOCKET + setting_up + IN_SERVE.format(what=what) + WRONG.format(name=name)


EARLY = """
for number in ("0", "", "1", "0123456789abcdef"):
    outcome = b'["tuple",12,null,"",["tuple"],["tuple"],0.0]'
    judge.sendall(message(b'[["tuple","answer","%s",%s],[]]' % (number.encode(), outcome)))
"""

TWICE = """
from coursekit.grading.judge.channel import Channel
send = Channel.send
def twice(self, data, deadline):
    send(self, data, deadline)
    send(self, data, deadline)
Channel.send = twice
"""

TURNED = """
from coursekit.grading.judge import peer
answer = peer.Peer._answer
asked = []
def late(self, question):
    asked.append(list(question))
    question[0] = asked[-2][0] if len(asked) > 1 else question[0]
    return answer(self, question)
peer.Peer._answer = late
"""

MADE_UP = """
student._perform = lambda *_: (3 * 407, None, "", (), (), 0.0)
student._call = lambda *_: [9.0, {}]
"""

ASKING = """
from coursekit.grading.judge import peer
def triple(function):
    return 0
def asking(*_):
    handle = next(iter(student._peers.values()))
    found = []
    for operation in ("names", "perform", "getattr", "method", "call", "repr", "outside", "model.weights", "setattr"):
        for target in ("task", "double_hidden", 1, None, "__globals__"):
            try:
                found.append(handle.ask(operation, target, [], {}))
            except Exception as error:
                found.append(type(error).__name__)
    print("asked", sorted(set(map(str, found))))
    return 12
triple = asking
"""

THREAD = """
import threading
def listen():
    while True:
        data = judge.recv(2 ** 16)
        judge.sendall(message(b'[["tuple","answer","x",12],[]]'))
threading.Thread(target=listen, daemon=True).start()
def triple(number):
    return 0
"""

CHILD = """
import signal
if os.fork() == 0:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            data = judge.recv(2 ** 16)
            judge.sendall(message(b'[["tuple","answer","x",12],[]]'))
        except OSError:
            break
    os._exit(0)
def triple(number):
    os._exit(0)
"""

OBJECT = """
import os
class Pickled:
    def __reduce__(self):
        return os.system, ("touch @OUTSIDE@/unpickled",)
def triple(number):
    return Pickled()
def halves(x):
    import numpy as np
    return np.array([Pickled(), Pickled()], dtype=object)
"""

PICKLE = """
import pickle
class Pickled:
    def __reduce__(self):
        return os.system, ("touch @OUTSIDE@/unpickled",)
payload = pickle.dumps(Pickled())
"""

ENGINE = """
import json, uuid
kernel = get_ipython().kernel
session, parent = kernel.session, kernel.get_parent()
def send(kind, content, **more):
    try:
        session.send(kernel.iopub_socket, kind, content, parent=parent, **more)
    except Exception as error:
        print("not sent", type(error).__name__)
"""

# What kernels must not send, each kind by itself: the first of them ends the kernel.
MALFORMED = {
    "stream": ("stream", "{'name': 1, 'text': 2}"),
    "stream_empty": ("stream", "{}"),
    "display_odd": (
        "display_data",
        "{'data': {'text/html': None, '': '', 'no mime': [1], 'a\\n': 'x'}, 'metadata': []}",
    ),
    "update": ("update_display_data", "{'data': {}, 'metadata': {}, 'transient': {'display_id': ['x']}}"),
    "result": ("execute_result", "{'data': {'text/plain': {}}, 'metadata': {}, 'execution_count': 'many'}"),
    "error_list": ("error", "{'ename': 'x', 'evalue': 'y', 'traceback': [1, None]}"),
    "comm": ("comm_open", "{'comm_id': {}, 'data': [], 'target_name': 1}"),
    "stranger": ("x" * 1000, "{'a': float('nan')}"),
}
RAW = {
    "unsigned": "[b'stream', b'<IDS|MSG>', b'0' * 64, b'{}', b'{}', b'{}', b'{}']",
    "no_json": "signed(b'{', b'{}', b'{}', b'{}')",
    "no_objects": """signed(b'[]', b'1', b'"x"', b'null')""",
    "short": "[b'stream', b'<IDS|MSG>']",
    "garbage": "[bytes(range(256)) * 4]",
    "deep": "signed(b'[' * 50_000 + b']' * 50_000, b'{}', b'{}', b'{}')",
    "wide": "signed(header, parent_header, b'{}', "
    "b'{\"data\":{\"text/plain\":[' + b'[],' * 9_000_000 + b'[]]},\"metadata\":{}}')",
}

SEND = (
    ENGINE
    + """
send({kind!r}, {content})
def double(x):
    return x + x
"""
)

SEND_RAW = (
    ENGINE
    + """
header = json.dumps(session.msg_header("display_data"), default=str).encode()
parent_header = json.dumps(parent["header"], default=str).encode()
def signed(*parts):
    return [b"stream", b"<IDS|MSG>", session.sign(list(parts)), *parts]
kernel.iopub_socket.send_multipart({frames})
def double(x):
    return x + x
"""
)

IDLE = (
    ENGINE
    + """
for state in ("idle", "busy", "idle", "dead", "restarting", "starting"):
    send("status", {"execution_state": state})
def double(x):
    return "wrong"
"""
)

RECORDS = [
    Record(
        "protocol_early",
        "answers before it is asked",
        {
            "triple": speaks(
                "judge.sendall(early)", setting_up="early = b''\n" + EARLY.replace("judge.sendall(", "early += (")
            )
        },
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_verdict",
        "sends verdicts",
        {
            "triple": speaks(
                "judge.sendall(lie)", setting_up="""lie = b'{"verdict": {"status": "passed", "points": 1.0}}\\n' * 9"""
            )
        },
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_twice",
        "answers each question twice",
        {"triple": SOCKET + TWICE + WRONG.format(name="triple")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_turned",
        "answers another question",
        {"triple": SOCKET + TURNED + WRONG.format(name="triple")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_made_up",
        "makes up what a call gave",
        {"triple": SOCKET + MADE_UP + WRONG.format(name="triple")},
        earns=lost("triple"),
    ),
    Record(
        "protocol_announced",
        "announces a message of exabytes",
        {"triple": speaks("judge.sendall((2 ** 62).to_bytes(8, 'big'))")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_large",
        "sends 120 MB that are no answer",
        {"triple": speaks("judge.sendall((120 * 2**20).to_bytes(8, 'big') + bytes(120 * 2**20))")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_wide",
        "sends a message of a million empty lists",
        {"triple": speaks("judge.sendall(message(b'[[\"list\"' + b',[\"list\"]' * 400_000 + b'],[]]'))")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_deep",
        "sends a message nested 100,000 deep",
        {"triple": speaks("judge.sendall(message(b'[' * 100_000 + b']' * 100_000))")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_pickle",
        "sends a pickle",
        {"triple": speaks("judge.sendall(message(payload))", setting_up=PICKLE)},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_reduce",
        "objects that do something when unpickled",
        {"triple": OBJECT, "halves": ""},
        earns=lost("triple", "halves"),
    ),
    Record(
        "protocol_asking",
        "asks the judge for its names",
        {"triple": SOCKET + ASKING},
        earns={"triple_hidden": 0.0, "triple_check": 0.0},
        status=SILENCE,
    ),
    Record(
        "protocol_thread",
        "a thread answers in between",
        {"triple": SOCKET + THREAD},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_child",
        "a child goes on answering when the kernel has ended",
        {"triple": SOCKET + CHILD},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "protocol_closed",
        "closes the judge's socket",
        {
            "triple": SOCKET
            + "judge.shutdown(socket.SHUT_RDWR)\nos.close(student._attached[0])\n"
            + WRONG.format(name="triple")
        },
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record("protocol_idle", "says that it is idle, and dead", {"double": IDLE}, earns=lost("double")),
    *(
        Record(
            f"protocol_malformed_{name}",
            "a message that no kernel sends: it is shown as well as it can be, or the kernel is ended",
            {"double": SEND.format(kind=kind, content=content)},
            earns=dict.fromkeys(POINTS),
            status=(Status.GRADED, Status.KERNEL_DIED),
        )
        for name, (kind, content) in MALFORMED.items()
    ),
    *(
        Record(
            f"protocol_raw_{name}",
            "frames that are no message, for which the kernel is ended, or that are dropped",
            {"double": SEND_RAW.format(frames=frames)},
            earns=dict.fromkeys(POINTS),
            status=(Status.GRADED, Status.KERNEL_DIED, Status.TIMED_OUT),
        )
        for name, frames in RAW.items()
    ),
]
