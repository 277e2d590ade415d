"""binder: everything a medical second opinion needs, in one encrypted file, in your terminal."""

__version__ = "0.1.0"
