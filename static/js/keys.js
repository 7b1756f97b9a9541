/* The keyboard: / searches, ? shows the keys, g and a letter goes somewhere, j and k walk through rows. */
(() => {
  "use strict";
  let goes = 0;

  const types = (node) => node instanceof Element && (node.isContentEditable
    || node.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));

  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr:not(:has(> [scope=rowgroup]))")].filter((row) => row.offsetParent !== null);
  const current = () => document.querySelector("[data-rows] tbody tr.is-at");

  const move = (step) => {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(current());
    const row = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
    all.forEach((one) => one.classList.toggle("is-at", one === row));
    const target = row.querySelector("a[href], button:not([type=hidden]), input");
    target?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    return true;
  };

  const search = () => {
    const field = document.querySelector("[data-search]");
    if (!field) return false;
    field.focus();
    field.select?.();
    return true;
  };

  const help = () => {
    const dialog = document.getElementById("keys");
    if (!dialog || dialog.open) return false;
    dialog.showModal();
    return true;
  };

  const go = (letter) => {
    const link = document.querySelector(`[data-key="${CSS.escape(letter)}"]`);
    goes = 0;
    if (!link) return false;
    link.click();
    return true;
  };

  const select = () => {
    const box = current()?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.click();
    return true;
  };

  const acts = { "/": search, "?": help, j: () => move(1), k: () => move(-1), x: select };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && types(event.target)) { event.target.blur(); return; }
    if (types(event.target) || document.querySelector("dialog[open]")) return;
    const second = goes && Date.now() - goes < 1500;
    if (second) { if (go(event.key)) event.preventDefault(); return; }
    if (event.key === "g") { goes = Date.now(); return; }
    if (acts[event.key]?.()) event.preventDefault();
  });

  /* The row under the keys follows the focus. */
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-rows] tbody tr");
    if (row) rows().forEach((one) => one.classList.toggle("is-at", one === row));
  });
})();
