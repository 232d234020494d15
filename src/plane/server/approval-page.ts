import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { formatCountdown } from "../../quantity/index.ts";
import { withCheckCharacter } from "../../text/index.ts";
import { fingerprintOf } from "../host-key.ts";
import { formatUserCode } from "../user-code.ts";
import type { PlaneContext } from "./context.ts";
import {
  approve,
  type Decision,
  findByCode,
  findByHostId,
  hostOfKey,
  isOpen,
  reject,
} from "./decisions.ts";
import { escapeHtml, PAGE_HEADERS, page } from "./html.ts";
import type { PlaneRequest, Reply } from "./reply.ts";
import type { Route } from "./route.ts";
import type { Enrolment } from "./state.ts";

/** `/a` asks for the code; `/a/CODE` is what the QR opens. Short, so that the QR stays small. */
export const askForCode: Route = {
  method: "GET",
  path: "/a",
  auth: "none",
  run: async () => codeForm(200),
};

export const enterCode: Route = {
  method: "POST",
  path: "/a",
  auth: "none",
  accepts: "form",
  async run(request, _caller, context) {
    const blocked = tooManyGuesses(request, context);
    if (blocked !== undefined) return blocked;
    const typed = new URLSearchParams(request.body).get("code")?.trim() ?? "";
    const found = findByCode(context, typed) ?? findByHostId(context, typed);
    if (found === undefined) return wrongCode(request, context);
    return { status: 303, headers: { location: `/a/${found.userCode}` } };
  },
};

export const showRequest: Route = {
  method: "GET",
  path: "/a/:code",
  auth: "none",
  async run(request, _caller, context) {
    const blocked = tooManyGuesses(request, context);
    if (blocked !== undefined) return blocked;
    const found = findByCode(context, request.params.code ?? "");
    if (found === undefined) return wrongCode(request, context);
    if (!isOpen(context, found)) return decidedPage(found);
    const session = sessionOf(request) ?? randomBytes(16).toString("base64url");
    return {
      status: 200,
      headers: {
        ...PAGE_HEADERS,
        "set-cookie": `plane-session=${session}; Path=/a; HttpOnly; SameSite=Strict`,
      },
      body: page("Register this host?", details(found, session, context)),
    };
  },
};

export const decide: Route = {
  method: "POST",
  path: "/a/:code",
  auth: "none",
  accepts: "form",
  async run(request, _caller, context) {
    const blocked = tooManyGuesses(request, context);
    if (blocked !== undefined) return blocked;
    const code = request.params.code ?? "";
    const form = new URLSearchParams(request.body);
    if (findByCode(context, code) === undefined) return wrongCode(request, context);
    if (!isOurForm(request, form.get("csrf") ?? "", code)) {
      return message(
        403,
        "Open the page again",
        "This form is not the one this browser was given.",
      );
    }
    switch (form.get("decision")) {
      case "approve":
        return outcome(await approve(context, code));
      case "reject":
        return outcome(await reject(context, code, form.get("reason")?.trim().slice(0, 200)));
      default:
        return message(400, "Nothing was decided", "Choose approve or reject.");
    }
  },
};

function details(found: Enrolment, session: string, context: PlaneContext): string {
  const { host, agent } = found.request;
  const leftMs = found.expiresMs - context.clock.nowMs();
  const again = hostOfKey(context, found.keyId)?.status === "deleted";
  const rows: readonly (readonly [string, string, string?])[] = [
    ["Code, as on the screen of the host", formatUserCode(found.userCode), "big"],
    ["Key fingerprint, as on the screen of the host", fingerprintOf(found.keyId), "big"],
    ["Name", host.name],
    ["Host ID", withCheckCharacter(host.id)],
    ["ID from", host.idSource],
    ["Address", host.address ?? "unknown"],
    ["Project", found.project],
    ["Software", `${agent.name} ${agent.version}`],
    ["Time left", formatCountdown(leftMs)],
  ];
  const list = rows.map(
    ([term, value, style = ""]) =>
      `<dt>${escapeHtml(term)}</dt><dd class="${style}">${escapeHtml(value)}</dd>`,
  );
  return `<p>Approve only when code and fingerprint are the same on the screen of the host.</p>
${again ? '<p class="note">This host was deleted from this plane earlier.</p>' : ""}
<dl>${list.join("")}</dl>
<form method="post" action="/a/${found.userCode}">
<input type="hidden" name="csrf" value="${csrfOf(session, found.userCode)}">
<button name="decision" value="approve">Approve this host</button></form>
<form method="post" action="/a/${found.userCode}">
<input type="hidden" name="csrf" value="${csrfOf(session, found.userCode)}">
<label>Reason, shown on the host <input name="reason" maxlength="200"></label>
<button name="decision" value="reject">Reject</button></form>`;
}

function outcome(decision: Decision): Reply {
  switch (decision.is) {
    case "approved":
      return message(200, "Approved", "The host goes on by itself. You can close this page.");
    case "rejected":
      return message(200, "Rejected", "The host was told. You can close this page.");
    case "expired":
      return message(410, "The code has expired", "Ask for a new code on the host with one key.");
    case "decided":
      return message(409, "Decided before", `This request is already ${decision.as}.`);
    case "id-taken":
      return message(
        409,
        "This ID is taken",
        `${decision.by.name} is registered under the same ID with another key. Delete it first, or give the new host another name.`,
      );
    case "unknown-code":
      return codeForm(404, "No host shows this code.");
  }
}

function decidedPage(found: Enrolment): Reply {
  return found.status === "pending"
    ? outcome({ is: "expired" })
    : outcome({ is: "decided", as: found.status });
}

function codeForm(status: number, trouble = ""): Reply {
  const body = `${trouble === "" ? "" : `<p class="note">${escapeHtml(trouble)}</p>`}
<form method="post" action="/a"><label>Code or host ID, as on the screen of the host
<input class="big" name="code" maxlength="128" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false"></label>
<button>Go on</button></form>`;
  return { status, headers: PAGE_HEADERS, body: page("Which host?", body) };
}

function message(status: number, title: string, text: string): Reply {
  return { status, headers: PAGE_HEADERS, body: page(title, `<p>${escapeHtml(text)}</p>`) };
}

function wrongCode(request: PlaneRequest, context: PlaneContext): Reply {
  context.guesses.wrong(request.address);
  return codeForm(404, "No host shows this code. Compare it letter by letter.");
}

function tooManyGuesses(request: PlaneRequest, context: PlaneContext): Reply | undefined {
  const waitSec = context.guesses.blockedSec(request.address);
  if (waitSec === undefined) return undefined;
  const reply = message(
    429,
    "Too many wrong codes",
    `Try again in ${formatCountdown(waitSec * 1000)} minutes.`,
  );
  return { ...reply, headers: { ...reply.headers, "retry-after": String(waitSec) } };
}

/** Forms are bound to the browser that was shown them; forgotten when the plane restarts. */
const CSRF_KEY = randomBytes(32);

function csrfOf(session: string, code: string): string {
  return createHmac("sha256", CSRF_KEY).update(`${session} ${code}`).digest("base64url");
}

function isOurForm(request: PlaneRequest, given: string, code: string): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const session = sessionOf(request);
  if (session === undefined) return false;
  const wanted = Buffer.from(csrfOf(session, code.toUpperCase()));
  const found = Buffer.from(given);
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

function sessionOf(request: PlaneRequest): string | undefined {
  return request.headers.cookie?.match(/(?:^|;\s*)plane-session=([\w-]{22})(?:;|$)/)?.[1];
}
