/*
 * test_files.c - names, types and sealing of documents.
 */
#include <sodium.h>

#include "server/files/media.h"
#include "server/files/name.h"
#include "server/files/sealer.h"
#include "tests/unit/tap.h"

static void
test_names(void)
{
	static const struct { const char *given, *clean; } names[] = {
		{ "Nómina mayo.pdf", "Nómina mayo.pdf" },
		{ "/etc/passwd.txt", "passwd.txt" },
		{ "C:\\Users\\ana\\dni.jpg", "dni.jpg" },
		{ "../../x.pdf", "x.pdf" },
		{ "a/..", NULL },
		{ "..", NULL },
		{ "", NULL },
		{ " . . ", NULL },
		{ "...hidden.pdf. .", "hidden.pdf" },
		{ "a<b>:\"c|?*.png", "a_b___c___.png" },
		{ "  two \t spaces.pdf ", "two spaces.pdf" },
		{ "exe\u202efdp.pdf", "exefdp.pdf" },
		{ "zero\u200bwidth\ufeff.pdf", "zerowidth.pdf" },
		{ "\xff.pdf", NULL },
	};
	struct buf longest = BUF_INIT, out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct buf clean = BUF_INIT;
		int r = file_name_clean(str_of(names[i].given), &clean);

		if (names[i].clean == NULL)
			ok(r < 0 && clean.len == 0, "no name: %zu", i);
		else
			is_str(buf_view(&clean), names[i].clean, "a name");
		buf_done(&clean);
	}
	for (int i = 0; i < FILE_NAME_MAX; i++)
		buf_puts(&longest, "ñ");
	ok(file_name_clean(buf_view(&longest), &out) == 0, "150 letters");
	buf_putc(&longest, 'x');
	ok(file_name_clean(buf_view(&longest), &out) < 0, "but no more");
	buf_reset(&out);
	file_name_disposition(STR("N\"ó% 1.pdf"), &out);
	is_str(buf_view(&out), "attachment; filename=\"N___ 1.pdf\"; "
	    "filename*=UTF-8''N%22%C3%B3%25%201.pdf", "in a header");
	buf_done(&out);
	buf_done(&longest);
}

static void
test_types(void)
{
	const struct media *pdf = media_of_name(STR("a.b.PDF"));
	const struct media *txt = media_of_name(STR("a.txt"));
	const struct media *odt = media_of_name(STR("a.odt"));

	ok(pdf != NULL && txt != NULL && odt != NULL, "known ends of names");
	ok(media_of_name(STR("pdf")) == NULL &&
	    media_of_name(STR("a.html")) == NULL &&
	    media_of_name(STR("a.pdf.svg")) == NULL &&
	    media_of_name(STR("")) == NULL, "all others are not taken");
	ok(media_has_type(pdf, NULL) &&
	    media_has_type(pdf, "application/octet-stream") &&
	    media_has_type(pdf, "Application/PDF; x=1") &&
	    !media_has_type(pdf, "text/html") &&
	    !media_has_type(pdf, ""), "Content-Type agrees");
	ok(media_has_magic(pdf, STR("%PDF-1.7")) &&
	    !media_has_magic(pdf, STR("%PDF")) &&
	    !media_has_magic(pdf, STR("")) &&
	    !media_has_magic(pdf, STR("<html>")), "the magic of a PDF");
	ok(media_has_magic(media_of_name(STR("x.webp")),
	    STR("RIFF....WEBPVP8 ")), "in the middle");
	ok(!media_has_magic(odt, STR("PK\3\4")), "a zip is no document");
	ok(media_has_magic(txt, STR("")) && media_has_bytes(txt,
	    STR("l\xc3\xadnea\r\n")), "text, perhaps none");
	ok(!media_has_bytes(txt, STR("a\0b")) &&
	    !media_has_bytes(txt, STR("\x1b[2J")), "without controls");
	for (const struct media *m = media_all; m->extension != NULL; m++)
		ok(media_has_magic(m, STR("<script>")) == (m == txt),
		    "a script is no %s", m->extension);
}

static const unsigned char key[AEAD_KEY] = { 7 };
static const struct field_place place = { .table = 25, .column = 1 };

/* Given in pieces of a size, sealed, opened. */
static void
check(size_t size, size_t piece)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT, chunk = BUF_INIT,
	    back = BUF_INIT;
	struct file_sealer s = { .chunks = 0 };
	struct stream in;
	size_t given = 0;
	bool is_good = true, is_end = false;

	buf_reserve(&plain, size + 1);
	plain.len = size;
	randombytes_buf(plain.p, size);
	buf_reserve(&s.plain, 2 * STREAM_CHUNK);
	stream_seal_begin(&s.stream, AEAD_XAES256, key, 1, &place, s.head);
	is_good = stream_open_begin(&in, key, &place,
	    (struct str){ (const char *)s.head, STREAM_HEAD }) == 0;
	while (!is_end) {
		struct str next = str_sub(buf_view(&plain), given, piece);

		buf_str(&s.plain, next);
		given += next.len;
		is_end = next.len == 0;
		while (file_sealer_next(&s, is_end, &chunk))
			is_good &= stream_open(&in, buf_view(&chunk),
			    s.is_over, &back) == 0;
	}
	ok(is_good && in.is_over && s.size == size &&
	    back.len == envelope_padded(size) &&
	    str_eq(str_sub(buf_view(&back), 0, size), buf_view(&plain)) &&
	    sodium_is_zero((unsigned char *)back.p + size, back.len - size),
	    "%zu bytes in pieces of %zu, %d chunks", size, piece, s.chunks);
	stream_done(&in);
	file_sealer_done(&s);
}

static void
test_sealer(void)
{
	static const size_t sizes[] = { 0, 1, 59, 60, STREAM_CHUNK - 6,
		STREAM_CHUNK - 5, STREAM_CHUNK - 4, STREAM_CHUNK - 1,
		STREAM_CHUNK, STREAM_CHUNK + 1, 2 * STREAM_CHUNK - 5,
		2 * STREAM_CHUNK, 5 * STREAM_CHUNK + 17 };

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		check(sizes[i], STREAM_CHUNK);
		check(sizes[i], 1000);
	}
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_names();
	test_types();
	test_sealer();
	return done_testing();
}
