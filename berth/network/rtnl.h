// SPDX-License-Identifier: Apache-2.0
//
// Talking to the kernel about the network: requests and answers of rtnetlink(7).

#ifndef BERTH_RTNL_H
#define BERTH_RTNL_H

#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdint.h>

#define RTNL_MESSAGE_MAX 4096

struct rtnl {
	int fd;
	uint32_t sequence;
};

/* A request that is being put together; one that does not fit is told by rtnl_call(). */
struct rtnl_message {
	union {
		struct nlmsghdr header;
		char bytes[RTNL_MESSAGE_MAX];
	};
	int error;
};

/* rtnl_open - returns 0 or a negative errno. */
int rtnl_open(struct rtnl *rtnl);
void rtnl_close(struct rtnl *rtnl);

/*
 * rtnl_begin - start a request.
 * @type: RTM_NEWLINK and so on
 * @flags: NLM_F_CREATE and so on; that it is a request with an answer is added
 * @head, @head_len: struct ifinfomsg, ifaddrmsg, rtmsg
 */
void rtnl_begin(struct rtnl_message *m, uint16_t type, uint16_t flags, const void *head,
		size_t head_len);

void rtnl_put(struct rtnl_message *m, uint16_t type, const void *data, size_t len);
void rtnl_put_u8(struct rtnl_message *m, uint16_t type, uint8_t value);
void rtnl_put_u16(struct rtnl_message *m, uint16_t type, uint16_t value);
void rtnl_put_u32(struct rtnl_message *m, uint16_t type, uint32_t value);
void rtnl_put_string(struct rtnl_message *m, uint16_t type, const char *text);

/* rtnl_nest - begin an attribute of attributes; rtnl_nest_end() takes what it returns. */
size_t rtnl_nest(struct rtnl_message *m, uint16_t type);
void rtnl_nest_end(struct rtnl_message *m, size_t begin);

/* rtnl_call - send it, and wait for what the kernel says. Returns 0 or a negative errno. */
int rtnl_call(struct rtnl *rtnl, struct rtnl_message *m);

/*
 * rtnl_dump - ask for all of a kind.
 * @type: RTM_GETLINK and so on; @head as in rtnl_begin()
 * @each: called with each answer; not 0 ends the calls
 * Returns 0, what @each returned, or a negative errno.
 */
int rtnl_dump(struct rtnl *rtnl, uint16_t type, const void *head, size_t head_len,
	      int (*each)(const struct nlmsghdr *answer, void *context), void *context);

/* rtnl_attribute - the attribute of a type behind a head of this length, or NULL. */
const struct rtattr *rtnl_attribute(const struct nlmsghdr *answer, size_t head_len, uint16_t type);

#endif
