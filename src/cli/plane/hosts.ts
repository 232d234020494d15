import { BringupError } from "../../errors/index.ts";
import type { FolderDesk } from "../../plane/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import type { Call } from "../command.ts";
import { requiredFile } from "../document-options.ts";
import { parseGiven } from "../parse-given.ts";
import { refuseInvalid } from "../plan-document.ts";
import { readGiven } from "../read-text.ts";
import { printTable } from "../table.ts";
import { nothingSuch, withDesk } from "./desk.ts";

export function listHosts(call: Call): Promise<number> {
  return withDesk(call, (desk) => {
    const [hosts, pending, expected] = [desk.hosts(), desk.pending(), desk.expected()];
    call.out.object({
      hosts,
      // Who reads the list is not in front of the host: the code is on its screen alone.
      pending: pending.map(({ userCode: _code, ...rest }) => rest),
      expected: expected.map(({ pairingDigest: _digest, ...rest }) => rest),
    });
    const rows = [
      ...hosts.map((host) => [
        host.id,
        host.project,
        stateOf(host),
        `revision ${host.desiredRevision}`,
      ]),
      ...pending.map(({ hostId, fingerprint }) => [hostId, "", "waits for a person", fingerprint]),
      ...expected.map(({ id, project = "" }) => [id, project, "expected", ""]),
    ];
    printTable(["HOST", "PROJECT", "STATE", ""], rows, call.out);
    return 0;
  });
}

function stateOf({ status, heartbeatMs }: ReturnType<FolderDesk["hosts"]>[number]): string {
  if (status !== "ready") return status;
  if (heartbeatMs === undefined) return "not heard yet";
  return `heard ${formatDuration(Math.max(0, Date.now() - heartbeatMs))} ago`;
}

export const approve = (call: Call) => decide(call, (desk, code) => desk.approve(code));
export const reject = (call: Call) =>
  decide(call, (desk, code) => desk.reject(code, call.text("reason")));

type Decide = (desk: FolderDesk, code: string) => ReturnType<FolderDesk["approve"]>;

function decide(call: Call, run: Decide): Promise<number> {
  const [code = ""] = call.args;
  return withDesk(call, async (desk) => {
    const decision = await run(desk, code);
    call.out.object(decision.is === "id-taken" ? { is: decision.is } : decision);
    if (decision.is === "approved") call.out.line(`Approved: host ${decision.hostUid}.`);
    else if (decision.is === "rejected") call.out.line("Rejected; the host is told.");
    else throw nothingSuch(`open request with this code (${decision.is})`);
    return 0;
  });
}

export function expect(call: Call): Promise<number> {
  const [id = ""] = call.args;
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(id)) throw new BringupError("USAGE", `${id} is no edge ID`);
  const tags = Object.fromEntries(call.texts("tag").map(tagOf));
  const key = call.text("fingerprint")?.replaceAll(" ", "");
  return withDesk(call, (desk) => {
    const withPairingKey = call.flag("pairingKey");
    const made = desk.expect({ id, project: call.text("project"), tags, key, withPairingKey });
    call.out.object({ expected: id, ...made });
    if (made.pairingKey !== undefined) call.out.line(made.pairingKey);
    const how = key === undefined && !withPairingKey ? "; a person compares its fingerprint" : "";
    call.out.note(`${id} is expected${how}.`);
    return 0;
  });
}

function tagOf(text: string): readonly [string, string] {
  const [, name, value] = /^([^=]{1,63})=(.{0,253})$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new BringupError("USAGE", `--tag takes NAME=VALUE, not ${text}`);
}

export function forget(call: Call): Promise<number> {
  const [id = ""] = call.args;
  return withDesk(call, (desk) => {
    if (!desk.unexpect(id)) throw nothingSuch(`expected host ${id}`);
    call.out.object({ forgotten: id });
    call.out.line(`${id} is not expected any more.`);
    return 0;
  });
}

export async function assign(call: Call): Promise<number> {
  const given = await readGiven(requiredFile(call), call.world);
  const parsed = await parseGiven(given);
  if (parsed.is === "invalid") return refuseInvalid(parsed.issues, given.name, call.out);
  const locks = call.texts("lock");
  const { parsePath } = await import("../../spec/index.ts");
  for (const path of locks) {
    const isPath = path.startsWith("spec.") && parsePath(path) !== undefined;
    if (!isPath) throw new BringupError("USAGE", `--lock takes a path as spec.time, not ${path}`);
  }
  return withDesk(call, async (desk) => {
    const host = hostNamed(desk, call);
    const revision = await desk.assign(host.uid, parsed.host.spec, locks);
    call.out.object({ host: host.id, revision });
    call.out.line(`${host.id} is told within a minute: revision ${revision}.`);
    return 0;
  });
}

export function expel(as: "deleted" | "revoked") {
  return (call: Call): Promise<number> =>
    withDesk(call, async (desk) => {
      const host = hostNamed(desk, call);
      await desk.expel(host.uid, as);
      call.out.object({ host: host.id, status: as });
      call.out.line(`${host.id} is ${as}. What runs on it goes on running.`);
      return 0;
    });
}

export function hostNamed(desk: FolderDesk, { args: [id = ""] }: Call) {
  const found = desk.hosts().find((host) => host.id === id && host.status === "ready");
  if (found === undefined) throw nothingSuch(`registered host ${id}`);
  return found;
}
