/*
 * bench_dmn.c - decision tables per second, and rating a call on all cores.
 *
 *	bench_dmn [APPLICATIONS]
 *
 * dmn_table: a table of 12 columns and 200 rules, other inputs each time.
 * rate_call: so many applications (a million) as JSON lines through the
 * scoring model we ship, with one thread and with one per core.  The two take
 * turns on a slice each, and the scaling is the median of the turns' ratios,
 * so that what else runs on the machine meets both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "workflows/dmn/dmn.h"

#define COLUMNS	12
#define RULES	200
#define INPUTS	64		/* different ones */
#define ROUNDS	200000
#define MODEL	"workflows/models/school-meals.dmn"

/* What our own figures are held against. */
#define TABLE_RATE_MIN	100000.0	/* evaluations per second and core */
#define RULE_NS_MAX	50.0
#define CALL_RATE_MIN	100000.0	/* applications per second */
#define SCALING_MIN	1.8
#define CPU_RATIO_MIN	0.9		/* one thread's time to that of all */
#define GROWTH_MAX_KB	16384.0		/* over a million applications */

#define TURNS		11

static uint32_t seed = 1;

static uint32_t
pick(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static void
line(const char *name, double ours, double limit, double ratio)
{
	printf("BENCH %s ours=%.6g limit=%.6g ratio=%.3g\n", name, ours, limit,
	    ratio);
}

/* -------------------------------------------------------------- dmn_table */

static void
add_cell(struct buf *b, size_t column)
{
	static const char *const words[] = { "rent", "energy", "food",
	    "school" };
	uint32_t low = pick(80) * 10;

	buf_puts(b, "<inputEntry><text>");
	if (pick(3) == 0)
		buf_putc(b, '-');
	else if (column % 4 == 0)
		buf_printf(b, "\"%s\"", words[pick(4)]);
	else if (column % 4 == 1)
		buf_puts(b, pick(2) == 0 ? "true" : "false");
	else if (column % 4 == 2)
		buf_printf(b, "[%u..%u]", low, low + 400);
	else
		buf_printf(b, "&lt; %u, &gt; %u", low, low + 100);
	buf_puts(b, "</text></inputEntry>");
}

static void
add_table(struct buf *b)
{
	static const char *const types[] = { "string", "boolean", "number",
	    "number" };

	buf_puts(b, "<decisionTable hitPolicy=\"FIRST\">");
	for (size_t i = 0; i < COLUMNS; i++)
		buf_printf(b, "<input><inputExpression typeRef=\"%s\"><text>"
		    "Input %zu</text></inputExpression></input>", types[i % 4],
		    i);
	buf_puts(b, "<output name=\"Points\" typeRef=\"number\"/>");
	for (size_t r = 0; r < RULES; r++) {
		buf_puts(b, "<rule>");
		for (size_t i = 0; i < COLUMNS; i++)
			add_cell(b, i);
		buf_printf(b, "<outputEntry><text>%zu</text></outputEntry>"
		    "</rule>", r);
	}
	buf_puts(b, "</decisionTable>");
}

static struct dmn *
make_table(void)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct dmn_text text;

	buf_puts(&b, "<definitions name=\"bench\" namespace=\"bench\" xmlns="
	    "\"https://www.omg.org/spec/DMN/20230324/MODEL/\">");
	for (size_t i = 0; i < COLUMNS; i++)
		buf_printf(&b, "<inputData id=\"i%zu\" name=\"Input %zu\"/>",
		    i, i);
	buf_puts(&b, "<decision id=\"d\" name=\"D\">");
	for (size_t i = 0; i < COLUMNS; i++)
		buf_printf(&b, "<informationRequirement><requiredInput "
		    "href=\"#i%zu\"/></informationRequirement>", i);
	add_table(&b);
	buf_puts(&b, "</decision></definitions>");
	text = (struct dmn_text){ STR("bench.dmn"), buf_view(&b) };
	return dmn_compile(&text, 1);
}

static struct feel_value
make_inputs(struct arena *a)
{
	static const char *const words[] = { "rent", "energy", "food",
	    "school" };
	struct feel_entry *e = arena_array(a, COLUMNS, sizeof(*e));

	for (size_t i = 0; i < COLUMNS; i++) {
		e[i].key = arena_printf(a, "Input %zu", i);
		if (i % 4 == 0)
			e[i].value = feel_string(str_of(words[pick(4)]));
		else if (i % 4 == 1)
			e[i].value = feel_bool(pick(2) == 0);
		else
			e[i].value = feel_int(pick(1000));
	}
	return feel_context(a, e, COLUMNS);
}

static void
bench_table(void)
{
	struct dmn *dmn = make_table();
	struct dmn_run *run = dmn_run_new(dmn);
	struct arena *a = arena_new();
	struct dmn_request req = { .what = dmn_find(dmn, STR("D")) };
	struct feel_value inputs[INPUTS];
	struct dmn_result result;
	int64_t start, us;
	double rate;

	for (size_t i = 0; i < INPUTS; i++)
		inputs[i] = make_inputs(a);
	start = clock_mono_us();
	for (size_t i = 0; i < ROUNDS; i++) {
		req.inputs = inputs[i % INPUTS];
		if (dmn_evaluate(run, &req, &result, NULL) < 0)
			abort();
		dmn_run_reset(run);
	}
	us = clock_mono_us() - start;
	rate = ROUNDS * 1e6 / (double)us;
	line("dmn_table_per_second", rate, TABLE_RATE_MIN,
	    rate / TABLE_RATE_MIN);
	rate = (double)us * 1e3 / ROUNDS / RULES;
	line("dmn_table_ns_per_rule", rate, RULE_NS_MAX, RULE_NS_MAX / rate);
	arena_free(a);
	dmn_run_free(run);
	dmn_free(dmn);
}

/* -------------------------------------------------------------- rate_call */

struct call {
	struct buf	 lines;		/* of applications, over and over */
	size_t		 n_lines;
	size_t		 left;		/* times the lines are still given */
	size_t		 at;
	uint64_t	 bytes_out;
};

static void
make_lines(struct call *c)
{
	static const char *const reports[] = { "none", "difficulty", "risk" };

	for (size_t i = 0; i < 1000; i++, c->n_lines++)
		buf_printf(&c->lines, "{\"Household income\":%u,"
		    "\"Household members\":%u,\"Single parent\":%s,"
		    "\"Large family\":%s,\"Disability in the household\":%s,"
		    "\"Victim of violence\":%s,\"Foster child\":%s,"
		    "\"Social report\":\"%s\"}\n", pick(60000), 1 + pick(7),
		    pick(4) == 0 ? "true" : "false",
		    pick(5) == 0 ? "true" : "false",
		    pick(9) == 0 ? "true" : "false",
		    pick(30) == 0 ? "true" : "false",
		    pick(30) == 0 ? "true" : "false", reports[pick(3)]);
}

static ptrdiff_t
read_lines(void *ctx, char *p, size_t n)
{
	struct call *c = ctx;
	size_t have = c->lines.len - c->at;

	if (c->left == 0)
		return 0;
	if (n > have)
		n = have;
	memcpy(p, c->lines.p + c->at, n);
	c->at += n;
	if (c->at == c->lines.len) {
		c->at = 0;
		c->left--;
	}
	return (ptrdiff_t)n;
}

static int
count_bytes(void *ctx, struct str lines)
{
	((struct call *)ctx)->bytes_out += lines.len;
	return 0;
}

static double
cpu_seconds(void)
{
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double
rate_call(const struct dmn *dmn, struct call *c, size_t n, unsigned threads)
{
	struct dmn_bulk b = { .dmn = dmn, .threads = threads,
	    .what = dmn_find(dmn, STR("Rating")), .read = read_lines,
	    .write = count_bytes, .ctx = c };
	struct dmn_bulk_count count;
	int64_t start = clock_mono_us();

	c->left = n / c->n_lines;
	c->at = 0;
	if (dmn_bulk(&b, &count, NULL) < 0 || count.n_failed > 0)
		abort();
	return (double)count.n_lines * 1e6 /
	    (double)(clock_mono_us() - start);
}

static double
peak_kb(void)
{
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_maxrss;
}

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* What one thread and all of them did, over all turns. */
struct turns {
	double	rate;			/* of all threads */
	double	ratio[TURNS];		/* of the rates */
	double	cpu_one, cpu_all;	/* seconds of processor */
};

static void
take_turns(const struct dmn *dmn, struct call *c, size_t n, struct turns *t)
{
	unsigned cores = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
	double seconds = 0;

	for (int i = 0; i < TURNS; i++) {
		double start = cpu_seconds(), middle, one, all;

		one = rate_call(dmn, c, n / TURNS, 1);
		middle = cpu_seconds();
		all = rate_call(dmn, c, n / TURNS, cores);
		t->cpu_one += middle - start;
		t->cpu_all += cpu_seconds() - middle;
		t->ratio[i] = all / one;
		seconds += 1 / all;
	}
	t->rate = TURNS / seconds;
	qsort(t->ratio, TURNS, sizeof(t->ratio[0]), by_size);
}

static int
bench_call(size_t n)
{
	struct error err = { 0 };
	struct dmn *dmn = dmn_load(MODEL, &err);
	struct call c = { .lines = BUF_INIT };
	struct turns t = { 0 };
	double before, grown, scaling;

	if (dmn == NULL) {
		(void)fprintf(stderr, "bench_dmn: %s\n", err.message);
		return 1;
	}
	make_lines(&c);
	(void)rate_call(dmn, &c, n / TURNS, 0);		/* warm up */
	before = peak_kb();
	take_turns(dmn, &c, n, &t);
	grown = peak_kb() - before;
	scaling = t.ratio[TURNS / 2];
	line("rate_call_per_second", t.rate, CALL_RATE_MIN,
	    t.rate / CALL_RATE_MIN);
	line("rate_call_scaling", scaling, SCALING_MIN, scaling / SCALING_MIN);
	/* Says on a busy machine, too, whether threads cost each other. */
	line("rate_call_cpu_one_to_all", t.cpu_one / t.cpu_all, CPU_RATIO_MIN,
	    t.cpu_one / t.cpu_all / CPU_RATIO_MIN);
	line("rate_call_growth_kb", grown, GROWTH_MAX_KB,
	    GROWTH_MAX_KB / (grown < 1 ? 1 : grown));
	buf_done(&c.lines);
	dmn_free(dmn);
	return 0;
}

int
main(int argc, char **argv)
{
	int64_t n = 1000 * 1000;

	if (argc > 1 && parse_int(str_of(argv[1]), 10000, 100000000, &n) < 0) {
		(void)fprintf(stderr, "usage: bench_dmn [APPLICATIONS]\n");
		return 2;
	}
	bench_table();
	return bench_call((size_t)n);
}
