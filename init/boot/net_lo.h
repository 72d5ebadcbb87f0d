// SPDX-License-Identifier: Apache-2.0
//
// The loopback interface.

#ifndef BERTH_INIT_NET_LO_H
#define BERTH_INIT_NET_LO_H

/* net_lo_up - bring `lo` up; the kernel adds its addresses. Logs. Returns 0 or a negative errno. */
int net_lo_up(void);

#endif
