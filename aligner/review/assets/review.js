// What the pages can do without a script they do faster with it: lines, keys, and no reload after a verb.
"use strict";
document.documentElement.classList.add("js");

const page = () => document.getElementById("page");
const live = document.getElementById("live");
let busy = 0;
let queue = Promise.resolve();

// ---- Lines ------------------------------------------------------------------------------------------------

function draw() {
  const svg = document.querySelector(".lines");
  if (!svg) return;
  const base = svg.getBoundingClientRect();
  svg.replaceChildren();
  const make = (d, name) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    path.setAttribute("class", name);
    svg.append(path);
    return path;
  };
  for (const chip of document.querySelectorAll(".chip[data-zh]")) {
    const from = document.getElementById(chip.dataset.zh);
    if (!from || !from.offsetParent) continue;
    for (const key of chip.dataset.en.split(" ")) {
      const to = document.getElementById(key);
      if (!to || !to.offsetParent) continue;
      const a = from.getBoundingClientRect(), b = to.getBoundingClientRect();
      const x1 = a.right - base.left, x2 = b.left - base.left, bend = (x2 - x1) / 2;
      const y1 = a.top - base.top + Math.min(a.height / 2, 18), y2 = b.top - base.top + Math.min(b.height / 2, 18);
      const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
      make(d, chip.dataset.how + (chip.classList.contains("chosen") ? " chosen" : ""));
      make(d, "hit").addEventListener("click", () => go(chip.href));
    }
  }
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
  const scroll = panel ? panel.scrollTop : 0;
  const held = document.activeElement && document.activeElement.value !== undefined && document.activeElement.classList.contains("pick")
    ? document.activeElement.value : null;
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { accept: "text/html" }, ...options });
    const text = await answer.text();
    if (!(answer.headers.get("content-type") || "").startsWith("text/html")) throw new Error(text);
    const fresh = new DOMParser().parseFromString(text, "text/html");
    page().replaceChildren(...fresh.getElementById("page").childNodes);
    document.title = fresh.title;
    document.documentElement.lang = fresh.documentElement.lang;
    const hash = new URL(url, location.href).hash;
    if (remember && (!options.method || answer.redirected)) history.pushState(null, "", answer.url + (answer.url.includes("#") ? "" : hash));
    ready(held, options.keep ? scroll : 0);
  } catch (error) {
    live.textContent = String(error.message || error);
    if (!options.method) location.href = url;
  }
}

function ready(held, scroll) {
  draw();
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
  const box = target.getBoundingClientRect();
  if (box.top < 60 || box.bottom > innerHeight - 20) target.scrollIntoView({ block: "center" });
}

const ours = (link) => link && link.origin === location.origin && !link.target && link.getAttribute("data-plain") === null;

document.addEventListener("click", (event) => {
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
addEventListener("resize", draw);
document.addEventListener("toggle", draw, true);

// ---- Keys -------------------------------------------------------------------------------------------------

const named = (event) =>
  (event.ctrlKey || event.metaKey ? "Control+" : "") + (event.shiftKey && (event.ctrlKey || event.metaKey) ? "Shift+" : "") + event.key;

function control(key) {
  return [...document.querySelectorAll("[data-key]")].find(
    (one) => one.dataset.key.split(" ").includes(key) || (one.dataset.combo || "").split(" ").includes(key));
}

function writes(element) {
  return element && (element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox])"));
}

function step(field, key) {
  const all = [...document.querySelectorAll(".pick")].filter((box) => box.offsetParent);
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
  const others = all.filter((box) => box.name === side);
  const far = (box) => Math.abs(box.getBoundingClientRect().top - y);
  others.sort((a, b) => far(a) - far(b));
  if (others[0]) others[0].focus();
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
  const found = control(key);
  if (!found) return;
  event.preventDefault();
  // While a page is on its way a key could mean something else on it. Going about is harmless; of anything
  // else the whole burst is dropped, for it may be a reason that was meant for a field.
  if (busy && found.dataset.jump !== undefined) { later = key; return; }
  if (busy || event.timeStamp < deaf) { deaf = event.timeStamp + 500; return; }
  if (found.matches("input, textarea")) { found.focus(); found.select(); }
  else found.click();
});

// ---- The checks in the background, and other tabs ----------------------------------------------------------

let timer = 0;

async function look() {
  const note = document.getElementById("checking");
  if (!note || busy) return watch();
  try {
    const state = await (await fetch(note.dataset.state, { credentials: "same-origin" })).json();
    const moved = state.seen !== note.dataset.seen || (note.dataset.running !== undefined && !state.checking);
    const dirty = [...document.querySelectorAll(".panel textarea, .panel input:not([type=hidden])")].some((f) => f.value !== f.defaultValue);
    if (busy || !note.isConnected) return watch();
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
