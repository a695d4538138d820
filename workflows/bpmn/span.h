/*
 * span.h - durations as calendars have them, and cycles of them.
 *
 * Years, months, weeks and days keep the time of day in the zone of the
 * municipality, also when the clocks change; months keep the day, or take the
 * last one of a shorter month.  Hours and less are exact.  "P10WD" are working
 * days.  FEEL's durations know neither weeks nor calendars and are not these.
 */
#ifndef WORKFLOWS_BPMN_SPAN_H
#define WORKFLOWS_BPMN_SPAN_H

#include "workflows/bpmn/engine.h"
#include "workflows/feel/temporal.h"

struct span {
	int64_t	 months, days, working_days, us;	/* none below 0 */
};

/* "P1Y2M", "P1W", "P1M15DT2H", "PT0.5S", "P10WD". */
bool	span_parse(struct str s, struct span *ret);
/* So many of them later.  Microseconds since 1970; false beyond the year 9000,
 * or when the calendar has no working days. */
bool	span_add(const struct bpmn_env *env, int64_t from_us,
	    const struct span *d, int64_t times, int64_t *ret);
/* Of a time without a zone: as the municipality's clocks show it. */
bool	span_instant(const struct bpmn_env *env, struct temporal_datetime t,
	    int64_t *ret);
bool	span_local(const struct bpmn_env *env, int64_t us,
	    struct temporal_datetime *ret);

/* R5/PT10M, R/P1WD, R/2026-01-01T00:00:00Z/P1M, R3/P1D/2026-02-01T00:00:00Z,
 * R/2026-01-01T00:00:00Z/2026-01-02T00:00:00Z (the period is their distance);
 * or a duration alone, without end. */
struct cycle {
	int64_t			 count;		/* -1: without end */
	bool			 has_start, has_end;
	struct temporal_datetime start, end;
	struct span		 period;	/* 1 ms at least */
};

bool	cycle_parse(struct str s, struct cycle *ret);
/* The number, from 0, of the first occurrence that is not before at_us, and
 * when that is. */
bool	cycle_seek(const struct bpmn_env *env, const struct cycle *c,
	    int64_t at_us, int64_t *ret_k, int64_t *ret_us);
/* The same cycle from another start, as text in the arena. */
struct str cycle_from(struct arena *a, const struct cycle *c,
	    int64_t start_us);

#endif
