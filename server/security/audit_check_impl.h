/*
 * audit_check_impl.h - the inside of checking the trail.
 */
#ifndef SERVER_SECURITY_AUDIT_CHECK_IMPL_H
#define SERVER_SECURITY_AUDIT_CHECK_IMPL_H

#include "base/map.h"
#include "server/security/audit_check.h"

#define XID_SIZE	24

/* Columns of events_between and events_after. */
enum { ID, TENANT, WRITER, NUMBER, ACTOR, ACTION, OBJECT_TYPE, OBJECT, RECORD,
	OUTCOME, PURPOSE, AT_US, LEAF, MAC, SEALED_LIST, XID };

struct check {
	struct audit_check	*c;
	struct arena		*arena;		/* of one batch */
	struct arena		*kept;		/* keys of writers */
	struct map		*keys;
	struct merkle		 tree;
	struct str		 published;	/* what is left of it */
	char			 xid[XID_SIZE], id[UUID_TEXT_LEN + 1];
};

/* Report a finding. */
void	audit_say(struct check *k, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* A row of events by itself: its columns and MAC against its leaf, whose hash
 * is returned. */
void	audit_check_event(struct check *k, int row,
	    struct merkle_hash *ret_hash);

/* Sealed values as they are now against the trail; the whole of it. */
int	audit_check_sealed(struct check *k, struct error *err);
/* Cosignatures and time stamps, of those that c knows. */
int	audit_check_vouched(struct check *k, struct error *err);

#endif
