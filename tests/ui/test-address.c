/* Which addresses the view for strangers' pages takes, and how typed text becomes one. */
#include "browser/epoch-web-context.h"

static void
test_allowed(void)
{
  g_assert_true(epoch_web_address_is_allowed("https://example.org/page?q=1#part"));
  g_assert_true(epoch_web_address_is_allowed("http://127.0.0.1:8080/"));
  g_assert_true(epoch_web_address_is_allowed("HTTPS://EXAMPLE.ORG"));
}

static void
test_refused(void)
{
  const char *texts[] = {
      "file:///etc/passwd",
      "javascript:alert(1)",
      "data:text/html,x",
      "about:blank",
      "ftp://x/y",
      "https://",
      "https:///etc",
      "",
      "resource:///io",
      "epoch://week/4",
      "view-source:https://example.org",
      "\xff\xfe",
  };

  g_assert_false(epoch_web_address_is_allowed(NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    if (epoch_web_address_is_allowed(texts[i]))
      g_test_message("\"%s\" was let in", texts[i]);
    g_assert_false(epoch_web_address_is_allowed(texts[i]));
  }
}

static void
test_typed(void)
{
  const char *pairs[][2] = {
      {"example.org", "https://example.org"},
      {"  example.org/a b", NULL},
      {" https://example.org/x ", "https://example.org/x"},
      {"localhost:8080/x", "https://localhost:8080/x"},
      {"javascript:alert(1)", NULL},
      {"mailto:a@example.org", NULL},
      {"file:///etc/passwd", NULL},
      {"", NULL},
      {"   ", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
    g_autofree char *address = epoch_web_address_from_text(pairs[i][0]);
    g_assert_cmpstr(address, ==, pairs[i][1]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/address/allowed", test_allowed);
  g_test_add_func("/address/refused", test_refused);
  g_test_add_func("/address/typed", test_typed);
  return g_test_run();
}
