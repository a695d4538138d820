/*
 * person_row.c - checking rows of a register.
 */
#include <strings.h>

#include "base/civil.h"
#include "server/record/person_row.h"

static const struct {
	const char	*name, *spanish;
} names[PERSON_COLUMNS] = {
	[COLUMN_GIVEN] = { "given", "nombre" },
	[COLUMN_SURNAME1] = { "surname1", "apellido1" },
	[COLUMN_SURNAME2] = { "surname2", "apellido2" },
	[COLUMN_BIRTH_DATE] = { "birth_date", "fecha_nacimiento" },
	[COLUMN_SEX] = { "sex", "sexo" },
	[COLUMN_NATIONALITY] = { "nationality", "nacionalidad" },
	[COLUMN_DOCUMENT_TYPE] = { "document_type", "tipo_documento" },
	[COLUMN_DOCUMENT] = { "document", "documento" },
	[COLUMN_PHONE] = { "phone", "telefono" },
	[COLUMN_EMAIL] = { "email", "correo" },
	[COLUMN_STREET] = { "street", "calle" },
	[COLUMN_NUMBER] = { "number", "numero" },
	[COLUMN_FLOOR] = { "floor", "piso" },
	[COLUMN_POSTAL_CODE] = { "postal_code", "codigo_postal" },
	[COLUMN_TOWN] = { "town", "municipio" },
};

static bool
is_named(struct str cell, const char *name)
{
	return cell.len == strlen(name) &&
	    strncasecmp(cell.p, name, cell.len) == 0;
}

static int
column_of(struct str cell)
{
	for (int i = 0; i < PERSON_COLUMNS; i++) {
		if (is_named(cell, names[i].name) ||
		    is_named(cell, names[i].spanish))
			return i;
	}
	return -1;
}

int
person_columns_read(const struct csv_row *head, struct person_columns *ret,
    struct error *err)
{
	for (int i = 0; i < PERSON_COLUMNS; i++)
		ret->at[i] = -1;
	for (size_t i = 0; i < head->n; i++) {
		int column = column_of(head->cells[i]);

		if (column < 0 || ret->at[column] >= 0)
			return error_set(err, ERR_INVALID, "import.column",
			    "the column '%.*s' is %s",
			    STR_ARG(head->cells[i]), column < 0 ?
			    "not known" : "there twice");
		ret->at[column] = (int)i;
		if (column == COLUMN_SEX)
			ret->is_mujer = is_named(head->cells[i], "sexo");
	}
	if (ret->at[COLUMN_GIVEN] < 0 || ret->at[COLUMN_SURNAME1] < 0)
		return error_set(err, ERR_INVALID, "import.column",
		    "the columns given and surname1 are needed");
	return 0;
}

static struct str
cell_of(const struct person_columns *columns, const struct csv_row *row,
    enum person_column column)
{
	int at = columns->at[column];

	return at < 0 || (size_t)at >= row->n ? STR("") : row->cells[at];
}

static int
wrong(enum person_column column, const char *why, struct error *err)
{
	return error_set_field(err, "import.value",
	    str_of(names[column].name), "%s", why);
}

/* 1951-03-02 or 02/03/1951, as 1951-03-02. */
static int
read_day(struct arena *a, struct str cell, struct str *ret)
{
	bool is_spanish = cell.len == 10 && cell.p[2] == '/' &&
	    cell.p[5] == '/';
	bool is_iso = cell.len == 10 && cell.p[4] == '-' && cell.p[7] == '-';
	int64_t y, m, d;

	if ((!is_spanish && !is_iso) ||
	    parse_int(str_sub(cell, is_iso ? 0 : 6, 4), 1, 9999, &y) < 0 ||
	    parse_int(str_sub(cell, is_iso ? 5 : 3, 2), 1, 12, &m) < 0 ||
	    parse_int(str_sub(cell, is_iso ? 8 : 0, 2), 1, 31, &d) < 0 ||
	    !civil_valid(y, m, d))
		return -1;
	*ret = arena_printf(a, "%04d-%02d-%02d", (int)y, (int)m, (int)d);
	return 0;
}

static struct str
sex_of(struct str cell, bool is_mujer)
{
	static const struct {
		const char	*cell, *sex;
	} words[] = { { "F", "female" }, { "M", "male" }, { "H", "male" },
		{ "V", "male" }, { "D", "female" }, { "mujer", "female" },
		{ "hombre", "male" }, { "female", "female" },
		{ "male", "male" }, { "X", "other" }, { "other", "other" } };

	if (is_mujer && is_named(cell, "M"))
		return STR("female");
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (is_named(cell, words[i].cell))
			return str_of(words[i].sex);
	}
	return STR("");
}

static void
put(struct jsonw *w, const char *key, struct str value)
{
	if (value.len == 0)
		return;
	jsonw_key(w, key);
	jsonw_str(w, value);
}

/* The type is found by the number's form when the file does not say it. */
static int
put_document(struct jsonw *w, struct str type, struct str number,
    struct error *err)
{
	enum document_type t = document_type_of(type);
	struct national_id id;

	jsonw_key(w, "documents");
	jsonw_array(w);
	if (number.len > 0) {
		if (type.len > 0 && t == DOCUMENT_NONE)
			return wrong(COLUMN_DOCUMENT_TYPE, "not a type of "
			    "documents", err);
		if (type.len == 0 && national_id_recognise(number, &id))
			t = id.type;
		if (t == DOCUMENT_NONE)
			return wrong(COLUMN_DOCUMENT, "not a national "
			    "document; say its type", err);
		if (national_id_parse(t, number, &id, err) < 0)
			return -1;
		jsonw_object(w);
		put(w, "type", str_of(document_type_name(t)));
		put(w, "number", str_of(id.number));
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	return 0;
}

static struct str
contact_of(struct arena *a, const struct person_columns *c,
    const struct csv_row *row)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct str phone = cell_of(c, row, COLUMN_PHONE);
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	if (phone.len > 0) {
		jsonw_key(&w, "phones");
		jsonw_array(&w);
		jsonw_str(&w, phone);
		jsonw_array_end(&w);
	}
	put(&w, "email", cell_of(c, row, COLUMN_EMAIL));
	jsonw_key(&w, "address");
	jsonw_object(&w);
	put(&w, "street", cell_of(c, row, COLUMN_STREET));
	put(&w, "number", cell_of(c, row, COLUMN_NUMBER));
	put(&w, "floor", cell_of(c, row, COLUMN_FLOOR));
	put(&w, "postalCode", cell_of(c, row, COLUMN_POSTAL_CODE));
	put(&w, "town", cell_of(c, row, COLUMN_TOWN));
	jsonw_object_end(&w);
	jsonw_object_end(&w);
	return arena_str(a, buf_view(&out));
}

static int
write_identity(struct arena *a, const struct person_columns *c,
    const struct csv_row *row, struct jsonw *w, struct error *err)
{
	struct str sex = cell_of(c, row, COLUMN_SEX);
	struct str born = cell_of(c, row, COLUMN_BIRTH_DATE);
	struct str nationality = cell_of(c, row, COLUMN_NATIONALITY);

	if (sex.len > 0 && (sex = sex_of(sex, c->is_mujer)).len == 0)
		return wrong(COLUMN_SEX, "F, M, H or X", err);
	if (born.len > 0 && read_day(a, born, &born) < 0)
		return wrong(COLUMN_BIRTH_DATE, "a day as 1951-03-02 or "
		    "02/03/1951", err);
	if (nationality.len > 0 && nationality.len != 2)
		return wrong(COLUMN_NATIONALITY, "a country as ES", err);
	jsonw_object(w);
	put(w, "given", cell_of(c, row, COLUMN_GIVEN));
	put(w, "surname1", cell_of(c, row, COLUMN_SURNAME1));
	put(w, "surname2", cell_of(c, row, COLUMN_SURNAME2));
	put(w, "birthDate", born);
	put(w, "sex", sex);
	put(w, "nationality", nationality);
	if (put_document(w, cell_of(c, row, COLUMN_DOCUMENT_TYPE),
	    cell_of(c, row, COLUMN_DOCUMENT), err) < 0)
		return -1;
	jsonw_object_end(w);
	return 0;
}

int
person_row_read(struct arena *a, const struct person_columns *columns,
    const struct csv_row *row, struct str today, struct identity *ret_who,
    struct str *ret_contact, struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct json *j;

	*err = (struct error){ 0 };
	for (int i = 0; i < PERSON_COLUMNS; i++) {
		if (utf8_count(cell_of(columns, row,
		    (enum person_column)i)) > 80)
			return wrong((enum person_column)i,
			    "more than 80 characters", err);
	}
	if (write_identity(a, columns, row, &w, err) < 0)
		return -1;
	j = json_parse(a, arena_str(a, buf_view(&out)), err);
	if (j == NULL || identity_read(a, j, today, ret_who, err) < 0)
		return -1;
	*ret_contact = contact_of(a, columns, row);
	return 0;
}
