/*
 * push.c - what is to be asked: a batch.
 */
#include <assert.h>

#include "server/db/conn.h"

void
db_aside(struct db *db)
{
	assert(db->aside == NULL);
	db->aside = xmalloc(sizeof(*db->aside));
	*db->aside = db->batch;
	db->batch = (struct db_batch){ .scratch = arena_new() };
}

void
db_aside_end(struct db *db)
{
	db_clear_results(db);
	arena_free(db->batch.scratch);
	db->batch = *db->aside;
	free(take_ptr(&db->aside));
}

struct arena *
db_arena(struct db *db)
{
	return db->batch.scratch;
}

struct buf *
db_notes(struct db *db)
{
	return &db->notes;
}

void
db_end_notes(struct db *db)
{
	buf_reset(&db->notes);
	db->serial++;
}

uint64_t
db_serial(const struct db *db)
{
	return db->serial;
}

struct db_pool *
db_pool_of(const struct db *db)
{
	return db->pool;
}

int
db_room(const struct db *db)
{
	return DB_BATCH_MAX - db->batch.npushed;
}

int
db_push_args(struct db *db, enum db_query q, const char *const *argv,
    size_t argc)
{
	const char **copy = arena_array(db->batch.scratch, argc + 1,
	    sizeof(*copy));

	assert(db->batch.npushed < DB_BATCH_MAX);
	for (size_t i = 0; i < argc; i++)
		copy[i] = argv[i] == NULL ? NULL :
		    arena_strdup(db->batch.scratch, argv[i]);
	db->batch.pushed[db->batch.npushed] = (struct db_pushed){ q, copy };
	return db->batch.npushed++;
}

void *
db_kept(const struct db *db)
{
	return db->pool->kept;
}

void
db_keep(struct db *db, void *what, void (*free_fn)(void *))
{
	assert(db->pool->kept == NULL);
	db->pool->kept = what;
	db->pool->kept_free = free_fn;
}
