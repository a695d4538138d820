/*
 * dmn.h - decisions: DMN 1.1 to 1.6 models, compiled once, evaluated often.
 *
 *	dmn = dmn_load("aid.dmn", &err);
 *	if (dmn_errors(dmn) > 0)
 *		... dmn_findings(dmn, &n) says what is wrong with it
 *	run = dmn_run_new(dmn);
 *	req.what = dmn_find(dmn, STR("Eligibility"));
 *	req.inputs = dmn_inputs(run, req.what, json);
 *	dmn_evaluate(run, &req, &result, &err);
 *
 * A struct dmn never changes, and any number of threads may evaluate it, each
 * with a struct dmn_run of its own.  An evaluation always has a result: as the
 * standard wants, what goes wrong is null, with a diagnostic that says why.
 * Inputs nobody has answered may be unknown; the result then is unknown too
 * (and names the inputs that would settle it) unless it is settled without
 * them.
 */
#ifndef WORKFLOWS_DMN_DMN_H
#define WORKFLOWS_DMN_DMN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "workflows/feel/feel.h"

/* ------------------------------------------------------------- compiling */

struct dmn;
struct dmn_element;

/* A file: its name, for messages and for imports by location, and its XML. */
struct dmn_text {
	struct str	file;
	struct str	xml;
};

enum dmn_severity { DMN_WARNING, DMN_ERROR };

/* What is wrong with a model, or suspicious in it. */
struct dmn_finding {
	enum dmn_severity severity;
	const char	*code;		/* stable: "dmn.gap", "dmn.feel" ... */
	struct str	 file;
	int		 line;		/* 0: none */
	struct str	 element;	/* a decision's name ...; or "" */
	struct str	 id;		/* of the XML element; may be "" */
	size_t		 rule;		/* of a decision table, 1..; 0: none */
	struct str	 message;
};

/* Compile texts[0]; the others serve its imports.  Never NULL: a model with
 * errors can still be evaluated as far as it goes, but must not be deployed.
 * Free with dmn_free(). */
struct dmn	*dmn_compile(const struct dmn_text *texts, size_t n)
		    __attribute__((returns_nonnull));
/* The same from a file; the .dmn files beside it serve its imports.  NULL and
 * err ("file.*") when it cannot be read. */
struct dmn	*dmn_load(const char *path, struct error *err);
void		 dmn_free(struct dmn *dmn);
void		 dmn_freep(struct dmn **dmn);	/* for _cleanup_() */

/* Findings in the order of the file, errors before warnings. */
const struct dmn_finding *dmn_findings(const struct dmn *dmn, size_t *n);
/* How many of them are errors: 0 means it may be deployed. */
size_t		 dmn_errors(const struct dmn *dmn);
/* "file:line: error: Eligibility: rule 3: message [code]", without newline. */
void		 dmn_finding_format(const struct dmn_finding *f,
		    struct buf *out);

/* --------------------------------------------------------- what is inside */

enum dmn_kind { DMN_INPUT, DMN_DECISION, DMN_BKM, DMN_SERVICE, DMN_SOURCE };

/* A decision, service, business knowledge model or input of the main model,
 * by name or else by id; NULL if there is none. */
const struct dmn_element *dmn_find(const struct dmn *dmn, struct str name);
/* Elements of the main model in the order of the file; NULL after the last. */
const struct dmn_element *dmn_element_at(const struct dmn *dmn, size_t i);
enum dmn_kind	 dmn_element_kind(const struct dmn_element *e);
struct str	 dmn_element_name(const struct dmn_element *e);
struct str	 dmn_element_id(const struct dmn_element *e);
/* zeebe:versionTag or camunda:versionTag, as processes call it; may be
 * empty. */
struct str	 dmn_element_version_tag(const struct dmn_element *e);
/* NULL when it is not typed. */
const struct feel_type *dmn_element_type(const struct dmn_element *e);
struct str	 dmn_model_name(const struct dmn *dmn);
/* Every input data the element needs, directly or through other decisions;
 * the array lives as long as the model. */
const struct dmn_element *const *dmn_element_inputs(
		    const struct dmn_element *e, size_t *n);

/* How many output decisions a decision service has; 0 for other elements. */
size_t		 dmn_service_outputs(const struct dmn_element *e);

/* ------------------------------------------------------------- evaluating */

struct dmn_run;		/* memory for evaluations, used again and again */

struct dmn_run	*dmn_run_new(const struct dmn *dmn)
		    __attribute__((returns_nonnull));
void		 dmn_run_free(struct dmn_run *run);
void		 dmn_run_freep(struct dmn_run **run);
/* Give back what the last evaluation used: inputs, result, explanation. */
void		 dmn_run_reset(struct dmn_run *run);
/* Where inputs may be built; reset with the run. */
struct arena	*dmn_run_arena(struct dmn_run *run);
/* Budget, clock and zone for what follows; kept over resets. */
void		 dmn_run_budget(struct dmn_run *run, struct feel_budget b);
void		 dmn_run_clock(struct dmn_run *run, int64_t now_us,
		    struct str zone);

/* A JSON object {"input name": value, ...} as FEEL: what an input's type says
 * is a date, a time or a duration is read as one. */
struct feel_value dmn_inputs(struct dmn_run *run,
		    const struct dmn_element *what, const struct json *j);

struct dmn_request {
	const struct dmn_element *what;	/* decision, service or BKM */
	struct feel_value	 inputs;	/* a context; of imported
						 * models in one entry each */
	bool			 missing_is_unknown;	/* else null */
	bool			 explain;
};

enum dmn_answer { DMN_NOT_MET, DMN_MET, DMN_NOT_KNOWN };

enum dmn_why_kind {
	DMN_WHY_INPUT,		/* name, value */
	DMN_WHY_DECISION,	/* name, value; parts: what decided it */
	DMN_WHY_FUNCTION,	/* a BKM or service that was called */
	DMN_WHY_TABLE,		/* name: hit policy; parts: its rules */
	DMN_WHY_RULE,		/* number, answer, name: annotation; parts */
	DMN_WHY_CONDITION,	/* name: column, text: tests, value seen */
	DMN_WHY_EXPRESSION,	/* text, value; parts: the names in it */
	DMN_WHY_NAME,		/* name, value */
};

/* A node of an explanation. */
struct dmn_why {
	enum dmn_why_kind	 kind;
	struct str		 name;
	struct str		 text;
	struct feel_value	 value;
	enum dmn_answer		 answer;	/* of rules and conditions */
	size_t			 number;	/* of a rule, from 1 */
	const struct dmn_why	*parts;		/* first; then ->next */
	const struct dmn_why	*next;
};

struct dmn_result {
	struct feel_value	 value;
	const struct feel_unknown *unknown;	/* inputs that would settle
						 * it, or what is not known
						 * in it; NULL: all is known */
	const struct dmn_why	*why;		/* NULL unless asked for */
	const struct feel_diagnostic *diagnostics;	/* why it is null */
	size_t			 n_diagnostics;
};

/* Results live until dmn_run_reset().  -1 and err only when the budget was
 * spent ("feel.budget") or what cannot be evaluated ("dmn.not_evaluable"). */
int	dmn_evaluate(struct dmn_run *run, const struct dmn_request *req,
	    struct dmn_result *ret, struct error *err);
/* {"result": ..., "unknown": [...], "diagnostics": [...], "why": {...}};
 * members that are empty are left out, and what is not known is null. */
void	dmn_result_json(struct jsonw *w, const struct dmn_result *r);
void	dmn_why_json(struct jsonw *w, const struct dmn_why *why);

/* ------------------------------------------------------------------- bulk */

/*
 * One decision over many inputs: JSON lines in, JSON lines out in the same
 * order, on several threads.  A line that is no JSON object, or spends its
 * budget, answers {"error": {"code": ..., "message": ...}} and counts in
 * n_failed.  Memory does not grow with the number of lines.
 */
struct dmn_bulk {
	const struct dmn	*dmn;
	const struct dmn_element *what;
	bool			 missing_is_unknown;
	bool			 explain;
	unsigned		 threads;	/* 0: one per core; <= 64 */
	/* The next block of input, at most n bytes into p; its length, 0 at
	 * the end, or -errno. */
	ptrdiff_t		(*read)(void *ctx, char *p, size_t n);
	/* Output in order, from the caller's thread; 0 or -errno. */
	int			(*write)(void *ctx, struct str lines);
	void			*ctx;
};

#define DMN_LINE_MAX (1024 * 1024)	/* bytes of one line of input */

struct dmn_bulk_count {
	uint64_t		 n_lines, n_failed;
};

/* 0, or -1 and err ("dmn.read", "dmn.write", "dmn.line_size"). */
int	dmn_bulk(const struct dmn_bulk *b, struct dmn_bulk_count *ret,
	    struct error *err);

/* ------------------------------------------------------------------ tests */

/* How to report a test case that failed: expected and got as FEEL text. */
struct dmn_tck {
	uint64_t		 n_passed, n_failed;
	bool			 verbose;
	struct buf		*out;		/* what verbose adds */
};

/* Run every file of test cases (the DMN TCK's testCases format) below a
 * directory, in order of name, against the model it names, which lies beside
 * it.  A file that cannot be read, or has no model, is one failure.  -1 and err
 * when the directory cannot be read. */
int	dmn_tck_dir(struct dmn_tck *t, const char *dir, struct error *err);

#endif
