/*
 * progress.c - how far a long command is.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "server/cli/progress.h"

#define WIDTH		40
#define EVERY_US	100000

void
progress_begin(struct progress *p, const char *what)
{
	p->what = what;
	p->began_us = clock_mono_us();
	p->shown_us = 0;
}

void
progress_show(struct progress *p, uint64_t done, uint64_t of)
{
	int64_t now_us = clock_mono_us();
	int full = of == 0 ? 0 : (int)((done < of ? done : of) * WIDTH / of);

	if (!isatty(STDERR_FILENO) || now_us - p->shown_us < EVERY_US)
		return;
	p->shown_us = now_us;
	if (of == 0)
		(void)fprintf(stderr, "\r%llu %s", (unsigned long long)done,
		    p->what);
	else
		(void)fprintf(stderr, "\r[%-*.*s] %llu of %llu %s", WIDTH, full,
		    "########################################",
		    (unsigned long long)done, (unsigned long long)of, p->what);
}

void
progress_end(struct progress *p, uint64_t done)
{
	double s = (double)(clock_mono_us() - p->began_us) / 1e6;

	(void)fprintf(stderr, "%s%llu %s in %.1f s (%.0f/s)\n",
	    isatty(STDERR_FILENO) ? "\r\033[K" : "", (unsigned long long)done,
	    p->what, s, s > 0 ? (double)done / s : 0.0);
}
