/*
 * test_person_row.c - rows of registers: quotes, separators, columns, values.
 */
#include "server/record/person_row.h"
#include "tests/unit/tap.h"

static struct csv *
open_text(const char *text)
{
	return csv_of(fmemopen((void *)(uintptr_t)text, strlen(text), "r"));
}

static void
test_csv(void)
{
	struct csv *c = open_text("\xef\xbb\xbf" "a,b\r\n\r\n"
	    "\"x \"\"y\"\"\", \"1,\n2\" \nend,\"open\n");
	const struct csv_row *row = NULL;
	struct error err = { 0 };

	ok(csv_next(c, &row, &err) == 1 && row->n == 2 &&
	    str_is(row->cells[0], "a"), "a byte order mark is no column");
	ok(csv_next(c, &row, &err) == 1 && csv_line(c) == 3,
	    "empty lines are left out, and counted");
	is_str(row->cells[0], "x \"y\"", "quotes in quotes");
	is_str(row->cells[1], "1,\n2", "separators and lines in quotes");
	ok(csv_next(c, &row, &err) == -1 && err.line == 5,
	    "a quote that is never closed has a line");
	ok(csv_next(c, &row, &err) == 0, "and the end is reached");
	csv_close(c);
}

/* Read a file of one row; its identity, or the code of what is wrong. */
static struct str
one(struct arena *a, const char *text)
{
	struct person_columns columns;
	const struct csv_row *row;
	struct identity who;
	struct str contact;
	struct error err = { 0 };
	struct csv *c = open_text(text);
	bool is_good = csv_next(c, &row, &err) == 1 &&
	    person_columns_read(row, &columns, &err) == 0 &&
	    csv_next(c, &row, &err) == 1 && person_row_read(a, &columns, row,
	    STR("2026-11-23"), &who, &contact, &err) == 0;

	csv_close(c);
	return is_good ? who.json : arena_str(a, str_of(err.code));
}

static void
test_rows(void)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();

	is_str(one(a, "apellido1;NOMBRE;sexo;fecha_nacimiento;documento\n"
	    "Gil; Ana ;M;02/03/1951;12.345.678-z\n"),
	    "{\"given\":\"Ana\",\"surname1\":\"Gil\","
	    "\"birthDate\":\"1951-03-02\",\"sex\":\"female\","
	    "\"documents\":[{\"type\":\"dni\",\"number\":\"12345678Z\"}]}",
	    "Spanish columns: M is mujer");
	is_str(one(a, "given,surname1,sex\nJon,Gil,M\n"),
	    "{\"given\":\"Jon\",\"surname1\":\"Gil\",\"sex\":\"male\","
	    "\"documents\":[]}", "English columns: M is male");
	is_str(one(a, "given,surname1,age\nJon,Gil,4\n"), "import.column",
	    "an unknown column");
	is_str(one(a, "given,given,surname1\nJon,Jon,Gil\n"), "import.column",
	    "a column twice");
	is_str(one(a, "given,sex\nJon,M\n"), "import.column",
	    "a needed column missing");
	is_str(one(a, "given,surname1,birth_date\nJon,Gil,30/02/1980\n"),
	    "import.value", "a day that does not exist");
	is_str(one(a, "given,surname1,birth_date\nJon,Gil,2030-01-01\n"),
	    "identity.birth_date", "a day to come");
	is_str(one(a, "given,surname1\n,Gil\n"), "identity.name",
	    "no name");
	is_str(one(a, "given,surname1,document_type,document\n"
	    "Jon,Gil,dni,12345678A\n"), "document.check_letter",
	    "a wrong check letter");
}

int
main(void)
{
	test_csv();
	test_rows();
	return done_testing();
}
