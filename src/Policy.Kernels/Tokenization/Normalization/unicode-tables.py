#!/usr/bin/env python3
"""Writes normalization.bin, the tables of UnicodeTables.cs, from Python's unicodedata.

Run it in this folder after an upgrade of Unicode:  python3 unicode-tables.py
Little-endian records, gzip around them; the layout is read in UnicodeTables.cs.
"""
import gzip
import struct
import unicodedata as unicode

POINTS = [p for p in range(0x110000) if not 0xD800 <= p <= 0xDFFF and not 0xAC00 <= p <= 0xD7A3]


def decompositions(form, unless=None):
    for point in POINTS:
        text = unicode.normalize(form, chr(point))
        if text != chr(point) and (unless is None or text != unicode.normalize(unless, chr(point))):
            yield point, [ord(c) for c in text]


def compositions():
    for point in POINTS:
        parts = unicode.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and unicode.normalize("NFC", chr(point)) == chr(point):
            yield int(parts[0], 16), int(parts[1], 16), point


def section(records):
    records = list(records)
    return struct.pack("<i", len(records)) + b"".join(records)


data = section(struct.pack("<ib%di" % len(to), point, len(to), *to) for point, to in decompositions("NFD"))
data += section(struct.pack("<ib%di" % len(to), point, len(to), *to) for point, to in decompositions("NFKD", unless="NFD"))
data += section(struct.pack("<iB", p, unicode.combining(chr(p))) for p in POINTS if unicode.combining(chr(p)))
data += section(struct.pack("<iii", *triple) for triple in compositions())
with open("normalization.bin", "wb") as file:
    file.write(gzip.compress(data, 9, mtime=0))
print(unicode.unidata_version, len(data), "bytes")
