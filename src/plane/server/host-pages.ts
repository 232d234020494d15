import { formatDuration } from "../../quantity/index.ts";
import { withCheckCharacter } from "../../text/index.ts";
import { fingerprintOf } from "../host-key.ts";
import type { PlaneContext } from "./context.ts";
import { askInventory, expel } from "./host-deeds.ts";
import { escapeHtml, htmlPage, list, messagePage, ourForm, type Row } from "./html.ts";
import { defineOperatorPage } from "./operator-page.ts";
import type { Reply } from "./reply.ts";
import type { Session } from "./sessions.ts";
import type { HostRecord } from "./state.ts";

const MOST_HOSTS = 500;
const MOST_EVENTS = 50;

/** All hosts, or those of one project: `/h?project=Shops`. */
export const listHosts = defineOperatorPage({
  method: "GET",
  path: "/h",
  async run(_session, request, context) {
    const project = request.query.get("project");
    const all = context.memory.hosts.all();
    const shown = all.filter((host) => project === null || host.project === project);
    const items = shown.slice(0, MOST_HOSTS).map((host) => {
      const state = standingOf(host, context);
      const what = `${host.id}, ${host.project}, ${state}`;
      return `<li><a href="/h/${encodeURIComponent(host.uid)}">${escapeHtml(host.name || host.id)}</a>
<br>${escapeHtml(what)}</li>`;
    });
    const projects = [...new Set(all.map((host) => host.project))].sort();
    const ways = projects.map(
      (each) => `<a href="/h?project=${encodeURIComponent(each)}">${escapeHtml(each)}</a>`,
    );
    const filter = projects.length < 2 ? "" : `<nav><a href="/h">All</a>${ways.join(" ")}</nav>`;
    const many = shown.length === 1 ? "1 host" : `${shown.length} hosts`;
    const cut = shown.length > MOST_HOSTS ? `, the first ${MOST_HOSTS}` : "";
    return htmlPage(200, "Hosts", `${filter}<p>${many}${cut}.</p><ul>${items.join("")}</ul>`);
  },
});

export const showHost = defineOperatorPage({
  method: "GET",
  path: "/h/:uid",
  async run(session, request, context) {
    const host = context.memory.hosts.byUid(request.params.uid ?? "");
    if (host === undefined) return noSuchHost();
    const parts = [
      list(rowsOf(host, context)),
      conditionsOf(host, context),
      inventoryOf(host, context),
      eventsOf(host, context),
      host.status === "ready" ? formsFor(host, session) : "",
    ];
    return htmlPage(200, host.name || host.id, parts.join(""));
  },
});

/** Nothing here touches what runs on the host: it stops reporting, and a person there decides. */
export const changeHost = defineOperatorPage({
  method: "POST",
  path: "/h/:uid",
  async run(session, request, context) {
    const hostUid = request.params.uid ?? "";
    const actor = session.operator;
    const form = new URLSearchParams(request.body);
    const wish = form.get("wish");
    const isSure = form.get("sure") === "yes";
    if (wish === "inventory") return after(askInventory(context, actor, hostUid), hostUid);
    if (wish !== "deleted" && wish !== "revoked") {
      return messagePage(400, "Nothing was changed", "Choose what to do.");
    }
    if (!isSure) return messagePage(400, "Nothing was changed", "Tick the box first.");
    return after(expel(context, actor, { hostUid, status: wish }), hostUid);
  },
});

function after(isDone: boolean, hostUid: string): Reply {
  if (!isDone) return noSuchHost();
  return { status: 303, headers: { location: `/h/${encodeURIComponent(hostUid)}` } };
}

function noSuchHost(): Reply {
  return messagePage(404, "No such host", "It was removed, or the address is wrong.");
}

const STANDINGS = { ready: "registered", deleted: "deleted", revoked: "key revoked" } as const;
/** Of the heartbeat the plane asks for; what is later counts as silence. */
const SILENT_AFTER = 3.5;

function standingOf(host: HostRecord, { memory, clock, heartbeatSec }: PlaneContext): string {
  if (host.status !== "ready") return STANDINGS[host.status];
  const heardMs = memory.beats.get(host.uid)?.heartbeatMs;
  if (heardMs === undefined) return "registered, not heard yet";
  const agoMs = clock.nowMs() - heardMs;
  const ago = formatDuration(Math.max(0, agoMs));
  return agoMs > SILENT_AFTER * heartbeatSec * 1000 ? `silent for ${ago}` : `heard ${ago} ago`;
}

function rowsOf(host: HostRecord, context: PlaneContext): readonly Row[] {
  const { heartbeat } = context.memory.beats.get(host.uid) ?? {};
  const tags = Object.entries(host.tags).map(([name, value]) => `${name}=${value}`);
  const wanted = host.desired?.revision ?? 0;
  const seen = heartbeat?.observedRevision ?? 0;
  const locks = host.desired?.locks ?? [];
  const by = { token: "a token", person: "a person", expected: "being expected" }[host.approvedBy];
  return [
    ["State", standingOf(host, context)],
    ["Host ID", withCheckCharacter(host.id)],
    ["Key fingerprint", fingerprintOf(host.keyId)],
    ["Project", host.project],
    ["Tags", tags.join(", ") || "none"],
    ["Address", host.address ?? "unknown"],
    ["Approved", `${new Date(host.approvedMs).toISOString()} by ${by}`],
    ["Desired state", wanted === 0 ? "none assigned" : `revision ${wanted}, the host has ${seen}`],
    ...(locks.length === 0 ? [] : [["Locked fields", locks.join(", ")] as const]),
    ...(heartbeat === undefined
      ? []
      : ([
          ["Phase", heartbeat.phase],
          ["Up for", formatDuration(heartbeat.uptimeSec * 1000)],
          ["Software", heartbeat.agentVersion],
        ] as const)),
  ];
}

function conditionsOf({ uid }: HostRecord, { memory }: PlaneContext): string {
  const conditions = memory.beats.get(uid)?.heartbeat.conditions ?? [];
  if (conditions.length === 0) return "";
  const items = conditions.map(
    ({ type, status, message }) => [`${type}: ${status}`, message] as const,
  );
  return `<h2>Conditions</h2>${list(items)}`;
}

function inventoryOf(host: HostRecord, { memory }: PlaneContext): string {
  const found = memory.reports.inventory(host.uid);
  if (found === undefined) return "";
  const at = new Date(found.atMs).toISOString();
  const asked = host.wantsInventory ? ", asked for anew" : "";
  const facts = { ...found.device, ...(found.xFacts === undefined ? {} : { more: found.xFacts }) };
  const rows = Object.entries(facts).map(([name, value]) => [name, textOf(value)] as const);
  return `<h2>Inventory of ${at}${asked}</h2>${list(rows)}`;
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 4000 ? `${text.slice(0, 4000)} ...` : text;
}

function eventsOf({ uid }: HostRecord, { memory }: PlaneContext): string {
  const events = memory.reports.events(uid, MOST_EVENTS);
  if (events.length === 0) return "<h2>Events</h2><p>None yet.</p>";
  const rows = events.map(
    ({ at, type, severity, data }) => [`${at} ${severity} ${type}`, textOf(data)] as const,
  );
  return `<h2>Events, newest first</h2>${list(rows)}`;
}

function formsFor(host: HostRecord, session: Session): string {
  const action = `/h/${encodeURIComponent(host.uid)}`;
  const sure = '<label><input type="checkbox" name="sure" value="yes"> I am sure</label>';
  return [
    ourForm(
      session,
      action,
      '<button name="wish" value="inventory">Ask for the inventory</button>',
    ),
    ourForm(
      session,
      action,
      `<p>What runs on the host goes on running; it only stops reporting here.</p>${sure}
<button name="wish" value="deleted">Delete this host</button>
<button name="wish" value="revoked">Revoke its key</button>`,
    ),
  ].join("");
}
