#include "config.h"

#include "base/epoch-error.h"

G_DEFINE_QUARK(epoch - lab - error - quark, epoch_lab_error)
