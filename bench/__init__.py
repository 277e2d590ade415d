"""Figures, printed as ratios against a named peer measured in the same run. `python -m bench` runs all of them."""
