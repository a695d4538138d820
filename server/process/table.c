/*
 * table.c - every process of a server; a new one adds its two lines here.
 */
#include <stddef.h>

#include "server/process/process.h"

extern const struct process process_jobs;
extern const struct process process_keyd;
extern const struct process process_searchd;
extern const struct process process_web;

const struct process *const processes[] = {
	&process_keyd,
	&process_jobs,
	&process_searchd,
	&process_web,
	NULL
};
