/*
 * parse_value.c - values of the model: text, FEEL, and the "${x}" of Camunda 7
 * where it says the same as FEEL.
 */
#include "workflows/bpmn/parse.h"

#define HINT "write FEEL instead (\"= amount > 100\")"

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* A quoted string, from either quote to FEEL's; returns what follows it. */
static size_t
copy_string(struct str s, size_t i, struct buf *out)
{
	char quote = s.p[i++];

	buf_putc(out, '"');
	while (i < s.len && s.p[i] != quote) {
		if (s.p[i] == '"')
			buf_putc(out, '\\');
		if (s.p[i] == '\\' && i + 1 < s.len)
			buf_putc(out, s.p[i++]);
		buf_putc(out, s.p[i++]);
	}
	buf_putc(out, '"');
	return i + 1;
}

/* "!x.y" becomes "not(x.y)". */
static size_t
copy_negation(struct str s, size_t i, struct buf *out)
{
	buf_puts(out, "not(");
	for (i++; i < s.len && (is_word(s.p[i]) || s.p[i] == '.'); i++)
		buf_putc(out, s.p[i]);
	buf_putc(out, ')');
	return i;
}

/* The operators that JUEL writes otherwise than FEEL. */
static size_t
copy_operator(struct str s, size_t i, struct buf *out)
{
	static const struct { const char *juel, *feel; } operators[] = {
		{ "==", "=" }, { "!=", "!=" }, { "&&", " and " },
		{ "||", " or " },
	};
	struct str rest = str_sub(s, i, s.len);

	for (size_t k = 0; k < ARRAY_LEN(operators); k++) {
		if (str_starts(rest, operators[k].juel)) {
			buf_puts(out, operators[k].feel);
			return i + 2;
		}
	}
	if (s.p[i] == '!')
		return copy_negation(s, i, out);
	buf_putc(out, s.p[i]);
	return i + 1;
}

/* The inside of "${...}" as FEEL; false when it calls methods. */
static bool
translate(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.len;) {
		char c = s.p[i];

		if (c == '"' || c == '\'')
			i = copy_string(s, i, out);
		else if (c == '(' && i > 0 && is_word(s.p[i - 1]))
			return false;
		else
			i = copy_operator(s, i, out);
	}
	return true;
}

static int
compile(struct parser *p, const xmlNode *node, struct str feel,
    struct bpmn_value *v)
{
	const struct feel_scope scope = { .names = p->names.v,
		.n = p->names.n };
	struct error why = { 0 };

	v->feel = feel_parse(p->a, feel, &scope, &why);
	if (v->feel != NULL)
		return 0;
	return model_fail(p, node, "bpmn.feel",
	    "the expression '%.*s' is not FEEL: %s",
	    (int)(feel.len > 80 ? 80 : feel.len), feel.p, why.message);
}

static int
compile_dollar(struct parser *p, const xmlNode *node, struct str text,
    struct bpmn_value *v)
{
	_cleanup_(buf_done) struct buf feel = BUF_INIT;

	if (!str_ends(text, "}") ||
	    !translate(str_sub(text, 2, text.len - 3), &feel))
		return model_fail(p, node, "bpmn.juel",
		    "'%.*s' is more than a variable or a comparison; " HINT,
		    (int)(text.len > 80 ? 80 : text.len), text.p);
	return compile(p, node, buf_view(&feel), v);
}

static int
make_value(struct parser *p, const xmlNode *node, struct str text,
    bool must_be_feel, const struct bpmn_value **ret)
{
	struct bpmn_value *v;

	text = str_trim(text);
	if (text.len == 0)
		return 0;
	v = arena_new_of(p->a, struct bpmn_value);
	v->text = arena_str(p->a, text);
	v->line = xml_line(node);
	*ret = v;
	if (str_starts(text, "${") || str_starts(text, "#{"))
		return compile_dollar(p, node, text, v);
	if (text.p[0] == '=')
		return compile(p, node, str_sub(text, 1, text.len), v);
	if (must_be_feel)
		return compile(p, node, text, v);
	if (str_find(text, STR("${"), 0) >= 0)
		return model_fail(p, node, "bpmn.juel",
		    "'%.*s' mixes text and \"${}\"; " HINT,
		    (int)(text.len > 80 ? 80 : text.len), text.p);
	return 0;
}

int
model_value(struct parser *p, const xmlNode *node, struct str text,
    const struct bpmn_value **ret)
{
	return make_value(p, node, text, false, ret);
}

int
model_expression(struct parser *p, const xmlNode *node, struct str text,
    const struct bpmn_value **ret)
{
	return make_value(p, node, text, true, ret);
}

/* FEEL, or nothing said, or XPath's URI which tools write by default. */
static bool
is_foreign(struct str language)
{
	static const char *const foreign[] = {
		"javascript",
		"ecmascript",
		"groovy",
		"python",
		"jython",
		"ruby",
		"java",
		"juel",
		"kotlin",
		"c#",
		"application/javascript",
		"text/javascript",
		"http://www.java.com/java",
	};
	char lower[64];

	if (language.len >= sizeof(lower))
		return false;
	for (size_t i = 0; i < language.len; i++) {
		char c = language.p[i];

		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
		if (str_eq((struct str){ lower, language.len },
		    str_of(foreign[i])))
			return true;
	}
	return false;
}

int
model_expression_node(struct parser *p, const xmlNode *node,
    const struct bpmn_value **ret)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct str language = str_trim(xml_attr(node, "language"));

	if (language.len == 0)
		language = str_trim(xml_attr(node, "scriptFormat"));
	if (is_foreign(language) && !str_is(language, "juel"))
		return model_fail(p, node, "bpmn.language",
		    "the language '%.*s' is not run here; " HINT,
		    STR_ARG(language));
	xml_text(node, &text);
	return make_value(p, node, buf_view(&text), true, ret);
}
