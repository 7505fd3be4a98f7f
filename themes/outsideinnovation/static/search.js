// Search over static shards, to the last bit as outsideinnovation/search does it; tests compare the two.

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const shared = ([first, ...sets]) => new Set([...first].filter((each) => sets.every((set) => set.has(each))));

// Words

const OTHERWISE = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ", "’": "'", "ʼ": "'" };
const LETTERS = "[\\p{L}\\p{N}\\p{M}]+";
const WORD = new RegExp(
  `(?:(?<![\\p{L}\\p{N}_.])\\.(?=[a-z]))?${LETTERS}(?:'${LETTERS})*(?:(?<=[a-z0-9])(?:\\+\\+|#)(?![\\p{L}\\p{N}_]))?`, "gu");
const CJK = "[\\u1100-\\u11ff\\u3005\\u3007\\u3040-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
  "\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3134f}]";
const RUNS = new RegExp(`(${CJK}+)`, "u");
const CHARACTER = new RegExp(`^${CJK}`, "u");
const isCharacter = (word) => CHARACTER.test(word);

function fold(text) {
  const lower = text.normalize("NFC").toLowerCase().replace(/[^\0-~]/g, (letter) => OTHERWISE[letter] ?? letter);
  return lower.normalize("NFD").replace(/([a-zα-ω])[\u0300-\u036f]+/g, "$1").normalize("NFC");
}

export function words(text) {
  const found = (fold(text).match(WORD) ?? []).flatMap((run) => (RUNS.test(run) ? run.split(RUNS).flatMap(cut) : run));
  return found.map((word) => (word.length > 64 ? [...word].slice(0, 64).join("") : word));
}

function cut(part, number) {
  const letters = [...part];
  if (number % 2 === 0) return part.match(WORD) ?? [];
  return letters.length === 1 ? letters : letters.slice(1).map((letter, place) => letters[place] + letter);
}

// UTF-8 is in the order of code points; UTF-16 is not.
const key = (text) => String.fromCharCode(...new TextEncoder().encode(text));
const compare = (left, right) => (key(left) < key(right) ? -1 : Number(key(left) > key(right)));

// Query

const PART = /(?<!\S)(-?)(?:(?:(category|tag|author)|(after|before)):)?(?:"([^"]*)"|([^\s"]+))|([^\s"]+)/giu;

export function parse(text) {
  const query = { words: [], phrases: [], excluded: [], filters: [], barred: [] };
  const read = [...text].slice(0, 4000).join("").replace(/[\0-\x1f\x7f-\x9f\ud800-\udfff\ufeff]/gu, " ");
  for (const [, minus, name = "", when = "", quoted, plain, rest] of read.matchAll(PART)) {
    const kind = (name || when).toLowerCase(), said = quoted ?? plain ?? rest, cut = words(`${kind} ${said}`), date = when ? day(said) : null;
    if (name && said.trim()) {
      query[minus ? "barred" : "filters"].push(`${kind}:${words(said).join(" ")}`);
    } else if (date !== null) {
      query[kind] = date;
    } else if (minus && cut.length) {
      query.excluded.push(cut.slice(0, 8));
    } else {
      query.words.push(...cut);
      if (quoted !== undefined && cut.length > 1) query.phrases.push(cut.slice(0, 8));
    }
  }
  query.words.splice(128);
  for (const few of ["phrases", "excluded", "filters", "barred"]) query[few].splice(4);
  return query;
}

// The first day of a year or month, or the day itself, since 1970.
function day(text) {
  const [, year, month = "1", date = "1"] = text.match(/^(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?$/) ?? [];
  const iso = [year, month.padStart(2, 0), date.padStart(2, 0)].join("-"), moment = new Date(iso);
  return year > 0 && moment.toJSON()?.startsWith(iso) ? moment / 86_400_000 : null;
}

// Shards (their format: search/shards/__init__.py)

const decoded = (bytes) => new TextDecoder().decode(bytes);
const bytesOf = async (answer) => new Uint8Array(await answer.arrayBuffer());
const inflated = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")));
const json = (bytes) => inflated(bytes).json();
const plain = (read) => async (bytes) => read(new Bytes(await bytesOf(inflated(bytes))));
const IN_COMMENT = 32, OUTSIDE = 64; // bits of a row's code

class Bytes {
  place = 0;

  constructor(data) {
    this.data = data;
  }

  take(size) {
    if (this.place + size > this.data.length) throw new RangeError("cut off");
    return this.data.subarray(this.place, this.place += size);
  }

  varint() {
    for (let number = 0, unit = 1; ; unit *= 128) {
      const byte = this.data[this.place++] ?? this.take(1);
      number += (byte & 127) * unit;
      if (byte < 128) return number;
    }
  }

  signed() {
    const number = this.varint();
    return number % 2 ? ~(number >> 1) : number >> 1;
  }

  text() {
    return decoded(this.take(this.varint()));
  }

  continued(before) {
    return Uint8Array.of(...before.subarray(0, this.varint()), ...this.take(this.varint()));
  }

  list(read) {
    return Array.from({ length: this.varint() }, read);
  }
}

const readIndex = plain((data) => {
  const words = data.list(() => key(data.text())), terms = data.list(() => key(data.text())), lengths = data.take(data.varint());
  const order = () => ({ wins: data.varint() - 0.5, seconds: data.varint() - 2 ** 40, id: data.text() });
  return { words, terms, lengths, orders: data.place < data.data.length ? Array.from(lengths, order) : [] };
});

const readWords = plain((data) => {
  let word = new Uint8Array();
  return data.list(() => {
    word = data.continued(word);
    return { word: decoded(word), stem: decoded(data.continued(word)), count: data.signed() };
  });
});

const readTerms = plain((data) => {
  let name = new Uint8Array();
  const terms = data.list(() => {
    name = data.continued(name);
    const [documents, , , size] = [data.varint(), data.varint(), data.varint(), data.varint()];
    return { term: decoded(name), documents, size };
  });
  let begin = data.varint();
  for (const each of terms) {
    let number = -1;
    each.rows = Array.from({ length: each.documents }, () => ({ number: number += data.varint() + 1 }));
    [each.begin, begin] = [begin, begin + each.size];
  }
  const rows = terms.flatMap((each) => each.rows);
  for (const column of ["code", "sections"]) for (const row of rows) [row[column]] = data.take(1);
  for (const row of rows) if (row.code & IN_COMMENT) [row.remark] = data.take(1);
  return terms;
});

const readDays = plain((data) => {
  const days = [];
  while (data.place < data.data.length) days.push((days.at(-1) ?? 0) + data.signed());
  return days;
});

// Reading does not wait: what is not here yet stands empty and is fetched, and `run` reads again.
class Shards {
  kept = new Map();
  coming = {};
  files = {};
  waiting = [];

  constructor(address, options, manifest) {
    Object.assign(this, manifest, { options, base: address.replace(/[^/]*$/, "") });
    if (this.format !== 1) throw new Error("the shards are of another format");
    let offset = 0;
    for (const layer of this.layers) {
      Object.assign(layer, { offset, dead: new Set(layer.dead) });
      offset += layer.docs;
    }
  }

  static async open(address, options) {
    return new Shards(address, options, await (await fetched(address, { cache: "no-cache" })).json());
  }

  async run(make) {
    for (;;) {
      const waiting = this.waiting = [];
      let made;
      try {
        made = make();
      } catch (error) {
        if (!waiting.length) throw error;
      }
      if (!waiting.length) return made;
      await Promise.all(waiting);
    }
  }

  settle() {
    if (this.waiting.length) throw this.waiting;
  }

  part(layer, name, read, offset, size) {
    const key = `${layer.name} ${name} ${offset}`;
    if (!this.kept.has(key)) {
      this.coming[key] ??= this.bytes(layer, name, offset, size).then(read).then((made) => this.kept.set(key, made))
        .finally(() => delete this.coming[key]);
      this.waiting.push(this.coming[key]);
    }
    return this.kept.get(key);
  }

  async bytes(layer, name, offset = 0, size = Infinity) {
    const { packed } = layer, address = this.base + layer.name, file = `${address}.bin`;
    if (!packed) return this.piece(`${address}/${layer.replaced[name] ?? name}.bin`, offset, size);
    const [begin, length] = JSON.parse(decoded(await (this.files[address] ??= this.piece(file, 0, packed))))[name];
    return this.piece(file, packed + begin + offset, Math.min(length, size));
  }

  async piece(url, offset, size) {
    if (size < Infinity && !this.files[url]) {
      const answer = await fetched(url, { ...this.options, headers: { Range: `bytes=${offset}-${offset + size - 1}` } });
      const bytes = await bytesOf(answer);
      if (answer.status === 206) return bytes;
      this.files[url] = bytes; // no ranges here
    }
    return (await this.file(url)).subarray(offset, offset + size);
  }

  file(url) {
    return this.files[url] ??= fetched(url, this.options).then(bytesOf).catch((error) => {
      delete this.files[url];
      throw error;
    });
  }

  index(layer) {
    return this.part(layer, "i0", readIndex) ?? { words: [], terms: [] };
  }

  once(name, make) {
    const made = this.kept.get(name) ?? make();
    if (!this.waiting.length) this.kept.set(name, made);
    return made;
  }

  // The entries {word, stem, count} of a word, or of all that begin so.
  entries(text, begins = true) {
    return this.once(`${begins} ${text}`, () => {
      const found = new Map();
      for (const layer of this.layers) {
        const { words } = this.index(layer), holding = place(words, text);
        words.forEach((first, number) => {
          if (number !== holding && !(begins && first.startsWith(key(text)))) return;
          for (const entry of this.part(layer, `v${number}`, readWords) ?? []) {
            if (!(begins ? entry.word.startsWith(text) : entry.word === text)) continue;
            found.set(entry.word, { ...entry, count: entry.count + (found.get(entry.word)?.count ?? 0) });
          }
        });
      }
      return [...found.values()].filter(({ count }) => count > 0);
    });
  }

  stemmed(stems) {
    const entries = [...this.kept].flatMap(([key, made]) => (/ v\d/.test(key) ? made : []));
    return new Map(entries.filter(({ stem }) => stems.includes(stem)).map(({ word, stem }) => [word, stem]));
  }

  term(layer, term) {
    const { terms } = this.index(layer), number = place(terms, term);
    const found = number < 0 ? undefined : this.part(layer, `p${number}`, readTerms)?.find((each) => each.term === term);
    return { rows: [], ...found, part: `x${Math.floor(number / layer.spread)}` };
  }

  postings(term) {
    const live = (layer) => this.term(layer, term).rows.filter(({ number }) => !layer.dead.has(number));
    return this.once(term, () => this.layers.flatMap((layer) => live(layer).map((row) => (
      { ...row, document: layer.offset + row.number, length: this.index(layer).lengths[row.number] }))));
  }

  positions(term) {
    return new Map(this.layers.flatMap((layer) => {
      const { rows, part, begin, size } = this.term(layer, term);
      const bytes = size && this.part(layer, part, (bytes) => bytes, begin, size), data = new Bytes(bytes);
      return !bytes ? [] : rows.map(({ number }) => {
        let position = 0;
        return [layer.offset + number, data.list(() => (position += data.varint()))];
      });
    }));
  }

  // A site about as small as a query is fetched whole, and searched without a connection too.
  prefetch() {
    if (this.layers.flatMap((layer) => this.index(layer).terms).length > 16) return;
    for (const layer of this.layers) this.index(layer).terms.forEach((_, number) => this.part(layer, `p${number}`, readTerms));
    this.everything().forEach((document) => [this.row(document, "d", "card"), this.row(document, "c", "comments")]);
    this.days();
    this.entries("");
  }

  days() {
    return this.layers.flatMap((layer) => this.part(layer, "y0", readDays));
  }

  everything() {
    const numbers = (layer) => [...Array(layer.docs).keys()].filter((number) => !layer.dead.has(number));
    return this.layers.flatMap((layer) => numbers(layer).map((number) => layer.offset + number));
  }

  layerOf(document) {
    const layer = this.layers.findLast(({ offset }) => offset <= document);
    return [layer, document - layer.offset];
  }

  order(document) {
    const [layer, number] = this.layerOf(document);
    return layer.offset ? this.index(layer).orders[number] : { wins: number, seconds: 0, id: "" };
  }

  row(document, kind, size) {
    const [layer, number] = this.layerOf(document);
    return this.part(layer, `${kind}${Math.floor(number / layer[size])}`, json)?.[number % layer[size]] ?? [];
  }

  texts({ document, offset, size }) {
    const [layer, number] = this.layerOf(document);
    return this.part(layer, `t${Math.floor(number / layer.text)}`, json, offset, size);
  }
}

async function fetched(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

const place = (firsts, text, sought = key(text)) => firsts.findLastIndex((first) => first <= sought);

// Suggestions

const byRank = (one, other) => other.count - one.count || compare(one.word, other.word);
const distinct = (entries, most) =>
  entries.filter((entry) => entry === entries.find(({ stem }) => stem === entry.stem)).slice(0, most);

function completed(shards, word) {
  const first = (entry) => entry.word === word;
  return distinct(shards.entries(word).sort((one, other) => first(other) - first(one) || byRank(one, other)), 2);
}

// One slip with the first letter right, else one slip, else two with the first letter right.
function meant(shards, word) {
  const letters = [...word];
  if (letters.length < 4) return [];
  for (const [beginning, slips] of [[letters[0], 1], ["", 1], [letters[0], letters.length < 7 ? 0 : 2]]) {
    const found = shards.entries(beginning).filter((entry) => near(letters, [...entry.word], slips));
    shards.settle();
    if (found.length) return distinct(found.sort(byRank), 3);
  }
  return [];
}

// A slip is a letter more, less, another, or two turned.
function near(left, right, slips, i = 0, j = 0) {
  for (; i < left.length && left[i] === right[j]; i++) j++;
  if (Math.abs(left.length - i - right.length + j) > slips) return false;
  const ended = i === left.length || j === right.length;
  if (ended || !slips) return ended;
  const rest = (one, other) => near(left, right, slips - 1, i + one, j + other);
  return rest(1, 0) || rest(0, 1) || rest(1, 1) || (left[i] === right[j + 1] && left[i + 1] === right[j] && rest(2, 2));
}

// Ranking

const VALUES = Array.from({ length: 64 }, (_, code) => (code < 8 ? code + 1 : (5 + (code % 4)) * 2 ** ((code - 4) >> 2)));
const idf = (all, having) => Math.max(1, Math.floor(Math.log(1 + (all - having + 0.5) / (having + 0.5)) * 4096 + 0.5)) / 4096;

function score(groups, { docs, length, scoring: { k1, b, all, near } }) {
  const average = length / docs, norms = VALUES.map((value) => (average ? k1 * (1 - b + (b * value) / average) : 1));
  const matches = new Map();
  let total = 0;
  groups.forEach(({ weight, alternatives }, group) => {
    const weights = alternatives.map((rows) => weight * idf(docs, rows.length)), best = new Map();
    total += Math.max(...weights);
    alternatives.forEach((rows, number) => rows.forEach(({ document, length, code, sections, remark }) => {
      const frequency = VALUES[code & 31] / 4, part = (weights[number] * (k1 + 1) * frequency) / (frequency + norms[length]);
      if (part <= best.get(document)?.part) return;
      best.set(document, { part, group, weight: weights[number], sections, outside: code & OUTSIDE, remark });
    }));
    for (const [document, last] of best) {
      const match = matches.get(document) ?? { score: 0, matched: 0, outside: 0, remarks: {} };
      if (match.last?.sections & last.sections) {
        match.score += near * Math.min(last.part, match.last.part) * (match.last.group === group - 1 ? 1 : 0.5);
      }
      match.score += last.part;
      match.matched += last.weight;
      match.outside |= last.outside;
      match.remarks[last.remark] = (match.remarks[last.remark] ?? 0) + 1;
      match.last = last;
      matches.set(document, match);
    }
  });
  for (const match of matches.values()) match.score *= 1 + (all * match.matched) / total;
  return matches;
}

// The comment that most words name, the oldest of those.
const landing = ({ outside, remarks }) => outside ? undefined : Object.entries(remarks).sort(([, one], [, other]) => other - one)[0][0];

// Engine

// With `typing` the last word may be unfinished; without `guess` slips stay.
function answer(shards, text, { limit = 10, typing = false, guess = true }) {
  const query = parse(text), said = [...query.words, ...query.phrases.flat(), ...query.excluded.flat()];
  const asked = [...query.words, ...query.filters, query.after, query.before].some((each) => each !== undefined);
  if (!asked) return { asked, total: 0, hits: [] };
  const known = new Map(said.map((word) =>
    [word, isCharacter(word) ? [{ word, stem: word, count: 0 }] : shards.entries(word, false)]));
  const unfinished = typing && !/[\s"]$/.test(text) && query.words.at(-1);
  const finished = unfinished ? completed(shards, unfinished) : [];
  shards.settle();
  const stands = new Map(known), right = new Map();
  if (finished.length) stands.set(unfinished, finished);
  const unknown = [...stands.keys()].filter((word) => query.words.includes(word) && !stands.get(word).length);
  for (const word of unknown.slice(0, guess ? 4 : 0)) {
    stands.set(word, meant(shards, word));
    if (stands.get(word).length) right.set(word, stands.get(word)[0].word);
  }
  const groups = grouped(query.words.map((word) => stands.get(word)), shards);
  const strict = found(shards, query, groups, known), relaxed = !strict.size && query.phrases.length > 0;
  const matches = relaxed ? found(shards, { ...query, phrases: [] }, groups, known) : strict;
  const hits = best(shards, matches, limit).map((document) => hit(shards, document, matches.get(document)));
  const suggestion = right.size
    ? text.replace(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu, (each) => right.get(fold(each)) ?? each) : null;
  const piece = (hit) => shards.run(() => {
    const [text, comments] = shards.texts(hit), stemmed = shards.stemmed(groups.flatMap(({ stems }) => stems));
    return excerpt(hit.comment ? comments[hit.comment][2] : text, stemmed);
  });
  return { asked, total: matches.size, hits, suggestion, relaxed, excerpt: piece };
}

// Words of one meaning together; common ones only where there are no others.
function grouped(all, { docs, scoring }) {
  const groups = new Map();
  for (const entries of all.filter(({ length }) => length)) {
    const stems = entries.map(({ stem }) => stem), name = stems.join("\0");
    const { weight = 0, count = 0 } = groups.get(name) ?? {};
    groups.set(name, { stems, weight: weight + 1, count: Math.max(count, sum(entries.map((entry) => entry.count))) });
  }
  const every = [...groups.values()], rare = every.filter(({ count }) => count <= scoring.common * docs);
  const left = rare.length ? rare : every, sorted = [...left].sort((one, other) => one.count - other.count);
  let total = 0;
  const cheap = sorted.filter(({ count }, number) => (total += count) <= 15_000 || !number);
  return left.filter((group) => cheap.includes(group));
}

function found(shards, query, groups, known) {
  const documents = (term) => new Set(shards.postings(term).map(({ document }) => document));
  const having = (phrase, among) => {
    const stems = phrase.map((word) => known.get(word)[0]?.stem);
    if (stems.includes(undefined)) return new Set();
    const having = shared([...among, ...stems.map(documents)]);
    if (stems.length === 1) return having;
    const positions = stems.map((stem) => shards.positions(stem));
    return new Set([...having].filter((document) => adjacent(positions.map((each) => each.get(document)))));
  };
  const sets = query.filters.map(documents), out = [...query.barred.map(documents), ...query.excluded.map((each) => having(each, []))];
  let compared = 0;
  for (const phrase of query.phrases) {
    compared += sum(phrase.map((word) => known.get(word)[0]?.count ?? 0));
    if (!sets.length || compared <= 20_000) sets.push(having(phrase, sets));
  }
  const scored = groups.map(({ stems, weight }) => ({ weight, alternatives: stems.map((stem) => shards.postings(stem)) }));
  const days = "after" in query || "before" in query ? shards.days() : null;
  shards.settle();
  const matches = query.words.length ? score(scored, shards)
    : new Map((sets.length ? [...shared(sets)] : shards.everything()).map((document) => [document, { score: 0, outside: 1 }]));
  for (const document of matches.keys()) {
    const inside = sets.every((set) => set.has(document)) && !out.some((set) => set.has(document));
    if (!inside || days?.[document] < query.after || days?.[document] >= query.before) matches.delete(document);
  }
  return matches;
}

function adjacent([first, ...others]) {
  return first.some((start) => others.every((positions, number) => positions.includes(start + number + 1)));
}

function best(shards, matches, limit) {
  const edge = Float64Array.from(matches.values(), (match) => match.score).sort().at(-limit) ?? 0;
  const likely = [...matches.keys()].filter((document) => matches.get(document).score >= edge);
  return likely.map((document) => ({ document, score: matches.get(document).score, ...shards.order(document) })).sort((one, other) =>
    other.score - one.score || other.wins - one.wins || other.seconds - one.seconds || compare(one.id, other.id))
    .slice(0, limit).map(({ document }) => document);
}

function hit(shards, document, match) {
  const [id, url, title, seconds, category, , , offset, size] = shards.row(document, "d", "card");
  const place = landing(match), comment = place && shards.row(document, "c", "comments")[place];
  const address = comment ? `${url}#comment-${comment}` : url;
  return { id, url: address, title, seconds, category, offset, size, document, score: match.score, comment: comment && place };
}

// Excerpts

const MARKED = /^([^\p{L}\p{N}_+#']*)(.*?)([^\p{L}\p{N}_+#']*)$/su;

// Words to be marked are [before, marked, behind].
function excerpt(text, stemmed) {
  const pieces = text.match(/\S+/g) ?? [];
  const stems = (piece) => words(piece).flatMap((word) => (isCharacter(word) ? [word, ...word] : word)).map((word) => stemmed.get(word));
  const hits = pieces.map((piece) => new Set(stems(piece).filter(Boolean)));
  const first = beginning(hits), shown = pieces.slice(first, first + 30);
  const made = shown.map((piece, number) => (hits[first + number].size ? piece.match(MARKED).slice(1) : piece));
  return [...(first ? ["…"] : []), ...made, ...(first + 30 < pieces.length ? ["…"] : [])];
}

function beginning(hits) {
  let best = 0, most = 0;
  hits.forEach(({ size }, place) => {
    const inside = hits.slice(place, place + 25);
    const worth = size && new Set(inside.flatMap((each) => [...each])).size * 100 + inside.filter((each) => each.size).length;
    if (worth > most) [best, most] = [place, worth];
  });
  return Math.max(0, Math.min(best - 5, hits.length - 30));
}

// A part that cannot be read may be an old one, or damaged in the cache: once, all is fetched anew.
export class Search {
  constructor(address) {
    this.address = address;
  }

  async run(read) {
    const shards = (this.shards ??= await Shards.open(this.address));
    try {
      return await shards.run(() => read(shards));
    } catch {
      const fresh = this.shards = await Shards.open(this.address, { cache: "reload" });
      return fresh.run(() => read(fresh));
    }
  }

  query(text, options = {}) {
    return this.run((shards) => answer(shards, text, options));
  }
}

// Page

const filter = (kind) => new RegExp(`(?<!\\S)${kind}:(?:"([^"]*)"|(\\S+)) *`, "i");

class Page {
  turn = 0;
  keys = 0;
  seen = new IntersectionObserver((entries) => entries.forEach((each) => each.isIntersecting && this.fill(each.target)));

  constructor(box) {
    for (const part of box.querySelectorAll("[data-part]")) this[part.dataset.part] = part;
    this.search = new Search(box.dataset.manifest);
    this.locale = box.dataset.locale;
    this.dates = { dateStyle: "long", timeZone: box.dataset.zone };
    this.form = box.querySelector("form");
    this.field = this.form.elements.q;
    this.field.oninput = () => this.typed();
    this.form.onsubmit = (event) => this.go(event.preventDefault());
    this.filters.ontoggle = () => this.names ??= this.showNames().catch(() => delete this.names);
    this.filters.onchange = ({ target }) => this.filter(target);
    this.failed.querySelector("button").onclick = () => this.show({});
    this.more.onclick = () => this.showMore(this.hits.children.length);
    this.filters.hidden = false;
    document.onkeydown = (event) => this.pressed(event);
    (globalThis.onpopstate = () => {
      this.field.value = new URLSearchParams(location.search).get("q") ?? "";
      this.show({});
    })();
  }

  typed() {
    const key = ++this.keys, later = (wait, work) => setTimeout(() => key === this.keys && work(), wait);
    const worth = /[^\s"]{4}$|[^a-z]$/i.test(this.field.value);
    later(150, () => worth && this.show({ typing: true, guess: false, limit: 3 }));
    later(700, () => this.go(true));
  }

  // One entry of the history for all that is typed at a stretch.
  go(typing = false) {
    const address = `?${new URLSearchParams({ q: this.field.value })}`;
    if (address !== location.search) history[this.typing ? "replaceState" : "pushState"](null, "", address);
    this.typing = typing;
    this.keys++;
    this.show({ typing });
  }

  async show({ typing = false, guess = true, limit = 10 }) {
    const turn = ++this.turn, text = this.field.value, options = { typing, guess, limit };
    try {
      let found = await this.search.query(text, options);
      if (!found.total && guess) found = await this.search.query(text, { ...options, typing: true });
      if (turn !== this.turn) return;
      this.hits.replaceChildren(...found.hits.map((hit) => this.row(hit, found, guess)));
      this.more.hidden = found.total <= limit || !guess;
      this.failed.hidden = true;
      this.served?.remove();
      this.tell(found, guess ? text.trim() : "");
      this.showFilters();
      if (guess && found.total) await this.search.run((shards) => shards.prefetch()).catch(() => {});
    } catch (error) {
      console.error(error);
      if (turn !== this.turn) return;
      this.failed.hidden = false;
      this.hits.replaceChildren();
      this.tell({}, "");
      if (this.server) this.server.search = new URLSearchParams({ q: text });
    }
  }

  tell({ asked, total, suggestion, relaxed }, query) {
    const { dataset } = this.status, link = this.suggestion.querySelector("a");
    const kind = !asked ? "nothing" : !total ? "none" : relaxed ? "relaxed" : total > 1 ? "many" : "one";
    this.status.textContent = (query && dataset[kind]).replace(/{(\w+)}/g, (_, name) => ({ query, total })[name]);
    this.suggestion.hidden = !suggestion;
    Object.assign(link, { textContent: suggestion, search: new URLSearchParams({ q: suggestion }) });
  }

  row(hit, found, calm) {
    const row = this.hit.content.cloneNode(true).firstElementChild, link = row.querySelector("a"), piece = row.querySelector(".excerpt");
    const date = new Date(hit.seconds * 1000).toLocaleDateString(this.locale, this.dates);
    Object.assign(link, { textContent: hit.title || hit.url, href: hit.url });
    row.querySelector(".facts").textContent = [date, hit.category].filter(Boolean).join(" · ");
    row.querySelector(".in-comment").hidden = !hit.comment;
    Object.assign(piece, { hit, found });
    if (calm) this.seen.observe(piece);
    return row;
  }

  async fill(piece) {
    this.seen.unobserve(piece);
    for (const word of await piece.found.excerpt(piece.hit).catch(() => [])) {
      const mark = document.createElement("mark");
      mark.textContent = word[1];
      piece.append(...typeof word === "string" ? [word] : [word[0], mark, word[2]], " ");
    }
  }

  async showMore(shown) {
    await this.show({ limit: shown + 10 });
    this.hits.children[shown]?.querySelector("a").focus();
  }

  async showNames() {
    const parts = await this.search.run((shards) => shards.layers.map((layer) => shards.part(layer, "f0", json)));
    for (const field of this.filters.querySelectorAll("select")) {
      const names = new Set(parts.flatMap((part) => part[field.name]).map(([name]) => name));
      field.append(...[...names].filter((name) => !name.includes('"')).map((name) => new Option(name)));
    }
    this.showFilters();
  }

  // Filters are part of the query, and so of a link to it.
  showFilters() {
    for (const field of this.filters.querySelectorAll("[name]")) {
      const [, quoted, plain = ""] = this.field.value.match(filter(field.name)) ?? [];
      field.value = quoted ?? plain;
    }
  }

  filter({ name, value }) {
    const rest = this.field.value.replace(filter(name), "").trim();
    this.field.value = value ? `${rest} ${name}:"${value}"` : rest;
    this.go();
  }

  pressed(event) {
    const stops = [this.field, ...this.hits.querySelectorAll("a")], place = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Escape: -place }[event.key];
    const slash = event.key === "/" && !event.target.closest("input, select, textarea");
    const stop = slash ? this.field : step && place >= 0 && stops[place + step];
    if (!stop || event.isComposing) return;
    event.preventDefault();
    stop.focus();
  }
}

for (const box of document.querySelectorAll("[data-manifest]")) new Page(box);
