"""`python -m binder` is `binder`."""

from binder.cli import main

main()
