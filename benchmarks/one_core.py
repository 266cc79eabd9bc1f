"""One core for everybody: with more, threads that wait for each other are measured as soon as anything else runs.

A benchmark that trains or compares imports this before NumPy, which reads the environment when it is imported; Keras
and TensorFlow are started here.
"""

from __future__ import annotations

import os
from importlib.util import find_spec

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

from coursekit import device

device.start()

import tensorflow as tf  # noqa: E402 (after device.start)

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
if find_spec("cv2") is not None:
    import cv2

    cv2.setNumThreads(1)
