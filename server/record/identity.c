/*
 * identity.c - checking who somebody is.
 */
#include <stdio.h>

#include "server/record/identity.h"

/* One blank between words, none around them. */
static struct str
tidy(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.len + 1);
	size_t n = 0;

	s = str_trim(s);
	for (size_t i = 0; i < s.len; i++) {
		bool is_blank = s.p[i] == ' ' || s.p[i] == '\t' ||
		    s.p[i] == '\n';

		if (is_blank && n > 0 && p[n - 1] == ' ')
			continue;
		p[n++] = is_blank ? ' ' : s.p[i];
	}
	return (struct str){ p, n };
}

static int
read_document(const struct json *d, struct identity *id, struct error *err)
{
	struct national_id *doc = &id->documents[id->n_documents];

	if (national_id_parse(document_type_of(json_string(d, "type",
	    STR(""))), json_string(d, "number", STR("")), doc, err) < 0) {
		(void)snprintf(err->field, sizeof(err->field),
		    "/identity/documents/%zu/number", id->n_documents);
		return -1;
	}
	for (size_t i = 0; i < id->n_documents; i++) {
		if (id->documents[i].type == doc->type &&
		    strcmp(id->documents[i].number, doc->number) == 0)
			return error_set_field(err, "document.twice",
			    STR("/identity/documents"),
			    "the same document is there twice");
	}
	id->n_documents++;
	return 0;
}

static void
write_documents(struct jsonw *w, const struct json *docs,
    const struct identity *id)
{
	jsonw_array(w);
	for (size_t i = 0; i < id->n_documents; i++) {
		struct str country = json_string(&docs->items[i], "country",
		    STR_NULL);

		jsonw_object(w);
		jsonw_key(w, "type");
		jsonw_cstr(w, document_type_name(id->documents[i].type));
		jsonw_key(w, "number");
		jsonw_cstr(w, id->documents[i].number);
		if (country.p != NULL) {
			jsonw_key(w, "country");
			jsonw_str(w, country);
		}
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static struct str
canonical(struct arena *a, const struct json *j, const struct identity *id)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	for (size_t i = 0; i < j->n; i++) {
		const struct json_member *m = &j->members[i];

		jsonw_key_str(&w, m->key);
		if (str_is(m->key, "documents"))
			write_documents(&w, &m->value, id);
		else if (m->value.type == JSON_STRING)
			jsonw_str(&w, tidy(a, m->value.text));
		else
			jsonw_value(&w, &m->value);
	}
	jsonw_object_end(&w);
	return arena_str(a, buf_view(&out));
}

static int
check_names(struct arena *a, const struct json *j, struct error *err)
{
	static const char *const needed[] = { "given", "surname1" };

	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		struct str name = json_string(j, needed[i], STR(""));

		if (tidy(a, name).len == 0)
			return error_set_field(err, "identity.name",
			    arena_printf(a, "/identity/%s", needed[i]),
			    "this is needed");
	}
	return 0;
}

int
identity_read(struct arena *a, const struct json *j, struct str today,
    struct identity *ret, struct error *err)
{
	const struct json *docs = json_get(j, "documents");
	struct str born = json_string(j, "birthDate", STR_NULL);
	struct identity id = { 0 };

	if (check_names(a, j, err) < 0)
		return -1;
	if (born.p != NULL && (str_cmp(born, today) > 0 ||
	    str_cmp(born, STR("1880-01-01")) < 0))
		return error_set_field(err, "identity.birth_date",
		    STR("/identity/birthDate"),
		    "a birth date lies between 1880 and today");
	for (size_t i = 0; docs != NULL && i < docs->n; i++) {
		if (i == IDENTITY_DOCUMENTS_MAX ||
		    read_document(&docs->items[i], &id, err) < 0)
			return -1;
	}
	id.json = canonical(a, j, &id);
	*ret = id;
	return 0;
}

int
identity_values(struct arena *a, struct str json,
    struct str ret[IDENTITY_DOCUMENTS_MAX])
{
	const struct json *j = json_parse(a, json, NULL), *docs;
	int n = 0;

	if (j == NULL)
		return -1;
	docs = json_get(j, "documents");
	for (size_t i = 0; docs != NULL && i < docs->n; i++) {
		const struct json *d = &docs->items[i];

		if (n == IDENTITY_DOCUMENTS_MAX)
			return -1;
		ret[n++] = arena_printf(a, "%.*s:%.*s",
		    STR_ARG(json_string(d, "type", STR(""))),
		    STR_ARG(json_string(d, "number", STR(""))));
	}
	return n;
}
