import type { PlaneContext } from "./context.ts";
import { record } from "./decisions.ts";
import { escapeHtml, htmlPage, messagePage } from "./html.ts";
import {
  cookie,
  isFromElsewhere,
  sessionSecretIn,
  spentCookie,
  strangeAddress,
} from "./operator-gate.ts";
import type { PlaneRequest, Reply } from "./reply.ts";
import type { Route } from "./route.ts";

export const askSignIn: Route = {
  method: "GET",
  path: "/sign-in",
  auth: "none",
  run: async (request, _caller, context) =>
    strangeAddress(request, context) ?? form(200, nextOf(request.query.get("next"))),
};

export const signIn: Route = {
  method: "POST",
  path: "/sign-in",
  auth: "none",
  accepts: "form",
  async run(request, _caller, context) {
    const given = new URLSearchParams(request.body);
    const name = (given.get("name") ?? "").trim().slice(0, 64);
    const keys = [request.address, `name ${name}`];
    const refused = strangeForm(request, context) ?? tooManyTries(keys, context);
    if (refused !== undefined) return refused;
    const { operators } = context.memory;
    // Longer is nobody's password, and only costs time.
    const password = (given.get("password") ?? "").slice(0, 1024);
    const isRight = await context.passwordTurns.take(() => operators.isPassword(name, password));
    if (isRight === undefined) return busy();
    const next = nextOf(given.get("next"));
    if (isRight) return signedIn(name, next, context);
    for (const key of keys) context.signInGuesses.count(key);
    refuse(request, context, name);
    return form(401, next, "Name or password is wrong.");
  },
};

/** Looking at a link does not use it up: mail programs and scanners look too. */
export const showLink: Route = {
  method: "GET",
  path: "/sign-in/:secret",
  auth: "none",
  async run(request, _caller, context) {
    const refused = strangeAddress(request, context) ?? tooManyTries([request.address], context);
    if (refused !== undefined) return refused;
    const secret = request.params.secret ?? "";
    const name = context.memory.operators.linkOf(secret, context.clock.nowMs());
    if (name === undefined) return spentLink(request, context);
    const inside = `<p>This link signs you in once.</p>
<form method="post" action="/sign-in/${encodeURIComponent(secret)}">
<button>Sign in as ${escapeHtml(name)}</button></form>`;
    return htmlPage(200, "Sign in", inside);
  },
};

export const followLink: Route = {
  method: "POST",
  path: "/sign-in/:secret",
  auth: "none",
  accepts: "form",
  async run(request, _caller, context) {
    const refused = strangeForm(request, context) ?? tooManyTries([request.address], context);
    if (refused !== undefined) return refused;
    const { memory, clock } = context;
    const secret = request.params.secret ?? "";
    const name = memory.change(() => memory.operators.useLink(secret, clock.nowMs()));
    return name === undefined ? spentLink(request, context) : signedIn(name, "/a", context);
  },
};

export const signOut: Route = {
  method: "POST",
  path: "/sign-out",
  auth: "operator",
  accepts: "form",
  async run(request, { session }, context) {
    context.sessions.end(sessionSecretIn(request, context));
    record(context, "signed-out", { actor: session?.operator ?? "", subject: "" });
    const headers = { location: "/sign-in", "set-cookie": spentCookie(context) };
    return { status: 303, headers };
  },
};

function signedIn(name: string, next: string, context: PlaneContext): Reply {
  const { secret } = context.sessions.start(name);
  record(context, "signed-in", { actor: name, subject: name });
  context.emit({ is: "operator-signed-in", operator: name });
  return { status: 303, headers: { location: next, "set-cookie": cookie(secret, context) } };
}

function spentLink(request: PlaneRequest, context: PlaneContext): Reply {
  context.signInGuesses.count(request.address);
  refuse(request, context, "");
  const text = "It was used, or its time is over. bringup plane sign-in makes a new one.";
  return messagePage(404, "This link is no longer good", text);
}

function refuse({ address }: PlaneRequest, context: PlaneContext, name: string): void {
  const detail = `from ${address}`;
  record(context, "sign-in-refused", { actor: "", subject: name, detail });
  context.emit({ is: "sign-in-refused", address });
}

function form(status: number, next: string, trouble = ""): Reply {
  const note = trouble === "" ? "" : `<p class="note">${escapeHtml(trouble)}</p>`;
  return htmlPage(
    status,
    "Sign in",
    `${note}<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label>Name <input name="name" maxlength="64" required autofocus autocomplete="username"
autocapitalize="none" spellcheck="false"></label>
<label>Password <input name="password" type="password" required autocomplete="current-password">
</label><button>Sign in</button></form>`,
  );
}

function strangeForm(request: PlaneRequest, context: PlaneContext): Reply | undefined {
  const strange = strangeAddress(request, context);
  if (strange !== undefined) return strange;
  if (!isFromElsewhere(request, context)) return undefined;
  return messagePage(403, "Open the page again", "This form came from somewhere else.");
}

function tooManyTries(keys: readonly string[], context: PlaneContext): Reply | undefined {
  const waits = keys.map((key) => context.signInGuesses.blockedSec(key) ?? 0);
  const waitSec = Math.max(...waits);
  if (waitSec === 0) return undefined;
  const text = `Try again in ${Math.ceil(waitSec / 60)} minutes, or use a link: bringup plane sign-in.`;
  const reply = messagePage(429, "Too many wrong tries", text);
  return { ...reply, headers: { ...reply.headers, "retry-after": String(waitSec) } };
}

function busy(): Reply {
  const reply = messagePage(503, "Too many sign in at once", "Try again in a moment.");
  return { ...reply, headers: { ...reply.headers, "retry-after": "5" } };
}

/** Only pages of ours: never another site. */
function nextOf(given: string | null): string {
  return given !== null && /^\/(a|h|log)(\/[\w-]+)?$/.test(given) ? given : "/a";
}
