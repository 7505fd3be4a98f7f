#!/usr/bin/env bash
# Whoosh (whoosh-reloaded 2.7.5, whoosh3 3.54.0): the length of a term's postings comes back from the disk as a tuple.
#
# TermInfo.extent() is documented as offset and length of the postings; a codec that reads them needs both. What was written as
# two numbers is read as (offset, (length,)), since one struct is not taken apart. Whoosh's own reader never looks at the
# length, so nothing of its own notices; a codec of one's own fails with "unsupported operand int and tuple".
# Ours writes the length before the postings and reads it there (outsideinnovation/search/posting_lists.py).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/show.py" <<'PYTHON'
import sys
import tempfile

from whoosh import fields, index

made = index.create_in(tempfile.mkdtemp(dir=sys.argv[1]), fields.Schema(text=fields.TEXT))
writer = made.writer()
for number in range(5):
    writer.add_document(text=f"lead users, {number}")
writer.commit()
with made.reader() as reader:
    found = reader.term_info("text", "users")
    print("documents:", found.doc_frequency(), "extent:", found.extent())
    offset, length = found.extent()
    sys.exit(0 if isinstance(offset, int) and isinstance(length, tuple) and len(length) == 1 else 1)
PYTHON
for package in whoosh-reloaded==2.7.5 whoosh3==3.54.0; do
  python3 -m venv "$folder/$package"
  "$folder/$package/bin/pip" install --quiet --disable-pip-version-check "$package"
  echo "$package"
  "$folder/$package/bin/python" "$folder/show.py" "$folder"
done
