/*
 * role.h - roles of staff, as in staff_role.role.
 */
#ifndef SERVER_SECURITY_ROLE_H
#define SERVER_SECURITY_ROLE_H

#include "base/str.h"

/* One bit each, so that a set is a number. */
enum role {
	ROLE_SOCIAL_WORKER = 1 << 0,
	ROLE_SUPERVISOR	   = 1 << 1,
	ROLE_CLERK	   = 1 << 2,
	ROLE_PSYCHOLOGIST  = 1 << 3,
	ROLE_LEGAL	   = 1 << 4,
	ROLE_AUDITOR	   = 1 << 5,
	ROLE_SECURITY	   = 1 << 6,
	ROLE_ADMINISTRATOR = 1 << 7,
	ROLE_MANAGER	   = 1 << 8,
};

/* Those who work with citizens. */
#define ROLES_CASE (ROLE_SOCIAL_WORKER | ROLE_SUPERVISOR | ROLE_PSYCHOLOGIST | \
	ROLE_LEGAL)

/* 0 when there is none of that name. */
enum role	 role_of(struct str name);
/* NULL when role is not exactly one. */
const char	*role_name(enum role role);

#endif
