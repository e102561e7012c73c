#pragma once

#include <stdbool.h>

/* The few words and signs that a chart needs beside its own texts. The strings are borrowed
 * and must live as long as every chart that uses them. */
struct ep_locale {
  const char *decimal_point;
  const char *group_separator; /* between thousands; may be "" */
  const char *series;          /* heading of the column that names the series */
  const char *label;           /* heading of the column that names the single points */
  const char *empty;           /* said in place of a chart that has nothing to draw */
  const char *lower;           /* the bounds of a band */
  const char *upper;
  const char *number; /* how many there are, "n" */
  const char *group;
  const char *box[5]; /* lower whisker, first quartile, median, third quartile, upper */
  const char *outlier;
  const char *row;
  const char *column;
  const char *value;
  const char *share; /* of a cell in its row */
  const char *node;
  const char *question;
  const char *answer; /* that leads to a node: "yes" */
  const char *parent;
  const char *leaf;
  const char *more; /* how many nodes are folded away, or pictures have no room, with one %zu */
  const char *class_name; /* "Class" */
  const char *probability;
  const char *cluster;
  const char *silhouette;
  const char *mean;
  const char *rank; /* a row's place in its cluster */
  const char *grid; /* the places of a field, beside its points */
  const char *missing;
  const char *picture;
  const char *pixel;      /* of a picture */
  bool lower_after_comma; /* "Actual 24, predicted 30"; false where nouns keep a capital */
};

/* English, with "." and ",". */
extern const struct ep_locale EP_LOCALE_ENGLISH;
