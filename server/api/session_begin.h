/*
 * session_begin.h - from an unknown caller to a session.
 */
#ifndef SERVER_API_SESSION_BEGIN_H
#define SERVER_API_SESSION_BEGIN_H

#include "server/api/login.h"
#include "server/security/audit.h"

/* Lease req->db before it is known for whom; at most a few times a minute for
 * one address (429 "session.rate"). */
int fiber_fn	session_open_unscoped(struct request *req, struct error *err);
/* Queue an event about this login; audit_prepare() was called. */
void		session_event(struct request *req, const struct login *l,
		    const char *action, enum audit_outcome outcome);
/* Spend the step of the code, make a session, set its cookie and reply. */
int fiber_fn	session_begin(struct request *req, const struct login *l,
		    int64_t step);

/* With a batch that proves again who asks, queue a new token for the session,
 * whose old one ends. */
void		session_renew(struct request *req, char token[44]);
/* Set the cookie to this token, which is wiped; when all was written. */
void		session_cookie(struct request *req, char token[44]);

#endif
