/*
 * array.h - arrays of PostgreSQL as parameters, element by element: what one
 * statement does for many rows, with unnest().
 *
 *	struct db_array ids = DB_ARRAY_INIT;
 *
 *	for (size_t i = 0; i < n; i++)
 *		db_array_uuid(&ids, rows[i].id);
 *	db_push(db, ROWS_DELETE, db_array_end(db_arena(db), &ids));
 */
#ifndef SERVER_DB_ARRAY_H
#define SERVER_DB_ARRAY_H

#include "base/arena.h"
#include "base/str.h"
#include "base/uuid.h"

struct db_array {
	struct buf	 text;		/* without the closing brace */
};

#define DB_ARRAY_INIT	{ BUF_INIT }

/* As it is: a number, an id, a code of ours, null. */
void	db_array_bare(struct db_array *a, struct str value);
void	db_array_int(struct db_array *a, int64_t value);
void	db_array_uuid(struct db_array *a, struct uuid value);
/* Any text. */
void	db_array_text(struct db_array *a, struct str value);
void	db_array_bytes(struct db_array *a, struct str value);

bool	db_array_is_empty(const struct db_array *a);
/* The parameter, in an arena (db_arena() is that of the batch); a is empty
 * again. */
const char *db_array_end(struct arena *arena, struct db_array *a);
void	db_array_done(struct db_array *a);	/* also for _cleanup_() */

#endif
