/* Notes to HTML, with the parser of md4c and a writer that lets nothing through unescaped. */
#include "config.h"

#include <md4c.h>
#include <string.h>

#include "markdown/epoch-links.h"
#include "markdown/epoch-markdown.h"

typedef struct {
  GString *out;
  guint links;  /* links and pictures that are open */
  GArray *open; /* for each of them, whether it was written as one */
} Writer;

static void
write_escaped(GString *out, const char *text, gsize length)
{
  for (gsize k = 0; k < length; k++) {
    switch (text[k]) {
    case '&':
      g_string_append(out, "&amp;");
      break;
    case '<':
      g_string_append(out, "&lt;");
      break;
    case '>':
      g_string_append(out, "&gt;");
      break;
    case '"':
      g_string_append(out, "&quot;");
      break;
    case '\'':
      g_string_append(out, "&#39;");
      break;
    default:
      g_string_append_c(out, text[k]);
    }
  }
}

/* The character that a numeric entity stands for; 0 for none that a text may hold. */
static gunichar
number_of_entity(const char *text, gsize length)
{
  gboolean hex = length > 3 && (text[2] == 'x' || text[2] == 'X');
  gunichar value = 0;

  if (length < 4 || text[1] != '#')
    return 0;
  for (gsize k = hex ? 3 : 2; k + 1 < length && value < 0x110000; k++)
    value = value * (hex ? 16 : 10) +
            (gunichar)(hex ? g_ascii_xdigit_value(text[k]) : g_ascii_digit_value(text[k]));
  return g_unichar_validate(value) ? value : 0;
}

/* (transfer full): An attribute with its numeric entities resolved: an address must be judged as a
 * browser would read it. A named one stays as its letters, which no browser resolves once its
 * "&" has been escaped. */
static char *
dup_attribute(const MD_ATTRIBUTE *attribute)
{
  GString *text = g_string_new(NULL);

  for (int k = 0; attribute->text != NULL && attribute->substr_offsets[k] < attribute->size; k++) {
    const char *part = attribute->text + attribute->substr_offsets[k];
    gsize length = attribute->substr_offsets[k + 1] - attribute->substr_offsets[k];
    gunichar c = attribute->substr_types[k] == MD_TEXT_ENTITY ? number_of_entity(part, length) : 0;

    if (attribute->substr_types[k] == MD_TEXT_ENTITY && length == 5 &&
        memcmp(part, "&amp;", 5) == 0)
      g_string_append_c(text, '&');
    else if (c != 0)
      g_string_append_unichar(text, c);
    else
      g_string_append_len(text, part, (gssize)length);
  }
  return g_string_free_and_steal(text);
}

static void
write_tag(Writer *writer, const char *tag)
{
  g_string_append(writer->out, tag);
}

static void
enter_code(Writer *writer, const MD_BLOCK_CODE_DETAIL *detail)
{
  g_autofree char *language = dup_attribute(&detail->lang);

  if (*language == '\0') {
    write_tag(writer, "<pre><code>");
    return;
  }
  write_tag(writer, "<pre><code class=\"language-");
  write_escaped(writer->out, language, strlen(language));
  write_tag(writer, "\">");
}

static void
enter_item(Writer *writer, const MD_BLOCK_LI_DETAIL *detail)
{
  if (!detail->is_task)
    write_tag(writer, "<li>");
  else if (detail->task_mark == ' ')
    write_tag(writer, "<li class=\"task\"><input type=\"checkbox\" disabled>");
  else
    write_tag(writer, "<li class=\"task\"><input type=\"checkbox\" disabled checked>");
}

static void
enter_cell(Writer *writer, const char *name, const MD_BLOCK_TD_DETAIL *detail)
{
  static const char *const classes[] = {
      [MD_ALIGN_DEFAULT] = "",
      [MD_ALIGN_LEFT] = " class=\"left\"",
      [MD_ALIGN_CENTER] = " class=\"center\"",
      [MD_ALIGN_RIGHT] = " class=\"right\"",
  };

  g_string_append_printf(writer->out, "<%s%s>", name, classes[detail->align]);
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
  Writer *writer = data;

  switch (type) {
  case MD_BLOCK_DOC:
  case MD_BLOCK_HTML:
    break;
  case MD_BLOCK_QUOTE:
    write_tag(writer, "<blockquote>\n");
    break;
  case MD_BLOCK_UL:
    write_tag(writer, "<ul>\n");
    break;
  case MD_BLOCK_OL:
    g_string_append_printf(writer->out, "<ol start=\"%u\">\n",
                           ((MD_BLOCK_OL_DETAIL *)detail)->start);
    break;
  case MD_BLOCK_LI:
    enter_item(writer, detail);
    break;
  case MD_BLOCK_HR:
    write_tag(writer, "<hr>\n");
    break;
  case MD_BLOCK_H:
    g_string_append_printf(writer->out, "<h%u>", ((MD_BLOCK_H_DETAIL *)detail)->level);
    break;
  case MD_BLOCK_CODE:
    enter_code(writer, detail);
    break;
  case MD_BLOCK_P:
    write_tag(writer, "<p>");
    break;
  case MD_BLOCK_TABLE:
    write_tag(writer, "<table>\n");
    break;
  case MD_BLOCK_THEAD:
    write_tag(writer, "<thead>\n");
    break;
  case MD_BLOCK_TBODY:
    write_tag(writer, "<tbody>\n");
    break;
  case MD_BLOCK_TR:
    write_tag(writer, "<tr>");
    break;
  case MD_BLOCK_TH:
    enter_cell(writer, "th", detail);
    break;
  case MD_BLOCK_TD:
    enter_cell(writer, "td", detail);
    break;
  }
  return 0;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
  static const char *const tags[] = {
      [MD_BLOCK_DOC] = "",
      [MD_BLOCK_QUOTE] = "</blockquote>\n",
      [MD_BLOCK_UL] = "</ul>\n",
      [MD_BLOCK_OL] = "</ol>\n",
      [MD_BLOCK_LI] = "</li>\n",
      [MD_BLOCK_HR] = "",
      [MD_BLOCK_CODE] = "</code></pre>\n",
      [MD_BLOCK_HTML] = "",
      [MD_BLOCK_P] = "</p>\n",
      [MD_BLOCK_TABLE] = "</table>\n",
      [MD_BLOCK_THEAD] = "</thead>\n",
      [MD_BLOCK_TBODY] = "</tbody>\n",
      [MD_BLOCK_TR] = "</tr>\n",
      [MD_BLOCK_TH] = "</th>",
      [MD_BLOCK_TD] = "</td>",
  };
  Writer *writer = data;

  if (type == MD_BLOCK_H)
    g_string_append_printf(writer->out, "</h%u>\n", ((MD_BLOCK_H_DETAIL *)detail)->level);
  else
    write_tag(writer, tags[type]);
  return 0;
}

/* A link or a picture, which becomes a link to it; one within another, or to where none may lead,
 * is text. */
static void
enter_link(Writer *writer, const MD_ATTRIBUTE *attribute)
{
  g_autofree char *address = dup_attribute(attribute);
  gboolean written = writer->links == 0 && epoch_links_are_allowed(address);

  if (written) {
    write_tag(writer, "<a href=\"");
    write_escaped(writer->out, address, strlen(address));
    write_tag(writer, "\" rel=\"noreferrer\">");
  }
  writer->links++;
  g_array_append_val(writer->open, written);
}

static void
leave_link(Writer *writer)
{
  if (g_array_index(writer->open, gboolean, writer->open->len - 1))
    write_tag(writer, "</a>");
  g_array_set_size(writer->open, writer->open->len - 1);
  writer->links--;
}

static const char *
tag_of_span(MD_SPANTYPE type)
{
  switch (type) {
  case MD_SPAN_EM:
    return "em";
  case MD_SPAN_STRONG:
    return "strong";
  case MD_SPAN_CODE:
    return "code";
  case MD_SPAN_DEL:
    return "del";
  default:
    return NULL;
  }
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *data)
{
  Writer *writer = data;

  if (type == MD_SPAN_A)
    enter_link(writer, &((MD_SPAN_A_DETAIL *)detail)->href);
  else if (type == MD_SPAN_IMG)
    enter_link(writer, &((MD_SPAN_IMG_DETAIL *)detail)->src);
  else if (tag_of_span(type) != NULL)
    g_string_append_printf(writer->out, "<%s>", tag_of_span(type));
  return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *data)
{
  Writer *writer = data;

  if (type == MD_SPAN_A || type == MD_SPAN_IMG)
    leave_link(writer);
  else if (tag_of_span(type) != NULL)
    g_string_append_printf(writer->out, "</%s>", tag_of_span(type));
  return 0;
}

static int
write_part(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE length, void *data)
{
  Writer *writer = data;

  switch (type) {
  case MD_TEXT_BR:
    write_tag(writer, "<br>\n");
    break;
  case MD_TEXT_SOFTBR:
    write_tag(writer, "\n");
    break;
  case MD_TEXT_NULLCHAR:
    write_tag(writer, "\xef\xbf\xbd");
    break;
  case MD_TEXT_ENTITY:
    /* The parser has checked that it is nothing but "&", letters or digits, and ";". */
    g_string_append_len(writer->out, text, length);
    break;
  default:
    write_escaped(writer->out, text, length);
  }
  return 0;
}

char *
epoch_markdown_to_html(const char *text)
{
  g_autofree char *valid = NULL;
  Writer writer = {.out = g_string_new(NULL)};
  MD_PARSER parser = {
      .flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML,
      .enter_block = enter_block,
      .leave_block = leave_block,
      .enter_span = enter_span,
      .leave_span = leave_span,
      .text = write_part,
  };

  g_return_val_if_fail(text != NULL, NULL);
  valid = g_utf8_make_valid(text, -1);
  writer.open = g_array_new(FALSE, FALSE, sizeof(gboolean));
  /* The parser fails only for want of memory; the text itself is then better than nothing. */
  if (strlen(valid) > G_MAXUINT32 / 2 ||
      md_parse(valid, (MD_SIZE)strlen(valid), &parser, &writer) != 0) {
    g_string_truncate(writer.out, 0);
    write_tag(&writer, "<pre>");
    write_escaped(writer.out, valid, strlen(valid));
    write_tag(&writer, "</pre>");
  }
  g_array_unref(writer.open);
  return g_string_free_and_steal(writer.out);
}
