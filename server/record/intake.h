/*
 * intake.h - many new persons and households at once: sealed here, copied in.
 *
 * For commands of the operator (import, demo).  Rows are gathered as the text
 * of COPY, each sealed by a new key of its subject, and written in one
 * transaction with its audit event by intake_flush(); memory does not grow with
 * the number of batches.
 */
#ifndef SERVER_RECORD_INTAKE_H
#define SERVER_RECORD_INTAKE_H

#include "server/db/db.h"
#include "server/record/identity.h"
#include "server/security/audit.h"
#include "server/security/vault.h"

#define INTAKE_BATCH	1000	/* persons: flush then */

enum intake_table {
	INTAKE_DATA_KEY, INTAKE_PERSON, INTAKE_PERSON_DATA, INTAKE_TAG,
	INTAKE_RECORD, INTAKE_RECORD_DATA, INTAKE_REFERENT, INTAKE_MEMBER,
	INTAKE_INTERVENTION, INTAKE_ITEM, INTAKE_ENTRY, INTAKE_TABLES
};

struct intake;

/* vault, db (the owner's, scoped) and actor are used until intake_free(). */
struct intake	*intake_new(struct vault *v, struct db *db,
		    const struct audit_actor *actor);
/* What was not flushed is forgotten. */
void		 intake_free(struct intake *in);

/* A new person.  contact is JSON, or STR_NULL. */
int	intake_person(struct intake *in, struct uuid id, int sensitivity,
	    const struct identity *identity, struct str contact,
	    struct error *err);
size_t	intake_persons(const struct intake *in);	/* not flushed yet */
/* Make a key for another subject, to seal what belongs to it. */
int	intake_key(struct intake *in, enum subject_kind kind, struct uuid id,
	    struct fresh_key *ret, struct error *err);

/* One row: begin, cells in the order of the named COPY, end.  The tenant is
 * the first cell and put by begin. */
void	intake_row(struct intake *in, enum intake_table table);
void	intake_cell(struct intake *in, struct str s);	/* STR_NULL: null */
void	intake_uuid(struct intake *in, struct uuid u);
void	intake_int(struct intake *in, int64_t n);
void	intake_sealed(struct intake *in, const struct fresh_key *key,
	    const struct sealed_at *at, struct str plain);
void	intake_row_end(struct intake *in);

/* Find whose documents these are, before intake_person(): all zero for those of
 * nobody.  At most 64. */
int	intake_known(struct intake *in, const struct national_id *docs,
	    size_t n, struct uuid *ret, struct error *err);

/* Write what was gathered.  -1 and err: nothing of it was written. */
int	intake_flush(struct intake *in, struct error *err);

#endif
