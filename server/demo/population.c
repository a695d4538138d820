/*
 * population.c - persons, households, their records and what was done.
 */
#include <sodium.h>

#include "base/clock.h"
#include "base/json.h"
#include "server/demo/demo.h"
#include "server/demo/household.h"
#include "server/record/intake.h"

#define DAY_US		86400000000LL
#define HISTORY_DAYS	1600		/* how long records go back */

struct town {
	struct demo		*d;
	struct intake		*in;
	struct arena		*arena;		/* of one household */
	struct civil		 today;
	uint32_t		 persons, documents;
	int64_t			 records[10], interventions[10];
	int			 last_year;
};

/* ---------------------------------------------------------------- persons */

static const char *
day_text(struct arena *a, struct civil c)
{
	return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day).p;
}

static void
write_document(struct jsonw *w, const char *type, const char *number)
{
	jsonw_key(w, "documents");
	jsonw_array(w);
	if (type != NULL) {
		jsonw_object(w);
		jsonw_key(w, "type");
		jsonw_cstr(w, type);
		jsonw_key(w, "number");
		jsonw_cstr(w, number);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

/* Small children often have no document yet. */
static const char *
document_of(struct town *t, const struct demo_member *m, char number[10])
{
	uint32_t n = t->documents++;

	if (m->age < 14 && rng_chance(&t->d->rng, 600))
		return NULL;
	if (strcmp(m->from->nationality, "ES") == 0) {
		names_dni(n, number);
		return "dni";
	}
	names_nie(n, number);
	return "nie";
}

static int
identity_of(struct town *t, const struct demo_member *m, struct identity *ret,
    struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct json *j;
	const char *type;
	char number[10];

	jsonw_object(&w);
	jsonw_key(&w, "given");
	jsonw_cstr(&w, m->given);
	jsonw_key(&w, "surname1");
	jsonw_cstr(&w, m->surname1);
	if (m->surname2 != NULL) {
		jsonw_key(&w, "surname2");
		jsonw_cstr(&w, m->surname2);
	}
	jsonw_key(&w, "birthDate");
	jsonw_cstr(&w, day_text(t->arena, m->born));
	jsonw_key(&w, "sex");
	jsonw_cstr(&w, m->is_female ? "female" : "male");
	jsonw_key(&w, "nationality");
	jsonw_cstr(&w, m->from->nationality);
	type = document_of(t, m, number);
	write_document(&w, type, number);
	jsonw_object_end(&w);
	j = json_parse(t->arena, arena_str(t->arena, buf_view(&out)), err);
	if (j == NULL)
		return -1;
	return identity_read(t->arena, j, str_of(day_text(t->arena, t->today)),
	    ret, err);
}

static struct str
address_of(struct town *t, const struct demo_territory *where)
{
	struct rng *r = &t->d->rng;
	const char *street = names_street(r);
	uint32_t number = 1 + rng_below(r, 90), floor = rng_below(r, 7);

	return arena_printf(t->arena, "{\"street\":\"%s\",\"number\":\"%u\","
	    "\"floor\":\"%u.º %c\",\"postalCode\":\"%s\","
	    "\"town\":\"Puentelarga\"}", street, number, floor + 1,
	    'A' + (int)rng_below(r, 4), where->postal_code);
}

static struct str
contact_of(struct town *t, const struct demo_member *m, struct str address)
{
	struct rng *r = &t->d->rng;

	if (m->age < 14)
		return arena_printf(t->arena, "{\"address\":%.*s}",
		    STR_ARG(address));
	/* 6 00 0x xx xx is not given to anybody. */
	return arena_printf(t->arena, "{\"phones\":[\"60000%04u\"],"
	    "\"address\":%.*s,\"preferred\":\"%s\"}", rng_below(r, 10000),
	    STR_ARG(address), m->age > 70 ? "post" : "phone");
}

/* ----------------------------------------------------------------- records */

struct file {
	struct uuid	 id, holder;
	struct fresh_key key;
	const struct demo_territory *where;
	struct uuid	 worker;
	int64_t		 opened_us;
	int		 sensitivity;
};

static struct str
time_text(struct arena *a, int64_t us)
{
	struct civil c;

	(void)civil_from_days(us / DAY_US, &c);
	return arena_printf(a, "%04d-%02d-%02d %02d:%02d:00+00", c.year,
	    c.month, c.day, (int)(us / 3600000000LL % 24),
	    (int)(us / 60000000 % 60));
}

/* The next number of a series in the year of a time: "2024/000017". */
static struct str
number_of(struct town *t, int64_t *series, int64_t us)
{
	struct civil c;
	int back;

	(void)civil_from_days(us / DAY_US, &c);
	back = t->last_year - c.year;
	return arena_printf(t->arena, "%04d/%06lld", c.year,
	    (long long)++series[back]);
}

static int
add_record(struct town *t, struct file *f, struct str address,
    struct error *err)
{
	struct sealed_at at = { SEALED_RECORD_CONTACT, f->id, f->id };
	struct intake *in = t->in;

	if (intake_key(in, SUBJECT_RECORD, f->id, &f->key, err) < 0)
		return -1;
	intake_row(in, INTAKE_RECORD);
	intake_uuid(in, f->id);
	intake_cell(in, number_of(t, t->records, f->opened_us));
	intake_uuid(in, f->holder);
	intake_uuid(in, f->where->unit);
	intake_uuid(in, f->where->id);
	intake_uuid(in, f->worker);
	intake_cell(in, rng_chance(&t->d->rng, 700) ? STR("open") :
	    STR("monitoring"));
	intake_int(in, f->sensitivity);
	intake_int(in, rng_chance(&t->d->rng, 120) ?
	    1 + rng_below(&t->d->rng, 3) : 0);
	intake_cell(in, time_text(t->arena, f->opened_us));
	intake_uuid(in, f->worker);
	intake_row_end(in);
	intake_row(in, INTAKE_RECORD_DATA);
	intake_uuid(in, f->id);
	intake_cell(in, STR("contact"));
	intake_sealed(in, &f->key, &at, arena_printf(t->arena,
	    "{\"address\":%.*s}", STR_ARG(address)));
	intake_row_end(in);
	intake_row(in, INTAKE_REFERENT);
	intake_uuid(in, f->id);
	intake_uuid(in, f->worker);
	intake_cell(in, time_text(t->arena, f->opened_us));
	intake_row_end(in);
	return 0;
}

static void
add_member(struct town *t, const struct file *f, struct uuid person,
    const struct demo_member *m)
{
	struct civil day;

	(void)civil_from_days(f->opened_us / DAY_US, &day);
	if (civil_cmp(m->born, day) > 0)
		day = m->born;
	intake_row(t->in, INTAKE_MEMBER);
	intake_uuid(t->in, f->id);
	intake_uuid(t->in, person);
	intake_cell(t->in, str_of(m->relation));
	intake_cell(t->in, str_of(day_text(t->arena, day)));
	intake_row_end(t->in);
}

/* ---------------------------------------------------- what was done so far */

static const struct {
	const char	*kind, *category, *text;
} notes[] = {
#define NOTE(kind, category, text) { kind, category, text },
#include "server/demo/notes.def"
#undef NOTE
};

static void
add_entry(struct town *t, const struct file *f, int64_t us)
{
	size_t n = rng_below(&t->d->rng, ARRAY_LEN(notes));
	struct uuid id = uuid_new();
	struct sealed_at at = { (enum sealed_place)sealed_place_of("entry",
	    str_of(notes[n].category)), id, f->id };

	intake_row(t->in, INTAKE_ENTRY);
	intake_uuid(t->in, id);
	intake_uuid(t->in, f->id);
	intake_cell(t->in, STR_NULL);
	intake_cell(t->in, str_of(notes[n].kind));
	intake_cell(t->in, str_of(notes[n].category));
	intake_sealed(t->in, &f->key, &at, arena_printf(t->arena,
	    "{\"text\":\"%s\"}", notes[n].text));
	intake_cell(t->in, time_text(t->arena, us));
	intake_uuid(t->in, f->worker);
	intake_row_end(t->in);
}

static void
add_item(struct town *t, struct uuid intervention, const char *kind,
    const char *code)
{
	bool is_applied = strcmp(kind, "resource_applied") == 0;
	const char *scheme = strncmp(kind, "resource", 8) == 0 ? "resource" :
	    kind;

	intake_row(t->in, INTAKE_ITEM);
	intake_uuid(t->in, intervention);
	intake_cell(t->in, str_of(kind));
	intake_cell(t->in, str_of(scheme));
	intake_cell(t->in, str_of(code));
	if (is_applied && code[0] == '5')
		intake_int(t->in, 5000 + 1000 * rng_below(&t->d->rng, 75));
	else
		intake_cell(t->in, STR_NULL);
	intake_cell(t->in, STR_NULL);
	intake_cell(t->in, STR_NULL);
	intake_row_end(t->in);
}

static const struct {
	const char	*programme, *sector, *need, *demand;
} past[] = {
	{ "information", "13", "1", "1" },
	{ "emergency-aid", "1", "5", "5" },
	{ "home-care", "5", "3", "2" },
	{ "dependency", "5", "3", "2" },
	{ "elderly", "5", "1", "1" },
	{ "migrants", "14", "3", "4" },
	{ "school-absence", "2", "2", "4" },
};

static void
add_intervention(struct town *t, const struct file *f, int64_t us)
{
	static const char *const states[] = { "granted", "granted", "granted",
		"closed", "denied", "withdrawn" };
	size_t p = rng_below(&t->d->rng, ARRAY_LEN(past));
	const char *state = states[rng_below(&t->d->rng, ARRAY_LEN(states))];
	bool is_decided = state[0] == 'g' || state[0] == 'd';
	int64_t decided_us = us + (2 + rng_below(&t->d->rng, 25)) * DAY_US;
	struct intake *in = t->in;
	struct uuid id = uuid_new();

	if (decided_us > clock_now_us())
		decided_us = clock_now_us();
	intake_row(in, INTAKE_INTERVENTION);
	intake_uuid(in, id);
	intake_cell(in, number_of(t, t->interventions, us));
	intake_uuid(in, f->id);
	intake_uuid(in, f->holder);
	intake_cell(in, str_of(past[p].programme));
	intake_cell(in, str_of(past[p].sector));
	intake_uuid(in, f->where->unit);
	intake_cell(in, str_of(state));
	intake_int(in, f->sensitivity);
	intake_cell(in, time_text(t->arena, us));
	intake_uuid(in, f->worker);
	intake_cell(in, is_decided ? time_text(t->arena, decided_us) :
	    STR_NULL);
	intake_cell(in, time_text(t->arena, decided_us));
	intake_row_end(in);
	add_item(t, id, "need", past[p].need);
	add_item(t, id, "demand", past[p].demand);
	add_item(t, id, "resource_ideal", past[p].demand);
	if (state[0] == 'g')
		add_item(t, id, "resource_applied", past[p].demand);
}

static void
add_past(struct town *t, const struct file *f)
{
	struct rng *r = &t->d->rng;
	int64_t span_days = (clock_now_us() - f->opened_us) / DAY_US;
	uint32_t n = rng_below(r, 4);

	for (uint32_t i = 0; i < n; i++) {
		int64_t us = f->opened_us + rng_below(r,
		    (uint32_t)(span_days > 1 ? span_days : 1)) * DAY_US;

		add_entry(t, f, us);
		if (rng_chance(r, 350))
			add_intervention(t, f, us);
	}
}

/* --------------------------------------------------------------------- all */

static int
add_household(struct town *t, struct error *err)
{
	struct rng *r = &t->d->rng;
	const struct demo_territory *where =
	    &t->d->territories[rng_below(r, DEMO_TERRITORIES)];
	struct file f = { .id = uuid_new(), .where = where,
		.worker = where->workers[rng_below(r,
		    (uint32_t)where->n_workers)],
		/* Between eight in the morning and two. */
		.opened_us = (clock_now_us() / DAY_US - 1 -
		    rng_below(r, HISTORY_DAYS)) * DAY_US +
		    (480 + rng_below(r, 360)) * 60000000LL,
		.sensitivity = rng_chance(r, 4) ? 3 : rng_chance(r, 25) ? 2 :
		    1 };
	struct str address = address_of(t, where);
	struct demo_household h;

	household_make(r, t->today, &h);
	for (int i = 0; i < h.n; i++) {
		struct uuid person = uuid_new();
		struct identity who;

		if (i == 0)
			f.holder = person;
		if (identity_of(t, &h.members[i], &who, err) < 0 ||
		    intake_person(t->in, person, f.sensitivity, &who,
		    contact_of(t, &h.members[i], address), err) < 0)
			return -1;
		add_member(t, &f, person, &h.members[i]);
	}
	t->persons += (uint32_t)h.n;
	if (add_record(t, &f, address, err) < 0)
		return -1;
	add_past(t, &f);
	sodium_memzero(&f.key, sizeof(f.key));
	arena_reset(t->arena);
	return 0;
}

/* New records go on where these numbers end. */
static int
set_numbers(struct town *t, struct error *err)
{
	for (int back = 0; back < (int)ARRAY_LEN(t->records); back++) {
		int year = t->last_year - back;

		db_push(t->d->db, NUMBER_GO_ON, db_str(t->d->db,
		    arena_printf(t->arena, "R%d", year)),
		    db_int(t->d->db, t->records[back]));
		db_push(t->d->db, NUMBER_GO_ON, db_str(t->d->db,
		    arena_printf(t->arena, "I%d", year)),
		    db_int(t->d->db, t->interventions[back]));
	}
	return db_run(t->d->db, err);
}

int
demo_population(struct demo *d, uint32_t persons,
    void (*report)(uint32_t done, uint32_t of), struct error *err)
{
	struct town t = { .d = d, .arena = arena_new(),
		.in = intake_new(d->vault, d->db, &d->actor) };
	int r = 0;

	(void)civil_from_days(clock_now_us() / DAY_US, &t.today);
	t.last_year = t.today.year;
	while (r == 0 && t.persons < persons) {
		r = add_household(&t, err);
		if (r == 0 && intake_persons(t.in) >= INTAKE_BATCH) {
			r = intake_flush(t.in, err);
			report(t.persons, persons);
		}
	}
	if (r == 0)
		r = intake_flush(t.in, err);
	if (r == 0)
		r = set_numbers(&t, err);
	report(t.persons, persons);
	intake_free(t.in);
	arena_wipe(t.arena);
	arena_free(t.arena);
	return r;
}
