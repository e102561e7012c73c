#!/usr/bin/env python3
"""The chain of translation, from the sources to what a German reads.

check-translations.py SOURCE BUILD
"""
import pathlib
import re
import subprocess
import sys
import tempfile

from tap import Tap

source, build = map(pathlib.Path, sys.argv[1:3])
# The same keywords as Meson's preset for GLib.
EXTRACT = ["xgettext", "--from-code=UTF-8", "--add-comments=Translators:", "--keyword=_",
           "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2",
           "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3"]
TRANSLATABLE = re.compile(r"\b(?:_|N_|C_|NC_|n?gettext|g_d\w*gettext2?)\s*\(\s*\"")
BINARY_LOOKUP = """
import ctypes, locale, sys
libc = ctypes.CDLL(None)
libc.dgettext.restype = ctypes.c_char_p
libc.setlocale.restype = ctypes.c_char_p
if not libc.setlocale(locale.LC_ALL, b"de_DE.UTF-8"):
    sys.exit(77)
libc.bindtextdomain(b"epoch", sys.argv[1].encode())
libc.bind_textdomain_codeset(b"epoch", b"UTF-8")
sys.stdout.buffer.write(libc.dgettext(b"epoch", sys.argv[2].encode()))
"""
tap = Tap()


def listed(top):
    lines = (top / "po/POTFILES.in").read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def with_strings(top):
    """Every file of src and data that has text in it which is shown to people."""
    found = set()
    for path in sorted((top / "src").rglob("*")):
        if path.suffix in (".c", ".h", ".blp") and TRANSLATABLE.search(path.read_text()):
            found.add(str(path.relative_to(top)))
    for pattern in ("*.desktop.in", "*.metainfo.xml.in", "*.gschema.xml"):
        found |= {str(path.relative_to(top)) for path in (top / "data").glob(pattern)}
    return found


def entries(catalogue, *options):
    """The msgids of the entries that msgattrib selects, the header left out."""
    done = subprocess.run(["msgattrib", "--no-wrap", *options, str(catalogue)], check=True,
                          capture_output=True, text=True)
    quoted = re.findall(r'^msgid ((?:".*"\n)+)', done.stdout, re.M)
    texts = ["".join(re.findall(r'"(.*)"', lines)) for lines in quoted]
    return [text for text in texts if text]


def check_list():
    names = listed(source)
    unlisted = with_strings(source) - set(names)
    tap.ok(not unlisted, "POTFILES.in lists every file with text", *sorted(unlisted))
    gone = [name for name in names if not (source / name).is_file()]
    tap.ok(not gone, "POTFILES.in lists no file that is not there", *gone)
    tap.ok(len(names) == len(set(names)), "POTFILES.in lists no file twice")
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder)
        (top / "src/ui").mkdir(parents=True)
        (top / "src/ui/page.blp").write_text('Label { label: _("Today"); }\n')
        tap.ok(with_strings(top) == {"src/ui/page.blp"}, "a file that is not listed is noticed")


def check_catalogues():
    languages = (source / "po/LINGUAS").read_text().split()
    catalogues = sorted(path.stem for path in (source / "po").glob("*.po"))
    tap.ok(sorted(languages) == catalogues, "LINGUAS lists every catalogue", languages, catalogues)
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder) / "epoch.pot"
        tap.command("the text can be extracted", *EXTRACT, "--directory=%s" % source,
                    "--files-from=%s" % (source / "po/POTFILES.in"), "--output=%s" % pot)
        for language in languages:
            check_catalogue(language, pot, pathlib.Path(folder))


def check_catalogue(language, pot, folder):
    catalogue = source / "po" / (language + ".po")
    tap.command("%s: the catalogue is well-formed" % language, "msgfmt", "--check",
                "--output-file=/dev/null", catalogue)
    merged = folder / (language + ".po")
    tap.command("%s: the catalogue can be merged" % language, "msgmerge", "--quiet",
                "--no-fuzzy-matching", "--output-file=%s" % merged, catalogue, pot)
    missing = entries(merged, "--untranslated") + entries(merged, "--only-fuzzy")
    tap.ok(not missing, "%s: every text of the sources is translated" % language,
           "%d are missing:" % len(missing), *missing[:20])
    # The same question asked of a catalogue that lacks one text must be answered with no.
    poorer = folder / "poorer.po"
    text = merged.read_text()
    poorer.write_text(re.sub(r'(msgid "Machine Learning Course"\nmsgstr )".*"', r'\1""', text)
                      + '\nmsgid ""\n"Two\\n"\n"lines"\nmsgstr ""\n')
    missed = set(entries(poorer, "--untranslated")) - set(missing)
    tap.ok(missed == {"Machine Learning Course", "Two\\nlines"},
           "%s: a text that is not translated is noticed" % language, missed)


def check_lookup():
    text, wanted = "Learn machine learning in 16 weeks", "Maschinelles Lernen in 16 Wochen"
    built = build / "po/de/LC_MESSAGES/epoch.mo"
    tap.ok(built.is_file(), "the build holds the German catalogue", built)
    done = subprocess.run([sys.executable, "-c", BINARY_LOOKUP, str(build / "po"), text],
                          capture_output=True, env={"PATH": "/usr/bin:/bin"})
    if done.returncode == 77:
        tap.skip("a German reads German", "this system has no locale de_DE.UTF-8")
        return
    tap.ok(done.stdout.decode() == wanted, "a German reads German", done.stdout, done.stderr)
    desktop = (build / "data/io.github.epochstudy.Epoch.desktop").read_text()
    tap.ok("Comment[de]=%s\n" % wanted in desktop, "the menu is German too")


check_list()
check_catalogues()
check_lookup()
tap.finish()
