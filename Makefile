# Two commands do all the set-up: `make demo` and `make test`. Needs Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check audit measures benchmarks golden docs bundle clean

demo: $(VENV)/.ready
	rm -rf demo
	$(BIN)/fujiplan demo demo

# The files of tests are shared out among the cores (LibreOffice, Chromium and the sample plan take minutes), in the
# order of tests/conftest.py.
PYTEST_SHARE ?= --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: $(VENV)/.ready
	$(BIN)/python -m pytest $(PYTEST_SHARE) $(PYTEST_ARGS)

# What CI also runs: types, style, layering.
check: $(VENV)/.ready
	$(BIN)/mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

# Size and shape of the house beside its limits (docs/decisions/0001-house.md); tests/test_measures.py keeps them.
measures: $(VENV)/.ready
	$(BIN)/python tests/measures.py

# Writes docs/benchmarks.md anew; let the machine do nothing else. BENCHMARK_ARGS="--xlsxwriter FOLDER" measures that too.
benchmarks: $(VENV)/.ready
	$(BIN)/python benchmarks/table.py $(BENCHMARK_ARGS)

# Known vulnerabilities of what requirements.lock names; CI runs it as well.
audit: $(VENV)/.ready
	$(BIN)/python tools/audit.py

# Writes the golden files anew; look at the difference before committing it.
golden: $(VENV)/.ready
	FUJIPLAN_GOLDEN=write $(BIN)/python -m pytest -m golden

# Writes the generated parts of docs/ anew (CLI reference, finding codes, fields).
docs: $(VENV)/.ready
	$(BIN)/python docs/generate.py

# Offline bundles for PCs on a closed network, into dist/: one zip for Windows, one for Linux (docs/install.md).
bundle: $(VENV)/.ready
	PYTHONPATH=tools $(BIN)/python -m bundle --to dist

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 以上が必要です")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip check --disable-pip-version-check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	touch $@

clean:
	rm -rf $(VENV) demo build dist
