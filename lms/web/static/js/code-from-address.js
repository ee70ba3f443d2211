// The square code on a slip carries the code after a #, which browsers never send. This puts it into its field, and out of the address.
// The browser's history keeps it for this page alone: after a lost answer, Back or a reload finds it again.
(function () {
  "use strict";
  var field = document.getElementById("code");
  var code = location.hash.slice(1);
  if (!field) return;
  if (/^[0-9A-Za-z-]{8,10}$/.test(code)) keep(code);
  if (!field.value && history.state && history.state.code) field.value = history.state.code;
  field.addEventListener("change", function () { keep(field.value); });

  function keep(text) { history.replaceState({ code: text }, "", location.pathname + location.search); }
})();
