// What the tab remembers: its messages and its language, until it is closed.

const MESSAGES = "messages";
const LANGUAGE = "language";
const MOST = 200;

// In a sandboxed frame there may be no storage at all; then a reload begins anew.
function stored(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // full or forbidden: the conversation goes on, it is only not kept
  }
}

export function recallMessages() {
  try {
    const messages = JSON.parse(stored(MESSAGES) ?? "[]");
    return Array.isArray(messages) ? messages.slice(-MOST) : [];
  } catch {
    return [];
  }
}

export function keepMessages(messages) {
  store(MESSAGES, JSON.stringify(messages.slice(-MOST)));
}

export function recallLanguage() {
  return stored(LANGUAGE);
}

export function keepLanguage(language) {
  store(LANGUAGE, language);
}
