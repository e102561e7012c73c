/* What every table's asynchronous functions begin and end with. */
#pragma once

#include "store/epoch-statement.h"
#include "store/epoch-store-error.h"
#include "store/epoch-store-private.h"

G_BEGIN_DECLS

/* Queues a job of a table for the owner thread. tag is the _async function; data is freed with
 * free_data once the job is done. */
void epoch_store_submit(EpochStore *store, gpointer tag, GTaskThreadFunc func, gpointer data,
                        GDestroyNotify free_data, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);

/* Ends a job with whether it succeeded; the error at that address is consumed. It is an address so
 * that the call that sets it can stand among the arguments. */
void epoch_store_return_success(GTask *task, gboolean succeeded, GError **error);

/* Ends a job with a result, or with the error where there is one; both are consumed. */
void epoch_store_return_result(GTask *task, gpointer result, GDestroyNotify free_result,
                               GError *error);

/* Whether a text may be stored: valid UTF-8 of at most limit bytes. An error otherwise; what
 * names it within a sentence. */
gboolean epoch_store_accept_text(const char *text, gsize limit, const char *what, GError **error);

/* The time now, in seconds since 1970. */
gint64 epoch_store_now(void);

G_END_DECLS
