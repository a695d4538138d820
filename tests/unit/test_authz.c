/*
 * test_authz.c - who sees which category of whose record.
 */
#include "server/security/authz.h"
#include "server/security/role.h"
#include "server/security/vault.h"
#include "tests/unit/tap.h"

#define HEALTH	 CATEGORY_HEALTH
#define VIOLENCE CATEGORY_VIOLENCE
#define WORKER	 ROLE_SOCIAL_WORKER

static struct authz_access
ask(unsigned roles, unsigned unit_roles, int sensitivity)
{
	return authz_record(&(struct authz_record){ .roles = roles,
	    .unit_roles = unit_roles, .sensitivity = sensitivity });
}

static void
test_units(void)
{
	struct authz_access a = ask(WORKER, WORKER, 1);

	ok(a.may_read && a.may_write, "a worker of the unit works with it");
	ok(a.categories & HEALTH, "and sees health");
	ok(!(a.categories & VIOLENCE), "but not violence outside the team");
	a = ask(WORKER, 0, 1);
	ok(a.may_read && !a.may_write, "a worker of another unit only reads");
	ok(a.categories == (CATEGORY_IDENTITY | CATEGORY_CONTACT),
	    "and sees who it is, not health");
	ok(a.may_break_glass, "but can break the glass");
	a = ask(WORKER, WORKER, 2);
	ok(!(a.categories & HEALTH), "S2 is not for the whole unit");
	a = ask(ROLE_SUPERVISOR, ROLE_SUPERVISOR, 2);
	ok(a.categories & HEALTH, "but for its supervisor");
}

static void
test_protected(void)
{
	struct authz_record f = { .roles = WORKER, .unit_roles = WORKER,
		.sensitivity = 3 };

	ok(!authz_record(&f).may_read, "S3 does not exist for the unit");
	f.roles = f.unit_roles = ROLE_SUPERVISOR;
	ok(!authz_record(&f).may_read, "nor for its supervisor");
	f.is_team = true;
	ok(authz_record(&f).categories & VIOLENCE, "only for the team");
	f.is_kin = true;
	ok(!authz_record(&f).may_read, "and never for kin");
}

static void
test_others(void)
{
	struct authz_record f = { .roles = WORKER, .sensitivity = 1,
		.has_glass = true };

	ok(authz_record(&f).categories & HEALTH, "broken glass shows health");
	ok(!authz_record(&f).may_write, "for reading");
	f.is_kin = true;
	ok(!authz_record(&f).may_read, "kin cannot break the glass");
	ok(!ask(ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, 0).may_read,
	    "administrators see no citizen");
	ok(!ask(ROLE_AUDITOR | ROLE_SECURITY, ROLE_AUDITOR, 1).may_read,
	    "nor auditors and security");
	ok(!ask(0, 0, 0).may_read, "no role, nothing");
	ok(ask(ROLE_CLERK, ROLE_CLERK, 1).categories ==
	    (CATEGORY_IDENTITY | CATEGORY_CONTACT), "a clerk: who and where");
}

/* More closeness or less sensitivity never takes anything away. */
static void
test_monotone(void)
{
	int bad = 0;

	for (unsigned roles = 0; roles < 512; roles++) {
		for (int s = 0; s < 3; s++) {
			unsigned less = ask(roles, roles, s + 1).categories;
			unsigned more = ask(roles, roles, s).categories;

			bad += (less & ~more) != 0;
			bad += (ask(roles, 0, s).categories & ~more) != 0;
		}
	}
	ok(bad == 0, "access is monotone over all role sets");
}

int
main(void)
{
	test_units();
	test_protected();
	test_others();
	test_monotone();
	return done_testing();
}
