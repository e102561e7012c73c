/* Reads lines from a pipe without ever blocking. */
#pragma once

#include <gio/gio.h>

/* The longest line that is taken, in bytes. */
#define EPOCH_LINE_MAX (1024 * 1024)

/* A line without its end; not terminated by a zero. */
typedef void (*EpochLineFunc)(const char *line, gsize length, gpointer data);

/* The end, with %NULL, or with what went wrong. */
typedef void (*EpochLineEndFunc)(GError *error, gpointer data);

/**
 * epoch_line_reader_start:
 * @stream: where to read; kept until the end
 * @cancellable: when it is cancelled, neither function is called any more
 * @line_func: called for each line; one without a line end at the very end counts
 * @end_func: called once, unless cancelled: at the end, on an error, or on a line that is longer
 *   than %EPOCH_LINE_MAX
 * @data: given to both; must live until the end or the cancellation
 *
 * Reads on the main context of the calling thread.
 */
void epoch_line_reader_start(GInputStream *stream, GCancellable *cancellable,
                             EpochLineFunc line_func, EpochLineEndFunc end_func, gpointer data);
