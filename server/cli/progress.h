/*
 * progress.h - a bar on standard error, when that is a terminal.
 */
#ifndef SERVER_CLI_PROGRESS_H
#define SERVER_CLI_PROGRESS_H

#include <stdint.h>

struct progress {
	const char	*what;		/* "persons" */
	int64_t		 began_us, shown_us;
};

void	progress_begin(struct progress *p, const char *what);
/* of 0: how many there are in all is not known. */
void	progress_show(struct progress *p, uint64_t done, uint64_t of);
/* The last line: how many, how fast. */
void	progress_end(struct progress *p, uint64_t done);

#endif
