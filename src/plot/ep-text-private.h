#pragma once

#include "ep-text.h"

/* Breaks string between words into at most `most` lines no wider than width, the last of them
 * ellipsised; each line is (transfer full). Returns how many; fewer without memory. */
size_t ep_text_wrap(const struct ep_text *text, const char *string, const struct ep_font *font,
                    double width, size_t most, char **lines);
