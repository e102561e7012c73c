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
  bool lower_after_comma;      /* "Actual 24, predicted 30"; false where nouns keep a capital */
};

/* English, with "." and ",". */
extern const struct ep_locale EP_LOCALE_ENGLISH;
