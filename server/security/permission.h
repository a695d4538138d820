/*
 * permission.h - the permissions that routes name.
 */
#ifndef SERVER_SECURITY_PERMISSION_H
#define SERVER_SECURITY_PERMISSION_H

#include "server/http/http.h"
#include "server/security/role.h"

enum permission {
	PERMISSION_BEFORE_FIRST = PERMIT_FIRST - 1,
#define PERMISSION(constant, name, roles) constant,
#include "server/security/permission.def"
#undef PERMISSION
	PERMISSION_END
};

/* "record.read" */
const char *permission_name(enum permission permission);
/* The roles (ored) that have it; 0 for a number that is no permission. */
unsigned permission_roles(int permission);

#endif
