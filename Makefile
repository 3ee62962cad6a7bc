# Two commands do everything on a fresh machine with Go: make demo, make test.

SHELL := /bin/bash
BIN := .build/bin
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
GOLANGCI_LINT_VERSION := v2.15.0
GO_BUILD := CGO_ENABLED=0 go build -trimpath -ldflags "-X main.version=$(VERSION)"

.PHONY: help
help: ## Say what each target does.
	@grep -hE '^[a-z/-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "%-12s %s\n", $$1, $$2}'

.PHONY: demo
demo: postgres build ## Run the whole service on a private Postgres with a made-up England.
	$(BIN)/goldset demo

.PHONY: test
test: postgres ## Run every test against a real Postgres.
	go run ./internal/postgres/with go test ./...

.PHONY: build
build: ## Build the one binary.
	$(GO_BUILD) -o $(BIN)/goldset ./cmd/goldset

.PHONY: postgres
postgres: ## Install PostgreSQL with the system's package manager if there is none.
	@scripts/postgres.sh

.PHONY: tools
tools: $(BIN)/golangci-lint ## Install the linter.

$(BIN)/golangci-lint:
	@echo "installing golangci-lint $(GOLANGCI_LINT_VERSION) (a few minutes the first time)"
	GOBIN=$(CURDIR)/$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)

.PHONY: fmt
fmt: tools ## Format, and modernise.
	go fix ./...
	$(BIN)/golangci-lint fmt

.PHONY: lint
lint: tools ## Lint, the layers between packages included.
	$(BIN)/golangci-lint run

.PHONY: race
race: postgres ## Race tests of what shares memory.
	go run ./internal/postgres/with go test -race -short -timeout 30m ./linkage/... ./ingest/... ./privacy/... ./store/... ./jobs/... ./portal/...

.PHONY: bench
bench: postgres ## Run each benchmark once.
	go run ./internal/postgres/with go test -run '^$$' -bench . -benchtime 1x ./...

FUZZTIME ?= 30s
.PHONY: fuzz
fuzz: ## Fuzz every parser for FUZZTIME each.
	scripts/fuzz.sh $(FUZZTIME)

.PHONY: db
db: postgres ## Open a shell beside a throw-away Postgres; GOLDSET_TEST_DATABASE_URL names it.
	go run ./internal/postgres/with $(SHELL)

.PHONY: migrate
migrate: build ## Migrate the database that DATABASE_URL names.
	$(BIN)/goldset migrate

.PHONY: synth
synth: build ## Write a made-up England to .build/england.
	$(BIN)/goldset synth --children 60000 --out .build/england

.PHONY: golden
golden: postgres ## Rewrite the golden files; read the difference before you commit it.
	go run ./internal/postgres/with go test ./... -update

.PHONY: check
check: lint test race ## What a change must pass.
