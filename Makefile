# Everything a fresh machine needs is python3 (3.11 or later), pip, git and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: help demo test test-all check bench lock wheel clean

help:                     ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.ready      ## open the app on the made-up sample binder
	@$(BIN)/binder demo

test: $(VENV)/.ready-dev  ## style, types, arrows between the rooms, and the tests (10 minutes at most)
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.ready-dev ## style, types and the arrows between the rooms
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-all: $(VENV)/.ready-dev ## the long ones as well: kills, fuzzing, every real document
	BINDER_LONG_TESTS=1 $(BIN)/python -m pytest -n 2 --dist loadgroup --timeout=3600

bench: $(VENV)/.ready-dev ## the figures, as ratios against a named peer in the same run
	$(BIN)/python -m bench

wheel: $(VENV)/.ready-dev ## the wheel, in dist/
	$(BIN)/python -m pip wheel --no-deps --no-build-isolation -w dist .

lock:                     ## renew the hash-locked requirements (needs uv)
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra imaging pyproject.toml -o requirements.txt
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group build -o requirements-build.txt
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra imaging --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:                    ## remove the virtual environment and caches
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "binder needs Python 3.11 or later; this is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "python3 cannot make a virtual environment here; on Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.ready: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Setting up (once, about a minute) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-build.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready | $(VENV)/bin/python
	@echo "Setting up the test tools (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@
