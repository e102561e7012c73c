/* The plan: its defaults, its place in the course, and that it is kept. */
#include "config.h"

#include <math.h>

#include "plan/epoch-plan.h"
#include "store/epoch-settings.h"
#include "support.h"

static GDate
date_of(int year, int month, int day)
{
  GDate date;

  g_date_clear(&date, 1);
  g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return date;
}

static void
test_defaults(void)
{
  GDate sunday = date_of(2026, 3, 1);
  GDate monday = date_of(2026, 2, 23);
  g_autoptr(EpochPlan) plan = epoch_plan_new(&sunday);

  g_assert_false(epoch_plan_is_set(plan));
  g_assert_cmpint(g_date_compare(epoch_plan_get_start(plan), &monday), ==, 0);
  g_assert_cmpfloat(epoch_plan_get_hours(plan), ==, 13);
  g_assert_cmpuint(epoch_plan_get_weekdays(plan), ==, EPOCH_PLAN_WORKING_DAYS);
  g_assert_cmpfloat_with_epsilon(epoch_plan_get_hours_on_day(plan, &monday), 2.6, 1e-9);
  g_assert_cmpfloat(epoch_plan_get_hours_on_day(plan, &sunday), ==, 0);
}

static void
test_values(void)
{
  GDate today = date_of(2026, 3, 1);
  g_autoptr(EpochPlan) plan = epoch_plan_new(&today);

  epoch_plan_set_hours(plan, 1000);
  g_assert_cmpfloat(epoch_plan_get_hours(plan), ==, 80);
  epoch_plan_set_hours(plan, -1);
  g_assert_cmpfloat(epoch_plan_get_hours(plan), ==, 1);
  epoch_plan_set_hours(plan, NAN);
  g_assert_cmpfloat(epoch_plan_get_hours(plan), ==, 13);
  epoch_plan_set_weekdays(plan, 0);
  g_assert_cmpuint(epoch_plan_get_weekdays(plan), ==, EPOCH_PLAN_WORKING_DAYS);
  epoch_plan_set_weekdays(plan, 0xffff);
  g_assert_cmpuint(epoch_plan_get_weekdays(plan), ==, EPOCH_PLAN_ALL_DAYS);
  epoch_plan_set_weekdays(plan, EPOCH_PLAN_DAY(G_DATE_SUNDAY));
  g_assert_cmpfloat(epoch_plan_get_hours_on_day(plan, &today), ==, 13);
}

static void
test_place(void)
{
  static const struct {
    int days;
    EpochPlanPhase phase;
    int week;
    int day;
  } cases[] = {
      {-3, EPOCH_PLAN_BEFORE, 1, 3},  {0, EPOCH_PLAN_DURING, 1, 1},
      {6, EPOCH_PLAN_DURING, 1, 7},   {7, EPOCH_PLAN_DURING, 2, 1},
      {23, EPOCH_PLAN_DURING, 4, 3},  {111, EPOCH_PLAN_DURING, 16, 7},
      {112, EPOCH_PLAN_AFTER, 16, 7}, {5000, EPOCH_PLAN_AFTER, 16, 7},
  };
  /* A Wednesday: weeks are counted from the start date. The clock changes on the way. */
  GDate start = date_of(2026, 2, 25);
  g_autoptr(EpochPlan) plan = epoch_plan_new(&start);

  epoch_plan_set_start(plan, &start);
  for (gsize k = 0; k < G_N_ELEMENTS(cases); k++) {
    GDate date = start;
    int week, day;

    if (cases[k].days < 0)
      g_date_subtract_days(&date, (guint)-cases[k].days);
    else
      g_date_add_days(&date, (guint)cases[k].days);
    g_assert_cmpint(epoch_plan_get_place(plan, &date, 16, &week, &day), ==, cases[k].phase);
    g_assert_cmpint(week, ==, cases[k].week);
    g_assert_cmpint(day, ==, cases[k].day);
    g_assert_cmpint(epoch_plan_get_place(plan, &date, 16, NULL, NULL), ==, cases[k].phase);
  }
}

static EpochPlan *
load(EpochStore *store, const GDate *today)
{
  g_auto(Wait) wait = {0};
  GError *error = NULL;
  EpochPlan *plan;

  epoch_plan_load_async(store, today, NULL, support_wait_cb, &wait);
  plan = epoch_plan_load_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  return plan;
}

static void
test_kept(void)
{
  char *folder = support_make_folder();
  g_autofree char *path = g_build_filename(folder, "epoch.db", NULL);
  EpochStore *store = support_open(path);
  GDate today = date_of(2026, 3, 1);
  GDate start = date_of(2026, 4, 15);
  g_autoptr(EpochPlan) none = load(store, &today);
  g_autoptr(EpochPlan) plan = epoch_plan_new(&today);
  g_autoptr(EpochPlan) found = NULL;
  g_auto(Wait) wait = {0};

  g_assert_false(epoch_plan_is_set(none));
  epoch_plan_set_start(plan, &start);
  epoch_plan_set_hours(plan, 7.5);
  epoch_plan_set_weekdays(plan, 0x61);
  epoch_plan_save_async(plan, store, NULL, support_wait_cb, &wait);
  g_assert_true(epoch_plan_save_finish(plan, support_wait(&wait), NULL));
  g_assert_true(epoch_plan_is_set(plan));
  support_wait_clear(&wait);
  support_close(store);
  store = support_open(path);
  found = load(store, &today);
  g_assert_true(epoch_plan_is_set(found));
  g_assert_cmpint(g_date_compare(epoch_plan_get_start(found), &start), ==, 0);
  g_assert_cmpfloat(epoch_plan_get_hours(found), ==, 7.5);
  g_assert_cmpuint(epoch_plan_get_weekdays(found), ==, 0x61);
  support_close(store);
  support_remove(folder);
}

static void
test_not_valid(void)
{
  static const char *const starts[] = {
      "",           "soon",        "2026-02-30", "2026-13-01", "2026-01-01x",
      "0000-00-00", "99999-01-01", "-026-01-01"};
  char *folder = support_make_folder();
  g_autofree char *path = g_build_filename(folder, "epoch.db", NULL);
  EpochStore *store = support_open(path);
  GDate today = date_of(2026, 3, 1);

  for (gsize k = 0; k < G_N_ELEMENTS(starts); k++) {
    g_auto(Wait) wait = {0};
    g_autoptr(EpochPlan) plan = NULL;

    epoch_settings_set_async(store, "plan.start", starts[k], NULL, support_wait_cb, &wait);
    g_assert_true(epoch_settings_set_finish(store, support_wait(&wait), NULL));
    plan = load(store, &today);
    g_assert_false(epoch_plan_is_set(plan));
    g_assert_true(g_date_valid(epoch_plan_get_start(plan)));
  }
  support_close(store);
  support_remove(folder);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/plan/defaults", test_defaults);
  g_test_add_func("/plan/values", test_values);
  g_test_add_func("/plan/place", test_place);
  g_test_add_func("/plan/kept", test_kept);
  g_test_add_func("/plan/not-valid", test_not_valid);
  return g_test_run();
}
