// Marking by single keys: a letter marks a person and goes on to the next, arrows move, "/" finds a name from anywhere on the page.
// The grid works without it.
(function () {
  "use strict";
  var keys = document.querySelector("[data-module=attendance-keys]");
  var grid = document.querySelector(".attendance-grid");
  if (!keys || !grid || !String.prototype.normalize) return;
  var field = keys.querySelector("input");
  var said = keys.querySelector(".visually-hidden");
  var nobody = keys.querySelector(".attendance-keys__nobody");
  var letters = keys.getAttribute("data-keys").split(" ");
  var values = ["present", "late", "absent", "excused"];
  var rows = Array.prototype.slice.call(grid.querySelectorAll("fieldset"));
  var names = rows.map(function (row) { return row.querySelector("legend").firstChild.textContent.trim(); });
  var folded = names.map(function (name) { return plain(name).replace(/ /g, ""); }); // N’Golo is found by "ngolo" and by "n golo"

  // As lms/plain.py compares names: without accents, case or punctuation.
  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0254/g, "o").replace(/\u025b/g, "e")
      .replace(/[\u014b\u0272]/g, "n").replace(/\u0153/g, "oe").replace(/[^a-z0-9]+/g, " ").trim();
  }

  function isTypedIn(target) {
    return /^(?:TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(?:radio|checkbox)$/.test(target.type));
  }

  function shown() {
    return rows.filter(function (row) { return !row.hidden; });
  }

  function go(row) {
    if (row) (row.querySelector(":checked") || row.querySelector("input")).focus();
  }

  function move(row, steps) {
    var there = shown();
    go(there[there.indexOf(row) + steps]);
  }

  function filter() {
    var words = plain(field.value).split(" ");
    rows.forEach(function (row, number) {
      row.hidden = !words.every(function (word) { return folded[number].indexOf(word) >= 0; });
    });
    nobody.hidden = shown().length > 0;
  }

  function clear() {
    field.value = "";
    filter();
  }

  function mark(row, value) {
    var choice = row.querySelector("[value=" + value + "]");
    choice.checked = true;
    said.textContent = keys.getAttribute("data-said").replace("{name}", names[rows.indexOf(row)])
      .replace("{status}", choice.parentNode.textContent.trim());
    if (field.value) { // somebody was looked for: the next one is, too
      clear();
      field.focus();
    } else if (shown().indexOf(row) < shown().length - 1) {
      move(row, 1);
    } else {
      go(row);
    }
  }

  grid.addEventListener("keydown", function (event) {
    var row = event.target.closest("fieldset");
    var letter = letters.indexOf(event.key.toLowerCase());
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") move(row, 1);
    else if (event.key === "ArrowUp") move(row, -1);
    else if (event.key === "/") field.focus();
    else if (event.key === "Escape") { clear(); go(row); }
    else if (letter >= 0) mark(row, values[letter]);
    else return;
    event.preventDefault();
  });

  // With nobody chosen yet, the same keys lead into the grid: "/" to a name, arrows to the first and the last person.
  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTypedIn(event.target)) return;
    if (event.key === "/") field.focus();
    else if (event.target === document.body && event.key === "ArrowDown") go(shown()[0]);
    else if (event.target === document.body && event.key === "ArrowUp") go(shown()[shown().length - 1]);
    else return;
    event.preventDefault();
  });

  field.addEventListener("keydown", function (event) {
    if (event.key === "Enter" || event.key === "ArrowDown") go(shown()[0]);
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault(); // Enter here does not save
  });
  field.addEventListener("input", filter);
  grid.closest("form").addEventListener("submit", clear); // going back shows everybody
  keys.hidden = false;
  filter();
})();
