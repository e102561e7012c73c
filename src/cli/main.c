#include "config.h"

#include <glib.h>

int
main(int argc, char **argv)
{
  g_printerr("epoch-lab " EPOCH_VERSION "\n");
  return 2;
}
