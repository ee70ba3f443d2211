// Reads square codes with the camera: by the browser's own reader, else by a small one that is loaded when the camera is opened.
// settings: button (its data-close holds its other words), video, decoder (address of the small reader), read(text), failed().
window.relaisSquareCodes = function (settings) {
  "use strict";
  var AGAIN_AFTER = 4000;
  var button = settings.button, video = settings.video, canvas = document.createElement("canvas");
  var stream = null, detector = null, last = { text: "", at: 0 };
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return null;

  function reader() {
    if (detector) return Promise.resolve(detector);
    var own = "BarcodeDetector" in window ? window.BarcodeDetector.getSupportedFormats() : Promise.resolve([]);
    return own.then(function (formats) {
      if (formats.indexOf("qr_code") < 0) return load();
      var found = new window.BarcodeDetector({ formats: ["qr_code"] });
      detector = function () {
        return found.detect(video).then(function (codes) { return codes.length ? codes[0].rawValue : ""; });
      };
      return detector;
    });
  }

  function load() {
    return new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = settings.decoder;
      script.onerror = failed;
      script.onload = function () {
        detector = function () {
          var scale = Math.min(1, 640 / video.videoWidth);
          canvas.width = video.videoWidth * scale;
          canvas.height = video.videoHeight * scale;
          var drawn = canvas.getContext("2d", { willReadFrequently: true });
          drawn.drawImage(video, 0, 0, canvas.width, canvas.height);
          var pixels = drawn.getImageData(0, 0, canvas.width, canvas.height);
          var found = window.jsQR(pixels.data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" });
          return Promise.resolve(found ? found.data : "");
        };
        done(detector);
      };
      document.head.appendChild(script);
    });
  }

  function look() {
    if (!stream) return;
    detector().then(function (text) {
      var now = Date.now();
      if (text && (text !== last.text || now - last.at > AGAIN_AFTER)) {
        if (navigator.vibrate) navigator.vibrate(60);
        settings.read(text);
      }
      if (text) last = { text: text, at: now }; // a code held before the camera is read once
    }, close).then(function () { setTimeout(look, 150); });
  }

  function close() {
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = null;
    video.hidden = true;
    swap();
  }

  function swap() {
    var other = button.getAttribute("data-close");
    button.setAttribute("data-close", button.textContent);
    button.textContent = other;
  }

  function open() {
    button.disabled = true;
    Promise.all([navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }), reader()]).then(function (ready) {
      stream = ready[0];
      video.srcObject = stream;
      video.hidden = false;
      swap();
      return video.play();
    }).then(look).catch(function () {
      if (stream) close();
      settings.failed();
    }).then(function () { button.disabled = false; });
  }

  button.hidden = false;
  button.addEventListener("click", function () { if (stream) close(); else open(); });
  return { close: function () { if (stream) close(); } };
};
