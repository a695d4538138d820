/*
 * record_digest.h - which sealed values an audit event wrote.
 *
 * An envelope is bound to its place, so it cannot be moved; but an older one of
 * the same place opens as well.  So each event that writes sealed values has a
 * list of them (audit_event.sealed), and its leaf the digest of that list:
 *
 *	entry	= table u16 | column u16 | row 16 | SHA-256(envelope) 32
 *	list	= entries by table, column, row, none twice
 *	digest	= SHA-256(list)
 *
 * Big endian; table and column are of crypto_registry.def, row is what the
 * value is bound to (struct sealed_at).  An entry whose hash is zero says that
 * the value was taken away.  The last event that names a place tells what must
 * be there now (record_digest in schema/migrations, audit_check_sealed.c).
 */
#ifndef SERVER_SECURITY_RECORD_DIGEST_H
#define SERVER_SECURITY_RECORD_DIGEST_H

#include "base/str.h"
#include "base/uuid.h"

#define RECORD_DIGEST_SIZE	32
#define RECORD_DIGEST_ENTRY	(2 + 2 + 16 + RECORD_DIGEST_SIZE)

struct record_digest_place {
	uint16_t	table, column;
	struct uuid	row;
};

/* Put an entry at the end of a list; STR_NULL: the value was taken away. */
void	record_digest_add(struct buf *list,
	    const struct record_digest_place *place, struct str envelope);
/* Bring a list into its order, in place.  Of entries of one place the one that
 * was added last stays. */
void	record_digest_sort(struct buf *list);
/* The digest of a list in its order; all zero for an empty one. */
void	record_digest_of(struct str list,
	    unsigned char out[RECORD_DIGEST_SIZE]);

#endif
