/*
 * national_id.c - check digits of identity documents.
 */
#include <assert.h>
#include <ctype.h>

#include "base/mem.h"
#include "server/record/national_id.h"

static const struct str pointer = STR("/identity/documents");

static const char *const names[] = {
	[DOCUMENT_DNI] = "dni", [DOCUMENT_NIE] = "nie",
	[DOCUMENT_PASSPORT] = "passport", [DOCUMENT_NIF_PT] = "nif_pt",
	[DOCUMENT_CODICE_FISCALE] = "codice_fiscale",
	[DOCUMENT_OTHER] = "other",
};

enum document_type
document_type_of(struct str name)
{
	for (size_t i = 1; i < ARRAY_LEN(names); i++) {
		if (str_is(name, names[i]))
			return (enum document_type)i;
	}
	return DOCUMENT_NONE;
}

const char *
document_type_name(enum document_type type)
{
	return names[type];
}

/* Upper case, without blanks, dots and hyphens. */
static int
canonical(struct str text, char out[NATIONAL_ID_MAX], struct error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == ' ' || c == '.' || c == '-')
			continue;
		if (!isascii(c) || !isalnum(c))
			return error_set_field(err, "document.characters",
			    pointer, "only letters and digits are allowed");
		if (n == NATIONAL_ID_MAX - 1)
			return error_set_field(err, "document.length", pointer,
			    "too long");
		out[n++] = (char)toupper(c);
	}
	out[n] = '\0';
	return 0;
}

/* Does s follow the pattern: 9 a digit, A a letter, * either? */
static bool
has_form(const char *s, const char *pattern)
{
	for (; *pattern != '\0'; s++, pattern++) {
		bool digit = isdigit((unsigned char)*s);
		bool letter = isupper((unsigned char)*s);

		if (!(*pattern == '9' ? digit : *pattern == 'A' ? letter :
		    digit || letter))
			return false;
	}
	return *s == '\0';
}

static bool
spanish_letter_fits(const char *digits, char letter)
{
	int64_t v = 0;

	(void)parse_int((struct str){ digits, 8 }, 0, 99999999, &v);
	return "TRWAGMYFPDXBNJZSQVHLCKE"[v % 23] == letter;
}

static int
wrong_letter(struct error *err)
{
	return error_set_field(err, "document.check_letter", pointer,
	    "the letter does not fit the digits: please check both");
}

static int
check_dni(const char *s, struct error *err)
{
	if (!has_form(s, "99999999A"))
		return error_set_field(err, "document.dni_form", pointer,
		    "a DNI has eight digits and a letter, such as 00000000T");
	return spanish_letter_fits(s, s[8]) ? 0 : wrong_letter(err);
}

static int
check_nie(const char *s, struct error *err)
{
	char digits[9];

	if (!has_form(s, "A9999999A") || strchr("XYZ", s[0]) == NULL)
		return error_set_field(err, "document.nie_form", pointer,
		    "a NIE has X, Y or Z, seven digits and a letter");
	digits[0] = (char)('0' + (s[0] - 'X'));
	memcpy(digits + 1, s + 1, 8);
	return spanish_letter_fits(digits, s[8]) ? 0 : wrong_letter(err);
}

static int
check_nif_pt(const char *s, struct error *err)
{
	int sum = 0, digit;

	if (!has_form(s, "999999999") || strchr("1235689", s[0]) == NULL)
		return error_set_field(err, "document.nif_pt_form", pointer,
		    "a Portuguese NIF has nine digits");
	for (int i = 0; i < 8; i++)
		sum += (s[i] - '0') * (9 - i);
	digit = 11 - sum % 11;
	if (digit >= 10)
		digit = 0;
	if (s[8] - '0' == digit)
		return 0;
	return error_set_field(err, "document.check_digit", pointer,
	    "the last digit does not fit the others: please check all");
}

/* Where two people would have the same code, digits are replaced by these
 * letters, from the right ("omocodia"). */
static bool
has_codice_form(const char *s)
{
	static const char pattern[] = "AAAAAA99A99A999A";

	if (strlen(s) != sizeof(pattern) - 1)
		return false;
	for (size_t i = 0; i < sizeof(pattern) - 1; i++) {
		if (pattern[i] == 'A' ? !isupper((unsigned char)s[i]) :
		    !isdigit((unsigned char)s[i]) &&
		    strchr("LMNPQRSTUV", s[i]) == NULL)
			return false;
	}
	return strchr("ABCDEHLMPRST", s[8]) != NULL;
}

static int
check_codice_fiscale(const char *s, struct error *err)
{
	/* Values of characters in odd places, by their rank. */
	static const int odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18,
		20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23 };
	int sum = 0;

	if (!has_codice_form(s))
		return error_set_field(err, "document.codice_fiscale_form",
		    pointer, "a codice fiscale has 16 characters, such as "
		    "RSSMRA80A01H501U");
	for (int i = 0; i < 15; i++) {
		int rank = isdigit((unsigned char)s[i]) ? s[i] - '0' :
		    s[i] - 'A';

		assert(rank >= 0 && rank < (int)ARRAY_LEN(odd));
		sum += i % 2 == 0 ? odd[rank] : rank;
	}
	if (s[15] - 'A' == sum % 26)
		return 0;
	return error_set_field(err, "document.check_letter", pointer,
	    "the last letter does not fit the others: please check all");
}

static int
check_passport(const char *s, struct error *err)
{
	size_t n = strlen(s);

	if (n >= 5 && n <= 15)
		return 0;
	return error_set_field(err, "document.passport_form", pointer,
	    "a passport number has 5 to 15 letters and digits");
}

static int
check_other(const char *s, struct error *err)
{
	if (strlen(s) >= 3)
		return 0;
	return error_set_field(err, "document.length", pointer,
	    "at least three letters and digits");
}

int
national_id_parse(enum document_type type, struct str text,
    struct national_id *ret, struct error *err)
{
	static int (*const checks[])(const char *, struct error *) = {
		[DOCUMENT_DNI] = check_dni, [DOCUMENT_NIE] = check_nie,
		[DOCUMENT_PASSPORT] = check_passport,
		[DOCUMENT_NIF_PT] = check_nif_pt,
		[DOCUMENT_CODICE_FISCALE] = check_codice_fiscale,
		[DOCUMENT_OTHER] = check_other,
	};
	struct national_id id = { .type = type };

	if (type == DOCUMENT_NONE)
		return error_set_field(err, "document.type", pointer,
		    "the type is one of dni, nie, passport, nif_pt, "
		    "codice_fiscale, other");
	if (canonical(text, id.number, err) < 0 ||
	    checks[type](id.number, err) < 0)
		return -1;
	*ret = id;
	return 0;
}

struct str
national_id_value(struct arena *a, const struct national_id *id)
{
	return arena_printf(a, "%s:%s", document_type_name(id->type),
	    id->number);
}

bool
national_id_recognise(struct str text, struct national_id *ret)
{
	static const enum document_type checked[] = { DOCUMENT_DNI,
		DOCUMENT_NIE, DOCUMENT_NIF_PT, DOCUMENT_CODICE_FISCALE };

	for (size_t i = 0; i < ARRAY_LEN(checked); i++) {
		if (national_id_parse(checked[i], text, ret, NULL) == 0)
			return true;
	}
	return false;
}
