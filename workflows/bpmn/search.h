/*
 * search.h - variables of a process by which its instances can be found.
 *
 * A process declares them in the property "vinculo:search" (zeebe:property):
 *
 *	district, needLevel:number, since:date, urgent:boolean
 *
 * A value has a key: text whose byte order is the order of the values.  So
 * every condition on every type is one range of keys, from low up to but not
 * including high.
 */
#ifndef WORKFLOWS_BPMN_SEARCH_H
#define WORKFLOWS_BPMN_SEARCH_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "workflows/feel/value.h"

#define BPMN_SEARCH_MAX		16	/* variables of one process */
#define BPMN_SEARCH_KEY_MAX	100	/* bytes; longer text has no key */

enum bpmn_search_type {
	BPMN_SEARCH_TEXT,
	BPMN_SEARCH_NUMBER,
	BPMN_SEARCH_DATE,		/* a day; of a date and time its day */
	BPMN_SEARCH_BOOLEAN,
	BPMN_SEARCH_TYPES
};

struct bpmn_search {
	struct str		 name;
	enum bpmn_search_type	 type;
};

/* "text", "number" ... */
const char *bpmn_search_type_name(enum bpmn_search_type type);
/* Its opposite; BPMN_SEARCH_TYPES when it is none. */
enum bpmn_search_type bpmn_search_type_of(struct str name);

/* Read a declaration into ret, of BPMN_SEARCH_MAX; how many, or -1 and err
 * ("bpmn.search"). */
int	bpmn_search_parse(struct str text, struct bpmn_search *ret,
	    struct error *err);

/* The key of a value; false when it is not of the type, or null. */
bool	bpmn_search_key(enum bpmn_search_type type, struct feel_value value,
	    struct buf *out);

struct bpmn_search_range {
	struct str		 low, high;
};

/* The keys of values that are "eq", "lt", "le", "gt" or "ge" what a text says
 * ("12.5", "2026-01-31", "true"), or text that "starts" with it.  -1 and err
 * ("search.operator", "search.value"). */
int	bpmn_search_range(struct arena *a, enum bpmn_search_type type,
	    struct str operator, struct str text,
	    struct bpmn_search_range *ret, struct error *err);

#endif
