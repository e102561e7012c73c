#include "config.h"

#include "course/epoch-block.h"

#include "course/epoch-records-private.h"

struct _EpochBlock {
  GObject parent_instance;
  int number;
  char *title;
  char *goal;
  char *job_relevance;
  char *capstone;
  char *overview;
  GPtrArray *weeks;
  GPtrArray *checks;
  GPtrArray *questions;
};

G_DEFINE_FINAL_TYPE(EpochBlock, epoch_block, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochBlock *self = EPOCH_BLOCK(object);

  g_free(self->title);
  g_free(self->goal);
  g_free(self->job_relevance);
  g_free(self->capstone);
  g_free(self->overview);
  g_ptr_array_unref(self->weeks);
  g_ptr_array_unref(self->checks);
  g_ptr_array_unref(self->questions);
  G_OBJECT_CLASS(epoch_block_parent_class)->finalize(object);
}

static void
epoch_block_class_init(EpochBlockClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_block_init(EpochBlock *self)
{
}

EpochBlock *
epoch_block_new(const EpochBlockParts *parts)
{
  EpochBlock *self = g_object_new(EPOCH_TYPE_BLOCK, NULL);

  self->number = parts->number;
  self->title = g_strdup(parts->title);
  self->goal = g_strdup(parts->goal);
  self->job_relevance = g_strdup(parts->job_relevance);
  self->capstone = g_strdup(parts->capstone);
  self->overview = g_strdup(parts->overview);
  self->weeks = epoch_records_array(NULL, g_object_unref);
  self->checks = epoch_records_array(parts->take_checks, g_object_unref);
  self->questions = epoch_records_array(parts->take_questions, g_object_unref);
  return self;
}

int
epoch_block_get_number(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), 0);
  return self->number;
}

const char *
epoch_block_get_title(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->title;
}

const char *
epoch_block_get_goal(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->goal;
}

const char *
epoch_block_get_job_relevance(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->job_relevance;
}

const char *
epoch_block_get_capstone(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->capstone;
}

const char *
epoch_block_get_overview(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->overview;
}

GPtrArray *
epoch_block_get_weeks(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->weeks;
}

GPtrArray *
epoch_block_get_checks(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->checks;
}

GPtrArray *
epoch_block_get_questions(EpochBlock *self)
{
  g_return_val_if_fail(EPOCH_IS_BLOCK(self), NULL);
  return self->questions;
}

void
epoch_block_add_week(EpochBlock *self, EpochWeek *week)
{
  g_ptr_array_add(self->weeks, g_object_ref(week));
}
