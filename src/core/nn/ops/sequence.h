/* Operations on sequences, [n][time][width]. `lengths` (NULL: all of `time`) says how many places of
 * each row count; the rest is padding at the end, which nothing is learnt from. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nn/tape.h"

/* Normalises each row of the last dimension, then scale x + shift, both [width].
 * Source: J. Ba, J. Kiros, G. Hinton, "Layer normalization", arXiv:1607.06450, equation 4. */
struct ec_tensor *ec_layer_norm(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *scale,
                                struct ec_tensor *shift, double epsilon);

enum ec_recurrence {
  EC_RECURRENCE_RNN,  /* h' = tanh(W x + b + U h + c) */
  EC_RECURRENCE_LSTM, /* gates in the order input, forget, cell, output */
  EC_RECURRENCE_GRU,  /* gates in the order reset, update, new; the reset gate is put on U h + c */
  EC_N_RECURRENCES
};

/* Gates of a cell: 1, 4 or 3. */
size_t ec_recurrence_gates(enum ec_recurrence recurrence);

struct ec_recurrent {
  enum ec_recurrence recurrence;
  struct ec_tensor *input_weight;  /* W [gates × hidden][width] */
  struct ec_tensor *hidden_weight; /* U [gates × hidden][hidden] */
  struct ec_tensor *input_bias;    /* b [gates × hidden] or NULL */
  struct ec_tensor *hidden_bias;   /* c [gates × hidden] or NULL */
  bool backwards;                  /* from the last place to the first */
};

/* Runs a layer over sequences from a state of 0 and returns all its states, [n][time][hidden]; past
 * the length of a row they are 0. `*last` (NULL: not wanted) becomes the state after each row's
 * last place, [n][hidden]; only one of the two needs to be used.
 * Source: S. Hochreiter, J. Schmidhuber, Neural Computation 9 (1997), with the forget gate of F.
 * Gers et al. (2000); K. Cho et al., EMNLP 2014. */
struct ec_tensor *ec_recur(struct ec_tape *tape, struct ec_tensor *x,
                           const struct ec_recurrent *layer, const int32_t *lengths,
                           struct ec_tensor **last);

/* softmax(Q Kᵀ / √d) V for each head, Q, K and V being thirds of x [n][time][3 × width] side by side,
 * heads consecutive blocks of d = width / n_heads in each; returns [n][time][width]. Padding is
 * not looked at, and what comes out there is 0. `dropout` is on the attention weights. `weights`
 * (NULL or [n][heads][time][time]) gets the attention before dropout.
 * Source: A. Vaswani et al., "Attention is all you need", NeurIPS 2017, section 3.2. */
struct ec_tensor *ec_attend(struct ec_tape *tape, struct ec_tensor *x, size_t n_heads,
                            const int32_t *lengths, double dropout, float *weights);
