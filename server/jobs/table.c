/*
 * table.c - every job; a new one adds its two lines here.
 */
#include <stddef.h>

#include "server/jobs/jobs.h"

extern const struct job job_cleaning;
extern const struct job job_deliveries;
extern const struct job job_exports;
extern const struct job job_files;
extern const struct job job_meetings;
extern const struct job job_schedules;
extern const struct job job_services;
extern const struct job job_starts;
extern const struct job job_timers;

const struct job *const jobs[] = {
	&job_timers,
	&job_starts,
	&job_services,
	&job_schedules,
	&job_exports,
	&job_deliveries,
	&job_meetings,
	&job_cleaning,
	&job_files,
	NULL
};
