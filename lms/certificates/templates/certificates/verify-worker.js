// Keeps the page that checks certificates on this device, so that it opens where there is no network. It touches no other page.
(function () {
  "use strict";
  var CACHE = "relais-verify-{{ version }}", PREFIX = "relais-verify-";
  var FILES = {{ files|tojson }}; // made new with each version: all of them are kept, or none
  var PAGES = /^\/(?:(fr|en)\/)?(?:v\/[^/]+(?:\/[^/]+)?|verify)$/;
  var LONGEST_WAIT = 8000;

  function fetchNew(cache, url) {
    return fetch(new Request(url, { credentials: "omit", cache: "reload" })).then(function (answer) { // as a stranger: the copy is of nobody
      if (!answer.ok || answer.redirected) throw new Error(url);
      return cache.put(url, answer);
    });
  }

  function shell(url, language) {
    return caches.match("/" + (language || (/^fr/.test(navigator.language) ? "fr" : "en")) + "/verify", { cacheName: CACHE }).then(function (kept) {
      return kept || Promise.reject(new Error(url));
    });
  }

  function page(request, url, language) {
    var late = new Promise(function (_done, failed) { setTimeout(failed, LONGEST_WAIT); });
    return Promise.race([fetch(request), late]).then(function (answer) {
      return answer.status < 500 ? answer : shell(url, language).catch(function () { return answer; });
    }, function () {
      return shell(url, language).catch(function () { return fetch(request); });
    });
  }

  self.addEventListener("install", function (event) {
    event.waitUntil(caches.open(CACHE).then(function (cache) {
      return Promise.all(FILES.map(function (url) { return fetchNew(cache, url); }));
    }).then(function () { return self.skipWaiting(); }));
  });

  self.addEventListener("activate", function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) {
        return name.indexOf(PREFIX) === 0 && name !== CACHE && name !== PREFIX + "data" ? caches.delete(name) : null;
      }));
    }).then(function () { return self.clients.claim(); }));
  });

  self.addEventListener("fetch", function (event) {
    var url = new URL(event.request.url), found = url.pathname.match(PAGES);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
    if (event.request.mode === "navigate" && found) event.respondWith(page(event.request, url.pathname, found[1]));
    else if (FILES.indexOf(url.pathname) >= 0 && !found) {
      event.respondWith(caches.match(url.pathname, { cacheName: CACHE }).then(function (kept) { return kept || fetch(event.request); }));
    }
  });
})();
