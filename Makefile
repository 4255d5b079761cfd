# Two commands set everything up: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
SUITES ?= ui demo rust judge e2e

.PHONY: help run test deep check fmt lint bench e2e bless gen-api peers

help: ## list the targets
	@sed -nE 's/^([a-z0-9-]+):[^#]*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-9s %s\n", $$1, $$2 }'

run: ## install what is missing, build, load the demonstration data, serve http://127.0.0.1:8080
	@scripts/run

test: ## every test: page, program, browser; ends with `N passed, N failed`
	@scripts/test $(SUITES)

deep: ## what takes longer: many more random cases, benches as tests, then `make peers`
	@scripts/test deep
	@$(MAKE) --no-print-directory peers

check: ## the fast look while writing: does it compile, lints aside
	@scripts/install run
	cargo check --all-targets

fmt: ## format the Rust code
	cargo fmt

lint: ## format, clippy, documentation, shell scripts
	@scripts/lint

bench: ## our own benches (criterion)
	cargo bench

peers: ## the same questions to OSRM, Valhalla, OR-Tools and HiGHS, side by side, and pgRouting as a judge; see benches/peers/
	benches/peers/side_by_side.sh
	benches/peers/pgrouting.sh
	benches/peers/allocation.sh

e2e: ## only the page in a real browser
	@scripts/test e2e

bless: ## take the present answers as the expected snapshots; read the diff before you commit
	BLESS=1 INSTA_UPDATE=always cargo test --tests
	@git status --short tests

gen-api: ## write the page's API types from the OpenAPI snapshot
	@scripts/ui deps
	cd map-ui && npm run gen-api
