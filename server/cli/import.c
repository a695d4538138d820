/*
 * import.c - `vinculo import persons`: citizens from a CSV file.
 *
 * Rows are taken in lots, each in one transaction.  Where it got to is in
 * FILE.progress, so an interrupted import goes on; and documents are looked up
 * before they are written, so that even without that file nobody with a
 * document is there twice.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/clock.h"
#include "base/file.h"
#include "server/cli/command.h"
#include "server/cli/progress.h"
#include "server/cli/session.h"
#include "server/record/csv.h"
#include "server/record/intake.h"
#include "server/record/person_row.h"

#define PENDING_MAX	64	/* rows of a lot */

static const char help[] =
    "usage: vinculo import persons FILE.csv [--tenant CODE]\n"
    "\n"
    "Reads citizens from a file with the columns of a municipal register, in\n"
    "UTF-8, separated by semicolons or commas; the first line names the\n"
    "columns (docs/import.md lists them):\n"
    "\n"
    "  given;surname1;surname2;birth_date;sex;nationality;\n"
    "  document_type;document;phone;email;street;number;floor;\n"
    "  postal_code;town\n"
    "\n"
    "A row that is wrong is reported with its line and left out; so is one\n"
    "whose document belongs to a person who is there already.  The status is\n"
    "1 when there were such rows.  When it is interrupted start it again: it\n"
    "goes on where it stopped (FILE.csv.progress).\n"
    "\n"
    "Needs database.owner_url and the root key.\n";

extern const struct command command_import;

struct pending {
	struct identity	 who;
	struct str	 contact;
	int64_t		 line;
};

struct import {
	struct cli_session	 s;
	struct intake		*in;
	struct csv		*csv;
	struct person_columns	 columns;
	struct arena		*arena;		/* of the pending rows */
	struct pending		 rows[PENDING_MAX];
	int			 n_rows;
	char			 today[16], progress_path[512];
	int64_t			 done_line;	/* as the file says */
	uint64_t		 n_taken, n_wrong, n_known;
};

static void
wrong(struct import *im, int64_t line, const struct error *err)
{
	im->n_wrong++;
	printf("line %lld: %s%s%s\n", (long long)line, err->field,
	    *err->field == '\0' ? "" : ": ", err->message);
}

/* ------------------------------------------------------------------ writing */

static int
save_progress(struct import *im, int64_t line, struct error *err)
{
	char text[32];
	int r;

	(void)snprintf(text, sizeof(text), "%lld\n", (long long)line);
	r = file_write(im->progress_path, str_of(text), 0600);
	return r == 0 ? 0 : error_set(err, ERR_INTERNAL, "import.progress",
	    "cannot write %s: %s", im->progress_path, strerror(-r));
}

static void
load_progress(struct import *im)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct error err;

	if (access(im->progress_path, F_OK) == 0 &&
	    file_read(im->progress_path, 32, &text, &err) == 0)
		(void)parse_int(str_trim(buf_view(&text)), 0, INT64_MAX,
		    &im->done_line);
}

/* Is this document in an earlier row of the same lot? */
static bool
is_twice(const struct import *im, int row)
{
	const struct identity *a = &im->rows[row].who;

	for (int i = 0; i < row; i++) {
		const struct identity *b = &im->rows[i].who;

		if (a->n_documents > 0 && b->n_documents > 0 &&
		    a->documents[0].type == b->documents[0].type &&
		    strcmp(a->documents[0].number, b->documents[0].number) == 0)
			return true;
	}
	return false;
}

static int
take_row(struct import *im, int row, const struct uuid *known,
    struct error *err)
{
	static const struct uuid nobody;
	const struct pending *p = &im->rows[row];
	char id[UUID_TEXT_LEN + 1];

	if (is_twice(im, row)) {
		im->n_known++;
		printf("line %lld: the document is in the file twice\n",
		    (long long)p->line);
		return 0;
	}
	if (known != NULL && memcmp(known->b, nobody.b, 16) != 0) {
		im->n_known++;
		uuid_format(*known, id);
		printf("line %lld: the document is that of person %s\n",
		    (long long)p->line, id);
		return 0;
	}
	im->n_taken++;
	return intake_person(im->in, uuid_new(), 1, &p->who, p->contact, err);
}

/* Look up the documents of the rows at hand and take the new ones.  The lot is
 * written at once, so the next one meets its documents in the database. */
static int
take_rows(struct import *im, struct error *err)
{
	struct national_id docs[PENDING_MAX];
	struct uuid known[PENDING_MAX];
	size_t n = 0;

	for (int i = 0; i < im->n_rows; i++) {
		if (im->rows[i].who.n_documents > 0)
			docs[n++] = im->rows[i].who.documents[0];
	}
	if (intake_known(im->in, docs, n, known, err) < 0)
		return -1;
	n = 0;
	for (int i = 0; i < im->n_rows; i++) {
		bool has = im->rows[i].who.n_documents > 0;

		if (take_row(im, i, has ? &known[n++] : NULL, err) < 0)
			return -1;
	}
	if (intake_flush(im->in, err) < 0 || (im->n_rows > 0 &&
	    save_progress(im, im->rows[im->n_rows - 1].line, err) < 0))
		return -1;
	im->n_rows = 0;
	arena_wipe(im->arena);
	return 0;
}

/* ------------------------------------------------------------------ reading */

static int
read_rows(struct import *im, uint64_t size, struct error *err)
{
	struct progress bar;
	const struct csv_row *row;
	struct error bad;
	int r;

	progress_begin(&bar, "bytes");
	while ((r = csv_next(im->csv, &row, &bad)) != 0) {
		struct pending *p = &im->rows[im->n_rows];

		if (csv_line(im->csv) <= im->done_line)
			continue;
		p->line = csv_line(im->csv);
		if (r < 0 || person_row_read(im->arena, &im->columns, row,
		    str_of(im->today), &p->who, &p->contact, &bad) < 0) {
			wrong(im, p->line, &bad);
			if (im->n_rows == 0)
				arena_wipe(im->arena);
			continue;
		}
		if (++im->n_rows == PENDING_MAX && take_rows(im, err) < 0)
			return -1;
		progress_show(&bar, csv_offset(im->csv), size);
	}
	if (take_rows(im, err) < 0)
		return -1;
	progress_end(&bar, csv_offset(im->csv));
	return 0;
}

static void
set_today(struct import *im)
{
	struct civil c;

	(void)civil_from_days(clock_now_us() / 86400000000LL, &c);
	(void)snprintf(im->today, sizeof(im->today), "%04d-%02d-%02d",
	    c.year, c.month, c.day);
}

static int
import_file(struct import *im, const char *path, struct error *err)
{
	const struct csv_row *head;
	struct stat st;

	if (stat(path, &st) < 0)
		return error_set(err, ERR_NOT_FOUND, "file.read", "%s: %s",
		    path, strerror(errno));
	im->csv = csv_open(path, err);
	if (im->csv == NULL)
		return -1;
	if (csv_next(im->csv, &head, err) <= 0)
		return error_set(err, ERR_INVALID, "import.empty",
		    "%s: there is no line of column names", path);
	if (person_columns_read(head, &im->columns, err) < 0)
		return -1;
	(void)snprintf(im->progress_path, sizeof(im->progress_path),
	    "%s.progress", path);
	load_progress(im);
	if (im->done_line > 0)
		(void)fprintf(stderr, "going on after line %lld\n",
		    (long long)im->done_line);
	set_today(im);
	im->arena = arena_new();
	im->in = intake_new(im->s.vault, im->s.db, &im->s.actor);
	if (read_rows(im, (uint64_t)st.st_size, err) < 0)
		return -1;
	(void)unlink(im->progress_path);
	printf("%llu persons imported, %llu known already, %llu rows wrong\n",
	    (unsigned long long)im->n_taken, (unsigned long long)im->n_known,
	    (unsigned long long)im->n_wrong);
	return im->n_wrong + im->n_known > 0;
}

static int
import_main(int argc, char **argv)
{
	static struct import im;
	struct error err = { 0 };
	const char *tenant = NULL;
	int r;

	if (argc == 5 && strcmp(argv[3], "--tenant") == 0)
		tenant = argv[4];
	else if (argc != 3)
		return command_usage(&command_import, "wrong arguments");
	if (strcmp(argv[1], "persons") != 0)
		return command_usage(&command_import, "what is '%s'?",
		    argv[1]);
	r = cli_open(&im.s, DB_OWNER, &err);
	if (r == 0)
		r = cli_tenant(&im.s, tenant, &err);
	if (r == 0)
		r = import_file(&im, argv[2], &err);
	intake_free(im.in);
	csv_close(im.csv);
	if (im.arena != NULL)
		arena_wipe(im.arena);
	arena_free(im.arena);
	cli_close(&im.s);
	if (r < 0)
		(void)fprintf(stderr, "vinculo import: %s\n", err.message);
	return r != 0;
}

const struct command command_import = {
	.name = "import",
	.summary = "take in citizens from a CSV file",
	.help = help,
	.run = import_main,
};
