#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/epoch-fetch-private.h"

#define MOST_REDIRECTS 5
/* The page that may come with a redirect is read over, up to so many bytes. */
#define MOST_PAGE_BYTES (64 * 1024)
/* How long to sleep before one looks whether to stop, in milliseconds. */
#define TICK_MS 100

typedef struct {
  EpochFetchTransfer *request;
  CURL *easy;
  char *address; /* where redirects led to so far */
  char *host;
  gint64 offset;      /* what was there when this began */
  gint64 heard;       /* when the last byte came, in microseconds */
  gboolean began;     /* whether a body with bytes of the file has begun */
  gsize n_page_bytes; /* of the page of a redirect */
  GError *error;      /* what went wrong while bytes were taken in */
} Transfer;

static gpointer
start_curl(gpointer unused)
{
  return GINT_TO_POINTER(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static gboolean
host_is_own(const char *host)
{
  return host != NULL && (g_str_equal(host, "127.0.0.1") || g_str_equal(host, "::1"));
}

static gboolean
is_own(const char *address)
{
  g_autoptr(GUri) uri = g_uri_parse(address, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_str_equal(g_uri_get_scheme(uri), "http") &&
         host_is_own(g_uri_get_host(uri));
}

gboolean
epoch_fetch_address_is_allowed(const char *address)
{
  g_autoptr(GUri) uri = g_uri_parse(address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;

  if (host == NULL || *host == '\0') {
    return FALSE;
  }
  return g_str_equal(g_uri_get_scheme(uri), "https") || is_own(address);
}

static void
set_host(Transfer *self)
{
  g_autoptr(GUri) uri = g_uri_parse(self->address, G_URI_FLAGS_NONE, NULL);

  g_set_str(&self->host, uri != NULL ? g_uri_get_host(uri) : self->address);
}

static const char *
get_header(Transfer *self, const char *name)
{
  struct curl_header *header = NULL;

  return curl_easy_header(self->easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK
             ? header->value
             : NULL;
}

/* What the server calls this version of the file. A weak tag does not promise the same bytes. */
static const char *
get_tag(Transfer *self)
{
  const char *tag = get_header(self, "ETag");

  return tag != NULL && !g_str_has_prefix(tag, "W/") ? tag : get_header(self, "Last-Modified");
}

static gboolean
refuse_size(Transfer *self, gint64 bytes)
{
  g_autofree char *theirs = g_strdup_printf("%" G_GINT64_FORMAT, bytes);
  g_autofree char *ours = g_strdup_printf("%" G_GINT64_FORMAT, self->request->bytes);

  /* Translators: a server and two sizes in bytes */
  g_set_error(
      &self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_CHECKSUM,
      _("What %s sends is not the file that the card describes: it has %s bytes, but %s are "
        "expected. It was changed there; nothing of it is kept."),
      self->host, theirs, ours);
  epoch_fetch_part_restart(self->request->part, NULL, NULL);
  return FALSE;
}

/* The server begins in the middle: it must be where the part ends, and of a file of that size. */
static gboolean
begin_in_middle(Transfer *self)
{
  const char *range = get_header(self, "Content-Range");
  char *end = NULL;
  guint64 first, total;

  if (range == NULL || g_ascii_strncasecmp(range, "bytes ", 6) != 0) {
    range = "bytes x";
  }
  first = g_ascii_strtoull(range + 6, &end, 10);
  if (end == range + 6 || (gint64)first != self->offset) {
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_SERVER,
                _("%s sent another part of the file than was asked for. Try again."), self->host);
    return FALSE;
  }
  end = strchr(end, '/');
  total = end != NULL && end[1] != '*' ? g_ascii_strtoull(end + 1, NULL, 10)
                                       : (guint64)self->request->bytes;
  if ((gint64)total != self->request->bytes) {
    return refuse_size(self, (gint64)total);
  }
  self->request->resumed = self->offset > 0;
  return TRUE;
}

/* Looks at the answer before the first byte of its body is taken. */
static gboolean
begin(Transfer *self)
{
  long code = 0;
  curl_off_t length = -1;

  curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &code);
  if (code == 206) {
    return begin_in_middle(self);
  }
  if (code != 200) {
    /* The page of an error is of no use. */
    return FALSE;
  }
  curl_easy_getinfo(self->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length >= 0 && length != self->request->bytes) {
    return refuse_size(self, length);
  }
  /* The whole file comes, whatever was asked for: the part begins again. */
  self->request->resumed = FALSE;
  return epoch_fetch_part_restart(self->request->part, get_tag(self), &self->error);
}

/* Reads over the page of a redirect: libcurl tells where it leads only when the answer has ended. */
static gboolean
is_page_of_redirect(Transfer *self, gsize length)
{
  long code = 0;

  curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &code);
  self->n_page_bytes += length;
  return code >= 300 && code < 400 && self->n_page_bytes <= MOST_PAGE_BYTES;
}

static size_t
write_cb(char *bytes, size_t size, size_t n, void *data)
{
  Transfer *self = data;
  gsize length = size * n;

  if (!self->began && is_page_of_redirect(self, length)) {
    return length;
  }
  if (!self->began && !begin(self)) {
    return CURL_WRITEFUNC_ERROR;
  }
  self->began = TRUE;
  self->heard = g_get_monotonic_time();
  if (self->request->part->size + (gint64)length > self->request->bytes) {
    refuse_size(self, self->request->part->size + (gint64)length);
    return CURL_WRITEFUNC_ERROR;
  }
  if (!epoch_fetch_part_append(self->request->part, bytes, length, &self->error)) {
    return CURL_WRITEFUNC_ERROR;
  }
  if (self->request->progress != NULL) {
    self->request->progress(self->request->data);
  }
  return length;
}

/* The proxy of the desktop's settings. The environment's, where there is one, libcurl finds itself. */
static void
set_proxy(Transfer *self)
{
  static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                      "http_proxy"};
  g_auto(GStrv) proxies = NULL;
  g_autofree char *proxy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    if (g_getenv(names[i]) != NULL) {
      return;
    }
  }
  if (is_own(self->address)) {
    return;
  }
  proxies = g_proxy_resolver_lookup(g_proxy_resolver_get_default(), self->address,
                                    self->request->cancellable, NULL);
  if (proxies == NULL || proxies[0] == NULL || g_str_has_prefix(proxies[0], "direct:")) {
    return;
  }
  /* Names are looked up by the proxy, as GLib means it. */
  proxy = g_str_has_prefix(proxies[0], "socks://") || g_str_has_prefix(proxies[0], "socks5://")
              ? g_strconcat("socks5h", strstr(proxies[0], "://"), NULL)
              : g_strdup(proxies[0]);
  curl_easy_setopt(self->easy, CURLOPT_PROXY, proxy);
}

/* Asks for what is missing alone, if it is still of the version that is there. */
static struct curl_slist *
set_range(Transfer *self)
{
  EpochFetchPart *part = self->request->part;
  g_autofree char *range = NULL;
  g_autofree char *condition = NULL;

  self->offset = part->size;
  if (self->offset == 0) {
    return NULL;
  }
  range = g_strdup_printf("%" G_GINT64_FORMAT "-", self->offset);
  curl_easy_setopt(self->easy, CURLOPT_RANGE, range);
  if (part->tag == NULL) {
    return NULL;
  }
  condition = g_strconcat("If-Range: ", part->tag, NULL);
  return curl_slist_append(NULL, condition);
}

static void
set_up(Transfer *self)
{
  const EpochFetchOptions *options = &self->request->options;

  curl_easy_setopt(self->easy, CURLOPT_URL, self->address);
  curl_easy_setopt(self->easy, CURLOPT_PROTOCOLS_STR, is_own(self->address) ? "http" : "https");
  curl_easy_setopt(self->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(self->easy, CURLOPT_USERAGENT, "Epoch/" EPOCH_VERSION);
  curl_easy_setopt(self->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_ms);
  curl_easy_setopt(self->easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt(self->easy, CURLOPT_WRITEDATA, self);
  set_proxy(self);
}

/* Whether to go on waiting; %FALSE with the error set. */
static gboolean
may_wait(Transfer *self, gint64 started)
{
  const EpochFetchOptions *options = &self->request->options;
  gint64 now = g_get_monotonic_time();
  gint64 limit = self->heard > 0
                     ? self->heard + (gint64)options->stall_ms * 1000
                     : started + ((gint64)options->connect_ms + options->stall_ms) * 1000;

  if (g_cancellable_set_error_if_cancelled(self->request->cancellable, &self->error)) {
    return FALSE;
  }
  if (now > limit) {
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_TIMEOUT,
                _("%s stopped answering. What came so far is kept; try again later."), self->host);
    return FALSE;
  }
  return TRUE;
}

static CURLcode
perform(Transfer *self)
{
  CURLM *multi = curl_multi_init();
  gint64 started = g_get_monotonic_time();
  CURLcode result = CURLE_FAILED_INIT;
  CURLMsg *message;
  int running = 1, left = 0;

  curl_multi_add_handle(multi, self->easy);
  while (running > 0 && curl_multi_perform(multi, &running) == CURLM_OK) {
    if (running > 0 &&
        (!may_wait(self, started) || curl_multi_poll(multi, NULL, 0, TICK_MS, NULL) != CURLM_OK)) {
      break;
    }
  }
  message = curl_multi_info_read(multi, &left);
  if (message != NULL && message->msg == CURLMSG_DONE) {
    result = message->data.result;
  }
  curl_multi_remove_handle(multi, self->easy);
  curl_multi_cleanup(multi);
  return result;
}

/* Without an answer: a sentence on what the connection died of. */
static void
set_broken(Transfer *self, CURLcode result)
{
  switch (result) {
  case CURLE_OPERATION_TIMEDOUT:
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_TIMEOUT,
                _("%s does not answer. Try again later, or import a file."), self->host);
    break;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_CONNECT:
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_NETWORK,
                _("%s can not be reached. Check the connection to the Internet, or import a file."),
                self->host);
    break;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CACERT_BADFILE:
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_NETWORK,
                _("There is no secure connection to %s: %s. Nothing was fetched."), self->host,
                curl_easy_strerror(result));
    break;
  default:
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_NETWORK,
                _("The connection to %s broke off. What came so far is kept; try again."),
                self->host);
  }
}

static void
set_refused(Transfer *self, long code)
{
  if (code == 404 || code == 410) {
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_SERVER,
                _("%s does not have the file any more (error %ld). Import a copy of it instead."),
                self->host, code);
  } else {
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_SERVER,
                _("%s does not give the file out now (error %ld). Try again later, or import a "
                  "file."),
                self->host, code);
  }
}

/* Takes the address that a redirect leads to. A secure one never leads to one that is not. */
static gboolean
redirect(Transfer *self)
{
  char *next = NULL;

  curl_easy_getinfo(self->easy, CURLINFO_REDIRECT_URL, &next);
  if (next == NULL || !epoch_fetch_address_is_allowed(next) ||
      (is_own(next) && !is_own(self->address))) {
    g_set_error(&self->error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_REDIRECT,
                _("%s leads on to %s, which is no secure address. Nothing was fetched."),
                self->host, next != NULL ? next : "?");
    return FALSE;
  }
  g_set_str(&self->address, next);
  set_host(self);
  return TRUE;
}

typedef enum { DONE, FAILED, AGAIN } Outcome;

static Outcome
judge(Transfer *self, CURLcode result, gboolean ranged)
{
  EpochFetchPart *part = self->request->part;
  long code = 0;

  if (self->error != NULL) {
    return FAILED;
  }
  curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &code);
  if (code >= 300 && code < 400) {
    return redirect(self) ? AGAIN : FAILED;
  }
  if (code == 416 && ranged) {
    /* What is there is no part of what the server has. */
    return epoch_fetch_part_restart(part, NULL, &self->error) ? AGAIN : FAILED;
  }
  if (code >= 400) {
    set_refused(self, code);
    return FAILED;
  }
  if (result == CURLE_OK && part->size == self->request->bytes) {
    return DONE;
  }
  set_broken(self, result);
  return FAILED;
}

static Outcome
try_once(Transfer *self)
{
  struct curl_slist *headers;
  gboolean ranged = self->request->part->size > 0;
  Outcome outcome;
  CURLcode result;

  self->easy = curl_easy_init();
  if (self->easy == NULL) {
    set_broken(self, CURLE_FAILED_INIT);
    return FAILED;
  }
  self->began = FALSE;
  self->heard = 0;
  self->n_page_bytes = 0;
  set_up(self);
  headers = set_range(self);
  curl_easy_setopt(self->easy, CURLOPT_HTTPHEADER, headers);
  result = perform(self);
  outcome = judge(self, result, ranged);
  curl_easy_cleanup(self->easy);
  curl_slist_free_all(headers);
  return outcome;
}

gboolean
epoch_fetch_transfer_run(EpochFetchTransfer *request, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  Transfer self = {.request = request, .address = g_strdup(request->address)};
  Outcome outcome = AGAIN;

  set_host(&self);
  request->resumed = FALSE;
  if (g_once(&once, start_curl, NULL) == NULL) {
    set_broken(&self, CURLE_FAILED_INIT);
  } else if (!epoch_fetch_address_is_allowed(self.address)) {
    g_set_error(&self.error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_REDIRECT,
                _("%s is no secure address. Nothing was fetched."), self.address);
  } else {
    for (guint i = 0; i <= MOST_REDIRECTS && outcome == AGAIN; i++) {
      outcome = try_once(&self);
    }
    if (outcome == AGAIN) {
      g_set_error(&self.error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_REDIRECT,
                  _("%s leads in circles. Nothing was fetched."), self.host);
    }
  }
  if (self.error != NULL) {
    g_propagate_error(error, self.error);
  }
  g_free(self.address);
  g_free(self.host);
  return outcome == DONE;
}
