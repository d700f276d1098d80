/* Remembers the view, brings both texts into the order of the screen for those who listen, lights what
   corresponds, copies addresses and citations. Nothing here is needed to read. */
(() => {
  /* The theme's script (search, colours, menus) is loaded when the page is used. */
  const later = document.querySelector("script[data-src]");
  const load = () => {
    if (!later?.isConnected) return;
    const script = document.createElement("script");
    script.src = later.dataset.src;
    later.replaceWith(script);
  };
  ["pointerover", "pointerdown", "touchstart", "keydown", "focusin", "wheel", "scroll"].forEach(event =>
    addEventListener(event, load, { once: true, passive: true }));
  /* Until then the search field takes what is typed. */
  const field = document.querySelector(".md-search__input");
  document.getElementById("__search")?.addEventListener("change", event => event.target.checked && field.focus());
  /* Old results lose the focus; what could not be loaded is said, and can be asked for again. */
  const { translations } = JSON.parse(document.getElementById("__config").textContent);
  const failed = worker => ({ data: { type, data } }) => {
    const [said, list] = document.querySelector(".md-search-result").children;
    if (list.contains(document.activeElement)) field.focus();
    if (type !== 4) return;
    const row = document.createElement("li");
    row.className = "failed";
    row.append(button(translations["search.again"], () => {
      field.focus();
      said.textContent = "…";
      worker.postMessage({ type: 2, data });
    }));
    said.textContent = translations["search.failed"];
    list.replaceChildren(row);
  };
  window.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", failed(this));
    }
  };

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  /* Reading it today is access. Swedes write dates as the standard does. */
  const today = new Date().toLocaleDateString("sv");
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };
  const copier = (label, text, said) => {
    const made = button(label, async () => {
      const value = text();
      try { await navigator.clipboard.writeText(value); } catch {
        const area = document.createElement("textarea");
        area.value = value;
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
        made.focus();
      }
      if (!made.parentElement.contains(status)) made.after(status);
      /* It is heard where it changes after it has come to its place. */
      status.textContent = "";
      setTimeout(() => { status.textContent = said; }, 100);
    });
    return made;
  };

  /* Quotations and citations with the addresses as they are here, to copy. */
  all(".address").forEach(place => { place.textContent = new URL(place.dataset.href, location.href).href; });
  all(".today").forEach(place => { place.textContent = today; });
  all("pre[data-copy]").forEach(pre =>
    pre.after(copier(pre.dataset.copy, () => pre.textContent, pre.dataset.copied)));

  const choose = (name, value) => {
    const button = value && document.getElementById(`${name}-${value}`);
    if (button) button.checked = true;
  };

  /* The filters of a list stand in the address, for the way back and for others; how much they show is said. */
  const filters = document.querySelector(".filters");
  if (filters) {
    const count = () => {
      const shown = all(".divergences section").reduce((sum, section) => {
        section.hidden = false;
        const rows = all("li", section).filter(row => row.getClientRects().length).length;
        section.hidden = !rows;
        return sum + rows;
      }, 0);
      const { shown: some, none } = filters.nextElementSibling.dataset;
      filters.nextElementSibling.textContent = shown ? some.replace("{n}", shown) : none;
    };
    new URLSearchParams(location.search).forEach((value, name) => choose(name, value));
    filters.addEventListener("change", () => {
      const kept = [...new FormData(filters)].filter(([, value]) => value !== "all");
      history.replaceState(null, "", location.pathname + (kept.length ? "?" + new URLSearchParams(kept) : ""));
      count();
    });
    if (location.search) count();
  }

  /* The page in another language opens at the same place: that of the address, or what is being read. On a
     telephone the theme holds the page behind the search and puts it back, but what is found may be on it. */
  addEventListener("click", event => {
    if (event.target.closest?.(".md-search-result__link")) {
      document.body.removeAttribute("data-md-scrolllock");
      document.body.style.top = "";
    }
    const link = event.target.closest?.("a[hreflang]");
    const seen = () => scrollY > innerHeight && all(".seg").find(seg => seg.getClientRects()[0]?.top > 60)?.id;
    if (link) [link.search, link.hash] = [location.search, location.hash || seen() || ""];
  }, true);

  const reader = document.querySelector(".reader");
  if (!reader) return;
  const store = {
    get: key => { try { return localStorage.getItem("aligner." + key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem("aligner." + key, value); } catch { /* private window */ } },
  };

  /* Views: the radio buttons do the work, we remember them. */
  choose("view", store.get("view"));

  /* Where both texts are shown, they stand row by row for the ear too: every part goes to its rank, inside copies
     of what it stands in. Where one is shown, both stand whole, as the page was sent. */
  const texts = reader.querySelector(".texts");
  const own = new Map(all(".seg", texts).map((seg, n) => [seg, n]));
  const parts = all("[style*='o:']", texts);
  const boxes = new Map([texts, ...parts.map(part => part.parentNode)].map(box => [box, [...box.childNodes]]));
  const homes = new Map(parts.map(part => [part, part.parentNode]));
  const heading = document.createElement("h2");
  heading.className = "vh";
  heading.textContent = reader.dataset.both;
  const wrapped = part => {
    let inner = part;
    for (let box = homes.get(part); box && box !== texts; box = box.parentNode) {
      const copy = box.cloneNode();
      ["id", "aria-label", "aria-labelledby"].forEach(name => copy.removeAttribute(name));
      copy.append(inner);
      inner = copy;
    }
    return inner;
  };
  const arrange = () => {
    const { view, order } = Object.fromEntries(new FormData(reader.querySelector(".choices")));
    boxes.forEach((nodes, box) => box.replaceChildren(...nodes));
    if (view === "zh" || view === "en") return;
    const rank = part => part.style.getPropertyValue(`--${order[0]}o`);
    const shown = parts.filter(rank).sort((a, b) => rank(a) - rank(b));
    texts.replaceChildren(heading, ...shown.map(wrapped));
  };
  arrange();
  /* What the address names has moved: the browser goes there again. */
  if (location.hash) location.replace(location.hash);
  all(".choices input").forEach(button => button.addEventListener("change", () => {
    if (button.name === "view") store.set("view", button.value);
    arrange();
    link();
  }));

  /* From finding to finding: over those that are hidden. */
  const link = () => {
    const shown = all(".note").filter(note => note.getClientRects().length);
    shown.forEach((note, n) => [["prev", -1], ["next", 1]].forEach(([way, step]) => {
      const leads = note.querySelector(`a[rel=${way}]`);
      if (!leads) return;
      leads.hidden = !shown[n + step];
      if (shown[n + step]) leads.href = "#" + shown[n + step].id;
    }));
  };

  /* Linked reading: a passage lights all passages that a link joins to it. */
  const passages = new Map();
  all(".seg[data-l]", reader).forEach(seg => seg.dataset.l.split(" ").forEach(link => {
    passages.set(link, [...(passages.get(link) || []), seg]);
  }));
  const partners = seg => new Set((seg?.dataset.l || "").split(" ").flatMap(link => passages.get(link) || []));
  let kept = null;
  const light = seg => {
    all(".lit", reader).forEach(other => other.classList.remove("lit"));
    partners(seg || kept).forEach(other => other.classList.add("lit"));
  };
  const under = event => event.target.closest?.(".seg");
  reader.addEventListener("pointerover", event => light(under(event)));
  reader.addEventListener("pointerleave", () => light(null));
  reader.addEventListener("focusin", event => { kept = under(event) || kept; light(kept); });
  reader.addEventListener("click", event => { if (under(event)) { kept = under(event); light(kept); } });

  /* The panel of a passage: its counterparts, its address, its citations. Its number opens and closes it. */
  const words = reader.dataset;
  const panel = document.createElement("span");
  panel.className = panel.id = "panel";
  panel.lang = document.documentElement.lang;
  panel.setAttribute("role", "group");
  const here = words.here || location.href.replace(/[?#].*/, "");
  const address = id => here + "#" + id;
  /* A passage is cited as one of its own text; who asks or speaks is said of each stretch. */
  const sideOf = seg => seg.closest(".side--zh") ? "zh" : "en";
  const form = (seg, style) => document.querySelector(`pre[data-cite="${style}"][data-side="${sideOf(seg)}"]`);
  const citation = (pre, segs) => {
    const said = pre.dataset;
    const role = ({ dataset: { roles = "", name = "" } }) =>
      roles.split(" ").filter(Boolean).map(each => said[each].replace("{name}", name)).join("");
    const stretches = [];
    segs.forEach((seg, n) => (n && role(seg) === role(segs[n - 1]) ? stretches.at(-1).push(seg) : stretches.push([seg])));
    const places = stretches.map(segs => said[segs.length > 1 ? "atAll" : "at"]
      .replace("{}", segs.map(seg => seg.id).join(said.between)) + role(segs[0]));
    const values = { "\ue000": address(segs[0].id), "\ue001": today, "\ue002": segs[0].id, "\ue003": places.join(said.semicolon) };
    return pre.dataset.passage.replace(/[\ue000-\ue003]/g, slot => values[slot]);
  };
  const quoted = seg => {
    const copy = seg.cloneNode(true);
    all(".id, .ref, .panel, small, .vh", copy).forEach(part => part.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };
  const between = (a, b) => {
    const isChinese = sideOf(b) === "zh";
    if (own.get(b) !== own.get(a) + 1) return isChinese ? words.gapZh : words.gapEn;
    return isChinese ? "" : " ";
  };
  const quotation = (seg, others) => [[seg], others].filter(segs => segs.length).map(segs => {
    const cited = form(segs[0], words.style);
    const [open, shut, opens, shuts] = cited.dataset.marks;
    const text = segs.map((seg, n) => (n ? between(segs[n - 1], seg) : "") + quoted(seg)).join("");
    return `${open}${text.replace(/[“「]/g, opens).replace(/[”」]/g, shuts)}${shut}\n${citation(cited, segs)}`;
  }).join("\n\n");
  const number = seg => seg.querySelector(".id");
  all(".seg .id", reader).forEach(link => link.setAttribute("aria-expanded", false));
  const hide = () => {
    const seg = panel.closest(".seg");
    panel.remove();
    seg?.classList.remove("open");
    if (seg) number(seg).setAttribute("aria-expanded", false);
    return seg;
  };
  const close = event => {
    const seg = hide();
    if (!seg) return;
    event.stopPropagation();
    history.pushState(null, "", location.pathname + location.search);
    number(seg).focus();
    kept = null;
    light(null);
  };
  addEventListener("keydown", event => { if (event.key === "Escape") close(event); });
  reader.addEventListener("click", event => {
    const seg = event.target.matches(".seg > .id") && under(event);
    if (!seg || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (seg.classList.contains("open")) return close(event);
    history.pushState(null, "", "#" + seg.id);
    arrive();
  }, true);
  const show = seg => {
    const id = seg.id;
    hide();
    panel.replaceChildren();
    panel.setAttribute("aria-label", id);
    status.textContent = "";
    const others = [...partners(seg)].filter(other => sideOf(other) !== sideOf(seg)).sort((a, b) => own.get(a) - own.get(b));
    if (others.length) {
      const line = document.createElement("span");
      line.append(words.others);
      others.forEach(other => {
        const link = document.createElement("a");
        link.href = "#" + other.id;
        link.textContent = other.id;
        line.append(" ", link);
      });
      panel.append(line, " ");
    }
    panel.append(copier(words.copy, () => address(id), words.copied));
    panel.append(copier(words.quote, () => quotation(seg, others), words.copied), ` ${words.cite} `);
    all(`pre[data-side="${sideOf(seg)}"]`).forEach(pre =>
      panel.append(copier(pre.dataset.label, () => citation(pre, [seg]), words.copied)));
    panel.append(button(words.close, close), status);
    seg.append(panel);
    seg.classList.add("open");
    number(seg).setAttribute("aria-expanded", true);
    number(seg).setAttribute("aria-controls", panel.id);
  };

  /* A permalink shows its passage in whatever view: a text that is not shown is brought back. */
  const arrive = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    /* A finding that is gone leads to its passage. */
    const gone = !document.getElementById(name) && /^finding-(.+?)(-\d+)?$/.exec(name);
    const seg = document.getElementById(gone ? gone[1] : name);
    if (!seg?.classList.contains("seg")) return hide();
    if (!seg.getClientRects().length) {
      choose("view", "both");
      arrange();
    }
    kept = seg;
    light(seg);
    show(seg);
    const { top, bottom } = seg.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight) seg.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", arrive);
  all(".here").forEach(place => { place.textContent = here; });
  arrive();
})();
