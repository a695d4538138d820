/*
 * schedule.c - cron expressions in the municipality's own time.
 */
#include "base/clock.h"
#include "base/tz.h"
#include "server/export/schedule.h"
#include "workflows/bpmn/cron.h"

int64_t
schedule_next(struct str text, const char *zone)
{
	const struct tz *tz = tz_find(str_of(zone));
	int64_t now = clock_now_us() / 1000000, local;
	struct cron cron;

	if (tz == NULL || !cron_parse(text, &cron) ||
	    !cron_next(&cron, now + tz_offset_at(tz, now), &local))
		return -1;
	return local - tz_offset_local(tz, local);
}
