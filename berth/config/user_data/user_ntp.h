// SPDX-License-Identifier: Apache-2.0
//
// The key `ntp` of user-data: where the machine has its time from.
//
//   ntp:
//     servers: [time.example.org, 192.0.2.1]
//     pools: [0.pool.ntp.org]
//
// A pool is asked like a server: its name stands for several. Pure.

#ifndef BERTH_USER_NTP_H
#define BERTH_USER_NTP_H

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

#define USER_NTP_SERVERS_MAX 20

/*
 * user_ntp_read - read the value of the key `ntp`.
 * @diags: gets the problems; a server with one is left out
 * @servers: gets the names and addresses, pools behind servers
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_ntp_read(const struct node *value, struct diag_list *diags, struct string_list *servers);

#endif
