/* The kernels of attend.h over vectors of LANES floats. Included by sequence-kernels.c once for each
 * kind of processor, after sequence-lanes.h. */

/* C = A B or C += A B for small factors: number (r, k) of A is a[r * a_row + k * a_step]; B is in
 * panels of n_inner rows (b_step 0) or lies row by row. */
struct NAME(product) {
  size_t n_rows, n_inner, n_vectors;
  const float *a;
  size_t a_row, a_step;
  const float *b;
  size_t b_step;
  float *c;
  size_t c_row;
  bool add;
};

LANE void
NAME(product_tile)(const struct NAME(product) * p, size_t begin, size_t n_rows, size_t v,
                   size_t n_vectors)
{
  const float *rows[SEQUENCE_ROWS], *b = p->b + v * LANES * (p->b_step ? 1 : p->n_inner);
  float *c[SEQUENCE_ROWS];
  for (size_t r = 0; r < n_rows; r++) {
    rows[r] = p->a + (begin + r) * p->a_row;
    c[r] = p->c + (begin + r) * p->c_row + v * LANES;
  }
  NAME(tile)
  (n_rows, SEQUENCE_USED(n_vectors), p->n_inner, rows, p->a_step, b,
   p->b_step ? p->b_step : n_vectors * LANES, p->add, c);
}

static TARGET void
NAME(multiply)(const struct NAME(product) * p)
{
  size_t n_tiles = (p->n_rows + SEQUENCE_ROWS - 1) / SEQUENCE_ROWS, begin, end;
  for (size_t v = 0, n_vectors; v < p->n_vectors; v += n_vectors) {
    n_vectors = SEQUENCE_GROUP_OF(v, p->n_vectors);
    for (size_t tile = 0; tile < n_tiles; tile++) {
      ec_piece_range(p->n_rows, n_tiles, tile, &begin, &end);
      NAME(product_tile)(p, begin, end - begin, v, n_vectors);
    }
  }
}

/* Rows that lie `step` apart, times `scale`, side by side with zeros up to whole vectors. */
static TARGET void
NAME(gather_rows)(const float *from, size_t step, size_t n, size_t depth, float scale, float *to)
{
  size_t padded = ec_sequence_padded(depth);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < padded; j += LANES)
      STORE(to + i * padded + j,
            scale * (j < depth ? NAME(load)(from + i * step + j, depth - j) : (V){0}));
}

/* The same transposed, as panels: [group of vectors of rows][depth][rows of the group]. */
static TARGET void
NAME(gather_panels)(const float *from, size_t step, size_t n, size_t depth, float *to)
{
  size_t n_vectors = ec_sequence_padded(n) / LANES;
  for (size_t v = 0; v < n_vectors; v += SEQUENCE_GROUP) {
    size_t wide = SEQUENCE_GROUP_OF(v, n_vectors) * LANES, j = v * LANES;
    size_t here = n <= j ? 0 : n - j < wide ? n - j : wide;
    size_t square = here / LANES * LANES, deep = depth / LANES * LANES;
    if (here < wide)
      memset(to, 0, wide * depth * sizeof *to);
    for (size_t i = 0; i < square; i += LANES)
      for (size_t k = 0; k < deep; k += LANES)
        NAME(transpose)(from + (j + i) * step + k, step, to + k * wide + i, wide);
    for (size_t i = 0; i < here; i++)
      for (size_t k = i < square ? deep : 0; k < depth; k++)
        to[k * wide + i] = from[(j + i) * step + k];
    to += wide * depth;
  }
}

/* The halves of the products of one multiplier with all lanes. */
LANE void
NAME(multiply_words)(U x, uint32_t multiplier, U *high, U *low)
{
  U factor = multiplier - (U){0}, even = (U)MULTIPLY(x, factor);
  U odd = (U)MULTIPLY((U)((P)x >> 32), factor);
  U low_half = (U)((P){0} + 0xffffffffu);
  *high = (U)((P)even >> 32) | (odd & ~low_half);
  *low = (even & low_half) | (U)((P)odd << 32);
}

/* LANES blocks of Philox4x32-10 from the one with number `block` on: see base/random.c. */
LANE void
NAME(philox)(const struct ec_random *random, uint32_t block, U *out)
{
  U c0 = {0}, c1 = {0}, c2, c3, high, low, high_2, low_2;
  uint32_t k0 = random->key[0], k1 = random->key[1];
  for (uint32_t i = 0; i < LANES; i++)
    c0[i] = i;
  c0 += block;
  c2 = c1 + random->counter[2];
  c3 = c1 + random->counter[3];
  for (int round = 0; round < 10; round++) {
    NAME(multiply_words)(c0, 0xD2511F53, &high, &low);
    NAME(multiply_words)(c2, 0xCD9E8D57, &high_2, &low_2);
    c0 = high_2 ^ c1 ^ k0;
    c1 = low_2;
    c2 = high ^ c3 ^ k1;
    c3 = low;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

/* What the weights of query `i` are multiplied by: 0 or the scale of those that stay. */
static TARGET void
NAME(mask)(const struct ec_attend_run *run, const struct ec_random *random, size_t i, size_t length,
           float *mask)
{
  size_t n_chunks = (run->time + EC_ATTEND_CHUNK - 1) / EC_ATTEND_CHUNK;
  V stays = ALL(run->kept_scale);
  U words[4];
  for (size_t first = 0; first < length; first += EC_ATTEND_CHUNK) {
    size_t block = (i * n_chunks + first / EC_ATTEND_CHUNK) * SEQUENCE_LANES;
    for (size_t part = 0; part < SEQUENCE_LANES; part += LANES) {
      NAME(philox)(random, (uint32_t)(block + part), words);
      for (size_t v = 0; v < 8; v++) {
        U bits = words[v / 2] >> (v % 2 * 16) & 0xffff;
        I kept = (I)bits >= (int32_t)run->threshold;
        STORE(mask + first + v * SEQUENCE_LANES + part, (V)(kept & (I)stays));
      }
    }
  }
}

/* Multiplies a row by its mask. */
LANE void
NAME(apply_mask)(size_t length, const float *mask, float *row)
{
  for (size_t j = 0; j < length; j += LANES)
    STORE(row + j, LOAD(row + j) * LOAD(mask + j));
}

/* All ones in the lanes of the first `n` numbers. */
LANE I
NAME(first)(size_t n)
{
  I lane = {0};
  for (int i = 0; i < LANES; i++)
    lane[i] = i;
  return lane < (int32_t)(n < LANES ? n : LANES);
}

/* Makes exp(score - most) of scores, zeros behind the last of them; returns 1 / their sum. */
LANE float
NAME(exponentials)(size_t length, float *row, float *log_sum)
{
  size_t whole = length / LANES * LANES;
  V most = ALL(-INFINITY), sum = {0};
  float top, total;
  for (size_t j = 0; j < whole; j += LANES)
    most = MAX(most, LOAD(row + j));
  if (whole < length)
    most = MAX(most, SELECT(NAME(first)(length - whole), LOAD(row + whole), ALL(-INFINITY)));
  top = NAME(largest)(most);
  for (size_t j = 0; j < length; j += LANES) {
    V e = NAME(exp)(LOAD(row + j) - top);
    if (j == whole)
      e = SELECT(NAME(first)(length - whole), e, (V){0});
    STORE(row + j, e);
    sum += e;
  }
  total = NAME(total)(sum);
  *log_sum = top + logf(total);
  return 1.0f / total;
}

/* One head of one row: where its numbers are. */
struct NAME(head) {
  size_t length, depth, wide;   /* keys; numbers of a vector, and padded */
  size_t keys, step, y_step;    /* keys padded; from one place to the next */
  const float *q, *k, *v;       /* in x */
  size_t at, y_at, row, number; /* of q in x, of the output in y, of the first query, of the head */
  struct ec_random random;
};

static TARGET struct NAME(head) NAME(head_of)(const struct ec_attend_run *run, size_t piece)
{
  size_t i = piece / run->heads, head = piece % run->heads;
  struct NAME(head) h;
  h.length = run->length[i];
  h.depth = run->depth;
  h.wide = ec_sequence_padded(run->depth);
  h.keys = ec_sequence_padded(h.length);
  h.step = 3 * run->width;
  h.y_step = run->width;
  h.at = i * run->time * h.step + head * run->depth;
  h.y_at = i * run->time * run->width + head * run->depth;
  h.row = piece * run->time;
  h.number = piece;
  h.q = run->x + h.at;
  h.k = h.q + run->width;
  h.v = h.k + run->width;
  h.random = ec_random_split(&run->random, piece);
  return h;
}

/* The attention of one query: scores become exponentials, masked; returns what its sum of values is
 * to be multiplied by. */
LANE float
NAME(weigh)(const struct ec_attend_run *run, const struct NAME(head) * h, size_t i, float *row,
            float *mask)
{
  float log_sum, inverse = NAME(exponentials)(h->length, row, &log_sum);
  if (run->log_sum)
    run->log_sum[h->row + i] = log_sum;
  if (run->weights) {
    float *weights = run->weights + (h->row + i) * run->time;
    memset(weights, 0, run->time * sizeof *weights);
    for (size_t j = 0; j < h->length; j++)
      weights[j] = row[j] * inverse;
  }
  if (run->threshold) {
    NAME(mask)(run, &h->random, i, h->length, mask);
    NAME(apply_mask)(h->length, mask, row);
  }
  return inverse;
}

/* Past the end of a row nothing is looked at, and nothing comes out. */
static TARGET void
NAME(attend_end)(const struct ec_attend_run *run, const struct NAME(head) * h)
{
  for (size_t i = h->length; i < run->time; i++) {
    memset(run->y + h->y_at + i * h->y_step, 0, h->depth * sizeof *run->y);
    if (run->weights)
      memset(run->weights + (h->row + i) * run->time, 0, run->time * sizeof *run->weights);
  }
}

static TARGET void
NAME(attend_forward)(const struct ec_attend_run *run, size_t piece, float *scratch)
{
  struct NAME(head) h = NAME(head_of)(run, piece);
  float *panels = scratch, *values = panels + h.keys * h.depth, *q = values + h.keys * h.wide;
  float *scores = q + EC_ATTEND_BLOCK * h.wide, *out = scores + EC_ATTEND_BLOCK * h.keys;
  float *mask = out + EC_ATTEND_BLOCK * h.wide, inverse[EC_ATTEND_BLOCK];
  NAME(gather_panels)(h.k, h.step, h.length, h.depth, panels);
  NAME(gather_rows)(h.v, h.step, h.length, h.depth, 1.0f, values);
  for (size_t i = 0; i < h.length; i += EC_ATTEND_BLOCK) {
    size_t n = h.length - i < EC_ATTEND_BLOCK ? h.length - i : EC_ATTEND_BLOCK;
    NAME(gather_rows)(h.q + i * h.step, h.step, n, h.depth, run->scale, q);
    NAME(multiply)
    (&(struct NAME(product)){n, h.depth, h.keys / LANES, q, h.wide, 1, panels, 0, scores, h.keys,
                             false});
    for (size_t r = 0; r < n; r++)
      inverse[r] = NAME(weigh)(run, &h, i + r, scores + r * h.keys, mask);
    NAME(multiply)
    (&(struct NAME(product)){n, h.length, h.wide / LANES, scores, h.keys, 1, values, h.wide, out,
                             h.wide, false});
    for (size_t r = 0; r < n; r++)
      for (size_t j = 0; j < h.depth; j += LANES)
        NAME(store)
    (run->y + h.y_at + (i + r) * h.y_step + j, LOAD(out + r * h.wide + j) * inverse[r],
     h.depth - j);
  }
  NAME(attend_end)(run, &h);
}

/* What one query's weights and their gradients become, in their places: the weights with dropout,
 * and the gradients of the scores, p (dp - Σ p dp); the sum is that of y dy. */
LANE void
NAME(undo_softmax)(const struct ec_attend_run *run, const struct NAME(head) * h, size_t i,
                   float *row, float *drow, float *mask)
{
  const float *y = run->y + h->y_at + i * h->y_step, *dy = run->dy + h->y_at + i * h->y_step;
  float log_sum = run->log_sum[h->row + i], shift;
  V sum = {0};
  for (size_t j = 0; j < h->depth; j += LANES)
    sum = FMA(NAME(load)(y + j, h->depth - j), NAME(load)(dy + j, h->depth - j), sum);
  shift = NAME(total)(sum);
  if (run->threshold)
    NAME(mask)(run, &h->random, i, h->length, mask);
  for (size_t j = 0; j < h->length; j += LANES) {
    V p = NAME(exp)(LOAD(row + j) - log_sum), dp = LOAD(drow + j);
    V kept = ALL(1.0f);
    if (run->threshold)
      kept = LOAD(mask + j);
    STORE(row + j, p * kept);
    STORE(drow + j, p * FMA(dp, kept, ALL(-shift)));
  }
}

/* Asks for rows that will be read or added to: from one to the next it is too far for the processor
 * to see them coming. */
LANE void
NAME(prefetch_rows)(const float *rows, size_t step, size_t n, size_t depth)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < depth; j += SEQUENCE_LANES)
      __builtin_prefetch(rows + i * step + j, 1, 2);
}

/* Asks for all that the block of queries from `i` on will need. */
static TARGET void
NAME(prefetch_block)(const struct ec_attend_run *run, const struct NAME(head) * h, size_t i)
{
  size_t left = i < h->length ? h->length - i : 0,
         n = left < EC_ATTEND_BLOCK ? left : EC_ATTEND_BLOCK;
  if (n == 0)
    return;
  NAME(prefetch_rows)(h->q + i * h->step, h->step, n, h->depth);
  NAME(prefetch_rows)(run->y + h->y_at + i * h->y_step, h->y_step, n, h->depth);
  NAME(prefetch_rows)(run->dy + h->y_at + i * h->y_step, h->y_step, n, h->depth);
  for (size_t part = 0; part < 3; part++)
    NAME(prefetch_rows)(run->dx + h->at + i * h->step + part * run->width, h->step, n, h->depth);
}

/* Adds rows of whole vectors to rows that lie `step` apart. */
LANE void
NAME(scatter_rows)(const float *from, size_t n, size_t depth, float scale, float *to, size_t step)
{
  size_t padded = ec_sequence_padded(depth);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < depth; j += LANES) {
      float *place = to + i * step + j;
      NAME(store)
      (place, FMA(LOAD(from + i * padded + j), ALL(scale), NAME(load)(place, depth - j)),
       depth - j);
    }
}

static TARGET void
NAME(attend_backward)(const struct ec_attend_run *run, size_t piece, float *scratch)
{
  struct NAME(head) h = NAME(head_of)(run, piece);
  size_t n_wide = h.wide / LANES, n_keys = h.keys / LANES, size = h.keys * h.wide;
  float *k_panels = scratch, *v_panels = k_panels + size, *k = v_panels + size, *dk = k + size;
  float *dv = dk + size, *q = dv + size, *dq = q + EC_ATTEND_BLOCK * h.wide;
  float *dy = dq + EC_ATTEND_BLOCK * h.wide, *scores = dy + EC_ATTEND_BLOCK * h.wide;
  float *dscores = scores + EC_ATTEND_BLOCK * h.keys, *mask = dscores + EC_ATTEND_BLOCK * h.keys;
  NAME(prefetch_block)(run, &h, 0);
  NAME(gather_panels)(h.k, h.step, h.length, h.depth, k_panels);
  NAME(gather_panels)(h.v, h.step, h.length, h.depth, v_panels);
  NAME(gather_rows)(h.k, h.step, h.length, h.depth, 1.0f, k);
  memset(dk, 0, 2 * size * sizeof *dk);
  for (size_t i = 0; i < h.length; i += EC_ATTEND_BLOCK) {
    size_t n = h.length - i < EC_ATTEND_BLOCK ? h.length - i : EC_ATTEND_BLOCK;
    NAME(prefetch_block)(run, &h, i + EC_ATTEND_BLOCK);
    NAME(gather_rows)(h.q + i * h.step, h.step, n, h.depth, run->scale, q);
    NAME(gather_rows)(run->dy + h.y_at + i * h.y_step, h.y_step, n, h.depth, 1.0f, dy);
    NAME(multiply)
    (&(struct NAME(product)){n, h.depth, n_keys, q, h.wide, 1, k_panels, 0, scores, h.keys, false});
    NAME(multiply)
    (&(struct NAME(product)){n, h.depth, n_keys, dy, h.wide, 1, v_panels, 0, dscores, h.keys,
                             false});
    for (size_t r = 0; r < n; r++)
      NAME(undo_softmax)(run, &h, i + r, scores + r * h.keys, dscores + r * h.keys, mask);
    NAME(multiply)
    (&(struct NAME(product)){h.length, n, n_wide, scores, 1, h.keys, dy, h.wide, dv, h.wide, true});
    NAME(multiply)
    (&(struct NAME(product)){h.length, n, n_wide, dscores, 1, h.keys, q, h.wide, dk, h.wide, true});
    NAME(multiply)
    (&(struct NAME(product)){n, h.length, n_wide, dscores, h.keys, 1, k, h.wide, dq, h.wide,
                             false});
    NAME(scatter_rows)(dq, n, h.depth, run->scale, run->dx + h.at + i * h.step, h.step);
  }
  NAME(scatter_rows)(dk, h.length, h.depth, 1.0f, run->dx + h.at + run->width, h.step);
  NAME(scatter_rows)(dv, h.length, h.depth, 1.0f, run->dx + h.at + 2 * run->width, h.step);
}
