import { BringupError } from "../../errors/index.ts";
import type { Call } from "../command.ts";
import { printTable } from "../table.ts";
import { nothingSuch, numberIn, withDesk } from "./desk.ts";

const DAY_MS = 24 * 3_600_000;

export async function createToken(call: Call): Promise<number> {
  const scope = {
    project: call.text("project"),
    expiresMs: Date.now() + lifeIn(call),
    uses: numberIn(call, "uses"),
    hosts: patternIn(call),
    network: await networkIn(call),
  };
  return withDesk(call, (desk) => {
    const { id, token } = desk.createToken({ ...scope, name: call.text("name") ?? "" });
    call.out.object({ id, token, expiresMs: scope.expiresMs });
    call.out.line(token);
    call.out.note(`Token ${id}, until ${new Date(scope.expiresMs).toISOString()}. Shown only now.`);
    return 0;
  });
}

export function listTokens(call: Call): Promise<number> {
  return withDesk(call, (desk) => {
    const tokens = desk.tokens();
    call.out.object({ tokens });
    const rows = tokens.map(({ id, name, used, uses, expiresMs, revokedMs, ...scope }) => [
      id,
      name,
      uses === undefined ? String(used) : `${used} of ${uses}`,
      revokedMs === undefined ? untilText(expiresMs) : "revoked",
      [scope.project, scope.hosts, scope.network].filter((each) => each !== undefined).join(", "),
    ]);
    printTable(["ID", "NAME", "USED", "UNTIL", "ONLY FOR"], rows, call.out);
    return 0;
  });
}

export function revokeToken(call: Call): Promise<number> {
  const [id = ""] = call.args;
  return withDesk(call, (desk) => {
    if (!desk.revokeToken(id)) throw nothingSuch(`token ${id}`);
    call.out.object({ revoked: id });
    call.out.line(`Token ${id} registers nobody any more; hosts it registered stay.`);
    return 0;
  });
}

function untilText(expiresMs: number | undefined): string {
  if (expiresMs === undefined) return "no end";
  const isOver = expiresMs <= Date.now();
  return isOver ? "over" : new Date(expiresMs).toISOString().slice(0, 16).replace("T", " ");
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS };

function lifeIn(call: Call): number {
  const text = call.text("expires");
  if (text === undefined) return DAY_MS;
  const [, count = "", unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const unitMs = UNITS[unit];
  if (unitMs !== undefined) return Number(count) * unitMs;
  throw new BringupError("USAGE", `--expires takes 90m, 12h or 30d, not ${text}`);
}

function patternIn(call: Call): string | undefined {
  const text = call.text("hosts");
  if (text === undefined || /^[\w*-]{1,128}$/.test(text)) return text;
  throw new BringupError("USAGE", `--hosts takes an edge ID with * for the rest, not ${text}`);
}

/** Addresses are loaded for who names some: every command and its help pass by this file. */
async function networkIn(call: Call): Promise<string | undefined> {
  const text = call.text("network");
  if (text === undefined) return undefined;
  const { networkText, parseRange } = await import("../../addresses/index.ts");
  const network = parseRange(text);
  if (network !== undefined) return networkText(network);
  throw new BringupError("USAGE", `--network takes a network as 10.20.0.0/16, not ${text}`);
}
