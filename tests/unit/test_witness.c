/*
 * test_witness.c - a witness cosigns what continues, and nothing else; time
 * stamps are checked.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/security/timestamp.h"
#include "server/security/witness.h"
#include "tests/unit/tap.h"

#define LEAVES	300

static struct note_key	key, other;
static char		log_dir[64], dir[80];

/* A tree of so many leaves; those from differs on are others. */
static void
grow(struct merkle *m, size_t n, size_t differs)
{
	*m = (struct merkle){ .size = 0 };
	for (size_t i = 0; i < n; i++) {
		struct merkle_hash leaf = { { 0 } };

		leaf.b[0] = (unsigned char)i;
		leaf.b[1] = (unsigned char)(i >> 8);
		leaf.b[2] = i >= differs;
		merkle_add(m, &leaf);
	}
}

static size_t differs_from;

static int
node(void *ctx, unsigned level, uint64_t index, struct merkle_hash *ret)
{
	struct merkle m = { .size = 0 };
	size_t first = (size_t)index << level;

	(void)ctx;
	for (size_t i = first; i < first + ((size_t)1 << level); i++) {
		struct merkle_hash leaf = { { 0 } };

		leaf.b[0] = (unsigned char)i;
		leaf.b[1] = (unsigned char)(i >> 8);
		leaf.b[2] = i >= differs_from;
		merkle_add(&m, &leaf);
	}
	merkle_root(&m, ret);
	return 0;
}

/* Ask: the log, as it is with other leaves from differs on, of this size. */
static int
ask(struct witness *w, const struct note_key *by, uint64_t old, size_t size,
    struct buf *out)
{
	struct merkle_source source = { node, NULL };
	_cleanup_(buf_done) struct buf note = BUF_INIT, body = BUF_INIT;
	struct merkle_proof proof = { .n = 0 };
	struct merkle_hash root;
	struct merkle m;

	grow(&m, size, differs_from);
	merkle_root(&m, &root);
	note_sign(by, size, &root, &note);
	if (old > 0 && old < size)
		(void)merkle_consistency(&source, old, size, &proof);
	witness_request(old, &proof, buf_view(&note), &body);
	buf_reset(out);
	return witness_add(w, buf_view(&body), 1800000000, out);
}

static void
test_witness(void)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT, note = BUF_INIT;
	struct witness *w = witness_new(dir, &key, NULL);
	struct merkle_hash root;
	struct note_key public;
	struct merkle m;
	char path[120];
	int64_t time_s;

	differs_from = LEAVES;
	ok(ask(w, &key, 0, 10, &out) == 200, "the first one is cosigned");
	grow(&m, 10, LEAVES);
	merkle_root(&m, &root);
	note_sign(&key, 10, &root, &note);
	(void)snprintf(path, sizeof(path), "%s/keys/witness.pub", dir);
	ok(note_key_public(path, &public, NULL) == 0 && note_cosigned(&public,
	    buf_view(&note), buf_view(&out), &time_s) == 0 &&
	    time_s == 1800000000, "anybody can check it by the public key");
	note.p[note.len - 80]++;
	out.p[out.len - 20]++;
	ok(note_cosigned(&public, buf_view(&note), buf_view(&out),
	    &time_s) < 0, "not one that was altered");
	ok(ask(w, &key, 10, 200, &out) == 200, "what continues is cosigned");
	ok(ask(w, &key, 10, 250, &out) == 409, "who is behind is told so");
	is_str(buf_view(&out), "200\n", "and what was seen");
	ok(ask(w, &key, 200, 200, &out) == 200, "the same once more");
	ok(ask(w, &other, 200, 250, &out) == 403, "not another trail's");
	differs_from = 150;
	ok(ask(w, &key, 200, 250, &out) == 422 && out.len == 0,
	    "not another history");
	ok(ask(w, &key, 200, 200, &out) == 422, "of the same size either");
	witness_free(w);
	w = witness_new(dir, &key, NULL);
	ok(ask(w, &key, 0, 150, &out) == 409, "it remembers after a restart");
	differs_from = LEAVES;
	ok(ask(w, &key, 200, 201, &out) == 200, "and goes on");
	ok(witness_add(w, STR("old x\n\n"), 0, &out) == 400 &&
	    witness_add(w, STR(""), 0, &out) == 400 &&
	    witness_add(w, STR("old 1\nAAAA\n\nx\n"), 0, &out) == 400,
	    "nonsense is refused");
	witness_free(w);
}

/* ------------------------------------------------------------ time stamps */

/* A certificate authority and one of its for time stamping. */
static const char make_ca[] =
    "cd %s && exec >/dev/null 2>&1 && "
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem "
    "-subj /CN=CA -days 30 && "
    "openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr "
    "-subj /CN=TSA && printf "
    "'extendedKeyUsage=critical,timeStamping\n' >ext && "
    "openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 7 "
    "-days 30 -extfile ext -out tsa.pem && printf '[tsa]\ndefault_policy = "
    "1.2.3.4.1\nserial = serial\nsigner_digest = sha256\ndigests = sha256\n"
    "ess_cert_id_chain = no\n' >tsa.cnf && echo 01 >serial && "
    "openssl ts -reply -queryfile query -inkey tsa.key -signer tsa.pem "
    "-config tsa.cnf -section tsa -out reply && "
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout x.key -out x.pem "
    "-subj /CN=other -days 30";

static void
read_whole(const char *name, struct buf *out)
{
	char path[120];
	FILE *f;
	int c;

	(void)snprintf(path, sizeof(path), "%s/%s", log_dir, name);
	f = fopen(path, "r");
	while (f != NULL && (c = getc(f)) != EOF)
		buf_putc(out, (char)c);
	if (f != NULL)
		(void)fclose(f);
}

static void
test_timestamp(void)
{
	_cleanup_(buf_done) struct buf query = BUF_INIT, reply = BUF_INIT;
	char cmd[2048], path[120], ca[120], wrong[120];
	struct error err = { 0 };
	int64_t time_s = 0;
	FILE *f;

	timestamp_query(STR("some checkpoint"), &query);
	(void)snprintf(path, sizeof(path), "%s/query", log_dir);
	(void)snprintf(ca, sizeof(ca), "%s/ca.pem", log_dir);
	(void)snprintf(wrong, sizeof(wrong), "%s/x.pem", log_dir);
	f = fopen(path, "w");
	(void)fwrite(query.p, 1, query.len, f);
	(void)fclose(f);
	(void)snprintf(cmd, sizeof(cmd), make_ca, log_dir);
	(void)pclose(popen(cmd, "r"));
	read_whole("reply", &reply);
	ok(reply.len > 100, "openssl stamps it: %zu bytes", reply.len);
	ok(timestamp_check(buf_view(&reply), STR("some checkpoint"), ca,
	    &time_s, &err) == 0 && time_s > 1700000000, "a good stamp: %s",
	    err.message);
	ok(timestamp_check(buf_view(&reply), STR("another"), ca, &time_s,
	    &err) < 0 && strcmp(err.code, "timestamp.wrong") == 0,
	    "not for something else");
	ok(timestamp_check(buf_view(&reply), STR("some checkpoint"), wrong,
	    &time_s, &err) < 0, "not by somebody else");
	ok(timestamp_check(buf_view(&reply), STR("some checkpoint"),
	    "/nonexistent", &time_s, &err) < 0 &&
	    strcmp(err.code, "timestamp.ca") == 0, "nor without authorities");
	reply.p[reply.len / 2] ^= 1;
	ok(timestamp_check(buf_view(&reply), STR("some checkpoint"), ca,
	    &time_s, &err) < 0, "nor altered");
	ok(timestamp_check(STR("nonsense"), STR("x"), ca, &time_s, &err) < 0,
	    "nor nonsense");
}

int
main(void)
{
	char cmd[100];
	char second[80];

	(void)snprintf(log_dir, sizeof(log_dir), "/tmp/vinculo-log.XXXXXX");
	if (mkdtemp(log_dir) == NULL)
		return 1;
	(void)snprintf(dir, sizeof(dir), "%s/witness", log_dir);
	(void)snprintf(second, sizeof(second), "%s/other", log_dir);
	(void)mkdir(second, 0700);
	ok(note_key_load(log_dir, NOTE_LOG, &key, NULL) == 0 &&
	    note_key_load(second, NOTE_LOG, &other, NULL) == 0, "two trails");
	test_witness();
	test_timestamp();
	(void)snprintf(cmd, sizeof(cmd), "rm -r %s", log_dir);
	(void)pclose(popen(cmd, "r"));
	return done_testing();
}
