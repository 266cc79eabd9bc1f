"""`--cluster ADDRESS`: the same workers, on other machines, through Dask distributed (the extra `cluster`).

    dask scheduler                                               # on one machine
    dask worker ADDRESS --nthreads 2                             # on each machine that is to grade; or several there
    coursekit grade TOPIC --cluster ADDRESS                      # where the course is

Each thread of a Dask worker grades one submission at a time and takes about 2 GB, most of it in processes beside the
Dask worker's own, which `--memory-limit` does not see. Scheduler and workers need this version of coursekit and of its
libraries, and no course: what they need of it travels, hidden tests among it, and the submissions.

Whoever reaches a scheduler or a Dask worker can run any code there and read what it has. Dask protects neither unless
it is told to: outside a network of one's own use addresses with `tls://`, with certificates as Dask's documentation on
security says; the client takes them from Dask's configuration.
"""

from __future__ import annotations

from importlib.util import find_spec

from coursekit.errors import CourseError

# Said before anything of Dask is imported.
if find_spec("distributed") is None:
    raise CourseError("Grading on a cluster needs Dask, which is not installed.", 'Type: pip install -e ".[cluster]"')

from coursekit.grading.cluster.client import Cluster

__all__ = ["Cluster"]
