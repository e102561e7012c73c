#include "config.h"

#include "course/epoch-records-private.h"

GPtrArray *
epoch_records_array(GPtrArray *take_array, GDestroyNotify free_element)
{
  return take_array != NULL ? take_array : g_ptr_array_new_with_free_func(free_element);
}
