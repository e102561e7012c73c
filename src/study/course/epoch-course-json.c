#include "config.h"

#include "course/epoch-course-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void complain(GPtrArray *problems, const char *file, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void
complain(GPtrArray *problems, const char *file, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start(args, format);
  what = g_strdup_vprintf(format, args);
  va_end(args);
  g_ptr_array_add(problems, g_strdup_printf("%s: %s", file, what));
}

/* Reads a regular file of limited size. A pipe or a device under the name must not make the
 * reader wait, so it is opened without blocking and looked at before it is read. */
static char *
read_file(const char *path, gsize *length, const char *file, GPtrArray *problems)
{
  g_autofree char *text = NULL;
  g_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status;
  gsize filled = 0;

  if (fd < 0 || fstat(fd, &status) != 0) {
    complain(problems, file, "the file could not be opened: %s", g_strerror(errno));
    return NULL;
  }
  if (!S_ISREG(status.st_mode)) {
    complain(problems, file, "expected a file, found something else");
    return NULL;
  }
  text = g_malloc(EPOCH_COURSE_MAX_BYTES + 1);
  while (filled <= EPOCH_COURSE_MAX_BYTES) {
    gssize n = read(fd, text + filled, EPOCH_COURSE_MAX_BYTES + 1 - filled);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      complain(problems, file, "the file could not be read: %s", g_strerror(errno));
      return NULL;
    }
    if (n == 0)
      break;
    filled += (gsize)n;
  }
  *length = filled;
  return g_steal_pointer(&text);
}

/* The deepest nesting of brackets outside of texts. The parser recurses, so a file that would
 * exhaust its stack must not reach it. */
static guint
measure_depth(const char *text, gsize length)
{
  gboolean quoted = FALSE;
  guint depth = 0;
  guint deepest = 0;

  for (gsize k = 0; k < length; k++) {
    char c = text[k];

    if (quoted && c == '\\')
      k++;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '{' || c == '['))
      depth++;
    else if (!quoted && (c == '}' || c == ']') && depth > 0)
      depth--;
    deepest = MAX(deepest, depth);
  }
  return deepest;
}

/* The line of a byte, from 1. */
static guint
line_of(const char *text, const char *at)
{
  guint line = 1;

  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  return line;
}

static gboolean
text_is_sound(const char *text, gsize length, const char *file, GPtrArray *problems)
{
  const char *end;
  guint depth;

  if (length > EPOCH_COURSE_MAX_BYTES) {
    complain(problems, file, "the file is too large: it may have %d bytes", EPOCH_COURSE_MAX_BYTES);
    return FALSE;
  }
  if (!g_utf8_validate_len(text, length, &end)) {
    complain(problems, file, "line %u: the text is not valid UTF-8", line_of(text, end));
    return FALSE;
  }
  depth = measure_depth(text, length);
  if (depth > EPOCH_COURSE_MAX_DEPTH) {
    complain(problems, file, "the file is nested %u levels deep: it may have %d", depth,
             EPOCH_COURSE_MAX_DEPTH);
    return FALSE;
  }
  return TRUE;
}

/* Says what the parser said, which begins with "<data>:LINE:COLUMN: Parse error: ". */
static void
complain_of_syntax(const GError *error, const char *file, GPtrArray *problems)
{
  const char *what = strstr(error->message, "Parse error: ");
  unsigned line, column;

  if (what != NULL && sscanf(error->message, "<data>:%u:%u:", &line, &column) == 2)
    complain(problems, file, "line %u, column %u: not valid JSON: %s", line, column,
             what + strlen("Parse error: "));
  else
    complain(problems, file, "not valid JSON: %s", error->message);
}

JsonNode *
epoch_course_json_parse(const char *text, gsize length, const char *file, GPtrArray *problems)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable();
  g_autoptr(GError) error = NULL;
  JsonNode *root;

  if (!text_is_sound(text, length, file, problems))
    return NULL;
#if JSON_CHECK_VERSION(1, 10, 0)
  json_parser_set_strict(parser, TRUE);
#endif
  if (!json_parser_load_from_data(parser, text, (gssize)length, &error)) {
    complain_of_syntax(error, file, problems);
    return NULL;
  }
  root = json_parser_get_root(parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root)) {
    complain(problems, file, "expected an object that holds everything");
    return NULL;
  }
  return json_parser_steal_root(parser);
}

JsonNode *
epoch_course_json_load(const char *folder, const char *file, GPtrArray *problems)
{
  g_autofree char *path = g_build_filename(folder, file, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  text = read_file(path, &length, file, problems);
  return text != NULL ? epoch_course_json_parse(text, length, file, problems) : NULL;
}
