/*
 * login.h - checking a password and a code.
 */
#ifndef SERVER_API_LOGIN_H
#define SERVER_API_LOGIN_H

#include "server/http/http.h"
#include "server/security/totp.h"

struct db;

/* Who wants to sign in; found by login name, or by nothing. */
struct login {
	bool		 is_known;
	struct uuid	 tenant, staff;	/* unknown: whose keys do the work */
	const char	*tenant_id, *staff_id;
	const char	*hash;		/* NULL before the first sign-in */
	struct str	 totp;		/* sealed; empty before enrolment */
	int64_t		 totp_last_step;
	struct str	 name_mac;	/* by login_wait_name(); may be empty */
};

/* Base 64 of PostgreSQL, decoded into the arena; STR_NULL for none. */
struct str	login_base64(struct request *req, struct str s);
/* Look a login up and scope req->db to its municipality; an unknown one costs
 * the same work there. */
int fiber_fn	login_find(struct request *req, const char *name,
		    struct login *ret, struct error *err);
/* Fill l->name_mac, so that the two below count for this name. */
int fiber_fn	login_wait_name(struct request *req, struct login *l,
		    const char *name, struct error *err);
/* The same, and: too many failures with it lately?  -1 and err (429
 * "session.wait"). */
int fiber_fn	login_wait_check(struct request *req, struct login *l,
		    const char *name, struct error *err);
/* Queue one failure more, or the end of them. */
void		login_wait_push_failed(struct request *req,
		    const struct login *l);
void		login_wait_push_done(struct request *req,
		    const struct login *l);
/* Does the password match?  Takes as long for an unknown login.  1, 0, or -1
 * and err (too many at once, keyd). */
int fiber_fn	login_password(struct request *req, const struct login *l,
		    const char *password, struct error *err);
/* Hash a new password; out holds PASSWORD_HASH_SIZE bytes. */
int fiber_fn	login_hash(struct request *req, const char *password,
		    char *out, struct error *err);
/* The step of a code, -1 when it is wrong or was used; -2 and err. */
int64_t fiber_fn login_code(struct request *req, const struct login *l,
		    const char *code, struct error *err);
/* Open a sealed secret of a code generator. */
int fiber_fn	login_secret(struct request *req, const struct login *l,
		    unsigned char secret[TOTP_SECRET_SIZE], struct error *err);

#endif
