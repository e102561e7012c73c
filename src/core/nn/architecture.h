/* What a net is made of, as text, one layer a line, and a net made from such text: so that a file of
 * weights says by itself what they are the weights of, and whoever draws, exports or asks a net
 * needs nothing but the file.
 *
 *   epoch-net 1
 *   convolution conv1 in=1 out=16 height=3 width=3 … bias=true activation=relu
 *   residual block1 activation=relu
 *     inner
 *       convolution block1.conv1 …
 *     shortcut
 *   dense head in=64 out=10 bias=true activation=none */
#pragma once

#include "nn/layer.h"

/* The most layers, and the most weights of all of them together, that a net is made from text of. */
enum { EC_ARCHITECTURE_LAYERS_MAX = 4096 };
#define EC_ARCHITECTURE_WEIGHTS_MAX ((size_t)1 << 28)

/* The layers of a net from first to last, with all that their constructors take; freed with
 * ec_free(). NO_MEMORY; UNSUPPORTED names a layer of a kind that this file does not know. */
ec_status ec_architecture_write(const struct ec_net *net, char **text, struct ec_error *error);

/* A net with new weights from what ec_architecture_write() wrote. The text is not trusted: SYNTAX,
 * VALUE, NOT_FOUND and LIMIT say which line, and what would be right; UNSUPPORTED a newer version. */
ec_status ec_architecture_read(const char *text, size_t length, uint64_t seed, struct ec_net **net,
                               struct ec_error *error);
