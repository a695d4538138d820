/*
 * audit_check_sealed.c - is each sealed value the one that was written last?
 *
 * What must be there is gathered anew from the events, which were checked
 * before, into tables that only this connection has: nothing that the sweep
 * keeps is believed.
 */
#include <stdio.h>

#include "server/security/audit_check_impl.h"

#define GATHER	2000	/* events at once */
#define COMPARE	1000	/* places at once */

/* Columns of verify_compare. */
enum { COL_TENANT, COL_TABLE, COL_ROW, COL_COLUMN, COL_EVENT, COL_WRONG,
	COL_SEEN };

static int
gather(struct db *db, struct error *err)
{
	do {
		if (db_query(db, err, VERIFY_GATHER, db_int(db, GATHER)) < 0)
			return -1;
	} while (db_int64(db, 0, 0, 0) > 0);
	return 0;
}

/* Say what is wrong with the places at hand; the last one is where to go on. */
static void
take(struct check *k, char cursor[4][UUID_TEXT_LEN + 1])
{
	static const int columns[] = { COL_TENANT, COL_TABLE, COL_ROW,
		COL_COLUMN };
	struct db *db = k->c->db;
	int rows = db_rows(db, 0);

	for (int i = 0; i < rows; i++) {
		struct str wrong = db_text(db, 0, i, COL_WRONG);

		if (wrong.p == NULL)
			continue;
		audit_say(k, "%s of %s %s: event %s wrote it",
		    sealed_place_name((int)db_int64(db, 0, i, COL_TABLE),
		    (int)db_int64(db, 0, i, COL_COLUMN)),
		    db_text(db, 0, i, COL_ROW).p, wrong.p,
		    db_text(db, 0, i, COL_EVENT).p);
	}
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		(void)snprintf(cursor[i], sizeof(cursor[i]), "%s",
		    db_text(db, 0, rows - 1, columns[i]).p);
	k->c->n_sealed += (uint64_t)db_int64(db, 0, 0, COL_SEEN);
}

int
audit_check_sealed(struct check *k, struct error *err)
{
	char cursor[4][UUID_TEXT_LEN + 1] = { "", "0", "", "0" };
	struct db *db = k->c->db;

	uuid_format((struct uuid){ { 0 } }, cursor[0]);
	uuid_format((struct uuid){ { 0 } }, cursor[2]);
	if (db_query(db, err, VERIFY_BEGIN) < 0 || gather(db, err) < 0)
		return -1;
	for (;;) {
		if (db_query(db, err, VERIFY_COMPARE, cursor[0], cursor[1],
		    cursor[2], cursor[3], db_int(db, COMPARE)) < 0)
			return -1;
		if (db_rows(db, 0) == 0)
			return 0;
		take(k, cursor);
	}
}
