/*
 * identity.h - who somebody is: the category "identity" of a person, checked
 * and made canonical before it is sealed.
 */
#ifndef SERVER_RECORD_IDENTITY_H
#define SERVER_RECORD_IDENTITY_H

#include "base/arena.h"
#include "base/json.h"
#include "server/record/national_id.h"

#define IDENTITY_DOCUMENTS_MAX 5

struct identity {
	struct str	 json;		/* canonical, to be sealed */
	struct national_id documents[IDENTITY_DOCUMENTS_MAX];
	size_t		 n_documents;
};

/* Check documents (each in its form, none twice) and the birth date (not after
 * today, YYYY-MM-DD) of an identity whose shape was checked.  Names lose
 * superfluous blanks.  -1 and err with the field. */
int	identity_read(struct arena *a, const struct json *j, struct str today,
	    struct identity *ret, struct error *err);

/* The documents of a stored identity, as the index of exact identifiers has
 * them; in a.  How many, or -1 when it is no identity. */
int	identity_values(struct arena *a, struct str json,
	    struct str ret[IDENTITY_DOCUMENTS_MAX]);

#endif
