#include "config.h"

#include "ep-locale.h"

const struct ep_locale EP_LOCALE_ENGLISH = {
    .decimal_point = ".",
    .group_separator = ",",
    .series = "Series",
    .label = "Label",
    .empty = "Nothing to draw",
    .lower_after_comma = true,
};
