#include "config.h"

#include "teach/network-steps.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static void
append(char *text, size_t *length, const char *more)
{
  size_t n = strlen(more);
  if (*length + n >= EC_STEP_TEXT_SIZE)
    n = 0;
  memcpy(text + *length, more, n);
  *length += n;
  text[*length] = '\0';
}

/* Four significant digits, with a true minus sign. */
static void
append_number(char *text, size_t *length, double value, bool guarded)
{
  char plain[40], pretty[120];
  size_t at = 0;
  snprintf(plain, sizeof plain, "%.4g", value == 0.0 ? 0.0 : value);
  for (size_t i = 0; plain[i] != '\0'; i++)
    at += (size_t)snprintf(pretty + at, sizeof pretty - at, plain[i] == '-' ? "−" : "%c", plain[i]);
  guarded = guarded && value < 0.0;
  append(text, length, guarded ? "(" : "");
  append(text, length, pretty);
  append(text, length, guarded ? ")" : "");
}

void
ec_step_begin(struct ec_step_writer *w, enum ec_step_kind kind, enum ec_step_stage stage,
              unsigned layer, size_t unit, const char *name, const char *sign)
{
  w->step = (struct ec_step){.kind = kind, .stage = stage, .layer = layer, .unit = unit};
  w->step.name = name;
  w->formula_length = w->numbers_length = 0;
  w->formula[0] = w->numbers[0] = '\0';
  w->failed = w->failed || name == NULL;
  if (w->failed || sign == NULL)
    return;
  append(w->formula, &w->formula_length, name);
  append(w->formula, &w->formula_length, sign);
}

void
ec_step_sign(struct ec_step_writer *w, const char *text)
{
  append(w->formula, &w->formula_length, text);
  append(w->numbers, &w->numbers_length, text);
}

/* A negative number stands in brackets behind a sign such as · or −, but not at the very start nor
 * where something opens or separates: tanh(−1.04), max(0, −1.04), [−1.04 > 0]. */
static bool
follows_sign(const struct ec_step_writer *w)
{
  static const char *const openings[] = {"(", "[", ", "};
  for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
    size_t n = strlen(openings[i]);
    if (w->numbers_length >= n && memcmp(w->numbers + w->numbers_length - n, openings[i], n) == 0)
      return false;
  }
  return w->numbers_length > 0;
}

void
ec_step_operand(struct ec_step_writer *w, const char *name, double value)
{
  if (name == NULL || w->step.n_operands == EC_STEP_MAX_OPERANDS)
    w->failed = true;
  if (w->failed)
    return;
  append(w->formula, &w->formula_length, name);
  append_number(w->numbers, &w->numbers_length, value, follows_sign(w));
  w->operands[w->step.n_operands++] = (struct ec_operand){name, value};
}

static const char *
keep_text(struct ec_step_writer *w, const char *text, size_t length)
{
  char *copy = ec_arena_alloc(w->arena, length + 1, 1);
  if (copy != NULL)
    memcpy(copy, text, length);
  return copy;
}

void
ec_step_end(struct ec_step_writer *w, double result)
{
  size_t n = w->step.n_operands;
  struct ec_operand *operands;
  append(w->numbers, &w->numbers_length, " = ");
  append_number(w->numbers, &w->numbers_length, result, false);
  if (w->failed || w->n_steps == w->n_allocated) {
    w->failed = true;
    return;
  }
  operands = ec_arena_alloc(w->arena, n, sizeof *operands);
  w->step.formula = keep_text(w, w->formula, w->formula_length);
  w->step.numbers = keep_text(w, w->numbers, w->numbers_length);
  if (operands == NULL || w->step.formula == NULL || w->step.numbers == NULL) {
    w->failed = true;
    return;
  }
  memcpy(operands, w->operands, n * sizeof *operands);
  w->step.operands = operands;
  w->step.result = result;
  w->steps[w->n_steps++] = w->step;
}
