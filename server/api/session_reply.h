/*
 * session_reply.h - answering with who is signed in.
 */
#ifndef SERVER_API_SESSION_REPLY_H
#define SERVER_API_SESSION_REPLY_H

#include "server/security/session.h"

struct request;

/* What login_done says of the last visit: JSON, or empty. */
int	session_reply(struct request *req, int status, const struct session *s,
	    struct str last_visit);

#endif
