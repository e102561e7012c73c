#pragma once

#include <json-glib/json-glib.h>

#include "ep-chart.h"

G_BEGIN_DECLS

/* (transfer full) (nullable) The chart that a document's root describes; locale is borrowed. */
struct ep_chart *epoch_chart_parser_parse(JsonNode *root, const struct ep_locale *locale,
                                          GError **error);

G_END_DECLS
