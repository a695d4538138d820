/*
 * session_begin.h - from an unknown caller to a session.
 */
#ifndef SERVER_API_SESSION_BEGIN_H
#define SERVER_API_SESSION_BEGIN_H

#include "server/api/login.h"
#include "server/security/audit.h"

#define ATTEMPT_COOKIE	"__Host-attempt"

struct passkey_use;

/* By what somebody proved who they are: the step of a code, or a passkey. */
struct session_proof {
	int64_t		 step;
	const struct passkey_use *passkey;	/* NULL: the code */
};

/* Lease req->db before it is known for whom; at most a few times a minute for
 * one address (429 "session.rate"). */
int fiber_fn	session_open_unscoped(struct request *req, struct error *err);
/* The same for what a page does by itself, three times as often. */
int fiber_fn	session_open_page(struct request *req, struct error *err);
/* SHA-256 of the token of the caller's attempt to sign in; of "" when there is
 * none, which nothing is kept for. */
void		session_attempt(struct request *req, unsigned char out[32]);
/* The same, beginning an attempt, with a cookie, if there is none. */
void		session_attempt_begin(struct request *req,
		    unsigned char out[32]);
/* Count a failure to sign in with its event, and alarm; passkey may be NULL. */
void fiber_fn	session_refuse(struct request *req, const struct login *l,
		    const struct passkey_use *passkey);
/* Queue an event about this login; audit_prepare() was called. */
void		session_event(struct request *req, const struct login *l,
		    const char *action, enum audit_outcome outcome);
/* Spend the proof, make a session, set its cookie and reply.  Where a role
 * needs a passkey, a code makes a session only for who has none yet, and only
 * to make one. */
int fiber_fn	session_begin(struct request *req, const struct login *l,
		    const struct session_proof *proof);

/* With a batch that proves again who asks, queue a new token for the session,
 * whose old one ends. */
void		session_renew(struct request *req, char token[44]);
/* Set the cookie to this token, which is wiped; when all was written. */
void		session_cookie(struct request *req, char token[44]);

#endif
