// The conversation in this tab: what is typed and pressed goes to the front desk, what it says is shown.

import { bubble, fill, typing } from "./bubbles.js";
import { call, Refusal } from "./exchange.js";
import { keepLanguage, keepMessages, recallLanguage, recallMessages } from "./memory.js";

const HINT_MS = 6000;
const NEWS_MS = 30000;
const PASSED_ON = /^hand:add:/; // the button of an enquiry that a colleague has
const LANGUAGE = /^language:(.+)$/;
const COMMAND = /^\/([a-z]{1,20})(?:@\w+)?(?:\s+([^]*))?$/;

const texts = JSON.parse(document.body.dataset.texts);
const [log, form, question, language, hint, viewer] = ["log", "form", "question", "language", "hint", "viewer"].map(
  (id) => document.getElementById(id),
);
const messages = []; // in the order of the bubbles
const bubbles = [];
let latest = []; // the bubbles that are to be seen
let waiting = 0;
let hintTimer;

function say(key, values = {}) {
  const text = texts[language.value][key];
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// --- what is shown

function atEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

// Shows bubbles that follow one another to their end; what is higher than the log is read from its top.
function scrollTo(...shown) {
  const first = shown[0];
  const last = shown.at(-1);
  const tooHigh = last.offsetTop + last.offsetHeight - first.offsetTop > log.clientHeight;
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  (tooHigh ? first : last).scrollIntoView({ block: tooHigh ? "start" : "end", behavior: smooth ? "smooth" : "auto" });
  latest = shown;
}

function show(message) {
  const made = bubble(message, say, press, enlarge);
  messages.push(message);
  bubbles.push(made);
  const dots = log.querySelector(".typing");
  log.insertBefore(made, dots);
  return made;
}

// Puts a message in the place of a shown one; whoever pressed a key there stays there.
function showInPlace(made, message) {
  const focused = made.contains(document.activeElement);
  const held = atEnd();
  messages[bubbles.indexOf(made)] = message;
  fill(made, message, say, press, enlarge);
  if (focused) {
    const first = made.querySelector(".buttons button");
    if (first) {
      first.focus({ preventScroll: true });
    } else {
      made.tabIndex = -1;
      made.focus({ preventScroll: true });
    }
  }
  if (held) scrollTo(made);
}

function showSaid(said, pressed, follow = true) {
  const replies = said.replies.flatMap((reply) => {
    const answered = { who: "assistant", reply };
    return reply.question ? [{ who: "visitor", text: reply.question }, answered] : [answered];
  });
  if (said.in_place && pressed && bubbles.includes(pressed) && replies[0]?.reply) showInPlace(pressed, replies.shift());
  const shown = replies.map(show);
  if (shown.length && follow) scrollTo(...shown);
  if (said.hint) showHint(said.hint);
}

function showHint(text) {
  clearTimeout(hintTimer);
  hint.textContent = text;
  hintTimer = setTimeout(() => (hint.textContent = ""), HINT_MS);
}

function wait(more) {
  waiting += more;
  const dots = log.querySelector(".typing");
  if (waiting && !dots) {
    log.append(typing());
    scrollTo(log.lastChild);
    clearTimeout(hintTimer);
    hint.textContent = say("typing");
  }
  if (!waiting) {
    dots?.remove();
    if (hint.textContent === say("typing")) hint.textContent = "";
  }
}

function enlarge(address, alt) {
  document.getElementById("enlarged").src = address;
  document.getElementById("enlarged").alt = alt;
  document.getElementById("caption").textContent = alt;
  viewer.showModal();
}

// --- what is done

// Returns whether the front desk took it.
async function exchange(kind, body, pressed) {
  wait(1);
  let taken = true;
  try {
    const said = await call(kind, body, language.value);
    wait(-1);
    showSaid(said, pressed);
  } catch (error) {
    wait(-1);
    if (!(error instanceof Refusal)) throw error;
    taken = false;
    scrollTo(show({ who: "error", text: error.message || say("offline") }));
  }
  keepMessages(messages);
  return taken;
}

async function press(action, made) {
  if (made.ariaBusy === "true") return;
  made.ariaBusy = "true";
  const taken = await exchange("press", { action }, made);
  made.ariaBusy = "false";
  const [, tag] = LANGUAGE.exec(action) ?? [];
  if (taken && tag in texts) choose(tag);
}

async function command(name, argument = "") {
  const taken = await exchange("command", { name, argument });
  if (taken && name === "language" && argument in texts) choose(argument);
  return taken;
}

// Nothing can be sent to a page that asks nothing: while a colleague has an enquiry, what they wrote is asked for.
async function askForNews() {
  const passedOn = messages.some(({ reply }) => reply?.buttons.flat().some(({ action }) => PASSED_ON.test(action)));
  if (!passedOn || waiting || document.hidden) return;
  try {
    const said = await call("command", { name: "news" }, language.value);
    showSaid(said, undefined, atEnd()); // who reads further up stays there
    if (said.replies.length) keepMessages(messages);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error; // the next time, then
  }
}

async function send() {
  const text = question.value.trim();
  if (!text) return;
  question.value = "";
  fit();
  scrollTo(show({ who: "visitor", text }));
  keepMessages(messages);
  const found = COMMAND.exec(text);
  const taken = found ? await command(found[1], found[2]?.trim() ?? "") : await exchange("ask", { text });
  if (!taken && !question.value) question.value = text; // not to be typed again
  fit();
}

function fit() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

function clear() {
  messages.length = 0;
  bubbles.length = 0;
  log.replaceChildren();
  keepMessages(messages);
  showHint(say("cleared"));
  question.focus();
}

// --- the page's own words

function speak() {
  document.documentElement.lang = language.value;
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say);
  for (const one of document.querySelectorAll("[data-say-label]")) one.ariaLabel = say(one.dataset.sayLabel);
  question.placeholder = say(question.dataset.sayPlaceholder);
}

function choose(tag) {
  language.value = tag in texts ? tag : document.documentElement.lang;
  keepLanguage(language.value);
  speak();
}

for (const tag of Object.keys(texts)) {
  const option = new Option(texts[tag].languages, tag);
  option.lang = tag;
  language.append(option);
}
choose(recallLanguage() ?? document.documentElement.lang);

language.addEventListener("change", () => {
  choose(language.value);
  command("language", language.value);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
question.addEventListener("input", fit);
question.addEventListener("keydown", (event) => {
  // While an input method composes Chinese, Enter takes its proposal.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
});
for (const button of document.querySelectorAll("[data-command]")) {
  button.addEventListener("click", () => command(button.dataset.command));
}
document.getElementById("clear").addEventListener("click", clear);
document.getElementById("close").addEventListener("click", () => viewer.close());
document.getElementById("enlarged").addEventListener("click", () => viewer.close());

// A picture has its height only now.
log.addEventListener("load", ({ target }) => latest.includes(target.closest(".bubble")) && scrollTo(...latest), true);
log.addEventListener("wheel", () => (latest = []), { passive: true });
log.addEventListener("touchmove", () => (latest = []), { passive: true });
document.addEventListener("visibilitychange", askForNews);
setInterval(askForNews, NEWS_MS);

for (const message of recallMessages()) show(message);
if (messages.length) {
  scrollTo(bubbles.at(-1));
  askForNews();
} else {
  command("start");
}
// On a phone the keyboard would cover the greeting; in a frame the page around it has the focus.
if (matchMedia("(pointer: fine)").matches && window === window.top) question.focus();
