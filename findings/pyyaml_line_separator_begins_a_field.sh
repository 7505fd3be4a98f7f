#!/usr/bin/env bash
# PyYAML 6.0.4, with and without libyaml: U+2028, U+2029 and U+0085 end a line, as YAML 1.1 has it. A title that was pasted with one in
# it is cut there, and words after it that look like `name: value` are a field of their own: below, one in its title turns a
# draft into none, for PyYAML keeps the last of two equal names without a word. YAML 1.2 (5.4, since 2009) takes these signs for
# ordinary ones.
# Surprising, for an editor shows one line, and whoever splits the file at line feeds counts one.
# What we do: a blank takes their place before PyYAML sees them (outsideinnovation/frontmatter/yaml_head.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check PyYAML==6.0.4
"$folder/venv/bin/python" - <<'PYTHON'
import yaml

print("PyYAML", yaml.__version__)
for loader in (yaml.SafeLoader, yaml.CSafeLoader):
    for sign in "\x85\u2028\u2029":
        seen = yaml.load(f"draft: true\ntitle: One{sign}draft: false\n", Loader=loader)
        print(f"{loader.__name__}, U+{ord(sign):04X}: {seen}")
        assert seen == {"draft": False, "title": "One"}
PYTHON
