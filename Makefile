# `sam build` calls build-<Resource> with ARTIFACTS_DIR; the rest are shorthands for people.

PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)

.PHONY: build-ModerateFunction build-DispatchFunction build-InteractionsFunction build-SweepFunction build pins check hooks

build-ModerateFunction:
	$(PYTHON) -m infrastructure.package moderate "$(ARTIFACTS_DIR)"

build-DispatchFunction:
	$(PYTHON) -m infrastructure.package dispatch "$(ARTIFACTS_DIR)"

build-InteractionsFunction:
	$(PYTHON) -m infrastructure.package interactions "$(ARTIFACTS_DIR)"

build-SweepFunction:
	$(PYTHON) -m infrastructure.package sweep "$(ARTIFACTS_DIR)"

# Needs sam (in an environment of its own: its pins are not ours) and, for byte code, python3.13.
build:
	sam build

# All pins anew from the *.in files. Needs uv.
COMPILE = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate
pins:
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt
	$(COMPILE) --constraint requirements-dev.txt requirements.in --output-file requirements.txt
	$(COMPILE) requirements-aws.in --output-file requirements-aws.txt
	$(COMPILE) --constraint requirements-dev.txt requirements-mutation.in --output-file requirements-mutation.txt
	$(PYTHON) -m infrastructure.pins

check:
	./test

hooks:
	pre-commit install
