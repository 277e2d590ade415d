"""The command line: the same verbs as the screens, every one with --json. See `main`."""

from binder.cli.main import main

__all__ = ["main"]
