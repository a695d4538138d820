/*
 * keyclient.h - asking keyd, or being it.
 */
#ifndef SERVER_SECURITY_KEYCLIENT_H
#define SERVER_SECURITY_KEYCLIENT_H

#include "server/security/keyd.h"

struct keyclient;

/* A tenant's key as the database keeps it. */
struct tenant_key {
	uint32_t	 id;		/* 0: there is none */
	unsigned char	 wrapped[WRAPPED_SIZE];
};

/* By its socket; or, when path is NULL, with the root key of state_dir in this
 * process, which is for the operator's commands. */
struct keyclient *keyclient_new(const char *path, const char *state_dir,
		    struct error *err);
void		 keyclient_free(struct keyclient *c);
/* The id of the root key that wraps, of one that has it itself. */
uint32_t	 keyclient_root_id(const struct keyclient *c);

/* The head of a request: append to out. */
void	keyclient_head(struct buf *out, struct uuid tenant,
	    const struct tenant_key *key);
/* The description of a data key: append to out. */
void	keyclient_dek(struct buf *out, enum aead_alg alg,
	    const struct dek_place *place);
/* Ask.  The reply must have want bytes and lives in a; wipe it after use.  -1
 * and err ("keyd.limit", "keyd.wrong_key", "keyd.refused", "keyd.no_root",
 * "keyd.restarts", "keyd.malformed", "ipc.*"). */
#define KEYCLIENT_ANY	((size_t)-1)	/* bytes */

int fiber_fn keyclient_call(struct keyclient *c, enum keyd_call call,
	    const struct buf *request, size_t want, struct arena *a,
	    struct str *ret, struct error *err);

#endif
