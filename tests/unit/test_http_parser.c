/*
 * test_http_parser.c - requests that servers are known to read differently.
 *
 * Each row is what arrives on a connection and what must come of it: "200" for
 * each request that is accepted, then the status that refuses the rest, "+"
 * where more bytes are awaited.  Every row is fed whole and byte by byte.
 */
#include "server/http/parse.h"
#include "tests/unit/tap.h"

#define BODY_MAX	1000
#define H		"Host: localhost\r\n"
#define GET_		"GET / HTTP/1.1\r\n"
#define POST_		"POST /x HTTP/1.1\r\n" H
#define CHUNKED		POST_ "Transfer-Encoding: chunked\r\n\r\n"
#define SECOND		"GET /smuggled HTTP/1.1\r\n" H "\r\n"

struct row {
	const char	*what;
	struct str	 bytes;
	const char	*result;
};

#define ROW(what, bytes, result) { what, { bytes, sizeof(bytes) - 1 }, result }

static const struct row rows[] = {
	/* The rows of the probe that other servers failed. */
	ROW("length and coding", POST_ "Content-Length: 5\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND, "400"),
	ROW("two different lengths", POST_ "Content-Length: 5\r\n"
	    "Content-Length: 6\r\n\r\nhello" SECOND, "400"),
	ROW("two equal lengths", POST_ "Content-Length: 5\r\n"
	    "Content-Length: 5\r\n\r\nhello", "400"),
	ROW("a list of lengths", POST_ "Content-Length: 5, 5\r\n\r\nhello",
	    "400"),
	ROW("coding xchunked", POST_ "Transfer-Encoding: xchunked\r\n\r\n"
	    SECOND, "400"),
	ROW("coding gzip, chunked", POST_
	    "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400"),
	ROW("coding twice", POST_ "Transfer-Encoding: chunked\r\n"
	    "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n", "400"),
	ROW("coding with vertical tab", POST_
	    "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", "400"),
	ROW("chunk size 0x5", CHUNKED "0x5\r\nhello\r\n0\r\n\r\n", "400"),
	ROW("chunk size +5", CHUNKED "+5\r\nhello\r\n0\r\n\r\n", "400"),
	ROW("chunk size -5", CHUNKED "-5\r\nhello\r\n0\r\n\r\n", "400"),
	ROW("chunk size 5 junk", CHUNKED "5 junk\r\nhello\r\n0\r\n\r\n", "400"),
	ROW("empty chunk size", CHUNKED "\r\nhello\r\n0\r\n\r\n", "400"),
	ROW("chunk size of 9 digits", CHUNKED "000000005\r\nhello\r\n", "400"),
	ROW("chunk extension", CHUNKED "5;a=b\r\nhello\r\n0\r\n\r\n", "200"),
	ROW("quoted extension", CHUNKED "5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n",
	    "200"),
	ROW("extension with a bare line feed", CHUNKED
	    "5;a\nhello\r\n0\r\n\r\n", "400"),
	ROW("space before the colon", GET_ H "X-Foo : bar\r\n\r\n", "400"),
	ROW("empty name", GET_ H ": bar\r\n\r\n", "400"),
	ROW("control character in a name", GET_ H "X\001: bar\r\n\r\n", "400"),
	ROW("NUL in a name", GET_ H "X\0: bar\r\n\r\n", "400"),
	ROW("NUL in a value", GET_ H "X-User: admin\0zzz\r\n\r\n", "400"),
	ROW("DEL in a value", GET_ H "X: \177\r\n\r\n", "400"),
	ROW("folded line", GET_ H "X: a\r\n b\r\n\r\n", "400"),
	ROW("folded first line", GET_ " Host: localhost\r\n\r\n", "400"),
	ROW("bare line feeds", "GET / HTTP/1.1\nHost: localhost\n\n", "400"),
	ROW("one bare line feed", GET_ "Host: localhost\n\r\n", "400"),
	ROW("bare carriage return", GET_ H "X: a\rb\r\n\r\n", "400"),
	ROW("CR CR LF", GET_ "Host: localhost\r\r\n\r\n", "400"),
	ROW("no Host", GET_ "\r\n", "400"),
	ROW("two Hosts", GET_ H "Host: evil\r\n\r\n", "400"),
	ROW("empty Host", GET_ "Host: \r\n\r\n", "400"),
	ROW("Host with a path", GET_ "Host: a/b\r\n\r\n", "400"),
	ROW("Host with a user", GET_ "Host: a@b\r\n\r\n", "400"),
	ROW("HTTP/1.9", "GET / HTTP/1.9\r\n" H "\r\n", "505"),
	ROW("HTTP/2.0", "GET / HTTP/2.0\r\n" H "\r\n", "505"),
	ROW("HTTP/1.10", "GET / HTTP/1.10\r\n" H "\r\n", "400"),
	ROW("http/1.1", "GET / http/1.1\r\n" H "\r\n", "400"),
	ROW("HTTP/0.9", "GET /\r\n", "400"),
	/* Legal ones. */
	ROW("plain", GET_ H "\r\n", "200"),
	ROW("HTTP/1.0", "GET / HTTP/1.0\r\n" H "\r\n", "200"),
	ROW("every token character", GET_ H "!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n",
	    "200"),
	ROW("white space around a value", GET_ "Host:\t localhost \t\r\n\r\n",
	    "200"),
	ROW("bytes above 0x7f in a value", GET_ H "X: \xc3\xb1\r\n\r\n", "200"),
	ROW("empty value", GET_ H "X:\r\n\r\n", "200"),
	ROW("body", POST_ "Content-Length: 5\r\n\r\nhello", "200"),
	ROW("empty body", POST_ "Content-Length: 0\r\n\r\n", "200"),
	ROW("POST without a body", POST_ "\r\n", "200"),
	ROW("chunks", CHUNKED "5\r\nhello\r\nA;x\r\n0123456789\r\n0\r\n\r\n",
	    "200"),
	ROW("trailers", CHUNKED "1\r\na\r\n0\r\nX: y\r\nZ:\r\n\r\n", "200"),
	ROW("pipelined", GET_ H "\r\n" GET_ H "\r\n" GET_ H "\r\n",
	    "200 200 200"),
	ROW("pipelined after bodies", POST_ "Content-Length: 2\r\n\r\nhi"
	    CHUNKED "2\r\nhi\r\n0\r\n\r\n" GET_ H "\r\n", "200 200 200"),
	ROW("100-continue", POST_ "Expect: 100-Continue\r\n"
	    "Content-Length: 1\r\n\r\nx", "200"),
	/* Cut short. */
	ROW("nothing", "", "+"),
	ROW("half a request line", "GET / HT", "+"),
	ROW("half a head", GET_ H, "+"),
	ROW("half a body", POST_ "Content-Length: 5\r\n\r\nhell", "+"),
	ROW("half a chunk", CHUNKED "5\r\nhel", "+"),
	ROW("no last chunk", CHUNKED "5\r\nhello\r\n", "+"),
	/* Request lines. */
	ROW("empty line first", "\r\n" GET_ H "\r\n", "400"),
	ROW("two spaces", "GET  / HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("trailing space", "GET / HTTP/1.1 \r\n" H "\r\n", "400"),
	ROW("tab", "GET\t/ HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("space in the target", "GET /a b HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("control in the target", "GET /\001 HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("NUL in the target", "GET /\0 HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("raw UTF-8 in the target", "GET /\xc3\xb1 HTTP/1.1\r\n" H "\r\n",
	    "400"),
	ROW("fragment", "GET /a#b HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("absolute form", "GET http://localhost/ HTTP/1.1\r\n" H "\r\n",
	    "400"),
	ROW("authority form", "CONNECT localhost:1 HTTP/1.1\r\n" H "\r\n",
	    "400"),
	ROW("asterisk form", "OPTIONS * HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("unknown method", "BREW / HTTP/1.1\r\n" H "\r\n", "501"),
	ROW("TRACE", "TRACE / HTTP/1.1\r\n" H "\r\n", "501"),
	ROW("lower case method", "get / HTTP/1.1\r\n" H "\r\n", "501"),
	ROW("method that is no token", "G(T / HTTP/1.1\r\n" H "\r\n", "400"),
	ROW("TLS on a plain port", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\n",
	    "400"),
	/* Header fields and framing. */
	ROW("line without a colon", GET_ H "X-Foo\r\n\r\n", "400"),
	ROW("tab before the colon", GET_ H "X\t: y\r\n\r\n", "400"),
	ROW("name in brackets", GET_ H "X[1]: y\r\n\r\n", "400"),
	ROW("name in UTF-8", GET_ H "\xc3\xb1: y\r\n\r\n", "400"),
	ROW("length +5", POST_ "Content-Length: +5\r\n\r\nhello", "400"),
	ROW("length -5", POST_ "Content-Length: -5\r\n\r\nhello", "400"),
	ROW("length 0x5", POST_ "Content-Length: 0x5\r\n\r\nhello", "400"),
	ROW("length 5 5", POST_ "Content-Length: 5 5\r\n\r\nhello", "400"),
	ROW("length 5.0", POST_ "Content-Length: 5.0\r\n\r\nhello", "400"),
	ROW("empty length", POST_ "Content-Length:\r\n\r\n", "400"),
	ROW("length of 11 digits", POST_ "Content-Length: 00000000005\r\n\r\n",
	    "400"),
	ROW("body too long", POST_ "Content-Length: 1001\r\n\r\n", "413"),
	ROW("chunk too long", CHUNKED "3e9\r\n", "413"),
	ROW("chunks too long", CHUNKED "5\r\nhello\r\n3e5\r\n", "413"),
	ROW("huge chunk", CHUNKED "ffffffff\r\n", "413"),
	ROW("GET with a body", GET_ H "Content-Length: 5\r\n\r\nhello", "400"),
	ROW("DELETE with a body", "DELETE / HTTP/1.1\r\n" H
	    "Content-Length: 5\r\n\r\nhello", "400"),
	ROW("GET with length 0", GET_ H "Content-Length: 0\r\n\r\n", "200"),
	ROW("chunked GET", GET_ H "Transfer-Encoding: chunked\r\n\r\n"
	    "0\r\n\r\n", "400"),
	ROW("chunked HTTP/1.0", "POST / HTTP/1.0\r\n" H
	    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
	ROW("chunk data too long", CHUNKED "4\r\nhello\r\n0\r\n\r\n", "400"),
	ROW("chunk ends with a line feed", CHUNKED "5\r\nhello\n0\r\n\r\n",
	    "400"),
	ROW("size line ends with a line feed", CHUNKED "5\nhello\r\n", "400"),
	ROW("size with a space before the extension", CHUNKED
	    "5 ;a\r\nhello\r\n0\r\n\r\n", "400"),
	ROW("NUL in an extension", CHUNKED "5;\0\r\nhello\r\n", "400"),
	ROW("trailer without a colon", CHUNKED "0\r\nX\r\n\r\n", "400"),
	ROW("trailer with a space", CHUNKED "0\r\nX : y\r\n\r\n", "400"),
	ROW("folded trailer", CHUNKED "0\r\nX: y\r\n z\r\n\r\n", "400"),
	ROW("trailer with an empty name", CHUNKED "0\r\n: y\r\n\r\n", "400"),
	ROW("unknown expectation", POST_ "Expect: magic\r\n\r\n", "417"),
	ROW("two cookies", GET_ H "Cookie: a=1\r\nCookie: b=2\r\n\r\n", "400"),
	ROW("two content types", POST_ "Content-Type: a/b\r\n"
	    "content-type: c/d\r\n\r\n", "400"),
	ROW("two of something else", GET_ H "X: 1\r\nX: 2\r\n\r\n", "200"),
};

/* One request from the front of bytes: its length, 0 for more, or -status. */
static int
one_request(struct http_parser *p, char *bytes, size_t len, size_t step)
{
	struct http_chunks chunks;
	struct buf body = BUF_INIT;
	struct str rest;
	size_t fed = 0;
	int head = 0, r = HTTP_CHUNKS_MORE;

	http_parser_init(p);
	while (head == 0 && fed < len) {
		fed = fed + step < len ? fed + step : len;
		head = http_parse(p, bytes, fed);
	}
	if (head <= 0)
		return head;
	if (p->head.length > BODY_MAX)
		return -413;
	if (!p->head.is_chunked)
		return len - (size_t)head < p->head.length ? 0 :
		    head + (int)p->head.length;
	http_chunks_init(&chunks);
	rest = (struct str){ bytes + head, len - (size_t)head };
	while (r == HTTP_CHUNKS_MORE && rest.len > 0) {
		struct str piece = str_sub(rest, 0, step);
		size_t before = piece.len;

		r = http_chunks_feed(&chunks, &piece, &body, BODY_MAX);
		rest = str_sub(rest, before - piece.len, rest.len);
	}
	buf_done(&body);
	if (r == HTTP_CHUNKS_END)
		return (int)(len - rest.len);
	return r < 0 ? r : 0;
}

static void
play(struct str bytes, size_t step, struct buf *out)
{
	struct http_parser *p = xmalloc(sizeof(*p));
	char *copy = xmalloc(bytes.len + 1);
	size_t pos = 0;
	int n;

	memcpy(copy, bytes.p, bytes.len);
	do {
		n = one_request(p, copy + pos, bytes.len - pos, step);
		if (out->len > 0)
			buf_putc(out, ' ');
		if (n == 0)
			buf_putc(out, '+');
		else
			buf_printf(out, "%d", n < 0 ? -n : 200);
		pos += n > 0 ? (size_t)n : 0;
	} while (n > 0 && pos < bytes.len);
	free(copy);
	free(p);
}

static void
check(const char *what, struct str bytes, const char *result)
{
	struct buf whole = BUF_INIT, pieces = BUF_INIT;

	play(bytes, bytes.len + 1, &whole);
	is_str(buf_view(&whole), result, what);
	play(bytes, 1, &pieces);
	ok(str_eq(buf_view(&whole), buf_view(&pieces)), "byte by byte too");
	buf_done(&whole);
	buf_done(&pieces);
}

static void
test_sizes(void)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "GET /");
	for (int i = 0; i < HTTP_LINE_MAX; i++)
		buf_putc(&b, 'a');
	check("long target", buf_view(&b), "414");
	buf_reset(&b);
	buf_puts(&b, GET_ H "X: ");
	for (int i = 0; i < HTTP_LINE_MAX; i++)
		buf_putc(&b, 'a');
	check("long header field", buf_view(&b), "431");
	buf_reset(&b);
	buf_puts(&b, GET_ H);
	for (int i = 0; i < HTTP_HEADERS_MAX; i++)
		buf_puts(&b, "X: y\r\n");
	check("101 header fields", buf_view(&b), "431");
	buf_reset(&b);
	buf_puts(&b, GET_ H);
	for (int i = 0; i < 80; i++)
		buf_printf(&b, "X%d: %0250d\r\n", i, 0);
	check("long head", buf_view(&b), "431");
	buf_reset(&b);
	buf_puts(&b, CHUNKED "1;");
	for (int i = 0; i <= HTTP_CHUNK_EXT_MAX; i++)
		buf_putc(&b, 'a');
	check("long extension", buf_view(&b), "400");
	buf_reset(&b);
	buf_puts(&b, CHUNKED);
	for (int i = 0; i < 20; i++)
		buf_printf(&b, "1;%0250d\r\nx\r\n", 0);
	check("many extensions", buf_view(&b), "400");
	buf_reset(&b);
	buf_puts(&b, CHUNKED "0\r\n");
	for (int i = 0; i < 20; i++)
		buf_printf(&b, "X: %0250d\r\n", 0);
	check("long trailers", buf_view(&b), "400");
	buf_done(&b);
}

static void
test_head(void)
{
	char text[] = "PUT /a?b=c HTTP/1.1\r\nHost: h:1\r\nX-A:  b c \r\n"
	    "Connection: Foo, CLOSE\r\nContent-Length: 12\r\n\r\n";
	struct http_parser p;

	http_parser_init(&p);
	ok(http_parse(&p, text, strlen(text)) == (int)strlen(text), "parsed");
	ok(p.head.method == PUT, "method");
	is_str(p.head.target, "/a?b=c", "target");
	is_str(p.head.host, "h:1", "host");
	is_str(p.head.headers[1].name, "x-a", "name in lower case");
	is_str(p.head.headers[1].value, "b c", "value trimmed");
	ok(!p.head.is_persistent && p.head.length == 12, "framing");
}

static void
path_is(const char *target, const char *want)
{
	struct arena *a = arena_new();
	struct str path = STR_NULL;
	int r = http_parse_path(a, str_of(target), &path);

	if (want == NULL)
		ok(r == -400, "refused: %s", target);
	else
		is_str(path, want, target);
	arena_free(a);
}

static void
test_targets(void)
{
	struct arena *a = arena_new();
	struct http_arg *args;

	path_is("/a/b?c", "/a/b");
	path_is("/a%20%C3%B1+", "/a \xc3\xb1+");
	path_is("/..a/b..", "/..a/b..");
	path_is("/a/../b", NULL);
	path_is("/a/%2e%2E/b", NULL);
	path_is("/./a", NULL);
	path_is("/a/..", NULL);
	path_is("/a%2fb", NULL);
	path_is("/a%5Cb", NULL);
	path_is("/a\\b", NULL);
	path_is("/a%00", NULL);
	path_is("/a%0a", NULL);
	path_is("/a%ff", NULL);
	path_is("/a%c0%af", NULL);
	path_is("/a%", NULL);
	path_is("/a%2", NULL);
	path_is("/a%zz", NULL);
	ok(http_parse_query(a, STR("/x?a=1&b=%C3%B1+z&&c&=d&a=2"), &args) == 0,
	    "query");
	is_str(str_of(args[0].name), "a", "name");
	is_str(str_of(args[1].value), "\xc3\xb1 z", "decoded value");
	is_str(str_of(args[2].value), "", "no value");
	ok(args[5].name == NULL, "end");
	ok(http_parse_query(a, STR("/x?a=%01"), &args) == -400,
	    "control character refused");
	ok(http_parse_query(a, STR("/x?%ff=1"), &args) == -400,
	    "invalid UTF-8 refused");
	arena_free(a);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(rows[i].what, rows[i].bytes, rows[i].result);
	test_sizes();
	test_head();
	test_targets();
	return done_testing();
}
