/*
 * keyfile.c - check files with a secret; find credentials.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/security/keyfile.h"

#define OTHERS		077
/* Of a credential: the group's right to read is the mask of the list. */
#define STRANGERS	037

const char *
keyfile_credentials(void)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");

	return dir == NULL || dir[0] != '/' ? NULL : dir;
}

int
keyfile_credential(const char *name, char *ret_path, size_t size)
{
	const char *dir = keyfile_credentials();
	char path[600];

	if (dir == NULL || snprintf(path, sizeof(path), "%s/%s", dir,
	    name) >= (int)sizeof(path) || access(path, F_OK) < 0)
		return -ENOENT;
	(void)snprintf(ret_path, size, "%s", path);
	return 0;
}

bool
keyfile_is_credential(const char *path)
{
	const char *dir = keyfile_credentials();
	size_t n = dir == NULL ? 0 : strlen(dir);

	return n > 0 && strncmp(path, dir, n) == 0 && path[n] == '/';
}

int
keyfile_check(const char *path, struct error *err)
{
	bool is_credential = keyfile_is_credential(path);
	struct stat st;

	if (stat(path, &st) < 0)
		return 0;	/* reading it will say so */
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERR_INTERNAL, "key.file",
		    "%s is no plain file", path);
	if ((st.st_mode & (is_credential ? STRANGERS : OTHERS)) != 0)
		return error_set(err, ERR_INTERNAL, "key.file_open",
		    "others may read the key file %s: chmod 600 it", path);
	if (is_credential && st.st_uid != 0 && st.st_uid != geteuid())
		return error_set(err, ERR_INTERNAL, "key.file",
		    "the credential %s belongs to somebody else", path);
	return 0;
}
