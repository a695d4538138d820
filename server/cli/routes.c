/*
 * routes.c - `vinculo routes`: what the API answers, and to whom.
 */
#include <stdio.h>

#include "server/api/routes.h"
#include "server/cli/command.h"
#include "server/http/parse.h"
#include "server/security/permission.h"

static const char help[] =
    "usage: vinculo routes\n"
    "\n"
    "Prints a line for each route of the API: method, path, permission, and\n"
    "the roles that have it.  \"public\" needs no session, \"signed-in\"\n"
    "any.\n";

static const char *
permission_text(int permission)
{
	if (permission == PERMIT_PUBLIC)
		return "public";
	if (permission == PERMIT_SIGNED_IN)
		return "signed-in";
	return permission_name((enum permission)permission);
}

static void
print_route(const struct route *r)
{
	const char *between = " ";

	printf("%s %s %s", http_method_name(r->method), r->path,
	    permission_text(r->permission));
	for (unsigned bit = 1; bit <= ROLE_MANAGER; bit <<= 1) {
		if (!(permission_roles(r->permission) & bit))
			continue;
		printf("%s%s", between, role_name((enum role)bit));
		between = ",";
	}
	putchar('\n');
}

static int
routes_run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	for (const struct route *const *t = api_routes; *t != NULL; t++) {
		for (const struct route *r = *t; r->path != NULL; r++)
			print_route(r);
	}
	return 0;
}

extern const struct command command_routes;

const struct command command_routes = {
	.name = "routes",
	.summary = "list the routes of the API and who may use them",
	.help = help,
	.run = routes_run,
};
