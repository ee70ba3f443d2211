// Keeps where somebody was in a lesson, on this device only, and offers to go on from there. The page works without it.
(function () {
  "use strict";
  var text = document.querySelector("[data-reading]");
  var store;
  try {
    store = window.localStorage;
  } catch (blocked) {
    return; // reading goes on all the same
  }
  if (!text || !store) return;
  var key = "reading:" + text.getAttribute("data-reading");
  var headings = text.querySelectorAll("h2[id]");
  var moved = false;

  function place() {
    var last = "";
    for (var i = 0; i < headings.length; i++) {
      if (headings[i].getBoundingClientRect().top < window.innerHeight / 2) last = headings[i].id;
    }
    return text.getBoundingClientRect().bottom < 0 ? "" : last;
  }

  function keep() {
    if (!moved) return; // somebody who only looked in keeps the place of last time
    try {
      var id = place();
      if (id && id !== headings[0].id) store.setItem(key, id);
      else store.removeItem(key);
    } catch (full) {
      window.removeEventListener("pagehide", keep); // no room or not allowed: reading goes on all the same
    }
  }

  var kept = store.getItem(key);
  var heading = kept && document.getElementById(kept);
  if (heading && !location.hash) {
    var link = document.createElement("a");
    link.className = "resume button button--secondary";
    link.href = "#" + kept;
    link.textContent = text.getAttribute("data-resume").replace("…", heading.textContent);
    text.parentNode.insertBefore(link, text);
  }
  window.addEventListener("scroll", function () { moved = true; }, { passive: true });
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") keep();
  });
})();

// An explanation that was opened by a touch is closed by going back, so that Back does not open it again. Without scripts its link closes it.
(function () {
  "use strict";
  var OPENED = "term opened here";
  var opener = null;
  var isOpening = false;

  function isOpen() { return location.hash.indexOf("#term-") === 0; }

  function restore(mode) {
    if ("scrollRestoration" in history) history.scrollRestoration = mode;
  }

  function open(event, link) {
    opener = link;
    if (isOpen()) { // from one explanation to the next: still one step back to the text
      event.preventDefault();
      isOpening = history.state === OPENED;
      location.replace(link.href);
    } else {
      isOpening = true;
      restore("manual"); // the text stays where it is when one comes back, wherever one has scrolled to
    }
  }

  function close(event) {
    if (opener) opener.focus({ preventScroll: true });
    if (history.state !== OPENED) return;
    event.preventDefault();
    history.back();
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".term-link, .term-sheet__close");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.className === "term-link") open(event, link);
    else close(event);
  });
  window.addEventListener("hashchange", function () {
    if (isOpen() && isOpening) history.replaceState(OPENED, "");
    isOpening = false;
    restore("auto");
  });
})();
