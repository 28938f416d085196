# SPDX-License-Identifier: MIT
# Archives and packages of a release, and what tests them. The Makefile includes this file; paths are relative to it.

.PHONY: dist dist-endpoints dist-archives dist-endpoints-archives dist-aarch64 check-dist check-dist-aarch64 \
	deb check-deb check-hosts

# Builds the archives of a release in $(O)/dist: the program and what belongs to it, linked statically, and the source;
# with dist-endpoints the single endpoints, which are many and large. The same commit gives the same bytes.
MACHINE = $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
IN_DIST = $(MAKE) $(JOBS) O=$(O)/dist STATIC=1 STATIC_LIBRARIES=$(STATIC_LIBRARIES) CFLAGS='-O2 -g' LDFLAGS= CPPFLAGS= SANITIZE=
dist dist-endpoints:
	@scripts/install-packages build static
	@+$(IN_DIST) $@-archives
dist-archives: $(O)/stripped/cgi-bin/livechat.fcgi $(O)/stripped/livechat-admin $(O)/routes
	@scripts/dist $(O) $(STATIC_LIBRARIES) $(MACHINE) program
dist-endpoints-archives: $(INSTALLED)
	@scripts/dist $(O) $(STATIC_LIBRARIES) $(MACHINE) endpoints

# The same for 64-bit ARM, in $(O)/aarch64/dist: with a cross compiler, and Debian's libraries of that machine in SYSROOT.
dist-aarch64:
	@scripts/install-packages build static cross
	@scripts/sysroot arm64 $(SYSROOT)
	@$(MAKE) $(JOBS) dist O=$(O)/aarch64 SYSROOT=$(abspath $(SYSROOT)) CC='aarch64-linux-gnu-gcc --sysroot=$(abspath $(SYSROOT))' AR=aarch64-linux-gnu-ar \
		OBJCOPY=aarch64-linux-gnu-objcopy EMULATOR=qemu-aarch64

# Makes the archives twice and compares them, and runs API tests with the program: in an empty root, or, if it is one for
# ARM, in an emulator. FILES names other tests.
DIST_TESTS = $(if $(filter file,$(origin FILES)),,$(FILES))
check-dist: dist
	@scripts/install-packages run check debian-roots
	@scripts/check-dist dist $(O)/dist $(STATIC_LIBRARIES) $(DIST_TESTS)
check-dist-aarch64: dist-aarch64
	@scripts/install-packages run check
	@EMULATOR=qemu-aarch64 SYSROOT=$(SYSROOT) scripts/check-dist dist-aarch64 $(O)/aarch64/dist $(O)/aarch64/static $(DIST_TESTS)

# Builds a Debian package of what is in this folder, in $(O)/deb. The same commit gives the same bytes.
deb:
	@scripts/install-packages build deb
	@scripts/deb $(O)/deb

# Builds it twice and compares, runs lintian, and tests the package as it is installed, in a Debian that it boots. FILES
# names some of the tests.
check-deb: deb
	@scripts/install-packages check check-deb
	@scripts/check-deb $(O)/deb $(if $(filter file,$(origin FILES)),,$(FILES))

# Follows INSTALL on hosts of each kind, until a visitor is answered in a browser. FILES names some of the tests.
check-hosts:
	@scripts/install-packages build check pages check-hosts
	@$(MAKE) $(JOBS) $(O)/cgi-bin/livechat.fcgi $(O)/livechat-admin $(O)/routes
	@scripts/check-hosts $(O) $(if $(filter file,$(origin FILES)),,$(FILES))
