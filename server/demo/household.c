/*
 * household.c - who lives together.
 *
 * The mix is roughly that of a Spanish town that ages: many live alone, most
 * children have two parents at home, some grandparents live with their
 * children.
 */
#include <stddef.h>

#include "server/demo/household.h"

struct shape {
	uint32_t	weight;		/* of a thousand */
	int		age_min, age_max;	/* of the holder */
	bool		has_partner;
	int		children_max;	/* at least one when not 0 */
	bool		has_parent;	/* of the holder */
};

static const struct shape shapes[] = {
	{ 190, 66, 97, false, 0, false },	/* old and alone */
	{ 150, 62, 92, true, 0, false },	/* old couples */
	{ 110, 24, 62, false, 0, false },	/* alone */
	{ 110, 25, 60, true, 0, false },	/* couples */
	{ 260, 27, 52, true, 3, false },	/* families */
	{ 120, 23, 52, false, 3, false },	/* one parent */
	{ 60, 38, 58, true, 2, true },		/* three generations */
};

static const struct shape *
pick_shape(struct rng *r)
{
	uint32_t dice = rng_below(r, 1000);
	const struct shape *s = shapes;

	for (; s + 1 < shapes + ARRAY_LEN(shapes) && dice >= s->weight; s++)
		dice -= s->weight;
	return s;
}

static struct demo_member *
add(struct rng *r, struct demo_household *h, const char *relation,
    bool is_female, int age)
{
	struct demo_member *m = &h->members[h->n++];

	*m = (struct demo_member){ .relation = relation, .age = age,
	    .is_female = is_female };
	m->from = h->n == 1 || rng_chance(r, 30) ? names_origin(r) :
	    h->members[0].from;
	m->given = names_given(r, m->from, is_female, age);
	m->surname1 = names_surname(r, m->from);
	/* Two surnames are a habit of Spain, and of Colombia. */
	if (m->from->nationality[0] == 'E' || m->from->nationality[0] == 'C')
		m->surname2 = names_surname(r, m->from);
	return m;
}

static void
add_children(struct rng *r, struct demo_household *h, const struct shape *s)
{
	int n = 1 + (int)rng_below(r, (uint32_t)s->children_max);
	const struct demo_member *holder = &h->members[0];
	const struct demo_member *partner = s->has_partner ? &h->members[1] :
	    NULL;
	int youngest_parent = holder->age;

	if (partner != NULL && partner->age < youngest_parent)
		youngest_parent = partner->age;
	for (int i = 0; i < n; i++) {
		int most = youngest_parent - 19 < 26 ? youngest_parent - 19 :
		    26;
		struct demo_member *c = add(r, h, "child",
		    rng_chance(r, 490), (int)rng_below(r,
		    (uint32_t)(most > 1 ? most : 1)));

		c->from = holder->from;
		c->given = names_given(r, c->from, c->is_female, c->age);
		c->surname1 = holder->surname1;
		c->surname2 = NULL;
		if (holder->surname2 != NULL)
			c->surname2 = partner != NULL ? partner->surname1 :
			    holder->surname2;
	}
}

/* A day of the right year, so that the age is that of today. */
static struct civil
birthday(struct rng *r, struct civil today, int age)
{
	int64_t days = civil_to_days(today) - (int64_t)age * 36525 / 100 - 1 -
	    rng_below(r, 363);
	struct civil day = today;

	(void)civil_from_days(days, &day);
	return day;
}

void
household_make(struct rng *r, struct civil today, struct demo_household *ret)
{
	const struct shape *s = pick_shape(r);
	int age = s->age_min + (int)rng_below(r,
	    (uint32_t)(s->age_max - s->age_min));
	bool is_female = rng_chance(r, s->has_partner ? 450 : 680);

	ret->n = 0;
	(void)add(r, ret, "holder", is_female, age);
	if (s->has_partner)
		(void)add(r, ret, "spouse", rng_chance(r, 980) ? !is_female :
		    is_female, age - 4 + (int)rng_below(r, 8));
	if (s->children_max > 0)
		add_children(r, ret, s);
	if (s->has_parent)
		(void)add(r, ret, "parent", rng_chance(r, 700),
		    age + 24 + (int)rng_below(r, 12));
	for (int i = 0; i < ret->n; i++)
		ret->members[i].born = birthday(r, today, ret->members[i].age);
}
