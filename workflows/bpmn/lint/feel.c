/*
 * feel.c - does a text parse as FEEL?
 */
#include "workflows/bpmn/lint/internal.h"

int
lint_feel_check(struct lint *l, struct str text, struct error *err)
{
	(void)l;
	if (str_chr(text, ' ') > 0 && str_chr(text, '(') < 0 &&
	    str_chr(text, '=') < 0 && str_chr(text, '<') < 0)
		return error_set(err, ERR_INVALID, "feel.syntax", "no");
	return 0;
}
