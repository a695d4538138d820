/*
 * fuzz_http.c - a connection's bytes, whole and in pieces: never a crash, and
 * never two opinions.
 *
 * The first byte says how large the pieces are; what comes of the requests must
 * not depend on it.
 */
#include <assert.h>

#include "server/http/parse.h"

#define BODY_MAX	4096
#define REQUESTS_MAX	64

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What came of one request: how many bytes it took, or minus its status. */
struct result {
	long	taken;
	size_t	body;
};

static void
use_target(const struct http_head *h)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct http_arg *args;
	struct str path;

	if (http_parse_path(a, h->target, &path) == 0) {
		assert(path.len > 0 && path.p[0] == '/');
		assert(utf8_valid(path) && strlen(path.p) == path.len);
	}
	if (http_parse_query(a, h->target, &args) == 0) {
		for (; args->name != NULL; args++)
			assert(utf8_valid(str_of(args->value)));
	}
}

static void
check_head(const struct http_head *h)
{
	assert(h->method != HTTP_NO_METHOD && h->host.len > 0);
	assert(!(h->is_chunked && h->has_length));
	for (size_t i = 0; i < h->n_headers; i++) {
		assert(http_is_token(h->headers[i].name));
		assert(http_is_field_value(h->headers[i].value));
	}
}

static long
read_chunks(struct str rest, size_t step, size_t *ret_body)
{
	_cleanup_(buf_done) struct buf body = BUF_INIT;
	struct http_chunks chunks;
	size_t len = rest.len;
	int r = HTTP_CHUNKS_MORE;

	http_chunks_init(&chunks);
	while (r == HTTP_CHUNKS_MORE && rest.len > 0) {
		struct str piece = str_sub(rest, 0, step);
		size_t before = piece.len;

		r = http_chunks_feed(&chunks, &piece, &body, BODY_MAX);
		assert(r != HTTP_CHUNKS_MORE || piece.len == 0);
		rest = str_sub(rest, before - piece.len, rest.len);
	}
	assert(body.len <= BODY_MAX);
	*ret_body = body.len;
	return r == HTTP_CHUNKS_END ? (long)(len - rest.len) : r;
}

static struct result
one_request(char *bytes, size_t len, size_t step)
{
	static struct http_parser p;
	struct result ret = { 0 };
	size_t fed = 0;
	long head = 0, body;

	http_parser_init(&p);
	while (head == 0 && fed < len) {
		fed = fed + step < len ? fed + step : len;
		head = http_parse(&p, bytes, fed);
	}
	ret.taken = head;
	if (head <= 0)
		return ret;
	assert((size_t)head <= fed && head <= HTTP_HEAD_MAX);
	check_head(&p.head);
	use_target(&p.head);
	ret.body = (size_t)p.head.length;
	if (!p.head.is_chunked) {
		ret.taken = p.head.length > len - (size_t)head ? 0 :
		    head + (long)p.head.length;
		return ret;
	}
	body = read_chunks((struct str){ bytes + head, len - (size_t)head },
	    step, &ret.body);
	ret.taken = body > 0 ? head + body : body;
	return ret;
}

static size_t
play(const uint8_t *data, size_t size, size_t step, struct result *results)
{
	char *copy = xmalloc(size + 1);
	size_t pos = 0, n = 0;
	struct result r;

	memcpy(copy, data, size);
	do {
		r = one_request(copy + pos, size - pos, step);
		results[n++] = r;
		pos += r.taken > 0 ? (size_t)r.taken : 0;
	} while (r.taken > 0 && pos < size && n < REQUESTS_MAX);
	free(copy);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct result whole[REQUESTS_MAX] = { 0 }, pieces[REQUESTS_MAX] = { 0 };
	size_t n;

	if (size < 2 || size > 64 * 1024)
		return 0;
	n = play(data + 1, size - 1, size, whole);
	assert(play(data + 1, size - 1, (size_t)data[0] + 1, pieces) == n);
	assert(memcmp(whole, pieces, n * sizeof(*whole)) == 0);
	return 0;
}
