"""JupyterLab as the course opens it."""

from pathlib import Path

c = get_config()  # noqa: F821  (Jupyter's configuration loader puts it there)

# Nothing asks the network, nothing pops up over the notebook.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LabApp.collaborative = False

# overrides.json beside this file: no question about news, Markdown files open rendered.
# page_config.json: the same for extensions of the page.
c.LabApp.app_settings_dir = str(Path(__file__).parent)
c.LabApp.default_url = "/lab/tree/README.md"

# The notebooks are built from text by `coursekit build` alone: jupytext must not pair or save anything here.
c.ServerApp.jpserver_extensions = {"jupytext": False, "jupyterlab_jupytext": False}

# The address stands out when the servers' start is not told line by line.
c.Application.log_level = "WARN"
