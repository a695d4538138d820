/*
 * name.h - names of files as people may see and save them.
 */
#ifndef SERVER_FILES_NAME_H
#define SERVER_FILES_NAME_H

#include "base/str.h"

#define FILE_NAME_MAX 150	/* code points */

/* Add to out the last part of a path, without what a file system or an eye may
 * take for something else: characters that Windows does not allow become _,
 * those that have no shape or turn the direction of writing go, as do dots and
 * spaces at the ends.  name is valid UTF-8 without control characters.
 * -EINVAL when nothing is left or it is too long. */
int	file_name_clean(struct str name, struct buf *out);

/* A Content-Disposition for saving it under its name (RFC 6266). */
void	file_name_disposition(struct str name, struct buf *out);

#endif
