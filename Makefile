# make run    set up, build, check fixtures/shop and show a vault's first minute
# make test   set up, then all tests
# Full RELRO, and no search path for libraries beside the program: Tests/Package/programs reads both from what was linked.
ifeq ($(shell uname),Linux)
LINKING = --disable-local-rpath -Xlinker -z -Xlinker now
endif
SWIFT_BUILD = swift build -c release --static-swift-stdlib $(LINKING) --product
PROGRAMS = speclint specvault
UNITTEST = .build/test-venv/bin/python -m unittest discover -q -s
BENCHMARKS = speclint dockerfile variables secrets vault serve dockerfile-agreement
PREFIX ?= /usr/local

.PHONY: run build test setup setup-tests check-programs install bench fuzz sanitize format lint clean

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
	$(UNITTEST) Tests/Package
	$(UNITTEST) Tests/Benchmarks
	swift test --skip-build

# What was built for a release, as it lies there: no search path, nothing writable that need not be.
check-programs: build
	Tests/Package/programs $(addprefix .build/release/,$(PROGRAMS))

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	for program in $(PROGRAMS); do install -s -m 755 .build/release/$$program $(DESTDIR)$(PREFIX)/bin/$$program; done

# Minutes for each; quicker and rougher: make bench REPETITIONS=2
bench: build setup-tests
	$(SWIFT_BUILD) BareRoute
	@failed=""; for each in $(BENCHMARKS); do \
	  echo "== $$each"; Tests/Benchmarks/$$each || failed="$$failed $$each"; \
	done; test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

# Nightly, or by hand: FUZZ_SECONDS for each of the parsers.
fuzz: setup
	Scripts/fuzz $(FUZZ_TARGETS)

# The tests of all that reads what others wrote, watched for accesses outside of memory and for races between threads.
SANITIZED = 'SyntaxTests|ArtifactsTests|LeaksTests|DiagnosticsTests|DeploymentSpecTests|LintingTests'
sanitize: setup
	ASAN_OPTIONS=detect_leaks=0 swift test --sanitize address --scratch-path .build/address --filter $(SANITIZED)
	swift test --sanitize thread --scratch-path .build/thread --filter $(SANITIZED)

format:
	swift format --in-place -r -p Package.swift Sources Tests

lint:
	swift format lint --strict -r -p Package.swift Sources Tests

clean:
	rm -rf .build
