/*
 * test_names.c - names of many people are opened by keyd for who has the pass,
 * beside its limit, and nothing else is.
 */
#include <signal.h>
#include <sys/wait.h>

#include "base/loop.h"
#include "server/search/names.h"
#include "tests/unit/tap.h"
#include "tests/unit/vault.h"

#define PEOPLE	600
#define LIMIT	5	/* keys a second */

static char	 keyd_path[100];
static struct uuid people[PEOPLE];
static int	 n_opened, n_erased;

static void
pass_of(unsigned char pass[KEYD_PASS], int c)
{
	memset(pass, c, KEYD_PASS);
}

static void
keyd_main(void)
{
	unsigned char pass[KEYD_PASS];
	struct error err = { 0 };
	struct keyd *k = keyd_new(state_dir, LIMIT, &err);

	pass_of(pass, 'p');
	if (k == NULL)
		_exit(1);
	keyd_set_pass(k, pass);
	loop_init(64);
	if (ipc_server_new(keyd_path, keyd_handle, k, &err) == NULL)
		_exit(1);
	loop_run();
	_exit(0);
}

static void
put_person(struct vault *v, struct db *db, struct uuid id,
    enum sealed_place place)
{
	struct sealed_at at = { place, id, id };
	_cleanup_(buf_done) struct buf sealed = BUF_INIT, sql = BUF_INIT;
	char text[UUID_TEXT_LEN + 1], hex[1024];
	struct error err = { 0 };

	uuid_format(id, text);
	if (vault_create(v, db, SUBJECT_PERSON, id, &err) < 0 ||
	    db_run(db, &err) < 0 || vault_seal_bytes(v, db, &at,
	    STR("{\"given\":\"Ana\"}"), &sealed, &err) < 0)
		printf("# %s\n", err.message);
	(void)sodium_bin2hex(hex, sizeof(hex), (unsigned char *)sealed.p,
	    sealed.len);
	buf_printf(&sql, "begin; set local app.tenant = '" TENANT "'; "
	    "insert into person (tenant_id, id) values ('" TENANT "', '%s'); "
	    "insert into person_data (tenant_id, person_id, category, "
	    "envelope) values ('" TENANT "', '%s', 'identity', '\\x%s'); "
	    "commit", text, text, hex);
	if (db_script(db, buf_cstr(&sql), &err) < 0)
		printf("# %s\n", err.message);
}

static void
count_name(void *arg, struct uuid person, struct str identity)
{
	(void)arg;
	(void)person;
	if (identity.p == NULL)
		n_erased++;
	else if (str_is(identity, "{\"given\":\"Ana\"}"))
		n_opened++;
}

/* Read and open all; 0, or -1 and err. */
static int fiber_fn
open_all(int pass_char, struct error *err)
{
	unsigned char pass[KEYD_PASS];
	struct names *n;
	struct db *db = lease(app, TENANT);
	int r;

	pass_of(pass, pass_char);
	n = names_new(keyd_path, pass);
	n_opened = n_erased = 0;
	r = db_query(db, err, SEARCH_NAMES,
	    "00000000-0000-0000-0000-000000000000");
	if (r == 0)
		r = names_open(n, db, count_name, NULL, err);
	db_release(db);
	names_free(n);
	return r;
}

static void
stop_rotation(int64_t done)
{
	if (done >= 0)
		_exit(7);
}

static void fiber_fn
names_main(void *arg)
{
	struct error err = { 0 };
	struct vault *v = new_vault(NULL);
	struct db *db;

	(void)arg;
	ok(open_all('p', &err) == 0 && n_opened == PEOPLE,
	    "%d names of %d at %d keys a second: %s", n_opened, PEOPLE, LIMIT,
	    err.message);
	ok(open_all('q', &err) < 0 && strcmp(err.code, "keyd.refused") == 0 &&
	    n_opened == 0, "a wrong pass opens none: %s", err.message);
	/* One that dies: some are wrapped by each key. */
	ok(rotate_end(rotate_begin(stop_rotation)) == 7, "a rotation dies");
	db = lease(app, TENANT);
	put_person(v, db, uuid_new(), SEALED_PERSON_IDENTITY);
	ok(open_all('p', &err) == 0 && n_opened == PEOPLE + 1,
	    "%d names under two keys of the tenant", n_opened);
	put_person(v, db, uuid_new(), SEALED_PERSON_HEALTH);
	ok(open_all('p', &err) == 0 && n_opened == PEOPLE + 1,
	    "what is no identity is not opened: %d", n_opened);
	vault_destroy(v, db, people[7]);
	ok(db_run(db, &err) == 0 && open_all('p', &err) == 0 &&
	    n_opened == PEOPLE && n_erased == 1,
	    "who was erased is said to be: %d open, %d erased", n_opened,
	    n_erased);
	/* The page then begins with one whose tenant's key is gone as well. */
	vault_destroy(v, db, people[0]);
	err = (struct error){ 0 };
	ok(db_run(db, &err) == 0 && vault_rotate(v, db, NULL, &err) > 0 &&
	    vault_rotate(v, db, NULL, &err) > 0 &&
	    open_all('p', &err) == 0 && n_opened == PEOPLE - 1 &&
	    n_erased == 2, "also when nothing opens at the beginning: %s",
	    err.message);
	db_release(db);
	vault_free(v);
	for (int i = 0; i < 200 && fiber_count() > 1; i++)
		(void)fiber_sleep(10);
	loop_stop();
}

int
main(void)
{
	struct vault *v;
	struct db *db;
	pid_t keyd;

	if (sodium_init() < 0 || !fixture_start()) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	v = new_vault(NULL);
	ok(make_tenants(v), "two tenants");
	db = lease(app, TENANT);
	for (int i = 0; i < PEOPLE; i++) {
		people[i] = uuid_new();
		put_person(v, db, people[i], SEALED_PERSON_IDENTITY);
	}
	db_release(db);
	vault_free(v);
	(void)snprintf(keyd_path, sizeof(keyd_path), "%s/keyd.sock",
	    state_dir);
	(void)fflush(stdout);
	keyd = fork();
	if (keyd == 0)
		keyd_main();
	(void)usleep(200000);
	loop_init(16);
	(void)fiber_spawn(names_main, NULL);
	loop_run();
	loop_done();
	(void)kill(keyd, SIGKILL);
	(void)waitpid(keyd, NULL, 0);
	fixture_stop();
	return done_testing();
}
