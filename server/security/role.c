/*
 * role.c - names of roles.
 */
#include "server/security/role.h"

static const char *const names[] = {
	"social_worker", "supervisor", "clerk", "psychologist", "legal",
	"auditor", "security", "administrator", "manager",
};

enum role
role_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_is(name, names[i]))
			return (enum role)(1 << i);
	}
	return 0;
}

const char *
role_name(enum role role)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (role == (enum role)(1 << i))
			return names[i];
	}
	return NULL;
}
