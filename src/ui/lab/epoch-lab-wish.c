#include "config.h"

#include "lab/epoch-lab-wish.h"

/* A session keeps one wish at most, under this key. */
#define WISH "epoch-lab-wish"

typedef struct {
  char *experiment;
  JsonObject *params;
} Wish;

static void
wish_free(gpointer data)
{
  Wish *wish = data;

  g_free(wish->experiment);
  json_object_unref(wish->params);
  g_free(wish);
}

void
epoch_lab_wish_set(EpochSession *session, const char *experiment, JsonObject *params)
{
  Wish *wish = g_new0(Wish, 1);

  wish->experiment = g_strdup(experiment);
  wish->params = json_object_ref(params);
  g_object_set_data_full(G_OBJECT(session), WISH, wish, wish_free);
}

JsonObject *
epoch_lab_wish_take(EpochSession *session, const char *experiment)
{
  Wish *wish = g_object_get_data(G_OBJECT(session), WISH);
  JsonObject *params;

  if (!wish || !g_str_equal(wish->experiment, experiment))
    return NULL;
  params = json_object_ref(wish->params);
  g_object_set_data(G_OBJECT(session), WISH, NULL);
  return params;
}
