/* What a notebook's template is filled with: values by name, each as text, as Markdown and as a
 * literal of Python. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *text;     /* as it is compared by {{#if}} */
  char *markdown; /* as it stands in prose */
  char *literal;  /* as it stands in code */
  gboolean truth; /* what {{#if}} takes it for */
} NotebookValue;

/* A set of values; owns them. */
typedef struct _NotebookValues NotebookValues;

NotebookValues *notebook_values_new(void);
void notebook_values_free(NotebookValues *self);

/* (nullable) (transfer none) */
const NotebookValue *notebook_values_get(const NotebookValues *self, const char *name);

/* A text from anywhere. In Markdown it is escaped and on one line; in code it is a string. */
void notebook_values_set_text(NotebookValues *self, const char *name, const char *text);
/* A text of Epoch's own that is Markdown already. */
void notebook_values_set_markdown(NotebookValues *self, const char *name, const char *markdown);
/* Code that is made by the export. */
void notebook_values_set_code(NotebookValues *self, const char *name, const char *code,
                              gboolean truth);
void notebook_values_set_number(NotebookValues *self, const char *name, double value);
void notebook_values_set_integer(NotebookValues *self, const char *name, guint64 value);
void notebook_values_set_boolean(NotebookValues *self, const char *name, gboolean value);
/* Lists, in lines of at most 79 columns. */
void notebook_values_set_rows(NotebookValues *self, const char *name, const gsize *rows, gsize n);
void notebook_values_set_numbers(NotebookValues *self, const char *name, const double *numbers,
                                 gsize n);
void notebook_values_set_texts(NotebookValues *self, const char *name, const char *const *texts);
/* A setting: any of the types that parameters have. */
void notebook_values_set_variant(NotebookValues *self, const char *name, GVariant *value);

/* (transfer full): literals of Python: a string in double quotes; a number that reads back as the
 * same bits, float("nan") where it is none. */
char *notebook_literal_text(const char *text);
char *notebook_literal_number(double value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(NotebookValues, notebook_values_free)

G_END_DECLS
