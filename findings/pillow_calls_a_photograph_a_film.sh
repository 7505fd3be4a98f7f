#!/usr/bin/env bash
# Pillow 13.0.0: a photograph of a telephone is a JPEG with a preview or a depth map behind it (CIPA DC-007, Multi-Picture
# Format). Opened with formats=("JPEG",) alone, its format is "MPO" all the same, and is_animated is True. Whoever leaves films
# as they are, by is_animated, leaves such photographs; whoever looks the format up in what was allowed does not find it.
# We take MPO for JPEG, ask it for no frames, and publish the first picture without what follows it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import io

import PIL
from PIL import Image

file = io.BytesIO()
Image.new("RGB", (64, 48), "teal").save(file, "MPO", save_all=True, append_images=[Image.new("RGB", (16, 12), "navy")])
data = file.getvalue()
image = Image.open(io.BytesIO(data), formats=("JPEG",))
print(f"Pillow {PIL.__version__}: begins as a JPEG does: {data[:3] == bytes((0xFF, 0xD8, 0xFF))}")
print(f"opened as JPEG alone: format {image.format}, is_animated {image.is_animated}, {image.n_frames} frames")
raise SystemExit((image.format, image.is_animated) != ("MPO", True))
PYTHON
