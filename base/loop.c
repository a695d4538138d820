/*
 * loop.c - libevent's loop with fibers on it.
 *
 * Signals and timers are kept in one list so that loop_done() can free them.
 * The change list spares an epoll_ctl(2) where a fiber waits again for the
 * socket it just waited for.
 */
#include <assert.h>
#include <signal.h>

#include "base/fiber.h"
#include "base/loop.h"
#include "base/mem.h"

struct watch {
	struct event	*ev;
	void		(*fn)(void *);
	void		*arg;
	struct watch	*next;
};

static struct event_base	*base;
static struct watch		*watches;

void
loop_init(int fibers_max)
{
	struct event_config *cfg = event_config_new();

	assert(base == NULL && cfg != NULL);
	(void)event_config_set_flag(cfg,
	    EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST | EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(cfg);
	event_config_free(cfg);
	if (base == NULL)
		abort();
	(void)signal(SIGPIPE, SIG_IGN);
	fiber_init(base, fibers_max);
}

void
loop_done(void)
{
	fiber_done();
	while (watches != NULL) {
		struct watch *w = watches;

		watches = w->next;
		event_free(w->ev);
		free(w);
	}
	event_base_free(base);
	base = NULL;
}

struct event_base *
loop_base(void)
{
	assert(base != NULL);
	return base;
}

void
loop_run(void)
{
	(void)event_base_dispatch(base);
}

void
loop_stop(void)
{
	(void)event_base_loopbreak(base);
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct watch *w = arg;

	(void)fd;
	(void)what;
	w->fn(w->arg);
}

static struct watch *
watch_new(void (*fn)(void *), void *arg)
{
	struct watch *w = xcalloc(1, sizeof(*w));

	w->fn = fn;
	w->arg = arg;
	w->next = watches;
	watches = w;
	return w;
}

void
loop_on_signal(int signo, void (*fn)(void *), void *arg)
{
	struct watch *w = watch_new(fn, arg);

	w->ev = evsignal_new(loop_base(), signo, on_event, w);
	if (w->ev == NULL || event_add(w->ev, NULL) < 0)
		abort();
}

void
loop_every(int ms, void (*fn)(void *), void *arg)
{
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };
	struct watch *w = watch_new(fn, arg);

	w->ev = event_new(loop_base(), -1, EV_PERSIST, on_event, w);
	if (w->ev == NULL || event_add(w->ev, &tv) < 0)
		abort();
}

static void
on_deferred(evutil_socket_t fd, short what, void *arg)
{
	struct watch w = *(struct watch *)arg;

	(void)fd;
	(void)what;
	free(arg);
	w.fn(w.arg);
}

void
loop_after(int ms, void (*fn)(void *), void *arg)
{
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };
	struct watch *w = xcalloc(1, sizeof(*w));

	w->fn = fn;
	w->arg = arg;
	if (event_base_once(loop_base(), -1, EV_TIMEOUT, on_deferred, w,
	    &tv) < 0)
		abort();
}

void
loop_defer(void (*fn)(void *), void *arg)
{
	loop_after(0, fn, arg);
}
