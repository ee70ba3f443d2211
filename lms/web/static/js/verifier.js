// Checks the square code of a certificate on this device. What the code holds is sent to nobody.
(function () {
  "use strict";
  var box = document.querySelector("[data-module=verifier]");
  if (!box || !window.fetch || !window.Promise) return;
  var KEPT = "relais-verify-data", LONGEST_WAIT = 6000;
  var language = document.documentElement.lang, words = null;
  var result = box.querySelector(".verifier__result"), state = box.querySelector(".verifier__state"), form = box.querySelector("form");
  var keysUrl = box.getAttribute("data-keys"), listUrl = box.getAttribute("data-list");
  var known = null, ready = null;

  function day(seconds) {
    return new Date(seconds * 1000).toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  }

  function fill(text, seconds) { return text.replace("{day}", seconds === null || seconds === undefined ? "" : day(seconds)); }

  function script(url) {
    return new Promise(function (done, failed) {
      var element = document.createElement("script");
      element.src = url;
      element.onload = done;
      element.onerror = failed;
      document.head.appendChild(element);
    });
  }

  function onDevice(use) { // over plain http a browser keeps nothing, and the page works with the network alone
    return window.caches ? window.caches.open(KEPT).then(use) : Promise.resolve(undefined);
  }

  function newest(url) {
    var stop = window.AbortController ? new AbortController() : { signal: undefined, abort: function () {} };
    var timer = setTimeout(function () { stop.abort(); }, LONGEST_WAIT);
    return fetch(url, { cache: "no-cache", credentials: "omit", signal: stop.signal }).then(function (answer) {
      if (!answer.ok) throw new Error(url);
      return onDevice(function (cache) { return cache.put(url, answer.clone()); }).then(function () { return answer; });
    }).catch(function () {
      return onDevice(function (cache) { return cache.match(url); });
    }).then(function (answer) {
      clearTimeout(timer);
      return answer || null;
    });
  }

  function ask(url) { // the copy on this device answers where there is no network
    return fetch(url, { credentials: "omit" }).then(function (answer) { return answer.json(); });
  }

  function speak() {
    return words ? Promise.resolve() : ask(box.getAttribute("data-words")).then(function (answer) { words = answer; });
  }

  function load() {
    known = known || Promise.all([newest(keysUrl), newest(listUrl)]).then(function (answers) {
      return Promise.all([
        answers[0] && answers[0].json(), answers[1] && answers[1].arrayBuffer(), answers[0] && Date.parse(answers[0].headers.get("Date")) / 1000
      ]);
    }).then(function (read) { return { keys: read[0] && read[0].keys, list: read[1] && new Uint8Array(read[1]), fetched: read[2] }; });
    return known;
  }

  function tools() {
    ready = ready || script(box.getAttribute("data-ed25519")).then(function () { return script(box.getAttribute("data-proof")); }).then(function () {
      if (!window.nobleEd25519) throw new Error("too old"); // the file could not be understood
    });
    return ready;
  }

  function line(list, name, text, kind) {
    var row = document.createElement("div"), title = document.createElement("dt"), said = document.createElement("dd");
    title.textContent = name;
    said.textContent = text;
    if (kind) row.className = "verifier__line verifier__line--" + kind;
    row.appendChild(title);
    row.appendChild(said);
    list.appendChild(row);
  }

  function outcomeOf(found) {
    if (found.fault) return "refused";
    if (found.list.says === "revoked" || found.list.says === "replaced") return found.list.says;
    if (found.expiry === "expired") return "expired";
    return found.isTest ? "test" : found.list.says === "clear" ? "genuine" : "unsure";
  }

  var LOOKS = { genuine: "genuine", refused: "revoked", revoked: "revoked", replaced: "revoked", expired: "unknown", test: "unknown", unsure: "unknown" };

  function show(found) {
    var content = document.importNode(box.querySelector("template").content, true), outcome = outcomeOf(found);
    var section = content.querySelector(".verification"), three = content.querySelector(".verifier__three"), facts = content.querySelector(".verifier__facts");
    section.className += " verification--" + LOOKS[outcome];
    section.setAttribute("data-outcome", outcome);
    section.setAttribute("data-fault", found.fault || "");
    content.querySelector(".verification__result").textContent = words.outcomes[outcome];
    line(three, words.signature, found.fault ? words.faults[found.fault] : found.isTest ? words.signedToTry : words.signed,
      found.fault ? "bad" : found.isTest ? "unsure" : "good");
    if (!found.fault) {
      line(three, words.expiry, fill(words.expiries[found.expiry], found.certificate.expires), found.expiry === "expired" ? "bad" : "good");
      line(three, words.list, fill(words.listings[found.list.says], found.list.made),
        found.list.says === "clear" ? "good" : found.list.says === "revoked" || found.list.says === "replaced" ? "bad" : "unsure");
      content.querySelector(".verification__name").textContent = found.certificate.name;
      line(facts, words.kind, words.kinds[found.certificate.kind]);
      line(facts, words.serial, found.certificate.serial);
      if (found.certificate.issueNumber > 1) line(facts, words.issueNumber, String(found.certificate.issueNumber));
      line(facts, words.issuedOn, day(found.certificate.issued));
    } else {
      content.querySelector(".verifier__said").remove();
    }
    result.textContent = "";
    result.appendChild(besideAnswer(content, found));
    result.hidden = false;
  }

  // Under the server's answer the three sentences are enough, unless the code says something else than the server.
  function besideAnswer(content, found) {
    if (!box.hasAttribute("data-name")) return content;
    var isSame = !found.fault && found.certificate.name === box.getAttribute("data-name") && found.certificate.serial === box.getAttribute("data-serial");
    var section = content.querySelector(".verification"), heading = document.createElement(isSame ? "h2" : "p"), other;
    heading.textContent = isSame ? words.alsoHere : words.differ;
    if (isSame) {
      section.className = "";
      content.querySelector(".verification__result").remove();
      content.querySelector(".verifier__said").remove();
    } else {
      heading.className = "notice notice--error";
      other = document.querySelector(".verification");
      if (other.className.indexOf("--genuine") >= 0) other.querySelector(".verification__result").textContent = words.recorded;
      if (!found.fault) section.querySelector(".verification__result").textContent = words.signed;
      [other, section].forEach(function (one) { one.className = one.className.replace("--genuine", "--unknown"); }); // nothing is well
      document.querySelector(".page").insertBefore(box, document.querySelector("h1").nextSibling); // read before the other answer
    }
    content.insertBefore(heading, section);
    return content;
  }

  function say(text) {
    result.textContent = text;
    result.hidden = !text;
  }

  function sayOf(name) { return speak().then(function () { say(words[name]); }); }

  function check(text) {
    return sayOf("working").then(function () { return Promise.all([load(), tools()]); }).then(function (loaded) {
      if (!loaded[0].keys) return say(words.noKeys);
      show(window.relaisProof.verdict(text, loaded[0].keys, loaded[0].list, Math.floor(Date.now() / 1000)));
      if (result.scrollIntoView) result.scrollIntoView({ block: "nearest" });
    }).catch(function () { return sayOf("tooOld"); });
  }

  function checkAddress() {
    if (window.location.hash.indexOf("MRN1") >= 0) check(window.location.hash.slice(1));
  }

  function tellState() { // what this device could do without a network
    load().then(function (data) {
      var isKept = data.keys && data.list && window.caches && navigator.serviceWorker;
      if (!isKept) return;
      return Promise.all([navigator.serviceWorker.ready, speak()]).then(function () {
        state.textContent = fill(words.ready, data.fetched);
        state.hidden = false;
      });
    });
  }

  box.hidden = false;
  window.addEventListener("hashchange", checkAddress);
  if (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      check(form.elements.proof.value);
    });
    var camera = window.relaisSquareCodes({
      button: box.querySelector("[data-camera]"), video: box.querySelector("video"), decoder: box.getAttribute("data-decoder"),
      read: function (text) {
        camera.close();
        form.elements.proof.value = text;
        check(text);
      },
      failed: function () { sayOf("noCamera"); }
    });
    if (navigator.serviceWorker) navigator.serviceWorker.register(box.getAttribute("data-worker"), { scope: "/" });
    tellState();
    // The copy on this device answered in the place of a page that only the network has.
    if (!/\/verify$/.test(window.location.pathname) && window.location.hash.indexOf("MRN1") < 0) sayOf("onlySerial");
  }
  checkAddress();
})();
