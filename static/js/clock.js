/* Countdowns. The server writes the end and its own time, so that a wrong clock on this machine does not matter. */
(() => {
  "use strict";
  const seen = new WeakMap();

  const state = (node) => {
    if (!seen.has(node)) {
      const skew = Date.now() - Date.parse(node.dataset.now || new Date().toISOString());
      const end = Date.parse(node.dataset.countdown) + skew;
      seen.set(node, { end, began: end - Date.now(), warned: end - Date.now() < 61000, over: end <= Date.now() });
    }
    return seen.get(node);
  };

  const elapse = (node) => {
    const region = node.closest("[data-elapses]");
    if (region && window.htmx) window.htmx.trigger(region, "elapsed");
    else location.reload();
  };

  const tick = () => {
    for (const node of document.querySelectorAll("[data-countdown]")) {
      const clock = state(node);
      if (clock.over || Number.isNaN(clock.end)) continue;
      const left = Math.max(0, Math.ceil((clock.end - Date.now()) / 1000));
      const shown = node.querySelector("[data-left]") || node;
      shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left <= 60 && !clock.warned) {
        clock.warned = true;
        node.classList.add("is-late");
        window.switchboard?.say(node.dataset.warning);
      }
      if (left === 0) {
        clock.over = true;
        setTimeout(() => elapse(node), 1000);
      }
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    tick();
    setInterval(tick, 500);
  });
})();
