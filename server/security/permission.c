/*
 * permission.c - the table behind permission.h.
 */
#include "server/security/permission.h"

static const struct {
	const char	*name;
	unsigned	 roles;
} permissions[PERMISSION_END] = {
#define PERMISSION(constant, name_, roles_) \
	[constant] = { .name = name_, .roles = roles_ },
#include "server/security/permission.def"
#undef PERMISSION
};

const char *
permission_name(enum permission permission)
{
	return permissions[permission].name;
}

unsigned
permission_roles(int permission)
{
	if (permission < PERMIT_FIRST || permission >= PERMISSION_END)
		return 0;
	return permissions[permission].roles;
}
