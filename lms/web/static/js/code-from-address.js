// The square code on a slip carries the code after a #, which browsers never send. This puts it into its field, and out of the address.
(function () {
  "use strict";
  var field = document.getElementById("code");
  var code = location.hash.slice(1);
  if (!field || field.value || !/^[0-9A-Za-z-]{8,10}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
})();
