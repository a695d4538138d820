/*
 * witness.h - the memory of another machine (C2SP tlog-witness).
 *
 * A witness cosigns a checkpoint when it continues the last one it cosigned: so
 * nobody, not even with the key of the trail, can show it another history.  It
 * needs the public key of the trail and a folder, and nothing else of us:
 *
 *	old 1290			what the caller believes we saw last
 *	<hash, base64>			RFC 9162 consistency proof, a line each
 *
 *	<the checkpoint>
 */
#ifndef SERVER_SECURITY_WITNESS_H
#define SERVER_SECURITY_WITNESS_H

#include "server/security/note.h"

#define WITNESS_BODY_MAX 8192

struct witness;

/* The folder keeps the key, the last checkpoint, and all that were cosigned
 * (<dir>/checkpoints, for `vinculo audit verify --checkpoints`).  NULL and
 * err. */
struct witness	*witness_new(const char *dir, const struct note_key *log,
		    struct error *err);
void		 witness_free(struct witness *w);
const struct note_key *witness_key(const struct witness *w);

/* Answer one request at time_s.  The status, and what to reply: 200 and our
 * line; 409 and the size that we saw last; 400, 403, 422 and nothing; 500 when
 * the folder cannot be written. */
int	witness_add(struct witness *w, struct str body, int64_t time_s,
	    struct buf *out);

/* The same text from the log's side. */
void	witness_request(uint64_t old, const struct merkle_proof *proof,
	    struct str note, struct buf *out);

#endif
