/*
 * router.c - a tree of path segments; literal ones win over {arguments}.
 */
#include "server/http/router.h"

#define METHODS 8

struct node {
	struct str	 segment;	/* of a literal */
	struct node	*child, *sibling;
	struct node	*arg;		/* the {argument} below, if any */
	int		 route[METHODS];	/* index + 1 */
};

struct router {
	struct arena		*a;
	struct node		 root;
	VEC(const struct route *) routes;
};

static struct str
next_segment(struct str *path)
{
	struct str s = str_sub(*path, 1, path->len);	/* after the slash */
	ptrdiff_t end = str_chr(s, '/');
	size_t len = end < 0 ? s.len : (size_t)end;

	*path = str_sub(s, len, s.len);
	return str_sub(s, 0, len);
}

static bool
is_arg(struct str segment)
{
	return segment.len > 2 && segment.p[0] == '{' &&
	    segment.p[segment.len - 1] == '}';
}

static struct node *
literal_child(const struct node *n, struct str segment)
{
	for (struct node *c = n->child; c != NULL; c = c->sibling) {
		if (str_eq(c->segment, segment))
			return c;
	}
	return NULL;
}

static struct node *
child_for(struct router *r, struct node *n, struct str segment)
{
	struct node *c;

	if (is_arg(segment)) {
		if (n->arg == NULL)
			n->arg = arena_new_of(r->a, struct node);
		return n->arg;
	}
	c = literal_child(n, segment);
	if (c == NULL) {
		c = arena_new_of(r->a, struct node);
		c->segment = segment;
		c->sibling = n->child;
		n->child = c;
	}
	return c;
}

/* Literals of plain characters, {arguments} of letters, neither empty. */
static int
check_path(const struct route *route, struct error *err)
{
	struct str path = str_of(route->path);
	int depth = 0, args = 0;

	while (path.len > 0) {
		struct str s = path.p[0] == '/' ? next_segment(&path) :
		    STR_NULL;

		args += is_arg(s);
		if (s.len == 0 || ++depth > ROUTER_DEPTH_MAX ||
		    args > ROUTER_ARGS_MAX || (!is_arg(s) &&
		    (str_chr(s, '{') >= 0 || str_chr(s, '}') >= 0)))
			return error_set(err, ERR_INTERNAL, "route.path",
			    "malformed path %s", route->path);
	}
	return 0;
}

static int
add_route(struct router *r, const struct route *route, struct error *err)
{
	struct str path = str_of(route->path);
	struct node *n = &r->root;

	if (route->permission <= 0 || route->handler == NULL ||
	    route->method == HTTP_NO_METHOD || route->method == HEAD)
		return error_set(err, ERR_INTERNAL, "route.incomplete",
		    "%s %s needs a method, a permission and a handler",
		    http_method_name(route->method), route->path);
	if (check_path(route, err) < 0)
		return -1;
	while (path.len > 0)
		n = child_for(r, n, next_segment(&path));
	if (n->route[route->method] != 0)
		return error_set(err, ERR_INTERNAL, "route.duplicate",
		    "%s %s is there twice", http_method_name(route->method),
		    route->path);
	vec_push(r->a, &r->routes, route);
	n->route[route->method] = (int)r->routes.n;
	return 0;
}

struct router *
router_new(void)
{
	struct arena *a = arena_new();
	struct router *r = arena_new_of(a, struct router);

	r->a = a;
	return r;
}

int
router_add(struct router *r, const struct route *table, struct error *err)
{
	for (; table->path != NULL; table++) {
		if (add_route(r, table, err) < 0)
			return -1;
	}
	return 0;
}

void
router_free(struct router *r)
{
	if (r != NULL)
		arena_free(r->a);
}

static const struct node *
find_node(const struct node *n, struct str path, int depth)
{
	struct str segment;
	const struct node *c, *found;

	if (path.len == 0)
		return n;
	if (depth == ROUTER_DEPTH_MAX)
		return NULL;
	segment = next_segment(&path);
	c = literal_child(n, segment);
	found = c == NULL ? NULL : find_node(c, path, depth + 1);
	if (found != NULL || n->arg == NULL || segment.len == 0 ||
	    segment.len > ROUTER_ARG_LEN_MAX)
		return found;
	return find_node(n->arg, path, depth + 1);
}

static void
collect_args(struct str path, struct router_match *m)
{
	struct str pattern = str_of(m->route->path);

	while (pattern.len > 0) {
		struct str name = next_segment(&pattern);
		struct str value = next_segment(&path);

		if (!is_arg(name))
			continue;
		m->args[m->n_args].name = str_sub(name, 1, name.len - 2);
		m->args[m->n_args++].value = value;
	}
}

void
router_find(const struct router *r, enum http_method method, struct str path,
    struct router_match *m)
{
	const struct node *n = find_node(&r->root, path, 0);
	int index;

	*m = (struct router_match){ .index = -1 };
	if (n == NULL)
		return;
	for (unsigned i = 0; i < METHODS; i++) {
		if (n->route[i] != 0)
			m->allowed |= 1u << i;
	}
	m->knows_path = m->allowed != 0;
	index = n->route[method == HEAD ? GET : method];
	if (index == 0)
		return;
	m->index = index - 1;
	m->route = r->routes.v[m->index];
	collect_args(path, m);
}

size_t
router_count(const struct router *r)
{
	return r->routes.n;
}

const struct route *
router_route(const struct router *r, size_t index)
{
	return r->routes.v[index];
}
