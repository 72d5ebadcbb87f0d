// SPDX-License-Identifier: Apache-2.0
//
// rtnetlink(7). See rtnl.h.

#include "rtnl.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "../../common/cleanup.h"

#define ANSWER_MAX 65536 /* what the kernel puts into one packet at most is half of that */
#define ANSWER_LIMIT_S 10 /* it answers at once, or something is badly wrong */

int rtnl_open(struct rtnl *rtnl)
{
	static const struct timeval limit = { .tv_sec = ANSWER_LIMIT_S };
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0)
		return -errno;
	*rtnl = (struct rtnl){ .fd = take_fd(&fd) };
	return 0;
}

void rtnl_close(struct rtnl *rtnl)
{
	(void)close(rtnl->fd);
}

void rtnl_begin(struct rtnl_message *m, uint16_t type, uint16_t flags, const void *head,
		size_t head_len)
{
	memset(m, 0, sizeof(*m));
	m->header.nlmsg_len = (uint32_t)NLMSG_LENGTH(head_len);
	m->header.nlmsg_type = type;
	m->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	memcpy(NLMSG_DATA(&m->header), head, head_len);
}

void rtnl_put(struct rtnl_message *m, uint16_t type, const void *data, size_t len)
{
	size_t at = NLMSG_ALIGN(m->header.nlmsg_len);
	struct rtattr attribute = { .rta_len = (unsigned short)RTA_LENGTH(len), .rta_type = type };

	if (at + RTA_SPACE(len) > sizeof(m->bytes)) {
		m->error = -EMSGSIZE;
		return;
	}
	memcpy(m->bytes + at, &attribute, sizeof(attribute));
	if (len > 0)
		memcpy(m->bytes + at + RTA_LENGTH(0), data, len);
	m->header.nlmsg_len = (uint32_t)(at + RTA_SPACE(len));
}

void rtnl_put_u8(struct rtnl_message *m, uint16_t type, uint8_t value)
{
	rtnl_put(m, type, &value, sizeof(value));
}

void rtnl_put_u16(struct rtnl_message *m, uint16_t type, uint16_t value)
{
	rtnl_put(m, type, &value, sizeof(value));
}

void rtnl_put_u32(struct rtnl_message *m, uint16_t type, uint32_t value)
{
	rtnl_put(m, type, &value, sizeof(value));
}

void rtnl_put_string(struct rtnl_message *m, uint16_t type, const char *text)
{
	rtnl_put(m, type, text, strlen(text) + 1);
}

size_t rtnl_nest(struct rtnl_message *m, uint16_t type)
{
	size_t begin = NLMSG_ALIGN(m->header.nlmsg_len);

	rtnl_put(m, type, NULL, 0);
	return begin;
}

void rtnl_nest_end(struct rtnl_message *m, size_t begin)
{
	struct rtattr attribute;

	if (m->error)
		return;
	memcpy(&attribute, m->bytes + begin, sizeof(attribute));
	attribute.rta_len = (unsigned short)(m->header.nlmsg_len - begin);
	memcpy(m->bytes + begin, &attribute, sizeof(attribute));
}

static int send_request(struct rtnl *rtnl, struct rtnl_message *m)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	if (m->error)
		return m->error;
	m->header.nlmsg_seq = ++rtnl->sequence;
	do
		sent = sendto(rtnl->fd, m->bytes, m->header.nlmsg_len, 0,
			      (struct sockaddr *)&kernel, sizeof(kernel));
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* What others than the kernel send is passed over. */
static ssize_t receive(struct rtnl *rtnl, void *buffer, size_t size)
{
	for (;;) {
		struct sockaddr_nl from = { 0 };
		socklen_t from_len = sizeof(from);
		ssize_t len =
			recvfrom(rtnl->fd, buffer, size, 0, (struct sockaddr *)&from, &from_len);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		if (from.nl_pid == 0)
			return len;
	}
}

struct answers {
	uint32_t sequence;
	int (*each)(const struct nlmsghdr *answer, void *context);
	void *context;
	int result;
	bool end;
};

static void take_answer(struct answers *a, const struct nlmsghdr *answer)
{
	if (answer->nlmsg_seq != a->sequence)
		return;
	switch (answer->nlmsg_type) {
	case NLMSG_DONE:
		a->end = true;
		break;
	case NLMSG_ERROR:
		a->end = true;
		if (a->result == 0)
			a->result = ((const struct nlmsgerr *)NLMSG_DATA(answer))->error;
		break;
	default:
		if (a->each && a->result == 0)
			a->result = a->each(answer, a->context);
	}
}

/* To the end also if nobody listens any more: the next request must not read what is left. */
static int take_answers(struct rtnl *rtnl, struct answers *a)
{
	static _Alignas(struct nlmsghdr) char buffer[ANSWER_MAX];

	while (!a->end) {
		ssize_t len = receive(rtnl, buffer, sizeof(buffer));
		const struct nlmsghdr *answer = (const struct nlmsghdr *)(const void *)buffer;

		if (len < 0)
			return (int)len;
		for (size_t left = (size_t)len; NLMSG_OK(answer, left) && !a->end;
		     answer = NLMSG_NEXT(answer, left))
			take_answer(a, answer);
	}
	return a->result;
}

int rtnl_call(struct rtnl *rtnl, struct rtnl_message *m)
{
	int r = send_request(rtnl, m);
	struct answers answers = { .sequence = rtnl->sequence };

	return r < 0 ? r : take_answers(rtnl, &answers);
}

int rtnl_dump(struct rtnl *rtnl, uint16_t type, const void *head, size_t head_len,
	      int (*each)(const struct nlmsghdr *answer, void *context), void *context)
{
	struct rtnl_message m;
	struct answers answers = { .each = each, .context = context };
	int r;

	rtnl_begin(&m, type, NLM_F_DUMP, head, head_len);
	m.header.nlmsg_flags &= (uint16_t)~NLM_F_ACK; /* a dump has an end of its own */
	r = send_request(rtnl, &m);
	answers.sequence = rtnl->sequence;
	return r < 0 ? r : take_answers(rtnl, &answers);
}

const struct rtattr *rtnl_attribute(const struct nlmsghdr *answer, size_t head_len, uint16_t type)
{
	size_t left = answer->nlmsg_len - NLMSG_LENGTH(head_len);
	const char *first = (const char *)NLMSG_DATA(answer) + NLMSG_ALIGN(head_len);

	for (const struct rtattr *a = (const struct rtattr *)(const void *)first; RTA_OK(a, left);
	     a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == type)
			return a;
	return NULL;
}
