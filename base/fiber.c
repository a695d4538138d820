/*
 * fiber.c - fibers on <ucontext.h>.
 *
 * swapcontext() costs one sigprocmask(2) per switch, which is noise next to a
 * database round trip; in exchange there is no assembly here and no longjmp
 * between stacks for _FORTIFY_SOURCE to object to.
 *
 * The log context belongs to the fiber: it is swapped on every switch.
 */
#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <event2/event_struct.h>

#include "base/fiber.h"
#include "base/log.h"
#include "base/mem.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#define GUARD_SIZE	4096
#define CACHED_MAX	64	/* finished fibers whose stacks are kept */

struct fiber {
	ucontext_t	 ctx;
	ucontext_t	 loop;		/* where to go back to */
	struct event	 wake_ev;
	void		(*fn)(void *);
	void		*arg;
	char		*map;		/* the guard page, then the stack */
	const char	*log_request;
	int		 value;		/* what the pending wait returns */
	bool		 is_parked, is_woken, is_cancelled, is_finished;
#ifdef __SANITIZE_ADDRESS__
	const void	*loop_stack;
	size_t		 loop_size;
#endif
	struct fiber	*next_cached;
};

static struct event_base *loop_base_;
static struct fiber	*self, *cached;
static int		 count, count_max, cached_count;

static char *
stack_of(const struct fiber *f)
{
	return f->map + GUARD_SIZE;
}

static void
fiber_free(struct fiber *f)
{
	(void)munmap(f->map, GUARD_SIZE + FIBER_STACK_SIZE);
	free(f);
}

static void
recycle(struct fiber *f)
{
	count--;
	if (cached_count == CACHED_MAX) {
		fiber_free(f);
		return;
	}
	f->next_cached = cached;
	cached = f;
	cached_count++;
}

/* From the loop into a fiber, until it waits or ends. */
static void
enter(struct fiber *f)
{
	assert(self == NULL && f->is_parked);
	self = f;
	f->is_parked = f->is_woken = false;
	log_set_request(f->log_request);
#ifdef __SANITIZE_ADDRESS__
	void *fake;
	__sanitizer_start_switch_fiber(&fake, stack_of(f), FIBER_STACK_SIZE);
#endif
	(void)swapcontext(&f->loop, &f->ctx);
#ifdef __SANITIZE_ADDRESS__
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
#endif
	f->log_request = log_request();
	log_set_request("");
	self = NULL;
	if (f->is_finished)
		recycle(f);
}

/* From a fiber back to the loop. */
static void
leave(struct fiber *f)
{
#ifdef __SANITIZE_ADDRESS__
	void *fake = NULL;
	__sanitizer_start_switch_fiber(f->is_finished ? NULL : &fake,
	    f->loop_stack, f->loop_size);
#endif
	(void)swapcontext(&f->ctx, &f->loop);
#ifdef __SANITIZE_ADDRESS__
	__sanitizer_finish_switch_fiber(fake, &f->loop_stack, &f->loop_size);
#endif
}

static void
run(void)
{
	struct fiber *f = self;

#ifdef __SANITIZE_ADDRESS__
	__sanitizer_finish_switch_fiber(NULL, &f->loop_stack, &f->loop_size);
#endif
	f->fn(f->arg);
	f->is_finished = true;
	leave(f);
	abort();		/* a finished fiber is never entered again */
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct fiber *f = arg;

	(void)fd;
	(void)what;
	if (f->is_parked)
		enter(f);
}

static struct fiber *
fiber_get(void)
{
	struct fiber *f = cached;

	if (f != NULL) {
		cached = f->next_cached;
		cached_count--;
		return f;
	}
	f = xcalloc(1, sizeof(*f));
	f->map = mmap(NULL, GUARD_SIZE + FIBER_STACK_SIZE,
	    PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
	if (f->map == MAP_FAILED) {
		free(f);
		return NULL;
	}
	(void)mprotect(f->map, GUARD_SIZE, PROT_NONE);
	return f;
}

/* Its own function because getcontext(3) returns twice. */
static void __attribute__((noinline))
prepare(struct fiber *f)
{
	(void)getcontext(&f->ctx);
	f->ctx.uc_stack.ss_sp = stack_of(f);
	f->ctx.uc_stack.ss_size = FIBER_STACK_SIZE;
	f->ctx.uc_link = NULL;
	makecontext(&f->ctx, run, 0);
}

void
fiber_init(struct event_base *base, int max)
{
	loop_base_ = base;
	count_max = max;
}

void
fiber_done(void)
{
	assert(count == 0);
	while (cached != NULL) {
		struct fiber *f = cached;

		cached = f->next_cached;
		fiber_free(f);
	}
	cached_count = 0;
	loop_base_ = NULL;
}

int
fiber_spawn(void (*fn)(void *), void *arg)
{
	struct fiber *f;

	assert(loop_base_ != NULL);
	if (count >= count_max)
		return -EAGAIN;
	f = fiber_get();
	if (f == NULL)
		return -EAGAIN;
	(void)event_assign(&f->wake_ev, loop_base_, -1, 0, on_wake, f);
	f->fn = fn;
	f->arg = arg;
	f->log_request = log_request();
	f->is_finished = f->is_cancelled = f->is_woken = false;
	f->is_parked = true;
	prepare(f);
	count++;
	fiber_wake(f, 0);
	return 0;
}

struct fiber *
fiber_self(void)
{
	return self;
}

int
fiber_count(void)
{
	return count;
}

void
fiber_wake(struct fiber *f, int value)
{
	if (!f->is_parked || f->is_woken)
		return;
	f->is_woken = true;
	f->value = value;
	event_active(&f->wake_ev, EV_TIMEOUT, 1);
}

void
fiber_cancel(struct fiber *f)
{
	f->is_cancelled = true;
	fiber_wake(f, -ECANCELED);
}

bool
fiber_is_cancelled(void)
{
	return self != NULL && self->is_cancelled;
}

void
fiber_uncancel(void)
{
	assert(self != NULL);
	self->is_cancelled = false;
}

static void
on_ready(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	fiber_wake(arg, (what & EV_TIMEOUT) ? -ETIMEDOUT : what);
}

int fiber_fn
fiber_wait_fd(int fd, short what, int timeout_ms)
{
	struct timeval tv = { timeout_ms / 1000, timeout_ms % 1000 * 1000 };
	struct fiber *f = self;
	struct event ev;

	assert(f != NULL);
	if (f->is_cancelled)
		return -ECANCELED;
	(void)event_assign(&ev, loop_base_, fd, what, on_ready, f);
	if (event_add(&ev, timeout_ms < 0 ? NULL : &tv) < 0)
		return -EBADF;
	f->is_parked = true;
	leave(f);
	(void)event_del(&ev);
	return f->is_cancelled ? -ECANCELED : f->value;
}

int fiber_fn
fiber_park(int timeout_ms)
{
	return fiber_wait_fd(-1, 0, timeout_ms);
}

int fiber_fn
fiber_sleep(int ms)
{
	int r = fiber_park(ms);

	return r == -ETIMEDOUT ? 0 : r;
}

void
fiber_trim(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *here = __builtin_frame_address(0);
	char *low;

	assert(self != NULL);
	low = stack_of(self);
	if (here < low || here >= low + FIBER_STACK_SIZE)
		return;
	/* This function and madvise(2) need a little room themselves. */
	here = (char *)((uintptr_t)here & ~(page - 1)) - page;
	if (here > low)
		(void)madvise(low, (size_t)(here - low), MADV_DONTNEED);
}
