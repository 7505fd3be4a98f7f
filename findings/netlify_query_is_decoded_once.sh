#!/usr/bin/env bash
# netlify-redirector 0.5.0 and @netlify/redirect-parser 15.0.4 (Netlify's own): in a rule with a query, the value of the rule is
# compared as it is written, the value of the request after decoding. `/find q=a%20b /new` therefore never answers
# /find?q=a%20b, nor ?q=a+b, and a value with a blank cannot be said at all; `q=ü` answers ?q=%C3%BC, and `q=%C3%BC` does not.
# Paths are the other way: compared as they are sent, so that `/ü` never answers /%C3%BC. And a parameter whose name begins with
# a digit is read as the status: `/list 2=b /new 301` is refused with 'Missing "to" field'.
# Surprising, for the documentation asks for encoded characters, nothing complains of the first two, and such a rule is dead.
# What we do: values stand decoded in `_redirects`; what cannot be said is named there, by `oi build` and by `oi publish`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-package-lock netlify-redirector@0.5.0 @netlify/redirect-parser@15.0.4
cat >_redirects <<'RULES'
/find q=a%20b /blank 301
/word q=%C3%BC /encoded 301
/raw q=ü /decoded 301
/ü /path 301
RULES
echo '/list 2=b /new 301' >digit
cat >ask.mjs <<'JS'
import { parseAllRedirects } from '@netlify/redirect-parser'
import redirector from 'netlify-redirector'
import { readFileSync } from 'node:fs'
import assert from 'node:assert'

const options = { configRedirects: [], minimal: true }
const { redirects, errors } = await parseAllRedirects({ redirectsFiles: ['_redirects'], ...options })
assert.equal(redirects.length, 4)
assert.equal(errors.length, 0)
const rules = await redirector.parsePlain(readFileSync('_redirects', 'utf8'), {})
const rest = { headers: {}, getHeader: () => '', getCookie: () => '', cookieValues: '', country: '', language: '', jwt: {} }
const ask = async (path, query) => {
  const found = await rules.match({ scheme: 'http', host: 'x.example', path, query, ...rest })
  console.log(path + (query && '?' + query), '→', found ? found.to : 'nothing')
  return found?.to
}
console.log('netlify-redirector 0.5.0, @netlify/redirect-parser 15.0.4')
for (const query of ['q=a%20b', 'q=a+b', 'q=a%2520b']) assert.equal(await ask('/find', query), query.includes('25') ? '/blank' : undefined)
assert.equal(await ask('/word', 'q=%C3%BC'), undefined)
assert.equal(await ask('/raw', 'q=%C3%BC'), '/decoded')
assert.equal(await ask('/%C3%BC', ''), undefined)
const digit = await parseAllRedirects({ redirectsFiles: ['digit'], ...options })
console.log(digit.errors[0].message)
assert.match(digit.errors[0].message, /Missing "to" field/)
JS
node ask.mjs
