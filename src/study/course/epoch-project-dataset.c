#include "config.h"

#include "course/epoch-project-dataset.h"

#include "course/epoch-records-private.h"

struct _EpochProjectDataset {
  GObject parent_instance;
  char *title;
  char *url;
  char *note;
  int part;
};

G_DEFINE_FINAL_TYPE(EpochProjectDataset, epoch_project_dataset, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochProjectDataset *self = EPOCH_PROJECT_DATASET(object);

  g_free(self->title);
  g_free(self->url);
  g_free(self->note);
  G_OBJECT_CLASS(epoch_project_dataset_parent_class)->finalize(object);
}

static void
epoch_project_dataset_class_init(EpochProjectDatasetClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_project_dataset_init(EpochProjectDataset *self)
{
}

EpochProjectDataset *
epoch_project_dataset_new(const char *title, const char *url, const char *note, int part)
{
  EpochProjectDataset *self = g_object_new(EPOCH_TYPE_PROJECT_DATASET, NULL);

  self->title = g_strdup(title);
  self->url = g_strdup(url);
  self->note = g_strdup(note);
  self->part = part;
  return self;
}

const char *
epoch_project_dataset_get_title(EpochProjectDataset *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT_DATASET(self), NULL);
  return self->title;
}

const char *
epoch_project_dataset_get_url(EpochProjectDataset *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT_DATASET(self), NULL);
  return self->url;
}

const char *
epoch_project_dataset_get_note(EpochProjectDataset *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT_DATASET(self), NULL);
  return self->note;
}

int
epoch_project_dataset_get_part(EpochProjectDataset *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT_DATASET(self), 0);
  return self->part;
}
