#include "config.h"

#include "calculation/epoch-calculation-private.h"

#include <glib/gi18n.h>

#include "base/epoch-amount.h"
#include "base/epoch-json-writer.h"

struct _EpochCalculation {
  GString *text;
  EpochJsonWriter json;
  guint n_steps;
};

EpochCalculation *
epoch_calculation_new(void)
{
  EpochCalculation *self = g_new0(EpochCalculation, 1);

  self->text = g_string_new(NULL);
  epoch_json_writer_init(&self->json, self->text);
  epoch_json_writer_begin(&self->json, '{');
  epoch_json_writer_name(&self->json, "steps");
  epoch_json_writer_begin(&self->json, '[');
  return self;
}

void
epoch_calculation_free(EpochCalculation *self)
{
  g_string_free(self->text, TRUE);
  g_free(self);
}

void
epoch_calculation_add(EpochCalculation *self, const char *title, const char *formula,
                      const char *numbers, double result, const char *explain)
{
  epoch_json_writer_begin(&self->json, '{');
  epoch_json_writer_add_string(&self->json, "title", title);
  epoch_json_writer_add_string(&self->json, "formula", formula);
  epoch_json_writer_add_string(&self->json, "numbers", numbers);
  epoch_json_writer_add_number(&self->json, "result", result);
  if (explain != NULL) {
    epoch_json_writer_add_string(&self->json, "explain", explain);
  }
  epoch_json_writer_end(&self->json, '}');
  self->n_steps++;
}

guint
epoch_calculation_n_steps(const EpochCalculation *self)
{
  return self->n_steps;
}

gboolean
epoch_calculation_write(EpochCalculation *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(self->text->str);

  g_string_append(text, "]}\n");
  return epoch_run_context_write(context, "calculation", _("Number by number"), "calculation.json",
                                 text, error);
}

char *
epoch_calculation_number(double value)
{
  g_autofree char *text = epoch_amount_trim(value, 6);

  return value < 0 ? g_strdup_printf("(%s)", text) : g_steal_pointer(&text);
}
