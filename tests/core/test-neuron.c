#include "config.h"

#include "base/random.h"
#include "linear-rows.h"
#include "teach/network.h"

static struct ec_network *
new_network(size_t n_inputs, size_t n_hidden, size_t n_outputs, enum ec_network_activation hidden,
            enum ec_network_activation output, enum ec_network_loss loss, uint64_t seed)
{
  struct ec_network_options options = {n_inputs, n_hidden, n_outputs, hidden, output, loss, seed};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_network *network;
  assert_ok(ec_network_new(&options, &network, &error));
  return network;
}

/* numpy, by hand:
 *   W1 = [[.5,-.4],[.3,.8]]; b1 = [.1,-.2]; W2 = [[.7,-.6]]; b2 = [.05]; x = [1.5,-.5]; t = 1
 *   h = tanh(W1 @ x + b1); p = 1/(1+exp(-(W2 @ h + b2))); L = -log(p)
 *   dz = p - t; dW2 = outer(dz, h); dz1 = (W2.T @ dz) * (1 - h**2); dW1 = outer(dz1, x)
 * and with a ReLU, W2 = [[.7,-.6],[.2,.9],[-.3,.1]], b2 = [.05,0,-.1], t = [0,1,0], softmax. */
static void
test_references(void)
{
  static const double weights[] = {0.5, -0.4, 0.3, 0.8, 0.1, -0.2, 0.7, -0.6, 0.05};
  static const double gradient[] = {
      -0.13666757304573707, 0.04555585768191235,  0.2946326660622559,
      -0.09821088868741863, -0.0911117153638247,  0.19642177737483726,
      -0.261741619089656,   0.049845347737995656, -0.3347908552319996};
  static const double more[] = {0.5, -0.4, 0.3,  0.8, 0.1,  -0.2, 0.7, -0.6,
                                0.2, 0.9,  -0.3, 0.1, 0.05, 0,    -0.1};
  static const double other[] = {0.28118708061362985,
                                 -0.09372902687120996,
                                 0,
                                 0,
                                 0.18745805374241992,
                                 0,
                                 0.5633352207002931,
                                 0,
                                 -0.7330085285415042,
                                 0,
                                 0.1696733078412112,
                                 0,
                                 0.5365097340002791,
                                 -0.6981033605157183,
                                 0.16159362651543924};
  double x[2] = {1.5, -0.5}, t[3] = {1, 0, 0}, found[15];
  struct ec_network *network =
      new_network(2, 2, 1, EC_NETWORK_TANH, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY, 0);
  g_assert_cmpuint(ec_network_n_weights(network), ==, 9);
  memcpy(ec_network_get_weights(network), weights, sizeof weights);
  assert_digits(ec_network_evaluate(network, x, t, found), 0.4076537843615866, 14);
  for (size_t i = 0; i < 9; i++)
    assert_near(found[i], gradient[i], 1e-15);
  g_assert_cmpstr(ec_network_get_weight_name(network, 1), ==, "w⁽¹⁾₁₂");
  g_assert_cmpstr(ec_network_get_weight_name(network, 5), ==, "b⁽¹⁾₂");
  g_assert_cmpstr(ec_network_get_weight_name(network, 7), ==, "w⁽²⁾₂");
  g_assert_cmpstr(ec_network_get_weight_name(network, 8), ==, "b⁽²⁾");
  ec_network_free(network);
  network = new_network(2, 2, 3, EC_NETWORK_RELU, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY, 0);
  memcpy(ec_network_get_weights(network), more, sizeof more);
  t[0] = 0;
  t[1] = 1;
  assert_digits(ec_network_evaluate(network, x, t, found), 1.1976705735526223, 14);
  for (size_t i = 0; i < 15; i++)
    assert_near(found[i], other[i], 1e-15);
  ec_network_free(network);
  ec_network_free(NULL);
}

static const struct {
  size_t n_inputs, n_hidden, n_outputs;
  enum ec_network_activation hidden, output;
  enum ec_network_loss loss;
} shapes[] = {
    {2, 0, 1, 0, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY},
    {3, 0, 1, 0, EC_NETWORK_IDENTITY, EC_NETWORK_SQUARED},
    {3, 0, 1, 0, EC_NETWORK_SIGMOID, EC_NETWORK_SQUARED},
    {1, 0, 2, 0, EC_NETWORK_TANH, EC_NETWORK_SQUARED},
    {4, 0, 3, 0, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY},
    {2, 3, 1, EC_NETWORK_SIGMOID, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY},
    {2, 4, 2, EC_NETWORK_TANH, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY},
    {5, 3, 4, EC_NETWORK_RELU, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY},
    {2, 3, 2, EC_NETWORK_TANH, EC_NETWORK_RELU, EC_NETWORK_SQUARED},
    {3, 2, 1, EC_NETWORK_IDENTITY, EC_NETWORK_TANH, EC_NETWORK_SQUARED},
    {16, 16, 10, EC_NETWORK_TANH, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY},
    {16, 16, 16, EC_NETWORK_SIGMOID, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY},
};

static struct ec_network *
new_shape(size_t s, double *x, double *targets)
{
  struct ec_network *network =
      new_network(shapes[s].n_inputs, shapes[s].n_hidden, shapes[s].n_outputs, shapes[s].hidden,
                  shapes[s].output, shapes[s].loss, s);
  struct ec_random random = ec_random_new(100 + s);
  double *weights = ec_network_get_weights(network);
  for (size_t i = 0; i < ec_network_n_weights(network); i++)
    weights[i] += 0.3 * ec_random_normal(&random);
  for (size_t i = 0; i < shapes[s].n_inputs; i++)
    x[i] = ec_random_normal(&random);
  for (size_t k = 0; k < shapes[s].n_outputs; k++)
    targets[k] = shapes[s].output == EC_NETWORK_SOFTMAX ? k == 1 : ec_random_uniform(&random);
  return network;
}

/* The largest difference of a gradient from central differences, relative to the largest entry. */
static double
compare_with_differences(struct ec_network *network, const double *x, const double *targets,
                         const double *gradient)
{
  double *weights = ec_network_get_weights(network), most = 0.0, scale = 1e-3;
  for (size_t i = 0; i < ec_network_n_weights(network); i++) {
    const double h = 1e-5;
    double kept = weights[i], up, down;
    weights[i] = kept + h;
    up = ec_network_evaluate(network, x, targets, NULL);
    weights[i] = kept - h;
    down = ec_network_evaluate(network, x, targets, NULL);
    weights[i] = kept;
    most = fmax(most, fabs((up - down) / (2 * h) - gradient[i]));
    scale = fmax(scale, fabs(gradient[i]));
  }
  return most / scale;
}

/* The gradients are those of finite differences; and the comparison is one that sees a wrong sign, a
 * forgotten factor or a swapped pair in a single place. */
static void
test_gradients(void)
{
  for (size_t s = 0; s < G_N_ELEMENTS(shapes); s++) {
    double x[16], targets[16], *gradient;
    struct ec_network *network = new_shape(s, x, targets);
    size_t n = ec_network_n_weights(network), large = 0;
    gradient = g_new(double, n);
    ec_network_evaluate(network, x, targets, gradient);
    g_assert_cmpfloat(compare_with_differences(network, x, targets, gradient), <, 1e-7);
    for (size_t i = 0; i < n; i++)
      if (fabs(gradient[i]) > fabs(gradient[large]))
        large = i;
    for (size_t i = 0; i < n && n < 100; i++) {
      double kept = gradient[i];
      if (fabs(kept) < 1e-4 * fabs(gradient[large]))
        continue;
      gradient[i] = -kept;
      g_assert_cmpfloat(compare_with_differences(network, x, targets, gradient), >, 1e-5);
      gradient[i] = 0.5 * kept;
      g_assert_cmpfloat(compare_with_differences(network, x, targets, gradient), >, 1e-5);
      gradient[i] = kept;
    }
    g_free(gradient);
    ec_network_free(network);
  }
}

/* A step's own arithmetic, from its kind and what it reads. */
static double
compute(const struct ec_step *step, const struct ec_network_record *record, size_t shape)
{
  const struct ec_operand *o = step->operands;
  enum ec_network_activation activation =
      shapes[shape].n_hidden > 0 && step->layer == 1 ? shapes[shape].hidden : shapes[shape].output;
  double sum = 0.0;
  switch (step->kind) {
  case EC_STEP_PRODUCT:
  case EC_STEP_GRADIENT_WEIGHT:
    return o[0].value * o[1].value;
  case EC_STEP_SUM:
  case EC_STEP_BIAS:
    for (size_t i = 0; i < step->n_operands; i++)
      sum += o[i].value;
    return sum;
  case EC_STEP_ACTIVATION:
    for (size_t i = 1; i < step->n_operands; i++)
      sum += exp(o[i].value);
    return activation == EC_NETWORK_SIGMOID   ? 1 / (1 + exp(-o[0].value))
           : activation == EC_NETWORK_TANH    ? tanh(o[0].value)
           : activation == EC_NETWORK_RELU    ? fmax(0, o[0].value)
           : activation == EC_NETWORK_SOFTMAX ? exp(o[0].value) / sum
                                              : o[0].value;
  case EC_STEP_LOSS:
    if (shapes[shape].loss == EC_NETWORK_SQUARED)
      for (size_t i = 0; i < step->n_operands; i += 2)
        sum += 0.5 * (o[i].value - o[i + 1].value) * (o[i].value - o[i + 1].value);
    else if (shapes[shape].output == EC_NETWORK_SOFTMAX)
      for (size_t i = 0; i < step->n_operands; i += 2)
        sum -= o[i].value * log(o[i + 1].value);
    else
      for (size_t i = 0; i < step->n_operands; i += 4)
        sum -= o[i].value * log(o[i + 1].value) + (1 - o[i + 2].value) * log(1 - o[i + 3].value);
    return sum;
  case EC_STEP_GRADIENT_HIDDEN:
    for (size_t i = 0; i < step->n_operands; i += 2)
      sum += o[i].value * o[i + 1].value;
    return sum;
  case EC_STEP_GRADIENT_OUTPUT:
    return o[0].value - o[1].value;
  case EC_STEP_GRADIENT_ACTIVATION:
    if (step->n_operands == 2 && g_str_has_prefix(o[1].name, "t"))
      return o[0].value - o[1].value;
    return activation == EC_NETWORK_SIGMOID ? o[0].value * o[1].value * (1 - o[2].value)
           : activation == EC_NETWORK_TANH  ? o[0].value * (1 - o[1].value * o[1].value)
           : activation == EC_NETWORK_RELU  ? o[0].value * (o[1].value > 0)
                                            : o[0].value;
  case EC_STEP_GRADIENT_BIAS:
    return o[0].value;
  case EC_STEP_UPDATE:
    return o[0].value - o[1].value * o[2].value;
  case EC_N_STEP_KINDS:
    break;
  }
  g_assert_not_reached();
}

/* Each step follows from its operands, each operand that is a result is the result of an earlier step,
 * and the last steps are the gradient and the new weights. */
static void
test_steps(void)
{
  for (size_t s = 0; s < G_N_ELEMENTS(shapes); s++) {
    double x[16], targets[16], *before;
    struct ec_network *network = new_shape(s, x, targets);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_network_record *record;
    GHashTable *known = g_hash_table_new(g_str_hash, g_str_equal);
    size_t n = ec_network_n_weights(network), n_updates = 0;
    enum ec_step_stage stage = EC_STAGE_FORWARD;
    before = g_memdup2(ec_network_get_weights(network), n * sizeof *before);
    assert_ok(ec_network_follow(network, x, targets, 0.25, true, &record, &error));
    g_assert_cmpmem(record->old_weights, n * 8, before, n * 8);
    g_assert_cmpmem(record->new_weights, n * 8, ec_network_get_weights(network), n * 8);
    for (size_t i = 0; i < record->n_steps; i++) {
      const struct ec_step *step = &record->steps[i];
      assert_near(compute(step, record, s), step->result, 1e-12 * (1 + fabs(step->result)));
      g_assert_true(g_utf8_validate(step->formula, -1, NULL));
      g_assert_true(g_utf8_validate(step->numbers, -1, NULL));
      assert_contains(step->formula, step->name);
      g_assert_cmpint(step->stage, >=, stage);
      stage = step->stage;
      for (size_t o = 0; o < step->n_operands; o++) {
        const double *value = g_hash_table_lookup(known, step->operands[o].name);
        assert_contains(step->formula, step->operands[o].name);
        if (value != NULL)
          g_assert_cmpfloat(*value, ==, step->operands[o].value);
      }
      if (step->kind == EC_STEP_UPDATE)
        g_assert_cmpfloat(step->result, ==, record->new_weights[n_updates++]);
      else
        g_assert_true(g_hash_table_insert(known, (char *)step->name, (double *)&step->result));
    }
    g_assert_cmpuint(n_updates, ==, n);
    for (size_t i = 0; i < n; i++) {
      char *name = g_strconcat("∂L/∂", ec_network_get_weight_name(network, i), NULL);
      const double *value = g_hash_table_lookup(known, name);
      g_assert_cmpfloat(*value, ==, record->gradient[i]);
      assert_near(record->new_weights[i], before[i] - 0.25 * *value, 1e-15);
      g_free(name);
    }
    ec_network_record_free(record);
    g_hash_table_unref(known);
    g_free(before);
    ec_network_free(network);
  }
  ec_network_record_free(NULL);
}

/* What is shown, word by word, for one neuron. */
static void
test_texts(void)
{
  static const struct {
    const char *formula, *numbers;
  } expected[] = {
      {"w₁·x₁", "0.5·1.5 = 0.75"},
      {"w₂·x₂", "−0.25·2 = −0.5"},
      {"s = w₁·x₁ + w₂·x₂", "0.75 + (−0.5) = 0.25"},
      {"z = s + b", "0.25 + (−0.25) = 0"},
      {"ŷ = 1 / (1 + exp(−z))", "1 / (1 + exp(−0)) = 0.5"},
      {"L = −(t·ln ŷ + (1 − t)·ln(1 − ŷ))", "−(1·ln 0.5 + (1 − 1)·ln(1 − 0.5)) = 0.6931"},
      {"∂L/∂z = ŷ − t", "0.5 − 1 = −0.5"},
      {"∂L/∂w₁ = ∂L/∂z·x₁", "−0.5·1.5 = −0.75"},
      {"∂L/∂w₂ = ∂L/∂z·x₂", "−0.5·2 = −1"},
      {"∂L/∂b = ∂L/∂z", "−0.5 = −0.5"},
      {"w₁ ← w₁ − η·∂L/∂w₁", "0.5 − 0.1·(−0.75) = 0.575"},
      {"w₂ ← w₂ − η·∂L/∂w₂", "−0.25 − 0.1·(−1) = −0.15"},
      {"b ← b − η·∂L/∂b", "−0.25 − 0.1·(−0.5) = −0.2"},
  };
  static const double weights[3] = {0.5, -0.25, -0.25}, x[2] = {1.5, 2}, t[1] = {1};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_network_record *record;
  struct ec_network *network;
  assert_ok(ec_network_new(NULL, &network, &error));
  memcpy(ec_network_get_weights(network), weights, sizeof weights);
  assert_ok(ec_network_follow(network, x, t, 0.1, false, &record, &error));
  g_assert_cmpuint(record->n_steps, ==, G_N_ELEMENTS(expected));
  for (size_t i = 0; i < record->n_steps; i++) {
    g_assert_cmpstr(record->steps[i].formula, ==, expected[i].formula);
    g_assert_cmpstr(record->steps[i].numbers, ==, expected[i].numbers);
  }
  g_assert_cmpmem(ec_network_get_weights(network), sizeof weights, weights, sizeof weights);
  ec_network_record_free(record);
  /* Without a rate there is nothing to update. */
  assert_ok(ec_network_follow(network, x, t, 0, false, &record, &error));
  g_assert_cmpuint(record->n_steps, ==, G_N_ELEMENTS(expected) - 3);
  ec_network_record_free(record);
  for (int kind = 0; kind < EC_N_STEP_KINDS; kind++)
    g_assert_cmpstr(ec_step_kind_name((enum ec_step_kind)kind), !=, "unknown");
  ec_network_free(network);
}

/* A negative number has one pair of brackets, its own or those that stand there anyway. */
static void
test_brackets(void)
{
  static const struct {
    enum ec_network_activation hidden;
    const char *activation, *gradient;
  } expected[] = {
      {EC_NETWORK_TANH, "tanh(−1.5) = −0.9051", "0.25·(1 − (−0.9051)²) = 0.04518"},
      {EC_NETWORK_RELU, "max(0, −1.5) = 0", "0.25·[−1.5 > 0] = 0"},
      {EC_NETWORK_SIGMOID, "1 / (1 + exp(−(−1.5))) = 0.1824", "0.25·0.1824·(1 − 0.1824) = 0.03729"},
  };
  /* The hidden unit gets −1.5; the output's weight of −0.5 and bias of 0 leave it near a half, and
   * t = 1. */
  static const double x[1] = {1.5}, t[1] = {1};
  struct ec_error error = EC_ERROR_INIT;
  for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
    struct ec_network *network =
        new_network(1, 1, 1, expected[i].hidden, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY, 0);
    double *w = ec_network_get_weights(network), a;
    struct ec_network_record *record;
    bool told_activation = false, told_gradient = false;
    w[0] = -1, w[1] = 0, w[2] = -0.5;
    /* The output is exactly a half. */
    a = expected[i].hidden == EC_NETWORK_TANH   ? tanh(-1.5)
        : expected[i].hidden == EC_NETWORK_RELU ? 0
                                                : 1 / (1 + exp(1.5));
    w[3] = 0.5 * a;
    assert_ok(ec_network_follow(network, x, t, 0.1, false, &record, &error));
    for (size_t k = 0; k < record->n_steps; k++) {
      const struct ec_step *step = &record->steps[k];
      g_assert_null(strstr(step->numbers, "(("));
      if (step->layer != 1)
        continue;
      if (step->kind == EC_STEP_ACTIVATION) {
        g_assert_cmpstr(step->numbers, ==, expected[i].activation);
        told_activation = true;
      } else if (step->kind == EC_STEP_GRADIENT_ACTIVATION) {
        g_assert_cmpstr(step->numbers, ==, expected[i].gradient);
        told_gradient = true;
      }
    }
    g_assert_true(told_activation && told_gradient);
    ec_network_record_free(record);
    ec_network_free(network);
  }
}

/* Exclusive or is learnt by two layers, and can not be by one. */
static void
test_xor(void)
{
  static const double inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, answers[4] = {0, 1, 1, 0};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_network_training training = EC_NETWORK_TRAINING_INIT;
  struct ec_matrix x, targets;
  assert_ok(ec_matrix_new(4, 2, &x, &error));
  assert_ok(ec_matrix_new(4, 1, &targets, &error));
  for (size_t i = 0; i < 4; i++) {
    ec_matrix_set(&x, i, 0, inputs[i][0]);
    ec_matrix_set(&x, i, 1, inputs[i][1]);
    ec_matrix_set(&targets, i, 0, answers[i]);
  }
  training.rate = 0.5;
  training.batch_size = 0;
  training.n_epochs = 3000;
  training.weights_every = 1000;
  for (size_t n_hidden = 0; n_hidden <= 4; n_hidden += 4) {
    struct ec_network *network = new_network(2, n_hidden, 1, EC_NETWORK_TANH, EC_NETWORK_SIGMOID,
                                             EC_NETWORK_CROSS_ENTROPY, 1);
    struct ec_network_history *history;
    assert_ok(ec_network_train(network, &x, &targets, &training, NULL, &history, &error));
    g_assert_cmpuint(history->n_epochs, ==, 3000);
    g_assert_false(history->diverged);
    g_assert_cmpuint(history->n_kept, ==, 4);
    g_assert_cmpuint(history->kept_epochs[3], ==, 3000);
    g_assert_cmpmem(history->kept_weights + 3 * history->n_weights, 8 * history->n_weights,
                    ec_network_get_weights(network), 8 * ec_network_n_weights(network));
    if (n_hidden == 0)
      assert_near(history->losses[3000], log(2), 1e-6);
    else
      g_assert_cmpfloat(history->losses[3000], <, 0.05);
    for (size_t i = 0; i < 4 && n_hidden > 0; i++) {
      double p;
      ec_network_predict(network, inputs[i], &p);
      g_assert_cmpint(p > 0.5, ==, answers[i] > 0.5);
    }
    ec_network_history_free(history);
    ec_network_free(network);
  }
  ec_matrix_clear(&x);
  ec_matrix_clear(&targets);
}

/* Two half moons that reach into each other: no line parts them, and sixteen hidden units do. */
static void
test_moons(void)
{
  enum { N = 200 };
  struct ec_network *network =
      new_network(2, 8, 2, EC_NETWORK_TANH, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY, 4);
  struct ec_network *again =
      new_network(2, 8, 2, EC_NETWORK_TANH, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY, 4);
  struct ec_network_training training = EC_NETWORK_TRAINING_INIT;
  struct ec_random random = ec_random_new(2);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_network_history *history, *second;
  struct ec_matrix x, targets;
  size_t right = 0, n = ec_network_n_weights(network);
  assert_ok(ec_matrix_new(N, 2, &x, &error));
  assert_ok(ec_matrix_new(N, 2, &targets, &error));
  for (size_t i = 0; i < N; i++) {
    double angle = G_PI * (double)(i / 2) / (N / 2 - 1);
    bool lower = i % 2;
    ec_matrix_set(&x, i, 0,
                  (lower ? 1 - cos(angle) : cos(angle)) + 0.08 * ec_random_normal(&random));
    ec_matrix_set(&x, i, 1,
                  (lower ? 0.5 - sin(angle) : sin(angle)) + 0.08 * ec_random_normal(&random));
    ec_matrix_set(&targets, i, lower, 1);
  }
  training.rate = 0.2;
  training.n_epochs = 100;
  training.batch_size = 4;
  training.seed = 9;
  assert_ok(ec_network_train(network, &x, &targets, &training, NULL, &history, &error));
  assert_ok(ec_network_train(again, &x, &targets, &training, NULL, &second, &error));
  g_assert_cmpmem(ec_network_get_weights(network), n * 8, ec_network_get_weights(again), n * 8);
  for (size_t i = 0; i < N; i++) {
    double row[2] = {ec_matrix_get(&x, i, 0), ec_matrix_get(&x, i, 1)}, p[2];
    ec_network_predict(network, row, p);
    assert_near(p[0] + p[1], 1, 1e-15);
    right += (p[1] > p[0]) == (i % 2);
  }
  g_assert_cmpuint(right, >=, 198);
  g_assert_cmpfloat(history->losses[100], <, 0.1 * history->losses[0]);
  ec_network_history_free(history);
  ec_network_history_free(second);
  ec_network_history_free(NULL);
  ec_network_free(network);
  ec_network_free(again);
  ec_matrix_clear(&x);
  ec_matrix_clear(&targets);
}

static void
test_refused(void)
{
  static const struct ec_network_options wrong[] = {
      {0, 0, 1, 0, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY, 0},
      {2, 17, 1, 0, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY, 0},
      {2, 0, 17, 0, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY, 0},
      {2, 0, 1, 0, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY, 0},
      {2, 0, 2, 0, EC_NETWORK_SOFTMAX, EC_NETWORK_SQUARED, 0},
      {2, 2, 2, EC_NETWORK_SOFTMAX, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY, 0},
      {2, 0, 1, 0, EC_NETWORK_TANH, EC_NETWORK_CROSS_ENTROPY, 0},
  };
  struct ec_network_training training = EC_NETWORK_TRAINING_INIT;
  struct ec_network_record *record = NULL;
  struct ec_network_history *history = NULL;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_network *network = NULL;
  struct ec_job job = EC_JOB_INIT;
  struct ec_matrix x, targets;
  double row[2] = {1, 2}, t[2] = {0.5, 0.4}, kept[6];
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_status(ec_network_new(&wrong[i], &network, &error), EC_ERROR_ARGUMENT);
  g_assert_null(network);
  network = new_network(2, 0, 2, 0, EC_NETWORK_SOFTMAX, EC_NETWORK_CROSS_ENTROPY, 1);
  memcpy(kept, ec_network_get_weights(network), sizeof kept);
  assert_status(ec_network_follow(network, row, t, 0.1, true, &record, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "add up to 0.9");
  t[1] = 0.5;
  assert_status(ec_network_follow(network, row, t, NAN, true, &record, &error), EC_ERROR_ARGUMENT);
  row[1] = INFINITY;
  assert_status(ec_network_follow(network, row, t, 0.1, true, &record, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "input 2");
  g_assert_null(record);
  assert_ok(ec_matrix_new(3, 2, &x, &error));
  assert_ok(ec_matrix_new(3, 2, &targets, &error));
  assert_status(ec_network_train(network, &x, &targets, NULL, NULL, &history, &error),
                EC_ERROR_VALUE);
  assert_contains(error.message, "row 1");
  for (size_t i = 0; i < 3; i++)
    ec_matrix_set(&targets, i, i % 2, 1.0);
  ec_matrix_set(&x, 2, 1, NAN);
  assert_status(ec_network_train(network, &x, &targets, NULL, NULL, &history, &error),
                EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 3);
  ec_matrix_set(&x, 2, 1, 1);
  job.cancelled = always;
  assert_status(ec_network_train(network, &x, &targets, NULL, &job, &history, &error),
                EC_ERROR_CANCELLED);
  g_assert_cmpmem(kept, sizeof kept, ec_network_get_weights(network), sizeof kept);
  training.rate = -1;
  assert_status(ec_network_train(network, &x, &targets, &training, NULL, &history, &error),
                EC_ERROR_ARGUMENT);
  x.n_rows = targets.n_rows = 0;
  assert_status(ec_network_train(network, &x, &targets, NULL, NULL, &history, &error),
                EC_ERROR_EMPTY);
  x.n_rows = 3;
  assert_status(ec_network_train(network, &x, &targets, NULL, NULL, &history, &error),
                EC_ERROR_SHAPE);
  g_assert_null(history);
  ec_network_free(network);
  /* A rate that is far too large is noticed, and the weights stay numbers. */
  targets.n_rows = 3;
  targets.n_columns = 1;
  for (size_t i = 0; i < 3; i++)
    ec_matrix_set(&x, i, 0, 100.0 * (double)(i + 1));
  network = new_network(2, 3, 1, EC_NETWORK_IDENTITY, EC_NETWORK_IDENTITY, EC_NETWORK_SQUARED, 1);
  training.rate = 10;
  assert_ok(ec_network_train(network, &x, &targets, &training, NULL, &history, &error));
  g_assert_true(history->diverged);
  g_assert_cmpuint(history->n_epochs, <, training.n_epochs);
  for (size_t i = 0; i < ec_network_n_weights(network); i++)
    g_assert_true(isfinite(ec_network_get_weights(network)[i]));
  ec_network_history_free(history);
  ec_network_free(network);
  ec_matrix_clear(&x);
  ec_matrix_clear(&targets);
}

static ec_status
learn_once(void *data, struct ec_error *error)
{
  const struct ec_matrix *matrices = data;
  struct ec_network_options options = EC_NETWORK_OPTIONS_INIT;
  struct ec_network_training training = EC_NETWORK_TRAINING_INIT;
  struct ec_network_record *record = NULL;
  struct ec_network_history *history = NULL;
  struct ec_network *network = NULL;
  double x[2] = {1, 2}, t[1] = {1};
  ec_status status;
  options.n_hidden = 3;
  training.n_epochs = 2;
  training.weights_every = 1;
  status = ec_network_new(&options, &network, error);
  if (status == EC_OK)
    status = ec_network_follow(network, x, t, 0.1, true, &record, error);
  if (status == EC_OK)
    status =
        ec_network_train(network, &matrices[0], &matrices[1], &training, NULL, &history, error);
  ec_network_record_free(record);
  ec_network_history_free(history);
  ec_network_free(network);
  return status;
}

static void
test_no_memory(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix matrices[2];
  assert_ok(ec_matrix_new(5, 2, &matrices[0], &error));
  assert_ok(ec_matrix_new(5, 1, &matrices[1], &error));
  g_assert_cmpint(fail_each_allocation(learn_once, matrices), >, 8);
  ec_matrix_clear(&matrices[0]);
  ec_matrix_clear(&matrices[1]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/neuron/references", test_references);
  g_test_add_func("/neuron/gradients", test_gradients);
  g_test_add_func("/neuron/steps", test_steps);
  g_test_add_func("/neuron/texts", test_texts);
  g_test_add_func("/neuron/brackets", test_brackets);
  g_test_add_func("/neuron/xor", test_xor);
  g_test_add_func("/neuron/moons", test_moons);
  g_test_add_func("/neuron/refused", test_refused);
  g_test_add_func("/neuron/no-memory", test_no_memory);
  return g_test_run();
}
