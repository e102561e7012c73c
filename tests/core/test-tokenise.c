#include "config.h"

#include "support.h"
#include "text/tokenise.h"

/* The words of a text with "|" between them. */
static char *
words_of(const char *text, gssize length)
{
  GString *words = g_string_new(NULL);
  struct ec_tokeniser tokeniser;
  size_t end = 0;
  ec_tokeniser_begin(&tokeniser, text, length < 0 ? strlen(text) : (size_t)length);
  while (ec_tokeniser_next(&tokeniser)) {
    g_assert_cmpuint(tokeniser.begin, >=, end);
    g_assert_cmpuint(tokeniser.end, >, tokeniser.begin);
    g_assert_cmpuint(tokeniser.end, <=, tokeniser.length);
    g_assert_cmpuint(strlen(tokeniser.word), ==, tokeniser.word_length);
    g_assert_true(g_utf8_validate(tokeniser.word, -1, NULL));
    end = tokeniser.end;
    g_string_append_printf(words, "%s%s", words->len > 0 ? "|" : "", tokeniser.word);
  }
  return g_string_free(words, FALSE);
}

static void
assert_words(const char *text, const char *expected)
{
  g_autofree char *found = words_of(text, -1);
  g_assert_cmpstr(found, ==, expected);
}

static void
test_words(void)
{
  assert_words("", "");
  assert_words(" .,! 42 ", "");
  assert_words("A", "a");
  assert_words("The film's GREAT, isn't it?", "the|film's|great|isn't|it");
  assert_words("'quoted' rock'n'roll dogs' ''", "quoted|rock'n'roll|dogs");
  assert_words("isn\u2019t", "isn't");
  assert_words("one<br />two3three", "one|br|two|three");
}

static void
test_scripts(void)
{
  assert_words("ÄPFEL Größe ÉCOLE", "äpfel|größe|école");
  assert_words("ΑΘΗΝΑ МОСКВА ДОМ’у", "αθηνα|москва|дом'у");
  assert_words("e\u0301tude", "e\u0301tude");
  assert_words("हिन्दी भाषा", "हिन्दी|भाषा");
  assert_words("我爱 film吧", "我|爱|film|吧");
  assert_words("ありがとう", "あ|り|が|と|う");
  assert_words("Ā\u0100\U00010400", "ā\u0101\U00010428");
  assert_words("ท\u0e35\u0e48น", "ท\u0e35\u0e48|น");
}

/* Places are those of the text as it was given. */
static void
test_places(void)
{
  struct ec_tokeniser tokeniser;
  ec_tokeniser_begin(&tokeniser, "Ä 'Bc", 6);
  g_assert_true(ec_tokeniser_next(&tokeniser));
  g_assert_cmpuint(tokeniser.begin, ==, 0);
  g_assert_cmpuint(tokeniser.end, ==, 2);
  g_assert_true(ec_tokeniser_next(&tokeniser));
  g_assert_cmpuint(tokeniser.begin, ==, 4);
  g_assert_cmpuint(tokeniser.end, ==, 6);
  g_assert_false(ec_tokeniser_next(&tokeniser));
  g_assert_false(ec_tokeniser_next(&tokeniser));
}

/* A word of any length is cut at the end of a character and remains one word. */
static void
test_long_words(void)
{
  for (size_t n = 55; n < 70; n++) {
    g_autofree char *letters = g_strnfill(n, 'x'), *text = g_strconcat(letters, "äöü z", NULL);
    g_autofree char *found = words_of(text, -1);
    char **words = g_strsplit(found, "|", -1);
    g_assert_cmpuint(g_strv_length(words), ==, 2);
    g_assert_cmpuint(strlen(words[0]), <, EC_WORD_SIZE);
    g_assert_cmpuint(strlen(words[0]), >=, MIN(n, EC_WORD_SIZE - 2));
    g_assert_cmpstr(words[1], ==, "z");
    g_strfreev(words);
  }
}

/* Any bytes: words stay valid text, and the end is found. */
static void
test_hostile(void)
{
  g_autofree char *broken = words_of("ab\xff"
                                     "cd\xc3",
                                     6);
  g_autofree char *zero = words_of("ab\0cd", 5);
  g_assert_cmpstr(broken, ==, "ab|cd");
  g_assert_cmpstr(zero, ==, "ab|cd");
  for (guint32 seed = 0; seed < 300; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    char bytes[200];
    for (size_t i = 0; i < sizeof bytes; i++)
      bytes[i] =
          (char)(seed % 2
                     ? g_rand_int(rand)
                     : (guint32) "\xc3\xa4'a\xe4\xb8\xad\xcc\x81 "[g_rand_int_range(rand, 0, 11)]);
    g_free(words_of(bytes, sizeof bytes));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tokenise/words", test_words);
  g_test_add_func("/tokenise/scripts", test_scripts);
  g_test_add_func("/tokenise/places", test_places);
  g_test_add_func("/tokenise/long-words", test_long_words);
  g_test_add_func("/tokenise/hostile", test_hostile);
  return g_test_run();
}
