/* Selecting rows: one box for all, shift for a run, and a bar that counts.
   A form holds the table and a [data-bulk] bar. Words come from the page:
   [data-count] data-one="1 number" data-many="{n} numbers"; the bar is hidden while nothing is selected. */
(() => {
  "use strict";
  let last = null;

  const boxes = (scope) => [...scope.querySelectorAll("tbody .pick input[type=checkbox]:not(:disabled)")];
  const scopeOf = (node) => node.closest("[data-selects]") || node.closest("form") || node.closest("table");

  const words = (node, count) => {
    const pattern = count === 1 ? node.dataset.one : node.dataset.many;
    return (pattern || "{n}").replace("{n}", count.toLocaleString(document.documentElement.lang || undefined));
  };

  const show = (scope) => {
    const all = boxes(scope);
    const count = all.filter((box) => box.checked).length;
    const master = scope.querySelector("thead .pick input[type=checkbox]");
    if (master) {
      master.checked = count > 0 && count === all.length;
      master.indeterminate = count > 0 && count < all.length;
    }
    for (const bar of scope.querySelectorAll("[data-bulk]")) {
      bar.hidden = count === 0;
      for (const node of bar.querySelectorAll("[data-count]")) node.textContent = words(node, count);
    }
  };

  const run = (scope, box) => {
    const all = boxes(scope);
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (from < 0) return;
    all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
  };

  document.addEventListener("click", (event) => {
    const clear = event.target.closest?.("[data-clears]");
    if (clear) {
      event.preventDefault();
      const scope = scopeOf(clear);
      boxes(scope).forEach((box) => { box.checked = false; });
      show(scope);
      boxes(scope)[0]?.focus();
      return;
    }
    const box = event.target.closest?.(".pick input[type=checkbox]");
    if (!box) return;
    const scope = scopeOf(box);
    if (box.closest("thead")) boxes(scope).forEach((one) => { one.checked = box.checked; });
    else {
      if (event.shiftKey && last) run(scope, box);
      last = box;
    }
    show(scope);
  });

  const showAll = () => document.querySelectorAll("[data-bulk]").forEach((bar) => show(scopeOf(bar)));
  document.addEventListener("DOMContentLoaded", showAll);
  document.addEventListener("htmx:afterSettle", showAll);
  window.addEventListener("pageshow", showAll);
})();
