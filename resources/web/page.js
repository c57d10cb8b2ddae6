// The customer's side of a chat. What others wrote reaches the page through textContent alone.
"use strict";

const $ = (id) => document.getElementById(id);
const KEEP = "switchboard-chat";
const PAUSES = [300, 700, 1500, 3000, 6000, 12000];
const PING_MS = 20000;
const ANSWER_MS = 10000;

// --- what survives a reload: the token, what is not sent yet, what is half written ---------------

let kept = { token: "", name: "", outbox: [], draft: "" };
try {
  const read = JSON.parse(localStorage.getItem(KEEP));
  if (read && Array.isArray(read.outbox)) kept = { ...kept, ...read };
} catch { /* no storage here: the chat lasts until the page is closed */ }

function keep(changes) {
  Object.assign(kept, changes);
  try { localStorage.setItem(KEEP, JSON.stringify(kept)); } catch { /* see above */ }
}

const key = new URLSearchParams(location.hash.slice(1)).get("k") || "";

// --- the state of the page --------------------------------------------------------------------

let socket = null;
let joined = false;
let lines = 0;                   // how many the page has
let told = { line: 0, seen: false };
let failures = 0;
let stopped = "";                // why it does not connect again by itself
let status = { state: "new", agent: null, typing: false, read: 0, rated: false, reachable: true };
let unread = 0;
let typingUntil = 0;
let timers = {};
let title = "Chat";

// --- the connection ---------------------------------------------------------------------------

function connect() {
  clearTimeout(timers.connect);
  if (socket || stopped) return;
  const url = new URL("ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  const mine = socket = new WebSocket(url);
  mine.onopen = () => say({ type: "join", key, token: kept.token, name: kept.name, after: lines });
  mine.onmessage = (event) => { if (socket === mine) { clearTimeout(timers.answer); hear(JSON.parse(event.data)); } };
  mine.onclose = (event) => { if (socket === mine) lost(event.code); };
  timers.answer = setTimeout(drop, ANSWER_MS);
}

function drop() {
  const before = socket;
  if (!before) return;
  lost(0);
  before.close();
}

function lost(code) {
  socket = null;
  joined = false;
  for (const name of ["answer", "ping", "retry"]) clearTimeout(timers[name]);
  timers.retry = 0;
  if (code === 4401) { forget(unsent()); return; }
  if (code === 4409) stopped = "This chat is open in another window.";
  if (stopped) { showConnection(); return; }
  failures += 1;
  const pause = PAUSES[Math.min(failures, PAUSES.length) - 1];
  timers.connect = setTimeout(connect, pause * (0.8 + 0.4 * Math.random()));
  showConnection();
}

// Half of a character, which no JSON reader takes, is sent as the sign for one that is missing.
function whole(key, value) { return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value; }

function say(frame) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame, whole));
}

function ping() {
  clearTimeout(timers.ping);
  if (!joined) return;
  say({ type: "ping" });
  clearTimeout(timers.answer);
  timers.answer = setTimeout(drop, ANSWER_MS);
  timers.ping = setTimeout(ping, PING_MS);
}

function hear(frame) {
  switch (frame.type) {
    case "joined": onJoined(frame); break;
    case "line": onLine(frame); break;
    case "status": status = frame; showStatus(); break;
    case "error": onError(frame); break;
  }
}

function onJoined(frame) {
  if (frame.lines < lines) {     // the other side knows less than this page: begin anew
    clearLog();
    const before = socket;
    socket = null;
    before.close();
    connect();
    return;
  }
  joined = true;
  failures = 0;
  setTitle(frame.title);
  keep({ token: frame.token });
  showConnection();
  sendOutbox();
  timers.ping = setTimeout(ping, PING_MS);
}

function onLine(frame) {
  if (frame.line !== lines + 1) return;
  lines = frame.line;
  const own = !frame.by_agent;
  const waiting = own ? $("log").querySelector(`li.pending[data-id="${CSS.escape(frame.message)}"]`) : null;
  if (own) keep({ outbox: kept.outbox.filter((message) => message.id !== frame.message) });
  if (waiting) waiting.remove();
  if (frame.text !== null) addMessage(frame);
  if (!own && !isWatched()) { unread += 1; showTitle(); }
  note();
}

function onError(frame) {
  if (frame.code === "slow") {
    clearTimeout(timers.retry);
    timers.retry = setTimeout(sendOutbox, 1500);
  } else if (frame.code === "long") {
    const message = kept.outbox.find((each) => each.id === frame.id);
    keep({ outbox: kept.outbox.filter((each) => each.id !== frame.id) });
    const item = $("log").querySelector(`li[data-id="${CSS.escape(frame.id || "")}"]`);
    if (item) { item.className = "own failed"; item.querySelector(".meta").textContent = `Not sent. ${frame.text}`; }
    if (message && !$("text").value) $("text").value = message.text;
  } else {
    stopped = frame.text;
    showConnection();
  }
}

// --- sending ------------------------------------------------------------------------------------

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function write(text) {
  const message = { id: newId(), text };
  keep({ outbox: [...kept.outbox, message], draft: "" });
  addPending(message);
  if (!joined) connect();
  else if (!timers.retry) say({ type: "message", ...message });  // else it waits behind the others
}

function sendOutbox() {
  timers.retry = 0;
  for (const message of kept.outbox) say({ type: "message", id: message.id, text: message.text });
}

function typingNow() {
  const now = Date.now();
  clearTimeout(timers.typing);
  if (now > typingUntil) say({ type: "typing", active: true });
  typingUntil = now + 4000;
  timers.typing = setTimeout(notTyping, 5000);
}

function notTyping() {
  clearTimeout(timers.typing);
  if (typingUntil) say({ type: "typing", active: false });
  typingUntil = 0;
}

function isWatched() { return document.visibilityState === "visible" && document.hasFocus(); }

function note() {
  clearTimeout(timers.note);
  timers.note = setTimeout(() => {
    const seen = isWatched() && atBottom();
    if (!joined || (told.line === lines && (told.seen || !seen))) return;
    told = { line: lines, seen };
    say({ type: "has", line: lines, seen });
    if (seen) { unread = 0; showTitle(); }
  }, 150);
}

// --- what is shown ------------------------------------------------------------------------------

function element(kind, name, text) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function addMessage(line) {
  const own = !line.by_agent;
  const item = element("li", own ? "own" : "");
  item.dataset.id = line.message;
  item.dataset.line = line.line;
  item.append(element("span", "unseen", own ? "You: " : `${status.agent || title}: `));
  item.append(element("div", "bubble", line.text));
  item.append(element("div", "meta", ""));
  const time = line.at_ms ? new Date(line.at_ms) : null;
  item.dataset.time = time ? time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
  place(item, own);
}

function addPending(message) {
  const item = element("li", "own pending");
  item.dataset.id = message.id;
  item.append(element("span", "unseen", "You: "), element("div", "bubble", message.text), element("div", "meta", "Sending"));
  place(item, true);
}

function addNote(text) { place(element("li", "note", text), false); }

function place(item, own) {
  const follow = own || atBottom();
  const log = $("log");
  const firstPending = item.classList.contains("pending") ? null : log.querySelector("li.pending");
  log.insertBefore(item, firstPending);
  showMetas();
  if (follow) toBottom();
  else $("newer").hidden = false;
}

function showMetas() {
  const items = [...$("log").children];
  items.forEach((item, n) => {
    const before = items[n - 1], after = items[n + 1];
    const side = (other) => other && !other.classList.contains("note") && other.classList.contains("own") === item.classList.contains("own");
    item.classList.toggle("first", !side(before));
    item.classList.toggle("last", !side(after));
    if (!item.dataset.line) return;
    const own = item.classList.contains("own");
    const read = own && Number(item.dataset.line) <= status.read;
    const parts = [item.dataset.time, own ? (read ? "Read" : "Sent") : ""].filter(Boolean);
    item.querySelector(".meta").textContent = parts.join(" · ");
  });
}

function clearLog() {
  $("log").replaceChildren();
  lines = 0;
  told = { line: 0, seen: false };
  for (const message of kept.outbox) addPending(message);
}

function atBottom() { const box = $("scroller"); return box.scrollHeight - box.scrollTop - box.clientHeight < 60; }
function toBottom() { const box = $("scroller"); box.scrollTop = box.scrollHeight; $("newer").hidden = true; }

function setTitle(text) {
  title = text || "Chat";
  $("title").textContent = title;
  $("mark").textContent = Array.from(title)[0] || "";
  showTitle();
}

function showTitle() { document.title = unread ? `(${unread}) ${title}` : title; }

function showStatus() {
  const { state, agent } = status;
  const words = {
    new: "", waiting: "You are in the queue. Somebody will be with you soon.",
    open: agent ? `You are talking with ${agent}` : "Somebody is with you", closed: "This chat has ended",
  };
  $("state").textContent = words[state];
  $("end").hidden = state !== "waiting" && state !== "open";
  const wasTyping = !$("typing").hidden;
  const follow = atBottom();
  $("typing").hidden = !status.typing;
  if (status.typing && !wasTyping && follow) toBottom();
  $("rating").hidden = state !== "closed" || status.rated;
  if ($("rating").hidden) clearRating();
  $("after").hidden = state !== "closed";
  $("thanks").hidden = !(state === "closed" && status.rated);
  $("thanks").textContent = status.rated ? "Thank you for your rating." : "";
  $("text").placeholder = state === "closed" ? "Write again to go on with this chat" : "Write a message";
  showMetas();
  showConnection();
  if (follow) toBottom();
}

function showConnection() {
  const banner = $("banner");
  const button = element("button", "", "Try again");
  button.type = "button";
  button.onclick = () => { stopped = ""; connect(); };
  let text = "";
  if (stopped) text = stopped;
  else if (!navigator.onLine) text = "You are offline. Your messages are sent when you are back.";
  else if (!joined && failures > 1) text = "Connection lost. Trying again; nothing is lost.";
  else if (joined && !status.reachable) text = "We can't be reached at the moment. Your messages are kept.";
  banner.replaceChildren(text);
  if (stopped) banner.append(button);
  banner.hidden = !text;
  for (const button of [$("end"), $("rate")]) button.disabled = !joined;
  if (!joined && $("sure").open) $("sure").close();
}

function clearRating() {
  $("rating").reset();
  showStars(0);
}

function showStars(stars) { [...$("stars").children].forEach((each, n) => each.classList.toggle("on", n < stars)); }

function view(name) {
  $("chat").dataset.view = name;
  $("start").hidden = name !== "start";
  $("talk").hidden = name !== "talk";
}

// What the customer has written and nobody has received.
function unsent() { return [...kept.outbox.map((message) => message.text), kept.draft].filter(Boolean).join("\n"); }

function forget(text = "") {
  const why = stopped;
  stopped = "";
  keep({ token: "", outbox: [], draft: "" });
  $("first").value = text;
  $("text").value = "";
  grow();
  status = { state: "new", agent: null, typing: false, read: 0, rated: false, reachable: true };
  clearLog();
  showStatus();
  view("start");
  $("banner").replaceChildren(why);
  $("banner").hidden = !why;
  $("first").focus();
}

function talk() {
  view("talk");
  $("text").focus();
}

// --- what the customer does -----------------------------------------------------------------------

$("begin").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("first").value.trim();
  if (!text) return;
  keep({ name: $("name").value.trim() });
  $("first").value = "";
  failures = 0;
  talk();
  write(text);
});

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  grow();
  typingUntil = 0;
  write(text);
});

const touches = matchMedia("(pointer: coarse)").matches;
for (const [box, form] of [["text", "composer"], ["first", "begin"]]) {
  $(box).addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touches) return;
    event.preventDefault();
    $(form).requestSubmit();
  });
}

function grow() {
  const box = $("text");
  box.rows = Math.min(5, box.value.split("\n").length);
}

$("text").addEventListener("input", () => {
  grow();
  keep({ draft: $("text").value });
  if ($("text").value) typingNow(); else notTyping();
});

// Escape leaves the answer as it is, so that of the chat before has to go.
$("end").addEventListener("click", () => { $("sure").returnValue = ""; $("sure").showModal(); });
$("sure").addEventListener("close", () => { if ($("sure").returnValue === "yes") say({ type: "leave" }); });
$("again").addEventListener("click", () => { const before = socket; socket = null; joined = false; if (before) before.close(); forget(); });
$("newer").addEventListener("click", () => { toBottom(); note(); });
$("scroller").addEventListener("scroll", () => { if (atBottom()) { $("newer").hidden = true; note(); } });

for (let stars = 1; stars <= 5; stars += 1) {
  const label = element("label");
  const choice = element("input");
  choice.type = "radio";
  choice.name = "stars";
  choice.value = String(stars);
  choice.required = true;
  choice.setAttribute("aria-label", `${stars} of 5`);
  const star = element("span", "star", "★");
  star.setAttribute("aria-hidden", "true");
  label.append(choice, star);
  choice.addEventListener("change", () => showStars(stars));
  $("stars").append(label);
}

$("rating").addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = document.querySelector("input[name=stars]:checked");
  if (!chosen || !joined) return;   // it stays here until the status says that it is known
  say({ type: "rate", rating: Number(chosen.value), comment: $("comment").value.trim() });
});

addEventListener("online", () => { failures = 0; drop(); connect(); });
addEventListener("offline", () => { showConnection(); ping(); });
addEventListener("focus", note);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  if (joined) ping(); else if (kept.token) connect();
  note();
});

// --- begin ----------------------------------------------------------------------------------------

fetch("site.json").then((answer) => answer.json()).then((site) => { if (title === "Chat") setTitle(site.title); }).catch(() => {});
if (kept.token || kept.outbox.length) {
  $("text").value = kept.draft;
  grow();
  talk();
  clearLog();
  connect();
} else {
  view("start");
}
