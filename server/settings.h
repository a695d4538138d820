/*
 * settings.h - every setting of the server, in one table.
 */
#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include "base/config.h"

/* Ends with a NULL name; grouped by section. */
extern const struct setting settings[];

/* Use the table with the file named by path, else by VINCULO_CONFIG, else
 * vinculo.ini where there is one.  0, or -1 and err. */
int	settings_load(const char *path, struct error *err);

#endif
