# SPDX-License-Identifier: MIT
# Livechat over FastCGI and CGI. `make` builds it, `make run` starts a demo, `make check` tests it.
# config.mk, which git ignores, can override variables; V=1 shows the commands.
#
#   O=dir                         folder to build in; use one for each set of flags
#   CC=clang  CFLAGS=  LDFLAGS=   as usual; after a change everything is built again
#   SANITIZE=address,undefined    build with sanitizers
#   STATIC=1                      link everything statically, for hosts that lack the libraries
#   STATIC_LIBRARIES=dir          where scripts/static-libraries puts what Debian has no static libraries for
#   EMULATOR=qemu-aarch64         what runs a program that CC builds for another machine
#   WERROR=1                      warnings are errors

MAKEFLAGS += -rR --warn-undefined-variables --no-print-directory
SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:

prefix ?= /usr/local
bindir ?= $(prefix)/bin
cgidir ?= $(prefix)/lib/livechat/cgi-bin
datadir ?= $(prefix)/share/livechat
docdir ?= $(prefix)/share/doc/livechat
debugdir ?= $(prefix)/lib/debug
mandir ?= $(prefix)/share/man
completiondir ?= $(prefix)/share/bash-completion/completions
unitdir ?= $(prefix)/lib/systemd/system
sysusersdir ?= $(prefix)/lib/sysusers.d
DESTDIR ?=
O ?= build
V ?=
# `make install` without variables installs what was built: with those of the last build.
RECORDED := CFLAGS LDFLAGS CPPFLAGS PKG_CONFIG OBJCOPY SANITIZE STATIC STATIC_LIBRARIES SYSROOT WERROR
ifneq ($(filter install install-debug,$(MAKECMDGOALS)),)
-include $(O)/variables
endif
WERROR ?=
SANITIZE ?=
STATIC ?=
STATIC_LIBRARIES ?= $(O)/static
SYSROOT ?= $(O)/sysroot
CFLAGS ?= -O2 -g
LDFLAGS ?=
CPPFLAGS ?=
PKG_CONFIG ?= pkg-config
OBJCOPY ?= objcopy
EMULATOR ?=
CLANG_FORMAT ?= clang-format
CI ?=
PYTEST_ARGS ?=
TEST_PROCESSES ?= 3
PYTEST := PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest -q -rfEsxX -p no:cacheprovider \
	-n $(TEST_PROCESSES) --dist loadfile $(PYTEST_ARGS)
-include config.mk

ifneq ($(filter default undefined,$(origin CC)),)
CC := cc
endif
ifneq ($(filter default undefined,$(origin AR)),)
AR := ar
endif
Q := $(if $(V),,@)
comma := ,
# Targets that call make again use all processors unless -j was given.
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
say = $(if $(V),@:,@printf '  %-6s %s\n')

# --- flags -------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wundef \
	$(if $(WERROR),-Werror)
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE -fvisibility=hidden \
	-ffunction-sections -fdata-sections \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined -DLIVECHAT_SANITIZE,-D_FORTIFY_SOURCE=2)
LDHARDEN := $(if $(STATIC),-static-pie -Wl$(comma)--no-warnings$(comma)-z$(comma)pack-relative-relocs,-pie) -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed -Wl,--gc-sections \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE))

# libmysqlclient is MySQL's, or MariaDB Connector/C under that name; elsewhere it is called libmariadb.
MYSQL := $(shell $(PKG_CONFIG) --exists mysqlclient 2>/dev/null && echo mysqlclient || echo libmariadb)
PKGS := fcgi json-c libcrypto libpsl libidn2 zlib libjpeg libpng libwebpdemux libwebp libseccomp $(MYSQL)
ifneq ($(STATIC),)
# The C library's functions for names would load modules of the host; common/base/process/standalone.c keeps them from it,
# so the linker's warnings about them are off.
# The folders of the build are not in the programs; of the maps that fit a path, the compiler takes the last.
PKG_CFLAGS := -DLIVECHAT_STATIC -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(STATIC_LIBRARIES)=static \
	-ffile-prefix-map=$(abspath $(SYSROOT))=sysroot \
	-I$(STATIC_LIBRARIES)/include/mariadb -I$(STATIC_LIBRARIES)/include
PKG_LIBS := -L$(STATIC_LIBRARIES)/lib -lfcgi -lmariadbclient -lcurl -ljson-c -lpsl -lidn2 -lunistring -lssl -lcrypto -lcrypt \
	-lwebpdemux -lwebp -ljpeg -lpng16 -lgif -lseccomp -lz -lm
else
# The programs load libcurl and the libraries for pictures when they need them. Of those for pictures the linker takes none
# into the programs; some of the tests call them.
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) libcurl 2>/dev/null)
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null) -lunistring -lcrypt -lgif
endif

COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -Icommon $(CPPFLAGS) $(PKG_CFLAGS) $(WARNINGS) \
	$(HARDEN) $(CFLAGS)
LINK = $(CC) $(CFLAGS) $(LDHARDEN) $(LDFLAGS)

# --- source files ------------------------------------------------------------------------------

VERSION := $(shell cat VERSION)
SCHEMA := $(sort $(wildcard schema/[0-9]*.sql))
LATER_SCHEMA := $(sort $(wildcard tests/data/schema/*.sql))
WEB := $(sort $(wildcard web/*.json web/*/*))
MAIN := common/http/wire/main.c
ENDPOINTS := $(patsubst cgi-bin/%.c,%,$(wildcard cgi-bin/*.c))
COMMON := $(filter-out $(MAIN),$(wildcard common/*/*.c common/*/*/*.c))
ADMIN := $(wildcard admin/*.c)
UNIT := $(patsubst %.c,%,$(wildcard tests/unit/test_*.c))
C_FILES := $(filter-out common/text/md/letters.h,$(wildcard scripts/*.c common/*/*.[ch] common/*/*/*.[ch] cgi-bin/*.[ch] admin/*.[ch] tests/*/*.[ch]))

ENDPOINT_OBJS := $(ENDPOINTS:%=$(O)/cgi-bin/%.o)
COMMON_OBJS := $(COMMON:%.c=$(O)/%.o) $(O)/gen/schema_files.o $(O)/gen/version.o $(O)/gen/web_files.o $(O)/gen/zone_rules.o
ADMIN_OBJS := $(ADMIN:%.c=$(O)/%.o)
MAIN_OBJ := $(MAIN:%.c=$(O)/%.o)
LIB := $(O)/libcommon.a
PROGRAMS := $(if $(ENDPOINTS),$(ENDPOINTS:%=$(O)/cgi-bin/%.fcgi) $(O)/cgi-bin/livechat.fcgi) \
	$(if $(ADMIN),$(O)/livechat-admin)
UNIT_PROGRAMS := $(UNIT:%=$(O)/%)
FUZZ_PROGRAMS := $(patsubst %.c,$(O)/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: $(O)/modules all run check check-pages check-official check-wordpress check-deadlocks check-mysql check-mariadb docs differential unit fuzz bench \
	instructions install install-debug uninstall clean lint lint-pages format FORCE
all: $(PROGRAMS) $(O)/routes

# --- compiling and linking ---------------------------------------------------------------------

%/.d:
	@mkdir -p $(@D) && touch $@

# This file contains the commands of the last build; when they change, everything is built again. The variables that
# they were made of are in another, for `make install`; those that are given to it count more.
BUILT_WITH = $(COMPILE) | $(LINK) | $(PKG_LIBS)
$(O)/flags: FORCE $(if $(STATIC),$(STATIC_LIBRARIES)/built) | $$(@D)/.d
	@missing=; \
	need() { missing="$$missing $$1"; }; \
	command -v $(firstword $(CC)) >/dev/null || need gcc; \
	if command -v $(PKG_CONFIG) >/dev/null; then \
		$(PKG_CONFIG) --exists fcgi || need libfcgi-dev; \
		$(PKG_CONFIG) --exists libcrypto || need libssl-dev; \
		$(PKG_CONFIG) --exists libpsl || need libpsl-dev; \
		$(PKG_CONFIG) --exists libidn2 || need libidn2-dev; \
		[ -n '$(STATIC)' ] || $(PKG_CONFIG) --exists libcurl || need libcurl4-openssl-dev; \
		$(PKG_CONFIG) --exists zlib || need zlib1g-dev; \
		$(PKG_CONFIG) --exists json-c || need libjson-c-dev; \
		$(PKG_CONFIG) --exists libjpeg || need libjpeg62-turbo-dev; \
		$(PKG_CONFIG) --exists libpng || need libpng-dev; \
		$(PKG_CONFIG) --exists libwebp libwebpdemux || need libwebp-dev; \
		$(PKG_CONFIG) --exists libseccomp || need libseccomp-dev; \
		echo '#include <gif_lib.h>' | $(CC) -E -o /dev/null - 2>/dev/null || need libgif-dev; \
		[ -n '$(STATIC)' ] || $(PKG_CONFIG) --exists $(MYSQL) || need default-libmysqlclient-dev; \
		command -v python3 >/dev/null || need python3; \
		[ -e /usr/share/zoneinfo/Europe/Berlin ] || need tzdata; \
		echo '#include <unigbrk.h>' | $(CC) -E -o /dev/null - 2>/dev/null || need libunistring-dev; \
	else need 'pkg-config (and then perhaps more)'; fi; \
	if [ -n "$$missing" ]; then \
		echo "Missing to build this:$$missing" >&2; \
		echo "On Debian: scripts/install-packages build" >&2; \
		exit 1; \
	fi
	@{ printf '%s\n' '$(subst ','\'',$(BUILT_WITH))'; $(if $(STATIC),cat $(STATIC_LIBRARIES)/built;) } >$@.new; \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
	@printf '%s\n' 'ifneq ($$(filter default undefined,$$(origin CC)),)' 'CC := $(call quoted,$(CC))' endif \
		$(foreach name,$(RECORDED),'$(name) ?= $(call quoted,$($(name)))') >$(O)/variables
quoted = $(subst ','\'',$(subst $$,$$$$,$(1)))
$(STATIC_LIBRARIES)/built: scripts/static-libraries
	@CC='$(CC)' $< $(@D) && touch $@

$(O)/%.o: %.c $(O)/flags | $$(@D)/.d
	$(say) CC $<
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# The schema files are linked into the programs: livechat-admin applies them, and every process knows
# the number of the newest. Their list is a file, so that the removal of one is noticed.
$(O)/gen/schema.list: FORCE | $$(@D)/.d
	@echo '$(SCHEMA) $(LATER_SCHEMA)' | cmp -s - $@ || echo '$(SCHEMA) $(LATER_SCHEMA)' >$@
$(O)/gen/schema_files.c: scripts/embed $(SCHEMA) $(O)/gen/schema.list
	$(say) GEN $@
	$(Q)scripts/embed $(SCHEMA) >$@
$(O)/gen/later_schema_files.c: scripts/embed $(SCHEMA) $(LATER_SCHEMA) $(O)/gen/schema.list
	$(say) GEN $@
	$(Q)scripts/embed $(SCHEMA) $(LATER_SCHEMA) >$@
# The file VERSION contains the release number.
$(O)/gen/version.c: VERSION | $$(@D)/.d
	$(say) GEN $@
	$(Q)printf '#include "base/version.h"\nconst char livechat_version[] = "%s";\n' '$(VERSION)' >$@
# The time zones of the machine that builds, for machines that have none.
$(O)/gen/zone_rules.c: scripts/zones $(wildcard /usr/share/zoneinfo/tzdata.zi) | $$(@D)/.d
	$(say) GEN $@
	$(Q)scripts/zones >$@
# The pages are made of the files in web/, and linked into the programs that serve them.
$(O)/gen/web.list: FORCE | $$(@D)/.d
	@echo '$(WEB)' | cmp -s - $@ || echo '$(WEB)' >$@
$(O)/gen/web_files.c: scripts/pages $(WEB) $(O)/gen/web.list
	$(say) GEN $@
	$(Q)scripts/pages $(O)/web --c $@
$(O)/gen/web_modules.c: scripts/pages $(WEB) $(O)/gen/web.list
	$(say) GEN $@
	$(Q)scripts/pages --modules $(O)/modules/web --c $@
$(O)/gen/%.o: $(O)/gen/%.c $(O)/flags
	$(say) CC $<
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# The list of members is a file, so that the removal of a source file is noticed.
$(O)/libcommon.list: FORCE | $$(@D)/.d
	@echo '$(COMMON_OBJS)' | cmp -s - $@ || echo '$(COMMON_OBJS)' >$@
$(LIB): $(COMMON_OBJS) $(O)/libcommon.list
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $(COMMON_OBJS)

# Endpoints register themselves in a section of their object files, so these are linked directly: the
# linker would leave them out of an archive. Their list is a file, so that an endpoint whose source is
# gone leaves the programs, too.
$(O)/endpoints.list: FORCE | $$(@D)/.d
	@echo '$(ENDPOINT_OBJS)' | cmp -s - $@ || echo '$(ENDPOINT_OBJS)' >$@
$(O)/cgi-bin/livechat.fcgi: $(ENDPOINT_OBJS) $(MAIN_OBJ) $(LIB) $(O)/endpoints.list
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $(filter-out %.list,$^) $(PKG_LIBS)
# This one serves the modules of the pages as they are in web/: `make $(O)/modules`, then BUILD=$(O)/modules scripts/run.
$(O)/modules: $(O)/modules/cgi-bin/livechat.fcgi $(O)/livechat-admin
	$(Q)ln -sf ../livechat-admin $@/livechat-admin
$(O)/modules/cgi-bin/livechat.fcgi: $(ENDPOINT_OBJS) $(MAIN_OBJ) $(O)/gen/web_modules.o $(LIB) $(O)/endpoints.list | $$(@D)/.d
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $(filter-out %.list,$^) $(PKG_LIBS)
$(O)/cgi-bin/%.fcgi: $(O)/cgi-bin/%.o $(MAIN_OBJ) $(LIB)
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS)
# This program prints the linked routes as JSON, from which docs/api.md is generated. It runs at once: it
# fails if the table of a route contradicts itself, which is better seen here than when a server starts.
$(O)/routes: $(ENDPOINT_OBJS) $(O)/scripts/routes.o $(LIB) $(O)/endpoints.list
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $(filter-out %.list,$^) $(PKG_LIBS)
	$(Q)$(EMULATOR) $@ >/dev/null || { rm -f $@; exit 1; }
$(O)/livechat-admin: $(ADMIN_OBJS) $(LIB)
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS)
# The migration tests use these programs of a later release, with the schema files of the tests.
$(O)/tests/later/livechat.fcgi: $(ENDPOINT_OBJS) $(MAIN_OBJ) $(O)/gen/later_schema_files.o $(LIB) $(O)/endpoints.list | $$(@D)/.d
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $(filter-out %.list,$^) $(PKG_LIBS)
$(O)/tests/later/livechat-admin: $(ADMIN_OBJS) $(O)/gen/later_schema_files.o $(LIB) | $$(@D)/.d
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS)
$(O)/tests/unit/%: $(O)/tests/unit/%.o $(LIB)
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS) -lcmocka
$(O)/tests/md/%: $(O)/tests/md/%.o $(LIB)
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS)
$(O)/tests/fuzz/%: $(O)/tests/fuzz/%.o $(LIB)
	$(say) LINK $@
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(PKG_LIBS)
$(O)/tests/bench/direct $(O)/tests/bench/least: $(O)/tests/bench/direct_jobs.o
$(O)/tests/%: $(O)/tests/%.o $(LIB)
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS)

-include $(COMMON_OBJS:.o=.d) $(MAIN_OBJ:.o=.d) $(ENDPOINT_OBJS:.o=.d) $(ADMIN_OBJS:.o=.d) \
	$(UNIT_PROGRAMS:=.d) $(FUZZ_PROGRAMS:=.d) $(O)/scripts/routes.d \
	$(patsubst %.c,$(O)/%.d,$(wildcard tests/bench/*.c tests/md/*.c))
.SECONDARY:

# --- running -----------------------------------------------------------------------------------

export PORT RUN_DIR WORKERS FRESH
PORT ?= 3000
RUN_DIR ?= run
WORKERS ?= 4
FRESH ?=
FUZZ_SECONDS ?= 60
COUNT ?= 200000
SEED ?= $(shell date +%s)
PARTS ?=

run:
	@scripts/install-packages build run
	@$(MAKE) $(JOBS) all
	@exec env BUILD=$(O) scripts/run

# The last lines of the output name the tests that failed or could not run.
check:
	@scripts/install-packages build run check
	@scripts/install-packages clients || echo 'Continuing without them; the last lines name the tests that could not run.'
	@$(MAKE) $(JOBS) all $(O)/tests/md/md_print $(O)/tests/later/livechat-admin $(O)/tests/later/livechat.fcgi
	@unit=0; api=0; \
	$(MAKE) $(JOBS) unit || unit=1; \
	BUILD=$(O) $(PYTEST) --ignore=tests/api/test_deadlocks.py tests/api || api=1; \
	test $$unit -eq 0 || echo 'Unit tests failed too, see above.'; \
	test $$unit$$api = 00

# Tests the pages in a browser. FILES names some of the tests. A file of Python has one test for each of many files of
# node, which share nothing.
check-pages:
	@scripts/install-packages build run check pages
	@$(MAKE) $(JOBS) all $(O)/modules $(O)/tests/later/livechat.fcgi
	@BUILD=$(O) $(PYTEST) --dist load --durations=0 --durations-min=5 --ignore=tests/pages/test_official.py --ignore=tests/pages/test_wordpress.py $(if $(findstring tests/pages,$(FILES)),$(FILES),tests/pages)

# Tests the official widget, which npm fetches, live in a browser; for a change of web/official.
check-official:
	@scripts/install-packages build run check pages
	@$(MAKE) $(JOBS) all
	@BUILD=$(O) $(PYTEST) tests/pages/test_official.py

# Tests the plug-in of contrib/wordpress in Debian's WordPress, with PHP and a browser.
check-wordpress:
	@scripts/install-packages build run check pages wordpress
	@$(MAKE) $(JOBS) all
	@BUILD=$(O) $(PYTEST) --dist load tests/pages/test_wordpress.py

# Runs all pairs of changes at the same time and counts the database's deadlocks; for a change of what transactions
# lock. What it finds depends on chance, so that it is no part of `make check`.
check-deadlocks:
	@scripts/install-packages build run check
	@$(MAKE) $(JOBS) all
	@BUILD=$(O) $(PYTEST) tests/api/test_deadlocks.py

# Builds with MySQL's client library and runs the API tests on a MySQL server. FILES names some of them.
FILES ?= tests/api
check-mysql:
	@scripts/install-packages build run check
	@exec scripts/check-mysql $(PYTEST_ARGS) $(FILES)

# Runs the API tests on the MariaDB of another Debian: 10.5 of bullseye, 11.8 of trixie, or both. FILES names some of them.
SUITE ?= bullseye trixie
check-mariadb:
	@scripts/install-packages build run check debian-roots
	@$(MAKE) $(JOBS) all $(O)/routes $(O)/tests/later/livechat-admin $(O)/tests/later/livechat.fcgi
	@for suite in $(SUITE); do scripts/check-mariadb $(O) $$suite $(PYTEST_ARGS) $(FILES) || exit; done

# Generates the API reference from the tables in the program.
docs: $(O)/routes
	@BUILD=$(O) scripts/api-doc >docs/api.md.new && mv docs/api.md.new docs/api.md

unit: $(UNIT_PROGRAMS)
	@failed=0; for t in $(UNIT_PROGRAMS); do \
		if $$t >$$t.log 2>&1; then tail -n 1 $$t.log | sed "s|^|$${t##*/}: |"; \
		else failed=$$((failed + 1)); cat $$t.log; echo "FAILED: $$t"; fi; \
	done; \
	echo "unit tests: $(words $(UNIT_PROGRAMS)) programs, $$failed failed"; test $$failed -eq 0

# Compares this parser with the original, on COUNT messages generated from SEED.
differential: $(O)/tests/md/md_print
	@scripts/install-packages node
	@cd tests/md && { [ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund; } && \
		node differential.mjs $(abspath $<) $(COUNT) $(SEED)

# Runs each fuzzer for FUZZ_SECONDS, several at once, and keeps its corpus in $(O)/corpus; some begin with files of ours.
# It needs clang.
fuzz:
	@$(MAKE) $(JOBS) run-fuzzers CC=clang O=$(O)-fuzz SANITIZE=fuzzer-no-link,address,undefined \
		CFLAGS='-O1 -g'
FUZZ_RUNS := $(addsuffix .run,$(FUZZ_PROGRAMS))
.PHONY: run-fuzzers $(FUZZ_RUNS)
run-fuzzers: $(FUZZ_RUNS)
seeds :=
$(O)/tests/fuzz/fuzz_text.run: seeds := tests/fuzz/corpus_text
$(O)/tests/fuzz/fuzz_media.run: seeds := tests/data/files
$(O)/tests/fuzz/fuzz_form.run: seeds := $(O)/corpus/form_seeds
$(O)/tests/fuzz/fuzz_form.run: $(O)/corpus/form_seeds
$(O)/corpus/form_seeds: tests/fuzz/form_seeds
	@mkdir -p $@ && $< $@ && touch $@
$(FUZZ_RUNS): %.run: %
	@mkdir -p $(O)/corpus/$(*F)
	@$* -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=4096 -artifact_prefix=$(O)/ $(O)/corpus/$(*F) $(seeds) \
		>$*.log 2>&1 || { tail -n 60 $*.log; exit 1; }
	@echo "$(*F): nothing found in $(FUZZ_SECONDS) s"

# Counts the instructions of each kind of request. RENEW=1 records them; COMPARE=1 fails when one differs
# from the recorded number.
instructions:
	@scripts/install-packages build run check
	@$(MAKE) $(JOBS) all
	@BUILD=$(O) PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/bench/instructions.py

# PARTS names some of the files in tests/bench; QUICK=1 is faster and coarser.
bench:
	@scripts/install-packages build run check node bench
	@$(MAKE) $(JOBS) all
	@exec env BUILD=$(O) tests/bench/run $(PARTS)

# --- installing --------------------------------------------------------------------------------

# Each file is copied beside its place and then moved there, so that a running program is never
# written to and nobody reads an incomplete file.
put = install -m $(1) $(2) $(3)/.$(notdir $(2)).new && mv -f $(3)/.$(notdir $(2)).new $(3)/$(notdir $(2))
# Debug symbols are the largest part of a program. Installed programs have none; install-debug installs
# them where gdb looks for them.
INSTALLED := $(PROGRAMS:$(O)/%=$(O)/stripped/%)
$(INSTALLED): $(O)/stripped/%: $(O)/%
	$(Q)mkdir -p $(@D)
	$(Q)$(OBJCOPY) --only-keep-debug $< $@.debug
	$(Q)$(OBJCOPY) --strip-all --add-gnu-debuglink=$@.debug $< $@
EXAMPLES := apache-example.conf lighttpd-example.conf nginx-example.conf htaccess-example
DOCS := README.md LICENSE CHANGES.md CONTRIBUTING.md SECURITY.md
# They get a folder of their own, so that the links between the texts work.
GUIDES := $(wildcard docs/*.md)
MAN := $(wildcard man/*)
UNITS := livechat.service livechat.socket
# The page livechat-admin.1 belongs into the folder man1.
man_folder = $(DESTDIR)$(mandir)/man$(patsubst .%,%,$(suffix $(1)))

install: $(INSTALLED)
	$(Q)install -d $(DESTDIR)$(cgidir) $(DESTDIR)$(bindir) $(DESTDIR)$(datadir)/schema $(DESTDIR)$(datadir)/errors \
		$(DESTDIR)$(datadir)/official $(DESTDIR)$(datadir)/web/assets \
		$(DESTDIR)$(docdir)/docs $(DESTDIR)$(completiondir) $(DESTDIR)$(unitdir) $(DESTDIR)$(sysusersdir) $(sort $(foreach f,$(MAN),$(call man_folder,$(f))))
	$(Q)set -e; $(foreach f,$(filter %.fcgi,$(INSTALLED)),$(call put,755,$(f),$(DESTDIR)$(cgidir));) \
	$(call put,755,$(O)/stripped/livechat-admin,$(DESTDIR)$(bindir)); \
	install -m 644 admin/completion.bash $(DESTDIR)$(completiondir)/livechat-admin; \
	$(foreach f,$(UNITS),sed 's|@cgidir@|$(cgidir)|' packaging/systemd/$(f) >$(O)/$(f); $(call put,644,$(O)/$(f),$(DESTDIR)$(unitdir));) \
	install -m 644 packaging/systemd/livechat.sysusers $(DESTDIR)$(sysusersdir)/livechat.conf; \
	$(foreach f,$(SCHEMA),$(call put,644,$(f),$(DESTDIR)$(datadir)/schema);) \
	$(foreach f,$(wildcard errors/*),$(call put,644,$(f),$(DESTDIR)$(datadir)/errors);) \
	$(foreach f,$(wildcard scripts/official/*.*),$(call put,644,$(f),$(DESTDIR)$(datadir)/official);) \
	install -m 644 $(O)/web/assets/* $(DESTDIR)$(datadir)/web/assets; \
	$(foreach f,icon.svg rocketchat-livechat.min.js widget.js,$(call put,644,$(O)/web/$(f),$(DESTDIR)$(datadir)/web);) \
	$(foreach f,$(EXAMPLES) $(DOCS),$(call put,644,$(f),$(DESTDIR)$(docdir));) \
	$(foreach f,$(GUIDES),$(call put,644,$(f),$(DESTDIR)$(docdir)/docs);) \
	$(foreach f,$(MAN),$(call put,644,$(f),$(call man_folder,$(f)));)

install-debug: $(INSTALLED)
	$(Q)install -d $(DESTDIR)$(debugdir)$(cgidir) $(DESTDIR)$(debugdir)$(bindir)
	$(Q)install -m 644 $(addsuffix .debug,$(filter %.fcgi,$(INSTALLED))) $(DESTDIR)$(debugdir)$(cgidir)
	$(Q)install -m 644 $(O)/stripped/livechat-admin.debug $(DESTDIR)$(debugdir)$(bindir)

uninstall:
	$(Q)rm -f $(foreach f,$(filter %.fcgi,$(PROGRAMS)),$(DESTDIR)$(cgidir)/$(notdir $(f)))
	$(Q)rm -f $(DESTDIR)$(bindir)/livechat-admin $(DESTDIR)$(completiondir)/livechat-admin $(foreach f,$(MAN),$(call man_folder,$(f))/$(notdir $(f)))
	$(Q)rm -f $(UNITS:%=$(DESTDIR)$(unitdir)/%) $(DESTDIR)$(sysusersdir)/livechat.conf
	$(Q)rm -rf $(DESTDIR)$(debugdir)$(cgidir) $(DESTDIR)$(debugdir)$(bindir)/livechat-admin.debug
	$(Q)rm -rf $(DESTDIR)$(datadir) $(DESTDIR)$(docdir)
	-$(Q)rmdir $(DESTDIR)$(cgidir) $(DESTDIR)$(prefix)/lib/livechat

include packaging/packaging.mk

clean:
	rm -rf $(O)

# --- style -------------------------------------------------------------------------------------

# check-symbols reads the object files, including those of the tests.
lint: all $(O)/routes $(UNIT_PROGRAMS)
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(C_FILES)
	$(Q)scripts/lint
	$(Q)BUILD=$(O) scripts/check-symbols

# Checks the scripts of the pages: eslint's rules, and the types in their comments.
lint-pages:
	@scripts/install-packages node
	@cd tests/lint && { [ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; }
	$(Q)tests/lint/node_modules/.bin/eslint --config tests/lint/eslint.config.mjs web
	$(Q)tests/lint/node_modules/.bin/tsc --project tests/lint/tsconfig.json

format:
	$(Q)$(CLANG_FORMAT) -i $(C_FILES)
