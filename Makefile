# Switchboard: what a person types.
#
#   make run      set up what is missing, then open the demo; without a display, work it
#                 offscreen and leave the results in demo-out/
#   make test     set up what is missing for tests too, then check and test everything
#   make quick    check, and test what needs no model, no Spark and no child process
#   make coverage the same tests, and which lines none of them runs; takes twice as long
#   make setup    the set-up alone
#   make format   put imports and layout in order
#   make pins     choose the newest versions that fit and pin them with their hashes
#   make audit    ask which pinned packages have known vulnerabilities (needs a network)
#   make sbom     list the parts of the program with their hashes, in CycloneDX form, as sbom.json
#   make clean    take away what set-up and tests made in this folder; models and other
#                 caches are kept per user and stay

.DEFAULT_GOAL := help
# Some machines tell Python to keep no compiled modules; each of the many processes of a run would
# then compile all that it imports again, which takes longer than most tests.
unexport PYTHONDONTWRITEBYTECODE
.NOTPARALLEL:
.PHONY: help run test coverage quick setup setup-tests lint check format pins audit sbom clean

# The first of these that is Python 3.11 or newer, for set-up; everything else runs in .venv.
new_enough = $(shell $(1) -c 'import sys; sys.version_info < (3, 11) or print("$(1)")' 2>/dev/null)
ifndef PYTHON
PYTHON := $(or $(call new_enough,python3),$(call new_enough,python3.14),\
  $(call new_enough,python3.13),$(call new_enough,python3.12),$(call new_enough,python3.11))
endif
PYTHON_NEEDED = $(error Python 3.11 or newer is not on the PATH: install it, \
  or name it with: make PYTHON=/path/to/python3)

BIN := .venv/bin

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

setup:
	@$(if $(PYTHON),,$(PYTHON_NEEDED))$(PYTHON) build_spec/setup.py

setup-tests:
	@$(if $(PYTHON),,$(PYTHON_NEEDED))$(PYTHON) build_spec/setup.py --tests

run: setup
	@if $(BIN)/python -m console.app.display; then \
		$(BIN)/switchboard demo; \
	else \
		echo "No display here: the demo runs offscreen, worked by a scripted agent."; \
		$(BIN)/switchboard demo --headless --out demo-out && \
		echo "The results lie in $(CURDIR)/demo-out: screens/, bundle/, summary.json, session.db"; \
	fi

lint: setup-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

check: lint
	$(BIN)/mypy

# Many tests wait, for a child's start or a demonstration's customers: with three workers on two
# processors, another one computes meanwhile. The quick ones don't wait. `WORKERS=n` is for others.
# A file's tests stay together, so that they share what they set up; the long ones begin.
# The model's process has a low priority. With all tests at the lowest, those of one worker don't
# starve the model of the other's. Each library computes in one thread: the workers have the
# processors busy, and threads that wait for each other there take a fifth more of them.
pytest = QT_QPA_PLATFORM=offscreen OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 nice -n 19 $(BIN)/pytest -n $(or $(WORKERS),$(1)) --dist loadfile --no-loadscope-reorder

# In a fresh checkout types take two minutes of one processor, later seconds. Tests run meanwhile;
# what is wrong with the types is told after them, and either fails the run.
define with_types
	@said=$$(mktemp); $(BIN)/mypy >"$$said" 2>&1 & types=$$!; \
	trap 'kill $$types; rm -f "$$said"; exit 130' INT TERM; \
	echo '$(1)'; $(1); tests=$$?; \
	wait $$types; wrong=$$?; trap - INT TERM; \
	cat "$$said"; rm -f "$$said"; exit $$((tests ? tests : wrong))
endef

test: lint
	$(call with_types,$(call pytest,3))

coverage: lint
	$(call with_types,$(call pytest,3) --cov)

quick: lint
	$(call with_types,$(call pytest,2) --quick)

format: setup-tests
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

PIN := compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-annotate --no-header
UV = $(or $(shell command -v uv),.uv/bin/uv)

pins: setup-tests
	$(UV) pip $(PIN) pyproject.toml -o requirements.txt
	$(UV) pip $(PIN) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	$(UV) pip $(PIN) build_spec/requirements-build.in -o build_spec/requirements-build.txt
	$(UV) pip $(PIN) build_spec/requirements-uv.in -o build_spec/requirements-uv.txt
	$(UV) pip $(PIN) build_spec/requirements-synapse.in -o build_spec/requirements-synapse.txt

AUDIT_FORMAT = columns
audit: setup-tests
	$(UV) tool run pip-audit --requirement requirements.txt --disable-pip --require-hashes \
	  --format $(AUDIT_FORMAT) --progress-spinner off

sbom: setup
	$(BIN)/python build_spec/sbom.py sbom.json

clean:
	rm -rf .venv .uv .synapse .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf .coverage .coverage.* htmlcov demo-out build dist
