/*
 * intake.c - gathering rows and copying them in.
 */
#include <assert.h>

#include <sodium.h>

#include "server/db/bulk.h"
#include "server/record/intake.h"

#define TAGS_AT_ONCE	TAG_VALUES_MAX
#define NUMBER_SIZE	(NATIONAL_ID_MAX + 16)	/* "codice_fiscale:..." */

static const enum db_query copies[INTAKE_TABLES] = {
	[INTAKE_DATA_KEY] = Q_COPY_DATA_KEY,
	[INTAKE_PERSON] = Q_COPY_PERSON,
	[INTAKE_PERSON_DATA] = Q_COPY_PERSON_DATA,
	[INTAKE_TAG] = Q_COPY_TAG,
	[INTAKE_RECORD] = Q_COPY_RECORD,
	[INTAKE_RECORD_DATA] = Q_COPY_RECORD_DATA,
	[INTAKE_REFERENT] = Q_COPY_REFERENT,
	[INTAKE_MEMBER] = Q_COPY_MEMBER,
	[INTAKE_INTERVENTION] = Q_COPY_INTERVENTION,
	[INTAKE_ITEM] = Q_COPY_ITEM,
	[INTAKE_ENTRY] = Q_COPY_ENTRY,
};

/* A document whose tag has still to be made. */
struct tagged {
	struct uuid	person;
	char		number[NUMBER_SIZE];
};

struct intake {
	struct vault		*vault;
	struct db		*db;
	struct audit_actor	 actor;
	char			 tenant[UUID_TEXT_LEN + 1];
	struct buf		 rows[INTAKE_TABLES];
	struct buf		*row;		/* the one being written */
	struct tagged		*tagged;
	size_t			 n_tagged, cap_tagged, n_persons;
	struct buf		 notes;		/* what was sealed */
};

struct intake *
intake_new(struct vault *v, struct db *db, const struct audit_actor *actor)
{
	struct intake *in = xcalloc(1, sizeof(*in));

	in->vault = v;
	in->db = db;
	in->actor = *actor;
	uuid_format(actor->tenant, in->tenant);
	return in;
}

static void
forget(struct intake *in)
{
	for (int i = 0; i < INTAKE_TABLES; i++)
		buf_reset(&in->rows[i]);
	if (in->n_tagged > 0)
		sodium_memzero(in->tagged, in->n_tagged * sizeof(*in->tagged));
	in->n_tagged = in->n_persons = 0;
	buf_reset(&in->notes);
}

void
intake_free(struct intake *in)
{
	if (in == NULL)
		return;
	forget(in);
	for (int i = 0; i < INTAKE_TABLES; i++)
		buf_done(&in->rows[i]);
	buf_done(&in->notes);
	free(in->tagged);
	free(in);
}

size_t
intake_persons(const struct intake *in)
{
	return in->n_persons;
}

/* ------------------------------------------------------------------- rows */

void
intake_row(struct intake *in, enum intake_table table)
{
	assert(in->row == NULL);
	in->row = &in->rows[table];
	buf_puts(in->row, in->tenant);
}

void
intake_cell(struct intake *in, struct str s)
{
	buf_putc(in->row, '\t');
	if (s.p == NULL) {
		buf_puts(in->row, "\\N");
		return;
	}
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c == '\\' || c == '\t' || c == '\n' || c == '\r')
			buf_putc(in->row, '\\');
		buf_putc(in->row, c == '\t' ? 't' : c == '\n' ? 'n' :
		    c == '\r' ? 'r' : c);
	}
}

void
intake_uuid(struct intake *in, struct uuid u)
{
	char text[UUID_TEXT_LEN + 1];

	uuid_format(u, text);
	buf_printf(in->row, "\t%s", text);
}

void
intake_int(struct intake *in, int64_t n)
{
	buf_printf(in->row, "\t%lld", (long long)n);
}

static void
add_bytes(struct intake *in, struct str bytes)
{
	buf_puts(in->row, "\t\\\\x");
	buf_reserve(in->row, 2 * bytes.len + 1);
	(void)sodium_bin2hex(in->row->p + in->row->len, 2 * bytes.len + 1,
	    (const unsigned char *)bytes.p, bytes.len);
	in->row->len += 2 * bytes.len;
}

void
intake_sealed(struct intake *in, const struct fresh_key *key,
    const struct sealed_at *at, struct str plain)
{
	_cleanup_(buf_done) struct buf envelope = BUF_INIT;

	vault_seal_fresh(in->vault, key, at, plain, &envelope);
	sealed_note(&in->notes, at, buf_view(&envelope));
	add_bytes(in, buf_view(&envelope));
}

void
intake_row_end(struct intake *in)
{
	buf_putc(in->row, '\n');
	in->row = NULL;
}

int
intake_key(struct intake *in, enum subject_kind kind, struct uuid id,
    struct fresh_key *ret, struct error *err)
{
	if (vault_make(in->vault, in->db, kind, id, ret, err) < 0)
		return -1;
	intake_row(in, INTAKE_DATA_KEY);
	intake_uuid(in, ret->dek);
	intake_int(in, kind);
	intake_uuid(in, id);
	intake_int(in, 1);
	intake_int(in, ret->kek_id);
	add_bytes(in, (struct str){ (const char *)ret->wrapped,
	    sizeof(ret->wrapped) });
	intake_row_end(in);
	return 0;
}

/* ---------------------------------------------------------------- persons */

static void
add_data(struct intake *in, const struct fresh_key *key, const char *category,
    struct str json)
{
	struct sealed_at at = { (enum sealed_place)sealed_place_of("person",
	    str_of(category)), key->subject, key->subject };

	intake_row(in, INTAKE_PERSON_DATA);
	intake_uuid(in, key->subject);
	intake_cell(in, str_of(category));
	intake_sealed(in, key, &at, json);
	intake_row_end(in);
}

static void
add_tagged(struct intake *in, struct uuid person, const struct national_id *d)
{
	struct tagged *t;

	if (in->n_tagged == in->cap_tagged) {
		in->cap_tagged = in->cap_tagged == 0 ? 256 : 2 * in->cap_tagged;
		in->tagged = xreallocarray(in->tagged, in->cap_tagged,
		    sizeof(*in->tagged));
	}
	t = &in->tagged[in->n_tagged++];
	t->person = person;
	(void)snprintf(t->number, sizeof(t->number), "%s:%s",
	    document_type_name(d->type), d->number);
}

int
intake_person(struct intake *in, struct uuid id, int sensitivity,
    const struct identity *identity, struct str contact, struct error *err)
{
	struct fresh_key key;

	if (intake_key(in, SUBJECT_PERSON, id, &key, err) < 0)
		return -1;
	intake_row(in, INTAKE_PERSON);
	intake_uuid(in, id);
	intake_int(in, sensitivity);
	intake_row_end(in);
	add_data(in, &key, "identity", identity->json);
	if (contact.p != NULL)
		add_data(in, &key, "contact", contact);
	for (size_t i = 0; i < identity->n_documents; i++)
		add_tagged(in, id, &identity->documents[i]);
	sodium_memzero(&key, sizeof(key));
	in->n_persons++;
	return 0;
}

/* ------------------------------------------------------------------- tags */

static int
tag_some(struct intake *in, const struct tagged *t, size_t n,
    struct error *err)
{
	struct str values[TAGS_AT_ONCE];
	struct uuid holders[TAGS_AT_ONCE];
	struct tags tags;

	for (size_t i = 0; i < n; i++)
		values[i] = str_of(t[i].number);
	if (vault_find(in->vault, in->db, INDEX_WRITE, values, n, &tags,
	    holders, err) < 0)
		return -1;
	for (size_t i = 0; i < tags.n; i++) {
		intake_row(in, INTAKE_TAG);
		intake_int(in, TAG_NID);
		intake_int(in, tags.tag[i].epoch);
		add_bytes(in, (struct str){ (const char *)tags.tag[i].b,
		    tags.tag[i].len });
		intake_uuid(in, t[i % n].person);
		intake_row_end(in);
	}
	return 0;
}

static int
add_tags(struct intake *in, struct error *err)
{
	for (size_t i = 0; i < in->n_tagged; i += TAGS_AT_ONCE) {
		size_t left = in->n_tagged - i;

		if (tag_some(in, in->tagged + i, left < TAGS_AT_ONCE ? left :
		    TAGS_AT_ONCE, err) < 0)
			return -1;
	}
	return 0;
}

int
intake_known(struct intake *in, const struct national_id *docs, size_t n,
    struct uuid *ret, struct error *err)
{
	struct arena *a = arena_new();
	struct str values[TAGS_AT_ONCE];
	struct tags tags;
	int r;

	assert(n <= TAGS_AT_ONCE);
	for (size_t i = 0; i < n; i++)
		values[i] = national_id_value(a, &docs[i]);
	r = vault_find(in->vault, in->db, INDEX_READ, values, n, &tags, ret,
	    err);
	arena_wipe(a);
	arena_free(a);
	return r;
}

/* ------------------------------------------------------------------ write */

static int
copy_table(struct intake *in, enum intake_table table, struct error *err)
{
	int64_t rows;

	if (in->rows[table].len == 0)
		return 0;
	if (db_copy_in(in->db, copies[table], err) < 0 ||
	    db_copy_put(in->db, buf_view(&in->rows[table]), err) < 0)
		return -1;
	return db_copy_end(in->db, &rows, err);
}

static int
write_all(struct intake *in, struct error *err)
{
	char detail[64];

	db_begin(in->db);
	if (add_tags(in, err) < 0)
		return -1;
	for (enum intake_table t = 0; t < INTAKE_TABLES; t++) {
		if (copy_table(in, t, err) < 0)
			return -1;
	}
	(void)snprintf(detail, sizeof(detail), "{\"persons\":%zu}",
	    in->n_persons);
	db_push(in->db, PERSON_NOTIFY);
	buf_str(db_notes(in->db), buf_view(&in->notes));
	audit_push(in->db, &in->actor, &(struct audit_event){
	    .action = "person.import", .object_type = "tenant",
	    .object = in->actor.tenant, .detail = str_of(detail) });
	return audit_commit(in->db, err);
}

int
intake_flush(struct intake *in, struct error *err)
{
	int r = 0;

	if (in->rows[INTAKE_DATA_KEY].len > 0)
		r = write_all(in, err);
	if (r < 0)
		db_rollback(in->db);
	forget(in);
	return r;
}
