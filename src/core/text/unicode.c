#include "config.h"

#include "text/unicode.h"

struct change {
  uint32_t first, last;
  int32_t distance;
  uint32_t step;
};

#include "text/unicode-tables.h"

static const uint32_t spaceless_runs[][2] = {
    {0xe00, 0xeff},   {0x1000, 0x109f},   {0x1780, 0x17ff},   {0x3005, 0x3007}, {0x3040, 0x30ff},
    {0x31f0, 0x31ff}, {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xaa60, 0xaa7f}, {0xf900, 0xfaff},
    {0xff66, 0xff9f}, {0x1b000, 0x1b16f}, {0x20000, 0x3ffff},
};

#define N_ELEMENTS(array) (sizeof(array) / sizeof *(array))

static bool
is_in(const uint32_t runs[][2], size_t n_runs, uint32_t c)
{
  size_t low = 0, high = n_runs;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c < runs[middle][0])
      high = middle;
    else if (c > runs[middle][1])
      low = middle + 1;
    else
      return true;
  }
  return false;
}

uint32_t
ec_unicode_decode(const char *text, size_t length)
{
  static const unsigned char first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t c = (unsigned char)text[0] & first_bits[length];
  for (size_t i = 1; i < length; i++)
    c = c << 6 | ((unsigned char)text[i] & 0x3f);
  return c;
}

size_t
ec_unicode_encode(uint32_t c, char text[4])
{
  static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
  size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (size_t i = n; i-- > 1; c >>= 6)
    text[i] = (char)(0x80 | (c & 0x3f));
  text[0] = (char)(marks[n] | c);
  return n;
}

bool
ec_unicode_is_word(uint32_t c)
{
  if (c < 0x80)
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  return is_in(word_runs, N_ELEMENTS(word_runs), c);
}

bool
ec_unicode_is_mark(uint32_t c)
{
  return c >= 0x300 && is_in(mark_runs, N_ELEMENTS(mark_runs), c);
}

bool
ec_unicode_is_spaceless(uint32_t c)
{
  return c >= 0xe00 && is_in(spaceless_runs, N_ELEMENTS(spaceless_runs), c);
}

uint32_t
ec_unicode_lower(uint32_t c)
{
  size_t low = 0, high = N_ELEMENTS(changes);
  while (low < high) {
    size_t middle = (low + high) / 2;
    const struct change *change = &changes[middle];
    if (c < change->first)
      high = middle;
    else if (c > change->last)
      low = middle + 1;
    else
      return (c - change->first) % change->step ? c : c + (uint32_t)change->distance;
  }
  return c;
}
