/*
 * csv.h - comma-separated values (RFC 4180), a row at a time.
 *
 * UTF-8 with or without a byte order mark; lines end in LF or CRLF; the
 * separator is the first of ; , and tab that the first line contains.  Memory
 * is that of the longest row.
 */
#ifndef SERVER_RECORD_CSV_H
#define SERVER_RECORD_CSV_H

#include <stdio.h>

#include "base/error.h"

#define CSV_CELLS_MAX	64
#define CSV_ROW_MAX	65536	/* bytes */

struct csv;

struct csv_row {
	struct str	cells[CSV_CELLS_MAX];	/* unquoted, trimmed */
	size_t		n;
};

struct csv	*csv_open(const char *path, struct error *err);
/* The same from a file that is open; csv_close() closes it. */
struct csv	*csv_of(FILE *file);
void		 csv_close(struct csv *c);
/* 1 with a row, valid until the next call; 0 at the end; -1 and err
 * ("csv.*"): this row is wrong, the next call goes on after it.  Empty lines
 * are left out. */
int		 csv_next(struct csv *c, const struct csv_row **ret,
		    struct error *err);
int64_t		 csv_line(const struct csv *c);	/* where the row began */
uint64_t	 csv_offset(const struct csv *c);	/* bytes read so far */

#endif
