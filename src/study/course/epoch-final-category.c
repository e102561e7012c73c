#include "config.h"

#include "course/epoch-final-category.h"

#include "course/epoch-records-private.h"

struct _EpochFinalCategory {
  GObject parent_instance;
  char *title;
  GPtrArray *tasks;
};

G_DEFINE_FINAL_TYPE(EpochFinalCategory, epoch_final_category, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochFinalCategory *self = EPOCH_FINAL_CATEGORY(object);

  g_free(self->title);
  g_ptr_array_unref(self->tasks);
  G_OBJECT_CLASS(epoch_final_category_parent_class)->finalize(object);
}

static void
epoch_final_category_class_init(EpochFinalCategoryClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_final_category_init(EpochFinalCategory *self)
{
}

EpochFinalCategory *
epoch_final_category_new(const char *title, GPtrArray *take_tasks)
{
  EpochFinalCategory *self = g_object_new(EPOCH_TYPE_FINAL_CATEGORY, NULL);

  self->title = g_strdup(title);
  self->tasks = epoch_records_array(take_tasks, g_object_unref);
  return self;
}

const char *
epoch_final_category_get_title(EpochFinalCategory *self)
{
  g_return_val_if_fail(EPOCH_IS_FINAL_CATEGORY(self), NULL);
  return self->title;
}

GPtrArray *
epoch_final_category_get_tasks(EpochFinalCategory *self)
{
  g_return_val_if_fail(EPOCH_IS_FINAL_CATEGORY(self), NULL);
  return self->tasks;
}
