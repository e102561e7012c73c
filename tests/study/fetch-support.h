/* A made-up table with a card whose home is a server of the test's own. */
#pragma once

#include "dataset/epoch-dataset.h"
#include "fetch/epoch-fetch.h"
#include "loopback.h"
#include "support.h"

typedef struct {
  char *folder;
  Loopback *server;
  GBytes *body; /* the published file: without names, numbers with a point, "?" where missing */
  char *path;   /* where it is put */
  char *part;
  EpochDataset *dataset;
} Home;

/* Sets where the learner's data are, once a program. */
void home_begin(void);
/* A server with the table, and its card; nothing has been fetched. */
void home_set_up(Home *self, gconstpointer unused);
void home_tear_down(Home *self, gconstpointer unused);

/* Waits until the fetch or the import has ended. */
gboolean home_fetch(Home *self, const EpochFetchOptions *options, GError **error);
gboolean home_import(Home *self, const char *text, gssize length, gboolean *exact, GError **error);

void home_expect_file(const char *path, GBytes *bytes);
void home_expect_none(const char *path);
void home_expect_said(const GError *error, const char *text);
