/*
 * household.h - one invented family.
 */
#ifndef SERVER_DEMO_HOUSEHOLD_H
#define SERVER_DEMO_HOUSEHOLD_H

#include "base/civil.h"
#include "server/demo/names.h"

#define HOUSEHOLD_MAX	8

struct demo_member {
	const struct people_of *from;
	const char	*relation;	/* code of scheme kinship */
	const char	*given, *surname1, *surname2;	/* NULL: none */
	bool		 is_female;
	int		 age;
	struct civil	 born;
};

struct demo_household {
	struct demo_member members[HOUSEHOLD_MAX];	/* first: the holder */
	int		 n;
};

/* Invent one; ages are those of today. */
void	household_make(struct rng *r, struct civil today,
	    struct demo_household *ret);

#endif
