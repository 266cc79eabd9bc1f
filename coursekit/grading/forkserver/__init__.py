"""Warm kernels: a fork server that has imported the heavy libraries once, and forks a sandboxed child for each job.

    isolation = detect(private=[course])                   # coursekit.grading.sandbox
    with ForkServer.start(isolation.rung) as server:       # seconds: imports Keras
        manager = kernel_manager(server, files={"data.csv": b"..."})
        NotebookClient(notebook, km=manager).execute()     # a kernel in some 0.3 s
        child = server.spawn("package.module:function", {"socket": descriptor})

Linux only. How the parts hang together:

    engine: ForkServer (client), ForkServerProvisioner
      | packets of JSON and descriptors (protocol), what is asked for (order)
    fork server (server): one thread, never runs anything of a student's
      | fork
    supervisor: init of the child's pid namespace; sets up the sandbox, watches, reports
      | fork
    program: without rights; an ipykernel (kernel), or a function
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit import lazy

if TYPE_CHECKING:
    from coursekit.grading.forkserver.child import Child, ForkServerError
    from coursekit.grading.forkserver.client import KERNEL, PRELOAD, ForkServer
    from coursekit.grading.forkserver.order import Exit
    from coursekit.grading.forkserver.provisioner import PROVISIONER, ForkServerProvisioner, kernel_manager

__all__ = [
    "KERNEL",
    "PRELOAD",
    "PROVISIONER",
    "Child",
    "Exit",
    "ForkServer",
    "ForkServerError",
    "ForkServerProvisioner",
    "kernel_manager",
]

# Loaded when first used: the fork server itself needs nothing of the engine's side, and is the smaller for it.
_HOME = {
    "KERNEL": "client",
    "PRELOAD": "client",
    "PROVISIONER": "provisioner",
    "Child": "child",
    "Exit": "order",
    "ForkServer": "client",
    "ForkServerError": "child",
    "ForkServerProvisioner": "provisioner",
    "kernel_manager": "provisioner",
}

__getattr__ = lazy.attach(__name__, _HOME)
