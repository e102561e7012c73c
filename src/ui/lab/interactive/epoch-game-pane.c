/* The guessing game of week 1: the learner plays, and then sees how the strategies did on the same
 * number. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-named-drop-down.h"
#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "lab/interactive/epoch-range-bar.h"
#include "play/epoch-guessing.h"

/* As many guesses of a strategy are told; counting one by one would fill the page. */
#define MOST_TOLD 12

static const gint64 sizes[] = {10, 100, 1000, 10000};
#define DEFAULT_SIZE 1

/* Who played: the learner first, then the strategies, the best one first. */
#define N_PLAYERS (1 + EPOCH_GUESSING_N_STRATEGIES)
static const EpochGuessingStrategy strategies[EPOCH_GUESSING_N_STRATEGIES] = {
    EPOCH_GUESSING_BINARY, EPOCH_GUESSING_RANDOM, EPOCH_GUESSING_LINEAR};

typedef struct {
  GtkWidget *card;
  GtkDropDown *size;
  GtkEntry *entry;
  GtkWidget *guess;
  GtkWidget *again;
  GtkLabel *hint;
  GtkLabel *possible;
  GtkLabel *made;
  GtkLabel *score;
  EpochRangeBar *bar;
  GtkWidget *results;
  GtkLabel *counts[N_PLAYERS];
  GtkLabel *told[N_PLAYERS];
  GtkLevelBar *levels[N_PLAYERS];

  EpochGuessing game;
  guint64 seed;
  GString *guesses;
  guint n_games;
  guint n_won; /* with fewer guesses than binary search */
  guint n_level;
  double sums[N_PLAYERS];
} Game;

static void
game_free(gpointer data)
{
  Game *self = data;

  g_string_free(self->guesses, TRUE);
  g_free(self);
}

static void
say(Game *self, const char *text)
{
  gtk_label_set_label(self->hint, text);
  gtk_accessible_announce(GTK_ACCESSIBLE(self->card), text,
                          GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_possible(Game *self)
{
  gint64 n = self->game.high - self->game.low + 1;
  g_autofree char *text = NULL;

  if (self->game.over)
    text = g_strdup_printf(_("It was %d."), (int)self->game.secret);
  else if (n == 1)
    text = g_strdup_printf(_("Only %d is left."), (int)self->game.low);
  else
    /* Translators: what is still possible, and how many numbers that are. */
    text = g_strdup_printf(_("Still possible: %d to %d, %d numbers"), (int)self->game.low,
                           (int)self->game.high, (int)n);
  gtk_label_set_label(self->possible, text);
  epoch_range_bar_set(self->bar, self->game.largest, self->game.low, self->game.high);
}

static void
begin(Game *self)
{
  g_autofree char *text = NULL;

  self->seed = (guint64)g_random_int() << 32 | g_random_int();
  epoch_guessing_init(&self->game, sizes[gtk_drop_down_get_selected(self->size)], 1);
  self->game.secret = epoch_guessing_pick_secret(self->game.largest, self->seed);
  g_string_truncate(self->guesses, 0);
  epoch_range_bar_clear_guesses(self->bar);
  gtk_label_set_label(self->made, "");
  gtk_widget_set_visible(GTK_WIDGET(self->made), FALSE);
  gtk_widget_set_visible(self->results, FALSE);
  gtk_widget_set_sensitive(GTK_WIDGET(self->entry), TRUE);
  gtk_widget_set_visible(self->guess, TRUE);
  gtk_editable_set_text(GTK_EDITABLE(self->entry), "");
  text = g_strdup_printf(_("I have a number from 1 to %d. What is your guess?"),
                         (int)self->game.largest);
  gtk_label_set_label(self->hint, text);
  show_possible(self);
}

static const char *
get_player_name(guint player)
{
  if (player == 0)
    return _("You");
  switch (strategies[player - 1]) {
  case EPOCH_GUESSING_BINARY:
    return _("Binary search");
  case EPOCH_GUESSING_RANDOM:
    return _("At random");
  default:
    return _("One by one");
  }
}

static void
show_player(Game *self, guint player, guint n, const char *told)
{
  /* One by one may take thousands: the bars are of logarithms, so that each is seen. */
  double most = log2(1 + (double)self->game.largest);
  g_autofree char *count = g_strdup_printf(ngettext("%u guess", "%u guesses", n), n);

  gtk_label_set_label(self->counts[player], count);
  gtk_label_set_label(self->told[player], told);
  gtk_level_bar_set_value(self->levels[player], CLAMP(log2(1 + n) / most, 0, 1));
  self->sums[player] += n;
}

static guint
play(Game *self, guint player)
{
  gint64 guesses[MOST_TOLD];
  guint n = epoch_guessing_play(strategies[player - 1], self->game.largest, self->game.secret,
                                self->seed, guesses, MOST_TOLD);
  g_autoptr(GString) told = g_string_new(NULL);

  for (guint i = 0; i < MIN(n, MOST_TOLD); i++)
    g_string_append_printf(told, "%s%d", i ? ", " : "", (int)guesses[i]);
  if (n > MOST_TOLD)
    g_string_append_printf(told, ", … %d", (int)self->game.secret);
  show_player(self, player, n, told->str);
  return n;
}

static void
show_score(Game *self)
{
  g_autoptr(GString) text = g_string_new(NULL);
  guint lost = self->n_games - self->n_won - self->n_level;

  /* Translators: the score against binary search: games won, level and lost. */
  g_string_append_printf(text, _("Against binary search: %u won, %u level, %u lost."), self->n_won,
                         self->n_level, lost);
  g_string_append(text, " ");
  /* Translators: the mean number of guesses of the learner and of the strategies. */
  g_string_append_printf(
      text, _("On average: you %.1f, binary search %.1f, at random %.1f, one by one %.1f."),
      self->sums[0] / self->n_games, self->sums[1] / self->n_games, self->sums[2] / self->n_games,
      self->sums[3] / self->n_games);
  gtk_label_set_label(self->score, text->str);
  gtk_widget_set_visible(GTK_WIDGET(self->score), TRUE);
}

static void
end(Game *self)
{
  guint n = self->game.n_guesses, binary = 0;
  g_autofree char *text =
      g_strdup_printf(ngettext("%d is right, with %u guess.", "%d is right, with %u guesses.", n),
                      (int)self->game.secret, n);

  self->n_games++;
  show_player(self, 0, n, self->guesses->str);
  for (guint player = 1; player < N_PLAYERS; player++) {
    guint needed = play(self, player);
    if (strategies[player - 1] == EPOCH_GUESSING_BINARY)
      binary = needed;
  }
  self->n_won += n < binary;
  self->n_level += n == binary;
  show_score(self);
  gtk_widget_set_visible(self->results, TRUE);
  gtk_widget_set_visible(GTK_WIDGET(self->made), FALSE);
  gtk_widget_set_visible(self->again, TRUE);
  /* The focus goes on before what has it no longer takes any. */
  gtk_widget_grab_focus(self->again);
  gtk_widget_set_visible(self->guess, FALSE);
  gtk_widget_set_sensitive(GTK_WIDGET(self->entry), FALSE);
  say(self, text);
}

static void
answer(Game *self, gint64 number)
{
  g_autofree char *text = NULL;

  switch (epoch_guessing_guess(&self->game, number)) {
  case EPOCH_GUESSING_OUTSIDE:
    text = g_strdup_printf(_("%d is not between 1 and %d, and does not count."), (int)number,
                           (int)self->game.largest);
    say(self, text);
    return;
  case EPOCH_GUESSING_HIGHER:
    text = g_strdup_printf(_("%d is too low."), (int)number);
    break;
  case EPOCH_GUESSING_LOWER:
    text = g_strdup_printf(_("%d is too high."), (int)number);
    break;
  case EPOCH_GUESSING_RIGHT:
    break;
  }
  g_string_append_printf(self->guesses, "%s%d", self->guesses->len ? ", " : "", (int)number);
  gtk_label_set_label(self->made, self->guesses->str);
  gtk_widget_set_visible(GTK_WIDGET(self->made), TRUE);
  epoch_range_bar_add_guess(self->bar, number);
  show_possible(self);
  if (self->game.over)
    end(self);
  else
    say(self, text);
}

static void
guess_cb(Game *self)
{
  const char *text = gtk_editable_get_text(GTK_EDITABLE(self->entry));
  g_autofree char *clean = g_strstrip(g_strdup(text));
  gint64 number;

  if (self->game.over)
    return;
  if (!g_ascii_string_to_signed(clean, 10, -EPOCH_GUESSING_MOST, EPOCH_GUESSING_MOST, &number,
                                NULL)) {
    say(self, _("That is not a whole number, and does not count."));
    gtk_editable_select_region(GTK_EDITABLE(self->entry), 0, -1);
    return;
  }
  answer(self, number);
  gtk_editable_set_text(GTK_EDITABLE(self->entry), "");
}

static void
again_cb(Game *self)
{
  begin(self);
  gtk_widget_grab_focus(GTK_WIDGET(self->entry));
  gtk_widget_set_visible(self->again, FALSE);
}

/* Guesses from another range would say nothing of one another. */
static void
size_cb(Game *self)
{
  self->n_games = self->n_won = self->n_level = 0;
  for (guint player = 0; player < N_PLAYERS; player++)
    self->sums[player] = 0;
  gtk_widget_set_visible(GTK_WIDGET(self->score), FALSE);
  begin(self);
  gtk_widget_set_visible(self->again, FALSE);
}

static GtkWidget *
new_player(Game *self, guint player)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = epoch_pane_label_new(get_player_name(player), player ? NULL : "heading");

  self->counts[player] = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  self->told[player] = GTK_LABEL(epoch_pane_label_new("", "caption"));
  self->levels[player] = GTK_LEVEL_BAR(gtk_level_bar_new());
  for (const char *const *offset = (const char *const[]){"low", "high", "full", NULL}; *offset;
       offset++)
    gtk_level_bar_remove_offset_value(self->levels[player], *offset);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->levels[player]),
                                 GTK_ACCESSIBLE_PROPERTY_LABEL, get_player_name(player), -1);
  gtk_widget_add_css_class(GTK_WIDGET(self->told[player]), "dimmed");
  gtk_widget_add_css_class(GTK_WIDGET(self->told[player]), "numeric");
  gtk_widget_set_hexpand(name, TRUE);
  gtk_box_append(GTK_BOX(line), name);
  gtk_box_append(GTK_BOX(line), GTK_WIDGET(self->counts[player]));
  gtk_box_append(GTK_BOX(box), line);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->levels[player]));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->told[player]));
  return box;
}

static GtkWidget *
new_size(Game *self)
{
  GtkStringList *names = gtk_string_list_new(NULL);

  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    /* Translators: the numbers that the game goes over. */
    g_autofree char *name = g_strdup_printf(_("1 to %d"), (int)sizes[i]);
    gtk_string_list_append(names, name);
  }
  self->size = GTK_DROP_DOWN(gtk_drop_down_new(
      G_LIST_MODEL(names), gtk_property_expression_new(GTK_TYPE_STRING_OBJECT, NULL, "string")));
  gtk_drop_down_set_selected(self->size, DEFAULT_SIZE);
  epoch_named_drop_down_set_name(self->size, _("Numbers"));
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->size), _("The Numbers to Guess From"));
  g_signal_connect_swapped(self->size, "notify::selected", G_CALLBACK(size_cb), self);
  return GTK_WIDGET(self->size);
}

static GtkWidget *
new_controls(Game *self)
{
  GtkWidget *controls = adw_wrap_box_new();

  self->entry = GTK_ENTRY(gtk_entry_new());
  self->guess = gtk_button_new_with_mnemonic(_("_Guess"));
  self->again = gtk_button_new_with_mnemonic(_("_Play Again"));
  gtk_entry_set_input_purpose(self->entry, GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_max_length(self->entry, 8);
  gtk_entry_set_placeholder_text(self->entry, _("Your guess"));
  gtk_editable_set_width_chars(GTK_EDITABLE(self->entry), 9);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Your guess"), -1);
  gtk_widget_add_css_class(self->again, "suggested-action");
  g_signal_connect_swapped(self->entry, "activate", G_CALLBACK(guess_cb), self);
  g_signal_connect_swapped(self->guess, "clicked", G_CALLBACK(guess_cb), self);
  g_signal_connect_swapped(self->again, "clicked", G_CALLBACK(again_cb), self);
  adw_wrap_box_set_child_spacing(ADW_WRAP_BOX(controls), 6);
  adw_wrap_box_set_line_spacing(ADW_WRAP_BOX(controls), 6);
  adw_wrap_box_append(ADW_WRAP_BOX(controls), GTK_WIDGET(self->entry));
  adw_wrap_box_append(ADW_WRAP_BOX(controls), self->guess);
  adw_wrap_box_append(ADW_WRAP_BOX(controls), self->again);
  adw_wrap_box_append(ADW_WRAP_BOX(controls), new_size(self));
  return controls;
}

GtkWidget *
epoch_game_pane_new(void)
{
  Game *self = g_new0(Game, 1);
  GtkBox *body;

  self->guesses = g_string_new(NULL);
  self->card = epoch_pane_card_new(_("Play Against the Strategies"), NULL);
  body = epoch_pane_card_get_body(self->card);
  self->hint = GTK_LABEL(epoch_pane_label_new("", "title-4"));
  self->bar = EPOCH_RANGE_BAR(epoch_range_bar_new());
  self->possible = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  self->made = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  self->score = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  self->results = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  for (guint player = 0; player < N_PLAYERS; player++)
    gtk_box_append(GTK_BOX(self->results), new_player(self, player));
  gtk_widget_add_css_class(GTK_WIDGET(self->made), "dimmed");
  gtk_widget_set_visible(GTK_WIDGET(self->score), FALSE);
  gtk_box_append(body, GTK_WIDGET(self->hint));
  gtk_box_append(body, new_controls(self));
  gtk_box_append(body, GTK_WIDGET(self->bar));
  gtk_box_append(body, GTK_WIDGET(self->possible));
  gtk_box_append(body, GTK_WIDGET(self->made));
  gtk_box_append(body, self->results);
  gtk_box_append(body, GTK_WIDGET(self->score));
  g_object_set_data_full(G_OBJECT(self->card), "game", self, game_free);
  begin(self);
  gtk_widget_set_visible(self->again, FALSE);
  return self->card;
}
