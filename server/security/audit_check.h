/*
 * audit_check.h - is the audit trail as it was written?
 *
 * Every batch is read again: each event's hash against the batch, its columns
 * against its leaf, its MAC, the tree's root, the signed checkpoint; then the
 * numbers of every writer; then the checkpoints kept outside the database.
 * What was altered, removed, put in or moved is named.  When it is the whole
 * trail, so are sealed values that are not those it says were written last.
 */
#ifndef SERVER_SECURITY_AUDIT_CHECK_H
#define SERVER_SECURITY_AUDIT_CHECK_H

#include "server/db/db.h"
#include "server/security/note.h"
#include "server/security/vault.h"

struct audit_check {
	struct db	*db;		/* of the owner: sees every tenant */
	struct vault	*vault;		/* for MACs; NULL: not checked */
	const struct note_key *key;	/* public half is enough */
	uint64_t	 from, to;	/* places in the log; to 0: the end */
	struct str	 published;	/* the file of checkpoints; may be
					 * empty */
	const struct note_key *witness;	/* NULL: not checked */
	const char	*tsa_ca;	/* of time stamps; NULL: not checked */
	void		(*finding)(void *ctx, const char *text);
	void		(*progress)(void *ctx, uint64_t events);
	void		*ctx;
	/* Out. */
	uint64_t	 n_events, n_unsealed, n_findings, n_published, size;
	uint64_t	 n_witnessed, n_stamped, n_sealed;
	struct merkle_hash root;
};

/* 0 when everything could be looked at, whatever was found; -1 and err. */
int	audit_check(struct audit_check *c, struct error *err);

#endif
