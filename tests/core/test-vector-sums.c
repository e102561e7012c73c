#include "config.h"

#include <float.h>

#include "base/random.h"
#include "support.h"
#include "vector-kernels.h"

enum { N_MAX = 1500, N_OFFSETS = 17 };

static const size_t lengths[] = {0,  1,  2,  3,  7,  8,   9,   15,  16,  17,  31,  33,   63,
                                 64, 65, 79, 80, 81, 127, 128, 129, 200, 511, 777, 1024, 1500};

static void
fill_normal(float *x, size_t n, uint64_t seed, float mean, float scale)
{
  struct ec_random random = ec_random_new(seed);
  for (size_t i = 0; i < n; i++)
    x[i] = mean + scale * (float)ec_random_normal(&random);
}

/* `n` of the numbers, at a place that is `offset` numbers off an alignment of 64 bytes. */
static const float *
moved(float *room, const float *x, size_t n, size_t offset)
{
  memcpy(room + offset, x, n * sizeof *x);
  room[offset + n] = NAN;
  return room + offset;
}

/* Sums and inner products against double precision, the same bits at every place. */
static void
test_sums(gconstpointer data)
{
  const struct ec_kernels *kernels = data;
  static float x[N_MAX], y[N_MAX];
  static float a[N_MAX + N_OFFSETS + 1] __attribute__((aligned(64)));
  static float b[N_MAX + N_OFFSETS + 1] __attribute__((aligned(64)));
  fill_normal(x, N_MAX, 1, 0.5f, 1.0f);
  fill_normal(y, N_MAX, 2, 0.0f, 1.0f);
  for (size_t l = 0; l < G_N_ELEMENTS(lengths); l++) {
    size_t n = lengths[l];
    double sum = 0.0, dot = 0.0, sizes = 0.0;
    float first_sum = kernels->sum(n, x), first_dot = kernels->dot(n, x, y);
    for (size_t i = 0; i < n; i++) {
      sum += x[i];
      dot += (double)x[i] * y[i];
      sizes += fabs(x[i]) + fabs((double)x[i] * y[i]);
    }
    g_assert_cmpfloat(fabs(first_sum - sum), <=, 3e-7 * sizes);
    g_assert_cmpfloat(fabs(first_dot - dot), <=, 3e-7 * sizes);
    for (size_t o = 0; o < N_OFFSETS; o++) {
      g_assert_cmpfloat(kernels->sum(n, moved(a, x, n, o)), ==, first_sum);
      g_assert_cmpfloat(kernels->dot(n, moved(a, x, n, o), moved(b, y, n, (o * 5) % 17)), ==,
                        first_dot);
    }
  }
}

static void
test_max(gconstpointer data)
{
  const struct ec_kernels *kernels = data;
  float x[100] = {0};
  g_assert_cmpfloat(kernels->max(0, x), ==, -INFINITY);
  for (size_t n = 1; n <= G_N_ELEMENTS(x); n++)
    for (size_t at = 0; at < n; at++) {
      for (size_t i = 0; i < n; i++)
        x[i] = -5.0f - (float)i;
      x[at] = -4.5f;
      g_assert_cmpfloat(kernels->max(n, x), ==, -4.5f);
      x[at] = INFINITY;
      g_assert_cmpfloat(kernels->max(n, x), ==, INFINITY);
      x[(at + 1) % n] = -INFINITY;
      g_assert_cmpfloat(kernels->max(n, x), ==, n == 1 ? -INFINITY : INFINITY);
      x[at] = NAN;
      g_assert_true(isnan(kernels->max(n, x)));
    }
  x[0] = -INFINITY;
  g_assert_cmpfloat(kernels->max(1, x), ==, -INFINITY);
}

static void
check_softmax(const struct ec_kernels *kernels, size_t n, const float *x, float scale)
{
  static float y[N_MAX], shifted[N_MAX + N_OFFSETS + 1], again[N_MAX];
  double most = -INFINITY, sum = 0.0, total = 0.0;
  float log_sum = kernels->softmax(n, x, y);
  for (size_t i = 0; i < n; i++)
    most = MAX(most, x[i]);
  for (size_t i = 0; i < n; i++)
    sum += exp(x[i] - most);
  for (size_t i = 0; i < n; i++) {
    double expected = exp(x[i] - most) / sum;
    total += y[i];
    /* The difference from the largest is rounded, and what it lost is lost by the power of e. */
    g_assert_cmpfloat(fabs(y[i] - expected), <=,
                      (1e-6 + 6e-8 * (most - MAX(x[i], -FLT_MAX))) * expected + 1e-37);
  }
  g_assert_cmpfloat(fabs(total - 1.0), <, 2e-6);
  g_assert_cmpfloat(fabs(log_sum - (most + log(sum))), <, 1e-6 * (1.0 + scale));
  for (size_t o = 0; o < N_OFFSETS; o++) {
    g_assert_cmpfloat(kernels->softmax(n, moved(shifted, x, n, o), again), ==, log_sum);
    g_assert_cmpmem(again, n * sizeof *y, y, n * sizeof *y);
  }
  memcpy(again, x, n * sizeof *x);
  kernels->softmax(n, again, again);
  g_assert_cmpmem(again, n * sizeof *y, y, n * sizeof *y);
}

static void
test_softmax(gconstpointer data)
{
  static const float scales[] = {0.1f, 1.0f, 30.0f, 1e4f};
  const struct ec_kernels *kernels = data;
  static float x[N_MAX], y[N_MAX];
  g_assert_cmpfloat(kernels->softmax(0, x, y), ==, -INFINITY);
  for (size_t l = 1; l < G_N_ELEMENTS(lengths); l++)
    for (size_t s = 0; s < G_N_ELEMENTS(scales); s++) {
      fill_normal(x, lengths[l], 3 + s, scales[s], scales[s]);
      check_softmax(kernels, lengths[l], x, 4.0f * scales[s]);
    }
}

/* What is masked out by -INFINITY gets nothing; where nothing is left, or something is no number,
 * nobody is told otherwise. */
static void
test_softmax_masked(gconstpointer data)
{
  const struct ec_kernels *kernels = data;
  float x[35], y[35];
  fill_normal(x, 35, 4, 0.0f, 1.0f);
  for (size_t i = 20; i < 35; i++)
    x[i] = -INFINITY;
  check_softmax(kernels, 35, x, 4.0f);
  kernels->softmax(35, x, y);
  for (size_t i = 20; i < 35; i++)
    g_assert_cmpfloat(y[i], ==, 0.0f);
  x[7] = NAN;
  g_assert_true(isnan(kernels->softmax(35, x, y)) && isnan(y[0]) && isnan(y[34]));
  kernels->fill(35, -INFINITY, x);
  kernels->softmax(35, x, y);
  g_assert_true(isnan(y[0]) && isnan(y[34]));
}

static void
test_softmax_backward(gconstpointer data)
{
  const struct ec_kernels *kernels = data;
  static float x[N_MAX], y[N_MAX], dy[N_MAX], dx[N_MAX];
  for (size_t l = 0; l < G_N_ELEMENTS(lengths); l++) {
    size_t n = lengths[l];
    double dot = 0.0;
    fill_normal(x, n, 5, 0.0f, 1.0f);
    fill_normal(dy, n, 6, 0.0f, 1.0f);
    kernels->softmax(n, x, y);
    kernels->fill(n, 0.25f, dx);
    for (size_t i = 0; i < n; i++)
      dot += (double)y[i] * dy[i];
    kernels->softmax_backward(n, y, dy, dx);
    for (size_t i = 0; i < n; i++)
      g_assert_cmpfloat(fabs(dx[i] - (0.25 + y[i] * (dy[i] - dot))), <, 5e-7);
  }
}

/* A mean that is large beside the spread does not spoil it: that is what two passes are for. */
static void
test_moments(gconstpointer data)
{
  static const float means[] = {0.0f, -3.0f, 1000.0f};
  const struct ec_kernels *kernels = data;
  static float x[N_MAX], room[N_MAX + N_OFFSETS + 1];
  for (size_t l = 1; l < G_N_ELEMENTS(lengths); l++)
    for (size_t k = 0; k < G_N_ELEMENTS(means); k++) {
      size_t n = lengths[l];
      double sum = 0.0, squares = 0.0;
      float mean, inverse, again, inverse_again;
      fill_normal(x, n, 7 + k, means[k], 1.0f);
      for (size_t i = 0; i < n; i++)
        sum += x[i];
      for (size_t i = 0; i < n; i++)
        squares += (x[i] - sum / (double)n) * (x[i] - sum / (double)n);
      kernels->moments(n, x, 1e-5f, &mean, &inverse);
      g_assert_cmpfloat(fabs(mean - sum / (double)n), <=, 3e-7 * (1.0 + fabs(means[k])));
      g_assert_cmpfloat(fabs(inverse * sqrt(squares / (double)n + (double)1e-5f) - 1.0), <,
                        n == 1 && k == 2 ? 1e-3 : 2e-6);
      for (size_t o = 0; o < N_OFFSETS; o++) {
        kernels->moments(n, moved(room, x, n, o), 1e-5f, &again, &inverse_again);
        g_assert_true(again == mean && inverse_again == inverse);
      }
    }
}

/* All numbers of half precision, there and back; known ones; and the rounding of what lies between,
 * as plain C has it. */
static void
test_half(gconstpointer data)
{
  const struct ec_kernels *kernels = data;
  static uint16_t halves[65536], back[65536];
  static float numbers[65536], plain[65536];
  for (size_t i = 0; i < 65536; i++)
    halves[i] = (uint16_t)i;
  kernels->from_half(65536, halves, numbers);
  vector_plain.from_half(65536, halves, plain);
  g_assert_cmpmem(numbers, sizeof numbers, plain, sizeof plain);
  g_assert_cmpfloat(numbers[0x3c00], ==, 1.0f);
  g_assert_cmpfloat(numbers[0xc000], ==, -2.0f);
  g_assert_cmpfloat(numbers[0x7bff], ==, 65504.0f);
  g_assert_cmpfloat(numbers[0x0001], ==, 0x1p-24f);
  g_assert_cmpfloat(numbers[0x03ff], ==, 0x1.ff8p-15f);
  g_assert_cmpfloat(numbers[0x3555], ==, 0.333251953125f);
  g_assert_true(isinf(numbers[0x7c00]) && isnan(numbers[0x7c01]) && signbit(numbers[0x8000]));
  kernels->to_half(65536, numbers, back);
  for (size_t i = 0; i < 65536; i++)
    g_assert_cmphex(back[i], ==, isnan(numbers[i]) ? i | 0x200 : i);
}

static void
test_half_rounding(gconstpointer data)
{
  static const struct {
    float number;
    uint16_t half;
  } known[] = {
      {1.0f + 0x1p-11f, 0x3c00}, {1.0f + 0x1.8p-10f, 0x3c02}, {1.0f + 0x1.002p-11f, 0x3c01},
      {65519.99f, 0x7bff},       {65520.0f, 0x7c00},          {0x1p-25f, 0x0000},
      {0x1.002p-25f, 0x0001},    {0x1.8p-24f, 0x0002},        {-1e30f, 0xfc00},
      {0x1.ffap-15f, 0x03ff},    {0x1.ffcp-15f, 0x0400},
  };
  const struct ec_kernels *kernels = data;
  float x[1000];
  uint16_t found[1000], expected[1000], one;
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
    kernels->to_half(1, &known[i].number, &one);
    g_assert_cmphex(one, ==, known[i].half);
  }
  for (uint64_t bits = 0; bits + 1000 * 2039 <= UINT32_MAX; bits += 1000 * 2039) {
    for (size_t i = 0; i < 1000; i++) {
      uint32_t low = (uint32_t)(bits + 2039 * i);
      memcpy(x + i, &low, sizeof low);
    }
    /* 1000 is no multiple of a vector, so what is left over is checked with the rest. */
    kernels->to_half(999, x, found);
    vector_plain.to_half(999, x, expected);
    g_assert_cmpmem(found, 999 * sizeof *found, expected, 999 * sizeof *expected);
  }
  for (size_t n = 0; n < 40; n++) {
    float wide[41] = {[40] = 7.0f};
    wide[n] = 7.0f, found[n] = 0xabcd;
    kernels->to_half(n, x, found);
    g_assert_cmphex(found[n], ==, 0xabcd);
    kernels->from_half(n, found, wide);
    g_assert_cmpfloat(wide[n], ==, 7.0f);
  }
}

#define ADD(path, function)                                                                        \
  for (size_t i = 0; vector_kinds()[i] != NULL; i++) {                                             \
    char *name = g_strdup_printf("/vector-sums/%s/" path, vector_kinds()[i]->name);                \
    g_test_add_data_func(name, vector_kinds()[i], function);                                       \
    g_free(name);                                                                                  \
  }

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("sums", test_sums)
  ADD("max", test_max)
  ADD("softmax", test_softmax)
  ADD("softmax-masked", test_softmax_masked)
  ADD("softmax-backward", test_softmax_backward)
  ADD("moments", test_moments)
  ADD("half", test_half)
  ADD("half-rounding", test_half_rounding)
  return g_test_run();
}
