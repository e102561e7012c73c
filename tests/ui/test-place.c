/* Places: what reads back as itself, and what names no place at all. */
#include "window/epoch-place.h"

static void
test_round_trip(void)
{
  const char *texts[] = {
      "today",
      "week/1",
      "week/16/notes",
      "week/4/tasks/w04.task.2",
      "block/4",
      "final",
      "final/final.07",
      "block/2/b2.check.3",
      "lab",
      "lab/boston-linear",
      "runs",
      "runs/boston-linear",
      "resource/w04.resource.1",
      "compare/20261123-200702-1e1489/20261123-200708-927573",
  };

  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(EpochPlace) place = epoch_place_parse(texts[i]);
    g_autofree char *text = NULL;
    g_assert_nonnull(place);
    text = epoch_place_to_string(place);
    g_assert_cmpstr(text, ==, texts[i]);
  }
}

static void
test_parts(void)
{
  g_autoptr(EpochPlace) place = epoch_place_parse("week/4/tasks/w04.task.2");

  g_assert_cmpint(place->kind, ==, EPOCH_PLACE_WEEK);
  g_assert_cmpint(place->number, ==, 4);
  g_assert_cmpstr(place->view, ==, "tasks");
  g_assert_cmpstr(place->item, ==, "w04.task.2");
  g_assert_null(place->runs);
}

static void
test_no_place(void)
{
  const char *texts[] = {
      "",
      "/",
      "nowhere",
      "today/1",
      "week",
      "week/0",
      "week/17",
      "week/x",
      "week/4/",
      "week/4/lessons",
      "week/4/tasks/a/b",
      "week/-1",
      "week/1e1",
      "block/5",
      "block",
      "lab/../../etc",
      "lab/a b",
      "resource",
      "compare",
      "compare/a/b/c/d/e/f/g/h/i",
      "final/x/y",
      "lab/%2e",
      "week/4/tasks/<b>",
      "week/99999999999999999999",
  };

  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(EpochPlace) place = epoch_place_parse(texts[i]);
    if (place)
      g_test_message("\"%s\" was taken for a place", texts[i]);
    g_assert_null(place);
  }
}

/* Whatever a damaged store holds, a place is a place or NULL. */
static void
test_noise(void)
{
  const char alphabet[] = "week/today/lab/0123456789.-_ \xc3\xa4";
  g_autoptr(GRand) random = g_rand_new_with_seed(7);

  for (int i = 0; i < 20000; i++) {
    char text[24];
    int length = g_rand_int_range(random, 0, sizeof text - 1);
    for (int k = 0; k < length; k++)
      text[k] = alphabet[g_rand_int_range(random, 0, sizeof alphabet - 1)];
    text[length] = '\0';
    g_autoptr(EpochPlace) place = epoch_place_parse(text);
    if (place) {
      g_autofree char *again = epoch_place_to_string(place);
      g_autoptr(EpochPlace) second = epoch_place_parse(again);
      g_assert_nonnull(second);
      g_assert_cmpint(second->kind, ==, place->kind);
      g_assert_cmpint(second->number, ==, place->number);
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/place/round-trip", test_round_trip);
  g_test_add_func("/place/parts", test_parts);
  g_test_add_func("/place/no-place", test_no_place);
  g_test_add_func("/place/noise", test_noise);
  return g_test_run();
}
