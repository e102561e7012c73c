#include "config.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

static bool
is_tail(unsigned char byte)
{
  return (byte & 0xc0) == 0x80;
}

size_t
ec_utf8_next(const char *text, size_t length)
{
  const unsigned char *t = (const unsigned char *)text;
  if (length == 0)
    return 0;
  if (t[0] < 0x80)
    return 1;
  if (t[0] >= 0xc2 && t[0] <= 0xdf)
    return length >= 2 && is_tail(t[1]) ? 2 : 0;
  if (t[0] >= 0xe0 && t[0] <= 0xef) {
    /* The second byte's range rules out overlong forms (E0) and surrogates (ED). */
    unsigned char low = t[0] == 0xe0 ? 0xa0 : 0x80, high = t[0] == 0xed ? 0x9f : 0xbf;
    return length >= 3 && t[1] >= low && t[1] <= high && is_tail(t[2]) ? 3 : 0;
  }
  if (t[0] >= 0xf0 && t[0] <= 0xf4) {
    /* The same for overlong forms (F0) and what lies beyond U+10FFFF (F4). */
    unsigned char low = t[0] == 0xf0 ? 0x90 : 0x80, high = t[0] == 0xf4 ? 0x8f : 0xbf;
    return length >= 4 && t[1] >= low && t[1] <= high && is_tail(t[2]) && is_tail(t[3]) ? 4 : 0;
  }
  return 0;
}

size_t
ec_utf8_valid_length(const char *text, size_t length)
{
  size_t position = 0;
  while (position < length) {
    size_t n;
    /* Most text is ASCII, which is passed over eight bytes at a time. */
    if (length - position >= 8) {
      uint64_t word;
      memcpy(&word, text + position, sizeof word);
      if ((word & UINT64_C(0x8080808080808080)) == 0) {
        position += 8;
        continue;
      }
    }
    n = ec_utf8_next(text + position, length - position);
    if (n == 0)
      break;
    position += n;
  }
  return position;
}
