/*
 * media.c - the table of file types, and their magic.
 */
#include "server/files/media.h"

#define NAME_MAX_LEN 8

const struct media media_all[] = {
	{ "pdf", "application/pdf" },
	{ "jpg", "image/jpeg" },
	{ "jpeg", "image/jpeg" },
	{ "png", "image/png" },
	{ "heic", "image/heic" },
	{ "webp", "image/webp" },
	{ "tif", "image/tiff" },
	{ "tiff", "image/tiff" },
	{ "docx", "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet" },
	{ "odt", "application/vnd.oasis.opendocument.text" },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ "txt", "text/plain" },
	{ 0 }
};

/* What is at a place.  Several rows of a type: one of them. */
static const struct {
	const char	*type;
	size_t		 at;
	struct str	 magic;
} magics[] = {
	{ "application/pdf", 0, STR("%PDF-") },
	{ "image/jpeg", 0, STR("\xff\xd8\xff") },
	{ "image/png", 0, STR("\x89PNG\r\n\x1a\n") },
	{ "image/webp", 8, STR("WEBP") },
	{ "image/tiff", 0, STR("II*\0") },
	{ "image/tiff", 0, STR("MM\0*") },
	{ "image/heic", 4, STR("ftypheic") },
	{ "image/heic", 4, STR("ftypheix") },
	{ "image/heic", 4, STR("ftypmif1") },
	{ "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document", 0, STR("PK\3\4") },
	{ "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet", 0, STR("PK\3\4") },
	/* Their first member is called mimetype and not packed. */
	{ "application/vnd.oasis.opendocument.text", 30,
	    STR("mimetypeapplication/vnd.oasis.op") },
	{ "application/vnd.oasis.opendocument.spreadsheet", 30,
	    STR("mimetypeapplication/vnd.oasis.op") },
};

static bool
is_text(const struct media *m)
{
	return strcmp(m->type, "text/plain") == 0;
}

static bool
is_called(const char *name, struct str s)
{
	return s.len == strlen(name) && strncasecmp(s.p, name, s.len) == 0;
}

const struct media *
media_of_extension(struct str extension)
{
	for (const struct media *m = media_all; m->extension != NULL; m++) {
		if (is_called(m->extension, extension))
			return m;
	}
	return NULL;
}

const struct media *
media_of_name(struct str name)
{
	for (size_t i = name.len; i > 0 && name.len - i <= NAME_MAX_LEN; i--) {
		if (name.p[i - 1] == '.')
			return media_of_extension(str_sub(name, i, name.len));
	}
	return NULL;
}

bool
media_has_type(const struct media *m, const char *content_type)
{
	struct str type = str_of(content_type);
	ptrdiff_t end = str_chr(type, ';');

	if (content_type == NULL)
		return true;
	if (end >= 0)
		type = str_sub(type, 0, (size_t)end);
	type = str_trim(type);
	return is_called("application/octet-stream", type) ||
	    is_called(m->type, type);
}

bool
media_has_magic(const struct media *m, struct str head)
{
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		if (strcmp(magics[i].type, m->type) == 0 &&
		    str_eq(str_sub(head, magics[i].at, magics[i].magic.len),
		    magics[i].magic))
			return true;
	}
	return is_text(m);
}

bool
media_has_bytes(const struct media *m, struct str bytes)
{
	if (!is_text(m))
		return true;
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.p[i];

		if (c == 0x7f || (c < 0x20 && c != '\n' && c != '\r' &&
		    c != '\t' && c != '\f'))
			return false;
	}
	return true;
}
