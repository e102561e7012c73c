/* A server of one file on 127.0.0.1 that does what a test asks for: among it all that servers and
 * networks do wrong. */
#pragma once

#include <gio/gio.h>

typedef enum {
  LOOPBACK_WELL,         /* gives the file, or the range that is asked for */
  LOOPBACK_CUT,          /* breaks off after the first half of what it should send, `times` times */
  LOOPBACK_NO_RANGE,     /* gives the whole file whatever is asked for */
  LOOPBACK_NO_LENGTH,    /* does not say how much there is */
  LOOPBACK_ENDLESS,      /* does not say how much there is, and never ends */
  LOOPBACK_WRONG_RANGE,  /* gives another part than was asked for */
  LOOPBACK_WRONG_TOTAL,  /* gives the part, and says that the file is larger */
  LOOPBACK_NO_SUCH_PART, /* answers 416 to a range */
  LOOPBACK_STATUS,       /* answers with `status` and a page */
  LOOPBACK_REDIRECT,     /* leads on to `location`, `times` times */
  LOOPBACK_SILENT,       /* takes the request and says nothing */
  LOOPBACK_STALL,        /* stops after a half, and keeps the connection open */
  LOOPBACK_GARBAGE,      /* answers what is no HTTP */
} LoopbackMode;

typedef struct {
  GSocketService *service;
  guint16 port;
  LoopbackMode mode;
  int times;            /* how often it still does wrong; then it does well */
  int status;           /* for LOOPBACK_STATUS */
  const char *location; /* for LOOPBACK_REDIRECT */
  const char *tag;      /* (nullable): its ETag */
  GBytes *body;

  GMutex mutex;
  GCond changed;
  gboolean released; /* whether those that keep a connection open may let go */
  guint n_requests;
  char *request; /* the last one, head and all */
} Loopback;

Loopback *loopback_new(void);
void loopback_free(Loopback *self);

/* The file that it has. */
void loopback_set_body(Loopback *self, const void *bytes, gsize length);
/* What it does from now on; forgets the requests so far. */
void loopback_set_mode(Loopback *self, LoopbackMode mode, int times);

guint loopback_get_n_requests(Loopback *self);
/* Whether the last request had a text in its head. */
gboolean loopback_was_asked(Loopback *self, const char *text);
