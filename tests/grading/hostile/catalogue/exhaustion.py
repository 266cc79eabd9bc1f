"""Submissions that take all there is, or end what they run in."""

from __future__ import annotations

from hostile_catalogue.exercise import lost, lost_from
from hostile_catalogue.record import Record

from coursekit.grading import Status

# They come in the task `square`: what stands before it is finished, and keeps its points.
ENDED = (Status.KERNEL_DIED, Status.OUT_OF_MEMORY, Status.TIMED_OUT)
OF_MEMORY = (Status.OUT_OF_MEMORY, Status.KERNEL_DIED, Status.GRADED, Status.TIMED_OUT)
RIGHT = "\ndef square(x):\n    return x ** 2"

STUBBORN = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
IN_A_CALL = "def square(x):\n    while True:\n        pass"
STUBBORN_CALL = "def square(x):" + STUBBORN.replace("\n", "\n    ")
DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
IN_C = "def square(x):\n    return sum(range(10 ** 13))"
PATTERN = "import re\n\ndef square(x):\n    return re.match('(a|aa)+$', 'a' * 60 + 'b')"
BLOCKED = "import threading\nlock = threading.Lock()\nlock.acquire()\n\ndef square(x):\n    lock.acquire()"
SLEEPING = "import time\n\ndef square(x):\n    time.sleep(10 ** 6)"

TAKING = "taken = []\nwhile True:\n    taken.append(bytearray(2 ** 26))"
TAKING_ARRAYS = "import numpy as np\ntaken = []\nwhile True:\n    taken.append(np.ones(2 ** 23))"
TAKING_TOGETHER = """
import os, time
children = []
for _ in range(12):
    pid = os.fork()
    if pid == 0:
        block = bytearray(2 ** 29)
        for at in range(0, len(block), 4096):
            block[at] = 1
        time.sleep(60)
        os._exit(0)
    children.append(pid)
for pid in children:
    os.waitpid(pid, 0)
"""
SHARED = """
import mmap, os
for folder in ("/dev/shm", "/sandbox/tmp", "/tmp", "/sandbox/home", "/sandbox/work"):
    try:
        for number in range(10 ** 4):
            with open(f"{folder}/@WORD@{number}", "wb") as file:
                for _ in range(100):
                    file.write(bytes(2 ** 20))
    except OSError as error:
        print("full", folder, error.errno)
try:
    blocks = []
    for _ in range(100):
        block = mmap.mmap(-1, 2 ** 28)
        blocks.append(block)
        for at in range(0, 2 ** 28, 4096):
            block[at] = 1
except (OSError, MemoryError) as error:
    print("refused", type(error).__name__)
"""
BOMB = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""
SPINNING = """
import os
try:
    os.sched_setaffinity(0, range(os.cpu_count()))
except OSError:
    print("kept to its cores", len(os.sched_getaffinity(0)))
for _ in range(200):
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
while True:
    pass
"""
SHELL_BOMB = "get_ipython().system(':(){ :|:& };:')\nget_ipython().system('sleep 0.2')" + RIGHT
DISK = (
    """
try:
    with open("big", "wb") as file:
        while True:
            file.write(bytes(2 ** 22))
except OSError as error:
    print("refused", error.errno)
try:
    with open("sparse", "wb") as file:
        file.truncate(2 ** 40)
except OSError as error:
    print("refused", error.errno)
"""
    + RIGHT
)
MANY_FILES = (
    """
import os
try:
    for number in range(10 ** 6):
        os.close(os.open(f"f{number}", os.O_CREAT | os.O_WRONLY))
except OSError as error:
    print("refused", error.errno)
"""
    + RIGHT
)
OPEN_FILES = (
    """
import os
opened = []
try:
    while True:
        opened.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    print("refused", error.errno)
"""
    + RIGHT
)

LINE = "print('x' * 20_000_000)" + RIGHT
LINES = "for number in range(200_000):\n    print('line', number)" + RIGHT
LINES_FLUSHED = "import sys\nfor number in range(20_000):\n    print(number, flush=True)" + RIGHT
HTML = "from IPython.display import HTML\ndisplay(HTML('<b>x</b>' * 2_000_000))" + RIGHT
TABLES = (
    "import pandas as pd\npd.set_option('display.max_rows', None)\ndisplay(pd.DataFrame({'a': range(30_000)}))" + RIGHT
)
BYTES = "display({'image/png': 'iVBORw0KGgo' * 3_000_000, 'text/plain': 'x' * 10_000_000}, raw=True)" + RIGHT
ONE_MESSAGE = "display({'text/plain': 'x' * 300_000_000}, raw=True)" + RIGHT
DISPLAYS = "for number in range(20_000):\n    display(number)" + RIGHT
ERROR_TEXT = "def square(x):\n    raise ValueError('x' * 50_000_000)"
NEVER_SHOWN = """
class Endless:
    def __repr__(self):
        while True:
            pass
    __str__ = __repr__

def square(x):
    return x ** 2
Endless()
"""
NEVER_TOLD = NEVER_SHOWN.replace("return x ** 2\nEndless()\n", "return Endless()")
PRINTING = "while True:\n    print('for ever')"
PRINTING_CALL = "def square(x):\n    while True:\n        print('for ever')"
PRINTING_ON = (
    """
import threading
def on():
    while True:
        print('on and on')
threading.Thread(target=on, daemon=True).start()
"""
    + RIGHT
)
ASKING = "name = input('Your name? ')" + RIGHT
ASKING_CALL = "def square(x):\n    return int(input('The square? '))"
PASSWORD = "import getpass, sys\nprint(repr(sys.stdin.read()))\ngetpass.getpass()" + RIGHT
ENDLESS_ANSWER = "def square(x):\n    while True:\n        yield x ** 2"
RECURSION = "def square(x):\n    return square(x) + 1"
NO_LIMIT = "import sys\nsys.setrecursionlimit(10 ** 9)\n\ndef square(x):\n    return [square(x)]"
LARGE_ANSWER = "def square(x):\n    return [9] * 10 ** 8"
LARGE_BYTES = "def square(x):\n    return b'9' * (2 ** 28)"
LARGE_INT = "def square(x):\n    return 1 << 10 ** 8"
DIGITS = "def square(x):\n    return 10 ** 20_000"
SELF_CONTAINED = "def square(x):\n    found = []\n    found.append(found)\n    return found"
COLLISIONS = "def square(x):\n    return {number * (2 ** 61 - 1) for number in range(50_000)}"
NESTED = "def square(x):\n    found = 9\n    for _ in range(100_000):\n        found = [found]\n    return found"

EXIT = "import os\nos._exit(0)"
EXIT_CALL = "import os\n\ndef square(x):\n    os._exit(0)"
ABORT = "import os\n\ndef square(x):\n    os.abort()"
KILL = "import os, signal\n\ndef square(x):\n    os.kill(os.getpid(), signal.SIGKILL)"
KILL_ALL = "import os, signal\n\ndef square(x):\n    os.kill(-1, signal.SIGKILL)"
STOP = "import os, signal\n\ndef square(x):\n    os.kill(os.getpid(), signal.SIGSTOP)"
SEGMENT = "import ctypes\n\ndef square(x):\n    return ctypes.string_at(0)"
CLOSING = "import os\n\ndef square(x):\n    os.closerange(0, 4096)\n    return x ** 2"
QUIT = "quit()\nexit(0)\nraise SystemExit" + RIGHT
SHUTDOWN = "get_ipython().kernel.do_shutdown(False)\nget_ipython().kernel.io_loop.stop()" + RIGHT
REPLACED = "import os\nos.execv('/bin/sleep', ['sleep', '@SECONDS@'])"
THREADS = (
    """
import threading, time
def on():
    while True:
        time.sleep(0.01)
for _ in range(20):
    threading.Thread(target=on).start()
"""
    + RIGHT
)
AT_EXIT = "import atexit, time\natexit.register(lambda: time.sleep(10 ** 6))\natexit.register(input)" + RIGHT
MANY_THREADS = (
    """
import threading, time
try:
    while True:
        threading.Thread(target=time.sleep, args=(10 ** 6,), daemon=True).start()
except RuntimeError as error:
    print("refused")
"""
    + RIGHT
)
NO_LIMITS_LEFT = (
    """
import resource
for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
    resource.setrlimit(limit, (0, 0))
"""
    + RIGHT
)
ALARM = (
    "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\nsignal.signal(signal.SIGALRM, lambda *_: 1 / 0)"
    + RIGHT
)
MASKED = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    pass
"""
IN_SHELL = "%%bash\nwhile true; do :; done"
PARSED = "x = " + "-" * 150_000 + "1"
NESTED_SOURCE = "x = " + "(" * 5000 + ")" * 5000

LOST = lost("square")
NOT_FINISHED = lost_from("square")

RECORDS = [
    Record(
        "exhaust_loop",
        "a cell without an end",
        {"square": "while True:\n    pass"},
        earns=LOST,
        status=Status.TIMED_OUT,
    ),
    Record(
        "exhaust_loop_stubborn",
        "a cell without an end that heeds no interrupt",
        {"square": STUBBORN},
        earns=NOT_FINISHED,
        status=Status.TIMED_OUT,
    ),
    Record(
        "exhaust_loop_deaf",
        "a cell without an end that ignores the signal",
        {"square": DEAF},
        earns=NOT_FINISHED,
        status=Status.TIMED_OUT,
    ),
    Record(
        "exhaust_loop_masked",
        "a cell without an end whose thread blocks all signals: another thread of the kernel takes them",
        {"square": MASKED},
        earns=LOST,
        status=Status.TIMED_OUT,
    ),
    Record("exhaust_loop_shell", "a shell without an end", {"square": IN_SHELL}, earns=LOST, status=Status.TIMED_OUT),
    Record(
        "exhaust_call",
        "a call without an end",
        {"square": IN_A_CALL},
        earns=LOST,
        status=(Status.TIMED_OUT, Status.GRADED),
    ),
    Record(
        "exhaust_call_stubborn",
        "a call without an end that heeds no interrupt",
        {"square": STUBBORN_CALL},
        earns=NOT_FINISHED,
        status=Status.TIMED_OUT,
    ),
    Record(
        "exhaust_call_in_c",
        "a call in C that heeds no interrupt",
        {"square": IN_C},
        earns=NOT_FINISHED,
        status=Status.TIMED_OUT,
    ),
    Record(
        "exhaust_call_pattern",
        "a regular expression that takes years",
        {"square": PATTERN},
        earns=LOST,
        status=(Status.TIMED_OUT, Status.GRADED),
    ),
    Record(
        "exhaust_call_blocked",
        "a lock that nobody gives back",
        {"square": BLOCKED},
        earns=LOST,
        status=(Status.TIMED_OUT, Status.GRADED),
    ),
    Record(
        "exhaust_call_sleeping",
        "sleeps for days",
        {"square": SLEEPING},
        earns=LOST,
        status=(Status.TIMED_OUT, Status.GRADED),
    ),
    Record("exhaust_memory", "takes memory until there is none", {"square": TAKING}, earns=LOST, status=OF_MEMORY),
    Record("exhaust_memory_numpy", "takes it with NumPy", {"square": TAKING_ARRAYS}, earns=LOST, status=OF_MEMORY),
    Record(
        "exhaust_memory_processes",
        "takes it with many processes",
        {"square": TAKING_TOGETHER},
        # On a slow machine the time is up before the memory is; then the kernel goes on.
        earns=dict.fromkeys(NOT_FINISHED),
        status=ENDED,
    ),
    Record(
        "exhaust_memory_shared",
        "takes it with files and shared memory",
        {"square": SHARED + RIGHT},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    *(
        Record(
            f"exhaust_crowd_{number}_spinning",
            "200 processes, each in a session of its own, that compute as long as they may",
            {"square": SPINNING},
            earns=dict.fromkeys(NOT_FINISHED),
            status=(Status.GRADED, *ENDED),
        )
        for number in (1, 3, 5)
    ),
    *(Record(f"exhaust_crowd_{number}_honest", "is graded at the same time as those", {}) for number in (2, 4, 6)),
    Record("exhaust_bomb", "a fork bomb", {"square": BOMB}, earns=NOT_FINISHED, status=ENDED),
    Record(
        "exhaust_bomb_shell",
        "a fork bomb of the shell",
        {"square": SHELL_BOMB},
        status=(Status.GRADED, *ENDED),
        earns={
            "square_check": None,
            "halves_check": None,
            "halves_hidden": None,
            "tally_check": None,
            "each_check": None,
            "guess_check": None,
            "triple_check": None,
            "triple_hidden": None,
        },
    ),
    Record("exhaust_disk", "a file that grows for ever", {"square": DISK}, shows=("refused",)),
    Record("exhaust_files", "a million files", {"square": MANY_FILES}, shows=("refused",)),
    Record(
        "exhaust_open",
        "opens files until it may not",
        {"square": OPEN_FILES},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record("exhaust_line", "one line of 20 MB", {"square": LINE}),
    Record(
        "exhaust_lines",
        "200,000 lines, which take about as long as a cell may",
        {"square": LINES},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, Status.TIMED_OUT),
    ),
    Record(
        "exhaust_flushes",
        "20,000 lines, each flushed",
        {"square": LINES_FLUSHED},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, Status.TIMED_OUT),
    ),
    Record("exhaust_html", "16 MB of HTML", {"square": HTML}),
    Record("exhaust_table", "a table of 30,000 rows", {"square": TABLES}),
    Record("exhaust_image", "33 MB that are no image", {"square": BYTES}),
    Record(
        "exhaust_message",
        "one message of 300 MB",
        {"square": ONE_MESSAGE},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record(
        "exhaust_displays",
        "20,000 displays",
        {"square": DISPLAYS},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record("exhaust_error", "an exception with 50 MB to say", {"square": ERROR_TEXT}, earns=LOST),
    Record("exhaust_repr", "a result whose text never ends", {"square": NEVER_SHOWN}, status=Status.TIMED_OUT),
    Record(
        "exhaust_repr_answer",
        "an answer whose text never ends",
        {"square": NEVER_TOLD},
        earns=LOST,
        status=(Status.TIMED_OUT, Status.GRADED),
    ),
    Record(
        "exhaust_printing",
        "prints for ever",
        {"square": PRINTING},
        earns={**dict.fromkeys(NOT_FINISHED), **LOST},
        status=ENDED,
    ),
    Record(
        "exhaust_printing_call",
        "prints for ever when called",
        {"square": PRINTING_CALL},
        earns={**dict.fromkeys(NOT_FINISHED), **LOST},
        status=(Status.GRADED, *ENDED),
    ),
    Record(
        "exhaust_printing_on",
        "a thread that prints for ever",
        {"square": PRINTING_ON},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record("exhaust_input", "asks for input", {"square": ASKING}, earns=LOST),
    Record("exhaust_input_call", "asks for input when called", {"square": ASKING_CALL}, earns=LOST),
    Record(
        "exhaust_stdin", "reads standard input, asks for a password", {"square": PASSWORD}, earns={"square_check": None}
    ),
    Record("exhaust_generator", "an answer without an end", {"square": ENDLESS_ANSWER}, earns=LOST),
    Record("exhaust_recursion", "recursion without an end", {"square": RECURSION}, earns=LOST),
    Record(
        "exhaust_recursion_unlimited",
        "the same without a limit",
        {"square": NO_LIMIT},
        earns=NOT_FINISHED,
        status=ENDED,
    ),
    Record(
        "exhaust_answer_long", "an answer of 100 million items", {"square": LARGE_ANSWER}, earns=LOST, status=OF_MEMORY
    ),
    Record("exhaust_answer_bytes", "an answer of 256 MB", {"square": LARGE_BYTES}, earns=LOST),
    Record("exhaust_answer_number", "an answer of 100 million bits", {"square": LARGE_INT}, earns=LOST),
    Record(
        "exhaust_answer_digits",
        "an answer of 20,001 digits",
        {"square": DIGITS, "triple": DIGITS.replace("square(x)", "triple(number)")},
        earns=lost("square", "triple"),
    ),
    Record("exhaust_answer_self", "an answer that contains itself", {"square": SELF_CONTAINED}, earns=LOST),
    Record(
        "exhaust_answer_hashes",
        "a set whose items have one hash",
        {"square": COLLISIONS},
        earns=LOST,
        status=(Status.TIMED_OUT, Status.GRADED),
    ),
    Record("exhaust_answer_nested", "an answer nested 100,000 deep", {"square": NESTED}, earns=LOST),
    Record("exhaust_exit", "leaves in a cell", {"square": EXIT}, earns=NOT_FINISHED, status=Status.KERNEL_DIED),
    Record(
        "exhaust_exit_call", "leaves when called", {"square": EXIT_CALL}, earns=NOT_FINISHED, status=Status.KERNEL_DIED
    ),
    Record("exhaust_abort", "aborts", {"square": ABORT}, earns=NOT_FINISHED, status=Status.KERNEL_DIED),
    Record("exhaust_kill", "kills itself", {"square": KILL}, earns=NOT_FINISHED, status=Status.KERNEL_DIED),
    Record(
        "exhaust_kill_all",
        "kills all that it can",
        {"square": KILL_ALL},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record("exhaust_stop", "stops itself", {"square": STOP}, earns=NOT_FINISHED, status=Status.TIMED_OUT),
    Record(
        "exhaust_segment", "reads where nothing is", {"square": SEGMENT}, earns=NOT_FINISHED, status=Status.KERNEL_DIED
    ),
    Record("exhaust_closing", "closes all descriptors", {"square": CLOSING}, earns=NOT_FINISHED, status=ENDED),
    Record(
        "exhaust_quit",
        "quits in the notebook's own way",
        {"square": QUIT},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record(
        "exhaust_shutdown",
        "shuts its kernel down",
        {"square": SHUTDOWN},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record("exhaust_replaced", "becomes another program", {"square": REPLACED}, earns=NOT_FINISHED, status=ENDED),
    Record("exhaust_threads", "threads that never end", {"square": THREADS}),
    Record(
        "exhaust_threads_many",
        "as many threads as it may",
        {"square": MANY_THREADS},
        shows=("refused",),
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record("exhaust_at_exit", "will not end", {"square": AT_EXIT}),
    Record(
        "exhaust_limits",
        "takes its own limits away",
        {"square": NO_LIMITS_LEFT},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record(
        "exhaust_alarm",
        "an alarm a hundred times a second",
        {"square": ALARM},
        earns=dict.fromkeys(NOT_FINISHED),
        status=(Status.GRADED, *ENDED),
    ),
    Record(
        "exhaust_parser",
        "a text that ends the parser",
        {"square": PARSED},
        earns={name: None if name not in LOST else 0.0 for name in NOT_FINISHED},
        status=(Status.GRADED, *ENDED),
    ),
    Record("exhaust_brackets", "a text nested too deeply for the parser", {"square": NESTED_SOURCE}, earns=LOST),
]
