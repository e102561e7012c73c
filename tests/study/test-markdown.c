/* Markdown: what comes out is what was meant, and never more than text where it was hostile. */
#include "config.h"

#include <string.h>

#include "markdown/epoch-links.h"
#include "markdown/epoch-markdown.h"
#include "support.h"

typedef struct {
  const char *text;
  const char *expected;
} Case;

static void
test_html(void)
{
  static const Case cases[] = {
      {"", ""},
      {"Hello *you* and **all**", "<p>Hello <em>you</em> and <strong>all</strong></p>\n"},
      {"# One", "<h1>One</h1>\n"},
      {"~~gone~~ `a < b`", "<p><del>gone</del> <code>a &lt; b</code></p>\n"},
      {"- [x] done\n- [ ] not",
       "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked>done</li>\n"
       "<li class=\"task\"><input type=\"checkbox\" disabled>not</li>\n</ul>\n"},
      {"|a|b|\n|-|:-:|\n|1|2|",
       "<table>\n<thead>\n<tr><th>a</th><th class=\"center\">b</th></tr>\n</thead>\n<tbody>\n"
       "<tr><td>1</td><td class=\"center\">2</td></tr>\n</tbody>\n</table>\n"},
      {"https://example.org",
       "<p><a href=\"https://example.org\" rel=\"noreferrer\">https://example.org</a></p>\n"},
      {"a@example.org",
       "<p><a href=\"mailto:a@example.org\" rel=\"noreferrer\">a@example.org</a></p>\n"},
      {"[a](https://example.org/?a=1&b=2 \"t\")",
       "<p><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noreferrer\">a</a></p>\n"},
      {"```c\nif (a < b) return;\n```",
       "<pre><code class=\"language-c\">if (a &lt; b) return;\n</code></pre>\n"},
      {"3. three\n4. four", "<ol start=\"3\">\n<li>three</li>\n<li>four</li>\n</ol>\n"},
      {"> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>\n"},
      {"&copy; &#65;", "<p>&copy; &#65;</p>\n"},
      {"![alt](https://example.org/x.png)",
       "<p><a href=\"https://example.org/x.png\" rel=\"noreferrer\">alt</a></p>\n"},
      {"[![alt](https://e.org/x.png)](https://e.org)",
       "<p><a href=\"https://e.org\" rel=\"noreferrer\">alt</a></p>\n"},
      /* Hostile. */
      {"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
      {"a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n"},
      {"[a](javascript:alert(1))", "<p>a</p>\n"},
      {"[a](JaVaScRiPt:alert(1))", "<p>a</p>\n"},
      {"[a](&#106;avascript:alert(1))", "<p>a</p>\n"},
      {"[a](javascript&colon;alert(1))", "<p>a</p>\n"},
      {"[a](<java\tscript:alert(1)>)", "<p>a</p>\n"},
      {"[a](data:text/html,x)", "<p>a</p>\n"},
      {"[a](file:///etc/passwd)", "<p>a</p>\n"},
      {"[a](/relative)", "<p>a</p>\n"},
      {"![a](data:image/png;base64,AAAA)", "<p>a</p>\n"},
      {"``` \"><script>\nx\n```",
       "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">x\n</code></pre>\n"},
      {"[a](https://e.org/\"onclick=\"x)",
       "<p><a href=\"https://e.org/&quot;onclick=&quot;x\" rel=\"noreferrer\">a</a></p>\n"},
  };

  for (gsize k = 0; k < G_N_ELEMENTS(cases); k++) {
    g_autofree char *html = epoch_markdown_to_html(cases[k].text);

    g_assert_cmpstr(html, ==, cases[k].expected);
  }
}

static void
test_document(void)
{
  g_autofree char *document = epoch_markdown_to_document("Hi", "<Title> & more");

  g_assert_nonnull(strstr(document, "<title>&lt;Title&gt; &amp; more</title>"));
  g_assert_nonnull(strstr(document, "default-src 'none'; style-src 'sha256-"));
  g_assert_nonnull(strstr(document, "prefers-color-scheme:dark"));
  g_assert_nonnull(strstr(document, "<p>Hi</p>"));
  g_assert_null(strstr(document, "unsafe"));
}

/* The hash in the policy is that of the text between the style tags. */
static void
test_style_hash(void)
{
  g_autofree char *document = epoch_markdown_to_document("", "");
  const char *start = strstr(document, "<style>") + strlen("<style>");
  const char *end = strstr(start, "</style>");
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  g_autofree char *base64 = NULL;
  g_autofree char *expected = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update(checksum, (const guchar *)start, end - start);
  g_checksum_get_digest(checksum, digest, &length);
  base64 = g_base64_encode(digest, length);
  expected = g_strdup_printf("'sha256-%s'", base64);
  g_assert_nonnull(strstr(document, expected));
}

static void
test_inline(void)
{
  static const struct {
    const char *text;
    const char *pango;
    const char *plain;
  } cases[] = {
      {"", "", ""},
      {"Plain & <simple>", "Plain &amp; &lt;simple&gt;", "Plain & <simple>"},
      {"Use `git init`.", "Use <tt>git init</tt>.", "Use git init."},
      {"**NumPy:** arrays", "<b>NumPy:</b> arrays", "NumPy: arrays"},
      {"an *idea* here", "an <i>idea</i> here", "an idea here"},
      {"***both***", "<b><i>both</i></b>", "both"},
      {"**a *b* c**", "<b>a <i>b</i> c</b>", "a b c"},
      {"*a **b** c*", "<i>a <b>b</b> c</i>", "a b c"},
      {"[a & b](https://e.org/?x=1&y=2)", "<a href=\"https://e.org/?x=1&amp;y=2\">a &amp; b</a>",
       "a & b"},
      {"[https://e.org/a_b](https://e.org/a_b)",
       "<a href=\"https://e.org/a_b\">https://e.org/a_b</a>", "https://e.org/a_b"},
      {"[wiki](https://e.org/A_(b))", "<a href=\"https://e.org/A_(b)\">wiki</a>", "wiki"},
      {"**[b](https://e.org)**", "<b><a href=\"https://e.org\">b</a></b>", "b"},
      {"[`c`](https://e.org)", "<a href=\"https://e.org\"><tt>c</tt></a>", "c"},
      {"[x](javascript:alert(1))", "x", "x"},
      {"[x](https://e.org\"onclick=y)", "<a href=\"https://e.org&quot;onclick=y\">x</a>", "x"},
      {"[a [b](https://e.org) c](https://e.net)", "<a href=\"https://e.net\">a b c</a>", "a b c"},
      {"snake_case_name and 5 * 3 * 2", "snake_case_name and 5 * 3 * 2",
       "snake_case_name and 5 * 3 * 2"},
      {"`**not bold**`", "<tt>**not bold**</tt>", "**not bold**"},
      {"*a `*` b*", "<i>a <tt>*</tt> b</i>", "a * b"},
      {"`` a`b ``", "<tt>a`b</tt>", "a`b"},
      {"open **bold", "open **bold", "open **bold"},
      {"open `code", "open `code", "open `code"},
      {"[no link] here", "[no link] here", "[no link] here"},
      {"\\*literal\\* \\`x\\`", "*literal* `x`", "*literal* `x`"},
      {"'too high' \"quoted\"", "&apos;too high&apos; &quot;quoted&quot;", "'too high' \"quoted\""},
      {"two\nlines", "two lines", "two lines"},
      {"1. # - > list", "1. # - &gt; list", "1. # - > list"},
      {"<b>raw</b> &amp;", "&lt;b&gt;raw&lt;/b&gt; &amp;amp;", "<b>raw</b> &amp;"},
  };

  for (gsize k = 0; k < G_N_ELEMENTS(cases); k++) {
    g_autofree char *pango = epoch_markdown_inline_to_pango(cases[k].text);
    g_autofree char *plain = epoch_markdown_inline_to_plain(cases[k].text);

    if (g_strcmp0(pango, cases[k].pango) != 0)
      g_test_message("case: %s", cases[k].text);
    g_assert_cmpstr(pango, ==, cases[k].pango);
    g_assert_cmpstr(plain, ==, cases[k].plain);
  }
}

/* Whether a text is well-formed, its elements within one another. */
static gboolean
is_well_formed(const char *markup)
{
  GMarkupParser parser = {0};
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, NULL, NULL);
  g_autofree char *whole = g_strconcat("<markup>", markup, "</markup>", NULL);
  g_autoptr(GError) error = NULL;
  gboolean sound = g_markup_parse_context_parse(context, whole, -1, &error) &&
                   g_markup_parse_context_end_parse(context, &error);

  if (!sound)
    g_test_message("%s: %s", error->message, markup);
  return sound;
}

static char *
make_noise(void)
{
  static const char *const bits[] = {"*",  "**",   "`", "``",   "[",   "]",  "(",      ")",  "](",
                                     "\\", "a",    " ", "<",    "&",   "\"", "https:", "//", "x",
                                     "\n", "\x01", "é", "\xff", "***", "_",  "~~",     "|",  "#"};
  GString *noise = g_string_new(NULL);

  for (int k = g_test_rand_int_range(0, 60); k > 0; k--)
    g_string_append(noise, bits[g_test_rand_int_range(0, G_N_ELEMENTS(bits))]);
  return g_string_free_and_steal(noise);
}

static void
test_noise(void)
{
  for (int round = 0; round < 20000; round++) {
    g_autofree char *noise = make_noise();
    g_autofree char *pango = epoch_markdown_inline_to_pango(noise);
    g_autofree char *plain = epoch_markdown_inline_to_plain(noise);
    g_autofree char *html = epoch_markdown_to_html(noise);

    g_assert_true(is_well_formed(pango));
    g_assert_true(g_utf8_validate(plain, -1, NULL));
    g_assert_true(g_utf8_validate(html, -1, NULL));
    g_assert_null(strstr(html, "<x"));
    g_assert_null(strstr(html, "<img"));
  }
}

/* What makes a careless parser slow. */
static void
test_long(void)
{
  static const char *const bits[] = {"*a ",  "**a ", "[",  "[a](", "`",
                                     "`a``", "> ",   "- ", "\\",   "<"};

  for (gsize k = 0; k < G_N_ELEMENTS(bits); k++) {
    g_autoptr(GString) text = g_string_new(NULL);
    gint64 began = g_get_monotonic_time();

    while (text->len < 20000)
      g_string_append(text, bits[k]);
    g_free(epoch_markdown_inline_to_pango(text->str));
    g_free(epoch_markdown_to_html(text->str));
    g_test_message("\"%s\": %.1f ms", bits[k], (double)(g_get_monotonic_time() - began) / 1000);
    g_assert_cmpint(g_get_monotonic_time() - began, <, 4 * G_USEC_PER_SEC);
  }
}

/* Every text of the course is valid markup. */
static void
test_course(void)
{
  g_autofree char *folder = epoch_course_dup_default_folder();
  g_autoptr(EpochCourse) course = epoch_course_load(folder, NULL, NULL);
  GPtrArray *items = epoch_course_get_tickable(course);

  for (guint k = 0; k < items->len; k++) {
    g_autofree char *pango =
        epoch_markdown_inline_to_pango(epoch_item_get_text(g_ptr_array_index(items, k)));

    g_assert_true(is_well_formed(pango));
    g_assert_null(strstr(pango, "**"));
  }
}

static void
test_links(void)
{
  g_assert_true(epoch_links_are_allowed("https://e.org"));
  g_assert_true(epoch_links_are_allowed("HTTP://e.org"));
  g_assert_true(epoch_links_are_allowed("mailto:a@e.org"));
  g_assert_false(epoch_links_are_allowed(""));
  g_assert_false(epoch_links_are_allowed("e.org"));
  g_assert_false(epoch_links_are_allowed("//e.org"));
  g_assert_false(epoch_links_are_allowed("ftp://e.org"));
  g_assert_false(epoch_links_are_allowed("https ://e.org"));
  g_assert_false(epoch_links_are_allowed("https://e.org/\x01"));
  g_assert_false(epoch_links_are_allowed(" https://e.org"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/markdown/html", test_html);
  g_test_add_func("/markdown/document", test_document);
  g_test_add_func("/markdown/style-hash", test_style_hash);
  g_test_add_func("/markdown/inline", test_inline);
  g_test_add_func("/markdown/noise", test_noise);
  g_test_add_func("/markdown/long", test_long);
  g_test_add_func("/markdown/course", test_course);
  g_test_add_func("/markdown/links", test_links);
  return g_test_run();
}
