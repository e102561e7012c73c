/* A whole HTML document around a text. */
#include "config.h"

#include "markdown/epoch-markdown.h"

static const char style[] =
    ":root{color-scheme:light dark;--text:#222226;--page:#fafafb;--card:#ffffff;--line:#d5d5da;"
    "--code:#ebebed;--link:#0461be}"
    "@media (prefers-color-scheme:dark){:root{--text:#f6f5f4;--page:#222226;--card:#2e2e32;"
    "--line:#4a4a4f;--code:#39393d;--link:#78aeed}}"
    "@media (prefers-contrast:more){:root{--line:currentColor}}"
    "html{background:var(--page);color:var(--text);font:1rem/1.55 'Adwaita Sans',Cantarell,"
    "system-ui,sans-serif}"
    "body{max-width:45rem;margin:0 auto;padding:1.5rem;overflow-wrap:break-word}"
    "h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.5em 0 .5em}"
    "body>:first-child{margin-top:0}"
    "a{color:var(--link)}"
    "code{font-family:'Adwaita Mono',monospace;font-size:.9em;background:var(--code);"
    "border-radius:4px;padding:.1em .3em}"
    "pre{background:var(--code);border-radius:8px;padding:.75rem 1rem;overflow-x:auto}"
    "pre code{background:none;padding:0}"
    "blockquote{margin:1em 0;padding:0 1rem;border-inline-start:3px solid var(--line)}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:start}"
    "th{background:var(--card)}"
    ".center{text-align:center}.right{text-align:end}.left{text-align:start}"
    "hr{border:0;border-top:1px solid var(--line);margin:1.5em 0}"
    "li.task{list-style:none;margin-inline-start:-1.4em}"
    "li.task>input{margin-inline-end:.5em}";

/* (transfer full): The hash by which the policy allows the style sheet above and no other. */
static char *
dup_style_hash(void)
{
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update(checksum, (const guchar *)style, sizeof style - 1);
  g_checksum_get_digest(checksum, digest, &length);
  return g_base64_encode(digest, length);
}

char *
epoch_markdown_to_document(const char *text, const char *title)
{
  g_autofree char *html = epoch_markdown_to_html(text);
  g_autofree char *valid = g_utf8_make_valid(title, -1);
  g_autofree char *escaped = g_markup_escape_text(valid, -1);
  g_autofree char *hash = dup_style_hash();

  return g_strdup_printf("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                         "'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">"
                         "<meta name=\"referrer\" content=\"no-referrer\">"
                         "<meta name=\"viewport\" content=\"width=device-width\">"
                         "<title>%s</title><style>%s</style></head>\n<body>\n%s</body></html>\n",
                         hash, escaped, style, html);
}
