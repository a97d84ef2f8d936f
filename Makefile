# `make quiz` and `make test` set themselves up; the second time that takes no noticeable time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: quiz test verify record docs bench clean

quiz: $(READY)
	@$(BIN)/dlquiz quiz

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/dlquiz check
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

verify: $(READY)
	$(BIN)/dlquiz verify --seeds 10

# What is derived and committed: the evidence; the schema, the tables and the picture of a session.
record: $(READY)
	$(BIN)/dlquiz verify --seeds 10 --record

docs: $(READY)
	$(BIN)/dlquiz check --schema > docs/question.schema.json
	$(BIN)/python docs/make.py

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "dlquiz needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[demos,plots,dev]"
	@touch $@

bench: $(READY)
	$(BIN)/python benchmarks/first_question.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
