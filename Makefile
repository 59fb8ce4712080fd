# make            all stages on pipeline.json        make demo      a synthesized data set, start to end
# make render     one stage (or another)             make status    what would run, and why
#
# CONFIG=other.json chooses the configuration, FOLD=3 or FOLDS="1 2" narrows train, evaluate and status,
# ARGS="--dry-run" passes flags on. The stages decide themselves what is up to date.

# Without make's built-in rules, which it would try on every source file.
MAKEFLAGS += --no-builtin-rules
CONFIG ?= pipeline.json
PREFIX ?= /usr/local
STAGES := ingest segment render train evaluate perturb
# On request: make explain, make duplicates.
FURTHER_STAGES := explain duplicates
BIN := .build/release
BUILD := swift build -c release
FOLD_FLAGS := $(foreach fold,$(FOLD) $(FOLDS),--fold $(fold))

# Debian packages, each beside a file that tells whether it is there.
NEEDED := ca-certificates:/etc/ssl/certs/ca-certificates.crt curl:/usr/bin/curl git:/usr/bin/git pkg-config:/usr/bin/pkg-config sqlite3:/usr/bin/sqlite3 \
  g++:/usr/bin/g++ libsqlite3-dev:/usr/include/sqlite3.h libsndfile1-dev:/usr/include/sndfile.h \
  libmpg123-dev:/usr/include/*/mpg123.h libsoxr-dev:/usr/include/soxr.h libfftw3-dev:/usr/include/fftw3.h \
  libopenblas-dev:/usr/include/*/cblas.h libpng-dev:/usr/include/png.h zlib1g-dev:/usr/include/zlib.h \
  libssl-dev:/usr/include/openssl/evp.h libdnnl-dev:/usr/include/oneapi/dnnl/dnnl.h \
  libcairo2-dev:/usr/include/cairo/cairo.h fonts-dejavu-core:/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
# The C library's headers that kernels are compiled for arm64 with.
NEEDED += $(if $(filter check-arm64,$(MAKECMDGOALS)),libc6-dev-arm64-cross:/usr/aarch64-linux-gnu/include/string.h)
# Where tests look at reports.
NEEDED += $(if $(BROWSER),chromium:/usr/bin/chromium)
MISSING := $(strip $(foreach pair,$(NEEDED),$(if $(wildcard $(lastword $(subst :, ,$(pair)))),,$(firstword $(subst :, ,$(pair))))))
# Begins a command that root alone may run: env as root, else sudo; empty where there is none.
AS_ROOT = $(if $(filter 0,$(shell id -u)),env,$(firstword $(wildcard $(addsuffix /sudo,$(subst :, ,$(PATH))))))
SWIFT := $(firstword $(wildcard $(addsuffix /swift,$(subst :, ,$(PATH)))))

.DEFAULT_GOAL := all
BENCHMARKS := bench $(addprefix bench-,build noop render train beside floor classify events accuracy transfer table)
.PHONY: all $(STAGES) $(FURTHER_STAGES) demo serve status verify collect test lint format fuzz check-arm64 $(BENCHMARKS) install clean needed
.NOTPARALLEL:

all: $(STAGES)

ingest segment render duplicates: $(BIN)/soundmark
	@$(BIN)/soundmark-$@ --config '$(CONFIG)' $(ARGS)

train evaluate perturb explain: $(BIN)/soundmark
	@$(BIN)/soundmark-$@ --config '$(CONFIG)' $(FOLD_FLAGS) $(ARGS)

status: $(BIN)/soundmark
	@$(BIN)/soundmark $@ --config '$(CONFIG)' $(FOLD_FLAGS) $(ARGS)

# Pages, until Ctrl-C.
serve: $(BIN)/soundmark
	@$(BIN)/soundmark-serve --config '$(CONFIG)' $(ARGS)

verify collect: $(BIN)/soundmark
	@$(BIN)/soundmark $@ --config '$(CONFIG)' $(ARGS)

demo: $(BIN)/soundmark
	@$(BIN)/soundmark synthesize data/demo --clips 900 --folds 3 --slices 2 --foreground 0.9
	@$(MAKE) --no-print-directory all CONFIG=demo.json
	@echo
	@echo "The pictures: data/demo/cache/objects, listed by the view previews. Questions:"
	@echo "  sqlite3 -box data/demo/manifest.sqlite 'SELECT * FROM leaderboard'"
	@echo "  sqlite3 -box data/demo/manifest.sqlite 'SELECT * FROM misclassified LIMIT 10'"
	@echo "Name a sound of yours by what others trained: .build/release/soundmark weights fetch efficientat-mn04, then"
	@echo "  .build/release/soundmark classify --model efficientat-mn04 FILE"
	@echo "Change a key in demo.json, say spectrogram.hopLength, and see: make status CONFIG=demo.json"

$(BIN)/soundmark: Package.swift $(shell find Sources -type f) | needed
	$(BUILD)
	@touch $@

needed:
ifneq ($(MISSING),)
ifeq ($(AS_ROOT),)
	@echo "Debian packages are missing, and only root or sudo may install them: ask for $(MISSING), and run make again." >&2; exit 1
endif
	@echo "Installing what is missing: $(MISSING)"
	@$(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -y -qq $(MISSING) >/dev/null || { \
	  echo "They could not be installed: ask whoever may for $(MISSING), and run make again." >&2; exit 1; }
endif
ifeq ($(SWIFT),)
	@echo "soundmark is built with Swift 6.3 or later, and there is no swift on the PATH: install it from https://www.swift.org/install/linux and run make again."; exit 1
endif

test: needed
	$(BUILD) --build-tests
	swift test -c release --skip-build $(addprefix --filter ,$(ONLY))

lint: needed
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

format: needed
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

# Whether the C kernels compile for arm64, by the compiler alone.
check-arm64: needed
	@for file in Sources/CKernels/*.c; do \
	  $(dir $(realpath $(SWIFT)))clang --target=aarch64-linux-gnu -O2 -S -o /dev/null -Werror=implicit-function-declaration \
	    -ISources/CKernels/include -isystem /usr/aarch64-linux-gnu/include $$file || exit 1; \
	done

$(BENCHMARKS): $(BIN)/soundmark
	@$(MAKE) --no-print-directory -C Benchmarks $@

# Mutated files for every reader of what others wrote: SECONDS in all, from SEED on.
SECONDS ?= 60
SEED ?= 1
fuzz: needed
	$(BUILD) --product fuzz
	$(BIN)/fuzz $(SECONDS) $(SEED)

install: $(BIN)/soundmark
	install -d $(DESTDIR)$(PREFIX)/bin
	install -s -m 755 $(BIN)/soundmark $(STAGES:%=$(BIN)/soundmark-%) $(FURTHER_STAGES:%=$(BIN)/soundmark-%) $(BIN)/soundmark-serve $(DESTDIR)$(PREFIX)/bin

clean:
	rm -rf .build
