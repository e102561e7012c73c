/* "mall-segments": against scikit-learn, on tables with planted groups, with any number of threads,
 * stopped, and with settings and tables that leave nothing to find. */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "base/epoch-paths.h"
#include "lab-helper.h"

typedef struct {
  char *folder; /* of the run */
  char *data;   /* (nullable): a folder of data in place of the real one */
  char *real;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = helper_make_folder();
  fixture->real = g_strdup(g_getenv("EPOCH_DATA_DIR"));
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  helper_remove_folder(fixture->folder);
  if (fixture->data != NULL) {
    g_setenv("EPOCH_DATA_DIR", fixture->real, TRUE);
    helper_remove_folder(fixture->data);
  }
  g_free(fixture->folder);
  g_free(fixture->data);
  g_free(fixture->real);
}

/* Runs with settings ("KEY=VALUE", separated by blanks); gives the exit status. */
static int
run(const char *folder, const char *settings, const char *threads, char **out, char **err)
{
  g_auto(GStrv) list = g_strsplit(settings, " ", -1);
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_auto(GStrv) argv = NULL;

  g_strv_builder_add_many(arguments, "run", "mall-segments", "--json", "--threads", threads,
                          "--out", folder, NULL);
  for (gsize i = 0; list[i] != NULL; i++) {
    if (*list[i] != '\0') {
      g_strv_builder_add_many(arguments, "--set", list[i], NULL);
    }
  }
  argv = g_strv_builder_end(arguments);
  return helper_run_list(out, err, (const char *const *)argv);
}

/* The metrics of a run that must go well. */
static JsonObject *
run_well(const char *folder, const char *settings)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr(JsonObject) end = NULL;

  if (run(folder, settings, "2", &out, &err) != 0) {
    g_error("%s: %s", settings, err);
  }
  end = helper_last_line(out);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "ok");
  return json_object_ref(json_object_get_object_member(end, "metrics"));
}

/* All sentences of a run, one a line. */
static char *
load_found(const char *folder)
{
  g_autoptr(JsonObject) reading = helper_load(folder, "reading.json");
  JsonArray *found = json_object_get_array_member(reading, "found");
  GString *text = g_string_new(NULL);

  for (guint i = 0; i < json_array_get_length(found); i++) {
    g_string_append_printf(text, "%s\n", json_array_get_string_element(found, i));
  }
  return g_string_free(text, FALSE);
}

static void
assert_found(const char *folder, const char *part)
{
  g_autofree char *found = load_found(folder);

  if (strstr(found, part) == NULL) {
    g_error("“%s” is not part of:\n%s", part, found);
  }
}

static char *
load_text(const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  char *text = NULL;

  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return text;
}

static void
copy_text(const char *to, const char *kind, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename(to, kind, NULL);
  g_autofree char *path = g_build_filename(folder, name, NULL);

  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* From here on the table of customers is another one, with the same columns. */
static void
replace_table(Fixture *fixture, const char *csv, guint n_rows)
{
  g_autofree char *experiments = g_build_filename(fixture->real, "experiments", NULL);
  g_autofree char *datasets = g_build_filename(fixture->real, "datasets", NULL);
  g_autofree char *experiment = load_text(experiments, "mall-segments.json");
  g_autofree char *card = load_text(datasets, "mall-customers.json");
  g_autofree char *rows = g_strdup_printf("\"rows\": %u,", n_rows);
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, csv, -1);
  g_autoptr(GString) changed = g_string_new(card);

  g_assert_cmpuint(g_string_replace(changed, "\"rows\": 8993,", rows, 1), ==, 1);
  g_assert_cmpuint(
      g_string_replace(changed, "9e1a241798393a5cfd281963708122385a394c789fbb6e5dcfc04c1dc035caf2",
                       sum, 1),
      ==, 1);
  fixture->data = helper_make_folder();
  copy_text(fixture->data, "experiments", "mall-segments.json", experiment);
  copy_text(fixture->data, "datasets", "mall-customers.json", changed->str);
  copy_text(fixture->data, "datasets", "mall-customers.csv", csv);
  g_setenv("EPOCH_DATA_DIR", fixture->data, TRUE);
}

#define HEADER                                                                                     \
  "income,age,education,household,under_18,years_in_area,sex,marital,occupation,dual_incomes,"     \
  "householder,home_type,ethnic,language\n"

/* scikit-learn 1.4.2, with z the six columns of numbers (fillna(median), StandardScaler) and y the
 * clusters of "predictions.csv" of this run:
 *   PCA(2).fit(z).explained_variance_ratio_.sum()  0.5880674760822746
 *   silhouette_score(z, y)         0.2023407541378414
 *   calinski_harabasz_score(z, y)  2570.6776445447103
 *   davies_bouldin_score(z, y)     1.6300955658895802
 *   sum(((z[y == k] - z[y == k].mean(0)) ** 2).sum() for k in range(3))  34326.67356219728
 *   abs(abs(PCA(2).fit_transform(z)) - abs(pc1, pc2)).max()  4e-14
 * The centres of the run stop moving at a tolerance, so its inertia is above that of the means by
 * less than that. The least inertia that KMeans(3, n_init=10) finds is 33925.755. */
static void
test_reference(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) metrics =
      run_well(fixture->folder, "choose=own k=3 most=4 starts=3 shuffles=0");
  double inertia = json_object_get_double_member(metrics, "inertia");

#define DIGITS(name, truth) helper_digits(json_object_get_double_member(metrics, name), truth)
  g_assert_cmpfloat(DIGITS("explained_variance", 0.5880674760822746), >, 12);
  g_assert_cmpfloat(DIGITS("silhouette", 0.2023407541378414), >, 11);
  g_assert_cmpfloat(DIGITS("calinski_harabasz", 2570.6776445447103), >, 11);
  g_assert_cmpfloat(DIGITS("davies_bouldin", 1.6300955658895802), >, 11);
#undef DIGITS
  g_assert_cmpfloat(inertia, >=, 34326.67356219728);
  g_assert_cmpfloat(inertia, <, 34326.67356219728 * (1 + 1e-5));
}

/* Ten starts reach what scikit-learn's ten reach, which is 33925.755 for three clusters and
 * 25606.9 for five (KMeans(k, n_init=10, tol=1e-9)), within the bar of 1.01. */
static void
test_starts(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) metrics =
      run_well(fixture->folder, "choose=silhouette most=3 starts=10 shuffles=0");

  /* Of 2 and 3 clusters 3 have the higher silhouette: 0.249 against 0.246. */
  g_assert_cmpfloat(json_object_get_double_member(metrics, "inertia"), <, 33925.755 * 1.01);
  assert_found(fixture->folder, "Cluster 2, ");
}

/* The clusters of the file are those that the saved model tells of the same rows. */
static void
test_model(Fixture *fixture, gconstpointer data)
{
  g_autofree char *model = g_build_filename(fixture->folder, "model.json", NULL);
  g_autofree char *csv = g_build_filename(fixture->real, "datasets", "mall-customers.csv", NULL);
  g_autofree char *said = NULL;
  g_autofree char *rows = NULL;
  g_auto(GStrv) ours = NULL;
  g_auto(GStrv) theirs = NULL;
  g_autoptr(JsonObject) metrics =
      run_well(fixture->folder, "choose=own k=4 most=4 starts=2 shuffles=0");

  g_assert_true(json_object_has_member(metrics, "inertia"));
  g_assert_cmpint(helper_run(&said, NULL, "predict", "--model", model, "--csv", csv, NULL), ==, 0);
  rows = load_text(fixture->folder, "predictions.csv");
  ours = g_strsplit(rows, "\n", -1);
  theirs = g_strsplit(said, "\n", -1);
  g_assert_cmpuint(g_strv_length(ours), ==, 8993 + 2);
  g_assert_cmpuint(g_strv_length(theirs), ==, 8993 + 2);
  for (guint i = 1; i <= 8993; i++) {
    g_auto(GStrv) one = g_strsplit(ours[i], ",", -1);
    g_auto(GStrv) other = g_strsplit(theirs[i], ",", -1);

    g_assert_cmpstr(one[0], ==, other[0]);
    g_assert_cmpstr(one[1], ==, other[1]);
  }
}

/* Three kinds of people far apart: owners of 66, families, and students; sex has nothing to do with
 * it. `gap` empties a column of every 7th row. */
static char *
make_groups(guint n, gboolean gap)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  GString *csv = g_string_new(HEADER);
  static const int means[3][6] = {
      {30, 66, 12, 2, 0, 12}, {60, 42, 14, 6, 4, 9}, {5, 20, 16, 1, 0, 2}};
  static const char *const texts[3] = {"Widowed,Retired,Not Married,Own,House",
                                       "Married,Homemaker,Yes,Rent,House",
                                       "Single,Student,Not Married,Rent,Apartment"};

  for (guint i = 0; i < n; i++) {
    guint kind = i % 3;

    for (guint j = 0; j < 6; j++) {
      if (gap && j == 3 && i % 7 == 0) {
        g_string_append_c(csv, ',');
      } else {
        /* What is counted stays a count. */
        g_string_append_printf(csv, "%.3f,",
                               means[kind][j] + g_rand_double_range(random, -0.4, 0.4));
      }
    }
    g_string_append_printf(csv, "%s,%s,White,English\n", i % 2 == 0 ? "F" : "M", texts[kind]);
  }
  return g_string_free(csv, FALSE);
}

/* The sentence on the cluster in which a word stands. */
static char *
find_sentence(const char *folder, const char *word)
{
  g_autofree char *found = load_found(folder);
  g_auto(GStrv) lines = g_strsplit(found, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix(lines[i], "Cluster ") && strstr(lines[i], word) != NULL) {
      return g_strdup(lines[i]);
    }
  }
  g_error("no cluster is “%s”:\n%s", word, found);
}

static void
assert_part(const char *text, const char *part)
{
  if (strstr(text, part) == NULL) {
    g_error("“%s” is not part of “%s”", part, text);
  }
}

/* What was planted is found: how many groups there are, what sets each apart, with the numbers; what
 * has nothing to do with it is not named; and shuffled columns are much worse. */
static void
test_planted(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = make_groups(150, FALSE);
  g_autoptr(JsonObject) metrics = NULL;
  g_autofree char *old = NULL;
  g_autofree char *family = NULL;
  g_autofree char *student = NULL;
  g_autofree char *found = NULL;

  replace_table(fixture, csv, 150);
  metrics = run_well(fixture->folder, "");
  g_assert_cmpfloat(json_object_get_double_member(metrics, "silhouette"), >, 0.8);
  assert_found(fixture->folder, "The elbow of the inertia is at 3 clusters, and the silhouette is "
                                "highest there too");
  old = find_sentence(fixture->folder, "older (66 against 31 years)");
  assert_part(old, "50 people (33.3%)");
  assert_part(old, "“Marital status: Widowed” (100% against 0%)");
  family = find_sentence(fixture->folder, "more children (4 against 0 people)");
  assert_part(family, "larger households (6 against 1.5 people)");
  assert_part(family, "(100% against 0%)");
  student = find_sentence(fixture->folder, "newer in the area (2 against 10.5 years)");
  assert_part(student, "“Marital status: Single” (100% against 0%)");
  found = load_found(fixture->folder);
  g_assert_null(strstr(found, "Sex"));
  assert_found(fixture->folder, "On columns shuffled one by one the same one reaches a silhouette "
                                "of 0.");
}

/* DBSCAN finds the planted groups without being told how many there are. */
static void
test_planted_dbscan(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = make_groups(150, TRUE);
  g_autoptr(JsonObject) metrics = NULL;

  replace_table(fixture, csv, 150);
  metrics = run_well(fixture->folder, "method=dbscan eps=0.8 min_samples=4 missing=leave-out");
  assert_found(fixture->folder, "DBSCAN finds 3 clusters");
  assert_found(fixture->folder, "22 people with gaps were left out.");
  g_assert_cmpfloat(json_object_get_double_member(metrics, "silhouette"), >, 0.8);
  g_assert_false(json_object_has_member(metrics, "inertia"));
  g_clear_pointer(&metrics, json_object_unref);
  metrics = run_well(fixture->folder, "");
  assert_found(fixture->folder, "“Household size” is missing in 22 rows; the median, ");
}

/* The sum of the parts of facts.json is what the metrics say. */
static void
test_facts(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) metrics =
      run_well(fixture->folder, "choose=own k=3 most=3 starts=1 shuffles=0");
  g_autoptr(JsonObject) facts = helper_load(fixture->folder, "facts.json");
  JsonArray *clusters = json_object_get_array_member(facts, "clusters");
  JsonObject *silhouette = json_object_get_object_member(facts, "silhouette");
  double inertia = 0, a, b;
  gint64 n = 0;

  g_assert_cmpuint(json_array_get_length(clusters), ==, 3);
  for (guint i = 0; i < 3; i++) {
    JsonObject *cluster = json_array_get_object_element(clusters, i);

    inertia += json_object_get_double_member(cluster, "inertia");
    n += json_object_get_int_member(cluster, "n");
  }
  g_assert_cmpint(n, ==, 8993);
  g_assert_cmpfloat(helper_digits(json_object_get_double_member(metrics, "inertia"), inertia), >,
                    4);
  /* Standard columns have a variance of 1, so that all rows make 6 n. */
  g_assert_cmpfloat(helper_digits(json_object_get_double_member(facts, "sum_total"), 6 * 8993), >,
                    10);
  g_assert_cmpfloat(helper_digits(json_object_get_double_member(silhouette, "sum") / 8993,
                                  json_object_get_double_member(metrics, "silhouette")),
                    >, 11);
  a = json_object_get_double_member(silhouette, "a");
  b = json_object_get_double_member(silhouette, "b");
  g_assert_cmpfloat(a, <, b);
  /* An ordinary row: its own silhouette is about the mean. */
  g_assert_cmpfloat(
      helper_digits((b - a) / b, json_object_get_double_member(metrics, "silhouette")), >, 2);
}

/* Every file that two folders have is the same in both. */
static void
assert_same_files(const char *folder, const char *other)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *one = load_text(folder, name);
    g_autofree char *two = load_text(other, name);

    if (strcmp(one, two) != 0) {
      g_error("%s differs", name);
    }
    n++;
  }
  g_assert_cmpuint(n, >=, 10);
}

static void
test_threads(Fixture *fixture, gconstpointer data)
{
  static const char *const settings[] = {
      "most=4 starts=2 shuffles=1",
      "method=dbscan eps=0.8 shuffles=1",
  };
  static const char *const threads[] = {"1", "2", "4"};

  for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
    g_autofree char *folders[3] = {NULL};

    for (guint j = 0; j < 3; j++) {
      folders[j] = g_strdup_printf("%s/%u-%s", fixture->folder, i, threads[j]);
      g_assert_cmpint(run(folders[j], settings[i], threads[j], NULL, NULL), ==, 0);
    }
    assert_same_files(folders[0], folders[1]);
    assert_same_files(folders[0], folders[2]);
    g_clear_pointer(&folders[0], g_free);
    g_clear_pointer(&folders[1], g_free);
    g_clear_pointer(&folders[2], g_free);
  }
}

static void
assert_refused(const char *folder, const char *settings, const char *part)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_assert_cmpint(run(folder, settings, "1", &out, &err), !=, 0);
  if (strstr(err, part) == NULL) {
    g_error("“%s” is not part of “%s”", part, err);
  }
}

static void
test_settings(Fixture *fixture, gconstpointer data)
{
  static const char *const fine[] = {
      "columns=income most=12 starts=1 shuffles=1",
      "columns=income,sex categories=true most=3 starts=1 shuffles=1",
      "choose=own k=50 most=3 starts=1 shuffles=0",
      "scale=none missing=leave-out most=3 starts=1 shuffles=0",
      "scale=minmax method=dbscan eps=0.0001 shuffles=1",
      "method=dbscan eps=1000 min_samples=1000 shuffles=0",
  };

  assert_refused(fixture->folder, "columns=sex", "choose at least one column of numbers");
  assert_refused(fixture->folder, "columns=shoes", "shoes");
  assert_refused(fixture->folder, "k=1", "a whole number from 2 to 50");
  assert_refused(fixture->folder, "eps=-1", "a number from 0 to 1000");
  assert_refused(fixture->folder, "method=magic", "one of kmeans, dbscan");
  for (guint i = 0; i < G_N_ELEMENTS(fine); i++) {
    g_autofree char *folder = g_strdup_printf("%s/%u", fixture->folder, i);
    g_autoptr(JsonObject) metrics = run_well(folder, fine[i]);

    g_assert_true(json_object_has_member(metrics, "explained_variance"));
  }
}

/* Tables with hardly any rows, and with rows that are all the same. */
static void
test_small(Fixture *fixture, gconstpointer data)
{
  g_autofree char *three = make_groups(3, FALSE);
  g_autofree char *two = make_groups(2, FALSE);
  g_autoptr(JsonObject) metrics = NULL;

  replace_table(fixture, three, 3);
  metrics = run_well(fixture->folder, "");
  g_assert_true(json_object_has_member(metrics, "inertia"));
  helper_remove_folder(fixture->data);
  g_clear_pointer(&fixture->data, g_free);
  replace_table(fixture, two, 2);
  assert_refused(fixture->folder, "", "clusters need three at least");
  assert_refused(fixture->folder, "method=dbscan min_samples=3", "3");
}

/* `n` people of whom every second is as old as one says, and all else is the same. */
static char *
make_twins(guint n, int age)
{
  GString *csv = g_string_new(HEADER);

  for (guint i = 0; i < n; i++) {
    g_string_append_printf(csv, "30,%d,12,2,0,9,F,Single,Retired,No,Own,House,White,English\n",
                           i % 2 == 0 ? 40 : age);
  }
  return g_string_free(csv, FALSE);
}

/* Two kinds of rows, and one kind: more clusters are asked for than there is difference. */
static void
test_same_rows(Fixture *fixture, gconstpointer data)
{
  g_autofree char *two = make_twins(40, 60);
  g_autofree char *one = make_twins(40, 40);
  g_autoptr(JsonObject) metrics = NULL;

  replace_table(fixture, two, 40);
  metrics = run_well(fixture->folder, "choose=own k=3 most=4");
  g_assert_cmpfloat(json_object_get_double_member(metrics, "inertia"), ==, 0);
  g_clear_pointer(&metrics, json_object_unref);
  metrics = run_well(fixture->folder, "choose=silhouette");
  g_assert_cmpfloat(json_object_get_double_member(metrics, "silhouette"), ==, 1);
  assert_refused(fixture->folder, "method=dbscan", "set one, or choose more columns");
  g_clear_pointer(&metrics, json_object_unref);
  metrics = run_well(fixture->folder, "method=dbscan eps=1");
  assert_found(fixture->folder, "DBSCAN finds 2 clusters and leaves 0 people");
  helper_remove_folder(fixture->data);
  g_clear_pointer(&fixture->data, g_free);
  replace_table(fixture, one, 40);
  assert_refused(fixture->folder, "", "every column is the same");
}

/* Stopped while numbers of clusters are tried: those that were are kept. */
static void
test_stop(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  g_autoptr(JsonObject) end = NULL;
  g_autoptr(JsonObject) elbow = NULL;
  g_autoptr(GDataInputStream) stream = NULL;
  g_autoptr(GString) all = g_string_new(NULL);
  g_autoptr(GSubprocess) child = g_subprocess_new(
      G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, epoch_paths_get_lab(), "run", "mall-segments",
      "--json", "--set", "most=30", "--out", fixture->folder, NULL);

  g_assert_no_error(error);
  stream = g_data_input_stream_new(g_subprocess_get_stdout_pipe(child));
  while ((line = g_data_input_stream_read_line(stream, NULL, NULL, NULL)) != NULL) {
    g_string_append_printf(all, "%s\n", line);
    if (strstr(line, "\"inertia\",\"step\":4") != NULL) {
      g_subprocess_send_signal(child, SIGTERM);
    }
    g_clear_pointer(&line, g_free);
  }
  g_assert_true(g_subprocess_wait(child, NULL, NULL));
  g_assert_cmpint(g_subprocess_get_exit_status(child), ==, 0);
  end = helper_last_line(all->str);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "cancelled");
  elbow = helper_load(fixture->folder, "elbow.json");
  g_assert_true(json_object_has_member(elbow, "series"));
  assert_found(fixture->folder, "It was stopped before the clusters were chosen");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add("/segments/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("reference", test_reference);
  ADD("starts", test_starts);
  ADD("model", test_model);
  ADD("planted", test_planted);
  ADD("planted-dbscan", test_planted_dbscan);
  ADD("facts", test_facts);
  ADD("threads", test_threads);
  ADD("settings", test_settings);
  ADD("small", test_small);
  ADD("same-rows", test_same_rows);
  ADD("stop", test_stop);
  return g_test_run();
}
