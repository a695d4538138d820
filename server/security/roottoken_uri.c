/*
 * roottoken_uri.c - read a PKCS#11 URI.
 *
 * Of the attributes of RFC 7512 the four that name one key are needed, and
 * others are refused: one that is not understood might have meant another key.
 */
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "server/security/roottoken_uri.h"

#define SCHEME	"pkcs11:"

static const struct attribute {
	const char	*name;
	size_t		 at, size;
} attributes[] = {
#define ATTRIBUTE(name, member) { name,					\
	offsetof(struct roottoken_uri, member),				\
	sizeof(((struct roottoken_uri *)0)->member) }
	ATTRIBUTE("token", token),
	ATTRIBUTE("object", object),
	ATTRIBUTE("module-path", module),
	ATTRIBUTE("pin-source", pin),
#undef ATTRIBUTE
};

/* Undo percent-encoding into a member, which was empty. */
static int
decode(struct str text, char *out, size_t size)
{
	size_t n = 0;

	if (out[0] != '\0')
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		int c = (unsigned char)text.p[i];

		if (c == '%') {
			if (i + 2 >= text.len || hex_digit(text.p[i + 1]) < 0 ||
			    hex_digit(text.p[i + 2]) < 0)
				return -1;
			c = hex_digit(text.p[i + 1]) * 16 +
			    hex_digit(text.p[i + 2]);
			i += 2;
		}
		if (c < ' ' || n + 1 == size)
			return -1;
		out[n++] = (char)c;
	}
	return n == 0 ? -1 : 0;
}

static int
take(struct str text, struct roottoken_uri *ret)
{
	ptrdiff_t equals = str_chr(text, '=');

	for (size_t i = 0; equals > 0 && i < ARRAY_LEN(attributes); i++) {
		if (str_is(str_sub(text, 0, (size_t)equals),
		    attributes[i].name))
			return decode(str_sub(text, (size_t)equals + 1,
			    text.len), (char *)ret + attributes[i].at,
			    attributes[i].size);
	}
	return -1;
}

/* Attributes of the path are divided by ';', those of the query by '&'. */
static int
take_all(struct str text, char divider, struct roottoken_uri *ret)
{
	int r = 0;

	while (r == 0 && text.len > 0) {
		ptrdiff_t end = str_chr(text, divider);
		size_t len = end < 0 ? text.len : (size_t)end;

		r = take(str_sub(text, 0, len), ret);
		text = str_sub(text, len + 1, text.len);
	}
	return r;
}

int
roottoken_uri_parse(struct str text, struct roottoken_uri *ret,
    struct error *err)
{
	struct roottoken_uri u = { .module = "" };
	ptrdiff_t query = str_chr(text, '?');

	if (query > 0 && str_starts(text, SCHEME) &&
	    take_all(str_sub(text, sizeof(SCHEME) - 1,
	    (size_t)query - (sizeof(SCHEME) - 1)), ';', &u) == 0 &&
	    take_all(str_sub(text, (size_t)query + 1, text.len), '&',
	    &u) == 0 && u.token[0] != '\0' && u.object[0] != '\0' &&
	    u.module[0] == '/' && u.pin[0] != '\0' && u.pin[0] != '.' &&
	    strchr(u.pin, '/') == NULL) {
		*ret = u;
		return 0;
	}
	return error_set(err, ERR_INVALID, "key.token_uri",
	    "a key of a token is named as pkcs11:token=LABEL;object=LABEL"
	    "?module-path=/FILE&pin-source=NAME, where NAME is a credential "
	    "or a file in <server.state_dir>/keys");
}
