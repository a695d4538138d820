/*
 * test_dmn_bulk.c - many inputs: all answered, in order, whatever the threads.
 */
#include <errno.h>
#include <string.h>

#include "tests/unit/dmn.h"

struct stream {
	struct str	 in;
	size_t		 at, step;	/* bytes given at a time */
	struct buf	 out;
	int		 read_error, write_error;
};

static ptrdiff_t
read_some(void *ctx, char *p, size_t n)
{
	struct stream *s = ctx;
	struct str part = str_sub(s->in, s->at, n < s->step ? n : s->step);

	if (part.len == 0 && s->read_error != 0)
		return -s->read_error;
	memcpy(p, part.p, part.len);
	s->at += part.len;
	return (ptrdiff_t)part.len;
}

static int
write_all(void *ctx, struct str lines)
{
	struct stream *s = ctx;

	buf_str(&s->out, lines);
	return -s->write_error;
}

static int
run_bulk(struct stream *s, unsigned threads, struct dmn_bulk_count *count,
    struct error *err)
{
	struct dmn *dmn = model(MODEL(INPUT("n", "number")
	    DECISION("D", NEEDS("n") LIT("n * 2"))));
	struct dmn_bulk b = { .dmn = dmn, .what = dmn_find(dmn, STR("D")),
	    .threads = threads, .read = read_some, .write = write_all,
	    .ctx = s };
	int r;

	buf_reset(&s->out);
	s->at = 0;
	r = dmn_bulk(&b, count, err);
	dmn_free(dmn);
	return r;
}

static void
test_few(void)
{
	struct stream s = { .in = STR("{\"n\":1}\n\n [1]\nnonsense\n{\"n\":4}"),
	    .step = 7 };
	struct dmn_bulk_count count;
	const char *out;

	ok(run_bulk(&s, 3, &count, NULL) == 0 && count.n_lines == 4 &&
	    count.n_failed == 2, "four lines, of which two fail");
	out = buf_cstr(&s.out);
	ok(str_starts(str_of(out), "{\"result\":2}\n{\"error\":{\"code\":"
	    "\"dmn.inputs\""), "an array is no object");
	ok(str_ends(str_of(out), "\n{\"result\":8}\n"),
	    "the last line needs no newline");
	s.in = STR("");
	ok(run_bulk(&s, 1, &count, NULL) == 0 && count.n_lines == 0 &&
	    s.out.len == 0, "nothing in, nothing out");
	buf_done(&s.out);
}

static void
test_many(unsigned threads)
{
	struct buf in = BUF_INIT, want = BUF_INIT;
	struct stream s = { .step = 100000 };
	struct dmn_bulk_count count;

	for (int i = 0; i < 50000; i++) {
		buf_printf(&in, "{\"n\":%d}\n", i);
		buf_printf(&want, "{\"result\":%d}\n", 2 * i);
	}
	s.in = buf_view(&in);
	ok(run_bulk(&s, threads, &count, NULL) == 0 && count.n_lines == 50000,
	    "50,000 lines on %u threads", threads);
	ok(str_eq(buf_view(&s.out), buf_view(&want)), "all in order");
	buf_done(&in);
	buf_done(&want);
	buf_done(&s.out);
}

static void
test_errors(void)
{
	struct stream s = { .in = STR("{\"n\":1}\n"), .step = 100,
	    .read_error = EIO };
	struct dmn_bulk_count count;
	struct error err = { 0 };
	struct buf big = BUF_INIT;

	ok(run_bulk(&s, 2, &count, &err) < 0 &&
	    str_is(str_of(err.code), "dmn.read"), "input that breaks off");
	s = (struct stream){ .in = s.in, .step = 100, .out = s.out,
	    .write_error = EPIPE };
	ok(run_bulk(&s, 2, &count, &err) < 0 &&
	    str_is(str_of(err.code), "dmn.write"), "output that breaks off");
	for (size_t i = 0; i < DMN_LINE_MAX + 200000; i++)
		buf_putc(&big, 'x');
	s = (struct stream){ .in = buf_view(&big), .step = 100000,
	    .out = s.out };
	ok(run_bulk(&s, 2, &count, &err) < 0 &&
	    str_is(str_of(err.code), "dmn.line_size"), "a line without end");
	buf_done(&big);
	buf_done(&s.out);
}

int
main(void)
{
	test_few();
	test_many(1);
	test_many(4);
	test_errors();
	return done_testing();
}
