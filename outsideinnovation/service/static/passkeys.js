// Passkeys (WebAuthn): asks the browser for one, and sends what it answers with the form. Nothing is kept here.

const REASONS = {
  InvalidStateError: "This device holds a passkey of yours already.",
  NotAllowedError: "Nothing was chosen, or it took too long. Try again.",
  SecurityError: "Passkeys do not work at this address.",
  unknown: "This browser knows no passkeys.",
};

const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));

function letters(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function readable(options) {
  const withOctets = (list) => (list ?? []).map((each) => ({ ...each, id: octets(each.id) }));
  return {
    ...options,
    challenge: octets(options.challenge),
    ...(options.user && { user: { ...options.user, id: octets(options.user.id) } }),
    excludeCredentials: withOctets(options.excludeCredentials),
    allowCredentials: withOctets(options.allowCredentials),
  };
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = letters(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: letters(credential.rawId), type: credential.type, response });
}

async function asked(form) {
  if (form.dataset.given) return JSON.parse(form.dataset.given);
  const fields = new URLSearchParams({ half: form.elements.half.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body: fields });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}

async function use(form) {
  const publicKey = readable(await asked(form));
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
  form.elements.answer.value = written(credential);
  form.submit();
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const said = form.querySelector("[role=alert]");
  const reasons = { ...REASONS, ...JSON.parse(form.dataset.errors ?? "{}") }; // in the blog's language
  form.hidden = false;
  if (!window.PublicKeyCredential) {
    form.querySelector("button").disabled = true;
    said.textContent = reasons.unknown;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    said.textContent = "";
    use(form).catch((problem) => {
      said.textContent = reasons[problem.name] ?? problem.message;
    });
  });
}
