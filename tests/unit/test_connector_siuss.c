/*
 * test_connector_siuss.c - the ministry's connector against a host and a
 * ministry that misbehave on demand.
 */
#include <stdarg.h>

#include "connectors/siuss/siuss.c"
#include "tests/unit/tap.h"

#define ID "018f0000-0000-7000-8000-000000000001"
#define RECEIPT(id, number) "<receipt xmlns='urn:vinculo:siuss:1' id='" id \
	"' number='" number "'/>"

/* What the ministry answers, one after the other. */
static const struct answer {
	enum http_end	 end;
	int		 status;
	const char	*reply;
} *answers;
static char asked[1024];	/* "POST url;GET url;" */
static char number[80], headers[512];

static void __attribute__((format(printf, 2, 3)))
fake_log(const struct host *host, const char *fmt, ...)
{
	(void)host;
	(void)fmt;
}

static enum http_end
fake_http(const struct host *host, struct http *x)
{
	const struct answer *a = answers++;

	(void)host;
	(void)snprintf(asked + strlen(asked), sizeof(asked) - strlen(asked),
	    "%s %s;", x->method, x->url);
	for (const char *const *h = x->headers; h != NULL && *h != NULL; h++)
		(void)snprintf(headers + strlen(headers),
		    sizeof(headers) - strlen(headers), "%s\n", *h);
	x->status = a->status;
	x->reply = a->reply == NULL ? "" : a->reply;
	x->reply_size = strlen(x->reply);
	return a->end;
}

static void
fake_receipt(const struct host *host, const char *n, const void *body,
    size_t size)
{
	(void)host;
	(void)body;
	(void)size;
	(void)snprintf(number, sizeof(number), "%s", n);
}

static const struct host fake = { .log = fake_log, .http = fake_http,
	.receipt = fake_receipt };

static enum delivered
deliver(const struct answer *a, int may_have_arrived)
{
	struct siuss s = { .url = (char *)(uintptr_t)"https://m/siuss" };
	struct message m = { .id = ID, .kind = "siuss", .body = "<x/>",
		.size = 4, .content_type = "application/xml",
		.digest = "abc=", .attempt = 1, .timeout_ms = 1000,
		.may_have_arrived = may_have_arrived };

	answers = a;
	asked[0] = number[0] = headers[0] = '\0';
	return connector.deliver(&fake, &s, &m);
}

#define ANSWERS(...) ((const struct answer[]){ __VA_ARGS__ })

static void
test_first_time(void)
{
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 201, RECEIPT(ID, "REG-1") }), 0) ==
	    DELIVERED && strcmp(number, "REG-1") == 0,
	    "a receipt is a delivery");
	is_str(str_of(asked), "POST https://m/siuss;", "one exchange");
	is_str(str_of(headers), "Content-Type: application/xml\n"
	    "Idempotency-Key: " ID "\nX-Message-Id: " ID
	    "\nDigest: sha-256=abc=\n", "id and digest go with it");
	ok(deliver(ANSWERS({ HTTP_NOT_SENT }), 0) == RETRY_LATER,
	    "nobody there: later");
	ok(deliver(ANSWERS({ HTTP_UNCERTAIN }), 0) == UNKNOWN,
	    "no answer: unknown");
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 500 }), 0) == UNKNOWN,
	    "500: it may have been taken before");
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 422 }), 0) == GIVE_UP,
	    "422: never");
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 429 }), 0) == RETRY_LATER,
	    "429: later");
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 409 },
	    { HTTP_ANSWERED, 200, RECEIPT(ID, "REG-2") }), 0) == DELIVERED &&
	    strcmp(number, "REG-2") == 0, "409: its receipt is asked for");
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 409 }, { HTTP_ANSWERED, 404 }), 0)
	    == UNKNOWN, "409 and no receipt contradict each other: unknown");
}

static void
test_garbage(void)
{
	static const char *const bad[] = { "", "ok", "<receipt", "<receipt/>",
		RECEIPT("018f0000-0000-7000-8000-000000000002", "REG-1"),
		RECEIPT(ID, ""), RECEIPT(ID, "a b"), RECEIPT(ID, "&#x85;"),
		"<receipt id='" ID "' number='1'/>",
		"<!DOCTYPE receipt [<!ENTITY n '1'>]><receipt "
		    "xmlns='urn:vinculo:siuss:1' id='" ID "' number='&n;'/>" };

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(deliver(ANSWERS({ HTTP_ANSWERED, 200, bad[i] }), 0) ==
		    UNKNOWN && number[0] == '\0', "no receipt: %.40s", bad[i]);
}

static void
test_again(void)
{
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 200, RECEIPT(ID, "R") }), 1) ==
	    DELIVERED, "it had arrived");
	is_str(str_of(asked), "GET https://m/siuss/receipts/" ID ";",
	    "and was not sent again");
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 404 },
	    { HTTP_ANSWERED, 201, RECEIPT(ID, "R") }), 1) == DELIVERED,
	    "it had not, and is sent");
	ok(deliver(ANSWERS({ HTTP_ANSWERED, 503 }), 1) == UNKNOWN &&
	    strstr(asked, "POST") == NULL, "who does not say gets nothing");
	ok(deliver(ANSWERS({ HTTP_NOT_SENT }), 1) == UNKNOWN &&
	    strstr(asked, "POST") == NULL, "nor who is away: still unknown");
}

static void
test_open(void)
{
	struct siuss s = { .url = (char *)(uintptr_t)"http://m/siuss" };

	ok(connector.open(&fake, &s) < 0, "nothing goes out in the clear");
	s.url = (char *)(uintptr_t)"https://m/siuss";
	ok(connector.open(&fake, &s) == 0, "https does");
}

int
main(void)
{
	test_first_time();
	test_garbage();
	test_again();
	test_open();
	return done_testing();
}
