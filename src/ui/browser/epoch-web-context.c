#include "config.h"

#include "browser/epoch-web-context.h"

#include <string.h>

static WebKitNetworkSession *
new_stranger_session(void)
{
  g_autofree char *data = g_build_filename(g_get_user_data_dir(), "epoch", "web", NULL);
  g_autofree char *cache = g_build_filename(g_get_user_cache_dir(), "epoch", "web", NULL);
  WebKitNetworkSession *session = webkit_network_session_new(data, cache);

  webkit_network_session_set_itp_enabled(session, TRUE);
  webkit_network_session_set_persistent_credential_storage_enabled(session, FALSE);
  return session;
}

/* One session for all pages of strangers, for as long as the program runs. */
static WebKitNetworkSession *
get_stranger_session(void)
{
  static WebKitNetworkSession *session;

  if (!session) {
    session = new_stranger_session();
    g_object_add_weak_pointer(G_OBJECT(session), (gpointer *)&session);
    g_object_set_data_full(G_OBJECT(g_application_get_default()), "epoch-web-session", session,
                           g_object_unref);
  }
  return session;
}

static WebKitSettings *
new_settings(gboolean scripts)
{
  return webkit_settings_new_with_settings(
      "enable-javascript", scripts, "enable-developer-extras", FALSE,
      "allow-file-access-from-file-urls", FALSE, "allow-universal-access-from-file-urls", FALSE,
      "allow-top-navigation-to-data-urls", FALSE, "javascript-can-access-clipboard", FALSE,
      "javascript-can-open-windows-automatically", FALSE, "enable-back-forward-navigation-gestures",
      TRUE, "enable-smooth-scrolling", TRUE, "enable-webrtc", FALSE,
      "media-playback-requires-user-gesture", TRUE, NULL);
}

/* WebKit keeps an unseen text view inside each web view, to translate keys with. Tab would move
 * the focus there, and nothing would move it on; a screen reader would find it without a name. */
static WebKitWebView *
new_view(WebKitNetworkSession *session, WebKitSettings *settings)
{
  WebKitWebView *view =
      g_object_new(WEBKIT_TYPE_WEB_VIEW, "network-session", session, "settings", settings, NULL);

  for (GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(view)); child;
       child = gtk_widget_get_next_sibling(child)) {
    if (!GTK_IS_TEXT_VIEW(child))
      continue;
    gtk_widget_set_can_focus(child, FALSE);
    gtk_widget_set_focusable(child, FALSE);
    gtk_accessible_update_state(GTK_ACCESSIBLE(child), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  }
  return view;
}

WebKitWebView *
epoch_web_view_new_for_strangers(void)
{
  g_autoptr(WebKitSettings) settings = new_settings(TRUE);

  return new_view(get_stranger_session(), settings);
}

static gboolean
refuse_loads_cb(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type,
                gpointer user_data)
{
  WebKitNavigationAction *action;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    return FALSE;
  action = webkit_navigation_policy_decision_get_navigation_action(
      WEBKIT_NAVIGATION_POLICY_DECISION(decision));
  /* The text itself comes as "other"; all else would leave it. */
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION &&
      webkit_navigation_action_get_navigation_type(action) == WEBKIT_NAVIGATION_TYPE_OTHER)
    return FALSE;
  if (webkit_navigation_action_is_user_gesture(action)) {
    const char *address = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
    if (epoch_web_address_is_allowed(address))
      gtk_widget_activate_action(GTK_WIDGET(view), "win.open-address", "s", address);
  }
  webkit_policy_decision_ignore(decision);
  return TRUE;
}

WebKitWebView *
epoch_web_view_new_for_text(void)
{
  g_autoptr(WebKitSettings) settings = new_settings(FALSE);
  g_autoptr(WebKitNetworkSession) session = webkit_network_session_new_ephemeral();
  WebKitWebView *view = new_view(session, settings);

  g_signal_connect(view, "decide-policy", G_CALLBACK(refuse_loads_cb), NULL);
  return view;
}

gboolean
epoch_web_address_is_allowed(const char *address)
{
  g_autoptr(GUri) uri = NULL;

  if (!address || !g_utf8_validate(address, -1, NULL))
    return FALSE;
  uri = g_uri_parse(address, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
  if (!uri || !g_uri_get_host(uri) || !*g_uri_get_host(uri))
    return FALSE;
  return g_str_equal(g_uri_get_scheme(uri), "https") || g_str_equal(g_uri_get_scheme(uri), "http");
}

char *
epoch_web_address_from_text(const char *text)
{
  g_autofree char *address = g_strstrip(g_strdup(text));

  if (!*address || strpbrk(address, " \t\n"))
    return NULL;
  if (!strstr(address, "://")) {
    g_autofree char *scheme = g_uri_parse_scheme(address);
    /* "host:8080" looks like a scheme; "javascript:…" is one. A port begins with a digit. */
    if (scheme && !g_ascii_isdigit(address[strlen(scheme) + 1]))
      return NULL;
    g_autofree char *bare = g_steal_pointer(&address);
    address = g_strconcat("https://", bare, NULL);
  }
  return epoch_web_address_is_allowed(address) ? g_steal_pointer(&address) : NULL;
}
