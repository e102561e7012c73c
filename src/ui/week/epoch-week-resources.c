#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "markdown/epoch-markdown.h"
#include "week/epoch-week-views.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"

/* What kind of thing an address leads to, as far as it tells. */
static const struct {
  const char *part; /* of the address */
  const char *kind;
  const char *icon;
} kinds[] = {
    {"youtube.com/playlist", N_("Playlist"), "view-list-symbolic"},
    {"youtube.com/", N_("Video"), "media-playback-start-symbolic"},
    {"youtu.be/", N_("Video"), "media-playback-start-symbolic"},
    {"coursera.org/", N_("Course"), "epoch-course-symbolic"},
    {"kaggle.com/learn", N_("Course"), "epoch-course-symbolic"},
    {"huggingface.co/course", N_("Course"), "epoch-course-symbolic"},
    {"/blog/", N_("Article"), "epoch-learn-symbolic"},
    {"/tutorial", N_("Tutorial"), "epoch-learn-symbolic"},
    {"/docs", N_("Documentation"), "epoch-learn-symbolic"},
    {"docs.", N_("Documentation"), "epoch-learn-symbolic"},
    {"/doc/", N_("Documentation"), "epoch-learn-symbolic"},
};

static void
find_kind(const char *address, const char **kind, const char **icon)
{
  *kind = _("Web page");
  *icon = "web-browser-symbolic";
  if (!address) {
    *kind = _("Book");
    *icon = "epoch-resources-symbolic";
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (!strstr(address, kinds[i].part))
      continue;
    *kind = _(kinds[i].kind);
    *icon = kinds[i].icon;
    return;
  }
}

static char *
dup_host(const char *address)
{
  g_autoptr(GUri) uri =
      address ? g_uri_parse(address, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *host = uri ? g_uri_get_host(uri) : NULL;

  if (!host)
    return NULL;
  return g_strdup(g_str_has_prefix(host, "www.") ? host + 4 : host);
}

/* What to look at: of the learner's own, what its text says behind the link. */
static const char *
get_remark(EpochResource *resource)
{
  const char *note = epoch_resource_get_note(resource);
  const char *end = note && epoch_resource_is_own(resource) ? strrchr(note, ']') : NULL;

  if (!note || !epoch_resource_is_own(resource))
    return note;
  end = end ? strchr(end, ')') : NULL;
  return end && strlen(end) > 2 ? end + 1 : NULL;
}

/* "Video · youtube.com", and below it what to look at. */
static char *
dup_subtitle(EpochResource *resource, const char *kind)
{
  g_autofree char *host = dup_host(epoch_item_get_url(EPOCH_ITEM(resource)));
  const char *remark = get_remark(resource);
  g_autofree char *remark_markup = remark ? epoch_markdown_inline_to_pango(remark) : NULL;
  g_autofree char *first =
      host ? g_markup_printf_escaped("%s · %s", kind, host) : g_markup_escape_text(kind, -1);

  return remark_markup ? g_strdup_printf("%s\n%s", first, g_strstrip(remark_markup))
                       : g_steal_pointer(&first);
}

/* A book of the learner's own has no link: its text is all there is to say. */
static const char *
get_title(EpochResource *resource)
{
  const char *note = epoch_resource_get_note(resource);

  if (epoch_resource_is_own(resource) && note && !epoch_item_get_url(EPOCH_ITEM(resource)))
    return note;
  return epoch_resource_get_title(resource);
}

static GtkWidget *
new_outside_button(const char *address)
{
  GtkWidget *button = epoch_icon_button_new("adw-external-link-symbolic", _("Open in Web Browser"));

  gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", address);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.open-outside");
  return button;
}

static GtkWidget *
new_resource_row(EpochResource *resource)
{
  EpochItem *item = EPOCH_ITEM(resource);
  const char *address = epoch_item_get_url(item);
  const char *kind, *icon;
  GtkWidget *row = adw_action_row_new();
  g_autofree char *title = epoch_markdown_inline_to_pango(get_title(resource));
  g_autofree char *place = g_strdup_printf("resource/%s", epoch_item_get_id(item));
  g_autofree char *subtitle = NULL;

  find_kind(address, &kind, &icon);
  subtitle = dup_subtitle(resource, kind);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), subtitle);
  adw_action_row_set_title_lines(ADW_ACTION_ROW(row), 0);
  adw_action_row_set_subtitle_lines(ADW_ACTION_ROW(row), 0);
  adw_action_row_add_prefix(ADW_ACTION_ROW(row), gtk_image_new_from_icon_name(icon));
  g_object_set_data_full(G_OBJECT(row), "item", g_strdup(epoch_item_get_id(item)), g_free);
  if (!address)
    return row;
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), new_outside_button(address));
  epoch_row_lead_to(row, "win.go", place);
  return row;
}

static GtkWidget *
new_list(GtkWidget *box, const char *title)
{
  GtkWidget *section = epoch_section_new(title, NULL);
  GtkWidget *list = epoch_boxed_list_new(title);

  gtk_box_append(GTK_BOX(section), list);
  gtk_box_append(GTK_BOX(box), section);
  return list;
}

GtkWidget *
epoch_week_resources_new(EpochSession *session, EpochWeek *week)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 24);
  GPtrArray *resources = epoch_week_get_resources(week);
  GPtrArray *own = epoch_week_get_own_resources(week);
  const char *topic = NULL;
  GtkWidget *list = NULL;

  gtk_widget_set_margin_top(box, 6);
  for (guint i = 0; i < resources->len; i++) {
    EpochResource *resource = g_ptr_array_index(resources, i);
    if (!list || g_strcmp0(topic, epoch_resource_get_topic(resource)) != 0) {
      topic = epoch_resource_get_topic(resource);
      list = new_list(box, topic ? topic : _("Resources"));
    }
    gtk_list_box_append(GTK_LIST_BOX(list), new_resource_row(resource));
  }
  if (own->len) {
    list = new_list(box, _("My Resources"));
    for (guint i = 0; i < own->len; i++)
      gtk_list_box_append(GTK_LIST_BOX(list), new_resource_row(g_ptr_array_index(own, i)));
  }
  return box;
}
