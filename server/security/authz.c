/*
 * authz.c - the decision table of authz.h.
 */
#include "base/mem.h"
#include "server/security/authz.h"
#include "server/security/role.h"
#include "server/security/vault.h"

#define CATEGORIES_BASIC (CATEGORY_IDENTITY | CATEGORY_CONTACT)
#define CATEGORIES_SOCIAL (CATEGORIES_BASIC | CATEGORY_SOCIAL | \
	CATEGORY_ECONOMIC | CATEGORY_MINORS | CATEGORY_NOTES)

/* What a role needs to see for its work. */
static const struct {
	enum role	role;
	unsigned	ordinary;	/* in its units */
	unsigned	team;		/* besides, for those who work on it */
} needs[] = {
	{ ROLE_SOCIAL_WORKER, CATEGORIES_SOCIAL | CATEGORY_HEALTH,
	    CATEGORY_VIOLENCE },
	{ ROLE_SUPERVISOR, CATEGORIES_SOCIAL | CATEGORY_HEALTH,
	    CATEGORY_VIOLENCE },
	{ ROLE_PSYCHOLOGIST, CATEGORIES_BASIC | CATEGORY_SOCIAL |
	    CATEGORY_HEALTH | CATEGORY_MINORS | CATEGORY_NOTES,
	    CATEGORY_VIOLENCE },
	{ ROLE_LEGAL, CATEGORIES_BASIC | CATEGORY_SOCIAL | CATEGORY_ECONOMIC,
	    CATEGORY_VIOLENCE | CATEGORY_MINORS },
	{ ROLE_CLERK, CATEGORIES_BASIC, 0 },
};

static unsigned
by_role(unsigned roles, bool is_team)
{
	unsigned categories = 0;

	for (size_t i = 0; i < ARRAY_LEN(needs); i++) {
		if (!(roles & needs[i].role))
			continue;
		categories |= needs[i].ordinary;
		if (is_team)
			categories |= needs[i].team;
	}
	return categories;
}

/* Roles whose holders work in the record's unit, as far as its sensitivity
 * lets a unit (and not only the team) see it. */
static unsigned
roles_of_unit(const struct authz_record *f)
{
	if (f->sensitivity <= 1)
		return f->unit_roles;
	return f->sensitivity == 2 ? f->unit_roles & ROLE_SUPERVISOR : 0;
}

struct authz_access
authz_record(const struct authz_record *f)
{
	struct authz_access a = { 0 };
	unsigned case_roles = f->roles & (ROLES_CASE | ROLE_CLERK);
	bool is_close = f->is_team || f->has_glass;

	if (f->is_kin || case_roles == 0)
		return a;
	if (is_close)
		a.categories = by_role(case_roles, true);
	a.categories |= by_role(roles_of_unit(f), false);
	a.may_write = f->is_team || roles_of_unit(f) != 0;
	if (f->sensitivity <= 1)
		a.categories |= CATEGORIES_BASIC;
	else if (f->sensitivity == 2)
		a.categories |= CATEGORY_IDENTITY;
	a.may_read = a.categories != 0;
	a.may_break_glass = a.may_read && !is_close &&
	    (f->roles & ROLES_CASE) != 0 &&
	    by_role(case_roles, true) != a.categories;
	return a;
}
