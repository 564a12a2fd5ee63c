#!/usr/bin/env python3
"""Writes what Python's Jinja2 makes of features.json and Samples/*.jinja with conversations.json, beside them.

Chat templates are written against this engine, set up as below by the libraries that train and serve models.
Run it in this folder:  python3 write-golden.py   (needs jinja2 3.1)
"""
import glob
import json

import jinja2
from jinja2 import ext
from jinja2.sandbox import ImmutableSandboxedEnvironment


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[ext.loopcontrols])
env.globals["raise_exception"] = raise_exception
env.filters["tojson"] = tojson


def render(source, context):
    """The text, or None for an error of any kind."""
    try:
        return env.from_string(source).render(**context)
    except Exception:  # the message is Python's; that there is one is what counts
        return None


def write(name, value):
    with open(name, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")


with open("features.json", encoding="utf-8") as file:
    features = json.load(file)
write("features.golden.json", [render(source, features["context"]) for source in features["templates"]])

with open("conversations.json", encoding="utf-8") as file:
    conversations = json.load(file)
samples = {}
for path in sorted(glob.glob("Samples/*.jinja")):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    samples[path[8:]] = [render(source, conversation["context"]) for conversation in conversations]
write("samples.golden.json", samples)
