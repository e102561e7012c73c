#include "config.h"

#include "search/epoch-search-result.h"

#include "search/epoch-search-private.h"

typedef struct {
  char *text;
  GArray *ranges; /* (element-type EpochSearchRange) */
} Marked;

struct _EpochSearchResult {
  GObject parent_instance;
  EpochSearchKind kind;
  int week;
  char *id;
  char *page;
  Marked title;
  Marked snippet;
};

G_DEFINE_FINAL_TYPE(EpochSearchResult, epoch_search_result, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochSearchResult *self = EPOCH_SEARCH_RESULT(object);

  g_free(self->id);
  g_free(self->page);
  g_free(self->title.text);
  g_array_unref(self->title.ranges);
  g_free(self->snippet.text);
  g_array_unref(self->snippet.ranges);
  G_OBJECT_CLASS(epoch_search_result_parent_class)->finalize(object);
}

static void
epoch_search_result_class_init(EpochSearchResultClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_search_result_init(EpochSearchResult *self)
{
}

/* Takes the marks out of a text, and keeps where they were. */
static Marked
take_marks(const char *text)
{
  GString *plain = g_string_new(NULL);
  GArray *ranges = g_array_new(FALSE, FALSE, sizeof(EpochSearchRange));
  EpochSearchRange range = {0};

  for (const char *c = text; *c != '\0'; c++) {
    if (*c == *EPOCH_SEARCH_MATCH_START) {
      range.start = (guint)plain->len;
    } else if (*c == *EPOCH_SEARCH_MATCH_END) {
      range.end = (guint)plain->len;
      g_array_append_val(ranges, range);
    } else {
      g_string_append_c(plain, *c);
    }
  }
  return (Marked){g_string_free_and_steal(plain), ranges};
}

EpochSearchResult *
epoch_search_result_new(EpochSearchKind kind, int week, const char *id, const char *page,
                        const char *marked_title, const char *marked_snippet)
{
  EpochSearchResult *self = g_object_new(EPOCH_TYPE_SEARCH_RESULT, NULL);

  self->kind = kind;
  self->week = week;
  self->id = g_strdup(id);
  self->page = g_strdup(page);
  self->title = take_marks(marked_title);
  self->snippet = take_marks(marked_snippet);
  return self;
}

EpochSearchKind
epoch_search_result_get_kind(EpochSearchResult *self)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), EPOCH_SEARCH_WEEK);
  return self->kind;
}

int
epoch_search_result_get_week(EpochSearchResult *self)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), 0);
  return self->week;
}

const char *
epoch_search_result_get_id(EpochSearchResult *self)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), NULL);
  return self->id;
}

const char *
epoch_search_result_get_page(EpochSearchResult *self)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), NULL);
  return self->page;
}

const char *
epoch_search_result_get_title(EpochSearchResult *self)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), NULL);
  return self->title.text;
}

const char *
epoch_search_result_get_snippet(EpochSearchResult *self)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), NULL);
  return self->snippet.text;
}

static const EpochSearchRange *
get_ranges(const Marked *marked, guint *n)
{
  if (n != NULL)
    *n = marked->ranges->len;
  return marked->ranges->len > 0 ? (const EpochSearchRange *)marked->ranges->data : NULL;
}

const EpochSearchRange *
epoch_search_result_get_title_ranges(EpochSearchResult *self, guint *n)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), NULL);
  return get_ranges(&self->title, n);
}

const EpochSearchRange *
epoch_search_result_get_snippet_ranges(EpochSearchResult *self, guint *n)
{
  g_return_val_if_fail(EPOCH_IS_SEARCH_RESULT(self), NULL);
  return get_ranges(&self->snippet, n);
}
