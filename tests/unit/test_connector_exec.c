/*
 * test_connector_exec.c - programs that answer, ramble, die and hang.
 */
#include <stdarg.h>

#include "base/json.h"
#include "connectors/exec/exec.c"
#include "tests/unit/tap.h"

#define ID "018f0000-0000-7000-8000-000000000001"

static char number[80], last_log[256], receipt[512];
static struct arena *arena;

static void __attribute__((format(printf, 2, 3)))
fake_log(const struct host *host, const char *fmt, ...)
{
	va_list ap;

	(void)host;
	va_start(ap, fmt);
	(void)vsnprintf(last_log, sizeof(last_log), fmt, ap);
	va_end(ap);
}

static int
fake_wait(const struct host *host, int fd, int to_write, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = to_write ? POLLOUT : POLLIN };

	(void)host;
	return poll(&p, 1, timeout_ms);
}

static int
fake_json(const struct host *host, const char *text, size_t len,
    const char *member, char *out, size_t size)
{
	struct str v = json_string(json_parse(arena, (struct str){ text, len },
	    NULL), member, STR_NULL);

	(void)host;
	if (v.p == NULL || v.len >= size)
		return -1;
	memcpy(out, v.p, v.len);
	out[v.len] = '\0';
	return (int)v.len;
}

static void
fake_receipt(const struct host *host, const char *n, const void *body,
    size_t size)
{
	(void)host;
	(void)snprintf(number, sizeof(number), "%s", n);
	(void)snprintf(receipt, sizeof(receipt), "%.*s", (int)size,
	    (const char *)body);
}

static const struct host fake = { .log = fake_log, .wait = fake_wait,
	.json = fake_json, .receipt = fake_receipt };
static const struct message message = { .id = ID, .kind = "notify",
	.body = "{\"a\":1}", .size = 7, .digest = "abc=", .attempt = 2,
	.timeout_ms = 400 };

static struct exec *
program(const char *command)
{
	struct exec *x = calloc(1, sizeof(*x));

	number[0] = last_log[0] = receipt[0] = '\0';
	if (x != NULL) {
		x->command = (char *)(uintptr_t)command;
		(void)connector.open(&fake, x);
	}
	return x;
}

static void
end(struct exec *x)
{
	connector.close(x);
	free(x);
}

#define SAY(outcome) "while read l; do echo '{\"id\":\"" ID "\",\"outcome\":" \
	"\"" outcome "\",\"number\":\"7\",\"detail\":\"done\"}'; done"

static void
test_answers(void)
{
	static const struct {
		const char	*command;
		enum delivered	 outcome;
	} cases[] = {
		{ SAY("delivered"), DELIVERED }, { SAY("retry"), RETRY_LATER },
		{ SAY("unknown"), UNKNOWN }, { SAY("given_up"), GIVE_UP },
		{ SAY("perhaps"), UNKNOWN },
		{ "echo hello; echo '{\"id\":\"other\"}'; " SAY("delivered"),
		    DELIVERED },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct exec *x = program(cases[i].command);

		ok(connector.deliver(&fake, x, &message) == cases[i].outcome,
		    "%.60s: %s", cases[i].command, last_log);
		end(x);
	}
}

static void
test_request(void)
{
	struct exec *x = program("read l; echo '{\"id\":\"" ID "\",\"outcome\":"
	    "\"delivered\",\"number\":\"1\",\"saw\":'\"$l\"'}'");
	const char *saw;

	ok(connector.deliver(&fake, x, &message) == DELIVERED, "it answers");
	saw = strstr(receipt, "\"saw\":");
	is_str(str_of(saw == NULL ? "" : saw), "\"saw\":{\"id\":\"" ID "\","
	    "\"kind\":\"notify\",\"attempt\":2,\"mayHaveArrived\":false,"
	    "\"digest\":\"sha-256=abc=\",\"body\":{\"a\":1}}}",
	    "and saw the message");
	end(x);
}

/* One that dies or hangs is replaced: the first word is no answer, later ones
 * are. */
static void
test_restart(void)
{
	char flag[] = "/tmp/vinculo-exec.XXXXXX", command[512];
	int fd = mkstemp(flag), tries = 0;
	enum delivered r = UNKNOWN;
	struct exec *x;

	(void)close(fd);
	(void)snprintf(command, sizeof(command), "if test -e %s; then rm %s; "
	    "printf '{\"id'; sleep 100; fi; " SAY("delivered"), flag, flag);
	x = program(command);
	ok(connector.deliver(&fake, x, &message) == UNKNOWN,
	    "a program that hangs is unknown: %s", last_log);
	while (r == UNKNOWN && tries++ < 20)
		r = connector.deliver(&fake, x, &message);
	ok(r == DELIVERED, "and was started anew");
	end(x);
	x = program("exit 1");
	ok(connector.deliver(&fake, x, &message) != DELIVERED,
	    "a program that ends at once delivers nothing");
	end(x);
}

int
main(void)
{
	arena = arena_new();
	test_answers();
	test_request();
	test_restart();
	arena_free(arena);
	return done_testing();
}
