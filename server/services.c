/*
 * services.c - the one place that holds them.
 */
#include "server/services.h"

static struct services current;

const struct services *
services(void)
{
	return &current;
}

void
services_set(const struct services *s)
{
	current = *s;
}
