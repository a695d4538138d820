/*
 * fuzz_csv.c - registers as CSV: rows, column names, persons.
 */
#include "server/record/csv.h"
#include "server/record/person_row.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *f = size == 0 ? NULL : fmemopen((void *)(uintptr_t)data, size,
	    "r");
	struct person_columns columns;
	const struct csv_row *row;
	struct error err = { 0 };
	struct arena *a;
	struct csv *csv;
	int r;

	if (f == NULL)
		return 0;
	a = arena_new();
	csv = csv_of(f);
	if (csv_next(csv, &row, &err) > 0 &&
	    person_columns_read(row, &columns, &err) == 0) {
		while ((r = csv_next(csv, &row, &err)) != 0) {
			struct identity who;
			struct str contact;

			if (r > 0)
				(void)person_row_read(a, &columns, row,
				    STR("2026-11-23"), &who, &contact, &err);
		}
	}
	csv_close(csv);
	arena_free(a);
	return 0;
}
