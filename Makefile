# Everything runs inside .venv, which the first target that needs it makes.
PYTHON ?= python3
BIN := $(CURDIR)/.venv/bin
SCHEMAS = .venv/lib/python3*/site-packages/dbt/jsonschemas
export PATH := $(BIN):$(PATH)
# What make run builds: traveltide or shop, each in folders of its own.
DOMAIN ?= traveltide
# What make daily builds with, beside the domain.
VARS ?= {}
# What runs Spark's part: spark, which needs Java, or sail.
ENGINE ?= spark
AS_DOMAIN = $(if $(filter traveltide,$(DOMAIN)),, DOMAIN=$(DOMAIN))
OF_DOMAIN = $(if $(filter traveltide,$(DOMAIN)),,_$(DOMAIN))
export TRAVELTIDE_WAREHOUSE ?= warehouse/$(DOMAIN).duckdb
export TRAVELTIDE_PUBLISHED ?= published$(OF_DOMAIN)
# What make bench-offers learns from, beside the generated shop: a working file
# such as warehouse/shop.duckdb.
WAREHOUSE ?=
# What make bench measures: times the public data set, runs of each contestant,
# and peers to leave out (at scale 10 pandas takes more memory than most have).
SCALES ?= 0.1 1 3
ROUNDS ?= 3
WITHOUT ?=
# Faults that make bench-faults injects, and days that make soak plays.
RUNS ?= 1000
DAYS ?= 60
# What make bench-engines measures.
ENGINES ?= duckdb sail spark
LOCK = uv pip compile --universal --python-version 3.10 \
	--fork-strategy requires-python --generate-hashes --no-emit-index-url \
	--no-header --no-annotate

# Stop, unless this Python is one that the locked versions are made for.
up_to = $(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 10) <= v <= (3, $(1)) else "Python %d.%d found, 3.10 to 3.$(1) expected: call make PYTHON=/path/to/python3.12" % v)'

# Stop at a link: a venv made anew empties what it leads to, which others may use.
not_a_link = test ! -L $(1) || { echo "$(1) is a link, and would be emptied where it leads to: remove the link"; exit 2; }

.DEFAULT_GOAL := help
.PHONY: help run daily test check lint build-twice build-twice-shop unit test-bi test-bench test-notebook \
	dashboard briefing notebook docs forget retrain rollback bench bench-engines \
	bench-perks bench-offers bench-truth profile bench-faults soak contract \
	fetch-public \
	picture requirements clean run-spark compare-engines install-spark \
	install-sail test-spark

help: ## Say what can be made.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
		| sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run docs retrain rollback: export DBT_TARGET_PATH ?= target$(OF_DOMAIN)
run: .venv/installed ## Set up, build the sample (DOMAIN=shop for a shop).
	@dbt build --vars '{domain: $(DOMAIN)}'
	@echo "Next       make dashboard$(AS_DOMAIN), make docs$(AS_DOMAIN), make briefing$(AS_DOMAIN)"

# Each of the first three keeps one core busy, the tests all of them.
test: .venv/installed ## Lint, build, test; not test-bi, -spark, -bench, -notebook.
	$(MAKE) --jobs=2 --output-sync=target lint build-twice build-twice-shop
	$(MAKE) unit

# What needs no build of its own, and the linters on what git sees changed.
CHANGED = git diff --name-only --diff-filter=d HEAD --

check: export DBT_TARGET_PATH = target/lint
check: .venv/installed ## Prove in under a minute what needs no build.
	ruff check
	ruff format --check
	yamllint --strict .
	@files=$$($(CHANGED) 'models/*.sql' 'tests/*.sql' ':!*/shop/*'); \
		test -z "$$files" || sqlfluff lint $$files
	@files=$$($(CHANGED) 'models/shop/*.sql' 'tests/shop/*.sql'); \
		test -z "$$files" || sqlfluff lint --config .sqlfluff-shop $$files
	pytest --quiet --numprocesses 2 --dist loadfile tests/fast

lint: export DBT_TARGET_PATH = target/lint
lint: .venv/installed
	ruff check
	ruff format --check
	yamllint --strict .
	@# dbt reads an expression where its schema wants true or false, and metrics
	@# as they were before its schema: dbt parse proves those.
	check-jsonschema --schemafile $(SCHEMAS)/resources/latest.json \
		$$(grep -rL --include='*.yml' --exclude='_semantics__*' \
			'enabled: "{{' models python_models seeds macros tests)
	check-jsonschema --schemafile $$(ls $(SCHEMAS)/project/*.json | tail -1) \
		dbt_project.yml
	dbt parse --no-partial-parse --show-all-deprecations
	datacontract lint
	datacontract lint datacontract.shop.yaml
	sqlfluff lint models/engine models/traveltide tests/engine tests/traveltide
	sqlfluff lint --config .sqlfluff-shop models/shop tests/shop

# A fresh file and then the same again: what holds once must hold on top of
# itself. The rules of .dbt-bouncer.yml read what docs generate leaves.
build-twice: export TRAVELTIDE_WAREHOUSE = target/test/traveltide.duckdb
# Where dbt-bouncer looks, wherever else dbt writes.
build-twice: export DBT_TARGET_PATH = target
build-twice: .venv/installed
	rm -rf target/test
	dbt build
	dbt test --select test_type:unit
	dbt build
	dbt docs generate
	@if command -v dbt-bouncer >/dev/null; \
	then dbt-bouncer run --config-file .dbt-bouncer.yml; \
	else echo "SKIPPED dbt-bouncer: it needs Python 3.11 or later"; fi

# The same of a shop, generated too.
build-twice-shop: export TRAVELTIDE_WAREHOUSE = target/test-shop/shop.duckdb
build-twice-shop: export TRAVELTIDE_PUBLISHED = target/test-shop/published
build-twice-shop: export DBT_TARGET_PATH = target/shop
build-twice-shop: .venv/installed
	rm -rf target/test-shop
	dbt build --exclude-resource-type unit_test --vars '{domain: shop}'
	dbt test --select path:models/shop,test_type:unit --vars '{domain: shop}'
	dbt build --exclude-resource-type unit_test --vars '{domain: shop}'

# A file of tests shares what it builds, so it stays with one worker.
unit: .venv/installed .venv-sail/installed
	@# The last line is what they cost, in user and system time.
	pytest --numprocesses auto --maxprocesses 4 --dist loadfile \
		--no-loadscope-reorder; status=$$?; times; exit $$status

# Superset's libraries and dbt's do not go together, so it has its own. It is no
# part of make test, because it is 0.9 GB.
test-bi: .venv/installed .venv-bi/installed ## Connect a real Superset to a release.
	pytest tests/bi

# It runs everyone that make bench measures, once, on a few users.
test-bench: .venv/with-benchmark ## Prove that make bench measures what agrees.
	pytest tests/benchmark

# A real cluster on loopback: minutes, and Java. Sail's part is in make test.
test-spark: .venv/installed .venv-spark/installed ## Lose a worker of a Spark cluster, and no row.
	pytest tests/cluster

test-notebook: .venv/with-notebook ## Prove that the notebook runs on a release.
	pytest tests/notebook

daily: export DBT_TARGET_PATH ?= target$(OF_DOMAIN)
daily: .venv/installed ## Build if anything is new; all tests once a week.
	@python -m traveltide.daily --vars '{domain: $(DOMAIN), <<: $(VARS)}'

dashboard: .venv/installed ## Open the dashboard that the last build released.
	@test -f $(TRAVELTIDE_PUBLISHED)/dashboard/index.html || { echo "No dashboard in $(TRAVELTIDE_PUBLISHED)/dashboard: make run writes it"; exit 2; }
	@echo "Dashboard: $(TRAVELTIDE_PUBLISHED)/dashboard/index.html"
	@python -m webbrowser -t "file://$$(realpath $(TRAVELTIDE_PUBLISHED)/dashboard/index.html)" >/dev/null || true

briefing: .venv/installed ## Print the last release on a few sheets, a PDF.
	@python -m traveltide.briefing

notebook: .venv/with-notebook ## Open the notebook on the last release.
	@marimo edit notebooks/first_questions.py

forget: .venv/installed ## Leave users out of all builds: asks for their numbers.
	@python -m traveltide.forgetting seeds/$(DOMAIN)/forgotten_users.csv

docs: .venv/installed ## Write and open the documentation, one file.
	@dbt docs generate --static --vars '{domain: $(DOMAIN)}'
	@python -m traveltide.docs $(DBT_TARGET_PATH)/static_index.html
	@python -m webbrowser -t "file://$$(realpath $(TRAVELTIDE_PUBLISHED)/docs/index.html)" >/dev/null || true

retrain: .venv/installed ## Train a new model; ACCEPT=version takes it anyway.
	@dbt build --vars '{domain: $(DOMAIN), retrain: true, accepted_model: $(if $(ACCEPT),"$(ACCEPT)",null)}'

rollback: .venv/installed ## Go back to an earlier model: make rollback TO=version.
	@test -n "$(TO)" || { echo "Say which model: make rollback TO=version (mart model_versions lists them)"; exit 2; }
	@dbt build --vars '{domain: $(DOMAIN), model_version: "$(TO)"}'

# Beside what make run has built, and not in its place.
run-spark: export TRAVELTIDE_WAREHOUSE = warehouse/spark.duckdb
run-spark: export TRAVELTIDE_PUBLISHED = published_spark
run-spark: .venv/installed .venv-$(ENGINE)/installed ## Build all, measured and scored on Spark (ENGINE=sail).
	@python -m traveltide.spark run --engine $(ENGINE)

compare-engines: .venv/installed .venv-$(ENGINE)/installed ## Build on Spark what DuckDB has built, and compare.
	@python -m traveltide.spark compare --engine $(ENGINE) --tables warehouse/compared

install-spark: .venv-spark/installed ## Install Spark, for those who outgrow one machine.
install-sail: .venv-sail/installed ## Install Sail, Spark's double without Java.

bench: .venv/with-benchmark ## Measure against peers (SCALES, ROUNDS, WITHOUT).
	@PYTHONPATH=tests python -m benchmark --scales $(SCALES) --rounds $(ROUNDS) \
		--without $(WITHOUT)
	@PYTHONPATH=tests python -m benchmark.lists

bench-engines: .venv/with-benchmark ## Measure DuckDB, Sail, Spark (SCALES, ENGINES).
	@PYTHONPATH=tests python -m benchmark.engines --scales $(SCALES) \
		--engines $(ENGINES)

bench-perks: .venv/with-benchmark ## Measure what a user's perk costs, by size.
	@PYTHONPATH=tests python -m benchmark.perks

bench-offers: .venv/with-benchmark ## Compare lists of offers with peers: recall, time.
	@PYTHONPATH=tests OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
		python -m benchmark.offers $(if $(WAREHOUSE),--warehouse $(WAREHOUSE))

bench-truth: .venv/installed ## Try the statistics of campaigns in many thousand.
	@PYTHONPATH=tests:tests/support python -m benchmark.truth

bench-faults: .venv/installed ## Break builds at RUNS moments, and count (gcc).
	@PYTHONPATH=tests:tests/support python -m injection --runs $(RUNS)

soak: .venv/installed ## Play DAYS days of files, kills and readers.
	@PYTHONPATH=tests:tests/support python -m soak --days $(DAYS)

profile: .venv/installed ## Say where the time of the last dbt run went.
	@PYTHONPATH=tests python -m benchmark.profile target $(TRAVELTIDE_WAREHOUSE)

contract: .venv/installed ## Write the data contracts of the public marts.
	@PYTHONPATH=tests/support python -m data_contract

fetch-public: .venv/installed ## Download the public files into data/public.
	@python -m traveltide.fetch

picture: .venv/installed ## Draw the README's picture of the last release.
	@PYTHONPATH=tests/support python -m picture docs/images/dashboard.png

requirements: ## Pin the newest versions that pyproject.toml allows.
	$(LOCK) pyproject.toml --group dev --output-file requirements.txt
	$(LOCK) --group benchmark --constraint requirements.txt \
		--output-file tests/benchmark/requirements.txt
	$(LOCK) --group notebook --constraint requirements.txt \
		--output-file tests/notebook/requirements.txt
	$(LOCK) --group bi --output-file tests/bi/requirements.txt
	$(LOCK) --group spark --output-file requirements-spark.txt
	$(LOCK) --group sail --output-file requirements-sail.txt

clean: ## Remove everything that can be made again.
	rm -rf .venv .venv-bi .venv-spark .venv-sail target* logs data/sample data/benchmark warehouse published*

.venv/installed: requirements.txt pyproject.toml
	@$(call up_to,13)
	@$(call not_a_link,.venv)
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/with-benchmark: tests/benchmark/requirements.txt .venv/installed
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement $<
	@touch $@

.venv/with-notebook: tests/notebook/requirements.txt .venv/installed
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement $<
	@touch $@

.venv-bi/installed: tests/bi/requirements.txt
	@$(call up_to,12)
	@$(call not_a_link,.venv-bi)
	$(PYTHON) -m venv --clear .venv-bi
	.venv-bi/bin/python -m pip install --quiet --no-deps --require-hashes --requirement $<
	@touch $@

.venv-spark/installed .venv-sail/installed: .venv-%/installed: requirements-%.txt
	@$(call up_to,13)
	@$(call not_a_link,.venv-$*)
	$(PYTHON) -m venv --clear .venv-$*
	.venv-$*/bin/python -m pip install --quiet --no-deps --require-hashes --requirement $<
	@touch $@
