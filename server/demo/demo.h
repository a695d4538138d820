/*
 * demo.h - a municipality that does not exist, to try everything with.
 *
 * Its people, households and files follow from a seed; its keys, ids and
 * passwords are new each time.
 */
#ifndef SERVER_DEMO_DEMO_H
#define SERVER_DEMO_DEMO_H

#include "server/db/db.h"
#include "server/demo/names.h"
#include "server/security/audit.h"
#include "server/security/vault.h"

#define DEMO_PERSONS_MAX	2000000
#define DEMO_STAFF_MAX		32
#define DEMO_TERRITORIES	8
#define DEMO_ZONE		"Europe/Madrid"
#define DEMO_PASSWORD_SIZE	32

struct demo_staff {
	struct uuid	 id;
	char		 login[65];
	const char	*name, *role, *unit;
	char		 password[DEMO_PASSWORD_SIZE];
	char		 totp[40];		/* base 32 */
};

struct demo_territory {
	struct uuid	 id, unit;
	const char	*postal_code;
	/* Social workers of its unit. */
	struct uuid	 workers[4];
	size_t		 n_workers;
};

struct demo {
	struct db	*db;		/* of the owner */
	struct vault	*vault;
	struct audit_actor actor;
	char		 tenant[UUID_TEXT_LEN + 1];
	const char	*code;		/* of the municipality */
	bool		 is_another;	/* its logins end in @code */
	const char	*models_dir, *forms_dir;
	struct rng	 rng;
	struct demo_staff staff[DEMO_STAFF_MAX];
	size_t		 n_staff;
	struct demo_territory territories[DEMO_TERRITORIES];
};

/* The tenant, its keys and its event. */
int	demo_tenant(struct demo *d, struct error *err);
/* Its holidays of this year and the next. */
int	demo_calendar(struct demo *d, struct error *err);
/* Units, territories, code lists, programmes, the monthly export. */
int	demo_town(struct demo *d, struct error *err);
/* Staff with passwords and code generators; fills d->staff. */
int	demo_people_of_staff(struct demo *d, struct error *err);
/* Deploy every shipped process, decision and form. */
int	demo_models(struct demo *d, struct error *err);
/* Persons, households, records, entries and past interventions.  report is
 * told how many persons there are so far. */
int	demo_population(struct demo *d, uint32_t persons,
	    void (*report)(uint32_t done, uint32_t of), struct error *err);
/* Start processes for some records, so that queues are not empty. */
int	demo_cases(struct demo *d, int n, struct error *err);

#endif
