// Saves each answer as it is given. Without network it is kept on this phone and sent when the network is back. The page works without it.
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.FormData) return;
  var status = form.querySelector(".autosave");
  var key = "attempt:" + form.getAttribute("data-autosave");
  var running = false, again = false, retry = 0, timer;

  function keep(text) {
    try {
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    } catch (blocked) {
      return; // no room on the phone: the answer is on the page, and is sent again from there
    }
  }

  // Each change is a fact of its own: an answer changed back would else pass for the first one, sent again.
  function renew() {
    var field = form.elements["event_id"], digits = "";
    while (digits.length < 12) digits += Math.floor(Math.random() * 16).toString(16);
    field.value = field.value.slice(0, 24) + digits;
  }

  function body() {
    var data = new FormData(form);
    data.set("action", "autosave");
    return new URLSearchParams(data);
  }

  function send() {
    if (running) { again = true; return; }
    running = true;
    again = false;
    var data = body();
    keep(data.toString());
    fetch(form.getAttribute("action"), { method: "POST", body: data, credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      running = false;
      // Only our own empty answer is a success: a page of a hotel's network, or of signing in, is not.
      if (answer.status === 204) {
        retry = 0;
        keep("");
        status.textContent = form.getAttribute("data-saved");
        if (again) send();
      } else if (answer.status === 422) { // something is no answer yet: it stays on this phone, the others are saved
        status.textContent = "";
        if (again) send();
      } else {
        later();
      }
    }, function () {
      running = false;
      later();
    });
  }

  function later() {
    status.textContent = form.getAttribute("data-waiting");
    retry = Math.min(retry + 1, 6);
    clearTimeout(timer);
    timer = setTimeout(send, 1000 * Math.pow(2, retry));
  }

  function restore() {
    var kept;
    try {
      kept = localStorage.getItem(key);
    } catch (blocked) {
      return;
    }
    if (!kept) return;
    var values = new URLSearchParams(kept);
    form.querySelectorAll("input, select").forEach(function (field) {
      if (field.type === "hidden" || !field.name || (!values.has(field.name) && field.type !== "checkbox")) return;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.getAll(field.name).indexOf(field.value) >= 0;
      else field.value = values.get(field.name);
    });
    send();
  }

  form.addEventListener("change", function () { renew(); send(); });
  form.addEventListener("submit", function () { keep(""); });
  window.addEventListener("online", send);
  restore();
})();
