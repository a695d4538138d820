# make run        build, create the demo municipality, serve on :8443
# make test       every test
# make            build the server, the connectors and the web application
# make lint       clang-tidy, headers, layers, banned words, types
# make bench      our figures beside their limits
# make format     clang-format
# make clean      remove build/
# make install    to PREFIX (/usr/local), below DESTDIR if it is set
# make fuzz-smoke every parser against random input, FUZZ_SECONDS each
#
# All output goes to build/.  MODE is release, debug or asan; V=1 shows commands.

MODE    ?= release
V       ?= 0
BUILD   := build/$(MODE)
GEN     := build/gen
PREFIX  ?= /usr/local
VERSION := 0.1.0

PKGS := libpq libevent_core libevent_pthreads libevent_openssl openssl \
        libxml-2.0 libcurl libsodium libpcre2-8 libseccomp p11-kit-1

CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2
CFLAGS_debug   := -Og -g3
CFLAGS_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
                  -fno-sanitize-recover=all
CFLAGS_fuzz    := -O1 -g -fno-omit-frame-pointer \
                  -fsanitize=fuzzer-no-link,address,undefined \
                  -fno-sanitize-recover=all

WARNINGS := -Wall -Wextra -Werror -Wformat=2 -Wshadow -Wvla -Wundef \
            -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
            -Wwrite-strings -Wimplicit-fallthrough -Wframe-larger-than=16384 \
            -Wno-missing-field-initializers
HARDENING := -fstack-protector-strong -fno-common -fno-strict-aliasing \
             -fno-delete-null-pointer-checks -fPIE

CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. -I$(GEN) -MMD -MP
CFLAGS   += -std=gnu11 $(HARDENING) $(WARNINGS) $(CFLAGS_$(MODE)) \
            $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDFLAGS  += $(filter -fsanitize%,$(CFLAGS_$(MODE))) -pie -Wl,-z,relro,-z,now \
            -Wl,--as-needed
LDLIBS   += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lzxcvbn -lm -ldl \
            -lpthread

# Decimals: Intel's library where Debian has it, else our own code
# (DEC128=portable).
BID    := $(firstword $(wildcard /usr/lib/*/libbidgcc000.a))
DEC128 ?= $(if $(BID),intel,portable)
ifeq ($(DEC128),intel)
CPPFLAGS += -DDEC128_INTEL
LDLIBS   += $(BID)
endif

# ---------------------------------------------------------------- sources
# Every .c below these folders belongs to the program; a new file needs no line.

Q := $(if $(filter 0,$(V)),@)
SAY = @$(if $(filter 0,$(V)),printf '  %-5s %s\n' $(1) '$@',:)

FIND_C     = $(shell find $(1) -name '*.c' 2>/dev/null | LC_ALL=C sort)
SOURCES    := $(call FIND_C,base workflows forms documents server)
MAIN_C     := server/main.c
LIB_O      := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(MAIN_C),$(SOURCES)))
CONNECTORS := $(patsubst connectors/%/,$(BUILD)/connectors/%.so,$(wildcard connectors/*/))
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
SQL        := $(sort $(wildcard schema/queries/*.sql))
MIGRATIONS := $(sort $(wildcard schema/migrations/*.sql))
HEADERS    := $(shell find base workflows forms documents server connectors tests -name '*.h' 2>/dev/null)

.PHONY: all server connectors lib
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

all: server connectors
server: $(BUILD)/vinculo

lib: $(BUILD)/libvinculo.a
connectors: $(CONNECTORS)

# ---------------------------------------------------------------- C

$(BUILD)/vinculo: $(BUILD)/server/main.o $(BUILD)/libvinculo.a
	$(call SAY,LINK)
	$(Q)$(CC) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BUILD)/libvinculo.a: $(LIB_O)
	$(call SAY,AR)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags | $(GEN)/queries.h $(GEN)/migrations.h
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

# The schema of the document is inside the program.
$(BUILD)/server/export/validate.o: schema/xsd/siuss/siuss-1.xsd

# Named queries: SQL stays in .sql files, C sees an enum and a table.
$(GEN)/queries.h: schema/gen-queries.awk $(SQL)
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@

$(GEN)/migrations.h: schema/gen-migrations.awk $(MIGRATIONS)
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@

# Rebuild everything when the flags change (git's habit).
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)' | cmp -s - $@ || \
	    echo '$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)' > $@
FORCE:

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---------------------------------------------------------------- connectors
# A folder each, which becomes a shared object that exports one symbol.

SO_CFLAGS  = $(filter-out -fPIE,$(CFLAGS)) -fPIC -fvisibility=hidden
SO_LDFLAGS = $(filter-out -pie,$(LDFLAGS)) -shared
LIBS_siuss := $(shell pkg-config --libs libxml-2.0 2>/dev/null)

.SECONDEXPANSION:
$(BUILD)/connectors/%.so: $$(wildcard connectors/$$*/*.c) \
    connectors/connector.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(call SAY,SO)
	$(Q)$(CC) $(filter-out -MMD -MP,$(CPPFLAGS)) $(SO_CFLAGS) \
	    $(SO_LDFLAGS) $(filter %.c,$^) $(LIBS_$*) -o $@

# ---------------------------------------------------------------- web
# The web application goes to build/web, the same for every MODE.

WEB_FILES := $(shell find web -name node_modules -prune -o -type f -print)
WEB_RUN    = cd web && PATH="$$(../scripts/node):$$PATH"

.PHONY: web
web: build/web.stamp
build/web.stamp: $(WEB_FILES) $(GEN)/schema.d.ts
	$(call SAY,WEB)
	$(Q)$(WEB_RUN) sh scripts/build
	$(Q)touch $@

$(GEN)/schema.d.ts: schema/openapi.yaml web/node_modules/.stamp
	@mkdir -p $(@D)
	$(call SAY,GEN)
	$(Q)$(WEB_RUN) npm run --silent schema >/dev/null

# npm leaves out optional packages that its own Node is too old for.
web/node_modules/.stamp: web/package.json web/package-lock.json
	$(call SAY,NPM)
	$(Q)$(WEB_RUN) npm ci --ignore-scripts --silent --no-audit --no-fund
	$(Q)touch $@

# ---------------------------------------------------------------- tests

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libvinculo.a
	$(call SAY,LINK)
	$(Q)$(CC) $(LDFLAGS) $^ $(LDLIBS) -o $@

.PHONY: test test-lint test-unit test-unit-asan test-integration test-conformance \
        test-web test-e2e test-fuzz
test:
	scripts/deps test
	$(MAKE) -j$$(nproc) all web
	scripts/test
# What of lint takes seconds.
test-lint: lint-style lint-headers
test-unit-asan:
	$(MAKE) MODE=asan test-unit
test-fuzz: fuzz-smoke
test-unit: $(UNIT_TESTS)
	tests/run.pl $^
# Against the program itself, as its users and its peers see it.
INTEGRATION_TESTS = $(filter-out $(addprefix %/,authenticator.mjs lib.mjs client.mjs collector.mjs \
    guarded.mjs receiver.mjs routes.mjs second.mjs team.mjs town.mjs),$(sort \
    $(wildcard tests/integration/*.sh tests/integration/*.mjs)))
test-integration: $(BUILD)/vinculo $(CONNECTORS)
	$(Q)PATH="$$(scripts/node):$$PATH" MODE=$(MODE) VINCULO=$(BUILD)/vinculo \
	    tests/run.pl $(INTEGRATION_TESTS)
# Against the kits of the standards, where they are (VINCULO_SHARED).
test-conformance: $(BUILD)/vinculo
	VINCULO=$(BUILD)/vinculo tests/run.pl $(sort $(wildcard tests/conformance/*.sh tests/conformance/*.pl))

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libvinculo.a
	$(call SAY,LINK)
	$(Q)$(CC) $(LDFLAGS) $^ $(LDLIBS) -o $@

# Each prints lines "BENCH name ours=.. limit=.. ratio=.."; 1 is the limit.
.PHONY: bench
BENCHES     := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/bench_*.c))
BENCH_TOOLS := $(addprefix $(BUILD)/tests/bench/,town load process)
bench: $(BUILD)/vinculo $(BENCHES) $(BENCH_TOOLS)
	$(Q)$(BUILD)/tests/bench/bench_feel $$(tests/bench/feelin build/feelin)
	$(Q)for b in $(filter-out %/bench_feel,$(BENCHES)); do $$b || exit 1; done
	$(Q)tests/bench/server $< $(BUILD)/tests/bench

test-web: $(GEN)/schema.d.ts
	$(WEB_RUN) sh scripts/test
# In a real browser, where there is one (chromium).
E2E_TESTS := $(filter-out %/browser.mjs %/screenshots.mjs,$(sort \
    $(wildcard tests/e2e/*.mjs)))
test-e2e: $(BUILD)/vinculo build/web.stamp
	$(Q)PATH="$$(scripts/node):$$PATH" MODE=$(MODE) tests/run.pl $(E2E_TESTS)

# Fuzz targets are built by clang with all sources, into build/fuzz.
FUZZ_TARGETS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/libvinculo.a
	$(call SAY,LINK)
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@

.PHONY: fuzz fuzz-targets fuzz-smoke
fuzz:
	$(MAKE) MODE=fuzz CC=clang fuzz-targets
fuzz-targets: $(FUZZ_TARGETS)
fuzz-smoke: fuzz
	tests/run.pl tests/fuzz/smoke.sh

# ---------------------------------------------------------------- lint
# Style by our own script, every header alone, clang-tidy on what has changed.

TIDY      := $(patsubst %.c,$(BUILD)/lint/%.tidy,$(SOURCES))
TIDYFLAGS := $(filter-out -MMD -MP,$(CPPFLAGS)) -std=gnu11 \
             $(shell pkg-config --cflags $(PKGS) 2>/dev/null)

.PHONY: lint lint-style lint-headers
lint: lint-style lint-headers $(TIDY)
lint-style:
	$(Q)scripts/check-source $(SOURCES) $(HEADERS) $(wildcard tests/*/*.c)
lint-headers: $(GEN)/queries.h
	$(Q)printf '%s\n' $(HEADERS) | xargs -P 2 -I{} $(CC) $(TIDYFLAGS) \
	    -Wall -Wextra -Werror -fsyntax-only -x c {}
$(BUILD)/lint/%.tidy: %.c $(BUILD)/%.o .clang-tidy
	@mkdir -p $(@D)
	$(call SAY,TIDY)
	$(Q)clang-tidy --quiet $< -- $(TIDYFLAGS) >$@.log 2>&1 || \
	    { grep 'error:' $@.log; exit 1; }
	$(Q)touch $@

# ---------------------------------------------------------------- the rest

# The connectors lie beside the program; what is deployed and served lies in
# share.
LIB_DIR   := $(DESTDIR)$(PREFIX)/lib/vinculo
SHARE_DIR := $(DESTDIR)$(PREFIX)/share/vinculo

.PHONY: run deps format clean schema install
install: all web
	install -d '$(LIB_DIR)/connectors' '$(DESTDIR)$(PREFIX)/bin' \
	    '$(SHARE_DIR)/workflows' '$(SHARE_DIR)/forms' \
	    '$(DESTDIR)$(PREFIX)/lib/systemd/system'
	install $(BUILD)/vinculo '$(LIB_DIR)'
	install $(CONNECTORS) '$(LIB_DIR)/connectors'
	ln -sf ../lib/vinculo/vinculo '$(DESTDIR)$(PREFIX)/bin/vinculo'
	rm -rf '$(SHARE_DIR)/web'
	cp -R build/web '$(SHARE_DIR)/web'
	cp -R workflows/models '$(SHARE_DIR)/workflows'
	cp -R forms/definitions '$(SHARE_DIR)/forms'
	sed 's|/usr/local|$(PREFIX)|' etc/vinculo.service > \
	    '$(DESTDIR)$(PREFIX)/lib/systemd/system/vinculo.service'
run: deps
	$(MAKE) -j$$(nproc) all web
	scripts/run $(BUILD)/vinculo
schema: $(BUILD)/vinculo
	scripts/dump-schema $< > schema/schema.sql.new
	mv schema/schema.sql.new schema/schema.sql
deps:
	scripts/deps
format:
	clang-format -i $(SOURCES) $(HEADERS) $(wildcard tests/*/*.c connectors/*/*.c)
clean:
	rm -rf build
