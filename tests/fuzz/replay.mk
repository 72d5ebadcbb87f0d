# SPDX-License-Identifier: Apache-2.0
# Included by tests/unit/Makefile: the corpus of each fuzz target, run as an ordinary test with the
# same compiler, sanitizers and archives as the unit tests.

fuzz_dir := $(top)/tests/fuzz
fuzz_targets := $(filter-out replay,$(basename $(notdir $(wildcard $(fuzz_dir)/*.c))))
fuzz_programs := $(fuzz_targets:%=$(out)/fuzz/%)

$(fuzz_programs): $(out)/fuzz/%: $(fuzz_dir)/%.c $(fuzz_dir)/replay.c $(libraries)
	@mkdir -p $(@D)
	@$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -o $@ $(filter %.c,$^) \
		-Wl,--start-group $(libraries) -Wl,--end-group -lyaml -ljansson -lsodium

replay: $(fuzz_programs)
	@for target in $(fuzz_targets); do \
		printf 'fuzz target %s: ' $$target; \
		$(out)/fuzz/$$target $(fuzz_dir)/corpus/$$target || exit 1; \
	done

all: replay

.PHONY: replay
