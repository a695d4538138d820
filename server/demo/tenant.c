/*
 * tenant.c - the municipality itself, and its staff.
 */
#include <sodium.h>

#include "server/demo/demo.h"
#include "server/security/password.h"
#include "server/security/totp.h"

int
demo_tenant(struct demo *d, struct error *err)
{
	d->actor.tenant = uuid_new();
	uuid_format(d->actor.tenant, d->tenant);
	db_scope(d->db, d->tenant, NULL);
	db_begin(d->db);
	db_push(d->db, TENANT_INSERT, d->tenant, d->code, "Puentelarga",
	    "Castilla-La Mancha");
	if (vault_create_tenant(d->vault, d->db, err) < 0 ||
	    db_commit(d->db, err) < 0 ||
	    audit_prepare(d->vault, d->db, d->actor.tenant, err) < 0)
		return -1;
	audit_push(d->db, &d->actor, &(struct audit_event){
	    .action = "tenant.create", .object_type = "tenant",
	    .object = d->actor.tenant });
	return audit_run(d->db, err);
}

/* ------------------------------------------------------------------ staff */

static const struct demo_staff everybody[] = {
	{ .login = "lucia.marin", .name = "Lucía Marín Ortega",
	  .role = "social_worker", .unit = "uts-1" },
	{ .login = "jorge.alonso", .name = "Jorge Alonso Prieto",
	  .role = "social_worker", .unit = "uts-1" },
	{ .login = "nuria.campos", .name = "Nuria Campos Vidal",
	  .role = "social_worker", .unit = "uts-2" },
	{ .login = "samuel.reyes", .name = "Samuel Reyes Cano",
	  .role = "social_worker", .unit = "uts-2" },
	{ .login = "irene.soler", .name = "Irene Soler Pardo",
	  .role = "social_worker", .unit = "uts-3" },
	{ .login = "pablo.nieto", .name = "Pablo Nieto Luque",
	  .role = "social_worker", .unit = "uts-3" },
	{ .login = "alba.crespo", .name = "Alba Crespo Mora",
	  .role = "social_worker", .unit = "uts-4" },
	{ .login = "hugo.arias", .name = "Hugo Arias Santana",
	  .role = "social_worker", .unit = "uts-4" },
	{ .login = "carmen.delgado", .name = "Carmen Delgado Ruiz",
	  .role = "supervisor", .unit = "css-norte" },
	{ .login = "andres.molina", .name = "Andrés Molina Gil",
	  .role = "supervisor", .unit = "css-sur" },
	{ .login = "teresa.vega", .name = "Teresa Vega Lozano",
	  .role = "supervisor", .unit = "benefits" },
	{ .login = "marta.ibanez", .name = "Marta Ibáñez Cortés",
	  .role = "clerk", .unit = "css-norte" },
	{ .login = "david.pascual", .name = "David Pascual Rey",
	  .role = "clerk", .unit = "css-sur" },
	{ .login = "rosa.benitez", .name = "Rosa Benítez Calvo",
	  .role = "clerk", .unit = "benefits" },
	{ .login = "elena.duran", .name = "Elena Durán Ferrer",
	  .role = "psychologist", .unit = "psychology" },
	{ .login = "oscar.merino", .name = "Óscar Merino Vera",
	  .role = "psychologist", .unit = "psychology" },
	{ .login = "ines.carrasco", .name = "Inés Carrasco Rubio",
	  .role = "legal", .unit = "legal" },
	{ .login = "raul.espinosa", .name = "Raúl Espinosa Montes",
	  .role = "auditor", .unit = "puentelarga" },
	{ .login = "silvia.otero", .name = "Silvia Otero Galán",
	  .role = "administrator", .unit = "puentelarga" },
	{ .login = "gonzalo.rivas", .name = "Gonzalo Rivas Herrero",
	  .role = "manager", .unit = "puentelarga" },
	{ .login = "beatriz.lara", .name = "Beatriz Lara Segura",
	  .role = "security", .unit = "puentelarga" },
};

/* Five groups of four letters and digits that are not mistaken. */
static void
make_password(char out[DEMO_PASSWORD_SIZE])
{
	static const char from[] = "abcdefghjkmnpqrstuvwxyz23456789";
	size_t n = 0;

	for (int i = 0; i < 20; i++) {
		if (i > 0 && i % 4 == 0)
			out[n++] = '-';
		out[n++] = from[randombytes_uniform(sizeof(from) - 1)];
	}
	out[n] = '\0';
}

static int
hash_password(struct demo *d, const char *password,
    char out[PASSWORD_HASH_SIZE], struct error *err)
{
	unsigned char peppered[PASSWORD_PEPPERED_SIZE];
	int r = vault_pepper(d->vault, d->db, str_of(password), peppered, err);

	if (r == 0 && password_hash(peppered, out) < 0)
		r = error_set(err, ERR_UNAVAILABLE, "password.memory",
		    "not enough memory to hash a password");
	sodium_memzero(peppered, sizeof(peppered));
	return r;
}

static int
add_staff(struct demo *d, struct demo_staff *s, struct uuid unit,
    struct error *err)
{
	_cleanup_(buf_done) struct buf base32 = BUF_INIT;
	struct sealed_at at = { SEALED_STAFF_TOTP, s->id, d->actor.tenant };
	unsigned char secret[TOTP_SECRET_SIZE];
	char hash[PASSWORD_HASH_SIZE];
	const char *id, *totp;

	make_password(s->password);
	randombytes_buf(secret, sizeof(secret));
	totp_base32(secret, &base32);
	(void)snprintf(s->totp, sizeof(s->totp), "%s", buf_cstr(&base32));
	if (hash_password(d, s->password, hash, err) < 0 ||
	    vault_load(d->vault, d->db, &d->actor.tenant, 1, err) < 0)
		return -1;
	id = db_uuid(d->db, s->id);
	if (vault_seal(d->vault, d->db, &at, (struct str){
	    (const char *)secret, sizeof(secret) }, &totp, err) < 0)
		return -1;
	db_push(d->db, STAFF_INSERT, id, s->login, s->name);
	db_push(d->db, STAFF_ROLE_INSERT, id, db_uuid(d->db, unit), s->role);
	db_push(d->db, STAFF_SET_PASSWORD, id, hash);
	db_push(d->db, STAFF_SET_TOTP, id, totp);
	audit_push(d->db, &d->actor, &(struct audit_event){
	    .action = "staff.create", .object_type = "staff",
	    .object = s->id });
	sodium_memzero(secret, sizeof(secret));
	return audit_run(d->db, err);
}

/* Who works in the units of the territories. */
static void
place_worker(struct demo *d, const struct demo_staff *s, struct uuid unit)
{
	for (size_t i = 0; i < DEMO_TERRITORIES; i++) {
		struct demo_territory *t = &d->territories[i];

		if (memcmp(t->unit.b, unit.b, sizeof(unit.b)) == 0 &&
		    t->n_workers < ARRAY_LEN(t->workers))
			t->workers[t->n_workers++] = s->id;
	}
}

int
demo_people_of_staff(struct demo *d, struct error *err)
{
	_Static_assert(ARRAY_LEN(everybody) <= DEMO_STAFF_MAX, "room");

	for (size_t i = 0; i < ARRAY_LEN(everybody); i++) {
		struct demo_staff *s = &d->staff[i];
		struct uuid unit;

		*s = everybody[i];
		s->id = uuid_new();
		if (d->is_another)
			(void)snprintf(s->login, sizeof(s->login), "%s@%s",
			    everybody[i].login, d->code);
		if (db_query(d->db, err, UNIT_BY_CODE, s->unit) < 0)
			return -1;
		(void)uuid_parse(db_text(d->db, 0, 0, 0), &unit);
		if (strcmp(s->role, "social_worker") == 0)
			place_worker(d, s, unit);
		if (add_staff(d, s, unit, err) < 0)
			return -1;
		d->n_staff++;
	}
	return 0;
}
