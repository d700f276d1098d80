// What the pages can do without a script they do faster with it: lines, keys, and no reload after a verb.
"use strict";
document.documentElement.classList.add("js");

const page = () => document.getElementById("page");
const live = document.getElementById("live");
let busy = 0;
let queue = Promise.resolve();

// ---- Lines ------------------------------------------------------------------------------------------------

// Lines of which an end is near the screen: the browser lays out no other row of a long record. All places are
// measured before the first line is drawn: a line drawn in between has the page laid out again.
function draw() {
  drawing = 0;
  const svg = document.querySelector(".lines");
  if (!svg) return;
  const base = svg.getBoundingClientRect();
  const lines = document.createDocumentFragment();
  const make = (d, name, href) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    path.setAttribute("class", name);
    if (href) path.dataset.href = href;
    lines.append(path);
  };
  for (const chip of document.querySelectorAll(".chip[data-zh]")) {
    const from = document.getElementById(chip.dataset.zh), near = from && isNear(from);
    for (const key of chip.dataset.en.split(" ")) {
      const to = document.getElementById(key);
      if (!from || !to || !(near || isNear(to))) continue;
      const a = box(from), b = box(to);
      if (!a || !b) continue;
      const x1 = a.right - base.left, x2 = b.left - base.left, bend = (x2 - x1) / 2;
      const y1 = a.top - base.top + Math.min(a.height / 2, 18), y2 = b.top - base.top + Math.min(b.height / 2, 18);
      const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
      make(d, chip.dataset.how + (chip.classList.contains("chosen") ? " chosen" : ""));
      make(d, "hit", chip.href);
    }
  }
  svg.replaceChildren(lines);
}

const isNear = (element) => !element.checkVisibility || element.checkVisibility({ contentVisibilityAuto: true });

function box(element) {
  const place = element.closest("details:not([open])") ? null : element.getBoundingClientRect();
  return place && place.height ? place : null;
}

let drawing = 0;

function drawSoon() {
  if (!drawing) drawing = requestAnimationFrame(() => setTimeout(draw));
}

// ---- Pages without reload ---------------------------------------------------------------------------------

// One after the other: a click while a page is on its way waits for it and is not lost.
function go(url, options = {}, remember = true) {
  const weight = options.keep ? 0 : 1; // a refresh of the same page changes no key's meaning
  busy += weight;
  queue = queue.then(() => load(url, options, remember)).finally(() => {
    busy -= weight;
    const next = later && !busy && control(later);
    later = "";
    if (next) next.click();
  });
  return queue;
}

async function load(url, options, remember) {
  const panel = document.querySelector(".panel");
  const scroll = panel ? panel.scrollTop : 0, path = location.pathname;
  const held = document.activeElement && document.activeElement.value !== undefined && document.activeElement.classList.contains("pick")
    ? document.activeElement.value : null;
  try {
    const shown = document.querySelector("[data-view]");
    const headers = { accept: "text/html", ...(shown && { "x-view": shown.dataset.view }) };
    const answer = await fetch(url, { credentials: "same-origin", headers, ...options });
    const text = await answer.text();
    if (!(answer.headers.get("content-type") || "").startsWith("text/html")) throw new Error(text);
    const fresh = new DOMParser().parseFromString(text, "text/html");
    // Before the page changes: what the browser keeps for the way back is of the page that is left.
    const place = answer.headers.get("content-location") || ((!options.method || answer.redirected) && answer.url);
    if (remember && place) history.pushState(null, "", place + (place.includes("#") ? "" : new URL(url, location.href).hash));
    put(fresh.getElementById("page"));
    document.title = fresh.title;
    // The same language set anew has the browser match every style again.
    const lang = fresh.documentElement.lang;
    if (lang !== document.documentElement.lang) document.documentElement.lang = lang;
    if (path !== location.pathname) scrollTo(0, 0);
    ready(held, options.keep ? scroll : 0);
  } catch (error) {
    live.textContent = String(error.message || error);
    if (!options.method) location.href = url;
  }
}

// Puts a page in the place of the one on the screen. Rows that are there already come as their marks: they stay
// where they are, and so does what both pages have of the parts that are marked to be kept.
function put(fresh) {
  const rows = new Map(Array.from(document.getElementsByClassName("row"), (row) => [row.getAttribute("data-row"), row]));
  renew(page(), fresh, rows);
}

// Nothing for rows and for text.
const keptAs = (node) => !node.getAttribute || node.className === "row" ? null
  : node.id === "main" ? node.className : node.getAttribute("data-keep");

function renew(now, next, rows) {
  const kept = new Map([...now.children].filter(keptAs).map((one) => [keptAs(one), one]));
  const wanted = [...next.childNodes].flatMap((node) => {
    const marks = node.getAttribute && node.getAttribute("data-run"), old = kept.get(keptAs(node));
    if (marks) return marks.split(" ").map((mark) => rows.get(mark));
    if (old && !old.matches(".lines") && !old.isEqualNode(node)) renew(old, node, rows);
    else if (node.classList && node.classList.contains("fold")) renew(node, node, rows);
    return old || node;
  });
  const staying = new Set(wanted);
  for (const node of [...now.childNodes]) if (!staying.has(node)) node.remove();
  let place = now.firstChild;
  for (const node of wanted) {
    if (node === place) place = place.nextSibling;
    else now.insertBefore(node, place);
  }
}

// The lines follow once the rows are on the screen: measuring and drawing six hundred takes longer than a row.
function ready(held, scroll) {
  drawSoon();
  const said = document.querySelector("[data-say]");
  live.textContent = said ? said.textContent : "";
  const panel = document.querySelector(".panel");
  if (panel) panel.scrollTop = scroll || 0;
  const box = held && document.querySelector(`.pick[value="${CSS.escape(held)}"]`);
  if (box) box.focus({ preventScroll: true });
  show();
  watch();
}

function show() {
  const found = document.querySelector("mark.chosen") || document.querySelector(".seg.marked, .seg.chosen");
  const wanted = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const target = found || (wanted && wanted.classList.contains("seg") ? wanted : null);
  if (!target) return;
  const fold = target.closest("details");
  if (fold) fold.open = true;
  if (bring(target)) settle(target, 10);
}

function bring(target) {
  const box = target.getBoundingClientRect();
  const out = box.top < 60 || box.bottom > innerHeight - 20;
  if (out) target.scrollIntoView({ block: "center" });
  return out;
}

// Rows out of sight have a height that is a guess: the place moves while those around it are laid out. Nothing
// moves or is replaced under a pointer that is down: the click would be lost.
let pressed = false;
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { pressed = false; }, true);

function settle(target, frames) {
  if (frames && target.isConnected && !pressed) requestAnimationFrame(() => { if (!pressed) bring(target); settle(target, frames - 1); });
}

const ours = (link) => link && link.origin === location.origin && !link.target && link.getAttribute("data-plain") === null;

// Selects the text before it is copied: where the browser forbids the one, the other needs one more key.
async function copy(button) {
  getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
  if (!navigator.clipboard) return;
  await navigator.clipboard.writeText(String(getSelection()));
  live.textContent = button.textContent = button.dataset.copied;
}

document.addEventListener("click", (event) => {
  const copies = event.target.closest("[data-copies]");
  if (copies) return copy(copies);
  const line = event.target.closest(".lines .hit");
  if (line) return go(line.dataset.href);
  const link = event.target.closest("a[href]");
  if (!ours(link) || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const dialog = link.dataset.dialog && document.getElementById(link.dataset.dialog);
  event.preventDefault();
  if (dialog) dialog.showModal();
  else if (!link.classList.contains("skip")) go(link.href);
  else document.getElementById("main").focus();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  const url = new URL(form.getAttribute("action") || location.pathname, location.href);
  if (form.method === "post") go(url.href, { method: "POST", body: fields });
  else { url.search = fields.toString(); go(url.href); }
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.classList.contains("pick") || field.closest("#filters select")) field.form.requestSubmit();
});

addEventListener("popstate", () => go(location.href, {}, false));
addEventListener("resize", drawSoon);
document.addEventListener("contentvisibilityautostatechange", drawSoon, true);
document.addEventListener("toggle", (event) => {
  if (event.target.matches(".fold")) drawSoon();
  const field = event.target.open && event.target.querySelector("textarea");
  if (field && event.target.matches(".cut")) {
    field.focus();
    field.setSelectionRange(0, 0);
  }
}, true);

// ---- Keys -------------------------------------------------------------------------------------------------

const named = (event) =>
  (event.ctrlKey || event.metaKey ? "Control+" : "") + (event.shiftKey && (event.ctrlKey || event.metaKey) ? "Shift+" : "") + event.key;

// A verdict that is open has the first claim on a key: its reasons.
const verdict = () => document.querySelector("details.verdict[open]");

function control(key) {
  const chosen = verdict()?.querySelector(`[data-choice="${CSS.escape(key)}"]`);
  return chosen || [...document.querySelectorAll("[data-key]")].find(
    (one) => one.dataset.key.split(" ").includes(key) || (one.dataset.combo || "").split(" ").includes(key));
}

function writes(element) {
  return element && (element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox])"));
}

function step(field, key) {
  const all = [...document.querySelectorAll(".pick")].filter((box) => !box.closest("details:not([open])"));
  if (!all.length) return;
  if (!field) {
    const first = document.querySelector(".seg.marked .pick, .seg.chosen .pick") || all[0];
    return first.focus();
  }
  const same = all.filter((box) => box.name === field.name);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const next = same[same.indexOf(field) + (key === "ArrowDown" ? 1 : -1)];
    if (next) next.focus();
    return;
  }
  const side = key === "ArrowRight" ? "en" : "zh";
  if (field.name === side) return;
  const y = field.getBoundingClientRect().top;
  const others = all.filter((box) => box.name === side && isNear(box));
  const far = (box) => Math.abs(box.getBoundingClientRect().top - y);
  others.sort((a, b) => far(a) - far(b));
  if (others[0]) others[0].focus();
}

// What is selected in a text goes where a form asks for the words in question.
function quote(form) {
  const selected = getSelection();
  const node = selected.anchorNode;
  const text = node && (node.closest ? node : node.parentElement).closest(".seg .text");
  const column = text && text.closest(".col");
  const field = column && form && form.elements[`${column.classList.contains("zh") ? "zh" : "en"}-words`];
  if (field && String(selected).trim()) field.value = String(selected).trim();
}

let deaf = 0;
let later = "";

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || document.querySelector("dialog[open]")) return;
  const key = named(event);
  const field = document.activeElement;
  if (writes(field)) {
    if (key === "Escape") field.blur();
    if (key === "Control+Enter" && field.form) { event.preventDefault(); field.form.requestSubmit(field.form.querySelector("button")); }
    return;
  }
  if (["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(key)) {
    if (field.closest(".panel, .scroll")) return;
    event.preventDefault();
    step(field.classList.contains("pick") ? field : null, key);
    return;
  }
  if (key === "Escape" && verdict()) { verdict().open = false; return; }
  const found = control(key);
  if (!found) return;
  event.preventDefault();
  // While a page is on its way a key could mean something else on it. Going about is harmless; of anything
  // else the whole burst is dropped, for it may be a reason that was meant for a field.
  if (busy && found.dataset.jump !== undefined) { later = key; return; }
  if (busy || event.timeStamp < deaf) { deaf = event.timeStamp + 500; return; }
  const shut = found.closest("details:not([open])");
  if (shut && !found.matches("summary")) shut.open = true;
  if (found.matches("input, textarea, select")) {
    quote(found.form);
    found.focus();
    if (found.select) found.select();
  }
  else found.click();
});

// ---- The checks in the background, and other tabs ----------------------------------------------------------

let timer = 0;

async function look() {
  const note = document.getElementById("checking");
  if (!note || busy || pressed) return watch();
  try {
    const state = await (await fetch(note.dataset.state, { credentials: "same-origin" })).json();
    const moved = state.seen !== note.dataset.seen || (note.dataset.running !== undefined && !state.checking);
    const dirty = [...document.querySelectorAll(".panel textarea, .panel input:not([type=hidden])")].some((f) => f.value !== f.defaultValue) || verdict();
    if (busy || pressed || !note.isConnected) return watch();
    if (moved && !dirty && !writes(document.activeElement)) await go(location.href, { keep: true }, false);
    else if (moved) note.hidden = false;
  } catch {
    return;
  }
  watch();
}

function watch() {
  clearTimeout(timer);
  const note = document.getElementById("checking");
  if (note && note.dataset.running !== undefined) timer = setTimeout(look, 1200);
}

addEventListener("focus", look);

ready(null, 0);
