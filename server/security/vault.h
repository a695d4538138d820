/*
 * vault.h - sealed data: what handlers need to write it and to let it out.
 *
 * A category of a subject's data is one JSON object, sealed with the subject's
 * data key into one bytea and bound to its tenant, place, row and key.  Data
 * keys come from the database, wrapped, are unwrapped by keyd and kept in
 * locked memory for at most a minute.
 *
 * Writing:	if (vault_create(v, db, SUBJECT_PERSON, id, err) < 0 ||
 *		    vault_seal(v, db, &at, json, &param, err) < 0)
 *			return -1;
 *		db_push(db, PERSON_DATA_PUT, ..., param);
 *
 * Reading:	SQL says sealed('person.health', row, subject, envelope); the
 *		reply goes through vault_reveal(), which opens what was granted
 *		and turns everything else into {"masked":"health"}.
 *
 * The tenant is that of db_scope().  Functions that ask the database do so
 * aside: what was pushed and the results at hand stay as they are.
 */
#ifndef SERVER_SECURITY_VAULT_H
#define SERVER_SECURITY_VAULT_H

#include "base/arena.h"
#include "server/db/db.h"
#include "server/security/stream.h"

/* What a sealed value is about; one bit each, for grants. */
enum category {
	CATEGORY_IDENTITY = 1 << 0,
	CATEGORY_CONTACT  = 1 << 1,
	CATEGORY_SOCIAL   = 1 << 2,
	CATEGORY_ECONOMIC = 1 << 3,
	CATEGORY_HEALTH   = 1 << 4,
	CATEGORY_VIOLENCE = 1 << 5,
	CATEGORY_MINORS   = 1 << 6,
	CATEGORY_NOTES    = 1 << 7,
	CATEGORY_INTERNAL = 1 << 8,	/* never leaves in a reply */
};

enum sealed_place {
#define SEALED(name, table, column, place, category) SEALED_##name,
#include "server/security/crypto_registry.def"
#undef SEALED
	SEALED_COUNT
};

/* Whose key.  The numbers are in the database. */
enum subject_kind {
	SUBJECT_PERSON = 1, SUBJECT_RECORD, SUBJECT_CASE, SUBJECT_APPLICATION,
	SUBJECT_DOCUMENT, SUBJECT_TENANT, SUBJECT_AUDIT,
};

/* Identifiers to be searched exactly.  The numbers are in the database. */
enum tag_kind { TAG_NID = 1, TAG_PHONE, TAG_EMAIL, TAG_IBAN };

struct db_array;
struct vault;

struct vault_config {
	const char	*keyd;		/* path of keyd's socket; NULL: do its
					 * work here, for commands */
	const char	*state_dir;	/* of the root key, for commands */
	int		 keep_ms;	/* keys in memory; 0 means 60000 */
	int		 keys_per_s;	/* that keyd gives; 0: as many as a
					 * command needs */
	bool		 use_xchacha;	/* instead of XAES-256-GCM */
};

/* Where a value is kept: part of what it is bound to. */
struct sealed_at {
	enum sealed_place place;
	struct uuid	 row;		/* id of the row it is in */
	struct uuid	 subject;	/* whose data key */
};

/* What a reply may show: categories of one subject. */
struct grant {
	struct uuid	 subject;
	unsigned	 categories;	/* enum category, ored */
};

struct grants {
	VEC(struct grant) list;
	unsigned	 listed;	/* categories of every subject in the
					 * reply: for lists of names whose rows
					 * SQL has authorised one by one */
};

struct vault	*vault_new(const struct vault_config *config,
		    struct error *err);
void		 vault_free(struct vault *v);

/* The name of a category ("health"), and back; 0 when there is none. */
const char	*category_name(enum category category);
enum category	 category_of(struct str name);
/* The place "person" + "health" names, or "person.health"; -1 when there is
 * none. */
int		 sealed_place_of(const char *table, struct str category);
int		 sealed_place(struct str name);

/* The place of a table and a column of crypto_registry.def; "?" when there is
 * none. */
const char	*sealed_place_name(int table, int column);
/* The category of what is there. */
enum category	 sealed_category(enum sealed_place place);

/* Wipe keys that are too old: call it every few seconds. */
void		 vault_sweep(struct vault *v);
/* Forget what NOTIFY on channel "keys" says has changed: "tenant:subject", or
 * "tenant", or, with NULL after a reconnection, anything. */
void		 vault_notified(struct vault *v, const char *payload);

/* Make the keys of a new tenant and queue their rows. */
int fiber_fn	vault_create_tenant(struct vault *v, struct db *db,
		    struct error *err);
/* Make the data key of a new subject, whose id nobody else can choose, and
 * queue its row. */
int fiber_fn	vault_create(struct vault *v, struct db *db,
		    enum subject_kind kind, struct uuid subject,
		    struct error *err);
/* A new subject's key in the hands of who seals much with it, rows by COPY or a
 * file: nothing is queued or kept.  Wipe it after use. */
struct fresh_key {
	struct uuid	 tenant, subject, dek;
	enum subject_kind kind;
	uint32_t	 kek_id;
	unsigned char	 wrapped[78], key[32];
};

int fiber_fn	vault_make(struct vault *v, struct db *db,
		    enum subject_kind kind, struct uuid subject,
		    struct fresh_key *ret, struct error *err);
/* Queue the row of a fresh key and know it from now on: vault_create() in two
 * steps, for what takes long to arrive. */
int		vault_adopt(struct vault *v, struct db *db,
		    const struct fresh_key *key, struct error *err);
/* Add to out what is sealed by it; at->subject is the key's. */
void		vault_seal_fresh(struct vault *v, const struct fresh_key *key,
		    const struct sealed_at *at, struct str plain,
		    struct buf *out);

/* Fetch the keys of existing subjects, before vault_seal().  -1 and err
 * ("key.destroyed", "key.absent", "keyd.*"). */
int fiber_fn	vault_load(struct vault *v, struct db *db,
		    const struct uuid *subjects, size_t n, struct error *err);

/* Queue the destruction of a subject's keys and tags: its data is gone. */
void		 vault_destroy(struct vault *v, struct db *db,
		    struct uuid subject);

/* Seal a value under the newest key of its subject, which vault_create() or
 * vault_load() made known a moment ago.  ret_param is for db_push().  The value
 * is noted, for the next audit event of the transaction (record_digest.h): what
 * is sealed by this must be written by the same transaction. */
int	vault_seal(struct vault *v, struct db *db, const struct sealed_at *at,
	    struct str plain, const char **ret_param, struct error *err);
/* The same as bytes, and nothing is noted. */
int	vault_seal_bytes(struct vault *v, struct db *db,
	    const struct sealed_at *at, struct str plain, struct buf *out,
	    struct error *err);
/* Note what was sealed otherwise, or, with STR_NULL, that a value was taken
 * away.  notes are db_notes(), or go there later. */
void	sealed_note(struct buf *notes, const struct sealed_at *at,
	    struct str envelope);
/* Open one value, fetching the key if needed.  -1 and err ("sealed.broken"
 * when it is not what was sealed there: an alarm). */
int fiber_fn	vault_open(struct vault *v, struct db *db,
		    const struct sealed_at *at, struct str envelope,
		    struct buf *out, struct error *err);

/* A file (stream.h) that is sealed by a fresh key; at->row is its id and
 * ret_head what it begins with. */
void		vault_stream_seal(struct vault *v, const struct fresh_key *key,
		    const struct sealed_at *at, struct stream *ret,
		    unsigned char ret_head[STREAM_HEAD]);
/* A file that begins with head, to be opened: fetches the key if needed.  -1
 * and err ("key.destroyed", "sealed.broken"). */
int fiber_fn	vault_stream_open(struct vault *v, struct db *db,
		    const struct sealed_at *at, struct str head,
		    struct stream *ret, struct error *err);

/* Copy a JSON body to out with every sealed value opened or masked.  All keys
 * it needs are fetched at once. */
int fiber_fn	vault_reveal(struct vault *v, struct db *db,
		    const struct grants *grants, struct str body,
		    struct buf *out, struct error *err);

/* The index of exact identifiers.  A value has one tag in each epoch, which is
 * one key of the index: there is one, and two while it is being changed. */
#define INDEX_EPOCHS_MAX 2
#define TAG_VALUES_MAX	64
#define TAG_SIZE_MAX	16

struct tag {
	uint8_t		 epoch, len;
	unsigned char	 b[TAG_SIZE_MAX];
};

struct tags {
	enum tag_kind	 kind;
	size_t		 n_values, n;	/* n: n_values in each epoch */
	/* All of one epoch, in the order of the values, then the next. */
	struct tag	 tag[INDEX_EPOCHS_MAX * TAG_VALUES_MAX];
};

enum index_use { INDEX_READ, INDEX_WRITE };

/* Keyed hashes of canonical values, computed by keyd in the epochs that are
 * known here; n <= TAG_VALUES_MAX. */
int fiber_fn	vault_tags(struct vault *v, struct db *db, enum tag_kind kind,
		    const struct str *values, size_t n, struct tags *ret,
		    struct error *err);
/* The same in the epochs there are, and whose they are: ret_subjects has one id
 * for each value, all zero when nobody has it.  With INDEX_WRITE there must be
 * a transaction, until whose end the epochs stay: then, and only then,
 * vault_push_tags() or a COPY of all of them will do.  Only of tags that are
 * unique. */
int fiber_fn	vault_find(struct vault *v, struct db *db, enum index_use use,
		    const struct str *values, size_t n, struct tags *ret,
		    struct uuid *ret_subjects, struct error *err);
/* Their epochs and values, for a statement of one's own. */
void		 vault_put_tags(const struct tags *tags,
		    struct db_array *epochs, struct db_array *bytes);
/* Queue the tags of a subject. */
void		 vault_push_tags(struct db *db, const struct tags *tags,
		    struct uuid subject);
/* Queue the keys of another epoch, in a transaction after index_close; what
 * else belongs to it is in server/record/reindex.h. */
int fiber_fn	vault_next_epoch(struct vault *v, struct db *db, int epoch,
		    struct error *err);

/* Wrap a tenant's data keys by a new key, a batch in each transaction, while
 * others read and write.  Safe to stop and to start again.  report, if not
 * NULL, is told how many were done so far.  The number rewrapped, or -1. */
int64_t fiber_fn vault_rotate(struct vault *v, struct db *db,
		    void (*report)(int64_t done), struct error *err);
/* Give a person, a record or a case a new data key and seal all its data with
 * it, while others read and write.  Safe to stop and to start again.  The old
 * key is destroyed by a later call, when nobody can be writing with it any
 * more: *ret_is_over says so.  What is sealed again is audited with
 * it: audit_prepare() comes first.  How many values were sealed, or -1. */
int64_t fiber_fn vault_rotate_subject(struct vault *v, struct db *db,
		    struct uuid subject, bool *ret_is_over,
		    struct error *err);

/* Changing the root key, which rootkey_add() put into the file and every keyd
 * knows, by a vault with the root keys at hand and the owner's connection.
 * First, from now on only the new one wraps; then every tenant's keys are
 * wrapped by it and everybody is told (the number, or -1); last, when all have
 * heard, the old one is marked as destroyed ("key.root_in_use" when it still
 * wraps something). */
int fiber_fn	vault_root_use(struct vault *v, struct db *db,
		    struct error *err);
int64_t fiber_fn vault_reroot(struct vault *v, struct db *db,
		    void (*report)(int64_t done), struct error *err);
int fiber_fn	vault_root_finish(struct vault *v, struct db *db,
		    struct error *err);

/* HMAC-SHA-256 of a password under the tenant's pepper; out holds 32 bytes. */
int fiber_fn	vault_pepper(struct vault *v, struct db *db,
		    struct str password, unsigned char *out,
		    struct error *err);
/* The MAC key of an audit writer, derived from the tenant's; 32 bytes. */
int fiber_fn	vault_audit_key(struct vault *v, struct db *db,
		    struct uuid writer, unsigned char *out, struct error *err);

#endif
