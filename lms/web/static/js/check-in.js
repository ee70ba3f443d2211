// Reads badges with the camera, and keeps on this phone what was read until our own receipt says that it arrived. The page works without it.
(function () {
  "use strict";
  var box = document.querySelector("[data-module=check-in]");
  if (!box || !window.fetch || !window.crypto || !window.URLSearchParams) return;
  var ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  var LONGEST_WAIT = 60000;
  var form = box.querySelector(".check-in__form"), field = form.elements.code;
  var panel = box.querySelector(".check-in__panel"), queueLine = box.querySelector(".check-in__queue");
  var log = box.querySelector(".check-in__log"), list = log.querySelector("ol");
  var names = JSON.parse(box.getAttribute("data-names"));
  var key = "check-in:" + box.getAttribute("data-queue");
  var skew = Number(box.getAttribute("data-now")) - Date.now(); // clocks of telephones are wrong now and then
  var sending = false, stopped = false, retry = 0, timer, newest = "";

  function words(name, values) {
    return Object.keys(values).reduce(function (text, one) { return text.replace("{" + one + "}", values[one]); }, name);
  }

  // A UUIDv7: 48 bits of milliseconds, then chance (RFC 9562).
  function newId(now) {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    for (var i = 5, left = now; i >= 0; i--, left = Math.floor(left / 256)) bytes[i] = left % 256;
    bytes[6] = bytes[6] & 15 | 112;
    bytes[8] = bytes[8] & 63 | 128;
    var text = Array.prototype.map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
  }

  // As lms/accounts/codes.py reads a code: null when it holds a mistake.
  function readCode(text) {
    var code = text.toUpperCase().replace(/[^0-9A-Z]/g, ""), sum = 0;
    for (var i = 0; i < code.length; i++) {
      if (ALPHABET.indexOf(code[i]) < 0) return null;
      if (i < 6) sum += (i + 1) * ALPHABET.indexOf(code[i]);
    }
    return code.length === 7 && ALPHABET[sum % 31] === code[6] ? code : null;
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key)) || [];
    } catch (blocked) {
      return [];
    }
  }

  function keep(items) {
    try {
      if (items.length) localStorage.setItem(key, JSON.stringify(items));
      else localStorage.removeItem(key);
      return true;
    } catch (blocked) {
      return false;
    }
  }

  function waiting() {
    return kept().filter(function (item) { return !item.refused; });
  }

  function tell(name) {
    var number = waiting().length;
    queueLine.hidden = !number && name !== "data-full";
    queueLine.textContent = words(box.getAttribute(name), { number: number });
  }

  function clock(said) {
    return new Date(said).toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit", timeZone: "Africa/Bamako" });
  }

  function show(template, name, hour) {
    var content = document.importNode(box.querySelector(template).content, true);
    content.querySelector(".panel__name").textContent = name;
    content.querySelectorAll("p").forEach(function (line) { line.textContent = words(line.textContent, { hour: hour }); });
    panel.textContent = "";
    panel.appendChild(content);
  }

  function note(item, text, kind) {
    var line = document.getElementById("read-" + item.id) || list.insertBefore(document.createElement("li"), list.firstChild);
    line.id = "read-" + item.id;
    line.className = "check-in__read check-in__read--" + kind;
    line.textContent = clock(item.said) + " " + text;
    log.hidden = false;
  }

  function read(text) {
    var code = readCode(text), now = Date.now() + skew;
    field.value = "";
    if (!code) {
      show(".check-in__mistyped", text, "");
      field.value = text;
      return;
    }
    var item = { id: newId(now), code: code, said: new Date(now).toISOString() };
    var name = names[code] || code.slice(0, 3) + "-" + code.slice(3);
    newest = item.id;
    show(".check-in__kept", name, clock(item.said));
    note(item, name, "kept");
    if (keep(kept().concat(item))) send();
    else post(item).catch(function () { tell("data-full"); }); // no room on this phone: it is sent at once, or said not to be
  }

  function post(item) {
    var data = new URLSearchParams(new FormData(form));
    data.set("event_id", item.id);
    data.set("code", item.code);
    data.set("said_at", item.said);
    return fetch(form.action, {
      method: "POST", body: data, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }
    }).then(function (answer) {
      // Only a receipt with our id is a success: a page of a hotel's network, or of signing in, is not.
      return answer.json().catch(function () { return {}; }).then(function (receipt) {
        if (receipt.id !== item.id) throw { status: answer.status };
        answered(item, receipt);
      });
    });
  }

  function answered(item, receipt) {
    var others = kept().filter(function (one) { return one.id !== item.id; });
    if (receipt.words) { // it marked nobody: whoever stands at the door must know, also after the page was closed
      item.refused = receipt.words;
      others.push(item);
    }
    keep(others);
    skew = receipt.now - Date.now();
    box.ownerDocument.querySelector(".check-in__arrived").textContent = receipt.arrived;
    note(item, (receipt.name || item.code) + (receipt.words ? " \u2013 " + receipt.words : ""), receipt.kind);
    if (item.id === newest) panel.innerHTML = receipt.panel; // made, and escaped, by our own template
  }

  function send() {
    var item = waiting()[0];
    clearTimeout(timer);
    if (sending || !item) return tell("data-waiting");
    sending = true;
    post(item).then(function () {
      sending = stopped = false;
      retry = 0;
      send();
    }, function (failure) {
      sending = false;
      // 4xx: signed out, or the page is stale. Trying again by itself would not help; nothing is thrown away.
      stopped = Boolean(failure && failure.status >= 400 && failure.status < 500 && failure.status !== 429);
      tell(stopped ? "data-again" : "data-waiting");
      if (!stopped) timer = setTimeout(send, Math.min(LONGEST_WAIT, 1000 * Math.pow(2, retry++)));
    });
  }

  function sendNow() {
    retry = 0;
    send();
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (field.value.trim()) read(field.value.trim());
    field.focus();
  });
  window.addEventListener("online", sendNow);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) sendNow(); });
  document.addEventListener("submit", function (event) { // signing out empties the storage of this site
    if (form.contains(event.target) || !waiting().length || !/\/(sign-out|leave)$/.test(event.target.action)) return;
    event.preventDefault();
    tell("data-sign-out");
  });
  kept().forEach(function (item) { note(item, (names[item.code] || item.code) + (item.refused ? " \u2013 " + item.refused : ""), item.refused ? "refused" : "kept"); });
  keep(waiting()); // what was refused has been shown once more
  send();

  window.relaisSquareCodes({
    button: box.querySelector("[data-camera]"), video: box.querySelector("video"), decoder: box.getAttribute("data-decoder"), read: read,
    failed: function () {
      queueLine.hidden = false;
      queueLine.textContent = box.getAttribute("data-no-camera");
    }
  });
})();
