// Checks the square code of a certificate on this device. What the code holds is sent to nobody.
(function () {
  "use strict";
  var box = document.querySelector("[data-module=verifier]");
  if (!box || !window.fetch || !window.Promise) return;
  var KEPT = "relais-verify-data", LONGEST_WAIT = 6000;
  var HOLDS_PROOF = /(?:M|%4D)(?:R|%52)(?:N|%4E)(?:1|%31)/i; // however a browser or a stranger wrote it
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

  function nothing() { return null; }

  function kept(url) { // over plain http a browser keeps nothing, and the page works with the network alone
    if (!window.caches) return Promise.resolve(null);
    return window.caches.open(KEPT).then(function (cache) { return cache.match(url); }).catch(nothing);
  }

  function keep(url, answer) { // where a full device keeps nothing new, what was fetched counts all the same
    if (!window.caches) return Promise.resolve(null);
    return window.caches.open(KEPT).then(function (cache) { return cache.put(url, answer); }).catch(nothing);
  }

  function fetched(url) {
    var stop = window.AbortController ? new AbortController() : { signal: undefined, abort: function () {} };
    var timer = setTimeout(function () { stop.abort(); }, LONGEST_WAIT);
    return fetch(url, { cache: "no-cache", credentials: "omit", signal: stop.signal }).catch(nothing).then(function (answer) {
      clearTimeout(timer);
      return answer && answer.ok ? answer : null;
    });
  }

  function contentOf(answer, read) { // null for what is something else, such as the page of a Wi-Fi that wants a password
    if (!answer) return null;
    var copy = answer.clone();
    return read(answer).then(function (content) {
      return { content: content, answer: copy, at: Date.parse(copy.headers.get("Date")) / 1000 };
    }).catch(nothing);
  }

  // What the network gives, joined with what this device has kept, unless that is worth more; a worth below 0 is not kept.
  function best(url, read, worth, joined, mayKeep) {
    return Promise.all([fetched(url), kept(url)]).then(function (answers) {
      return Promise.all(answers.map(function (answer) { return contentOf(answer, read); }));
    }).then(function (found) {
      var worths = found.map(function (one) { return one ? worth(one.content) : -2; });
      if (worths[0] < worths[1]) return found[1];
      if (worths[0] < 0 || !mayKeep(found[0].content)) return found[0];
      var one = worths[1] < 0 ? found[0] : joined(found[0], found[1].content);
      return keep(url, one.answer).then(function () { return one; });
    });
  }

  function withWhatWasTold(ring, known) {
    var content = window.relaisProof.remembering(ring.content, known), date = ring.answer.headers.get("Date");
    var headers = date ? { "Content-Type": "application/json", Date: date } : { "Content-Type": "application/json" };
    return { content: content, answer: new Response(JSON.stringify(content), { headers: headers }), at: ring.at };
  }

  function always() { return true; }

  function newest(found) { return found; }

  function ask(url) { // the copy on this device answers where there is no network
    return fetch(url, { credentials: "omit" }).then(function (answer) { return answer.json(); });
  }

  function speak() {
    return words ? Promise.resolve() : ask(box.getAttribute("data-words")).then(function (answer) { words = answer; });
  }

  function asKeys(answer) { return answer.json(); }

  function asList(answer) { return answer.arrayBuffer().then(function (content) { return new Uint8Array(content); }); }

  function load() {
    known = known || tools().then(function () {
      return best(keysUrl, asKeys, window.relaisProof.worthOfRing, withWhatWasTold, always);
    }).then(function (ring) {
      var keys = ring && window.relaisProof.worthOfRing(ring.content) >= 0 ? ring.content.keys : null, now = Math.floor(Date.now() / 1000);
      return best(listUrl, asList, function (list) { // an older one would hide what was revoked since
        return keys ? window.relaisProof.worthOfList(list, keys, now) : -1;
      }, newest, function (list) { return !window.relaisProof.isAhead(list, keys, now); }).then(function (list) { return { keys: keys, list: list && list.content, fetched: ring && ring.at }; });
    });
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

  var OF_DEVICE = ["unknown-key", "key-not-valid-then", "key-withdrawn", "not-yet-issued"]; // its keys or its clock may be behind

  // A paper whose facts are signed may still lead whoever scans it with another program to a page that only looks like ours.
  function hostElsewhere(text) {
    var at = text.search(HOLDS_PROOF), links = (at < 0 ? text : text.slice(0, at)).match(/https?:[\/\\]*[^\/\\?#\s]+/gi) || [];
    return links.map(function (link) { // browsers go to https:\\host and https:host too, and to what stands behind an @
      return link.replace(/^https?:[\/\\]*/i, "").split("@").pop().toLowerCase();
    }).filter(function (host) { return host !== window.location.host.toLowerCase(); }).concat("")[0].slice(0, 100);
  }

  function isWhatServerSays(found) {
    function isoDay(seconds) { return seconds === null ? "" : new Date(seconds * 1000).toISOString().slice(0, 10); }
    var said = found.certificate;
    return !found.fault && said.name === box.getAttribute("data-name") && said.serial === box.getAttribute("data-serial")
      && String(said.issueNumber) === box.getAttribute("data-issue") && isoDay(said.issued) === box.getAttribute("data-issued")
      && isoDay(said.expires) === box.getAttribute("data-expires");
  }

  function withHeading(content, name, text, look) {
    var heading = document.createElement(name);
    heading.textContent = text;
    heading.className = look;
    content.insertBefore(heading, content.firstChild);
    return content;
  }

  // Under the server's answer the three sentences are enough, unless the two answers are at odds.
  function besideAnswer(content, found) {
    if (!box.hasAttribute("data-name")) return content;
    var other = document.querySelector(".verification"), section = content.querySelector(".verification");
    var result = content.querySelector(".verification__result"), isSame = isWhatServerSays(found);
    var isAtOdds = other.className.indexOf("--genuine") >= 0 && ["genuine", "unsure"].indexOf(outcomeOf(found)) < 0;
    if (isSame && !isAtOdds) {
      section.className = "";
      result.remove();
      content.querySelector(".verifier__said").remove();
      return withHeading(content, "h2", words.alsoHere, "");
    }
    quieten(other);
    if (isSame) return content; // it was revoked since the page was made
    if (OF_DEVICE.indexOf(found.fault) >= 0) {
      result.remove();
      section.className = section.className.replace("--revoked", "--unknown");
      return withHeading(content, "p", words.notHere, "notice notice--attention");
    }
    if (outcomeOf(found) === "genuine") result.textContent = words.signed;
    section.className = section.className.replace("--genuine", "--unknown");
    return withHeading(content, "p", words.differ, "notice notice--error");
  }

  function quieten(other) { // nothing is well, and nothing says so
    var valid = other.querySelector(".status-tag--done");
    if (other.className.indexOf("--genuine") >= 0) other.querySelector(".verification__result").textContent = words.recorded;
    if (valid) valid.parentNode.parentNode.remove();
    other.className = other.className.replace("--genuine", "--unknown");
    document.querySelector(".page").insertBefore(box, document.querySelector("h1").nextSibling); // read before the other answer
  }

  function say(text) {
    result.textContent = text;
    result.hidden = !text;
  }

  function sayOf(name) { return speak().then(function () { say(words[name]); }); }

  function check(text) {
    return sayOf("working").then(function () { return load(); }).then(function (data) {
      if (!data.keys) return say(words.noKeys);
      show(window.relaisProof.verdict(text, data.keys, data.list, Math.floor(Date.now() / 1000)));
      var host = hostElsewhere(text);
      if (host) withHeading(result, "p", words.elsewhere.replace("{host}", host), "notice notice--error");
      if (result.scrollIntoView) result.scrollIntoView({ block: "nearest" });
    }).catch(function () { return sayOf("tooOld"); });
  }

  function checkAddress() {
    if (HOLDS_PROOF.test(window.location.hash)) check(window.location.hash.slice(1));
  }

  function tellState() { // what this device could do without a network
    load().then(function (data) {
      var isKept = data.keys && data.list && window.caches && navigator.serviceWorker;
      if (!isKept) return;
      return Promise.all([navigator.serviceWorker.ready, speak()]).then(function () {
        state.textContent = fill(words.ready, data.fetched);
        state.hidden = false;
      });
    }).catch(nothing); // a browser that cannot check says so when it is asked to
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
    if (!/\/verify$/.test(window.location.pathname) && !HOLDS_PROOF.test(window.location.hash)) sayOf("onlySerial");
  }
  checkAddress();
})();
