/* The tables of kernels.h, one for each kind of processor; each is defined where the compiler can
 * make its instructions, which says nothing of whether this processor can run them. */
#pragma once

#include "kernels/kernels.h"

extern const struct ec_kernels ec_kernels_plain;

void ec_tile_plain(const struct ec_tile *tile);
void ec_panel_plain(const float *from, size_t row, size_t step, size_t n_rows, size_t n_k,
                    size_t width, float *panel);

#if defined(__x86_64__)
extern const struct ec_kernels ec_kernels_avx2, ec_kernels_avx512;

void ec_tile_avx2(const struct ec_tile *tile);
void ec_tile_avx512(const struct ec_tile *tile);
void ec_panel_avx2(const float *from, size_t row, size_t step, size_t n_rows, size_t n_k,
                   size_t width, float *panel);
void ec_panel_avx512(const float *from, size_t row, size_t step, size_t n_rows, size_t n_k,
                     size_t width, float *panel);
#elif defined(__aarch64__)
extern const struct ec_kernels ec_kernels_neon;

void ec_tile_neon(const struct ec_tile *tile);
void ec_panel_neon(const float *from, size_t row, size_t step, size_t n_rows, size_t n_k,
                   size_t width, float *panel);
#endif
