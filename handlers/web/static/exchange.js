// Calls of the front desk: one after the other, in the order in which they were made.

export class Refusal extends Error {
  constructor(kind, text) {
    super(text);
    this.kind = kind;
  }
}

let last = Promise.resolve();

// Resolves to what is said in return; rejects with a Refusal that carries a text for the visitor, where there is one.
export function call(kind, body, language) {
  const result = last.then(() => send(kind, body, language, true));
  last = result.catch(() => {});
  return result;
}

async function send(kind, body, language, again) {
  let response;
  let content;
  try {
    response = await fetch(`/api/${kind}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Chat-Language": language },
      body: JSON.stringify(body),
      credentials: "same-origin",
      redirect: "error",
    });
    content = await response.json();
  } catch {
    throw new Refusal("offline", "");
  }
  if (response.ok) return content;
  // The visit had expired; the answer brought a new one.
  if (response.status === 401 && again) return send(kind, body, language, false);
  throw new Refusal(content.error, content.text);
}
