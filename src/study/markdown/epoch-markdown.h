/* Markdown: the learner's notes to HTML, and the course's inline Markdown to Pango markup.
 *
 * Whatever goes in, what comes out is escaped: no HTML of the text survives as HTML, links lead
 * to http, https and mailto alone, and no picture is loaded. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): The HTML of a text, without html, head and body, in GitHub's dialect: tables,
 * strikethrough, task lists and bare addresses. A picture becomes a link to it. */
char *epoch_markdown_to_html(const char *text);

/* (transfer full): The same as a whole document, with a style sheet that follows light and dark and
 * a content security policy that allows nothing but that style. title is plain text. */
char *epoch_markdown_to_document(const char *text, const char *title);

/* (transfer full): Valid Pango markup, as GtkLabel takes it, of one paragraph of the course:
 * `code`, **strong**, *emphasis*, [text](address). A link of another scheme is plain text. */
char *epoch_markdown_inline_to_pango(const char *text);

/* (transfer full): The same as plain text. */
char *epoch_markdown_inline_to_plain(const char *text);

G_END_DECLS
