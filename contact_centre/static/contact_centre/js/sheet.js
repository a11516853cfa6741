// The sheet of activities by keyboard. Every row is plain controls of the form; this walks between them, copies from
// above, narrows the sub-areas to the chosen area, completes names of municipalities and adds rows when one is needed.
(() => {
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const list = sheet.querySelector("[data-sheet-rows]");
  const blank = sheet.querySelector("[data-sheet-blank]");
  const total = sheet.querySelector("[name=rows-TOTAL_FORMS]");
  const names = document.getElementById("sheet-municipalities");
  const places = [...names.options].map((option) => option.value);
  const rows = () => [...list.querySelectorAll("[data-sheet-row]")];
  const nameOf = (control) => control.name.replace(/^rows-\d+-/, "");
  const controlOf = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function addRow() {
    const count = rows().length;
    if (count >= Number(sheet.dataset.most)) return null;
    const html = blank.innerHTML.replaceAll("__prefix__", String(count)).replaceAll("__number__", String(count + 1));
    list.insertAdjacentHTML("beforeend", html);
    total.value = String(count + 1);
    return list.lastElementChild;
  }

  function nextRow(row) {
    return row.nextElementSibling || addRow();
  }

  function goOn(row) {
    const next = nextRow(row);
    const title = next && controlOf(next, "title");
    title?.focus();
    title?.select();
  }

  // The nearest row above that says something there: an empty one passes on what stands over it.
  function copyFromAbove(control) {
    const name = nameOf(control);
    for (let row = control.closest("[data-sheet-row]").previousElementSibling; row; row = row.previousElementSibling) {
      const above = controlOf(row, name);
      if (!above?.value) continue;
      if (name === "subarea") showSubareas(control.closest("[data-sheet-row]"), controlOf(row, "area").value);
      control.value = above.value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
  }

  const groups = new WeakMap();

  // Options that don't belong are taken out: hiding them doesn't work in every browser.
  function showSubareas(row, area) {
    const select = controlOf(row, "subarea");
    if (!groups.has(select)) groups.set(select, [...select.querySelectorAll("optgroup")]);
    const chosen = controlOf(row, "area").querySelector(`option[value="${area}"]`)?.textContent;
    const kept = groups.get(select).filter((group) => !area || group.label === chosen);
    const value = select.value;
    select.replaceChildren(select.options[0], ...kept);
    select.value = [...select.options].some((option) => option.value === value) ? value : "";
  }

  // After a comma the list offers the rest of the names, each behind what is written already.
  function offerPlaces(input) {
    const cut = input.value.lastIndexOf(",") + 1;
    const head = cut ? `${input.value.slice(0, cut)} ` : "";
    const written = fold(input.value.slice(0, cut)).split(",").map((name) => name.trim());
    const offered = places.filter((name) => !written.includes(fold(name)));
    names.replaceChildren(...offered.map((name) => Object.assign(document.createElement("option"), { value: head + name })));
  }

  list.addEventListener("keydown", (event) => {
    const control = event.target.closest("input, textarea, select");
    if (!control || event.isComposing) return;
    const row = control.closest("[data-sheet-row]");
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      sheet.requestSubmit(sheet.querySelector("[data-sheet-record]"));
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && control.tagName !== "SELECT") {
      event.preventDefault();
      goOn(row);
    } else if (event.key.toLowerCase() === "d" && event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      copyFromAbove(control);
    }
  });

  list.addEventListener("input", (event) => {
    const row = event.target.closest("[data-sheet-row]");
    if (row && !row.nextElementSibling) addRow();
    if (event.target.list === names) offerPlaces(event.target);
  });

  list.addEventListener("focusin", (event) => {
    if (event.target.list === names) offerPlaces(event.target);
  });

  list.addEventListener("change", (event) => {
    if (event.target.matches("[name$='-area']")) showSubareas(event.target.closest("[data-sheet-row]"), event.target.value);
  });

  rows().forEach((row) => showSubareas(row, controlOf(row, "area").value));
  document.querySelectorAll("[data-sheet-keys]").forEach((hint) => {
    hint.hidden = false;
  });
  const faults = document.querySelector("[data-sheet-faults]");
  if (faults) faults.focus();
  else controlOf(rows()[0], "title").focus();
})();
