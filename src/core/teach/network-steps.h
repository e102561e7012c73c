/* Writes the steps of a computation one by one, with their formulas and numbers. Used inside
 * core/teach alone. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "teach/network.h"

enum { EC_STEP_TEXT_SIZE = 4096, EC_STEP_MAX_OPERANDS = 64 };

/* A list of steps, and the one that is being written. */
struct ec_step_writer {
  struct ec_arena *arena;
  struct ec_step *steps; /* room for n_allocated */
  size_t n_steps, n_allocated;
  bool failed; /* memory ran out, or there was no room; nothing is written any more */
  struct ec_step step;
  size_t formula_length, numbers_length;
  char formula[EC_STEP_TEXT_SIZE], numbers[EC_STEP_TEXT_SIZE];
  struct ec_operand operands[EC_STEP_MAX_OPERANDS];
};

/* Begins a step whose result has the given name; with `sign` (" = ", " ← ") between the name and the
 * formula, or NULL where the formula is the name. */
void ec_step_begin(struct ec_step_writer *writer, enum ec_step_kind kind, enum ec_step_stage stage,
                   unsigned layer, size_t unit, const char *name, const char *sign);

/* Writes signs into both the formula and the numbers: " + ". */
void ec_step_sign(struct ec_step_writer *writer, const char *text);

/* Writes an operand: its name into the formula, its number into the numbers, in parentheses where it
 * is negative and not the first. */
void ec_step_operand(struct ec_step_writer *writer, const char *name, double value);

/* Ends the step with its result, and adds it to the list. */
void ec_step_end(struct ec_step_writer *writer, double result);
