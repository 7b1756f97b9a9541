/* Passkeys: the sign-in library does the ceremony; this says in the page when it came to nothing. */
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const note = document.querySelector("[data-passkey-trouble]");
    if (!note) return;
    note.hidden = false;
    note.focus();
    window.switchboard?.say(note.textContent.trim());
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[id^='mfa_webauthn'], #passkey_login");
    const note = button && document.querySelector("[data-passkey-trouble]");
    if (note) note.hidden = true;
  }, true);
})();
