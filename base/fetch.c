/*
 * fetch.c - libcurl's multi interface on libevent.
 *
 * libcurl says which sockets it waits for and when it wants to be called; the
 * callbacks here do that and wake the fiber whose exchange is over.  Names are
 * resolved by libcurl's own threads, so nothing blocks the loop.
 */
#include <assert.h>
#include <errno.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "base/fetch.h"
#include "base/loop.h"
#include "base/mem.h"

#define SIZE_DEFAULT	(1024 * 1024)
#define CONNECTIONS_MAX	64

struct exchange {
	struct fiber	*fiber;
	CURL		*easy;
	CURLcode	 result;
	bool		 is_over, is_too_large;
	struct buf	 body;
	size_t		 size_max;
	char		 why[CURL_ERROR_SIZE];
};

static CURLM		*multi;
static struct event	*timer;
static int		 under_way;

static void
wake_finished(void)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(multi, &left)) != NULL) {
		struct exchange *x;

		if (msg->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &x);
		x->result = msg->data.result;
		x->is_over = true;
		fiber_wake(x->fiber, 0);
	}
}

static void
on_socket(evutil_socket_t fd, short what, void *arg)
{
	int running, mask = ((what & EV_READ) ? CURL_CSELECT_IN : 0) |
	    ((what & EV_WRITE) ? CURL_CSELECT_OUT : 0);

	(void)arg;
	(void)curl_multi_socket_action(multi, fd, mask, &running);
	wake_finished();
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	int running;

	(void)fd;
	(void)what;
	(void)arg;
	(void)curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
	wake_finished();
}

static int
set_timer(CURLM *m, long ms, void *arg)
{
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

	(void)m;
	(void)arg;
	if (ms < 0)
		(void)event_del(timer);
	else
		(void)event_add(timer, &tv);
	return 0;
}

static int
watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socketp)
{
	struct event *ev = socketp;
	short events = (short)(((what & CURL_POLL_IN) ? EV_READ : 0) |
	    ((what & CURL_POLL_OUT) ? EV_WRITE : 0));

	(void)easy;
	(void)arg;
	if (ev != NULL)
		event_free(ev);
	ev = NULL;
	if (what != CURL_POLL_REMOVE) {
		ev = event_new(loop_base(), fd, (short)(events | EV_PERSIST),
		    on_socket, NULL);
		if (ev == NULL || event_add(ev, NULL) < 0)
			return -1;
	}
	(void)curl_multi_assign(multi, fd, ev);
	return 0;
}

static void
ensure_multi(void)
{
	if (multi != NULL)
		return;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 ||
	    (multi = curl_multi_init()) == NULL ||
	    (timer = evtimer_new(loop_base(), on_timer, NULL)) == NULL)
		abort();
	(void)curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	(void)curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
	(void)curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
	    (long)CONNECTIONS_MAX);
}

void
fetch_done(void)
{
	if (multi == NULL)
		return;
	assert(under_way == 0);
	(void)curl_multi_cleanup(multi);
	event_free(timer);
	multi = NULL;
	timer = NULL;
}

static size_t
on_data(char *p, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (n * size > x->size_max - x->body.len) {
		x->is_too_large = true;
		return 0;
	}
	buf_add(&x->body, p, n * size);
	return n * size;
}

static void
set_tls(CURL *e, const struct fetch *f)
{
	(void)curl_easy_setopt(e, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2);
	if (f->ca_file != NULL)
		(void)curl_easy_setopt(e, CURLOPT_CAINFO, f->ca_file);
	if (f->client_certificate != NULL)
		(void)curl_easy_setopt(e, CURLOPT_SSLCERT,
		    f->client_certificate);
	if (f->client_key != NULL)
		(void)curl_easy_setopt(e, CURLOPT_SSLKEY, f->client_key);
}

static void
set_body(CURL *e, const struct fetch *f)
{
	if (f->body.p != NULL) {
		/* On a connection that was kept libcurl would send it again by
		 * itself when the peer hangs up; whether to is not its
		 * business. */
		(void)curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
		(void)curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)f->body.len);
		(void)curl_easy_setopt(e, CURLOPT_POSTFIELDS, f->body.p);
	}
	if (f->method != NULL && strcmp(f->method, "HEAD") == 0)
		(void)curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
	else if (f->method != NULL)
		(void)curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, f->method);
}

static struct curl_slist *
header_list(const struct fetch *f)
{
	/* libcurl would wait for permission before it sends a body. */
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	for (const char *const *h = f->headers; h != NULL && *h != NULL; h++)
		list = curl_slist_append(list, *h);
	return list;
}

static void
set_options(struct exchange *x, const struct fetch *f,
    struct curl_slist *headers)
{
	CURL *e = x->easy;

	(void)curl_easy_setopt(e, CURLOPT_URL, f->url);
	(void)curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(e, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(e, CURLOPT_USERAGENT, "vinculo");
	(void)curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)f->timeout_ms);
	(void)curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(f->connect_timeout_ms > 0 ? f->connect_timeout_ms :
	    f->timeout_ms));
	(void)curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_data);
	(void)curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
	(void)curl_easy_setopt(e, CURLOPT_PRIVATE, x);
	(void)curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->why);
	set_tls(e, f);
	set_body(e, f);
}

/* Was anything of the request sent?  Then the peer may have acted on it. */
static bool
was_sent(CURL *easy)
{
	long sent = 0;

	(void)curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
	return sent > 0;
}

static int
explain(const struct exchange *x, struct error *err)
{
	const char *why = x->why[0] != '\0' ? x->why :
	    curl_easy_strerror(x->result);

	if (x->is_too_large)
		return error_set(err, ERR_LIMIT, "fetch.size",
		    "the reply is larger than %zu bytes", x->size_max);
	switch (x->result) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
		return error_set(err, ERR_INVALID, "fetch.certificate", "%s",
		    why);
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return error_set(err, ERR_INVALID, "fetch.url", "%s", why);
	default:
		break;
	}
	if (!was_sent(x->easy))
		return error_set(err, ERR_UNAVAILABLE, "fetch.connect", "%s",
		    why);
	return error_set(err, ERR_UNCERTAIN,
	    x->result == CURLE_OPERATION_TIMEDOUT ? "fetch.timeout" :
	    "fetch.lost", "%s", why);
}

/* The exchange is on this stack: a cancelled fiber takes it out first. */
static int fiber_fn
wait_for(struct exchange *x, struct error *err)
{
	while (!x->is_over) {
		if (fiber_park(FIBER_FOREVER) == -ECANCELED) {
			(void)curl_multi_remove_handle(multi, x->easy);
			return error_set(err, was_sent(x->easy) ?
			    ERR_UNCERTAIN : ERR_UNAVAILABLE, "fetch.lost",
			    "given up");
		}
	}
	(void)curl_multi_remove_handle(multi, x->easy);
	return x->result == CURLE_OK ? 0 : explain(x, err);
}

static void
take_reply(struct exchange *x, struct arena *a, struct fetch_reply *ret)
{
	const char *type = NULL;
	long status = 0;

	(void)curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(x->easy, CURLINFO_CONTENT_TYPE, &type);
	ret->status = (int)status;
	ret->content_type = type == NULL ? STR("") :
	    arena_str(a, str_of(type));
	ret->body = arena_str(a, buf_view(&x->body));
}

int fiber_fn
fetch_run(const struct fetch *f, struct arena *a, struct fetch_reply *ret,
    struct error *err)
{
	struct exchange x = { .fiber = fiber_self(), .size_max = f->size_max };
	struct curl_slist *headers = header_list(f);
	int r;

	assert(x.fiber != NULL && f->timeout_ms > 0 &&
	    f->size_max <= FETCH_SIZE_MAX);
	ensure_multi();
	if (x.size_max == 0)
		x.size_max = SIZE_DEFAULT;
	x.easy = curl_easy_init();
	if (x.easy == NULL || headers == NULL)
		abort();
	set_options(&x, f, headers);
	under_way++;
	(void)curl_multi_add_handle(multi, x.easy);
	r = wait_for(&x, err);
	under_way--;
	if (r == 0)
		take_reply(&x, a, ret);
	curl_easy_cleanup(x.easy);
	curl_slist_free_all(headers);
	buf_done(&x.body);
	return r;
}
