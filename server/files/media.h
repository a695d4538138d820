/*
 * media.h - what kinds of files are taken, and what each must begin with.
 *
 * Only what people hand in and everybody can look at; nothing that is a
 * program, or a page of the web.  The server never opens a file (no picture is
 * decoded, no archive unpacked), so neither pixels nor packed sizes can hurt
 * it; who downloads one gets it as an attachment.
 */
#ifndef SERVER_FILES_MEDIA_H
#define SERVER_FILES_MEDIA_H

#include "base/str.h"

#define MEDIA_HEAD 64	/* bytes that tell */

struct media {
	const char	*extension;	/* "pdf" */
	const char	*type;		/* "application/pdf" */
};

/* All of them; ends with a NULL extension. */
extern const struct media media_all[];

/* By the end of a name ("Nomina.PDF"), or NULL. */
const struct media *media_of_name(struct str name);
const struct media *media_of_extension(struct str extension);
/* Does a Content-Type (NULL: none was given) go with it?  One that says
 * nothing does. */
bool	media_has_type(const struct media *m, const char *content_type);
/* Do these first bytes, MEDIA_HEAD or all there are? */
bool	media_has_magic(const struct media *m, struct str head);
/* Do these, wherever in the file? */
bool	media_has_bytes(const struct media *m, struct str bytes);

#endif
