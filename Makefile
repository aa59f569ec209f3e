# make demo, make test: each sets up what it needs in .venv. Needed: Python 3.10 or later, git, make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready
LOWEST := .venv-lowest
BENCHMARK := .venv-benchmark
ZIPAPP := .venv-zipapp
# As many processes as there are processors; one that has done its share takes from the others'.
PYTEST := -m pytest --numprocesses auto --maxprocesses 16 --dist worksteal
# What is compiled is kept, also where Python is told not to: pytest rewrites every module of the tests in every process.
export PYTHONDONTWRITEBYTECODE =
PYTEST_ARGS ?=
SECONDS ?= 1800
SEED ?= $(shell date +%s)

.PHONY: help venv demo test search coverage lint types layers lowest golden benchmark docs site fuzz zipapp clean

help:
	@echo "make demo       render the examples for every target into demo/"
	@echo "make test       all tests (PYTEST_ARGS='-k name' for some)"
	@echo "make search     the random tests with more and other examples than make test draws (SEED=N repeats a run)"
	@echo "make lint       ruff; make types: mypy --strict; make layers: import-linter"
	@echo "make lowest     the tests with the lowest versions of all dependencies"
	@echo "make golden     write the golden renderings of the examples anew; read the difference before you commit"
	@echo "make benchmark  the measurements that README quotes"
	@echo "make docs       write docs/rules, docs/profile.md, docs/verbs.md and the manual page anew from the rules' docstrings and the help"
	@echo "make site       the documentation as a site, in site/"
	@echo "make fuzz       make search, random pods against the kubelets that are built, then all readers under atheris for SECONDS"
	@echo "                (1800); what is found stays in fuzz/found"
	@echo "make zipapp     numaconf.pyz: the program in one file, for this platform and Python;"
	@echo "                numaconf-verify.pyz: numaconf verify alone, for any Python from 3.10 on"

venv: $(READY)

# The demo needs the package alone, and does not wait for the tools of the tests.
$(INSTALLED): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "numaconf needs Python 3.10 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(READY): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --no-compile --group test --group lint # what is used is compiled when it is
	@touch $@

demo: $(INSTALLED)
	@$(BIN)/python -m examples.demo demo

test: $(READY)
	$(BIN)/python $(PYTEST) $(PYTEST_ARGS)

search: $(READY)
	@echo "to repeat this search: make search SEED=$(SEED)"
	HYPOTHESIS_PROFILE=search $(BIN)/python $(PYTEST) -m "(hypothesis or random) and not install" --hypothesis-seed=$(SEED) $(PYTEST_ARGS)

coverage: $(READY)
	$(BIN)/python -m coverage run -m pytest $(PYTEST_ARGS)
	$(BIN)/python -m coverage report --show-missing --skip-covered

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

$(LOWEST)/.ready: pyproject.toml
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --upgrade "pip>=25.1" uv
	$(LOWEST)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --editable . --group test
	@touch $@

lowest: $(LOWEST)/.ready
	$(LOWEST)/bin/python $(PYTEST) $(PYTEST_ARGS)

golden: $(READY)
	$(BIN)/python -m tests.golden

# An environment of its own: what is measured is the package as it is installed, compiled, without test tools.
benchmark:
	$(PYTHON) -m venv $(BENCHMARK)
	$(BENCHMARK)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BENCHMARK)/bin/python -m pip install --quiet --group benchmark .
	$(BENCHMARK)/bin/python -m pip install --quiet --force-reinstall --no-deps .
	$(BENCHMARK)/bin/python -m benchmarks.start
	$(BENCHMARK)/bin/python -m benchmarks.machines
	$(BENCHMARK)/bin/python -m benchmarks.lint
	$(BENCHMARK)/bin/python -m benchmarks.shapes
	$(BENCHMARK)/bin/python -m benchmarks.change
	$(BENCHMARK)/bin/python -m benchmarks.fit

# The documentation as a site, in site/: strict, so a link that leads nowhere is an error.
site: $(READY)
	$(BIN)/python -m pip install --quiet --group site
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict --site-dir site

docs: $(READY)
	$(BIN)/python -m scripts.make_rule_pages
	$(BIN)/python -m scripts.make_profile_page
	$(BIN)/python -m scripts.make_man

fuzz: $(READY) search
	$(BIN)/python -m fuzz.admission 1000
	$(BIN)/python -m pip install --quiet "atheris>=2.3"
	$(BIN)/python -m fuzz.run $(SECONDS)

# An environment with nothing but the tool, also where there is none for tests.
zipapp:
	$(PYTHON) -m venv $(ZIPAPP)
	$(ZIPAPP)/bin/python -m pip install --quiet "shiv>=1.0"
	$(ZIPAPP)/bin/shiv --quiet --python "/usr/bin/env python3" --console-script numaconf --output-file numaconf.pyz .
	$(ZIPAPP)/bin/python -m scripts.make_verify_pyz numaconf-verify.pyz

clean:
	rm -rf $(VENV) $(LOWEST) $(BENCHMARK) $(ZIPAPP) demo build dist site
