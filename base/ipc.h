/*
 * ipc.h - requests and replies between processes over a Unix socket.
 *
 * A frame is a 12-byte head and a payload: length of the payload (u32), id
 * (u32), code (u16), zero (u16), all little-endian.  The client chooses the id
 * and gets it back with the reply, so many requests share one connection and
 * replies come in any order.  In a request the code says what is asked; in a
 * reply 0 is success, anything else one of the callee's errors.
 *
 * The peer is known by its user id (SO_PEERCRED): only processes of the same
 * user, or root, may connect.
 */
#ifndef BASE_IPC_H
#define BASE_IPC_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/fiber.h"
#include "base/str.h"

#define IPC_PAYLOAD_MAX		(4 * 1024 * 1024)
#define IPC_PENDING_MAX		1024	/* requests under way by connection */
#define IPC_CLIENTS_MAX		256

/* -- asking --------------------------------------------------------------- */

struct ipc_client;

struct ipc_reply {
	uint16_t	 code;		/* 0: success */
	struct str	 payload;
};

/* Connects when first used, and again after the server was restarted. */
struct ipc_client *ipc_client_new(const char *path);
/* Requests under way fail. */
void		 ipc_client_free(struct ipc_client *c);

struct ipc_call {
	uint16_t	 code;
	struct str	 payload;
	int		 timeout_ms;
};

/* Send one request and wait for its reply, whose payload lives in a.  0, or -1
 * and err: ERR_UNAVAILABLE "ipc.unavailable", "ipc.timeout" (whether the
 * request was carried out is unknown then), ERR_LIMIT "ipc.pending". */
int fiber_fn	 ipc_call(struct ipc_client *c, const struct ipc_call *call,
		    struct arena *a, struct ipc_reply *ret, struct error *err);

/* -- answering ------------------------------------------------------------ */

struct ipc_server;

struct ipc_request {
	uint16_t	 code;
	struct str	 payload;
	pid_t		 peer_pid;
	uid_t		 peer_uid;
	struct arena	*arena;		/* until the reply is written; wiped */
};

/* Runs on a fiber of its own for each request: fill reply (payload in the
 * arena) and return its code. */
typedef int fiber_fn ipc_handler(void *arg, struct ipc_request *req,
    struct str *ret_payload);

/* Listen at path (replacing what is left from before; mode 0600).  NULL and
 * err ("ipc.listen"). */
struct ipc_server *ipc_server_new(const char *path, ipc_handler *fn, void *arg,
	    struct error *err);
/* Accept no more and close connections; call after the last request. */
void		 ipc_server_free(struct ipc_server *s);
/* Requests being answered now. */
int		 ipc_server_pending(const struct ipc_server *s);

#endif
