/*
 * definitions.c - fetching and keeping definitions.
 */
#include "base/arena.h"
#include "server/workflow/definitions.h"
#include "server/workflow/kept.h"

enum { COL_ID, COL_KEY, COL_VERSION, COL_NAME, COL_XML };

struct kept_definition {
	struct kept_item	 item;
	struct definition	 d;
	struct arena		*arena;
};

static void
free_definition(struct kept_item *item)
{
	struct kept_definition *k = (struct kept_definition *)item;

	arena_free(k->arena);
	free(k);
}

static struct kept processes = { .max = DEFINITIONS_MAX,
	.free_item = free_definition };

static int
unknown(struct error *err, const char *what)
{
	return error_set(err, ERR_NOT_FOUND, "definition.unknown",
	    "there is no such %s", what);
}

static struct uuid
id_at(struct db *db, int at)
{
	struct uuid u = { { 0 } };

	(void)uuid_parse(db_text(db, at, 0, COL_ID), &u);
	return u;
}

/* Parse the row that was just read. */
static const struct definition *
parse_row(struct db *db, int at, struct error *err)
{
	struct kept_definition *k = xcalloc(1, sizeof(*k));
	struct str key = db_text(db, at, 0, COL_KEY);

	k->arena = arena_new();
	k->item.id = k->d.id = id_at(db, at);
	(void)snprintf(k->d.key, sizeof(k->d.key), "%.*s", STR_ARG(key));
	k->d.model = bpmn_parse(k->arena, db_text(db, at, 0, COL_XML), err);
	if (k->d.model != NULL)
		k->d.process = bpmn_process_find(k->d.model, str_of(k->d.key));
	if (k->d.process == NULL) {
		if (k->d.model != NULL)
			(void)unknown(err, "process in its model");
		free_definition(&k->item);
		return NULL;
	}
	k->d.asks_calendar = bpmn_asks_calendar(k->d.model);
	return &((struct kept_definition *)kept_add(&processes, &k->item))->d;
}

static const struct definition *
from_row(struct db *db, int at, struct error *err)
{
	struct kept_item *item;

	if (db_rows(db, at) == 0) {
		(void)unknown(err, "process");
		return NULL;
	}
	item = kept_get(&processes, id_at(db, at));
	if (item != NULL)
		return &((struct kept_definition *)item)->d;
	return parse_row(db, at, err);
}

const struct definition *fiber_fn
definition_get(struct db *db, struct uuid id, struct error *err)
{
	struct kept_item *item = kept_get(&processes, id);
	int at;

	if (item != NULL)
		return &((struct kept_definition *)item)->d;
	at = db_push(db, DEFINITION_GET, db_uuid(db, id));
	if (db_run(db, err) < 0)
		return NULL;
	return from_row(db, at, err);
}

/* The version that was used last, one user more: likely the newest; or NULL. */
static const struct definition *
likely(struct str key)
{
	const struct kept_item *last = NULL;

	for (size_t i = 0; i < processes.n; i++) {
		const struct kept_item *item = processes.items[i];

		const struct kept_definition *k = (const void *)item;

		if (str_is(key, k->d.key) &&
		    (last == NULL || item->used > last->used))
			last = item;
	}
	return last == NULL ? NULL : &((struct kept_definition *)kept_get(
	    &processes, last->id))->d;
}

const struct definition *fiber_fn
definition_latest(struct db *db, struct str key, struct str version_tag,
    struct error *err)
{
	const struct definition *guess = likely(key), *found;
	struct uuid id = { { 0 } };
	int at = db_push(db, DEFINITION_LATEST, db_str(db, key),
	    version_tag.len == 0 ? NULL : db_str(db, version_tag),
	    guess == NULL ? NULL : db_uuid(db, guess->id));
	int r = db_run(db, err);

	if (r == 0 && db_rows(db, at) > 0)
		id = id_at(db, at);
	if (guess != NULL && memcmp(guess->id.b, id.b, sizeof(id.b)) == 0)
		return guess;
	found = r < 0 ? NULL : from_row(db, at, err);
	definition_put(guess);
	return found;
}

void
definition_put(const struct definition *d)
{
	if (d != NULL)
		kept_put(&((struct kept_definition *)((char *)(uintptr_t)d -
		    offsetof(struct kept_definition, d)))->item);
}
