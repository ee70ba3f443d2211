// Reads a proof as lms/certificates/proof does, with the same reasons, so that a phone without a network says what the server would say.
(function () {
  "use strict";
  var ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  var SERIAL = /^[PT]-[0-9]{4}-[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]$/, CHECK = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";
  var PREFIX = "MRN1:", ISSUER = "MRN-ML", LONGEST = 4000, LONGEST_NAME = 80, MOST_SPACES = 40, DAY = 86400, LATEST = 253402300799;
  var CERTIFICATE = -65537, WITHDRAWN = -65540, REVOKED_NUMBER = -65539;
  var KINDS = { F: "trainer", P: "participation" };
  var STAGES = [
    "not-a-proof", "too-long", "bad-character", "truncated", "bad-group", "not-cbor", "not-canonical", "wrong-tag", "not-signed-message", "bad-header",
    "wrong-algorithm", "unknown-key", "bad-signature", "not-claims", "unknown-claim", "missing-claim", "bad-claim", "unknown-version", "wrong-issuer",
    "key-withdrawn", "key-not-valid-then", "not-yet-issued"
  ];

  function Unreadable(fault) { this.fault = fault; }

  function refuse(fault) { throw new Unreadable(fault); }

  function isBytes(value) { return value instanceof Uint8Array; }

  function isWhole(value) { return typeof value === "number"; } // the reader below makes no other numbers

  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
  }

  // Base45, RFC 9285.
  function base45(text) {
    var values = [], bytes = [];
    for (var i = 0; i < text.length; i++) {
      values.push(ALPHABET.indexOf(text[i]));
      if (values[i] < 0) refuse("bad-character");
    }
    if (values.length % 3 === 1) refuse("truncated");
    for (i = 0; i < values.length; i += 3) {
      var isPair = i + 2 < values.length, number = values[i] + 45 * values[i + 1] + (isPair ? 2025 * values[i + 2] : 0);
      if (number > (isPair ? 65535 : 255)) refuse("bad-group");
      if (isPair) bytes.push(number >> 8);
      bytes.push(number & 255);
    }
    return new Uint8Array(bytes);
  }

  function Tag(number, value) {
    this.number = number;
    this.value = value;
  }

  // CBOR, in the one way of RFC 8949, section 4.2; a map becomes an object whose names are numbers, or text behind a colon.
  function cbor(bytes) {
    var at = 0;

    function take(number) {
      if (number > bytes.length - at) refuse("not-cbor");
      at += number;
      return bytes.subarray(at - number, at);
    }

    function head() {
      var first = take(1)[0], major = first >> 5, information = first & 31;
      if (information < 24 && major < 7) return [major, information];
      if (information > 27 || major === 7) refuse("not-cbor");
      var width = 1 << information - 24;
      var number = take(width).reduce(function (sum, byte) { return sum * 256 + byte; }, 0);
      if (number < 24 || width > 1 && number < Math.pow(2, 4 * width)) refuse("not-canonical");
      return [major, number];
    }

    function map(number, depth) {
      var found = {}, before = "";
      if (number > bytes.length - at) refuse("not-cbor");
      for (var i = 0; i < number; i++) {
        var start = at, key = value(depth), written = hex(bytes.subarray(start, at));
        if (!isWhole(key) && typeof key !== "string") refuse("not-cbor");
        if (written <= before) refuse("not-canonical");
        before = written;
        found[isWhole(key) ? key : ":" + key] = value(depth);
      }
      return found;
    }

    function text(number) {
      var content = take(number);
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
      } catch (broken) {
        return refuse("not-cbor");
      }
    }

    function array(number, depth) {
      var items = [];
      if (number > bytes.length - at) refuse("not-cbor");
      for (var i = 0; i < number; i++) items.push(value(depth));
      return items;
    }

    function value(depth) {
      var read = head(), number = read[1];
      if (depth === 0) refuse("not-cbor");
      if (read[0] === 0) return number;
      if (read[0] === 1) return -1 - number;
      if (read[0] === 2) return take(number);
      if (read[0] === 3) return text(number);
      if (read[0] === 4) return array(number, depth - 1);
      return read[0] === 5 ? map(number, depth - 1) : new Tag(number, value(depth - 1));
    }

    var whole = value(8);
    if (at !== bytes.length) refuse("not-cbor");
    return whole;
  }

  function isMap(value) {
    return value !== null && typeof value === "object" && !Array.isArray(value) && !isBytes(value) && !(value instanceof Tag);
  }

  function names(map) { return Object.keys(map).map(function (name) { return name[0] === ":" ? name : Number(name); }); }

  function read(bytes, fault) {
    try {
      return cbor(bytes);
    } catch (unreadable) {
      if (!(unreadable instanceof Unreadable)) throw unreadable;
      return refuse(fault);
    }
  }

  // What the signature is over: ["Signature1", protected, b"", payload].
  function toSign(header, payload) {
    function length(major, number) {
      if (number < 24) return [major << 5 | number];
      return number < 256 ? [major << 5 | 24, number] : number < 65536 ? [major << 5 | 25, number >> 8, number & 255]
        : [major << 5 | 26, number >>> 24, number >> 16 & 255, number >> 8 & 255, number & 255];
    }
    var context = Array.prototype.map.call("Signature1", function (letter) { return letter.charCodeAt(0); });
    var parts = [[0x84], length(3, 10), context, length(2, header.length), header, [0x40], length(2, payload.length), payload];
    return new Uint8Array(parts.reduce(function (all, part) { return all.concat(Array.from(part)); }, []));
  }

  function kidOf(protectedBytes, unprotected) {
    var header = read(protectedBytes, "bad-header");
    if (!isMap(header) || Object.keys(unprotected).length) refuse("bad-header");
    if (header[1] !== -8) refuse("wrong-algorithm");
    if (Object.keys(header).length !== 2 || !isBytes(header[4]) || header[4].length !== 4) refuse("bad-header");
    return hex(header[4]);
  }

  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), function (letter) { return letter.charCodeAt(0); });
  }

  // COSE_Sign1, RFC 9052. Gives the payload and the key; refuses what is not rightly signed.
  function opened(bytes, keys) {
    var message = cbor(bytes);
    if (!(message instanceof Tag) || message.number !== 18) refuse("wrong-tag");
    var parts = message.value;
    if (!Array.isArray(parts) || parts.length !== 4 || !isBytes(parts[0]) || !isMap(parts[1]) || !isBytes(parts[2]) || !isBytes(parts[3])) {
      refuse("not-signed-message");
    }
    var kid = kidOf(parts[0], parts[1]);
    var key = keys.filter(function (one) { return one.kid === kid; })[0] || refuse("unknown-key");
    if (!isSigned(parts[3], toSign(parts[0], parts[2]), bytesOf(key.public))) refuse("bad-signature");
    return { payload: parts[2], key: key };
  }

  function isSigned(signature, signed, key) {
    try {
      return window.nobleEd25519.verify(signature, signed, key, { zip215: false });
    } catch (broken) {
      return false; // a signature of another length, or a key that is no point of the curve
    }
  }

  function claims(payload, required, optional) {
    var body = read(payload, "not-claims");
    if (!isMap(body)) refuse("not-claims");
    var known = required.concat(optional);
    if (!names(body).every(function (name) { return known.indexOf(name) >= 0; })) refuse("unknown-claim");
    if (!required.every(function (name) { return name in body; })) refuse("missing-claim");
    if (body[1] !== ISSUER) refuse("wrong-issuer");
    return body;
  }

  function moment(value) {
    if (!isWhole(value) || value < 0 || value > LATEST) refuse("bad-claim");
    return value;
  }

  function day(value) {
    if (moment(value) % DAY) refuse("bad-claim");
    return value;
  }

  function code(value) {
    if (!isBytes(value) || value.length !== 8) refuse("bad-claim");
    return hex(value);
  }

  // What the list names a certificate by: its code, which opens the page, is not public.
  function markOf(value) {
    code(value);
    return hex(window.nobleEd25519.sha512(value).subarray(0, 8));
  }

  function isSerial(text) {
    var characters = String(text).replace(/-/g, ""), total = 0;
    if (typeof text !== "string" || !SERIAL.test(text)) return false;
    for (var i = 0; i < characters.length - 1; i++) total = (total + CHECK.indexOf(characters[i])) * 2 % 37;
    return CHECK[(38 - total) % 37] === characters[characters.length - 1];
  }

  function isName(text) {
    return typeof text === "string" && text.length > 0 && Array.from(text).length <= LONGEST_NAME
      && text === text.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");
  }

  function certificate(payload) {
    var body = claims(payload, [1, 6, 7, CERTIFICATE], [4]), stated = body[CERTIFICATE];
    if (Array.isArray(stated) && isWhole(stated[0]) && stated[0] !== 1) refuse("unknown-version");
    if (!Array.isArray(stated) || stated.length !== 5 || !isWhole(stated[0]) || typeof stated[1] !== "string" || !KINDS.hasOwnProperty(stated[1])
        || !isSerial(stated[2]) || !isWhole(stated[3]) || stated[3] < 1) refuse("bad-claim");
    var issued = day(body[6]), expires = 4 in body ? day(body[4]) - DAY : null;
    if (!isName(stated[4]) || expires !== null && expires < issued) refuse("bad-claim");
    return { kind: KINDS[stated[1]], serial: stated[2], issueNumber: stated[3], name: stated[4], issued: issued, expires: expires, mark: markOf(body[7]) };
  }

  // A first issue is signed on the day that is printed on it, a further one on that day or later.
  function usable(key, second, isFurther) {
    var date = new Date(second * 1000).toISOString().slice(0, 10);
    if (key.is_withdrawn) refuse("key-withdrawn");
    if (!isFurther && date < key.valid_from || key.valid_to && date > key.valid_to) refuse("key-not-valid-then");
  }

  function startOfDay(now) { return now - now % DAY; }

  function readProof(written, keys, now) {
    var message = opened(base45(written), keys), found = certificate(message.payload);
    usable(message.key, found.issued, found.issueNumber > 1);
    if (found.issued > startOfDay(now) + DAY) refuse("not-yet-issued");
    return { fault: null, certificate: found, key: message.key };
  }

  function readList(bytes, keys, now) {
    var message = opened(bytes, keys), body = claims(message.payload, [1, 6, 4, WITHDRAWN, REVOKED_NUMBER], []);
    var marks = body[WITHDRAWN], revoked = body[REVOKED_NUMBER];
    if (!Array.isArray(marks) || !isWhole(revoked) || revoked < 0 || revoked > marks.length) refuse("bad-claim");
    var found = { made: moment(body[6]), until: moment(body[4]), key: message.key };
    if (found.until <= found.made) refuse("bad-claim");
    marks = marks.map(code);
    found.revoked = marks.slice(0, revoked);
    found.replaced = marks.slice(revoked);
    usable(message.key, found.made, false);
    found.isAhead = found.made > now + DAY;
    return found;
  }

  function unquoted(text) {
    try {
      return decodeURIComponent(text);
    } catch (bare) {
      return text.replace(/%([2-7][0-9A-F])/g, function (_all, digits) { return String.fromCharCode(parseInt(digits, 16)); });
    }
  }

  // A bare proof as it was before a browser encoded its spaces, and nothing else; one %20 may be its own.
  function withSpacesOfBrowsers(text) {
    var parts = text.split("%20"), ways = [parts.join(" ")];
    for (var place = 1; place < Math.min(parts.length, MOST_SPACES); place++) {
      ways.push(parts.slice(0, place).join(" ") + "%20" + parts.slice(place).join(" "));
    }
    return ways;
  }

  // As it may have been meant: a bare proof may hold what looks like percent-encoding by chance.
  function waysToUnderstand(text) {
    return [unquoted(text), text].concat(withSpacesOfBrowsers(text)).map(function (whole) {
      var parts = whole.replace(/[\r\n\t]+/g, "").split(PREFIX);
      return parts.length > 1 ? parts.slice(1).join(PREFIX).replace(/ +$/, "") : null;
    }).filter(function (written, place, all) { return written !== null && all.indexOf(written) === place; });
  }

  function isTest(key) { return key.use !== "production"; }

  function sayingOf(read, mark, now) { // who was revoked stays so, however wrong the clock is
    if (read.revoked.indexOf(mark) >= 0) return "revoked";
    if (read.replaced.indexOf(mark) >= 0) return "replaced";
    return read.isAhead ? "ahead" : now >= read.until ? "too-old" : "clear";
  }

  function listing(found, key, list, keys, now) {
    if (!list) return { says: "no-list", made: null };
    try {
      var read = readList(list, keys, now);
      if (isTest(read.key) && !isTest(key)) refuse("unknown-key");
    } catch (unreadable) {
      if (!(unreadable instanceof Unreadable)) throw unreadable;
      return { says: "unreadable", made: null, fault: unreadable.fault };
    }
    return { says: sayingOf(read, found.mark, now), made: read.made };
  }

  // text: whatever was scanned or pasted; keys: of /v/keys.json; list: the bytes of /v/list or null; now: seconds since 1970.
  function verdict(text, keys, list, now) {
    var best = { fault: text.length > LONGEST ? "too-long" : "not-a-proof" };
    var ways = text.length > LONGEST ? [] : waysToUnderstand(text);
    for (var i = 0; i < ways.length; i++) {
      try {
        best = readProof(ways[i], keys, now);
        break;
      } catch (unreadable) {
        if (!(unreadable instanceof Unreadable)) throw unreadable;
        if (STAGES.indexOf(unreadable.fault) > STAGES.indexOf(best.fault)) best = { fault: unreadable.fault };
      }
    }
    if (best.fault) return best;
    best.isTest = isTest(best.key);
    best.expiry = best.certificate.expires === null ? "never" : startOfDay(now) <= best.certificate.expires ? "valid" : "expired";
    best.list = listing(best.certificate, best.key, list, keys, now);
    return best;
  }

  // Which of two lists counts: the newer one, and one of real certificates before one of demonstrations; -1 for what is no list.
  function worthOfList(bytes, keys, now) {
    try {
      var read = readList(bytes, keys, now);
      return read.made + (isTest(read.key) ? 0 : LATEST);
    } catch (unreadable) {
      if (!(unreadable instanceof Unreadable)) throw unreadable;
      return -1;
    }
  }

  // By a clock that is right nothing is signed tomorrow: such a list is believed where it warns, and not kept.
  function isAhead(bytes, keys, now) {
    return readList(bytes, keys, now).isAhead;
  }

  function isKey(one) {
    try {
      return typeof one.kid === "string" && bytesOf(one.public).length === 32;
    } catch (broken) {
      return false;
    }
  }

  // More than nothing is worth more, for a ring forgets no key; -1 for what is no ring.
  function worthOfRing(ring) {
    return ring && Array.isArray(ring.keys) && ring.keys.every(isKey) ? Math.min(ring.keys.length, 1) : -1;
  }

  // A ring of before, such as a server's that was restored, takes back neither that a key was withdrawn nor its last day. Keys are known by their bytes.
  function remembering(ring, known) {
    function same(one) { return function (other) { return hex(bytesOf(one.public)) === hex(bytesOf(other.public)); }; }
    var missing = known.keys.filter(function (one) { return one.is_withdrawn && !ring.keys.some(same(one)); });
    return { issuer: ring.issuer, keys: ring.keys.map(function (key) {
      return known.keys.filter(same(key)).reduce(function (now, before) {
        var days = [now.valid_to, before.valid_to].filter(Boolean).sort();
        return Object.assign({}, now, { is_withdrawn: now.is_withdrawn || before.is_withdrawn, valid_to: days[0] || null });
      }, key);
    }).concat(missing) };
  }

  window.relaisProof = { verdict: verdict, worthOfList: worthOfList, isAhead: isAhead, worthOfRing: worthOfRing, remembering: remembering };
})();
