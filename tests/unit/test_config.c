/*
 * test_config.c - defaults, file, environment, mistakes.
 */
#include <unistd.h>

#include "base/config.h"
#include "base/file.h"
#include "tests/unit/tap.h"

static const struct setting table[] = {
	{ "http.port", SETTING_INT, "8443", 0, 65535, "TCP port." },
	{ "http.tls", SETTING_BOOL, "yes", 0, 0, "Speak TLS." },
	{ "http.host", SETTING_TEXT, "localhost", 0, 32, "Host name." },
	{ "db.password", SETTING_SECRET, "", 0, 0, "Password." },
	{ 0 }
};

static char path[64];

static int
load(const char *text, struct error *err)
{
	config_init(table);
	(void)snprintf(path, sizeof(path), "/tmp/test_config.%d", getpid());
	(void)file_write(path, str_of(text), 0600);
	return config_load(path, err);
}

static void
refuses(const char *text, const char *code, int line)
{
	struct error err = { 0 };

	ok(load(text, &err) < 0, "refused");
	is_str(str_of(err.code), code, "with its code");
	ok(err.line == line, "and the line: %s", err.message);
}

static void
test_values(void)
{
	struct error err = { 0 };
	struct buf secret = BUF_INIT;

	config_init(table);
	ok(config_int("http.port") == 8443 && config_bool("http.tls"),
	    "defaults");
	ok(load("# c\n[http]\n port = 80 \r\ntls=no\nhost =  a b\n"
	    "[db]\npassword = /dev/null/x", &err) == 0, "file: %s",
	    err.message);
	ok(config_int("http.port") == 80 && !config_bool("http.tls"), "values");
	is_str(str_of(config_text("http.host")), "a b", "text");
	ok(config_secret("db.password", &secret, &err) < 0,
	    "a secret's file that is not there");
	ok(config_set(STR("db.password"), str_of(path), &err) == 0, "set");
	(void)file_write(path, STR("hush\n"), 0600);
	ok(config_secret("db.password", &secret, &err) == 0, "secret");
	is_str(buf_view(&secret), "hush", "without the line break");
	buf_done(&secret);
	(void)setenv("VINCULO_HTTP_PORT", "90", 1);
	ok(load("[http]\nport=80\n", &err) == 0 &&
	    config_int("http.port") == 90, "the environment wins");
	(void)setenv("VINCULO_HTTP_PORT", "ninety", 1);
	ok(load("", &err) < 0, "and is checked");
	(void)unsetenv("VINCULO_HTTP_PORT");
}

static void
test_help(void)
{
	struct error err = { 0 };
	struct buf help = BUF_INIT;

	config_help(&help);
	ok(str_find(buf_view(&help), STR("[db]\n# Password."), 0) > 0,
	    "help by section");
	ok(load(buf_cstr(&help), &err) == 0, "help is a valid file");
	buf_done(&help);
}

int
main(void)
{
	test_values();
	refuses("[http]\nprot = 1\n", "config.unknown", 2);
	refuses("port = 1\n", "config.unknown", 1);
	refuses("[http]\n\nport = 65536\n", "config.value", 3);
	refuses("[http]\ntls = maybe\n", "config.value", 2);
	refuses("[http]\nhost = 012345678901234567890123456789012\n",
	    "config.value", 2);
	refuses("[http\n", "config.syntax", 1);
	test_help();
	config_init(NULL);
	(void)unlink(path);
	return done_testing();
}
