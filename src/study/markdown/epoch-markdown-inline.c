/* The course's inline Markdown, one paragraph: `code`, **strong**, *emphasis*, [text](address), and
 * a backslash before a mark that is meant as itself. What is not closed is text. */
#include "config.h"

#include "markdown/epoch-markdown.h"

#include <string.h>

#include "markdown/epoch-links.h"

#define MAX_DEPTH 8
#define MAX_BRACKETED 2048

typedef struct {
  GString *out;
  gboolean markup;
  guint depth;
  gboolean in_link;
  /* For one to three asterisks: the end of the span in which they were last found not to be closed.
   * Whoever opens them again before that end need not look: that would take quadratic time. */
  const char *unclosed[4];
} Writer;

static void write_span(Writer *writer, const char *text, gsize length);

/* Line breaks of the source are white space. */
static void
write_text(Writer *writer, const char *text, gsize length)
{
  g_autofree char *line = g_strndup(text, length);
  g_autofree char *escaped = NULL;

  g_strdelimit(line, "\r\n\t", ' ');
  if (writer->markup)
    escaped = g_markup_escape_text(line, -1);
  g_string_append(writer->out, writer->markup ? escaped : line);
}

static void
write_mark(Writer *writer, const char *mark)
{
  if (writer->markup)
    g_string_append(writer->out, mark);
}

/* A backslash and the character after it are never a mark. */
static gsize
skip_one(const char *text, gsize at, gsize length)
{
  return text[at] == '\\' && at + 1 < length ? at + 2 : at + 1;
}

/* The length of the run of a character at a place. */
static gsize
run_of(const char *text, gsize at, gsize length, char c)
{
  gsize n = 0;

  while (at + n < length && text[at + n] == c)
    n++;
  return n;
}

/* Where a run of exactly n backticks begins, from at on; length where there is none. */
static gsize
find_ticks(const char *text, gsize at, gsize length, gsize n)
{
  while (at < length) {
    gsize run = run_of(text, at, length, '`');

    if (run == n)
      return at;
    at += MAX(run, 1);
  }
  return length;
}

/* Where the emphasis of n asterisks that begins before at ends; length where it does not. Code is
 * stepped over: an asterisk in it is none of this. */
static gsize
find_stars(const char *text, gsize at, gsize length, gsize n)
{
  while (at < length) {
    gsize run = run_of(text, at, length, '*');
    gsize ticks = run_of(text, at, length, '`');

    /* Of three at the end the inner emphasis has its own first. */
    if ((run == n || (run == 3 && n < 3)) && run > 0 && !g_ascii_isspace(text[at - 1]))
      return at + run - n;
    if (ticks > 0) {
      gsize end = find_ticks(text, at + ticks, length, ticks);

      at = end < length ? end + ticks : at + ticks;
    } else {
      at = run > 0 ? at + run : skip_one(text, at, length);
    }
  }
  return length;
}

/* Where the bracket that opened before at is closed; length where it is not, or not soon. */
static gsize
find_closing(const char *text, gsize at, gsize length, char open, char close)
{
  gsize limit = MIN(length, at + MAX_BRACKETED);
  guint depth = 1;

  while (at < limit) {
    if (text[at] == open)
      depth++;
    else if (text[at] == close && --depth == 0)
      return at;
    at = skip_one(text, at, length);
  }
  return length;
}

static void
write_inner(Writer *writer, const char *before, const char *text, gsize length, const char *after)
{
  write_mark(writer, before);
  writer->depth++;
  write_span(writer, text, length);
  writer->depth--;
  write_mark(writer, after);
}

/* Each of these writes what begins at a place, and returns where it ends; the place itself where
 * nothing of its kind begins there. */
static gsize
write_code(Writer *writer, const char *text, gsize at, gsize length)
{
  gsize n = run_of(text, at, length, '`');
  gsize start = at + n;
  gsize end = find_ticks(text, start, length, n);
  gsize trim;

  if (end == length) {
    write_text(writer, text + at, n);
    return start;
  }
  /* "`` `x` ``" is how code with a backtick is written. */
  trim = end - start > 2 && text[start] == ' ' && text[end - 1] == ' ' ? 1 : 0;
  write_mark(writer, "<tt>");
  write_text(writer, text + start + trim, end - start - 2 * trim);
  write_mark(writer, "</tt>");
  return end + n;
}

/* Writes emphasis of exactly n asterisks. */
static gsize
write_emphasis(Writer *writer, const char *text, gsize at, gsize length, gsize n)
{
  static const char *const before[] = {"", "<i>", "<b>", "<b><i>"};
  static const char *const after[] = {"", "</i>", "</b>", "</i></b>"};
  gsize start = at + n;
  gsize end;

  if (writer->depth >= MAX_DEPTH || start >= length || g_ascii_isspace(text[start]) ||
      writer->unclosed[n] == text + length)
    return at;
  end = find_stars(text, start + 1, length, n);
  if (end >= length) {
    writer->unclosed[n] = text + length;
    return at;
  }
  write_inner(writer, before[n], text + start, end - start, after[n]);
  return end + n;
}

/* Three asterisks are both kinds of emphasis at once, or one within the other. */
static gsize
write_stars(Writer *writer, const char *text, gsize at, gsize length)
{
  gsize next = at;

  for (gsize n = MIN(run_of(text, at, length, '*'), 3); n > 0 && next == at; n--)
    next = write_emphasis(writer, text, at, length, n);
  return next;
}

static gsize
write_link(Writer *writer, const char *text, gsize at, gsize length)
{
  gsize middle = find_closing(text, at + 1, length, '[', ']');
  g_autofree char *address = NULL;
  g_autofree char *tag = NULL;
  gsize end;

  if (writer->depth >= MAX_DEPTH || middle + 1 >= length || text[middle + 1] != '(')
    return at;
  end = find_closing(text, middle + 2, length, '(', ')');
  if (end >= length)
    return at;
  address = g_strndup(text + middle + 2, end - middle - 2);
  if (writer->in_link || !epoch_links_are_allowed(address)) {
    write_inner(writer, "", text + at + 1, middle - at - 1, "");
    return end + 1;
  }
  tag = g_markup_printf_escaped("<a href=\"%s\">", address);
  writer->in_link = TRUE;
  write_inner(writer, tag, text + at + 1, middle - at - 1, "</a>");
  writer->in_link = FALSE;
  return end + 1;
}

static gsize
write_special(Writer *writer, const char *text, gsize at, gsize length)
{
  switch (text[at]) {
  case '`':
    return write_code(writer, text, at, length);
  case '*':
    return write_stars(writer, text, at, length);
  case '[':
    return write_link(writer, text, at, length);
  case '\\':
    if (at + 1 >= length || !g_ascii_ispunct(text[at + 1]))
      return at;
    write_text(writer, text + at + 1, 1);
    return at + 2;
  default:
    return at;
  }
}

static void
write_span(Writer *writer, const char *text, gsize length)
{
  gsize at = 0;

  while (at < length) {
    gsize plain = at;
    gsize next;

    while (at < length && strchr("`*[\\", text[at]) == NULL)
      at++;
    write_text(writer, text + plain, at - plain);
    if (at == length)
      return;
    next = write_special(writer, text, at, length);
    if (next == at) {
      next = at + (text[at] == '*' ? run_of(text, at, length, '*') : 1);
      write_text(writer, text + at, next - at);
    }
    at = next;
  }
}

static char *
convert(const char *text, gboolean markup)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  Writer writer = {.out = g_string_new(NULL), .markup = markup};

  write_span(&writer, valid, strlen(valid));
  return g_string_free_and_steal(writer.out);
}

char *
epoch_markdown_inline_to_pango(const char *text)
{
  g_return_val_if_fail(text != NULL, NULL);
  return convert(text, TRUE);
}

char *
epoch_markdown_inline_to_plain(const char *text)
{
  g_return_val_if_fail(text != NULL, NULL);
  return convert(text, FALSE);
}
