# Targets for a fresh machine: `make serve`, `make site`, `make quick`, `make test`. All set up their own environment in .venv.
.POSIX:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

# torch, which only tests and --model need: the CPU build, 190 MB on Linux instead of several GB. Wherever the package
# index offers a "+cpu" build it is taken from there, else from PyTorch's own index; macOS and Windows have a CPU build
# as their ordinary one.
TORCH       := 2.13.0
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

PARALLEL := --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: help setup setup-test site lint quick test serve clean

help:
	@echo 'make site    set up, align the seeds, check them, build the site into site/'
	@echo 'make serve   set up, align the seeds, show the site at http://127.0.0.1:8000 until Ctrl+C'
	@echo 'make quick   set up, run the linters and the tests that need no model, browser or cluster'
	@echo 'make test    set up, run the linters and all tests'

$(VENV)/setup.stamp: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint .ci/constraints.txt --editable '.[reader]' \
	|| { echo 'without the local reader'; $(PIP) install --constraint .ci/constraints.txt --editable .; }
	@touch $@

$(VENV)/torch.stamp: $(VENV)/setup.stamp
	@if [ "$$(uname -s)" = Linux ]; then \
	  $(PIP) install 'torch==$(TORCH)+cpu' 2>/dev/null \
	  || $(PIP) install --index-url $(TORCH_INDEX) 'torch==$(TORCH)+cpu' \
	  || $(PIP) install 'torch==$(TORCH)'; \
	else $(PIP) install 'torch==$(TORCH)'; fi
	@touch $@

$(VENV)/test.stamp: $(VENV)/torch.stamp pyproject.toml
	$(PIP) install --constraint .ci/constraints.txt --editable '.[dev,reader]'
	@touch $@

setup: $(VENV)/setup.stamp

setup-test: $(VENV)/test.stamp

site: setup
	$(BIN)/aligner update
	$(BIN)/aligner check --fail-on critical
	$(BIN)/aligner publish --out site

serve: setup
	$(BIN)/aligner serve

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quick: lint
	$(BIN)/python -m pytest $(PARALLEL) -m 'not slow'

test: lint
	$(BIN)/python -m pytest $(PARALLEL)

clean:
	rm -rf build site $(VENV)
