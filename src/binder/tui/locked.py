"""`python -m binder.tui.locked PATH WHY VIEW HINT`: what a locked app becomes, a new process that knows nothing yet."""

from __future__ import annotations

import sys
from pathlib import Path

from binder.model.errors import BinderError
from binder.tui.app import run


def main() -> int:
    """Ask for the passphrase of the binder that was locked."""
    path, why, view, hint = sys.argv[1:5]
    try:
        return run(Path(path), why=why, view=view, hint=hint)
    except BinderError as error:
        print(f"binder: {error}", file=sys.stderr)
        return error.exit_status


if __name__ == "__main__":
    sys.exit(main())
