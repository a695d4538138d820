/*
 * evaluations.c - try a model: simulate a process.
 *
 * Nothing is written.  It runs on a work thread within its budget.
 */
#include "base/work.h"
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"
#include "server/services.h"
#include "server/workflow/deploy.h"
#include "workflows/bpmn/simulate.h"

static const struct shape simulate_shape[] = {
	{ "xml", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = DEPLOY_SIZE_MAX },
	{ "process", SHAPE_TEXT, .max = 200 },
	{ "variables", SHAPE_OBJECT },
	{ "script", SHAPE_OBJECT },
	{ 0 }
};

struct simulate_work {
	struct arena		*arena;
	struct str		 xml, process;
	const struct json	*vars, *script;
	struct buf		 lines;
	enum simulation_state	 state;
	struct error		 err;
	int			 r;
};

static void
run_simulation(void *arg)
{
	struct simulate_work *w = arg;
	struct simulation s = { .process = w->process, .vars = w->vars,
		.script = w->script };

	s.model = bpmn_parse(w->arena, w->xml, &w->err);
	w->r = s.model == NULL ? -1 :
	    simulate(&s, &w->lines, &w->state, &w->err);
}

/* JSON lines as {"events": [...], "state": ..., "variables": ...}: the last
 * line has the state and the variables. */
static const char *
events_of(struct request *req, struct str lines)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct str last = STR("{}");

	buf_puts(&out, "{\"events\":[");
	while (lines.len > 0) {
		ptrdiff_t end = str_chr(lines, '\n');
		struct str line = end < 0 ? lines :
		    str_sub(lines, 0, (size_t)end);

		lines = end < 0 ? STR("") :
		    str_sub(lines, (size_t)end + 1, lines.len);
		if (lines.len == 0) {
			last = line;
			break;
		}
		if (out.p[out.len - 1] != '[')
			buf_putc(&out, ',');
		buf_str(&out, line);
	}
	buf_puts(&out, "],");
	buf_str(&out, str_sub(last, 1, last.len));
	return arena_str(req->arena, buf_view(&out)).p;
}

/* POST /process-simulations */
static int fiber_fn
process_simulate(struct request *req)
{
	struct simulate_work w = { 0 };
	const struct json *body;
	int status;

	body = shape_body(req, simulate_shape, &status);
	if (body == NULL)
		return status;
	w.arena = arena_new();
	w.xml = json_string(body, "xml", STR(""));
	w.process = json_string(body, "process", STR(""));
	w.vars = json_get(body, "variables");
	w.script = json_get(body, "script");
	if (work_run(services()->work, run_simulation, &w) < 0) {
		status = reply_fail(req, ERR_LIMIT, "work.busy",
		    "the server is busy with other models: try again in a "
		    "moment");
	} else if (w.r < 0) {
		status = reply_error(req, &w.err);
	} else {
		status = reply(req, 200, events_of(req, buf_view(&w.lines)));
	}
	buf_done(&w.lines);
	arena_free(w.arena);
	return status;
}

const struct route evaluation_routes[] = {
	ROUTE(POST, "/api/v1/process-simulations", MAY_DEPLOY_MODELS,
	    process_simulate, .body_max = DEPLOY_SIZE_MAX),
	{ 0 }
};
