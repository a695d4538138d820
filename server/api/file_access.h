/*
 * file_access.h - a document, and what the caller may do with it.
 *
 * It belongs to a record and is at least as sensitive as that: who may see a
 * record of this sensitivity knows of the document, and who sees its category
 * there reads it.  Besides, whoever has the task in hand for which it was
 * uploaded; without a record, whoever may read the task.
 */
#ifndef SERVER_API_FILE_ACCESS_H
#define SERVER_API_FILE_ACCESS_H

#include "server/api/task_access.h"
#include "server/security/vault.h"

struct api_file {
	const char	*id;		/* the {id} of the path */
	struct uuid	 uuid, author, record;
	enum sealed_place place;	/* of what is known of it */
	int		 sensitivity, chunks;
	bool		 is_loose;	/* its task is not completed */
	bool		 is_withdrawn;
	const char	*extension;
	struct str	 head, envelope;
	/* What the caller may do. */
	bool		 may_read, may_write;
	unsigned	 categories;	/* that may be shown of it */
};

/* Begin a transaction and find the document of the {id} of the path; its record
 * is locked when it is to be written.  -1 and err (404 "file.unknown", 403
 * "record.read_only"). */
int fiber_fn	api_file(struct request *req, bool is_to_write,
		    struct api_file *ret, struct error *err);
/* Let the reply show what may be shown of it. */
void		api_file_reveal(struct request *req, const struct api_file *f);
/* The event of something done with it. */
void		api_file_audit(struct request *req, const struct api_file *f,
		    const char *action);

/* The list of a result of file_of_record or file_of_task: let the reply show
 * what the record (NULL: there is none) and the task in hand allow. */
void		api_files_reveal(struct request *req, int at,
		    const struct api_record *r, bool is_in_hand);

#endif
