/*
 * ipc_link.h - one connection of ipc.h, the same on both sides.
 *
 * Held by its reader fiber, its writer fiber and whoever still answers a
 * request from it; the last one closes it.
 */
#ifndef BASE_IPC_LINK_H
#define BASE_IPC_LINK_H

#include <stdint.h>

#include "base/fiber.h"
#include "base/str.h"

struct ipc_head {
	uint32_t	length, id;
	uint16_t	code;
};

struct ipc_link;

struct ipc_link	*ipc_link_new(int fd);
struct ipc_link	*ipc_link_ref(struct ipc_link *l);
void		 ipc_link_unref(struct ipc_link *l);
/* End it: the reader gets -EPIPE, nothing more is sent. */
void		 ipc_link_break(struct ipc_link *l);
bool		 ipc_link_is_broken(const struct ipc_link *l);

/* Send or queue a frame without waiting: 0, -EPIPE, or -ENOBUFS when the peer
 * does not read. */
int		 ipc_link_send(struct ipc_link *l, struct ipc_head head,
		    struct str payload);
/* The next frame, its payload in the buffer (emptied before): 0, -EPIPE at
 * the end, or -errno. */
int fiber_fn	 ipc_link_read(struct ipc_link *l, struct ipc_head *ret,
		    struct buf *payload);

#endif
