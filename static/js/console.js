/* What every page does: theme, dialogs, toasts, copying, busy buttons, and where the focus goes after a swap.
   All of it is delegated from the document, so a fragment that HTMX brings needs no set-up. */
(() => {
  "use strict";
  const root = document.documentElement;
  const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  /* Say something to assistive technology, in the one status node of the page. */
  const say = (words) => {
    const node = document.getElementById("messages");
    if (!node || !words) return;
    let line = node.querySelector(":scope > [data-said-here]");
    if (!line) {
      line = document.createElement("span");
      line.className = "vh";
      line.dataset.saidHere = "";
      node.append(line);
    }
    line.textContent = "";
    requestAnimationFrame(() => { line.textContent = words; });
  };
  window.switchboard = { say };

  /* Theme: system, light or dark, kept in this browser. */
  const showTheme = () => {
    const choice = root.dataset.theme || "system";
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  };
  const setTheme = (choice) => {
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
    try {
      if (choice === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", choice);
    } catch { /* not kept, then */ }
    showTheme();
  };

  /* Dialogs: native ones; the opener gets the focus back by itself. */
  const openDialog = (selector) => {
    const dialog = document.querySelector(selector);
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  };
  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copies);
      say(button.dataset.said);
      button.classList.add("is-done");
      setTimeout(() => button.classList.remove("is-done"), 1500);
    } catch { /* no permission: the number stays selectable */ }
  };

  document.addEventListener("click", (event) => {
    const shut = closest(event, '[aria-disabled="true"]');
    if (shut) { event.preventDefault(); event.stopPropagation(); return; }
    const theme = closest(event, "[data-theme-choice]");
    if (theme) setTheme(theme.dataset.themeChoice);
    const opener = closest(event, "[data-opens]");
    if (opener) openDialog(opener.dataset.opens);
    const closer = closest(event, "[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    const copier = closest(event, "[data-copies]");
    if (copier) copy(copier);
    const dismisser = closest(event, "[data-dismisses]");
    if (dismisser) {
      dismisser.closest(dismisser.dataset.dismisses)?.remove();
      document.getElementById("main")?.focus({ preventScroll: true });
    }
    /* A link of the error summary: focus the field, not only its place. */
    const link = closest(event, ".errors a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.focus({ preventScroll: true });
      (field.closest(".field") || field).scrollIntoView({ block: "center" });
    }
  }, true);

  /* A form is sent once: the button that sent it is busy until the page or the answer comes. */
  const free = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented && !form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (form.method !== "post" && !form.hasAttribute("hx-post")) return;
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    if (form.hasAttribute("data-downloads")) setTimeout(() => free(form), 2000);
  }, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(free);
  });

  /* HTMX: the swapped region is busy while it loads; afterwards the focus goes where the answer wants it. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    /* Polling rests while nobody looks, and it dims nothing: nobody asked for it. */
    if (event.detail.elt?.matches?.("[data-polls]")) { if (document.hidden) event.preventDefault(); }
    else event.detail.target?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    event.detail.target?.removeAttribute("aria-busy");
    const form = event.detail.elt?.closest?.("form[data-sent]");
    if (form) free(form);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const region = event.detail.elt;
    if (!(region instanceof Element)) return;
    const wanted = region.matches("[data-takes-focus]") ? region : region.querySelector("[data-takes-focus]");
    wanted?.focus();
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      const words = document.getElementById("messages")?.dataset.failed;
      if (words) say(words);
      document.body.classList.add("has-failed");
    });
  }
  document.addEventListener("htmx:validation:halted", (event) => {
    const form = event.detail.elt?.closest?.("form[data-sent]");
    if (form) free(form);
  });

  document.addEventListener("DOMContentLoaded", () => {
    showTheme();
    document.querySelector("[data-takes-focus]:not([autofocus])")?.focus();
  });
})();
