#!/usr/bin/env bash
# nginx 1.22.1 (Debian 12): two `map` blocks for the same variable, as two included files for two sites have them. The second takes
# the place of the first for every server, silently: `nginx -t` finds nothing, no warning is logged, and the first site's addresses
# are answered with 404. Most directives said twice are refused ("is duplicate"), two equal keys in one map too ("conflicting
# parameter").
# What we do: the manual says that one such file goes into one nginx, and redirects.nginx.conf names its variables once.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
# the package itself, unpacked here and not installed
apt-get download -qq nginx=1.22.1-9+deb12u11 >/dev/null
dpkg -x nginx_*.deb nginx
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >conf <<CONF
daemon off; pid $folder/pid; error_log $folder/error;
events { }
http {
    access_log off;
    client_body_temp_path $folder/t1; proxy_temp_path $folder/t2; fastcgi_temp_path $folder/t3;
    uwsgi_temp_path $folder/t4; scgi_temp_path $folder/t5;
    map \$uri \$new_address { /a /one; }
    map \$uri \$new_address { /b /two; }
    server { listen 127.0.0.1:$port; if (\$new_address) { return 301 \$new_address; } return 404; }
}
CONF
nginx/usr/sbin/nginx -v
nginx/usr/sbin/nginx -t -q -c "$folder/conf" 2>complaints
[ ! -s complaints ] && echo "nginx -t: no complaint"
nginx/usr/sbin/nginx -c "$folder/conf" &
server=$!
until curl -s -o /dev/null "http://127.0.0.1:$port/"; do kill -0 "$server" || exit 1; sleep 0.1; done
ask() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port$1"; }
echo "/a: $(ask /a), /b: $(ask /b)"
[ "$(ask /a)" = 404 ] && [ "$(ask /b)" = 301 ] && [ ! -s error ]
