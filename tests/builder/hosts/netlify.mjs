// Reads a site's _redirects and _headers as Netlify does, and says what it answers to each address on standard input.
// node netlify.mjs FOLDER-WITH-NODE_MODULES SITE: first a line about the files, then one an address, in JSON.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [modules, site] = process.argv.slice(2)
const from = createRequire(`${modules}/`)
const load = (name) => import(pathToFileURL(from.resolve(name)))
const parsers = ['netlify-redirect-parser', '@netlify/redirect-parser']
const options = { redirectsFiles: [`${site}/_redirects`], configRedirects: [], minimal: false }
const parsed = await Promise.all(parsers.map(async (name) => (await load(name)).parseAllRedirects(options)))
const { parseAllHeaders } = await load('@netlify/headers-parser')
const headers = await parseAllHeaders({ headersFiles: [`${site}/_headers`], configHeaders: [], minimal: false })
console.log(
  JSON.stringify({
    redirects: parsed.map(({ redirects }) => redirects),
    errors: [...parsed.flatMap(({ errors }) => errors), ...headers.errors].map(String),
    headers: headers.headers.map(({ for: path, forRegExp, values }) => ({ path, expression: forRegExp.source, values })),
  }),
)
const redirector = from('netlify-redirector')
const matcher = await redirector.parsePlain(readFileSync(`${site}/_redirects`, 'utf8'), {})
for (const address of JSON.parse(readFileSync(0, 'utf8'))) {
  const url = new URL(address, 'http://ours.example') // as a browser writes it
  const request = { scheme: 'http', host: url.host, path: url.pathname, query: url.search.slice(1), headers: {} }
  const rest = { getHeader: () => '', getCookie: () => '', cookieValues: '', country: '', language: '', jwt: {} }
  const match = await matcher.match({ ...request, ...rest })
  const answer = match ? { status: match.status, location: match.to, forced: match.force } : null
  console.log(JSON.stringify({ sent: url.pathname + url.search, answer }))
}
