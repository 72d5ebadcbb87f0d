// SPDX-License-Identifier: Apache-2.0
//
// Scripts that only a shell can read are read by a process of its own (init/commands/rc_read.h),
// which sends what comes out over the control socket like anybody else.

#ifndef BERTH_INIT_SCRIPT_READER_H
#define BERTH_INIT_SCRIPT_READER_H

#include "../../common/string_list.h"

/*
 * script_reader_start - have these scripts read. If no process can be made, that is tried again.
 * @names: of services; must stay
 * @ended: called when nothing will come any more, whatever has come by then
 */
void script_reader_start(const struct string_list *names, void (*ended)(void));

#endif
