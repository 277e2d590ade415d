"""binder: everything a medical second opinion needs, in one encrypted file, in your terminal."""

import os

__version__ = "0.1.0"

# The products of matrices here are small: a second thread costs more than it brings, and far more on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
