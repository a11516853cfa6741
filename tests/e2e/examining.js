// What a test asks of a page in the browser: functions that answer with a list of faults, a line each.
window.examining = (() => {
  const LONG = " Nejneobhospodařovávatelnějšími-Ústeckoorlickými".repeat(2);
  const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    + " p { margin-bottom: 2em !important }";
  const LARGE = ":root { font-size: 200% !important }";
  const NAMES = "h1, h2, h3, h4, .lead, .site-id__name, .crumbs a, .crumbs [aria-current], main td, main th, main dd, main dt,"
    + " main summary, main label, main legend, main button, .btn, .chip, .badge, .menu__list a, main li a, main p, option";
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && element.getClientRects().length > 0;
  const named = element => {
    const text = (element.getAttribute("aria-label") || element.innerText || element.value || "").trim().slice(0, 40);
    const kind = element.getAttribute("class");
    return `<${element.localName}${kind ? ` class="${kind}"` : ""}${element.name ? ` name=${element.name}` : ""}> ${text}`;
  };
  // Boxes that are meant to be pushed sideways say so, and take the focus.
  const isMeant = element => element.closest(".table-scroll, .map, [tabindex='0']") !== null;

  const sideways = () => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return clipped();
    const wide = [...document.body.querySelectorAll("*")].filter(one =>
      shown(one) && !isMeant(one.parentElement) && one.getBoundingClientRect().right > root.clientWidth + 1);
    return [`has to be pushed sideways (${root.scrollWidth} px): ${wide.slice(-2).map(named).join("; ")}`, ...clipped()];
  };
  const clipped = () => [...document.body.querySelectorAll("*")].filter(one => {
    if (one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 1) return false;
    const style = getComputedStyle(one);
    if (style.display === "inline" || style.position === "absolute" || !one.innerText?.trim() || !shown(one)) return false;
    if (isMeant(one) || one.matches("select, textarea, option, optgroup")) return false;
    const cut = ["hidden", "clip"];
    return (cut.includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
      || (cut.includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
  }).filter(one => !one.matches(".hero, .vh")).map(one => `text is cut off in ${named(one)}`);

  const under = css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    const found = sideways();
    document.adoptedStyleSheets = [];
    return found;
  };
  const withLongNames = () => {
    const changed = [];
    for (const element of document.querySelectorAll(NAMES)) {
      if (element.closest("a[href^='tel:'], .hours")) continue;
      const text = [...element.childNodes].findLast(node => node.nodeType === 3 && node.data.trim());
      if (text) { changed.push([text, text.data]); text.data += LONG; }
    }
    const found = sideways();
    for (const [text, before] of changed) text.data = before;
    return found;
  };

  const isCovered = element => {
    const boxes = [...element.getClientRects()].filter(box => box.width > 0 && box.height > 0);
    const points = boxes.flatMap(box => [.1, .5, .9].flatMap(x => [.1, .5, .9].map(y =>
      [box.left + box.width * x, box.top + box.height * y])));
    return !points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (top === element || element.contains(top) || top.contains(element) || top.closest("label")?.control === element);
    });
  };
  const isMarked = element => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && parseFloat(style.opacity) > 0;
  };
  const focus = () => {
    const found = [];
    for (const element of document.querySelectorAll(FOCUSABLE)) {
      if (element.disabled || element.tabIndex < 0 || element.closest("[inert], .trap")) continue;
      if (!shown(element)) continue;
      element.focus();
      if (document.activeElement !== element) continue;
      if (!isMarked(element)) found.push(`the focus is not seen on ${named(element)}`);
      if (isCovered(element)) found.push(`with the focus covered is ${named(element)}`);
    }
    document.activeElement.blur();
    scrollTo(0, 0);
    return found;
  };

  const seconds = text => Math.max(...text.split(",").map(one => parseFloat(one) * (one.trim().endsWith("ms") ? .001 : 1)));
  const moving = () => [...document.querySelectorAll("*")].filter(one => {
    const style = getComputedStyle(one);
    return seconds(style.transitionDuration) > .01 || (style.animationName !== "none" && seconds(style.animationDuration) > .01)
      || style.scrollBehavior === "smooth";
  }).map(one => `moves: ${named(one)}`);

  const rgb = text => (text.match(/[\d.]+/g) || []).map(Number);
  const isSeen = (colour, ground) => {
    const [one, other] = [rgb(colour), rgb(ground)];
    return one[3] !== 0 && one.slice(0, 3).some((part, n) => Math.abs(part - other[n]) > 60);
  };
  const CONTROLS = "button, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, textarea, .btn, .chip, .badge";
  // What a state looks like beside its neighbours in forced colours, where grounds and shadows are gone.
  const STATES = "a[aria-current], li[aria-current], [aria-selected=true], [aria-pressed=true], [aria-invalid=true], .is-today > *, .is-done,"
    + " .chip--on, .notice, .error-summary, ins, del, s, .when--off > *";
  const lostInForcedColours = (within = document) => {
    const found = [], ground = getComputedStyle(document.body).backgroundColor;
    for (const element of within.querySelectorAll(CONTROLS)) {
      // The administration's own head is Wagtail's to show.
      if (!shown(element) || element.closest(".trap, .content-wrapper header")) continue;
      const boxes = [element, element.parentElement].map(one => getComputedStyle(one));
      const framed = boxes.some(style => parseFloat(style.borderBottomWidth) >= 1 && style.borderBottomStyle !== "none"
        && isSeen(style.borderBottomColor, ground));
      const underlined = getComputedStyle(element).textDecorationLine.includes("underline");
      if (!framed && !underlined) found.push(`no frame around ${named(element)}`);
    }
    for (const stated of within.querySelectorAll(STATES)) {
      if (!shown(stated)) continue;
      const element = stated.matches("[type=radio], [type=checkbox]") && stated.closest(".field--error") || stated;
      const marks = ["", "::before"].map(part => getComputedStyle(element, part || null));
      const told = marks.some((style, n) => (n === 0 || style.content !== "none") && (
        parseFloat(style.borderLeftWidth) >= 2 || parseFloat(style.borderBottomWidth) >= 2
        || Number(style.fontWeight) >= 620 || style.textDecorationLine !== "none"
        || (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none")
        || (style.backgroundColor !== ground && isSeen(style.backgroundColor, ground))));
      if (!told) found.push(`the state is not told apart on ${named(element)}`);
    }
    for (const shape of within.querySelectorAll("svg:not(.ridge) *")) {
      if (!shown(shape) || !(shape instanceof SVGGeometryElement)) continue;
      const style = getComputedStyle(shape);
      const painted = [style.fill, style.stroke].filter(paint => paint !== "none");
      if (painted.length && !painted.some(paint => isSeen(paint, ground))) found.push(`a drawing is not seen: ${named(shape.ownerSVGElement)}`);
    }
    return [...new Set(found)];
  };

  // Where Tab has come to: whether at the wanted element, whether it is seen there, whether a link past the head has it.
  const stop = wanted => {
    const here = document.activeElement;
    if (!here || here === document.body) return {there: false, fault: "", skips: false};
    const ofGroup = here.type === "radio" && wanted.type === "radio" && here.name === wanted.name && here.form === wanted.form;
    const there = here === wanted || ofGroup;
    const skips = !there && here.matches("a.skip, a.skiplink") && wanted.closest("main") !== null;
    if (here.tabIndex < 0 || here.matches("iframe")) return {there, skips, fault: ""};
    const fault = !isMarked(here) ? "the focus is not seen on " : isCovered(here) ? "with the focus covered is " : "";
    return {there, skips, fault: fault && fault + named(here)};
  };

  return {
    stop, sideways, focus, moving, lostInForcedColours, withLongNames,
    withSpacedText: () => under(SPACED), withLargeText: () => under(LARGE),
  };
})();
