/* The kernels of layer-norm.h over vectors of LANES floats. Included by sequence-kernels.c once for
 * each kind of processor, after sequence-lanes.h. */

/* Mean and inverse deviation of a row, in two passes. */
LANE void
NAME(norm_moments)(const struct ec_norm_run *run, const float *x, size_t row)
{
  size_t width = run->width, whole = width / LANES * LANES;
  V sum = {0}, squares = {0};
  float mean, variance;
  for (size_t j = 0; j < whole; j += LANES)
    sum += LOAD(x + j);
  mean = (NAME(total)(sum) + NAME(total)(NAME(load)(x + whole, width - whole))) / (float)width;
  for (size_t j = 0; j < whole; j += LANES) {
    V off = LOAD(x + j) - mean;
    squares = FMA(off, off, squares);
  }
  variance = NAME(total)(squares);
  for (size_t j = whole; j < width; j++)
    variance += (x[j] - mean) * (x[j] - mean);
  run->mean[row] = mean;
  run->inverse[row] = 1.0f / sqrtf(variance / (float)width + run->epsilon);
}

static TARGET void
NAME(norm_forward)(const struct ec_norm_run *run, size_t piece)
{
  size_t begin, end, width = run->width;
  ec_piece_range(run->n_rows, run->n_pieces, piece, &begin, &end);
  for (size_t row = begin; row < end; row++) {
    const float *x = run->x + row * width;
    NAME(norm_moments)(run, x, row);
    for (size_t j = 0; j < width; j += LANES) {
      size_t n = width - j;
      V z = (NAME(load)(x + j, n) - run->mean[row]) * run->inverse[row];
      NAME(store)
      (run->y + row * width + j,
       FMA(z, NAME(load)(run->scale + j, n), NAME(load)(run->shift + j, n)), n);
    }
  }
}

/* dx += inverse (g - mean g - z mean(g z)), with z the normalised row and g = dy scale. */
LANE void
NAME(norm_input)(const struct ec_norm_run *run, size_t row)
{
  size_t width = run->width;
  const float *x = run->x + row * width, *dy = run->dy + row * width;
  float mean = run->mean[row], inverse = run->inverse[row], sum, sum_z;
  V sums = {0}, sums_z = {0};
  for (size_t j = 0; j < width; j += LANES) {
    size_t n = width - j;
    V g = NAME(load)(dy + j, n) * NAME(load)(run->scale + j, n);
    sums += g;
    sums_z = FMA(g, (NAME(load)(x + j, n) - mean) * inverse, sums_z);
  }
  sum = NAME(total)(sums) / (float)width;
  sum_z = NAME(total)(sums_z) / (float)width;
  for (size_t j = 0; j < width; j += LANES) {
    size_t n = width - j;
    V g = NAME(load)(dy + j, n) * NAME(load)(run->scale + j, n);
    V z = (NAME(load)(x + j, n) - mean) * inverse;
    float *dx = run->dx + row * width + j;
    NAME(store)(dx, FMA(g - sum - z * sum_z, ALL(inverse), NAME(load)(dx, n)), n);
  }
}

/* The sums over a piece's rows of dy and of dy z. */
LANE void
NAME(norm_weights)(const struct ec_norm_run *run, size_t row, float *dscale, float *dshift)
{
  size_t width = run->width;
  for (size_t j = 0; j < width; j += LANES) {
    size_t n = width - j;
    V dy = NAME(load)(run->dy + row * width + j, n);
    V z = (NAME(load)(run->x + row * width + j, n) - run->mean[row]) * run->inverse[row];
    NAME(store)(dscale + j, FMA(dy, z, NAME(load)(dscale + j, n)), n);
    NAME(store)(dshift + j, NAME(load)(dshift + j, n) + dy, n);
  }
}

static TARGET void
NAME(norm_backward)(const struct ec_norm_run *run, size_t piece)
{
  size_t begin, end, width = run->width;
  float *dscale = run->dscale + piece * width, *dshift = run->dshift + piece * width;
  ec_piece_range(run->n_rows, run->n_pieces, piece, &begin, &end);
  memset(dscale, 0, width * sizeof *dscale);
  memset(dshift, 0, width * sizeof *dshift);
  for (size_t row = begin; row < end; row++) {
    NAME(norm_weights)(run, row, dscale, dshift);
    if (run->dx)
      NAME(norm_input)(run, row);
  }
}
