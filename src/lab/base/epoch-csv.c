#include "config.h"

#include "base/epoch-csv.h"

#include <math.h>
#include <string.h>

void
epoch_csv_append_text(GString *csv, const char *text)
{
  if (strpbrk(text, ",\"\r\n") == NULL) {
    g_string_append(csv, text);
    return;
  }
  g_string_append_c(csv, '"');
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"') {
      g_string_append_c(csv, '"');
    }
    g_string_append_c(csv, *c);
  }
  g_string_append_c(csv, '"');
}

void
epoch_csv_append_number(GString *csv, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isnan(value)) {
    g_string_append(csv, g_ascii_formatd(number, sizeof number, "%.17g", value));
  }
}
