/* What the quota leaves after the ticked numbers: [data-allows] on the form, the words on [data-remains]. */
(() => {
  "use strict";
  const show = () => {
    for (const form of document.querySelectorAll("[data-allows]")) {
      const left = Number(form.dataset.allows) - form.querySelectorAll("tbody .pick input:checked").length;
      for (const node of form.querySelectorAll("[data-remains]")) {
        const words = left > 0 ? node.dataset.many : left === 0 ? node.dataset.none : node.dataset.over;
        node.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang || undefined));
        node.classList.toggle("bad", left < 0);
      }
    }
  };
  /* Selecting a run or clearing changes boxes without events of their own: look after the other scripts have acted. */
  document.addEventListener("click", () => setTimeout(show));
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("DOMContentLoaded", show);
  window.addEventListener("pageshow", show);
})();
