/*
 * audit.c - `vinculo audit`: check the audit trail, prove one event.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/config.h"
#include "base/file.h"
#include "base/json.h"
#include "server/cli/audit.h"
#include "server/cli/command.h"
#include "server/cli/progress.h"
#include "server/cli/session.h"
#include "server/security/audit_check.h"
#include "server/security/audit_leaf.h"
#include "server/security/audit_log.h"

#define PUBLISHED_MAX	(1024 * 1024 * 1024)
#define BUNDLE_MAX	(1024 * 1024)

static const char help[] =
    "usage: vinculo audit verify [--from N] [--to N] [--key FILE]\n"
    "                            [--checkpoints FILE] [--witness FILE]\n"
    "                            [--tsa-ca FILE]\n"
    "       vinculo audit prove EVENT-ID\n"
    "       vinculo audit check BUNDLE.json --key FILE [--witness FILE]\n"
    "       vinculo audit witness --key FILE --dir DIR [--address ADDRESS]\n"
    "                             [--port PORT] [--hosts NAMES]\n"
    "\n"
    "verify reads the whole trail again, or places --from to --to of it, and\n"
    "prints one line for whatever is not as it was written: an event that was\n"
    "altered, removed, put in or moved, a batch or checkpoint that was\n"
    "rewritten, a number of a writer that is missing.  When it is the whole\n"
    "trail, sealed values that are missing or not those that were written\n"
    "last are named too, with the event that wrote them.  The status is 1\n"
    "then.\n"
    "\n"
    "  --key FILE          public key of the trail; keys/audit.pub in the\n"
    "                      state folder unless given\n"
    "  --checkpoints FILE  the copy of the published checkpoints you trust;\n"
    "                      audit/checkpoints in the state folder unless\n"
    "                      given; the witness's is DIR/checkpoints\n"
    "  --witness FILE      public key of the witness, whose cosignatures are\n"
    "                      checked; audit.witness_key unless given\n"
    "  --tsa-ca FILE       root certificates of time stamps, which are\n"
    "                      checked; audit.tsa_ca unless given\n"
    "\n"
    "prove prints everything that shows one event to be in the trail as JSON.\n"
    "check tests such a bundle without any database, against a public key,\n"
    "and says when the witness saw it.\n"
    "\n"
    "witness runs on another machine and needs only the public key of the\n"
    "trail and a folder.  It cosigns each checkpoint that continues the last\n"
    "one it saw and keeps them all in DIR/checkpoints.  Its own key is made\n"
    "in DIR/keys; give keys/witness.pub to the server (audit.witness_key).\n"
    "It speaks HTTPS at ADDRESS (127.0.0.1) and PORT (8453) with the\n"
    "certificate DIR/witness.pem and key DIR/witness.key, made for localhost\n"
    "when there is none; NAMES are the hosts by which the server calls it.\n"
    "\n"
    "verify and prove need database.owner_url; MACs are checked when the root\n"
    "key can be read.\n";

struct options {
	const char	*what, *argument, *key, *checkpoints, *witness, *tsa_ca;
	int64_t		 from, to;
};

static int
parse_options(int argc, char **argv, struct options *o)
{
	int i = 2;

	if (argc < 2)
		return command_usage(&command_audit,
		    "verify, prove, check or witness?");
	o->what = argv[1];
	if (i < argc && strncmp(argv[i], "--", 2) != 0)
		o->argument = argv[i++];
	for (; i < argc; i += 2) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";
		int bad = *value == '\0' ? -1 : 0;

		if (strcmp(argv[i], "--from") == 0)
			bad = parse_int(str_of(value), 0, INT64_MAX, &o->from);
		else if (strcmp(argv[i], "--to") == 0)
			bad = parse_int(str_of(value), 1, INT64_MAX, &o->to);
		else if (strcmp(argv[i], "--key") == 0)
			o->key = value;
		else if (strcmp(argv[i], "--checkpoints") == 0)
			o->checkpoints = value;
		else if (strcmp(argv[i], "--witness") == 0)
			o->witness = value;
		else if (strcmp(argv[i], "--tsa-ca") == 0)
			o->tsa_ca = value;
		else
			bad = -1;
		if (bad < 0)
			return command_usage(&command_audit,
			    "unknown or incomplete option %s", argv[i]);
	}
	return 0;
}

static int
load_key(const struct options *o, struct note_key *key, struct error *err)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/keys/audit.pub",
	    config_text("server.state_dir"));
	return note_key_public(o->key != NULL ? o->key : path, key, err);
}

/* ------------------------------------------------------------------ verify */

static void
print_finding(void *ctx, const char *text)
{
	(void)ctx;
	printf("%s\n", text);
}

static void
show_progress(void *ctx, uint64_t events)
{
	progress_show(ctx, events, 0);
}

static int
read_published(const struct options *o, struct buf *out, struct error *err)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/audit/checkpoints",
	    config_text("server.state_dir"));
	if (o->checkpoints == NULL && access(path, F_OK) < 0)
		return 0;
	return file_read(o->checkpoints != NULL ? o->checkpoints : path,
	    PUBLISHED_MAX, out, err);
}

static void
print_result(const struct audit_check *c)
{
	char root[2 * MERKLE_HASH + 1];

	(void)sodium_bin2hex(root, sizeof(root), c->root.b,
	    sizeof(c->root.b));
	printf("%llu sealed events%s, %llu not sealed yet, %llu published "
	    "checkpoints\n", (unsigned long long)c->n_events,
	    c->vault == NULL ? " (MACs not checked: no root key)" : "",
	    (unsigned long long)c->n_unsealed,
	    (unsigned long long)c->n_published);
	if (c->witness != NULL)
		printf("%llu cosignatures of %s\n",
		    (unsigned long long)c->n_witnessed, c->witness->origin);
	if (c->tsa_ca != NULL)
		printf("%llu time stamps\n",
		    (unsigned long long)c->n_stamped);
	if (c->from == 0 && c->to == 0)
		printf("%llu sealed values\n",
		    (unsigned long long)c->n_sealed);
	printf("size %llu\nroot %s\n", (unsigned long long)c->size, root);
	if (c->n_findings > 0)
		printf("%llu findings: the trail is NOT as it was written\n",
		    (unsigned long long)c->n_findings);
	else
		printf("the trail is as it was written\n");
}

/* What others said, as far as we know who they are. */
static int
load_others(const struct options *o, struct audit_check *c,
    struct note_key *witness, struct error *err)
{
	const char *file = o->witness != NULL ? o->witness :
	    config_text("audit.witness_key");

	c->tsa_ca = o->tsa_ca != NULL ? o->tsa_ca :
	    config_text("audit.tsa_ca");
	if (c->tsa_ca[0] == '\0')
		c->tsa_ca = NULL;
	if (file[0] == '\0')
		return 0;
	c->witness = witness;
	return note_key_public(file, witness, err);
}

static int
audit_verify(struct cli_session *s, const struct options *o,
    struct error *err)
{
	_cleanup_(buf_done) struct buf published = BUF_INIT;
	struct progress bar;
	struct audit_check c = { .db = s->db, .vault = s->vault,
		.from = (uint64_t)o->from, .to = (uint64_t)o->to,
		.finding = print_finding, .progress = show_progress,
		.ctx = &bar };
	struct note_key key, witness;

	if (load_key(o, &key, err) < 0 ||
	    load_others(o, &c, &witness, err) < 0 ||
	    read_published(o, &published, err) < 0)
		return -1;
	c.key = &key;
	c.published = buf_view(&published);
	progress_begin(&bar, "events");
	if (audit_check(&c, err) < 0)
		return -1;
	progress_end(&bar, c.n_events);
	print_result(&c);
	return c.n_findings > 0;
}

/* ------------------------------------------------------------------- prove */

static void
put_hex(struct jsonw *w, const void *bytes, size_t n)
{
	char *text = xmalloc(2 * n + 1);

	(void)sodium_bin2hex(text, 2 * n + 1, bytes, n);
	jsonw_cstr(w, text);
	free(text);
}

struct bundle {
	struct buf		 leaf;
	uint64_t		 index, size;
	struct merkle_proof	 proof;
	char			*note;
	char			*cosignatures;	/* a JSON list, or NULL */
};

static void
print_bundle(const struct bundle *b, const struct note_key *key,
    const char *id)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT, vkey = BUF_INIT;
	struct jsonw w = JSONW(&out);

	note_key_format(key, &vkey);
	jsonw_object(&w);
	jsonw_key(&w, "event");
	jsonw_cstr(&w, id);
	jsonw_key(&w, "leaf");
	put_hex(&w, b->leaf.p, b->leaf.len);
	jsonw_key(&w, "index");
	jsonw_int(&w, (int64_t)b->index);
	jsonw_key(&w, "path");
	jsonw_array(&w);
	for (size_t i = 0; i < b->proof.n; i++)
		put_hex(&w, b->proof.path[i].b, MERKLE_HASH);
	jsonw_array_end(&w);
	jsonw_key(&w, "checkpoint");
	jsonw_cstr(&w, b->note);
	jsonw_key(&w, "cosignatures");
	jsonw_raw(&w, b->cosignatures == NULL ? STR("[]") :
	    str_of(b->cosignatures));
	jsonw_key(&w, "key");
	jsonw_str(&w, buf_view(&vkey));
	jsonw_object_end(&w);
	printf("%s\n", out.p);
}

static int
audit_prove(struct cli_session *s, const struct options *o, struct error *err)
{
	struct merkle_source source = { audit_node, s->db };
	struct bundle b = { .leaf = BUF_INIT };
	struct note_key key;
	int r = -1;

	if (load_key(o, &key, err) < 0 ||
	    db_query(s->db, err, EVENT_FIND, o->argument) < 0)
		return -1;
	if (db_rows(s->db, 0) == 0 || db_is_null(s->db, 0, 0, 2))
		return error_set(err, ERR_NOT_FOUND, "audit.event",
		    "there is no sealed event %s", o->argument);
	db_bytes(s->db, 0, 0, 1, &b.leaf);
	b.index = (uint64_t)db_int64(s->db, 0, 0, 2);
	if (db_query(s->db, err, CHECKPOINT_OVER, db_int(s->db,
	    (int64_t)b.index)) == 0) {
		b.size = (uint64_t)db_int64(s->db, 0, 0, 0);
		b.note = xstrdup(db_text(s->db, 0, 0, 1).p);
		if (!db_is_null(s->db, 0, 0, 2))
			b.cosignatures = xstrdup(db_text(s->db, 0, 0, 2).p);
		r = merkle_inclusion(&source, b.size, b.index, &b.proof);
		if (r < 0)
			(void)error_set(err, ERR_CONFLICT, "audit.tree",
			    "the tiles of the audit trail are not complete");
	}
	if (r == 0)
		print_bundle(&b, &key, o->argument);
	free(b.note);
	free(b.cosignatures);
	buf_done(&b.leaf);
	return r;
}

/* ------------------------------------------------------------------- check */

static int
take_hex(struct str text, unsigned char *out, size_t n)
{
	size_t len;

	return sodium_hex2bin(out, n, text.p, text.len, NULL, &len,
	    NULL) == 0 ? (int)len : -1;
}

static int
read_path(const struct json *j, struct merkle_proof *ret)
{
	ret->n = 0;
	for (size_t i = 0; j != NULL && i < j->n; i++) {
		if (ret->n == ARRAY_LEN(ret->path) || take_hex(
		    j->items[i].text, ret->path[ret->n++].b,
		    MERKLE_HASH) != MERKLE_HASH)
			return -1;
	}
	return j == NULL ? -1 : 0;
}

static void
print_leaf(const struct audit_leaf *l)
{
	char id[UUID_TEXT_LEN + 1];

	uuid_format(l->event, id);
	printf("event %s: %s", id, audit_action_name(l->action));
	uuid_format(l->object, id);
	printf(" of %s %s", audit_object_name(l->object_type), id);
	uuid_format(l->actor, id);
	printf(" by %s, at %lld.%06d s since 1970\n", id,
	    (long long)(l->time_us / 1000000), (int)(l->time_us % 1000000));
}

/* Does the bundle prove what it says?  Needs nothing but the key. */
static bool
proves(struct arena *a, const struct json *j, const struct note_key *key,
    struct audit_leaf *ret)
{
	struct str hex = json_string(j, "leaf", STR(""));
	unsigned char *leaf = arena_alloc(a, hex.len / 2 + 1);
	int len = take_hex(hex, leaf, hex.len / 2);
	struct merkle_hash hash, root;
	struct merkle_proof proof;
	uint64_t size;
	int64_t index = -1;

	if (len < 0 || json_int(j, "index", 0, INT64_MAX, &index, NULL) < 0 ||
	    read_path(json_get(j, "path"), &proof) < 0 || note_open(key,
	    json_string(j, "checkpoint", STR("")), &size, &root) < 0)
		return false;
	audit_leaf_hash((struct str){ (char *)leaf, (size_t)len }, hash.b);
	return merkle_includes(&hash, (uint64_t)index, size, &proof, &root) &&
	    audit_leaf_decode((struct str){ (char *)leaf, (size_t)len },
	    ret) == 0;
}

/* When this witness saw the checkpoint; -1 when it did not. */
static int64_t
seen_at(const struct json *j, const struct note_key *witness)
{
	const struct json *lines = json_get(j, "cosignatures");
	int64_t time_s;

	for (size_t i = 0; lines != NULL && i < lines->n; i++) {
		if (lines->items[i].type == JSON_STRING &&
		    note_cosigned(witness, json_string(j, "checkpoint",
		    STR("")), lines->items[i].text, &time_s) == 0)
			return time_s;
	}
	return -1;
}

/* 0, or 1 when the witness that was named does not know it. */
static int
check_witness(const struct options *o, const struct json *j,
    struct error *err)
{
	struct note_key witness;
	int64_t time_s;

	if (o->witness == NULL)
		return 0;
	if (note_key_public(o->witness, &witness, err) < 0)
		return -1;
	time_s = seen_at(j, &witness);
	if (time_s < 0) {
		printf("%s has not seen it\n", witness.origin);
		return 1;
	}
	printf("%s saw it at %lld s since 1970\n", witness.origin,
	    (long long)time_s);
	return 0;
}

static int
check_bundle(const struct options *o, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct note_key key;
	struct audit_leaf leaf;
	struct json *j;

	if (note_key_public(o->key, &key, err) < 0 ||
	    file_read(o->argument, BUNDLE_MAX, &text, err) < 0)
		return -1;
	j = json_parse(a, buf_view(&text), err);
	if (j == NULL)
		return -1;
	if (!proves(a, j, &key, &leaf)) {
		printf("this proves nothing: the event is not in a tree that "
		    "this key signed\n");
		return 1;
	}
	print_leaf(&leaf);
	printf("it is in the trail of %s\n", key.origin);
	return check_witness(o, j, err);
}

/* -------------------------------------------------------------------- main */

static int
with_database(const struct options *o, struct error *err)
{
	struct cli_session s = { 0 };
	int r = cli_open(&s, DB_OWNER, err);

	if (r < 0 && s.db != NULL && s.vault == NULL)
		r = 0;			/* without root key: no MACs */
	if (r == 0)
		r = o->what[0] == 'v' ? audit_verify(&s, o, err) :
		    audit_prove(&s, o, err);
	cli_close(&s);
	return r;
}

static int
audit_main(int argc, char **argv)
{
	struct options o = { .what = "" };
	struct error err = { 0 };
	int r;

	if (argc > 1 && strcmp(argv[1], "witness") == 0)
		return audit_witness(argc, argv);
	r = parse_options(argc, argv, &o);
	if (r != 0)
		return r;
	if (strcmp(o.what, "verify") == 0 && o.argument == NULL) {
		r = with_database(&o, &err);
	} else if (strcmp(o.what, "prove") == 0 && o.argument != NULL) {
		r = with_database(&o, &err);
	} else if (strcmp(o.what, "check") == 0 && o.argument != NULL &&
	    o.key != NULL) {
		r = check_bundle(&o, &err);
	} else {
		return command_usage(&command_audit, "wrong arguments");
	}
	if (r < 0)
		(void)fprintf(stderr, "vinculo audit: %s\n", err.message);
	return r != 0;
}

const struct command command_audit = {
	.name = "audit",
	.summary = "check the audit trail, prove an event",
	.help = help,
	.run = audit_main,
};
