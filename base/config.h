/*
 * config.h - settings from one table: defaults, an ini file, the environment.
 *
 * A setting "http.port" is `port = 8443` below `[http]` in the file and
 * VINCULO_HTTP_PORT in the environment, which wins.  Unknown names and values
 * out of range are errors, so a typing mistake does not go unnoticed.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

enum setting_type {
	SETTING_INT,		/* within [min, max] */
	SETTING_BOOL,		/* yes, no, true, false, 1, 0 */
	SETTING_TEXT,		/* at most max bytes when max > 0 */
	SETTING_SECRET,		/* the name of a file that holds the value */
};

struct setting {
	const char		*name;		/* "section.name" */
	enum setting_type	 type;
	const char		*fallback;
	int64_t			 min, max;
	const char		*help;		/* sentences, with the unit */
};

/* Use this table, which ends with a NULL name and is kept; all settings have
 * their defaults again. */
void	config_init(const struct setting *table);
/* Read the file, or none when path is NULL, then the environment.  -1 and err
 * ("config.syntax", "config.unknown", "config.value"; line set). */
int	config_load(const char *path, struct error *err);
/* Set one, as if in the file. */
int	config_set(struct str name, struct str value, struct error *err);

/* The name must be in the table with this type. */
int64_t	config_int(const char *name);
bool	config_bool(const char *name);
const char *config_text(const char *name);
/* The content of a secret's file without its last line break, at most 4 KiB;
 * empty when the setting is empty.  Wipe out after use. */
int	config_secret(const char *name, struct buf *out, struct error *err);

/* The table as a commented ini file: --help-config. */
void	config_help(struct buf *out);

#endif
