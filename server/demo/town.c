/*
 * town.c - units, territories, code lists, programmes, the export of the demo.
 *
 * Code lists follow the shape of Spain's information system for social
 * services: sectors, groups of needs, demands and resources.
 */
#include "base/json.h"
#include "server/demo/demo.h"
#include "server/export/schedule.h"

#define EXPORT_CRON	"0 6 5 * *"	/* on the 5th, before work begins */

struct unit_row {
	const char	*code, *parent, *name, *kind;
};

static const struct unit_row units[] = {
	{ "puentelarga", NULL, "Ayuntamiento de Puentelarga", "municipality" },
	{ "css-norte", "puentelarga", "Centro de Servicios Sociales Norte",
	  "centre" },
	{ "css-sur", "puentelarga", "Centro de Servicios Sociales Sur",
	  "centre" },
	{ "uts-1", "css-norte", "UTS Casco Antiguo", "uts" },
	{ "uts-2", "css-norte", "UTS Arrabal", "uts" },
	{ "uts-3", "css-sur", "UTS Las Huertas", "uts" },
	{ "uts-4", "css-sur", "UTS La Estación", "uts" },
	{ "benefits", "puentelarga", "Servicio de Prestaciones", "service" },
	{ "legal", "puentelarga", "Servicio Jurídico", "service" },
	{ "psychology", "puentelarga", "Servicio de Psicología", "service" },
};

static const struct {
	const char	*code, *name, *unit, *postal_code;
} territories[DEMO_TERRITORIES] = {
	{ "T1", "Casco Antiguo", "uts-1", "45901" },
	{ "T2", "San Juan", "uts-1", "45901" },
	{ "T3", "Arrabal", "uts-2", "45902" },
	{ "T4", "La Ermita", "uts-2", "45902" },
	{ "T5", "Las Huertas", "uts-3", "45903" },
	{ "T6", "El Molino", "uts-3", "45903" },
	{ "T7", "La Estación", "uts-4", "45904" },
	{ "T8", "Los Alfareros", "uts-4", "45904" },
};

struct code_row {
	const char	*scheme, *code, *es, *ca, *pt, *it, *en;
};

static const struct code_row codes[] = {
#define CODE(scheme, code, es, ca, pt, it, en)				\
	{ scheme, code, es, ca, pt, it, en },
#include "server/demo/codes.def"
#undef CODE
};

static const struct {
	const char	*code, *process, *sector, *sensitivity;
	const char	*es, *ca, *pt, *it, *en;
} programmes[] = {
	{ "information", "information", "13", "1",
	  "Información y orientación", "Informació i orientació",
	  "Informação e orientação", "Informazione e orientamento",
	  "Information and guidance" },
	{ "emergency-aid", "emergency_aid", "1", "1",
	  "Ayuda de emergencia social", "Ajut d'emergència social",
	  "Apoio de emergência social", "Aiuto di emergenza sociale",
	  "Emergency social aid" },
	{ "home-care", "home_care", "5", "1",
	  "Ayuda a domicilio", "Ajuda a domicili", "Apoio domiciliário",
	  "Assistenza domiciliare", "Home care" },
	{ "dependency", "dependency_assessment", "5", "2",
	  "Valoración de la dependencia", "Valoració de la dependència",
	  "Avaliação da dependência", "Valutazione della non autosufficienza",
	  "Dependency assessment" },
	{ "elderly", "elderly_information", "5", "1",
	  "Información para personas mayores",
	  "Informació per a gent gran", "Informação para pessoas idosas",
	  "Informazioni per gli anziani", "Information for the elderly" },
	{ "gender-violence", "gender_violence", "4", "3",
	  "Protección ante la violencia de género",
	  "Protecció davant la violència de gènere",
	  "Proteção contra a violência de género",
	  "Protezione dalla violenza di genere",
	  "Protection from gender violence" },
	{ "migrants", "migrant_integration", "14", "1",
	  "Integración de personas migrantes",
	  "Integració de persones migrants",
	  "Integração de pessoas migrantes",
	  "Integrazione delle persone migranti", "Integration of migrants" },
	{ "school-absence", "school_absence", "2", "2",
	  "Absentismo escolar", "Absentisme escolar", "Absentismo escolar",
	  "Assenze scolastiche", "School absence" },
};

/* {"es": ..., "ca": ...} from five texts. */
static const char *
label(struct demo *d, const char *const text[5])
{
	static const char *const languages[] = { "es", "ca", "pt", "it", "en" };
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	for (int i = 0; i < 5; i++) {
		jsonw_key(&w, languages[i]);
		jsonw_cstr(&w, text[i]);
	}
	jsonw_object_end(&w);
	return db_str(d->db, buf_view(&out));
}

static int
add_units(struct demo *d, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		const struct unit_row *u = &units[i];

		if (db_query(d->db, err, UNIT_INSERT, db_uuid(d->db,
		    uuid_new()), u->parent, u->code, u->name, u->kind) < 0)
			return -1;
	}
	return 0;
}

static int
add_territories(struct demo *d, struct error *err)
{
	for (size_t i = 0; i < DEMO_TERRITORIES; i++) {
		struct demo_territory *t = &d->territories[i];

		t->id = uuid_new();
		t->postal_code = territories[i].postal_code;
		db_push(d->db, UNIT_BY_CODE, territories[i].unit);
		db_push(d->db, TERRITORY_INSERT, db_uuid(d->db, t->id),
		    territories[i].code, territories[i].name,
		    territories[i].unit);
		if (db_run(d->db, err) < 0)
			return -1;
		(void)uuid_parse(db_text(d->db, 0, 0, 0), &t->unit);
	}
	return 0;
}

static int
add_codes(struct demo *d, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		const struct code_row *c = &codes[i];
		const char *const text[] = { c->es, c->ca, c->pt, c->it,
			c->en };

		db_push(d->db, CODE_INSERT, c->scheme, c->code, NULL,
		    label(d, text), db_int(d->db, (int64_t)i));
		if (i % 32 == 31 && db_run(d->db, err) < 0)
			return -1;
	}
	return db_run(d->db, err);
}

static int
add_programmes(struct demo *d, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(programmes); i++) {
		const char *const text[] = { programmes[i].es,
			programmes[i].ca, programmes[i].pt, programmes[i].it,
			programmes[i].en };

		db_push(d->db, PROGRAMME_INSERT, programmes[i].code,
		    label(d, text), programmes[i].process,
		    programmes[i].sector, programmes[i].sensitivity);
	}
	return db_run(d->db, err);
}

static int
add_schedule(struct demo *d, struct error *err)
{
	return db_query(d->db, err, SCHEDULE_PUT, "siuss", NULL, EXPORT_CRON,
	    "true", db_int(d->db, schedule_next(STR(EXPORT_CRON),
	    "Europe/Madrid")));
}

int
demo_town(struct demo *d, struct error *err)
{
	if (add_units(d, err) < 0 || add_territories(d, err) < 0 ||
	    add_codes(d, err) < 0 || add_programmes(d, err) < 0)
		return -1;
	return add_schedule(d, err);
}
