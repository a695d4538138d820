/*
 * feel.c - does a text parse as FEEL?
 */
#include "workflows/bpmn/lint/internal.h"
#include "workflows/feel/feel.h"

int
lint_feel_check(struct lint *l, struct str text, struct error *err)
{
	return feel_parse(l->a, text, NULL, err) == NULL ? -1 : 0;
}
