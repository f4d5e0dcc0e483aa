# make run    set up, build, check fixtures/shop and show a vault's first minute
# make test   set up, then all tests
SWIFT_BUILD = swift build -c release --static-swift-stdlib --product
PROGRAMS = speclint specvault
PREFIX ?= /usr/local

.PHONY: run build test setup setup-tests install bench format lint clean

run: build
	@cd fixtures/shop && { $(CURDIR)/.build/release/speclint; test $$? -eq 1; }
	@Scripts/vault-tour

build: setup
	$(SWIFT_BUILD) speclint
	$(SWIFT_BUILD) specvault

# What the build needs beyond Swift: the headers of libyaml, OpenSSL and SQLite.
setup:
	@Scripts/setup

# What the tests need beyond that: age, independent readers and validators, the real pre-commit.
setup-tests: setup
	@Scripts/setup tests

test: setup-tests
	swift build --build-tests
	swift test --skip-build

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	for program in $(PROGRAMS); do install -s -m 755 .build/release/$$program $(DESTDIR)$(PREFIX)/bin/$$program; done

bench: build setup-tests
	Tests/Benchmarks/speclint
	Tests/Benchmarks/dockerfile
	Tests/Benchmarks/variables
	Tests/Benchmarks/secrets
	Tests/Benchmarks/vault
	$(SWIFT_BUILD) BareRoute
	Tests/Benchmarks/serve

format:
	swift format --in-place -r -p Package.swift Sources Tests

lint:
	swift format lint --strict -r -p Package.swift Sources Tests

clean:
	rm -rf .build
