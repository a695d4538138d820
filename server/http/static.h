/*
 * static.h - the built web application, held in memory.
 *
 * The folder is read once at start: afterwards serving needs no file, and a
 * sandboxed process no right to open one.  "name.br" and "name.gz" beside
 * "name" are its compressed forms; names below assets/ carry a hash of their
 * content and may be cached for ever.
 */
#ifndef SERVER_HTTP_STATIC_H
#define SERVER_HTTP_STATIC_H

#include "base/error.h"

#define STATIC_FILE_MAX		(16 * 1024 * 1024)
#define STATIC_FILES_MAX	4096

/* A folder that is not there is no error: the API works without it.  -1 and
 * err when a file cannot be read. */
int	static_load(const char *dir, struct error *err);
void	static_unload(void);

#endif
