/*
 * diff.c - `vinculo diff`: what changed between two versions of a model.
 */
#include <stdio.h>

#include "base/file.h"
#include "server/cli/command.h"
#include "workflows/bpmn/interchange.h"

extern const struct command command_diff;

static xmlDoc *
read_model(const char *file)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct error err = { 0 };
	xmlDoc *doc = NULL;

	if (file_read(file, XML_SIZE_MAX, &text, &err) == 0)
		doc = bpmn_import(buf_view(&text), &err);
	if (doc == NULL)
		(void)fprintf(stderr, "vinculo diff: %s: %s\n", file,
		    err.message);
	return doc;
}

static int
diff_main(int argc, char **argv)
{
	_cleanup_(xml_freep) xmlDoc *old = NULL, *new = NULL;
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (argc != 3)
		return command_usage(&command_diff, "two models, please");
	old = read_model(argv[1]);
	new = old == NULL ? NULL : read_model(argv[2]);
	if (new == NULL)
		return 2;
	bpmn_diff(old, new, &out);
	puts(buf_cstr(&out));
	return 0;
}

const struct command command_diff = {
	.name = "diff",
	.summary = "say what changed between two versions of a model",
	.help =
"usage: vinculo diff OLD.bpmn NEW.bpmn\n"
"\n"
"Prints one JSON object: the elements that were added, removed and changed,\n"
"with what changed in each, and whether the diagram was moved.  Elements are\n"
"the same when they have the same id.\n",
	.run = diff_main,
};
