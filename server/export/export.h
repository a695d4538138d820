/*
 * export.h - documents for the state: made as a stream, checked against their
 * schema, left in a file.
 *
 * Memory does not grow with the document: rows come from a cursor in batches,
 * sealed values are opened batch by batch, and the schema is checked while the
 * file streams by.
 */
#ifndef SERVER_EXPORT_EXPORT_H
#define SERVER_EXPORT_EXPORT_H

#include "base/error.h"
#include "base/fiber.h"
#include "base/str.h"
#include "server/db/db.h"

#define EXPORT_FINDINGS_MAX	20

struct vault;

struct export {
	/* In. */
	struct db	*db;		/* scoped; no transaction */
	struct vault	*vault;
	const char	*from, *to;	/* YYYY-MM-DD, both included */
	const char	*path;		/* of the file, replaced if there */
	/* Called after each batch: -1 and err stops it.  May be NULL. */
	int fiber_fn	(*progress)(void *arg, struct error *err);
	void		*arg;
	/* Out. */
	int64_t		 files, persons, interventions, size;
	int64_t		 restricted;	/* interventions left out for it */
	unsigned char	 sha256[32];	/* of the whole file */
	bool		 is_valid;
	struct buf	 findings;	/* JSON array; buf_done() it */
};

/* Write a SIUSS-style document (schema/xsd/siuss/siuss-1.xsd) of the granted
 * interventions decided in the period.  -1 and err ("export.file", "db.*",
 * "keyd.*"); the file is removed then. */
int fiber_fn	export_siuss(struct export *x, struct error *err);
/* Check the file against its schema, hash it and sync it to disk.  Takes long
 * and does not wait for anything: for a work thread.  Fills is_valid,
 * findings, size, sha256; -1 and err when the file cannot be read. */
int		export_validate(struct export *x, struct error *err);
/* What libxml2 wants before the first use in a thread. */
void		export_init(void);

#endif
