#!/usr/bin/env bash
# wrangler 4.86.0 (Cloudflare Pages' own server): a page x.html is answered with 308 to /x, and no setting of Pages turns that off,
# so that a site whose canonical links, feeds and sitemap say x.html contradicts itself. One line in `_redirects` does turn it
# off: `/*.html /:splat 200`. The rewrite asks for /x inside, finds x.html, and shows it where the reader is.
# Surprising, for the rule reads like a circle (/x.html → /x → x.html), a rewrite to /x.html itself still ends in the 308, and the
# star stands before a suffix, where Netlify knows none. What there is not is still 404.
# What we do: the line is in every `_redirects` (outsideinnovation/builder/urls/static_host_redirects.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-package-lock wrangler@4.86.0
mkdir -p with/2005 without/2005
for site in with without; do
  echo home >"$site/index.html"
  echo first >"$site/2005/first.html"
  echo "not here" >"$site/404.html"
done
echo '/*.html /:splat 200' >with/_redirects
echo '/2005/first.html /2005/first.html 200' >without/_redirects
echo "wrangler 4.86.0"
status() {
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  CI=1 WRANGLER_SEND_METRICS=false WRANGLER_LOG_PATH="$folder/logs" node node_modules/wrangler/bin/wrangler.js pages dev "$1" \
    --ip 127.0.0.1 --port "$port" --compatibility-date 2026-04-01 --show-interactive-dev-session=false >log 2>&1 </dev/null &
  server=$!
  until curl -s -o /dev/null "http://127.0.0.1:$port/"; do kill -0 "$server" || { cat log; exit 1; }; sleep 0.2; done
  seen=$(for path in /2005/first.html /2005/first /2005/none.html; do
    curl -s -o /dev/null -w "$path %{http_code}\n" "http://127.0.0.1:$port$path"
  done)
  kill "$server"
  wait "$server" 2>/dev/null || true
}
status without
echo "$seen" | sed 's/^/without the rule: /'
grep -qx '/2005/first.html 308' <<<"$seen"
status with
echo "$seen" | sed 's/^/with the rule: /'
[ "$seen" = $'/2005/first.html 200\n/2005/first 200\n/2005/none.html 404' ]
