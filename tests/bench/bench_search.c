/*
 * bench_search.c - finding one of 500,000 people by a name with a typing error.
 *
 *	BENCH person_search ours=... limit=... ratio=...
 *
 * ours: median milliseconds of a search; limit: what we want of it; ratio:
 * limit over ours.  Then the 99th percentile beside the same limit, and the
 * megabytes that the index takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "server/demo/names.h"
#include "server/search/index.h"

#define PEOPLE		500000
#define SEARCHES	1000
#define LIMIT_MS	2.0
#define LIMIT_MB	200.0

static double
resident_mb(void)
{
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_maxrss / 1024;
}

/* In Spain the hundred and fifty commonest surnames are those of four in ten
 * people; the others have one of some ten thousand. */
static void
add_surname(struct rng *r, const struct people_of *of, struct buf *out)
{
	static const char *const parts[] = { "ba", "cas", "del", "fa", "gue",
		"her", "iz", "ju", "la", "mon", "nar", "or", "pe", "qui", "ro",
		"sal", "ta", "ur", "va", "ye", "zu", "cha", "bri", "tre" };

	if (rng_chance(r, 400)) {
		buf_printf(out, " %s", names_surname(r, of));
		return;
	}
	buf_putc(out, ' ');
	for (int i = 0; i < 3; i++)
		buf_puts(out, parts[rng_below(r, ARRAY_LEN(parts))]);
}

static void
make_name(struct rng *r, struct buf *out)
{
	const struct people_of *of = names_origin(r);

	buf_reset(out);
	buf_puts(out, names_given(r, of, rng_chance(r, 500),
	    (int)rng_below(r, 95)));
	add_surname(r, of, out);
	add_surname(r, of, out);
}

/* Exchange two neighbours, drop or double a letter; only ASCII ones. */
static void
mistype(struct rng *r, struct buf *name)
{
	for (int tries = 0; tries < 20; tries++) {
		size_t i = 1 + rng_below(r, (uint32_t)name->len - 2);
		char c = name->p[i];

		if (c < 'a' || name->p[i + 1] < 'a')
			continue;
		name->p[i] = name->p[i + 1];
		name->p[i + 1] = rng_chance(r, 500) ? c : 'e';
		return;
	}
}

static int
by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
line(const char *name, double ours, double limit)
{
	printf("BENCH %s ours=%.3f limit=%.1f ratio=%.2f\n", name, ours, limit,
	    limit / ours);
}

int
main(void)
{
	struct search_index *ix = search_index_new();
	_cleanup_(buf_done) struct buf name = BUF_INIT;
	struct search_hit hits[20];
	static int64_t took[SEARCHES];
	struct rng r = { 42 };
	double before = resident_mb();
	int found = 0;

	for (uint32_t i = 0; i < PEOPLE; i++) {
		make_name(&r, &name);
		search_index_put(ix, uuid_new(), buf_view(&name),
		    1930 + (int)rng_below(&r, 95));
	}
	line("person_search_mb", resident_mb() - before, LIMIT_MB);
	for (int i = 0; i < SEARCHES; i++) {
		int64_t start;

		make_name(&r, &name);
		mistype(&r, &name);
		start = clock_mono_us();
		found += search_index_find(ix, buf_view(&name), 0, hits,
		    20) > 0;
		took[i] = clock_mono_us() - start;
	}
	qsort(took, SEARCHES, sizeof(*took), by_time);
	line("person_search", (double)took[SEARCHES / 2] / 1000, LIMIT_MS);
	line("person_search_p99", (double)took[SEARCHES * 99 / 100] / 1000,
	    LIMIT_MS);
	search_index_free(ix);
	return found < SEARCHES * 9 / 10;
}
