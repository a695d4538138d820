/*
 * pg.h - a throw-away PostgreSQL for a unit test (see tests/lib/pg).
 */
#ifndef TEST_PG_H
#define TEST_PG_H

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static char pg_dir[128];

/* Start one; it ends with this process.  NULL when that does not work. */
static inline const char *
pg_start(void)
{
	char cmd[64];
	FILE *f;
	int status;

	(void)snprintf(cmd, sizeof(cmd), "tests/lib/pg start %d",
	    (int)getpid());
	f = popen(cmd, "r");
	if (f == NULL || fgets(pg_dir, sizeof(pg_dir), f) == NULL)
		pg_dir[0] = '\0';
	status = f != NULL ? pclose(f) : -1;
	pg_dir[strcspn(pg_dir, "\n")] = '\0';
	return status == 0 && pg_dir[0] != '\0' ? pg_dir : NULL;
}

static inline void
pg_stop(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)execl("tests/lib/pg", "pg", "stop", pg_dir, (char *)NULL);
		_exit(127);
	}
	(void)waitpid(pid, NULL, 0);
}

/* "host=... user=..." for libpq; copied by db_pool_new(). */
static inline const char *
pg_conninfo(const char *user)
{
	static char info[256];

	(void)snprintf(info, sizeof(info), "host=%s dbname=postgres user=%s",
	    pg_dir, user);
	return info;
}

#endif
