/*
 * audit_leaf.h - the bytes of an audit event, as they are hashed and kept.
 *
 *	A2 | tenant 16 | event 16 | writer 16 | number u64 | time_us i64 |
 *	actor 16 | actor kind u8 | action u16 | object type u16 | object 16 |
 *	record 16 | outcome u8 | length of purpose u8 | request 16 |
 *	record digest 32 | length of detail u32 | purpose | detail
 *
 * Big endian.  The record digest is that of the sealed values which the event
 * wrote (record_digest.h), or zero.  Leaf hash: SHA-256(00 | leaf), as in RFC
 * 9162, 2.1.1.  Leaves of the first format, A1, have 0 for that length and no
 * purpose.
 */
#ifndef SERVER_SECURITY_AUDIT_LEAF_H
#define SERVER_SECURITY_AUDIT_LEAF_H

#include "base/str.h"
#include "base/uuid.h"

#define AUDIT_LEAF_FIXED	172	/* bytes before the purpose */
#define AUDIT_PURPOSE_MAX	200	/* bytes */
#define AUDIT_DETAIL_MAX	65536
#define AUDIT_HASH_SIZE		32

enum audit_actor_kind { AUDIT_BY_SERVER, AUDIT_BY_STAFF };

struct audit_leaf {
	struct uuid	tenant, event, writer, actor, object, record, request;
	uint64_t	number;		/* of the writer: 1, 2, 3 ... */
	int64_t		time_us;
	uint8_t		actor_kind, outcome;
	uint16_t	action, object_type;
	unsigned char	record_digest[32];
	struct str	purpose;	/* STR_NULL: of the first format */
	struct str	detail;
};

void	audit_leaf_encode(const struct audit_leaf *leaf, struct buf *out);
/* -EINVAL when the bytes are no leaf.  Strings point into bytes. */
int	audit_leaf_decode(struct str bytes, struct audit_leaf *ret);
void	audit_leaf_hash(struct str bytes, unsigned char out[AUDIT_HASH_SIZE]);

/* Numbers of audit_registry.def; 0 and NULL when there is none. */
uint16_t	 audit_action_of(const char *name);
const char	*audit_action_name(uint16_t action);
uint16_t	 audit_object_of(const char *name);
const char	*audit_object_name(uint16_t object_type);

#endif
