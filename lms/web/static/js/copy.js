// Copies the text of a field. Without scripts, or where the browser does not allow it, the text is selected by hand.
(function () {
  "use strict";
  if (!navigator.clipboard) return; // only on https and on this machine itself
  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    var field = document.getElementById(button.getAttribute("data-copy"));
    var label = button.firstChild;
    var said = label.data;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(field.value).then(function () {
        label.data = button.getAttribute("data-copied");
        setTimeout(function () { label.data = said; }, 2000);
      }, function () {
        field.select();
      });
    });
  });
})();
