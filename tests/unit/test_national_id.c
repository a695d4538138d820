/*
 * test_national_id.c - documents of four countries, good and bad.
 */
#include "server/record/national_id.h"
#include "tests/unit/tap.h"

static void
good(enum document_type type, const char *text, const char *canonical)
{
	struct error err = { 0 };
	struct national_id id = { 0 };

	ok(national_id_parse(type, str_of(text), &id, &err) == 0, "good: %s",
	    text);
	is_str(str_of(id.number), canonical, "canonical form");
}

static void
bad(enum document_type type, const char *text, const char *code)
{
	struct error err = { 0 };
	struct national_id id;

	ok(national_id_parse(type, str_of(text), &id, &err) < 0, "bad: %s",
	    text);
	is_str(str_of(err.code), code, "why");
	is_str(str_of(err.field), "/identity/documents", "where");
}

static void
recognised(const char *text, enum document_type type)
{
	struct national_id id = { 0 };

	(void)national_id_recognise(str_of(text), &id);
	ok(id.type == type, "%s is recognised", text);
}

int
main(void)
{
	good(DOCUMENT_DNI, "12345678z", "12345678Z");
	good(DOCUMENT_DNI, "12.345.678-Z", "12345678Z");
	good(DOCUMENT_DNI, "00000000T", "00000000T");
	bad(DOCUMENT_DNI, "12345678A", "document.check_letter");
	bad(DOCUMENT_DNI, "1234567Z", "document.dni_form");
	bad(DOCUMENT_DNI, "12345678é", "document.characters");
	good(DOCUMENT_NIE, "X1234567L", "X1234567L");
	good(DOCUMENT_NIE, "Y-1234567-X", "Y1234567X");
	good(DOCUMENT_NIE, "Z1234567R", "Z1234567R");
	bad(DOCUMENT_NIE, "W1234567L", "document.nie_form");
	bad(DOCUMENT_NIE, "X1234567A", "document.check_letter");
	good(DOCUMENT_NIF_PT, "123 456 789", "123456789");
	good(DOCUMENT_NIF_PT, "501964843", "501964843");
	bad(DOCUMENT_NIF_PT, "123456780", "document.check_digit");
	bad(DOCUMENT_NIF_PT, "12345678", "document.nif_pt_form");
	good(DOCUMENT_CODICE_FISCALE, "rssmra80a01h501u", "RSSMRA80A01H501U");
	bad(DOCUMENT_CODICE_FISCALE, "RSSMRA80A01H501X",
	    "document.check_letter");
	bad(DOCUMENT_CODICE_FISCALE, "RSSMRA80Z01H501U",
	    "document.codice_fiscale_form");
	good(DOCUMENT_PASSPORT, "aa 123456", "AA123456");
	bad(DOCUMENT_PASSPORT, "A1", "document.passport_form");
	bad(DOCUMENT_OTHER, "0123456789012345678901234567890123456789",
	    "document.length");
	bad(DOCUMENT_NONE, "1", "document.type");
	recognised("12345678Z", DOCUMENT_DNI);
	recognised("X1234567L", DOCUMENT_NIE);
	recognised("RSSMRA80A01H501U", DOCUMENT_CODICE_FISCALE);
	recognised("123456789", DOCUMENT_NIF_PT);
	recognised("García López", DOCUMENT_NONE);
	recognised("12345678A", DOCUMENT_NONE);
	ok(document_type_of(STR("nie")) == DOCUMENT_NIE &&
	    document_type_of(STR("x")) == DOCUMENT_NONE, "types by name");
	return done_testing();
}
