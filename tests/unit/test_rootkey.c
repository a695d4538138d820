/*
 * test_rootkey.c - where a root key lies: a file, a credential of systemd, a
 * token (SoftHSM 2, where it is installed).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "base/mem.h"
#include "server/security/rootkey.h"
#include "server/security/roottoken_uri.h"
#include "tests/unit/tap.h"

#define MODULE	"/usr/lib/softhsm/libsofthsm2.so"
#define URI	"pkcs11:token=vinculo%20test;object=root?module-path="	\
	MODULE "&pin-source=pin"

static char dir[64];

static const char *
path_of(const char *name)
{
	static char path[2][200];
	static int turn;

	turn = !turn;
	(void)snprintf(path[turn], sizeof(path[0]), "%s/%s", dir, name);
	return path[turn];
}

/* A command in our folder. */
static bool
run(const char *what)
{
	char cmd[600];

	(void)snprintf(cmd, sizeof(cmd), "cd %s && %s", dir, what);
	return pclose(popen(cmd, "r")) == 0;
}

static void
put(const char *name, const char *text, int mode)
{
	int r = file_write(path_of(name), str_of(text), mode);

	if (r < 0 || chmod(path_of(name), (mode_t)mode) < 0)
		printf("# %s: %s\n", name, strerror(-r));
}

static bool
has(const char *name, const char *text)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	return file_read(path_of(name), 4096, &b, NULL) == 0 &&
	    str_find(buf_view(&b), str_of(text), 0) >= 0;
}

/* Does reading fail with this code? */
static bool
fails(const char *code)
{
	struct error err = { 0 };
	struct root_keys *k = rootkey_read(dir, &err);

	if (k != NULL || strcmp(err.code, code) != 0)
		printf("# %s: %s\n", err.code, err.message);
	sodium_free(k);
	return k == NULL && strcmp(err.code, code) == 0;
}

/* -------------------------------------------------------------- credential */

static void
test_credential(void)
{
	static const char line[] = "vinculo-root 7 000102030405060708090a0b0c0d"
	    "0e0f101112131415161718191a1b1c1d1e1f\n";
	struct root_keys *file, *k;
	struct error err = { 0 };

	file = rootkey_make(dir, &err) < 0 ? NULL : rootkey_read(dir, &err);
	ok(file != NULL && file->key[0].id == 1, "a file: %s", err.message);
	(void)mkdir(path_of("credentials"), 0700);
	(void)setenv("CREDENTIALS_DIRECTORY", path_of("credentials"), 1);
	k = rootkey_read(dir, &err);
	ok(k != NULL && k->key[0].id == 1, "no credential of this name");
	sodium_free(k);
	put("credentials/root", line, 0440);
	k = rootkey_read(dir, &err);
	ok(k != NULL && k->key[0].id == 7 && k->key[0].key[31] == 0x1f,
	    "a credential is the root key, whatever file there is: %s",
	    err.message);
	sodium_free(k);
	ok(rootkey_add(dir, "", &err) < 0 &&
	    strcmp(err.code, "key.root_credential") == 0,
	    "it is not changed from here: %s", err.message);
	put("credentials/root", line, 0444);
	ok(fails("key.file_open"), "one that others read is refused");
	put("credentials/root", line, 0460);
	ok(fails("key.file_open"), "one that others write is refused");
	put("credentials/root", "vinculo-root 7 00\n", 0400);
	ok(fails("key.root"), "one that is no key is refused, and not "
	    "replaced by the file");
	(void)unsetenv("CREDENTIALS_DIRECTORY");
	k = rootkey_read(dir, &err);
	ok(k != NULL && memcmp(k->key[0].key, file->key[0].key, 32) == 0,
	    "without credentials it is the file");
	sodium_free(k);
	sodium_free(file);
}

/* ------------------------------------------------------------------- names */

static void
test_uri(void)
{
	static const char *const bad[] = {
		"", "pkcs11:", "file:///x",
		"pkcs11:token=a;object=b",
		"pkcs11:token=a;object=b?module-path=/m",
		"pkcs11:token=a;object=b?pin-source=p",
		"pkcs11:object=b?module-path=/m&pin-source=p",
		"pkcs11:token=a;object=b?module-path=m&pin-source=p",
		"pkcs11:token=a;object=b?module-path=/m&pin-source=/etc/p",
		"pkcs11:token=a;object=b?module-path=/m&pin-source=..",
		"pkcs11:token=a;token=c;object=b?module-path=/m&pin-source=p",
		"pkcs11:token=a;object=b;serial=1?module-path=/m&pin-source=p",
		"pkcs11:token=%0aa;object=b?module-path=/m&pin-source=p",
		"pkcs11:token=%4;object=b?module-path=/m&pin-source=p",
		"pkcs11:token=a%4?module-path=/m&pin-source=p",
		"pkcs11:token=0123456789012345678901234567890123;object=b?"
		    "module-path=/m&pin-source=p",
	};
	struct roottoken_uri u;
	struct error err = { 0 };

	ok(roottoken_uri_parse(STR(URI), &u, &err) == 0 &&
	    strcmp(u.token, "vinculo test") == 0 &&
	    strcmp(u.object, "root") == 0 && strcmp(u.module, MODULE) == 0 &&
	    strcmp(u.pin, "pin") == 0, "a name of a key: %s", err.message);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(roottoken_uri_parse(str_of(bad[i]), &u, &err) < 0 &&
		    strcmp(err.code, "key.token_uri") == 0, "none: '%s'",
		    bad[i]);
}

/* ------------------------------------------------------------------- token */

static bool
make_token(void)
{
	char conf[200];

	(void)mkdir(path_of("tokens"), 0700);
	(void)snprintf(conf, sizeof(conf), "directories.tokendir = %s\n"
	    "objectstore.backend = file\nlog.level = ERROR\n",
	    path_of("tokens"));
	put("softhsm2.conf", conf, 0600);
	(void)setenv("SOFTHSM2_CONF", path_of("softhsm2.conf"), 1);
	return run("softhsm2-util --init-token --free --label 'vinculo test' "
	    "--so-pin 12345678 --pin 87654321 >/dev/null");
}

/* From the file to the token. */
static void
test_to_token(void)
{
	struct error err = { 0 };
	struct root_keys *before = rootkey_read(dir, &err), *both, *k;

	ok(rootkey_add(dir, URI, &err) < 0, "there is no PIN: %s",
	    err.message);
	put("keys/pin", "87654321\n", 0600);
	ok(rootkey_add(dir, URI, &err) == 0, "a new key in the token: %s",
	    err.message);
	both = rootkey_read(dir, &err);
	ok(both != NULL && both->n == 2 && both->key[0].id == 2 &&
	    both->key[0].provider == ROOT_TOKEN &&
	    both->key[1].provider == ROOT_FILE && memcmp(both->key[1].key,
	    before->key[0].key, 32) == 0, "beside the one in the file: %s",
	    err.message);
	ok(rootkey_reread(dir, before, &err) == NULL &&
	    strcmp(err.code, "key.root_token") == 0,
	    "who cannot reach the token and does not know it says so");
	ok(rootkey_drop_old(dir, &err) == 0 && has("keys/root",
	    "vinculo-root-pkcs11 2 pkcs11:token=") &&
	    !has("keys/root", "vinculo-root 1"), "only the token is left");
	k = rootkey_reread(dir, both, &err);
	ok(k != NULL && k->n == 1 && memcmp(k->key[0].key, both->key[0].key,
	    32) == 0, "who knows it needs no token: %s", err.message);
	sodium_free(k);
	sodium_free(both);
	sodium_free(before);
}

static void
test_token_troubles(void)
{
	put("keys/pin", "87654321\n", 0644);
	ok(fails("key.file_open"), "others may not read the PIN");
	put("keys/pin", "11111111\n", 0600);
	ok(fails("key.token_pin"), "a wrong PIN");
	put("keys/pin", "87654321\n", 0600);
	(void)rename(path_of("tokens"), path_of("away"));
	(void)mkdir(path_of("tokens"), 0700);
	ok(fails("key.token"), "the token is away");
	(void)rmdir(path_of("tokens"));
	(void)rename(path_of("away"), path_of("tokens"));
	ok(run("cp keys/root keys/kept") &&
	    run("sed -i 's/-pkcs11 2/-pkcs11 3/' keys/root") &&
	    fails("key.token"), "wrapped for another number");
	ok(run("mv keys/kept keys/root"), "put back");
}

/* And back to a file; what one wrapped the other does not open. */
static void
test_to_file(void)
{
	struct error err = { 0 };
	struct root_keys *k;
	struct kek_place place = { .key_id = 1, .purpose = 2 };
	unsigned char key[32] = "a tenant's key, of thirty-two b", out[32],
	    wrapped[WRAPPED_SIZE];
	struct str w = { (const char *)wrapped, sizeof(wrapped) };

	ok(rootkey_add(dir, "", &err) == 0, "a new key in the file: %s",
	    err.message);
	k = rootkey_read(dir, &err);
	ok(k != NULL && k->n == 2 && k->key[0].id == 3 &&
	    k->key[0].provider == ROOT_FILE && k->key[1].id == 2 &&
	    k->key[1].provider == ROOT_TOKEN, "beside the one in the token");
	kek_wrap(&k->key[1], &place, key, wrapped);
	ok(wrapped[1] == 1 && kek_unwrap(&k->key[1], &place, w, out) == 0 &&
	    memcmp(out, key, 32) == 0, "what it wraps says so");
	wrapped[1] = 0;
	ok(kek_unwrap(&k->key[1], &place, w, out) < 0,
	    "and belongs to no other provider");
	ok(rootkey_drop_old(dir, &err) == 0 && has("keys/root",
	    "vinculo-root 3 ") && !has("keys/root", "pkcs11"),
	    "only the file is left: %s", err.message);
	sodium_free(k);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	(void)snprintf(dir, sizeof(dir), "/tmp/vinculo-rootkey.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	test_credential();
	test_uri();
	if (access(MODULE, R_OK) < 0) {
		ok(true, "a token # SKIP no softhsm2 on this machine");
	} else {
		ok(make_token(), "a token");
		test_to_token();
		test_token_troubles();
		test_to_file();
	}
	(void)run("rm -r \"$PWD\"");
	return done_testing();
}
