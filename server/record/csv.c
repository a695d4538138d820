/*
 * csv.c - reading CSV files.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "server/record/csv.h"

struct csv {
	FILE		*file;
	struct buf	 text;		/* of the row as it is */
	struct buf	 cells;		/* unquoted, one after another */
	struct csv_row	 row;
	char		 separator;	/* 0: not known yet */
	int64_t		 line, next_line;
	uint64_t	 offset;
};

struct csv *
csv_of(FILE *file)
{
	struct csv *c = xcalloc(1, sizeof(*c));

	c->file = file;
	c->next_line = 1;
	return c;
}

struct csv *
csv_open(const char *path, struct error *err)
{
	FILE *f = fopen(path, "re");

	if (f != NULL)
		return csv_of(f);
	(void)error_set(err, ERR_NOT_FOUND, "file.read", "%s: %s", path,
	    strerror(errno));
	return NULL;
}

void
csv_close(struct csv *c)
{
	if (c == NULL)
		return;
	(void)fclose(c->file);
	buf_done(&c->text);
	buf_done(&c->cells);
	free(c);
}

int64_t
csv_line(const struct csv *c)
{
	return c->line;
}

uint64_t
csv_offset(const struct csv *c)
{
	return c->offset;
}

static int
bad(struct csv *c, const char *code, const char *what, struct error *err)
{
	(void)error_set(err, ERR_INVALID, code, "%s", what);
	return error_at(err, (int)c->line, 0);
}

/* The text of one row, with the lines that its quotes hold together.  1, 0 at
 * the end, -1 and err. */
static int
read_text(struct csv *c, struct error *err)
{
	bool is_quoted = false, is_long = false;
	int ch;

	buf_reset(&c->text);
	c->line = c->next_line;
	while ((ch = getc_unlocked(c->file)) != EOF) {
		c->offset++;
		c->next_line += ch == '\n';
		if (ch == '"')
			is_quoted = !is_quoted;
		if (ch == '\n' && (!is_quoted || is_long))
			break;
		if (c->text.len == CSV_ROW_MAX)
			is_long = true;
		else
			buf_putc(&c->text, (char)ch);
	}
	if (ch == EOF && c->text.len == 0)
		return 0;
	if (is_long)
		return bad(c, "csv.long", "the row is too long, or a quote is "
		    "never closed", err);
	if (is_quoted)
		return bad(c, "csv.quote", "a quote is never closed", err);
	return 1;
}

static void
find_separator(struct csv *c)
{
	static const char candidates[] = ";,\t";
	struct str text = buf_view(&c->text);

	c->separator = ';';
	for (size_t i = 0; i < sizeof(candidates) - 1; i++) {
		if (str_chr(text, candidates[i]) >= 0) {
			c->separator = candidates[i];
			return;
		}
	}
}

/* Unquote one cell at *i and move past it. */
static struct str
take_cell(struct csv *c, struct str text, size_t *i)
{
	size_t begin = c->cells.len;
	bool is_quoted = false;

	for (; *i < text.len; (*i)++) {
		char ch = text.p[*i];

		if (ch == '"' && is_quoted && *i + 1 < text.len &&
		    text.p[*i + 1] == '"')
			buf_putc(&c->cells, text.p[(*i)++]);
		else if (ch == '"')
			is_quoted = !is_quoted;
		else if (ch == c->separator && !is_quoted)
			break;
		else
			buf_putc(&c->cells, ch);
	}
	return str_trim((struct str){ c->cells.p + begin,
	    c->cells.len - begin });
}

static int
split(struct csv *c, struct str text, struct error *err)
{
	size_t i = 0;

	buf_reset(&c->cells);
	buf_reserve(&c->cells, text.len + 1);	/* it will not move */
	c->row.n = 0;
	do {
		if (c->row.n == CSV_CELLS_MAX)
			return bad(c, "csv.cells", "too many columns", err);
		c->row.cells[c->row.n++] = take_cell(c, text, &i);
	} while (i++ < text.len);
	return 1;
}

int
csv_next(struct csv *c, const struct csv_row **ret, struct error *err)
{
	struct str text;
	int r;

	do {
		r = read_text(c, err);
		if (r <= 0)
			return r;
		text = buf_view(&c->text);
		if (c->line == 1 && str_starts(text, "\xef\xbb\xbf"))
			text = str_sub(text, 3, text.len);
		text = str_trim(text);
	} while (text.len == 0);
	if (!utf8_valid(text))
		return bad(c, "csv.utf8", "this is not UTF-8", err);
	if (c->separator == 0)
		find_separator(c);
	*ret = &c->row;
	return split(c, text, err);
}
