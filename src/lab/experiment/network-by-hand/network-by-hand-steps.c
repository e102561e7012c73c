/* One step of learning, number by number: what the core writes down of it, with a sentence to
 * each. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "calculation/epoch-calculation-private.h"
#include "experiment/network-by-hand/network-by-hand-private.h"

/* How far a weight is nudged to check its gradient: about the cube root of the precision of a double,
 * where rounding and curvature harm both sides' difference least. */
#define NUDGE 1e-5

/* What a step works with. */
typedef struct {
  EpochNetworkByHand *self;
  EpochCalculation *steps;
  const double *x;
  double y;
  gboolean told[EC_N_STEP_KINDS][3]; /* by layer: what is the same for all units is told once */
} Follower;

static gboolean
is_output(const Follower *follower, const struct ec_step *step)
{
  return step->layer == (follower->self->n_hidden > 0 ? 2 : 1);
}

/* (transfer full) */
static char *
make_title(const Follower *follower, const struct ec_step *step)
{
  const char *const titles[EC_N_STEP_KINDS] = {
      [EC_STEP_PRODUCT] = _("Weight times input: %s"),
      [EC_STEP_SUM] = _("The sum of the products: %s"),
      [EC_STEP_BIAS] = _("With the bias: %s"),
      [EC_STEP_ACTIVATION] =
          is_output(follower, step) ? _("The output: %s") : _("What the hidden unit says: %s"),
      [EC_STEP_LOSS] = _("The loss: %s"),
      [EC_STEP_GRADIENT_OUTPUT] = _("Back to the output: %s"),
      [EC_STEP_GRADIENT_HIDDEN] = _("Back to the hidden unit: %s"),
      [EC_STEP_GRADIENT_ACTIVATION] = _("Back before the activation: %s"),
      [EC_STEP_GRADIENT_WEIGHT] = _("Back to the weight: %s"),
      [EC_STEP_GRADIENT_BIAS] = _("Back to the bias: %s"),
      [EC_STEP_UPDATE] = *step->name == 'b' ? _("The new bias: %s") : _("The new weight: %s"),
  };
  const char *title = titles[step->kind];
  const char *place = strstr(title, "%s");
  GString *text = g_string_new_len(title, place != NULL ? place - title : (gssize)strlen(title));

  if (place != NULL) {
    g_string_append(text, step->name);
    g_string_append(text, place + 2);
  }
  return g_string_free(text, FALSE);
}

/* (transfer full) */
static char *
explain_activation(const Follower *follower, const struct ec_step *step)
{
  const char *const *classes = follower->self->points.classes;
  g_autofree char *share = NULL;

  if (is_output(follower, step)) {
    share = epoch_amount_share(step->result);
    return g_strdup_printf(_("The sigmoid makes a probability of any number: %s for “%s”."), share,
                           classes[1]);
  }
  switch (follower->self->activation) {
  case EC_NETWORK_RELU:
    return g_strdup(step->result > 0 ? _("Above 0, ReLU lets it pass as it is.")
                                     : _("Not above 0, so ReLU gives 0: the unit is silent for "
                                         "this point."));
  case EC_NETWORK_TANH:
    return g_strdup(fabs(step->result) > 0.95
                        ? _("The tanh brings it between −1 and 1; this one is nearly at the end, "
                            "where the curve is flat.")
                        : _("The tanh brings it between −1 and 1. Without such a bend all layers "
                            "together would be one straight line."));
  default:
    return g_strdup(fabs(step->result - 0.5) > 0.45
                        ? _("The sigmoid brings it between 0 and 1; this one is nearly at the end, "
                            "where the curve is flat.")
                        : _("The sigmoid brings it between 0 and 1. Without such a bend all layers "
                            "together would be one straight line."));
  }
}

static char *
explain_loss(const Follower *follower, const struct ec_step *step)
{
  const char *truth = follower->self->points.classes[(gsize)follower->y];
  g_autofree char *share = epoch_amount_share(exp(-step->result));

  /* Translators: the name of a class, and a probability in percent */
  return g_strdup_printf(_("The truth is “%s”, and the net gave it %s. The loss is minus the "
                           "logarithm of that: 0 for a sure hit, without end for a sure miss."),
                         truth, share);
}

static char *
explain_gradient(Follower *follower, const struct ec_step *step)
{
  gboolean *told = &follower->told[step->kind][step->layer];

  if (is_output(follower, step)) {
    return g_strdup(_("Of sigmoid and cross-entropy together the derivative is as simple as this: "
                      "what was said minus what is true."));
  }
  if (step->result == 0) {
    return g_strdup(_("Nothing comes through: the weights of this unit do not move for this "
                      "point."));
  }
  if (*told) {
    return NULL;
  }
  *told = TRUE;
  return g_strdup(_("The chain rule: what comes from behind, times the slope of the activation "
                    "here."));
}

static char *
explain_update(const struct ec_step *step)
{
  double change = step->result - step->operands[0].value;

  return g_strdup(change == 0  ? _("The gradient is 0, so it stays.")
                  : change > 0 ? _("The gradient is below 0, so it grows.")
                               : _("The gradient is above 0, so it shrinks."));
}

/* (transfer full) (nullable): what is to be said of every step of a kind in a layer. */
static char *
explain_kind(const Follower *follower, const struct ec_step *step)
{
  switch (step->kind) {
  case EC_STEP_PRODUCT:
    return g_strdup(is_output(follower, step) && follower->self->n_hidden > 0
                        ? _("How much the output listens to this hidden unit, times what it says.")
                        : _("How much this unit takes from the input."));
  case EC_STEP_SUM:
    return g_strdup(_("A dot product, as in week 2: products, added up."));
  case EC_STEP_BIAS:
    return g_strdup(_("The bias moves the line away from the middle."));
  case EC_STEP_GRADIENT_HIDDEN:
    return g_strdup(_("The blame is handed back through the same weight by which the unit spoke."));
  case EC_STEP_GRADIENT_WEIGHT:
    return g_strdup(_("A weight is to blame as far as its input was large."));
  case EC_STEP_GRADIENT_BIAS:
    return g_strdup(_("The bias has no input; think of one that is always 1."));
  default:
    return NULL;
  }
}

/* (transfer full) (nullable) */
static char *
explain(Follower *follower, const struct ec_step *step)
{
  gboolean *told = &follower->told[step->kind][step->layer];

  switch (step->kind) {
  case EC_STEP_ACTIVATION:
    return explain_activation(follower, step);
  case EC_STEP_LOSS:
    return explain_loss(follower, step);
  case EC_STEP_GRADIENT_ACTIVATION:
    return explain_gradient(follower, step);
  case EC_STEP_UPDATE:
    return explain_update(step);
  default:
    if (*told) {
      return NULL;
    }
    *told = TRUE;
    return explain_kind(follower, step);
  }
}

/* (transfer full): the numbers without the result, which stands beside them. */
static char *
strip_result(const char *numbers)
{
  const char *end = g_strrstr(numbers, " = ");

  return end != NULL ? g_strndup(numbers, (gsize)(end - numbers)) : g_strdup(numbers);
}

static void
add_steps(Follower *follower, const struct ec_network_record *record)
{
  for (size_t i = 0; i < record->n_steps; i++) {
    const struct ec_step *step = &record->steps[i];
    g_autofree char *title = make_title(follower, step);
    g_autofree char *numbers = strip_result(step->numbers);
    g_autofree char *told = explain(follower, step);

    epoch_calculation_add(follower->steps, title, step->formula, numbers, step->result, told);
  }
}

/* The largest gradient once more, by a small difference: whoever derives by hand should check. */
static void
add_check(Follower *follower, const struct ec_network_record *record)
{
  EpochNetworkByHand *self = follower->self;
  double *w = ec_network_get_weights(self->network), old, above, below, slope;
  gsize largest = 0;
  g_autofree char *name = NULL;
  g_autofree char *formula = NULL;
  g_autofree char *high = NULL;
  g_autofree char *low = NULL;
  g_autofree char *numbers = NULL;
  g_autofree char *exact = NULL;
  g_autofree char *told = NULL;

  for (gsize i = 1; i < record->n_weights; i++) {
    largest = fabs(record->gradient[i]) > fabs(record->gradient[largest]) ? i : largest;
  }
  old = w[largest];
  w[largest] = old + NUDGE;
  above = ec_network_evaluate(self->network, follower->x, &follower->y, NULL);
  w[largest] = old - NUDGE;
  below = ec_network_evaluate(self->network, follower->x, &follower->y, NULL);
  w[largest] = old;
  slope = (above - below) / (2 * NUDGE);
  name = g_strdup(ec_network_get_weight_name(self->network, largest));
  formula = g_strdup_printf("∂L/∂%s ≈ (L(%s + h) − L(%s − h)) / 2h", name, name, name);
  high = epoch_amount_round(above, 8);
  low = epoch_amount_round(below, 8);
  numbers = g_strdup_printf("(%s − %s) / (2 · 0.00001)", high, low);
  exact = epoch_amount_round(record->gradient[largest], 6);
  told = g_strdup_printf(_("The weight with the largest gradient is nudged up and down, and the "
                           "loss computed anew. The chain rule gave %s."),
                         exact);
  epoch_calculation_add(follower->steps, _("Is it right? A small difference"), formula, numbers,
                        slope, told);
}

/* The loss of the point under the new weights. */
static double
measure_after(Follower *follower, const struct ec_network_record *record)
{
  double *w = ec_network_get_weights(follower->self->network);
  gsize size = record->n_weights * sizeof(double);
  double loss;

  memcpy(w, record->new_weights, size);
  loss = ec_network_evaluate(follower->self->network, follower->x, &follower->y, NULL);
  memcpy(w, record->old_weights, size);
  return loss;
}

static void
find_step(Follower *follower, const struct ec_network_record *record, gsize number)
{
  double after = measure_after(follower, record);
  g_autofree char *before = epoch_amount_trim(record->loss, 4);
  g_autofree char *then = epoch_amount_trim(after, 4);
  g_autofree char *formula = g_strdup("L(w − η · ∂L/∂w)");
  g_autofree char *numbers =
      g_strdup_printf(_("L with all the new weights; before it was %s"), before);

  epoch_calculation_add(
      follower->steps, _("The same point again"), formula, numbers, after,
      after < record->loss
          ? _("The step did what it is for: the same point costs less now.")
          : _("It costs no less: the step went too far, or there was nothing left to gain."));
  g_ptr_array_add(follower->self->found,
                  g_strdup_printf(_("The calculation follows point %zu (“%s”) through %u steps. "
                                    "That one step of learning brings its loss from %s to %s."),
                                  number, follower->self->points.classes[(gsize)follower->y],
                                  epoch_calculation_n_steps(follower->steps), before, then));
}

/* Follows the point with the weights that the net has now. */
static gboolean
follow(Follower *follower, gsize number, GError **error)
{
  EpochNetworkByHand *self = follower->self;
  struct ec_network_record *record = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_network_follow(self->network, follower->x, &follower->y, self->rate, false,
                                       &record, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  add_steps(follower, record);
  add_check(follower, record);
  find_step(follower, record, number);
  ec_network_record_free(record);
  return epoch_calculation_write(follower->steps, self->context, error);
}

gboolean
epoch_network_by_hand_calculate(EpochNetworkByHand *self, GError **error)
{
  const EpochPoints *points = &self->points;
  gsize number = (gsize)epoch_run_context_get_integer(self->context, "point");
  gsize size = ec_network_n_weights(self->network) * sizeof(double);
  double *weights = ec_network_get_weights(self->network);
  g_autofree double *kept = g_memdup2(weights, size);
  g_autoptr(EpochCalculation) steps = epoch_calculation_new();
  Follower follower = {.self = self, .steps = steps};
  gboolean well;

  follower.x = &points->x[2 * points->train[number - 1]];
  follower.y = points->y[points->train[number - 1]];
  if (g_str_equal(epoch_run_context_get_choice(self->context, "weights"), "start")) {
    const EpochSnapshot *start = self->snapshots->pdata[0];

    memcpy(weights, start->weights, size);
  }
  well = follow(&follower, number, error);
  memcpy(weights, kept, size);
  return well;
}
