#!/usr/bin/env python3
"""Makes unicode-tables.h from Python's unicodedata: which characters are part of words (letters and the
marks on them), and what their small letters are. Usage: unicode-tables.py > unicode-tables.h"""
import sys, unicodedata as u


def runs(test):
    out, n = [], sys.maxunicode + 1
    for c in range(n):
        if test(c):
            if out and out[-1][1] == c - 1:
                out[-1][1] = c
            else:
                out.append([c, c])
    return out


def lower(c):
    s = chr(c).lower()
    return ord(s) if len(s) == 1 else c


def changes():
    """Runs of characters, one or two apart, whose small letters are equally far away."""
    out = []
    for c in range(sys.maxunicode + 1):
        d = lower(c) - c
        if not d:
            continue
        if out and out[-1][2] == d and (c - out[-1][1] == out[-1][3] or out[-1][0] == out[-1][1] and c - out[-1][1] <= 2):
            out[-1][3] = c - out[-1][1]
            out[-1][1] = c
        else:
            out.append([c, c, d, 1])
    return out


def show(lines, width=100):
    row = "   "
    for t in lines:
        if len(row) + len(t) + 1 > width:
            print(row)
            row = "   "
        row += " " + t
    print(row)


print("/* Made by unicode-tables.py from Unicode %s. Included by unicode.c alone. */" % u.unidata_version)
print("\n/* First and last of the characters that words are made of: categories L, Mn and Mc. */")
print("static const uint32_t word_runs[][2] = {")
show("{0x%X, 0x%X}," % tuple(r) for r in runs(lambda c: u.category(chr(c))[0] == "L" or u.category(chr(c)) in ("Mn", "Mc")))
print("};\n\n/* Of those, the marks that belong to the letter before them. */")
print("static const uint32_t mark_runs[][2] = {")
show("{0x%X, 0x%X}," % tuple(r) for r in runs(lambda c: u.category(chr(c)) in ("Mn", "Mc")))
print("};\n\n/* First and last with a small letter, how far away it is, and from one to the next. */")
print("static const struct change changes[] = {")
show("{0x%X, 0x%X, %d, %d}," % tuple(r) for r in changes())
print("};")
