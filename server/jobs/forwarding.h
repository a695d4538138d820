/*
 * forwarding.h - audit events leave the host within seconds.
 */
#ifndef SERVER_JOBS_FORWARDING_H
#define SERVER_JOBS_FORWARDING_H

#include "base/error.h"

/* Events that waited for longer are worth a warning, as often as that. */
#define FORWARD_LAG_S	60

/* Spawn what the setting audit.forward asks for, with a connection of its own.
 * Before the sandbox.  *ret_folder is one that it will write to, or NULL. */
int	forwarding_start(const char **ret_folder, struct error *err);

#endif
