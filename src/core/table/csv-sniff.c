#include "config.h"

#include <stdint.h>

#include "table/csv.h"

enum { MAX_RECORDS = 20 };

/* How many fields each of the first records has with this delimiter, where that is the same number
 * in all of them; else 0. */
static size_t
count_fields(const char *text, size_t length, char delimiter)
{
  size_t n_fields = 1, n_records = 0, common = 0, begin = 0;
  bool quoted = false;
  for (size_t i = 0; i <= length && n_records < MAX_RECORDS; i++) {
    bool end = i == length || text[i] == '\n' || text[i] == '\r';
    if (i < length && text[i] == '"') {
      quoted = !quoted;
    } else if (end && (!quoted || i == length)) {
      /* An empty line says nothing, and neither does a last one that may have been cut off. */
      if (i > begin && (i < length || n_records == 0)) {
        if (common != 0 && n_fields != common)
          return 0;
        common = n_fields;
        n_records++;
      }
      begin = i + 1;
      n_fields = 1;
    } else if (!quoted && i < length && text[i] == delimiter) {
      n_fields++;
    }
  }
  return common;
}

char
ec_csv_sniff_delimiter(const char *text, size_t length)
{
  static const char candidates[] = {',', ';', '\t'};
  char best = ',';
  size_t most = 1;
  for (size_t i = 0; i < sizeof candidates; i++) {
    size_t n = count_fields(text, length, candidates[i]);
    if (n > most) {
      most = n;
      best = candidates[i];
    }
  }
  return best;
}
