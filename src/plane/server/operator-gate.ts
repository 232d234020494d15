import type { PlaneContext } from "./context.ts";
import { messagePage, PRACTICE_OPERATOR } from "./html.ts";
import type { PlaneRequest, Reply } from "./reply.ts";
import { isSameText, type Session } from "./sessions.ts";

/** Every page an operator uses goes through here: known address, signed in, and the form is ours. */
export async function runForOperator(
  request: PlaneRequest,
  context: PlaneContext,
  run: (session: Session) => Promise<Reply>,
): Promise<Reply> {
  const strange = strangeAddress(request, context);
  if (strange !== undefined) return strange;
  const found = sessionOf(request, context);
  if (request.method === "GET") {
    if (found !== undefined) return run(found);
    return context.signIn === "nobody" ? welcome(context, run) : toSignIn(request);
  }
  if (found === undefined && context.signIn === "operators") {
    return messagePage(401, "Sign in first", "Nothing was changed. Sign in, then do it again.");
  }
  const csrf = new URLSearchParams(request.body).get("csrf") ?? "";
  const isOurs = found !== undefined && isSameText(csrf, found.csrf);
  if (!isOurs || isFromElsewhere(request, context)) {
    return messagePage(
      403,
      "Open the page again",
      "This form is not the one this browser was given.",
    );
  }
  return run(found);
}

/** Names that lead here without our doing (DNS rebinding) must not reach a page that decides. */
export function strangeAddress(request: PlaneRequest, context: PlaneContext): Reply | undefined {
  const given = request.headers.host ?? "";
  if (context.origins().some((origin) => new URL(origin).host === given)) return undefined;
  const where = `Open it under ${context.publicUrl()}.`;
  return messagePage(421, "Not under this address", where);
}

/** A browser says where a form came from; one that says nothing still has to know the secret in it. */
export function isFromElsewhere({ headers }: PlaneRequest, context: PlaneContext): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const { origin } = headers;
  return origin !== undefined && !context.origins().includes(origin);
}

/** An operator who was removed or got another password is signed in no more. */
function sessionOf(request: PlaneRequest, context: PlaneContext): Session | undefined {
  const found = context.sessions.find(sessionSecretIn(request, context));
  if (found === undefined || context.signIn === "nobody") return found;
  const changedMs = context.memory.operators.changedMs(found.operator);
  return changedMs !== undefined && changedMs <= found.startedMs ? found : undefined;
}

/** On a practice plane whoever comes is its operator. */
async function welcome(
  context: PlaneContext,
  run: (session: Session) => Promise<Reply>,
): Promise<Reply> {
  const { secret, session } = context.sessions.start(PRACTICE_OPERATOR);
  const reply = await run(session);
  return { ...reply, headers: { ...reply.headers, "set-cookie": cookie(secret, context) } };
}

function toSignIn({ path }: PlaneRequest): Reply {
  const next = encodeURIComponent(path);
  return { status: 303, headers: { location: `/sign-in?next=${next}` } };
}

function isSecure(context: PlaneContext): boolean {
  return context.origins().every((origin) => origin.startsWith("https:"));
}

function cookieName(context: PlaneContext): string {
  return isSecure(context) ? "__Host-plane-session" : "plane-session";
}

export function cookie(secret: string, context: PlaneContext): string {
  const secure = isSecure(context) ? "; Secure" : "";
  return `${cookieName(context)}=${secret}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

/** The browser forgets it. */
export function spentCookie(context: PlaneContext): string {
  return `${cookie("", context)}; Max-Age=0`;
}

export function sessionSecretIn({ headers }: PlaneRequest, context: PlaneContext): string {
  for (const pair of (headers.cookie ?? "").split(";")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (name === cookieName(context)) return value;
  }
  return "";
}
