"""Fork servers without TensorFlow, which start in half a second, and a way to run cells in their kernels."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from dataclasses import dataclass

import nbclient
import nbformat
import psutil
import pytest

from coursekit.grading.forkserver import KERNEL, Exit, ForkServer, kernel_manager
from coursekit.grading.forkserver.order import Confinement
from coursekit.grading.sandbox import Rung, detect

HIDDEN = "7c1d-in-the-engines-environment"
LOOK = "coursekit.grading.sandbox.probe:look"
# Called with the application and the descriptors, it does nothing.
NOTHING = "operator:is_"


def pytest_collection_modifyitems(items):
    if sys.platform != "linux":
        for item in items:
            item.add_marker(pytest.mark.skip(reason="the fork server needs Linux"))


@pytest.fixture(scope="session")
def bubblewrap():
    """The machine can do the best rung."""
    isolation = detect()
    if isolation.rung is not Rung.BUBBLEWRAP:
        if os.environ.get("COURSE_TESTS_COMPLETE"):
            pytest.fail(f"this run is to be complete, but {isolation}")
        pytest.skip(str(isolation))


@pytest.fixture(scope="module")
def sandboxed(bubblewrap):
    """A fork server in bubblewrap, started by a process that has something to hide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOKEN", HIDDEN)
        with ForkServer.start(Rung.BUBBLEWRAP, (*KERNEL, "numpy.random"), (LOOK, NOTHING)) as server:
            yield server


@pytest.fixture(scope="module")
def plain():
    """A fork server of the last rung, whose children have its own user even where that is root."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coursekit.grading.forkserver.client._confinement", lambda *_: Confinement(namespaces=False))
        server = ForkServer.start(Rung.PROCESS, KERNEL, (LOOK, NOTHING))
    with server:
        yield server


@dataclass
class Ran:
    """What cells came to."""

    cells: list
    ended: Exit

    @property
    def text(self) -> str:
        """All that they printed to standard output."""
        return "".join(o.text for c in self.cells for o in c.outputs if o.get("name") == "stdout")

    @property
    def errors(self) -> list[str]:
        """Names of the exceptions."""
        return [o.ename for c in self.cells for o in c.outputs if o.output_type == "error"]


@pytest.fixture(scope="session")
def run():
    """Run cells in a new kernel of a server, and kill it: `run(server, *sources, **options of kernel_manager)`."""

    def run_cells(server, *sources, timeout=30, interrupt=False, **options) -> Ran:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        manager = kernel_manager(server, **options)
        settings = {"timeout": timeout, "interrupt_on_timeout": interrupt, "shutdown_kernel": "immediate"}
        client = nbclient.NotebookClient(notebook, km=manager, allow_errors=True, **settings)
        provisioner = manager.provisioner
        with contextlib.suppress(nbclient.exceptions.DeadKernelError, nbclient.exceptions.CellTimeoutError):
            client.execute(cleanup_kc=True)
        return Ran(notebook.cells, provisioner.ended)

    return run_cells


@pytest.fixture
def word():
    """A number of seconds to sleep that no other process sleeps."""
    return f"98765.{secrets.randbelow(10**12)}"


@pytest.fixture(scope="session")
def processes():
    """The processes, on the whole machine, with a word on their command line."""

    def find(word: str) -> list[psutil.Process]:
        return [p for p in psutil.process_iter(["cmdline"]) if word in (p.info["cmdline"] or ())]

    return find
