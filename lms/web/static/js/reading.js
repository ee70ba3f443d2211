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
