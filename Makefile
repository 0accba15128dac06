# make run      set everything up and start it
# make test     set everything up and run every test but the long ones
# make soak     the long, randomised tests
# make bench NAME=x   one measurement, one line of JSON
# make bench-against BASE=rev NAME=x   our cost in that measurement, over that of an earlier revision
# make wire     write the pages' types from the schemas
# make pictures the README's pictures, taken anew
# make findings whether the software around us still behaves as findings/ says
# make lock     pin every Python package anew, after a change of requirements*.txt
# make audit    known weaknesses of the packages that we use (asks the package registries)
# make sbom     what an installation is made of, as CycloneDX, in var/sbom
# make check    lint, types, import contracts, docs
PYTHON ?= python3 python3.13 python3.12 python3.11
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --require-hashes -r
FASTPATH := realtime/media/forwarding/fastpath/libfastpath.so
FASTPATH_SOURCES := $(wildcard realtime/media/forwarding/fastpath/*.[ch]) scripts/fastpath.sh
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*')

.PHONY: run test soak bench bench-against findings check check-python check-web wire pictures lock audit sbom setup tools
.DELETE_ON_ERROR:

run: .venv/.runtime $(FASTPATH) web/dist/.built
	@exec $(BIN)/smarthands run --end-with-parent --examples

test: setup tools
	@scripts/test.sh

soak: setup tools
	cd web && TIMES=10 ../scripts/npm.sh run test -- fifty-photos
	$(BIN)/python -m pytest -m soak --timeout 3600

bench: setup
	@test -n "$(NAME)" || { echo "which one? make bench NAME=$$(ls bench | sed -n 's/^\([a-z].*\)\.py$$/\1/p' | paste -sd '|')"; exit 2; }
	@$(BIN)/python -m bench.$(NAME)

bench-against: setup
	@$(BIN)/python -m bench.against "$(BASE)" "$(NAME)"

check: setup
	@$(MAKE) --no-print-directory -j2 --output-sync=target check-python check-web

check-python:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/docs tests/contracts

check-web:
	cd web && ../scripts/npm.sh run check

pictures: setup tools
	$(BIN)/python -m scripts.pictures

findings:
	@scripts/findings.sh

wire: .venv/.dev
	$(BIN)/python -m schemas.typescript > web/src/protocol/net/wire.ts

lock: .venv-tools/.installed
	@scripts/lock.sh

audit: .venv-tools/.installed web/node_modules/.installed
	.venv-tools/bin/pip-audit --strict --require-hashes --disable-pip -r locks/dev.txt
	cd web && ../scripts/npm.sh audit

sbom: .venv-tools/.installed web/node_modules/.installed
	@scripts/sbom.sh

setup: .venv/.dev $(FASTPATH) web/dist/.built

tools: .venv/.dev
	@scripts/test_tools.sh
	@$(MAKE) --no-print-directory $(FASTPATH)

.venv/bin/python:
	@python=$$(PYTHON="$(PYTHON)" scripts/python.sh) && "$$python" -m venv .venv

.venv/.runtime: locks/runtime.txt pyproject.toml | .venv/bin/python
	$(LOCKED) locks/runtime.txt
	PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime locks/dev.txt
	$(LOCKED) locks/dev.txt
	@touch $@

# The tools' own packages stay out of the environment that they look at.
.venv-tools/.installed: locks/tools.txt
	@python=$$(PYTHON="$(PYTHON)" scripts/python.sh) && "$$python" -m venv .venv-tools
	.venv-tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r locks/tools.txt
	@touch $@

# Without a compiler there is no such file, and one is looked for again the next time.
realtime/media/forwarding/fastpath/libfastpath.so: $(FASTPATH_SOURCES)
	@scripts/fastpath.sh

web/node_modules/.installed: web/package-lock.json | .venv/bin/python
	cd web && ../scripts/npm.sh ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.built: web/node_modules/.installed $(WEB_SOURCES)
	cd web && ../scripts/npm.sh run build
	@touch $@
