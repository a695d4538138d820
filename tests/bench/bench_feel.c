/*
 * bench_feel.c - small expressions per second, geometric mean.
 *
 *	bench_feel [FEELIN_NS]
 *
 * feel_eval: the expressions of feel.txt, parsed once, and parsed each time, in
 * processor time.  With the figure of tests/bench/feelin, measured the same
 * way, the limit is the rate of that package, which can only parse each time;
 * our goals are 50 and 20 times as many.  Without it the limit is ours.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "workflows/feel/feel.h"

#define EXPRESSIONS	"tests/bench/feel.txt"
#define ROUNDS		50000

#define CACHED_GOAL	50.0
#define PARSED_GOAL	20.0
/* When there is nothing to compare with. */
#define CACHED_NS_MAX	4000.0
#define PARSED_NS_MAX	10000.0

static const char context[] = "{\"a\":5,\"b\":7.5,\"name\":\"John\","
    "\"list\":[3,1,4,1,5,9,2,6],\"people\":[{\"name\":\"A\",\"age\":20},"
    "{\"name\":\"B\",\"age\":40},{\"name\":\"C\",\"age\":35}]}";

struct bench {
	struct arena		*a, *work;
	struct feel_scope	 scope;
	struct feel_vars	 vars;
	double			 logs_cached, logs_parsed;
	int			 n;
};

static double
cpu_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
set_up(struct bench *b)
{
	struct json *j = json_parse(b->a, str_of(context), NULL);
	struct feel_name *names = arena_array(b->a, j->n, sizeof(*names));
	struct feel_value *values = arena_array(b->a, j->n, sizeof(*values));

	for (size_t i = 0; i < j->n; i++) {
		values[i] = feel_from_json(b->a, &j->members[i].value);
		names[i].name = j->members[i].key;
		names[i].type = feel_type_of(b->a, values[i]);
	}
	b->scope = (struct feel_scope){ .names = names, .n = j->n };
	b->vars.values = values;
}

/* Nanoseconds for one evaluation; expr NULL: parse the text each time. */
static double
measure(struct bench *b, struct str text, const struct feel_expr *expr)
{
	struct feel_run run;
	double start = cpu_ns();

	for (int i = 0; i < ROUNDS; i++) {
		arena_reset(b->work);
		feel_run_init(&run, b->work);
		(void)feel_eval(&run, expr != NULL ? expr :
		    feel_parse(b->work, text, &b->scope, NULL), &b->vars);
	}
	return (cpu_ns() - start) / ROUNDS;
}

static int
measure_line(struct bench *b, struct str text)
{
	const struct feel_expr *expr = feel_parse(b->a, text, &b->scope, NULL);

	if (expr == NULL) {
		fprintf(stderr, "%.*s does not parse\n", STR_ARG(text));
		return -1;
	}
	b->logs_cached += log(measure(b, text, expr));
	b->logs_parsed += log(measure(b, text, NULL));
	b->n++;
	return 0;
}

/* Rates of evaluations that take so many nanoseconds; false below the goal. */
static bool
line(const char *name, double ours_ns, double limit_ns, double goal)
{
	double ratio = limit_ns / ours_ns;

	printf("BENCH %s ours=%.6g limit=%.6g ratio=%.3g\n", name,
	    1e9 / ours_ns, 1e9 / limit_ns, ratio);
	return ratio >= goal;
}

static bool
report(const struct bench *b, double feelin_ns)
{
	double cached = exp(b->logs_cached / b->n);
	double parsed = exp(b->logs_parsed / b->n);
	bool compared = feelin_ns > 0, good;

	good = line("feel_eval_cached", cached, compared ? feelin_ns :
	    CACHED_NS_MAX, compared ? CACHED_GOAL : 1);
	good &= line("feel_eval_parsed", parsed, compared ? feelin_ns :
	    PARSED_NS_MAX, compared ? PARSED_GOAL : 1);
	if (compared)
		printf("feel_eval: the limit is feelin 8.2.0; goals %.0f "
		    "cached, %.0f parsed each time: %s\n", CACHED_GOAL,
		    PARSED_GOAL, good ? "reached" : "missed");
	return good;
}

int
main(int argc, char **argv)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct bench b = { .a = arena_new(), .work = arena_new() };
	struct error err;
	struct str rest;
	ptrdiff_t end;
	int r = 0;

	if (file_read(EXPRESSIONS, 65536, &text, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	set_up(&b);
	rest = buf_view(&text);
	while (r == 0 && (end = str_chr(rest, '\n')) > 0) {
		r = measure_line(&b, str_sub(rest, 0, (size_t)end));
		rest = str_sub(rest, (size_t)end + 1, rest.len);
	}
	if (r == 0 && !report(&b, argc > 1 ? strtod(argv[1], NULL) : 0))
		r = 1;
	arena_free(b.a);
	arena_free(b.work);
	return r == 0 ? 0 : 1;
}
