"""The package itself: importing it imports nothing that is slow to import."""

from __future__ import annotations

import subprocess
import sys


def test_importing_the_topic_is_light(root):
    heavy = "{'keras', 'tensorflow', 'jax', 'torch', 'scipy', 'pandas', 'cv2', 'matplotlib', 'rich'}"
    program = f"import coursekit.counting, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
