/*
 * error.c - filling struct error.
 */
#include "base/error.h"

/* Macros for the analyzer, functions here. */
#undef error_set
#undef error_set_field
#undef error_at

static void __attribute__((format(printf, 5, 0)))
fill(struct error *err, enum error_kind kind, const char *code, va_list ap,
    const char *fmt)
{
	*err = (struct error){ .kind = kind };
	(void)snprintf(err->code, sizeof(err->code), "%s", code);
	(void)vsnprintf(err->message, sizeof(err->message), fmt, ap);
}

int
error_set(struct error *err, enum error_kind kind, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	fill(err, kind, code, ap, fmt);
	va_end(ap);
	return -1;
}

int
error_set_field(struct error *err, const char *code, struct str field,
    const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	fill(err, ERR_INVALID, code, ap, fmt);
	va_end(ap);
	(void)snprintf(err->field, sizeof(err->field), "%.*s", STR_ARG(field));
	return -1;
}

int
error_at(struct error *err, int line, int column)
{
	if (err != NULL) {
		err->line = line;
		err->column = column;
	}
	return -1;
}
