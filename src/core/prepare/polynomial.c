#include "config.h"

#include "prepare/polynomial.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

struct ec_polynomial {
  struct ec_arena *arena; /* owns all, this struct too */
  size_t n_features, n_outputs;
  const char *const *inputs; /* n_features names */
  const char **names;        /* n_outputs */
  size_t *n_factors;         /* of each output: its degree */
  size_t **factors;          /* of each output: the features, rising, one repeated for its power */
};

static ec_status
no_memory(struct ec_error *error)
{
  return ec_error_no_memory(error, "the products of features");
}

/* The number of products of exactly `degree` features out of `n`: binomial(n, degree) without and
 * binomial(n + degree - 1, degree) with repetition; anything above `limit` is cut to limit + 1. */
static size_t
count_products(size_t n, unsigned degree, bool interaction_only, size_t limit)
{
  /* Multiplied up factor by factor; after each step the number is a binomial, so that the division
   * is exact. */
  long double count = 1.0L;
  for (unsigned i = 1; i <= degree; i++) {
    if (interaction_only && i > n)
      return 0;
    count *= interaction_only ? (long double)(n - i + 1) : (long double)(n + i - 1);
    count = floorl(count / (long double)i + 0.5L);
    /* Far beyond all limits; and where it could fall again, lower degrees have passed them. */
    if (count > 1e17L)
      break;
  }
  return count > (long double)limit ? limit + 1 : (size_t)count;
}

static ec_status
count_outputs(size_t n_features, const struct ec_polynomial_options *options, size_t *n_outputs,
              struct ec_error *error)
{
  size_t count = 0, limit = options->max_features;
  for (unsigned degree = 1; degree <= options->degree && count <= limit; degree++) {
    size_t n = count_products(n_features, degree, options->interaction_only, limit);
    if (n == 0)
      break;
    count += n;
  }
  if (count > limit)
    return ec_error_set(error, EC_ERROR_LIMIT,
                        "degree %u makes more than %zu products of %zu feature%s; take a lower "
                        "degree, fewer features, or interactions alone",
                        options->degree, limit, n_features, n_features == 1 ? "" : "s");
  *n_outputs = count;
  return EC_OK;
}

/* The next combination of `degree` out of `n` features in lexicographic order; false where there is
 * none. */
static bool
advance(size_t *factors, unsigned degree, size_t n, bool interaction_only)
{
  for (unsigned i = degree; i-- > 0;) {
    size_t last = interaction_only ? n - degree + i : n - 1;
    if (factors[i] >= last)
      continue;
    factors[i]++;
    for (unsigned j = i + 1; j < degree; j++)
      factors[j] = interaction_only ? factors[j - 1] + 1 : factors[i];
    return true;
  }
  return false;
}

static ec_status
add_output(struct ec_polynomial *self, const size_t *factors, unsigned degree,
           struct ec_error *error)
{
  size_t *copy = ec_arena_alloc(self->arena, degree, sizeof *copy);
  if (copy == NULL)
    return no_memory(error);
  memcpy(copy, factors, degree * sizeof *copy);
  self->factors[self->n_outputs] = copy;
  self->n_factors[self->n_outputs++] = degree;
  return EC_OK;
}

static ec_status
add_outputs(struct ec_polynomial *self, const struct ec_polynomial_options *options,
            struct ec_error *error)
{
  unsigned last = options->degree;
  size_t *factors;
  ec_status status = EC_OK;
  if (options->interaction_only && last > self->n_features)
    last = (unsigned)self->n_features;
  factors = ec_arena_alloc(self->arena, last, sizeof *factors);
  if (factors == NULL)
    return no_memory(error);
  for (unsigned degree = 1; status == EC_OK && degree <= last; degree++) {
    bool more = true;
    for (unsigned i = 0; i < degree; i++)
      factors[i] = options->interaction_only ? i : 0;
    while (status == EC_OK && more) {
      status = add_output(self, factors, degree, error);
      more = advance(factors, degree, self->n_features, options->interaction_only);
    }
  }
  return status;
}

/* Writes "a^2 b" to `text` (NULL: nowhere), and returns its length. */
static size_t
write_name(const struct ec_polynomial *self, size_t output, char *text)
{
  const size_t *factors = self->factors[output];
  size_t length = 0, n = self->n_factors[output];
  for (size_t i = 0, power; i < n; i += power) {
    const char *name = self->inputs[factors[i]];
    size_t name_length = strlen(name);
    char exponent[24] = "";
    for (power = 1; i + power < n && factors[i + power] == factors[i]; power++)
      continue;
    if (power > 1)
      snprintf(exponent, sizeof exponent, "^%zu", power);
    if (text != NULL) {
      if (i > 0)
        text[length] = ' ';
      memcpy(text + length + (i > 0), name, name_length);
      strcpy(text + length + (i > 0) + name_length, exponent);
    }
    length += (i > 0) + name_length + strlen(exponent);
  }
  return length;
}

static ec_status
add_names(struct ec_polynomial *self, struct ec_error *error)
{
  for (size_t j = 0; j < self->n_outputs; j++) {
    char *name = ec_arena_alloc(self->arena, write_name(self, j, NULL) + 1, 1);
    if (name == NULL)
      return no_memory(error);
    write_name(self, j, name);
    self->names[j] = name;
  }
  return EC_OK;
}

static ec_status
copy_inputs(struct ec_polynomial *self, const char *const *names, struct ec_error *error)
{
  const char **inputs = ec_arena_alloc(self->arena, self->n_features, sizeof *inputs);
  if (inputs == NULL)
    return no_memory(error);
  for (size_t j = 0; j < self->n_features; j++) {
    char number[24];
    const char *name = names != NULL ? names[j] : number;
    snprintf(number, sizeof number, "x%zu", j);
    inputs[j] = ec_arena_copy_text(self->arena, name, strlen(name));
    if (inputs[j] == NULL)
      return no_memory(error);
  }
  self->inputs = inputs;
  return EC_OK;
}

static ec_status
make(struct ec_polynomial *self, size_t n_outputs, const char *const *names,
     const struct ec_polynomial_options *options, struct ec_error *error)
{
  ec_status status;
  self->names = ec_arena_alloc(self->arena, n_outputs, sizeof *self->names);
  self->n_factors = ec_arena_alloc(self->arena, n_outputs, sizeof *self->n_factors);
  self->factors = ec_arena_alloc(self->arena, n_outputs, sizeof *self->factors);
  if (self->names == NULL || self->n_factors == NULL || self->factors == NULL)
    return no_memory(error);
  status = copy_inputs(self, names, error);
  if (status == EC_OK)
    status = add_outputs(self, options, error);
  if (status == EC_OK)
    status = add_names(self, error);
  return status;
}

ec_status
ec_polynomial_new(size_t n_features, const char *const *names,
                  const struct ec_polynomial_options *options, struct ec_polynomial **polynomial,
                  struct ec_error *error)
{
  static const struct ec_polynomial_options defaults = EC_POLYNOMIAL_OPTIONS_INIT;
  struct ec_polynomial *made = NULL;
  struct ec_arena *arena;
  size_t n_outputs = 0;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  if (options->degree < 1)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "the degree is 0; it must be at least 1");
  if (n_features == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no features to multiply");
  status = count_outputs(n_features, options, &n_outputs, error);
  if (status != EC_OK)
    return status;
  arena = ec_arena_new(0);
  if (arena != NULL)
    made = ec_arena_alloc(arena, 1, sizeof *made);
  if (made == NULL) {
    ec_arena_free(arena);
    return no_memory(error);
  }
  made->arena = arena;
  made->n_features = n_features;
  status = make(made, n_outputs, names, options, error);
  if (status == EC_OK)
    *polynomial = made;
  else
    ec_arena_free(arena);
  return status;
}

void
ec_polynomial_free(struct ec_polynomial *polynomial)
{
  if (polynomial != NULL)
    ec_arena_free(polynomial->arena);
}

size_t
ec_polynomial_n_outputs(const struct ec_polynomial *polynomial)
{
  return polynomial->n_outputs;
}

const char *const *
ec_polynomial_get_names(const struct ec_polynomial *polynomial)
{
  return polynomial->names;
}

unsigned
ec_polynomial_get_power(const struct ec_polynomial *polynomial, size_t output, size_t feature)
{
  unsigned power = 0;
  for (size_t i = 0; i < polynomial->n_factors[output]; i++)
    power += polynomial->factors[output][i] == feature;
  return power;
}

/* A product that is infinite though its factors are not. */
static ec_status
check_product(const struct ec_polynomial *self, const struct ec_matrix *x, size_t output,
              const double *product, struct ec_error *error)
{
  char name[120];
  for (size_t i = 0; i < x->n_rows; i++) {
    bool finite = true;
    if (isfinite(product[i]))
      continue;
    for (size_t k = 0; k < self->n_factors[output]; k++)
      finite = finite && isfinite(ec_matrix_get(x, i, self->factors[output][k]));
    if (finite)
      return ec_error_set_at(
          error, EC_ERROR_VALUE, i + 1, output + 1,
          "row %zu: the product \"%s\" is larger than any number of the computer; scale the "
          "features first, or take a lower degree",
          i + 1,
          ec_error_quote(name, sizeof name, self->names[output], strlen(self->names[output])));
  }
  return EC_OK;
}

ec_status
ec_polynomial_apply(const struct ec_polynomial *polynomial, const struct ec_matrix *x,
                    struct ec_matrix *products, struct ec_error *error)
{
  struct ec_matrix made;
  ec_status status;
  if (x->n_columns != polynomial->n_features)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the products are of %zu features, and %zu are given",
                        polynomial->n_features, x->n_columns);
  status = ec_matrix_new(x->n_rows, polynomial->n_outputs, &made, error);
  if (status != EC_OK)
    return status;
  for (size_t j = 0; status == EC_OK && j < polynomial->n_outputs; j++) {
    double *product = ec_matrix_column(&made, j);
    for (size_t i = 0; i < x->n_rows; i++)
      product[i] = 1.0;
    for (size_t k = 0; k < polynomial->n_factors[j]; k++) {
      const double *factor = ec_matrix_column(x, polynomial->factors[j][k]);
      for (size_t i = 0; i < x->n_rows; i++)
        product[i] *= factor[i];
    }
    status = check_product(polynomial, x, j, product, error);
  }
  if (status == EC_OK)
    *products = made;
  else
    ec_matrix_clear(&made);
  return status;
}
