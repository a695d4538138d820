/*
 * schedule.h - when an export goes by itself.
 */
#ifndef SERVER_EXPORT_SCHEDULE_H
#define SERVER_EXPORT_SCHEDULE_H

#include "base/str.h"

/* The next time of a cron expression (workflows/bpmn/cron.h) read on the wall
 * clock of an IANA zone, in seconds since 1970 UTC; -1 when it is none or has
 * no such time. */
int64_t	schedule_next(struct str cron, const char *zone);

#endif
