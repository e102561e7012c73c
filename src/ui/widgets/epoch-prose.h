#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Text of the course as widgets. Its inline Markdown becomes markup; a link in it opens in the
 * window's own web view, by the action win.open-address. */

/* (transfer floating): a label that wraps and can be selected. */
GtkWidget *epoch_prose_label_new(const char *markdown);

/* (transfer floating): paragraphs, and lists of lines that begin with "- " or with a number and a
 * point, each with its inline Markdown. */
GtkWidget *epoch_prose_box_new(const char *markdown);

/* Sets the text of a label that is to behave as those of epoch_prose_label_new(). */
void epoch_prose_label_set(GtkLabel *label, const char *markdown);

/* (transfer floating): a section of a page: a heading, a line below it where @description is
 * not NULL, and whatever is appended. */
GtkWidget *epoch_section_new(const char *title, const char *description);

/* (transfer floating): a list of rows in a box, named for a screen reader. */
GtkWidget *epoch_boxed_list_new(const char *label);

/* (transfer floating): a row of a boxed list that only says something: a strong line, text
 * below it and points below that. @text and @points (NULL-terminated) may be NULL. */
GtkWidget *epoch_text_row_new(const char *title, const char *text, const char *const *points);

/* The two parts of a line of the course such as "**NumPy:** Arrays, broadcasting": the strong
 * beginning without its colon or full stop, and the rest. Without such a beginning, @term is NULL. */
void epoch_prose_split(const char *markdown, char **term, char **rest);

/* (transfer full): a title of the course as plain text, without the full stop that some have. */
char *epoch_prose_dup_title(const char *title);

/* (transfer full): hours as people write them: "1 hour", "2.5 hours". */
char *epoch_format_hours(double hours);

/* (transfer full): the time of something that was, short and as far as it is needed: "14:05",
 * "Yesterday, 14:05", "12 January". */
char *epoch_format_time(gint64 unix_seconds);

/* Brings a widget into the sight of the scrolled window that it is in, marks it for a moment,
 * and moves the focus there. */
void epoch_show_found(GtkWidget *widget);

G_END_DECLS
