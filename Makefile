# make run    set up, build, and check fixtures/shop: prints its report
# make test   set up, then all tests
SWIFT_BUILD = swift build -c release --static-swift-stdlib --product speclint
PREFIX ?= /usr/local

.PHONY: run build test setup setup-tests install bench format lint clean

run: build
	@cd fixtures/shop && { $(CURDIR)/.build/release/speclint; test $$? -eq 1; }

build: setup
	$(SWIFT_BUILD)

# What the build needs beyond Swift: the headers of libyaml, OpenSSL and SQLite.
setup:
	@Scripts/setup

# What the tests need beyond that: independent validators and the real pre-commit, in a virtual environment.
setup-tests: setup
	@Scripts/setup tests

test: setup-tests
	swift build --build-tests
	swift test --skip-build

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -s -m 755 .build/release/speclint $(DESTDIR)$(PREFIX)/bin/speclint

bench: build setup-tests
	Tests/Benchmarks/speclint

format:
	swift format --in-place -r -p Package.swift Sources Tests

lint:
	swift format lint --strict -r -p Package.swift Sources Tests

clean:
	rm -rf .build
