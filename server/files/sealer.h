/*
 * sealer.h - a file that arrives piece by piece, sealed chunk by chunk.
 *
 *	for (;;) {
 *		n = more bytes, added to s->plain, STREAM_CHUNK at most;
 *		while (file_sealer_next(s, n == 0, &chunk))
 *			keep the chunk;
 *		if (n == 0)
 *			break;
 *	}
 *
 * Nothing is written: who calls keeps the chunks.  At the end zeros follow, so
 * that the size tells little (as envelope_padded() says); the true size is
 * s->size.  The key lives here until file_sealer_done().
 */
#ifndef SERVER_FILES_SEALER_H
#define SERVER_FILES_SEALER_H

#include "server/security/vault.h"

struct file_sealer {
	struct fresh_key	 key;
	struct stream		 stream;
	unsigned char		 head[STREAM_HEAD];
	struct buf		 plain;		/* not sealed yet */
	size_t			 size;		/* sealed so far, no zeros */
	size_t			 zeros;		/* still to follow */
	int			 chunks;
	bool			 is_ended, is_over;
};

/* Make the data key of a document and begin.  -1 and err. */
int fiber_fn	file_sealer_init(struct file_sealer *s, struct vault *v,
		    struct db *db, struct uuid file, struct error *err);
/* Put the next sealed chunk into out instead of what was there; false when
 * there is none (yet). */
bool	file_sealer_next(struct file_sealer *s, bool is_end, struct buf *out);
/* Wipe everything; also one that was never begun but cleared. */
void	file_sealer_done(struct file_sealer *s);

#endif
