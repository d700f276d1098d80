/* Searches the passages of all records. The theme's field asks this worker and shows what it answers.
   How the index is made and folded: aligner/publish/build/search.py. */
const BASE = new URL("../", location);
const HAN = /[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const TOKEN = new RegExp(`${HAN.source}+|(?:(?! )(?!${HAN.source}).)+`, "gu");
const JOINING = /[\p{M}\p{Cf}'‘’ʼ`]/u;
const LETTER = /[\p{L}\p{N}]/u;
/* Limits, chosen: files of terms for one word, letters that a word may lose where none begins with it, records whose
   texts are loaded, passages that are shown, the share of the best passage's weight that another must have. */
const FILES = 4, LOST = 3, RECORDS = 12, SHOWN = 100, SHARE = 0.6;
/* Characters around the first hit, before it and in all, by side. */
const EXCERPT = { zh: [24, 90], en: [60, 220] };

let records, config, total, latest;
const forms = new Map(), kept = new Map();
const MANIFEST = "search/search_index.json";

const load = name => {
  if (!kept.has(name)) {
    kept.set(name, fetch(new URL(name, BASE)).then(answer => answer.ok ? answer.json() : Promise.reject()));
    kept.get(name).catch(() => kept.delete(name));
  }
  return kept.get(name);
};

/* A text as it is compared, and the place of each of its characters in the original. */
const form = char => forms.get(char) ?? [...char.normalize("NFKD").toLowerCase()].map(c => forms.get(c) ?? c).join("");
const fold = original => {
  const places = [];
  let text = "", at = 0, before = "", gap = false;
  for (const char of original) {
    for (const c of form(char)) {
      if (JOINING.test(c)) continue;
      if (!LETTER.test(c) && !HAN.test(c)) { gap = true; continue; }
      if (gap && before && !HAN.test(before) && !HAN.test(c)) { text += " "; places.push(at); }
      text += c;
      places.push(...Array(c.length).fill(at));
      before = c;
      gap = false;
    }
    at += char.length;
  }
  places.push(at);
  return { text, places };
};

/* Words, and pairs of neighbouring Chinese characters. */
const termsOf = text => (text.match(TOKEN) || []).flatMap(token => {
  const chars = [...token];
  if (!HAN.test(token) || chars.length === 1) return [token];
  return chars.slice(1).map((char, n) => chars[n] + char);
});

const passagesOf = ([count, ...steps]) => {
  let number = 0;
  return { count, numbers: steps.map(step => number += step), cut: count > steps.length };
};
const beginningWith = async term => {
  const first = Math.max(0, config.starts.findLastIndex(start => start <= term));
  const found = [];
  for (const [n, start] of config.starts.slice(first, first + FILES).entries()) {
    if (start > term && !start.startsWith(term)) break;
    const entries = await load(`${config.root}search/terms/${first + n}.json`);
    for (const [key, steps] of Object.entries(entries)) if (key.startsWith(term)) found.push(passagesOf(steps));
  }
  return found;
};
/* Where a term stands; a word that nothing begins with loses its end. */
const lookUp = async term => {
  let written = term, found = await beginningWith(term);
  for (let lost = 0; !found.length && lost < LOST && written.length > 4 && !HAN.test(term); lost++) {
    written = written.slice(0, -1);
    found = await beginningWith(written);
  }
  const count = found.reduce((sum, list) => sum + list.count, 0);
  const numbers = new Set(found.flatMap(list => list.numbers));
  return { term: written, numbers, common: found.some(({ cut }) => cut), weight: Math.log(1 + total / (1 + count)) };
};

/* The records most likely to have what is wanted, with the texts of their passages. */
const candidates = async terms => {
  const scores = new Map();
  const telling = terms.filter(term => !term.common);
  for (const { numbers, weight } of telling.length ? telling : terms)
    for (const number of numbers) scores.set(number, (scores.get(number) || 0) + weight);
  const ordered = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const chosen = new Map();
  for (const [number, score] of ordered) {
    if (score < SHARE * ordered[0][1]) break;
    const record = records.findLast(({ first }) => first <= number);
    if (!chosen.has(record)) {
      if (chosen.size === RECORDS) break;
      chosen.set(record, []);
    }
    chosen.get(record).push(number - record.first);
  }
  return Promise.all([...chosen].map(async ([{ id }, numbers]) => {
    const text = await load(`search/texts/${id}.json`);
    text.folded ??= new Map();
    return { text, numbers };
  }));
};

/* Where a folded piece stands: a word only where one begins. Between Chinese characters every place is a border;
   a half of a surrogate pair is one of them, for no other letters of the outer planes are in use. */
const isBorder = (text, at) => [text[at - 1], text[at]].some(c => !c || c === " " || HAN.test(c) || c >= "\ud800" && c < "\ue000");
const standsAt = (text, piece) => {
  let at = text.indexOf(piece);
  while (at >= 0 && !isBorder(text, at)) at = text.indexOf(piece, at + 1);
  return at;
};

/* How well a passage answers: all that was typed in one piece, all pieces, or its rarest terms. */
const judge = (passage, query) => {
  const { text } = passage;
  const share = query.terms.reduce((sum, { term, weight }) => sum + weight * (standsAt(text, term) >= 0), 0) / query.weight;
  const at = standsAt(text, query.whole);
  const pieces = query.pieces.map(piece => standsAt(text, piece));
  const whole = at < 0 ? 0 : isBorder(text, at + query.whole.length) ? 2 : 1;
  return { score: share + whole + pieces.every(place => place >= 0), share };
};

const escaped = text => text.replace(/[&<>"]/g, char => `&#${char.charCodeAt()};`);
const excerpt = (original, { text, places }, query, [before, length]) => {
  const found = standsAt(text, query.whole) >= 0 ? [query.whole] : [...query.pieces, ...query.terms.map(({ term }) => term)];
  const hits = found.map(piece => [standsAt(text, piece), piece.length]).filter(([at]) => at >= 0)
    .map(([at, size]) => [places[at], places[at + size - 1]])
    .map(([from, last]) => [from, last + String.fromCodePoint(original.codePointAt(last)).length]).sort((a, b) => a[0] - b[0]);
  let start = Math.max(0, (hits[0]?.[0] || 0) - before);
  if (start) start = Math.max(start, original.indexOf(" ", start) + 1 <= hits[0][0] ? original.indexOf(" ", start) + 1 : 0);
  const end = Math.min(original.length, start + length);
  let html = start ? "… " : "", at = start;
  for (const [from, to] of hits) {
    if (to <= at || from >= end) continue;
    html += `${escaped(original.slice(at, Math.max(at, from)))}<mark>${escaped(original.slice(Math.max(at, from), to))}</mark>`;
    at = to;
  }
  return html + escaped(original.slice(at, Math.max(at, end))) + (end < original.length ? " …" : "");
};

const search = async typed => {
  if (!typed) return [];
  await setUp();
  const whole = fold(typed).text;
  if (!whole) return [];
  const pieces = typed.split(/\s+/).map(piece => fold(piece).text).filter(Boolean);
  const terms = await Promise.all([...new Set(pieces.flatMap(termsOf))].map(lookUp));
  const query = { whole, pieces, terms, weight: terms.reduce((sum, { weight }) => sum + weight, 0) };
  const found = (await candidates(terms)).flatMap(({ text, numbers }) => numbers.map(number => {
    const [id, original] = text.passages[number];
    if (!text.folded.has(number)) text.folded.set(number, fold(original));
    const folded = text.folded.get(number);
    const { score, share } = judge(folded, query);
    /* pages after passages, long passages after short ones */
    const side = number > text.chinese ? "en" : "zh";
    return { text, side, id, original, folded, share, score: score - (id ? 0 : 0.5) - Math.min(folded.text.length, 2000) / 8000 };
  }));
  found.sort((a, b) => b.score - a.score);
  const all = found.some(({ share }) => share > 0.999);
  return found.filter(({ share }) => !all || share > 0.999).slice(0, SHOWN).map(({ text, side, id, original, folded, score }) => {
    const shown = excerpt(original, folded, query, EXCERPT[side]);
    const title = id
      ? `<small>${escaped(id)} · ${escaped(text.title)}</small> <span lang="${text.langs[side]}">${shown}</span>`
      : shown;
    return [{ location: text.address + (id ? `#${id}` : ""), title, text: "", terms: {}, score }];
  });
};

const setUp = async () => {
  const { config: given, docs } = await load(MANIFEST);
  if (config === given) return;
  config = given;
  total = 0;
  records = docs.map(([id, passages]) => ({ id, first: (total += passages) - passages }));
  const pairs = [...config.forms];
  for (let n = 0; n < pairs.length; n += 2) forms.set(pairs[n], pairs[n + 1]);
};

/* The theme's messages: 1 says that we are ready, 2 is a query, 3 its results; ours, 4: what was to be searched could
   not be loaded. The theme's own copy of the manifest (0) may not come, so we load it ourselves. Only the latest query
   is answered. */
addEventListener("message", async ({ data: { type, data } }) => {
  if (type === 0) postMessage({ type: 1 });
  if (type !== 2) return;
  latest = data;
  const answer = await search(data).then(items => ({ type: 3, data: { items } }), () => ({ type: 4, data }));
  if (latest === data) postMessage(answer);
});
postMessage({ type: 1 });
