/* Runs before the first paint, so that the page never flashes in the wrong theme. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.remove("no-js");
  root.classList.add("js");
  try {
    const choice = localStorage.getItem("theme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch {
    /* storage is blocked: the system decides */
  }
})();
