// Messages as the visitor sees them. Whatever is said goes in as text, never as markup.

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// A message is {who: "visitor", text}, {who: "error", text} or {who: "assistant", reply}.
// `act` takes a pressed action and the bubble it belongs to, `enlarge` a picture's address and its text.
export function bubble(message, say, act, enlarge) {
  const made = element("article", `bubble ${message.who}`);
  fill(made, message, say, act, enlarge);
  return made;
}

// Puts another message into a bubble.
export function fill(made, message, say, act, enlarge) {
  made.replaceChildren(element("span", "unseen", say(message.who === "visitor" ? "you" : "assistant")));
  if (message.who !== "assistant") {
    made.append(element("p", "text", message.text));
    return;
  }
  const reply = message.reply;
  if (reply.picture) made.append(picture(reply, say, enlarge));
  if (reply.text) made.append(element("p", reply.notes.length ? "text quote" : "text", reply.text));
  if (reply.table) {
    const table = element("pre", "table", reply.table);
    table.tabIndex = 0; // so that the keyboard can scroll it sideways
    made.append(table);
  }
  if (reply.notes.length) {
    const notes = element("ul", "notes");
    for (const note of reply.notes) notes.append(element("li", "", note));
    made.append(notes);
  }
  for (const row of reply.buttons) made.append(buttons(row, (action) => act(action, made)));
}

function picture(reply, say, enlarge) {
  const alt = reply.text || say("title");
  const frame = element("button", "picture");
  frame.type = "button";
  frame.setAttribute("aria-label", say("enlarge", { alt }));
  const image = element("img");
  image.alt = alt;
  image.addEventListener("error", () => frame.replaceWith(element("p", "text", say("picture_gone"))));
  image.src = reply.picture;
  frame.append(image);
  frame.addEventListener("click", () => enlarge(reply.picture, alt));
  return frame;
}

function buttons(row, act) {
  const made = element("div", "buttons");
  made.setAttribute("role", "group");
  for (const { label, action } of row) {
    const button = element("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => act(action));
    made.append(button);
  }
  return made;
}

export function typing() {
  const made = element("div", "bubble assistant typing");
  made.setAttribute("aria-hidden", "true"); // the status line says it
  made.append(element("i"), element("i"), element("i"));
  return made;
}
