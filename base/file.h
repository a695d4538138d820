/*
 * file.h - small files, whole.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"
#include "base/str.h"

/* Read a file ("-" is standard input) of at most size_max bytes to the end of
 * out.  -1 and err (code "file.read" or "file.size"). */
int	file_read(const char *path, size_t size_max, struct buf *out,
	    struct error *err);
/* Replace a file as a whole: written beside it, synced, renamed.  0, or
 * -errno. */
int	file_write(const char *path, struct str data, int mode);

#endif
