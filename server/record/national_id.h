/*
 * national_id.h - identity documents, checked and made canonical.
 *
 * Spain: DNI, NIE (Real Decreto 1553/2005; check letter modulo 23).  Portugal:
 * NIF (modulo 11).  Italy: codice fiscale (DM 23-12-1976, omocodia included).
 * Passports: 5 to 15 letters and digits, no check digit.
 */
#ifndef SERVER_RECORD_NATIONAL_ID_H
#define SERVER_RECORD_NATIONAL_ID_H

#include "base/arena.h"
#include "base/error.h"

enum document_type {
	DOCUMENT_NONE,
	DOCUMENT_DNI, DOCUMENT_NIE, DOCUMENT_PASSPORT, DOCUMENT_NIF_PT,
	DOCUMENT_CODICE_FISCALE, DOCUMENT_OTHER,
};

#define NATIONAL_ID_MAX 32

struct national_id {
	enum document_type type;
	char		 number[NATIONAL_ID_MAX];	/* "12345678Z" */
};

/* "dni", "nie", "passport", "nif_pt", "codice_fiscale", "other". */
enum document_type document_type_of(struct str name);
const char	*document_type_name(enum document_type type);

/* Check a number of a type; blanks, dots and hyphens are ignored, case too.
 * -1 and err: code "document.*" and a message that says what is wrong and,
 * for a wrong check letter, that it does not fit the digits (never the right
 * one: it would help to invent documents). */
int	national_id_parse(enum document_type type, struct str text,
	    struct national_id *ret, struct error *err);
/* "dni:12345678Z", as the index of exact identifiers has it; in a. */
struct str	national_id_value(struct arena *a,
	    const struct national_id *id);
/* What a person typed into a search field: the type is found by its form.
 * False when it is no complete, valid national identifier. */
bool	national_id_recognise(struct str text, struct national_id *ret);

#endif
