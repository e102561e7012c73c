#include "config.h"

#include "store/epoch-note.h"

#include <string.h>

#include "markdown/epoch-markdown.h"

#define TITLE_CHARACTERS 80

struct _EpochNote {
  GObject parent_instance;
  char *id;
  char *scope;
  char *body;
  gint64 created;
  gint64 updated;
};

G_DEFINE_FINAL_TYPE(EpochNote, epoch_note, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochNote *self = EPOCH_NOTE(object);

  g_free(self->id);
  g_free(self->scope);
  g_free(self->body);
  G_OBJECT_CLASS(epoch_note_parent_class)->finalize(object);
}

static void
epoch_note_class_init(EpochNoteClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_note_init(EpochNote *self)
{
}

EpochNote *
epoch_note_new(const char *id, const char *scope, const char *body, gint64 created, gint64 updated)
{
  EpochNote *self = g_object_new(EPOCH_TYPE_NOTE, NULL);

  self->id = g_strdup(id);
  self->scope = g_strdup(scope);
  self->body = g_strdup(body);
  self->created = created;
  self->updated = updated;
  return self;
}

const char *
epoch_note_get_id(EpochNote *self)
{
  g_return_val_if_fail(EPOCH_IS_NOTE(self), NULL);
  return self->id;
}

const char *
epoch_note_get_scope(EpochNote *self)
{
  g_return_val_if_fail(EPOCH_IS_NOTE(self), NULL);
  return self->scope;
}

const char *
epoch_note_get_body(EpochNote *self)
{
  g_return_val_if_fail(EPOCH_IS_NOTE(self), NULL);
  return self->body;
}

gint64
epoch_note_get_created(EpochNote *self)
{
  g_return_val_if_fail(EPOCH_IS_NOTE(self), 0);
  return self->created;
}

gint64
epoch_note_get_updated(EpochNote *self)
{
  g_return_val_if_fail(EPOCH_IS_NOTE(self), 0);
  return self->updated;
}

/* A heading, a quotation and a list entry begin with marks that are not of the title. */
static const char *
skip_marks(const char *line)
{
  return line + strspn(line, "#>-*+ \t");
}

char *
epoch_note_dup_title(EpochNote *self)
{
  const char *line;

  g_return_val_if_fail(EPOCH_IS_NOTE(self), NULL);
  for (line = self->body; *line != '\0';) {
    const char *start = skip_marks(line);
    gsize length = strcspn(start, "\r\n");

    if (length > 0) {
      /* No title needs more of a long line than this, and the plain text may be shorter. */
      g_autofree char *first = g_utf8_substring(
          start, 0, MIN(g_utf8_strlen(start, (gssize)length), 8 * TITLE_CHARACTERS));
      g_autofree char *plain = epoch_markdown_inline_to_plain(first);

      g_strstrip(plain);
      if (*plain != '\0')
        return g_utf8_substring(plain, 0, MIN(g_utf8_strlen(plain, -1), TITLE_CHARACTERS));
    }
    line = start + length + strspn(start + length, "\r\n");
  }
  return g_strdup("");
}
