#!/usr/bin/env bash
# wrangler 4.86.0 (Cloudflare Pages) and netlify-redirector 0.5.0 (Netlify): one file format, `_redirects`, and one line means two
# things. `/c:d.html /new 301` is an address with a colon to Netlify, where a name begins only after a stroke; Cloudflare reads
# :d as a name inside the segment too, and sends every /c….html away. `/a*b` is a literal star to Netlify, and anything to
# Cloudflare. Nor can the address be said to both: `/c%3Ad.html` is compared as it is sent, and browsers send the colon raw.
# Surprising, for Cloudflare's documentation shows names after a stroke only, its format is Netlify's, and neither complains.
# What we do: the encoded form for both, and the raw one with the status `301!`, which Cloudflare skips as no number
# (outsideinnovation/builder/urls/static_host_redirects.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-package-lock wrangler@4.86.0 netlify-redirector@0.5.0
mkdir site
echo home >site/index.html
echo "not here" >site/404.html
printf '%s\n' '/c:d.html /colon 301' '/a*b /star 301' >site/_redirects
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
CI=1 WRANGLER_SEND_METRICS=false WRANGLER_LOG_PATH="$folder/logs" node node_modules/wrangler/bin/wrangler.js pages dev site \
  --ip 127.0.0.1 --port "$port" --compatibility-date 2026-04-01 --show-interactive-dev-session=false >log 2>&1 </dev/null &
server=$!
until curl -s -o /dev/null "http://127.0.0.1:$port/"; do kill -0 "$server" || { cat log; exit 1; }; sleep 0.2; done
cat >ask.cjs <<'JS'
const redirector = require('netlify-redirector')
const { readFileSync } = require('node:fs')
redirector.parsePlain(readFileSync('site/_redirects', 'utf8'), {}).then(async (rules) => {
  const rest = { headers: {}, getHeader: () => '', getCookie: () => '', cookieValues: '', country: '', language: '', jwt: {} }
  const found = await rules.match({ scheme: 'http', host: 'x.example', path: process.argv[2], query: '', ...rest })
  console.log(found ? found.to : 'nothing')
})
JS
cloudflare() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port$1"; }
netlify() { node ask.cjs "$1"; }
echo "wrangler 4.86.0, netlify-redirector 0.5.0"
for path in '/c:d.html' '/copper.html' '/a*b' '/anyb'; do
  echo "$path: Cloudflare $(cloudflare "$path"), Netlify $(netlify "$path")"
done
[ "$(netlify '/c:d.html')" = /colon ] && [ "$(netlify '/copper.html')" = nothing ]
[ "$(netlify '/a*b')" = /star ] && [ "$(netlify '/anyb')" = nothing ]
[ "$(cloudflare '/copper.html')" = 301 ] && [ "$(cloudflare '/anyb')" = 301 ]
