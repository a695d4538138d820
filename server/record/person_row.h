/*
 * person_row.h - a person as a row of a municipal register.
 */
#ifndef SERVER_RECORD_PERSON_ROW_H
#define SERVER_RECORD_PERSON_ROW_H

#include "server/record/csv.h"
#include "server/record/identity.h"

enum person_column {
	COLUMN_GIVEN, COLUMN_SURNAME1, COLUMN_SURNAME2, COLUMN_BIRTH_DATE,
	COLUMN_SEX, COLUMN_NATIONALITY, COLUMN_DOCUMENT_TYPE, COLUMN_DOCUMENT,
	COLUMN_PHONE, COLUMN_EMAIL, COLUMN_STREET, COLUMN_NUMBER,
	COLUMN_FLOOR, COLUMN_POSTAL_CODE, COLUMN_TOWN, PERSON_COLUMNS
};

/* Where each column is in the file; -1: it is not there. */
struct person_columns {
	int	at[PERSON_COLUMNS];
	bool	is_mujer;	/* M is "mujer": the column is called sexo */
};

/* Read the line of column names, in any order, English or Spanish.  -1 and err
 * ("import.column") when one is unknown, twice, or a needed one missing. */
int	person_columns_read(const struct csv_row *head,
	    struct person_columns *ret, struct error *err);
/* Check a row.  contact is JSON, or STR_NULL; both live in the arena.  -1 and
 * err with the column. */
int	person_row_read(struct arena *a, const struct person_columns *columns,
	    const struct csv_row *row, struct str today,
	    struct identity *ret_who, struct str *ret_contact,
	    struct error *err);

#endif
