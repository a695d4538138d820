/*
 * interchange.h - models in and out, with all they carry.
 *
 * A model is kept as the tree that was read: diagram, extension elements of any
 * product, annotations, comments.  What the engine does not know is given back
 * as it came.  Only the encoding changes: export writes UTF-8.
 */
#ifndef WORKFLOWS_BPMN_INTERCHANGE_H
#define WORKFLOWS_BPMN_INTERCHANGE_H

#include "base/arena.h"
#include "base/xml.h"

/* Read a model.  NULL and err: an "xml.*" code, or "bpmn.not_bpmn" when the
 * root is not <definitions> of BPMN 2.0.  Free with xmlFreeDoc(). */
xmlDoc	*bpmn_import(struct str text, struct error *err);
/* Write it to the end of out. */
void	 bpmn_export(const xmlDoc *doc, struct buf *out);

/*
 * What changed between two versions, as JSON to the end of out:
 *
 *	{"added":[{"id","kind","name"}], "removed":[...],
 *	 "changed":[{"id","kind","name",
 *	             "changes":[{"what":"name","old":"a","new":"b"}]}],
 *	 "layout":false}
 *
 * Elements are the same when they have the same id.  `what` is an attribute, a
 * path to one below ("extensionElements/formDefinition/@formId"), "kind", or
 * "parent"; old or new is null where there was nothing.  `layout` says whether
 * the diagram differs.
 */
void	bpmn_diff(const xmlDoc *old, const xmlDoc *new, struct buf *out);

#endif
