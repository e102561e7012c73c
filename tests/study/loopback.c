#include "config.h"

#include "loopback.h"

#include <string.h>

static gboolean
send_bytes(GOutputStream *stream, const void *bytes, gsize length)
{
  return g_output_stream_write_all(stream, bytes, length, NULL, NULL, NULL);
}

static void G_GNUC_PRINTF(2, 3) send_text(GOutputStream *stream, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start(list, format);
  text = g_strdup_vprintf(format, list);
  va_end(list);
  send_bytes(stream, text, strlen(text));
}

/* The head of a request; NULL where the other side went away. */
static char *
read_head(GInputStream *stream)
{
  g_autoptr(GString) head = g_string_new(NULL);
  char byte;

  while (strstr(head->str, "\r\n\r\n") == NULL && head->len < 64 * 1024) {
    if (g_input_stream_read(stream, &byte, 1, NULL, NULL) != 1)
      return NULL;
    g_string_append_c(head, byte);
  }
  return g_string_free_and_steal(g_steal_pointer(&head));
}

/* Where a request asks to begin; 0 where the version that it has is another one. */
static gsize
find_start(Loopback *self, const char *head)
{
  const char *range = strstr(head, "Range: bytes=");
  const char *condition = strstr(head, "If-Range: ");

  if (condition != NULL &&
      (self->tag == NULL || !g_str_has_prefix(condition + strlen("If-Range: "), self->tag)))
    return 0;
  return range != NULL ? (gsize)g_ascii_strtoull(range + strlen("Range: bytes="), NULL, 10) : 0;
}

static void
wait_for_release(Loopback *self)
{
  g_mutex_lock(&self->mutex);
  while (!self->released)
    g_cond_wait(&self->changed, &self->mutex);
  g_mutex_unlock(&self->mutex);
}

static void
send_file(Loopback *self, LoopbackMode mode, GOutputStream *stream, gsize start)
{
  gsize size = 0;
  const char *body = g_bytes_get_data(self->body, &size);
  gsize said = size - start, length = said;
  g_autofree char *tag =
      self->tag != NULL ? g_strdup_printf("ETag: %s\r\n", self->tag) : g_strdup("");

  if (mode == LOOPBACK_NO_LENGTH || mode == LOOPBACK_ENDLESS) {
    send_text(stream, "HTTP/1.1 200 OK\r\n%sConnection: close\r\n\r\n", tag);
  } else if (start > 0) {
    send_text(stream,
              "HTTP/1.1 206 Partial Content\r\n%sContent-Length: %zu\r\n"
              "Content-Range: bytes %zu-%zu/%zu\r\nConnection: close\r\n\r\n",
              tag, said, mode == LOOPBACK_WRONG_RANGE ? start - 1 : start, size - 1,
              mode == LOOPBACK_WRONG_TOTAL ? size + 1 : size);
  } else {
    send_text(stream, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n", tag,
              said);
  }
  if (mode == LOOPBACK_CUT || mode == LOOPBACK_STALL)
    length = said / 2;
  send_bytes(stream, body + start, length);
  while (mode == LOOPBACK_ENDLESS && send_bytes(stream, body, size))
    ;
  if (mode == LOOPBACK_STALL) {
    g_output_stream_flush(stream, NULL, NULL);
    wait_for_release(self);
  }
}

static void
answer(Loopback *self, LoopbackMode mode, GOutputStream *stream, const char *head)
{
  gsize start = find_start(self, head);

  switch (mode) {
  case LOOPBACK_STATUS:
    send_text(stream, "HTTP/1.1 %d No\r\nContent-Length: 9\r\nConnection: close\r\n\r\nA page.\r\n",
              self->status);
    break;
  case LOOPBACK_REDIRECT:
    send_text(stream,
              "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 9\r\nConnection: close\r\n"
              "\r\nElsewhere",
              self->location);
    break;
  case LOOPBACK_NO_SUCH_PART:
    if (start > 0)
      send_text(stream, "HTTP/1.1 416 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else
      send_file(self, LOOPBACK_WELL, stream, 0);
    break;
  case LOOPBACK_SILENT:
    wait_for_release(self);
    break;
  case LOOPBACK_GARBAGE:
    send_text(stream, "\x01\x02 this is no HTTP\r\n\r\n");
    break;
  case LOOPBACK_NO_RANGE:
  case LOOPBACK_NO_LENGTH:
  case LOOPBACK_ENDLESS:
    send_file(self, mode, stream, 0);
    break;
  default:
    send_file(self, mode, stream, start);
  }
}

static gboolean
run_cb(GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
       Loopback *self)
{
  g_autofree char *head = read_head(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
  LoopbackMode mode;

  if (head == NULL)
    return TRUE;
  g_mutex_lock(&self->mutex);
  mode = self->times != 0 ? self->mode : LOOPBACK_WELL;
  self->times -= self->times > 0;
  self->n_requests++;
  g_set_str(&self->request, head);
  g_mutex_unlock(&self->mutex);
  answer(self, mode, g_io_stream_get_output_stream(G_IO_STREAM(connection)), head);
  g_io_stream_close(G_IO_STREAM(connection), NULL, NULL);
  return TRUE;
}

Loopback *
loopback_new(void)
{
  Loopback *self = g_new0(Loopback, 1);
  g_autoptr(GInetAddress) own = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new(own, 0);
  g_autoptr(GSocketAddress) taken = NULL;
  GError *error = NULL;

  g_mutex_init(&self->mutex);
  g_cond_init(&self->changed);
  self->body = g_bytes_new_static("", 0);
  self->service = g_threaded_socket_service_new(16);
  g_socket_listener_add_address(G_SOCKET_LISTENER(self->service), address, G_SOCKET_TYPE_STREAM,
                                G_SOCKET_PROTOCOL_TCP, NULL, &taken, &error);
  g_assert_no_error(error);
  self->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(taken));
  g_signal_connect(self->service, "run", G_CALLBACK(run_cb), self);
  g_socket_service_start(self->service);
  loopback_set_mode(self, LOOPBACK_WELL, 0);
  return self;
}

void
loopback_free(Loopback *self)
{
  gint64 end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

  loopback_set_mode(self, LOOPBACK_WELL, 0);
  g_socket_service_stop(self->service);
  g_socket_listener_close(G_SOCKET_LISTENER(self->service));
  /* Its threads hold it until they have let go of their connections. */
  while (g_atomic_int_get(&G_OBJECT(self->service)->ref_count) > 1 &&
         g_get_monotonic_time() < end) {
    g_main_context_iteration(NULL, FALSE);
    g_usleep(1000);
  }
  g_object_unref(self->service);
  g_bytes_unref(self->body);
  g_free(self->request);
  g_mutex_clear(&self->mutex);
  g_cond_clear(&self->changed);
  g_free(self);
}

void
loopback_set_body(Loopback *self, const void *bytes, gsize length)
{
  g_bytes_unref(self->body);
  self->body = g_bytes_new(bytes, length);
}

void
loopback_set_mode(Loopback *self, LoopbackMode mode, int times)
{
  g_mutex_lock(&self->mutex);
  self->mode = mode;
  self->times = times;
  self->n_requests = 0;
  g_clear_pointer(&self->request, g_free);
  /* What keeps a connection open from before lets go of it. */
  self->released = mode != LOOPBACK_SILENT && mode != LOOPBACK_STALL;
  g_cond_broadcast(&self->changed);
  g_mutex_unlock(&self->mutex);
}

guint
loopback_get_n_requests(Loopback *self)
{
  guint n;

  g_mutex_lock(&self->mutex);
  n = self->n_requests;
  g_mutex_unlock(&self->mutex);
  return n;
}

gboolean
loopback_was_asked(Loopback *self, const char *text)
{
  gboolean found;

  g_mutex_lock(&self->mutex);
  found = self->request != NULL && strstr(self->request, text) != NULL;
  g_mutex_unlock(&self->mutex);
  return found;
}
