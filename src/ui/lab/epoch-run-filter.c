#include "config.h"

#include "lab/epoch-run-filter.h"

#include <string.h>

#include "lab/epoch-run-text.h"

struct _EpochRunFilter {
  GtkFilter parent_instance;
  EpochSession *session;
  char **words; /* casefolded */
  GHashTable *tags;
  gboolean starred;
};

G_DEFINE_FINAL_TYPE(EpochRunFilter, epoch_run_filter, GTK_TYPE_FILTER)

/* All that can be found of a run, casefolded. */
static char *
dup_text(EpochRunFilter *self, EpochRun *run)
{
  EpochExperiment *experiment =
      epoch_session_get_experiment(self->session, epoch_run_get_experiment(run));
  g_autofree char *settings =
      experiment ? epoch_run_text_dup_settings(run, experiment) : g_strdup("");
  g_autofree char *tags = g_strjoinv("\n", (char **)epoch_run_get_tags(run));
  g_autofree char *all = g_strjoin(
      "\n", experiment ? epoch_experiment_get_title(experiment) : epoch_run_get_experiment(run),
      settings, tags, epoch_run_get_note(run), epoch_run_text_get_status(run), NULL);

  return g_utf8_casefold(all, -1);
}

static gboolean
has_words(EpochRunFilter *self, EpochRun *run)
{
  g_autofree char *text = *self->words ? dup_text(self, run) : NULL;

  for (char **word = self->words; *word; word++)
    if (!strstr(text, *word))
      return FALSE;
  return TRUE;
}

static gboolean
has_tags(EpochRunFilter *self, EpochRun *run)
{
  GHashTableIter iter;
  gpointer tag;

  g_hash_table_iter_init(&iter, self->tags);
  while (g_hash_table_iter_next(&iter, &tag, NULL))
    if (!g_strv_contains(epoch_run_get_tags(run), tag))
      return FALSE;
  return TRUE;
}

static gboolean
epoch_run_filter_match(GtkFilter *filter, gpointer item)
{
  EpochRunFilter *self = EPOCH_RUN_FILTER(filter);
  EpochRun *run = epoch_run_item_get_run(item);

  return (!self->starred || epoch_run_get_starred(run)) && has_tags(self, run) &&
         has_words(self, run);
}

void
epoch_run_filter_set_text(EpochRunFilter *self, const char *text)
{
  g_autofree char *folded = NULL;
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  g_auto(GStrv) parts = NULL;

  g_return_if_fail(EPOCH_IS_RUN_FILTER(self) && text);
  folded = g_utf8_casefold(text, -1);
  parts = g_strsplit_set(folded, " \t\n", -1);
  for (char **part = parts; *part; part++)
    if (**part)
      g_strv_builder_add(words, *part);
  g_strfreev(self->words);
  self->words = g_strv_builder_end(words);
  gtk_filter_changed(GTK_FILTER(self), GTK_FILTER_CHANGE_DIFFERENT);
}

void
epoch_run_filter_set_starred(EpochRunFilter *self, gboolean starred)
{
  g_return_if_fail(EPOCH_IS_RUN_FILTER(self));
  self->starred = starred;
  gtk_filter_changed(GTK_FILTER(self), GTK_FILTER_CHANGE_DIFFERENT);
}

void
epoch_run_filter_set_tag(EpochRunFilter *self, const char *tag, gboolean wanted)
{
  g_return_if_fail(EPOCH_IS_RUN_FILTER(self) && tag);
  if (wanted)
    g_hash_table_add(self->tags, g_strdup(tag));
  else
    g_hash_table_remove(self->tags, tag);
  gtk_filter_changed(GTK_FILTER(self), GTK_FILTER_CHANGE_DIFFERENT);
}

gboolean
epoch_run_filter_has_tag(EpochRunFilter *self, const char *tag)
{
  g_return_val_if_fail(EPOCH_IS_RUN_FILTER(self), FALSE);
  return g_hash_table_contains(self->tags, tag);
}

static void
epoch_run_filter_finalize(GObject *object)
{
  EpochRunFilter *self = EPOCH_RUN_FILTER(object);

  g_object_unref(self->session);
  g_strfreev(self->words);
  g_hash_table_unref(self->tags);
  G_OBJECT_CLASS(epoch_run_filter_parent_class)->finalize(object);
}

static void
epoch_run_filter_class_init(EpochRunFilterClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = epoch_run_filter_finalize;
  GTK_FILTER_CLASS(klass)->match = epoch_run_filter_match;
}

static void
epoch_run_filter_init(EpochRunFilter *self)
{
  self->words = g_new0(char *, 1);
  self->tags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

EpochRunFilter *
epoch_run_filter_new(EpochSession *session)
{
  EpochRunFilter *self = g_object_new(EPOCH_TYPE_RUN_FILTER, NULL);

  self->session = g_object_ref(session);
  return self;
}
