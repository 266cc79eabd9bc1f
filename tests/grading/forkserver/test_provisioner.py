"""Kernels of a fork server through jupyter_client and nbclient."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import nbclient
import nbformat
import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_core.utils import run_sync
from traitlets.config import Config

from coursekit.grading.forkserver import PROVISIONER, Exit, ForkServerProvisioner, kernel_manager


@pytest.fixture
def factory():
    """jupyter_client's own, which knows our entry point even where the package was installed before it had one."""
    factory = KernelProvisionerFactory.instance()
    place = f"{ForkServerProvisioner.__module__}:{ForkServerProvisioner.__name__}"
    with pytest.MonkeyPatch.context() as patch:
        entry = EntryPoint(PROVISIONER, place, KernelProvisionerFactory.GROUP_NAME)
        patch.setitem(factory.provisioners, PROVISIONER, entry)
        patch.setattr(factory, "default_provisioner_name", PROVISIONER)
        yield factory


def notebook(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def printed(cell) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_managers_that_somebody_else_makes_are_configured(factory, sandboxed):
    config = Config()
    config.ForkServerProvisioner.server = sandboxed
    config.ForkServerProvisioner.files = {"a.txt": b"given"}
    client = nbclient.NotebookClient(notebook("import os; print(os.getcwd(), open('a.txt').read())"), config=config)
    client.shutdown_kernel = "immediate"
    client.kernel_name = "python3"
    assert printed(client.execute().cells[0]) == "/sandbox/work given\n"


def test_without_a_fork_server_it_says_what_to_do(factory):
    manager = AsyncKernelManager(kernel_name="python3")
    with pytest.raises(RuntimeError, match=r"kernel_manager, or set ForkServerProvisioner\.server"):
        run_sync(manager.start_kernel)()


def test_kernelspecs_of_the_machine_do_not_matter(sandboxed):
    manager = kernel_manager(sandboxed)
    made = notebook("print(1)")
    made.metadata["kernelspec"] = {"name": "made-up", "display_name": "Made up"}
    client = nbclient.NotebookClient(made, km=manager, shutdown_kernel="immediate")
    client.execute(cleanup_kc=True)
    assert printed(made.cells[0]) == "1\n"


def test_a_polite_shutdown_works(sandboxed):
    manager = kernel_manager(sandboxed)
    provisioner = manager.provisioner
    nbclient.NotebookClient(notebook("1"), km=manager, shutdown_kernel="graceful").execute(cleanup_kc=True)
    assert provisioner.ended == Exit(code=0)


def test_the_sockets_are_shut_to_others_and_removed(sandboxed):
    manager = kernel_manager(sandboxed)
    run_sync(manager.start_kernel)()
    folder = Path(manager.ip).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in folder.iterdir()} == {"connection.json", *(f"k-{port}" for port in range(1, 6))}
    run_sync(manager.shutdown_kernel)(now=True)
    assert not folder.exists()


def test_a_kernel_can_be_started_again(sandboxed):
    manager = kernel_manager(sandboxed)
    made = notebook("kept = 1", "kept")

    async def go():
        client = nbclient.NotebookClient(made, km=manager, allow_errors=True)
        async with client.async_setup_kernel():
            await client.async_execute_cell(made.cells[0], 0)
            client.kc.stop_channels()
            await manager.restart_kernel(now=True)
            await client.async_start_new_kernel_client()
            await client.async_execute_cell(made.cells[1], 1)
            client.kc.stop_channels()
        await manager.shutdown_kernel(now=True)

    run_sync(go)()
    assert [output.ename for output in made.cells[1].outputs] == ["NameError"]


def test_interrupt_and_kill_at_once(sandboxed):
    manager = kernel_manager(sandboxed)
    provisioner = manager.provisioner

    async def go():
        await manager.start_kernel()
        await manager.interrupt_kernel()
        await provisioner.kill()
        await provisioner.kill()
        await manager.shutdown_kernel(now=True)
        return await provisioner.poll()

    assert run_sync(go)() == provisioner.ended.returncode
    assert not provisioner.has_process


def test_notebooks_leave_nothing(sandboxed):
    me = psutil.Process()

    def left():
        members = me.children(recursive=True)
        return len(members), me.num_fds(), sum(process.num_fds() for process in members)

    def execute():
        manager = kernel_manager(sandboxed)
        nbclient.NotebookClient(notebook("1"), km=manager, shutdown_kernel="immediate").execute(cleanup_kc=True)
        manager.context.destroy()

    execute()
    before = left()
    for _ in range(4):
        execute()
    assert left() == before
