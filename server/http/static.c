/*
 * static.c - find, negotiate, send.
 *
 * A path without an extension is a page of the application and gets the
 * document of its part (citizen, staff, admin); an unknown path with one is
 * 404, so that nobody takes a page for /robots.txt.
 */
#include <errno.h>
#include <fts.h>

#include <sodium.h>

#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "server/http/private.h"
#include "server/http/static.h"

struct asset {
	const char	*type;
	struct str	 plain, gzip, brotli;
	const char	*version;
	bool		 is_hashed, is_page, is_admin;
};

static struct arena	*arena;
static struct map	*assets;	/* by path, "/assets/x.js" */

static const struct { const char *suffix, *type; } types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".mjs", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".map", "application/json" },
	{ ".geojson", "application/geo+json" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".webp", "image/webp" },
	{ ".avif", "image/avif" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".woff", "font/woff" },
	{ ".ttf", "font/ttf" },
	{ ".wasm", "application/wasm" },
	{ ".pdf", "application/pdf" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".xml", "application/xml" },
};

#define POLICY "default-src 'self'; script-src 'self'; style-src %s; "	\
	"img-src 'self' data: blob:; font-src 'self' data:; "		\
	"connect-src 'self'; worker-src 'self'; object-src 'none'; "	\
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

static const char *
type_of(struct str path)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (str_ends(path, types[i].suffix))
			return types[i].type;
	}
	return "application/octet-stream";
}

static struct asset *
asset_at(struct str path)
{
	struct asset *a = map_get(assets, path);

	if (a == NULL) {
		a = arena_new_of(arena, struct asset);
		map_put(assets, arena_str(arena, path), a);
	}
	return a;
}

static const char *
version_of(struct str content)
{
	unsigned char hash[16];
	char *hex = arena_alloc(arena, sizeof(hash) * 2 + 1);

	(void)crypto_generichash(hash, sizeof(hash),
	    (const unsigned char *)content.p, content.len, NULL, 0);
	return sodium_bin2hex(hex, sizeof(hash) * 2 + 1, hash, sizeof(hash));
}

static int
load_file(const char *file, struct str path, struct error *err)
{
	_cleanup_(buf_done) struct buf content = BUF_INIT;
	bool is_br = str_ends(path, ".br"), is_gz = str_ends(path, ".gz");
	struct str kept;
	struct asset *a;

	if (file_read(file, STATIC_FILE_MAX, &content, err) < 0)
		return -1;
	kept = arena_str(arena, buf_view(&content));
	if (is_br || is_gz) {
		a = asset_at(str_sub(path, 0, path.len - 3));
		*(is_br ? &a->brotli : &a->gzip) = kept;
		return 0;
	}
	a = asset_at(path);
	a->plain = kept;
	a->type = type_of(path);
	a->version = version_of(kept);
	a->is_hashed = str_starts(path, "/assets/");
	a->is_page = str_ends(path, ".html");
	a->is_admin = str_is(path, "/admin.html");
	return 0;
}

static int
load_tree(FTS *tree, size_t root_len, struct error *err)
{
	int n = 0;
	FTSENT *e;

	while ((e = fts_read(tree)) != NULL) {
		struct str path = { e->fts_path + root_len,
		    strlen(e->fts_path) - root_len };

		if (e->fts_info != FTS_F || e->fts_name[0] == '.')
			continue;
		if (++n > STATIC_FILES_MAX)
			return error_set(err, ERR_LIMIT, "static.files",
			    "more than %d files", STATIC_FILES_MAX);
		if (load_file(e->fts_accpath, path, err) < 0)
			return -1;
	}
	return n;
}

int
static_load(const char *dir, struct error *err)
{
	char root[PATH_MAX];
	char *const roots[] = { root, NULL };
	FTS *tree;
	int n;

	static_unload();
	arena = arena_new();
	assets = map_new(arena);
	if (realpath(dir, root) == NULL) {
		log_event(LOG_INFO, "static.absent", "dir=%s", dir);
		return 0;
	}
	tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (tree == NULL)
		return error_set(err, ERR_INTERNAL, "static.read", "%s: %s",
		    root, strerror(errno));
	n = load_tree(tree, strlen(root), err);
	(void)fts_close(tree);
	if (n >= 0)
		log_event(LOG_DEBUG, "static.loaded", "files=%d", n);
	return n < 0 ? -1 : 0;
}

void
static_unload(void)
{
	arena_free(arena);
	arena = NULL;
	assets = NULL;
}

static bool
is_below(struct str path, const char *part)
{
	size_t len = strlen(part);

	return str_starts(path, part) && (path.len == len ||
	    path.p[len] == '/');
}

static bool
has_extension(struct str path)
{
	for (size_t i = path.len; i > 0 && path.p[i - 1] != '/'; i--) {
		if (path.p[i - 1] == '.')
			return true;
	}
	return false;
}

static const struct asset *
find(struct str path)
{
	const struct asset *a = map_get(assets, path);

	if (a != NULL || has_extension(path))
		return a != NULL && a->plain.p != NULL ? a : NULL;
	if (is_below(path, "/staff"))
		return map_get(assets, STR("/staff.html"));
	if (is_below(path, "/admin"))
		return map_get(assets, STR("/admin.html"));
	return map_get(assets, STR("/citizen.html"));
}

/* Is the coding in Accept-Encoding, not with weight 0? */
static bool
accepts(const char *field, const char *coding)
{
	struct str rest = str_of(field);

	while (rest.len > 0) {
		ptrdiff_t end = str_chr(rest, ',');
		size_t len = end < 0 ? rest.len : (size_t)end;
		struct str item = str_trim(str_sub(rest, 0, len));

		if (is_below(item, coding) || (str_starts(item, coding) &&
		    item.p[strlen(coding)] == ';' &&
		    !str_ends(item, "q=0")))
			return true;
		rest = str_sub(rest, len + 1, rest.len);
	}
	return false;
}

static struct str
negotiate(struct request *req, const struct asset *a)
{
	const char *field = req_header(req, "accept-encoding");

	if (a->gzip.p != NULL || a->brotli.p != NULL)
		reply_header(req, "Vary", "Accept-Encoding");
	if (a->brotli.p != NULL && accepts(field, "br")) {
		reply_header(req, "Content-Encoding", "br");
		return a->brotli;
	}
	if (a->gzip.p != NULL && accepts(field, "gzip")) {
		reply_header(req, "Content-Encoding", "gzip");
		return a->gzip;
	}
	return a->plain;
}

int fiber_fn
static_serve(struct request *req)
{
	const struct asset *a;

	if (req->method != GET && req->method != HEAD) {
		reply_header(req, "Allow", "GET, HEAD");
		return reply_fail(req, ERR_INVALID, "http.method",
		    "%s is not possible here", http_method_name(req->method));
	}
	a = find(req->path);
	if (a == NULL)
		return reply_fail(req, ERR_NOT_FOUND, "http.not_found",
		    "there is nothing at this address");
	req->p->is_page = true;
	reply_header(req, "Content-Security-Policy", req_printf(req, POLICY,
	    a->is_admin ? "'self' 'unsafe-inline'" : "'self'"));
	reply_header(req, "Cache-Control", a->is_hashed ?
	    "public, max-age=31536000, immutable" : "no-cache");
	reply_version(req, a->version);
	if (req_has_version(req, a->version))
		return reply_data(req, 304, a->type, STR(""));
	return reply_data(req, 200, a->type, negotiate(req, a));
}
