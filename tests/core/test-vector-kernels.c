#include "config.h"

#include <float.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/random.h"
#include "support.h"
#include "vector-kernels.h"

/* The distance in units of the last place of single precision; 0 where both are the same infinity,
 * or no numbers. */
static double
ulps(double found, double expected)
{
  int exponent;
  if (isnan(expected) || isnan(found))
    return isnan(expected) && isnan(found) ? 0.0 : INFINITY;
  if (isinf((float)expected) || isinf(found))
    return (float)expected == (float)found ? 0.0 : INFINITY;
  frexp(expected, &exponent);
  return fabs(found - expected) / ldexp(1.0, MAX(exponent, -125) - 24);
}

static double
sigmoid(double x)
{
  return 1.0 / (1.0 + exp(-x));
}

static double
gelu(double x)
{
  return x * (0.5 * erfc(-x * M_SQRT1_2));
}

static double
gelu_slope(double x)
{
  double e = exp(-0.5 * x * x);
  return 0.5 * erfc(-x * M_SQRT1_2) + (e == 0.0 ? 0.0 : 0.3989422804014326779 * x * e);
}

enum { FUNCTION_EXP, FUNCTION_LOG, FUNCTION_TANH, FUNCTION_SIGMOID, FUNCTION_GELU, N_FUNCTIONS };

static double (*const function_exact[])(double) = {exp, log, tanh, sigmoid, gelu};

static void
function_run(const struct ec_kernels *kernels, int function, size_t n, const float *x, float *y)
{
  static const enum ec_activation activations[] = {
      EC_ACTIVATION_NONE,    EC_ACTIVATION_NONE, EC_ACTIVATION_TANH,
      EC_ACTIVATION_SIGMOID, EC_ACTIVATION_GELU,
  };
  if (function == FUNCTION_EXP)
    kernels->exp(n, x, y);
  else if (function == FUNCTION_LOG)
    kernels->log(n, x, y);
  else
    kernels->activate(activations[function], n, x, y);
}

/* The error, but 0 where GELU is within 1e-7 of x. */
static double
function_error(int function, double x, double found)
{
  double expected = function_exact[function](x);
  if (function == FUNCTION_GELU && fabs(found - expected) <= 1e-7 * fabs(x) && isfinite(x))
    return 0.0;
  return ulps(found, expected);
}

/* Every 1021st number that there is, of both signs, infinities and NaN included. */
static void
test_accuracy(gconstpointer data)
{
  static const double bounds[] = {2.0, 2.0, 2.0, 2.0, 4.0};
  const struct ec_kernels *kernels = data;
  float x[4096], y[4096];
  double worst[N_FUNCTIONS] = {0};
  for (uint64_t bits = 0; bits <= UINT32_MAX;) {
    size_t n = 0;
    for (; n < G_N_ELEMENTS(x) && bits <= UINT32_MAX; bits += 1021) {
      uint32_t low = (uint32_t)bits;
      memcpy(&x[n++], &low, sizeof low);
    }
    for (int f = 0; f < N_FUNCTIONS; f++) {
      function_run(kernels, f, n, x, y);
      for (size_t i = 0; i < n; i++)
        worst[f] = MAX(worst[f], function_error(f, x[i], y[i]));
    }
  }
  for (int f = 0; f < N_FUNCTIONS; f++) {
    g_test_message("function %d: %.2f ulps", f, worst[f]);
    g_assert_cmpfloat(worst[f], <=, bounds[f]);
  }
}

static void
test_special_values(gconstpointer data)
{
  const struct ec_kernels *kernels = data;
  static const float x[] = {0.0f,       -0.0f,      INFINITY,   -INFINITY,  NAN,      1e-45f,
                            -1e-45f,    1.17e-38f,  -1.17e-38f, FLT_MAX,    -FLT_MAX, 88.72283f,
                            88.72284f,  -103.9720f, -103.9721f, -87.33654f, 9.011f,   -9.011f,
                            -104.0f,    5.5f,       -5.5f,      5.49999f,   0.6f,     -2.25f,
                            2.2499998f, 1.0f,       -1.0f,      0.70710677f};
  enum { N = G_N_ELEMENTS(x) };
  static const double bounds[] = {2.0, 2.0, 2.0, 2.0, 4.0};
  float y[N], dx[N] = {0}, ones[N];
  for (int f = 0; f < N_FUNCTIONS; f++) {
    function_run(kernels, f, N, x, y);
    for (size_t i = 0; i < N; i++)
      g_assert_cmpfloat(function_error(f, x[i], y[i]), <=, bounds[f]);
  }
  kernels->activate(EC_ACTIVATION_TANH, N, x, y);
  g_assert_true(signbit(y[1]) && !signbit(y[0]));
  kernels->activate(EC_ACTIVATION_RELU, N, x, y);
  for (size_t i = 0; i < N; i++)
    g_assert_true(isnan(x[i]) ? isnan(y[i]) : y[i] == (x[i] > 0.0f ? x[i] : 0.0f));
  kernels->fill(N, 1.0f, ones);
  kernels->activate_backward(EC_ACTIVATION_GELU, N, x, NULL, ones, dx);
  for (size_t i = 0; i < N; i++)
    g_assert_true(isnan(x[i]) ? isnan(dx[i]) : fabs(dx[i] - gelu_slope(x[i])) < 3e-7);
}

static void
test_slopes(gconstpointer data)
{
  enum { N = 4001 };
  const struct ec_kernels *kernels = data;
  static float x[N], y[N], dy[N], dx[N];
  for (int a = 0; a < EC_N_ACTIVATIONS; a++) {
    for (int i = 0; i < N; i++) {
      x[i] = 0.004f * (float)(i - 2000);
      dy[i] = 1.0f + (float)(i % 7);
      dx[i] = 0.5f;
    }
    kernels->activate((enum ec_activation)a, N, x, y);
    kernels->activate_backward((enum ec_activation)a, N, x, y, dy, dx);
    for (int i = 0; i < N; i++) {
      double t = tanh(x[i]), s = sigmoid(x[i]), slope = 1.0;
      if (a == EC_ACTIVATION_RELU)
        slope = x[i] > 0.0f;
      else if (a == EC_ACTIVATION_GELU)
        slope = gelu_slope(x[i]);
      else if (a == EC_ACTIVATION_TANH)
        slope = 1.0 - t * t;
      else if (a == EC_ACTIVATION_SIGMOID)
        slope = s * (1.0 - s);
      g_assert_cmpfloat(fabs(dx[i] - (0.5 + dy[i] * slope)), <, 3e-6);
    }
  }
}

/* Memory whose last byte is the last before a page that can not be touched. */
struct fence {
  char *pages;
  size_t page;
};

static struct fence
fence_new(void)
{
  struct fence fence = {NULL, (size_t)sysconf(_SC_PAGESIZE)};
  fence.pages =
      mmap(NULL, 2 * fence.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true(fence.pages != MAP_FAILED);
  g_assert_cmpint(mprotect(fence.pages + fence.page, fence.page, PROT_NONE), ==, 0);
  return fence;
}

/* Room for `n` numbers right before the fence, `from_end` numbers away. */
static float *
fence_floats(const struct fence *fence, size_t n, size_t from_end)
{
  return (float *)(void *)(fence->pages + fence->page) - n - from_end;
}

static void
fence_free(struct fence *fence)
{
  g_assert_cmpint(munmap(fence->pages, 2 * fence->page), ==, 0);
}

/* What is done to one element by each function that goes element by element: reads a and b, writes
 * c, d, e. */
typedef void (*apply_func)(const struct ec_kernels *kernels, size_t n, float *const v[5]);

#define APPLY(name, call)                                                                          \
  static void apply_##name(const struct ec_kernels *kernels, size_t n, float *const v[5])          \
  {                                                                                                \
    kernels->call;                                                                                 \
  }

APPLY(exp, exp(n, v[0], v[2]))
APPLY(log, log(n, v[1], v[2]))
APPLY(relu, activate(EC_ACTIVATION_RELU, n, v[0], v[2]))
APPLY(gelu, activate(EC_ACTIVATION_GELU, n, v[0], v[2]))
APPLY(tanh, activate(EC_ACTIVATION_TANH, n, v[0], v[2]))
APPLY(sigmoid, activate(EC_ACTIVATION_SIGMOID, n, v[0], v[2]))
APPLY(copy, activate(EC_ACTIVATION_NONE, n, v[0], v[2]))
APPLY(in_place, activate(EC_ACTIVATION_TANH, n, v[2], v[2]))
APPLY(same_place, activate(EC_ACTIVATION_NONE, n, v[2], v[2]))
APPLY(none_back, activate_backward(EC_ACTIVATION_NONE, n, v[0], v[0], v[1], v[2]))
APPLY(relu_back, activate_backward(EC_ACTIVATION_RELU, n, NULL, v[0], v[1], v[2]))
APPLY(gelu_back, activate_backward(EC_ACTIVATION_GELU, n, v[0], NULL, v[1], v[2]))
APPLY(tanh_back, activate_backward(EC_ACTIVATION_TANH, n, NULL, v[0], v[1], v[2]))
APPLY(sigmoid_back, activate_backward(EC_ACTIVATION_SIGMOID, n, NULL, v[0], v[1], v[2]))
APPLY(fill, fill(n, 1.75f, v[2]))
APPLY(add, add(n, v[0], v[2]))
APPLY(add_scaled, add_scaled(n, 0.3f, v[0], v[2]))
APPLY(scale, scale(n, 0.3f, v[0], v[2]))
APPLY(multiply, multiply(n, v[0], v[1], v[2]))
APPLY(multiply_add, multiply_add(n, v[0], v[1], v[2]))
APPLY(adam, adam(n, 0.01f, 0.9f, 0.999f, 1e-8f, 0.19f, 0.002f, 0.1f, 0.2f, v[0], v[2], v[3], v[4]))
APPLY(plain_steps, momentum(n, 0.01f, 0.0f, 0, 0.1f, v[0], NULL, v[4]))
APPLY(momentum, momentum(n, 0.01f, 0.9f, 0, 0.1f, v[0], v[3], v[4]))
APPLY(nesterov, momentum(n, 0.01f, 0.9f, 1, 0.1f, v[0], v[3], v[4]))

static const apply_func applies[] = {
    apply_exp,       apply_log,         apply_relu,      apply_gelu,         apply_tanh,
    apply_sigmoid,   apply_copy,        apply_in_place,  apply_same_place,   apply_none_back,
    apply_relu_back, apply_gelu_back,   apply_tanh_back, apply_sigmoid_back, apply_fill,
    apply_add,       apply_add_scaled,  apply_scale,     apply_multiply,     apply_multiply_add,
    apply_adam,      apply_plain_steps, apply_momentum,  apply_nesterov,
};

/* Random numbers for the five vectors; those that stand for squares are positive. */
static void
fill_random(float *numbers, size_t n, int which)
{
  struct ec_random random = ec_random_new(100 + (uint64_t)which);
  for (size_t i = 0; i < n; i++) {
    float value = 3.0f * (float)ec_random_normal(&random);
    numbers[i] = which == 1 || which == 3 ? fabsf(value) : value;
  }
}

/* A part of an array gets the same bits as the whole, whatever its place and length; nothing is
 * touched before or after it. */
static void
test_parts(gconstpointer data)
{
  enum { N = 83, MARGIN = 3 };
  const struct ec_kernels *kernels = data;
  struct fence fences[5];
  float whole[5][N], *all[5];
  for (int k = 0; k < 5; k++)
    fences[k] = fence_new();
  for (size_t a = 0; a < G_N_ELEMENTS(applies); a++) {
    for (int k = 0; k < 5; k++) {
      fill_random(whole[k], N, k);
      all[k] = whole[k];
    }
    applies[a](kernels, N, all);
    for (size_t n = 0; n <= 67; n++)
      for (size_t begin = 0; begin <= 16; begin += 1 + n % 3) {
        float start[5][N], *part[5];
        for (int k = 0; k < 5; k++) {
          fill_random(start[k], N, k);
          part[k] = fence_floats(&fences[k], n, k == 4 ? begin % 2 : 0);
          memcpy(part[k] - MARGIN, start[k], MARGIN * sizeof(float));
          memcpy(part[k], start[k] + begin, n * sizeof(float));
        }
        applies[a](kernels, n, part);
        for (int k = 0; k < 5; k++) {
          g_assert_cmpmem(part[k], n * sizeof(float), whole[k] + begin, n * sizeof(float));
          g_assert_cmpmem(part[k] - MARGIN, MARGIN * sizeof(float), start[k],
                          MARGIN * sizeof(float));
        }
      }
  }
  for (int k = 0; k < 5; k++)
    fence_free(&fences[k]);
}

/* Element by element against plain C: what has one rounding or two differs by as much. */
static void
test_as_plain(gconstpointer data)
{
  enum { N = 1000 };
  const struct ec_kernels *kernels = data;
  for (size_t a = 0; a < G_N_ELEMENTS(applies); a++) {
    static float found[5][N], expected[5][N];
    float *v[5], *w[5];
    for (int k = 0; k < 5; k++) {
      fill_random(v[k] = found[k], N, k);
      fill_random(w[k] = expected[k], N, k);
    }
    applies[a](kernels, N, v);
    applies[a](&vector_plain, N, w);
    for (int k = 0; k < 5; k++)
      for (size_t i = 0; i < N; i++)
        g_assert_cmpfloat(fabsf(found[k][i] - expected[k][i]), <=,
                          5e-7f * (4.0f + fabsf(expected[k][i])));
  }
}

/* One step against the formulas in double precision. */
static void
test_adam(gconstpointer data)
{
  enum { N = 101 };
  const struct ec_kernels *kernels = data;
  float g[N], m[N], v[N], w[N];
  const float rate = 0.01f, beta1 = 0.9f, beta2 = 0.999f;
  float m0[N], v0[N], w0[N];
  fill_random(g, N, 0), fill_random(m, N, 2), fill_random(v, N, 3), fill_random(w, N, 4);
  memcpy(m0, m, sizeof m), memcpy(v0, v, sizeof v), memcpy(w0, w, sizeof w);
  kernels->adam(N, rate, beta1, beta2, 1e-8f, 0.271f, 0.003f, 0.1f, 0.3f, g, m, v, w);
  for (size_t i = 0; i < N; i++) {
    double slope = g[i] + (double)0.1f * w0[i], a, b, weight;
    a = (double)beta1 * m0[i] + (1.0 - (double)beta1) * slope;
    b = (double)beta2 * v0[i] + (1.0 - (double)beta2) * slope * slope;
    weight = w0[i] * (1.0 - (double)rate * 0.3f) -
             (double)rate / 0.271f * a / (sqrt(b / 0.003f) + 1e-8f);
    g_assert_cmpfloat(fabs(m[i] - a), <, 2e-6);
    g_assert_cmpfloat(fabs(v[i] - b), <, 3e-7 * (1.0 + b));
    g_assert_cmpfloat(fabs(w[i] - weight), <, 1e-6 * (1.0 + fabs(weight)));
  }
}

#define ADD(path, function)                                                                        \
  for (size_t i = 0; vector_kinds()[i] != NULL; i++) {                                             \
    char *name = g_strdup_printf("/vector-kernels/%s/" path, vector_kinds()[i]->name);             \
    g_test_add_data_func(name, vector_kinds()[i], function);                                       \
    g_free(name);                                                                                  \
  }

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("accuracy", test_accuracy)
  ADD("special-values", test_special_values)
  ADD("slopes", test_slopes)
  ADD("parts", test_parts)
  ADD("as-plain", test_as_plain)
  ADD("adam", test_adam)
  return g_test_run();
}
