/*
 * result.c - parameters to text, and text of results to C.
 */
#include <assert.h>
#include <inttypes.h>

#include "server/db/conn.h"

/* ---------------------------------------------------------- parameters */

const char *
db_int(struct db *db, int64_t v)
{
	return arena_printf(db->batch.scratch, "%" PRId64, v).p;
}

const char *
db_uuid(struct db *db, struct uuid v)
{
	char *text = arena_alloc(db->batch.scratch, UUID_TEXT_LEN + 1);

	uuid_format(v, text);
	return text;
}

const char *
db_str(struct db *db, struct str s)
{
	return s.p == NULL ? NULL : arena_str(db->batch.scratch, s).p;
}

const char *
db_bytea(struct db *db, struct str bytes)
{
	char *text;

	if (bytes.p == NULL)
		return NULL;
	text = arena_alloc(db->batch.scratch, bytes.len * 2 + 3);
	memcpy(text, "\\x", 2);
	hex_encode(bytes, text + 2);
	text[2 + 2 * bytes.len] = '\0';
	return text;
}

/* ------------------------------------------------------------- results */

static const PGresult *
result_at(const struct db *db, int at)
{
	assert(at >= 0 && at < db->batch.nresults);
	return db->batch.results[at];
}

int
db_rows(const struct db *db, int at)
{
	return PQntuples(result_at(db, at));
}

int64_t
db_affected(const struct db *db, int at)
{
	const char *n = PQcmdTuples((PGresult *)(uintptr_t)result_at(db, at));
	int64_t v = 0;

	(void)parse_int(str_of(n), 0, INT64_MAX, &v);
	return v;
}

bool
db_is_null(const struct db *db, int at, int row, int col)
{
	return PQgetisnull(result_at(db, at), row, col);
}

struct str
db_text(const struct db *db, int at, int row, int col)
{
	const PGresult *res = result_at(db, at);

	assert(row >= 0 && row < PQntuples(res));
	assert(col >= 0 && col < PQnfields(res));
	if (PQgetisnull(res, row, col))
		return STR_NULL;
	return (struct str){ PQgetvalue(res, row, col),
	    (size_t)PQgetlength(res, row, col) };
}

int64_t
db_int64(const struct db *db, int at, int row, int col)
{
	int64_t v = 0;
	int r = parse_int(db_text(db, at, row, col), INT64_MIN, INT64_MAX, &v);

	assert(r == 0);
	return v;
}

bool
db_bool(const struct db *db, int at, int row, int col)
{
	return str_is(db_text(db, at, row, col), "t");
}

static int
hex_value(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

void
db_bytes(const struct db *db, int at, int row, int col, struct buf *out)
{
	struct str s = db_text(db, at, row, col);

	if (s.p == NULL)
		return;
	assert(str_starts(s, "\\x") && s.len % 2 == 0);
	buf_reserve(out, s.len / 2);
	for (size_t i = 2; i < s.len; i += 2)
		out->p[out->len++] = (char)(hex_value(s.p[i]) << 4 |
		    hex_value(s.p[i + 1]));
	out->p[out->len] = '\0';
}

struct uuid
db_uuid_at(const struct db *db, int at, int row, int col)
{
	struct uuid u = { { 0 } };

	if (!db_is_null(db, at, row, col))
		(void)uuid_parse(db_text(db, at, row, col), &u);
	return u;
}

int fiber_fn
db_run_json(struct db *db, int at, struct str *ret_body, struct error *err)
{
	if (db_run(db, err) < 0)
		return -1;
	*ret_body = db_rows(db, at) == 0 ? STR_NULL : db_text(db, at, 0, 0);
	return 0;
}
