import { formatCountdown } from "../../quantity/index.ts";
import { withCheckCharacter } from "../../text/index.ts";
import { fingerprintOf } from "../host-key.ts";
import { formatUserCode } from "../user-code.ts";
import type { PlaneContext } from "./context.ts";
import { approve, type Decision, findByCode, findByHostId, isOpen, reject } from "./decisions.ts";
import { escapeHtml, htmlPage, list, messagePage, ourForm, type Row } from "./html.ts";
import { defineOperatorPage } from "./operator-page.ts";
import type { PlaneRequest, Reply } from "./reply.ts";
import type { Session } from "./sessions.ts";
import type { Enrolment } from "./state.ts";

/** `/a` asks for the code; `/a/CODE` is what the QR opens. Short, so that the QR stays small. */
export const askForCode = defineOperatorPage({
  method: "GET",
  path: "/a",
  run: async (session) => codeForm(session, 200),
});

export const enterCode = defineOperatorPage({
  method: "POST",
  path: "/a",
  async run(session, request, context) {
    const blocked = tooManyGuesses(request, context);
    if (blocked !== undefined) return blocked;
    const typed = new URLSearchParams(request.body).get("code")?.trim() ?? "";
    const found = findByCode(context, typed) ?? findByHostId(context, typed);
    if (found === undefined) return wrongCode(request, session, context);
    return { status: 303, headers: { location: `/a/${found.userCode}` } };
  },
});

export const showRequest = defineOperatorPage({
  method: "GET",
  path: "/a/:code",
  async run(session, request, context) {
    const blocked = tooManyGuesses(request, context);
    if (blocked !== undefined) return blocked;
    const found = findByCode(context, request.params.code ?? "");
    if (found === undefined) return wrongCode(request, session, context);
    if (!isOpen(context, found)) return decidedPage(found, session);
    return htmlPage(200, "Register this host?", details(found, session, context));
  },
});

export const decide = defineOperatorPage({
  method: "POST",
  path: "/a/:code",
  async run(session, request, context) {
    const blocked = tooManyGuesses(request, context);
    if (blocked !== undefined) return blocked;
    const code = request.params.code ?? "";
    if (findByCode(context, code) === undefined) return wrongCode(request, session, context);
    const form = new URLSearchParams(request.body);
    const field = (name: string) => form.get(name)?.trim().slice(0, 200);
    const actor = session.operator;
    switch (field("decision")) {
      case "approve":
        return outcome(approve(context, code, { actor, project: projectIn(field) }), session);
      case "reject":
        return outcome(reject(context, code, { actor, reason: field("reason") }), session);
      default:
        return messagePage(400, "Nothing was decided", "Choose approve or reject.");
    }
  },
});

function projectIn(field: (name: string) => string | undefined): string | undefined {
  return field("project")?.slice(0, 128);
}

function details(found: Enrolment, session: Session, context: PlaneContext): string {
  const { host, agent } = found.request;
  const { memory, clock } = context;
  const again = memory.hosts.byKey(found.keyId)?.status === "deleted";
  const expected = memory.expected.byId(host.id) !== undefined;
  const tags = Object.entries(found.tags).map(([name, value]) => `${name}=${value}`);
  const rows: readonly Row[] = [
    ["Code, as on the screen of the host", formatUserCode(found.userCode), "big"],
    ["Key fingerprint, as on the screen of the host", fingerprintOf(found.keyId), "big"],
    ["Name", host.name],
    ["Host ID", withCheckCharacter(host.id)],
    ["ID from", host.idSource],
    ["Address", host.address ?? "unknown"],
    ...(tags.length === 0 ? [] : [["Tags", tags.join(", ")] as const]),
    ["Software", `${agent.name} ${agent.version}`],
    ["Time left", formatCountdown(found.expiresMs - clock.nowMs())],
  ];
  const action = `/a/${found.userCode}`;
  return `<p>Approve only when code and fingerprint are the same on the screen of the host.</p>
${again ? '<p class="note">This host was deleted from this plane earlier.</p>' : ""}
${expected ? '<p class="note">A host with this ID is expected.</p>' : ""}
${list(rows)}
${ourForm(
  session,
  action,
  `<label>Project <input name="project" maxlength="128" value="${escapeHtml(found.project)}"></label>
<button name="decision" value="approve">Approve this host</button>`,
)}
${ourForm(
  session,
  action,
  `<label>Reason, shown on the host <input name="reason" maxlength="200"></label>
<button name="decision" value="reject">Reject</button>`,
)}`;
}

function outcome(decision: Decision, session: Session): Reply {
  switch (decision.is) {
    case "approved":
      return messagePage(200, "Approved", "The host goes on by itself. You can close this page.");
    case "rejected":
      return messagePage(200, "Rejected", "The host was told. You can close this page.");
    case "expired":
      return messagePage(
        410,
        "The code has expired",
        "Ask for a new code on the host with one key.",
      );
    case "decided":
      return messagePage(409, "Decided before", `This request is already ${decision.as}.`);
    case "id-taken":
      return messagePage(
        409,
        "This ID is taken",
        `${decision.by.name} is registered under the same ID with another key. Delete it first, or give the new host another name.`,
      );
    case "unknown-code":
      return codeForm(session, 404, "No host shows this code.");
  }
}

function decidedPage(found: Enrolment, session: Session): Reply {
  return found.status === "pending"
    ? outcome({ is: "expired" }, session)
    : outcome({ is: "decided", as: found.status }, session);
}

function codeForm(session: Session, status: number, trouble = ""): Reply {
  const note = trouble === "" ? "" : `<p class="note">${escapeHtml(trouble)}</p>`;
  const inside = `<label>Code or host ID, as on the screen of the host
<input class="big" name="code" maxlength="128" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false"></label>
<button>Go on</button>`;
  return htmlPage(status, "Which host?", note + ourForm(session, "/a", inside));
}

function wrongCode(request: PlaneRequest, session: Session, context: PlaneContext): Reply {
  context.guesses.count(request.address);
  return codeForm(session, 404, "No host shows this code. Compare it letter by letter.");
}

function tooManyGuesses(request: PlaneRequest, context: PlaneContext): Reply | undefined {
  const waitSec = context.guesses.blockedSec(request.address);
  if (waitSec === undefined) return undefined;
  const text = `Try again in ${formatCountdown(waitSec * 1000)} minutes.`;
  const reply = messagePage(429, "Too many wrong codes", text);
  return { ...reply, headers: { ...reply.headers, "retry-after": String(waitSec) } };
}
