// Passkeys: asks the device, puts its answer into the form, sends the form. Without JavaScript the form stays hidden.
// <form data-passkey="create|get|login"> with a button of type "button", a hidden input "credential" and, but for
// "login", the options as JSON in #passkey-options.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const readable = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function create(options, alone) {
  const wanted = options.creation_options.publicKey;
  const selection = { ...wanted.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) selection.userVerification = "required";
  const made = await navigator.credentials.create({
    publicKey: {
      ...wanted,
      challenge: bytes(wanted.challenge),
      user: { ...wanted.user, id: bytes(wanted.user.id) },
      excludeCredentials: readable(wanted.excludeCredentials),
      authenticatorSelection: selection,
    },
  });
  return answer(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports ? made.response.getTransports() : [],
  });
}

async function get(options) {
  const wanted = options.request_options.publicKey;
  const found = await navigator.credentials.get({
    publicKey: { ...wanted, challenge: bytes(wanted.challenge), allowCredentials: readable(wanted.allowCredentials) },
  });
  return answer(found, {
    authenticatorData: text(found.response.authenticatorData),
    signature: text(found.response.signature),
    userHandle: found.response.userHandle ? text(found.response.userHandle) : null,
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  };
}

async function optionsOf(form) {
  if (form.dataset.passkey !== "login") return JSON.parse(document.getElementById("passkey-options").textContent);
  const told = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!told.ok) throw new Error("no options");
  return told.json();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const trouble = form.querySelector("[data-passkey-trouble]");
  const button = form.querySelector("button[type=button]");
  button.addEventListener("click", async () => {
    trouble.hidden = true;
    button.disabled = true;
    try {
      const options = await optionsOf(form);
      const alone = form.querySelector("[name=passwordless]");
      const credential = form.dataset.passkey === "create" ? await create(options, Boolean(alone && alone.checked)) : await get(options);
      form.querySelector("[name=credential]").value = JSON.stringify(credential);
      form.submit();
    } catch {
      trouble.hidden = false;
      button.disabled = false;
    }
  });
}
