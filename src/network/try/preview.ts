import type { Change, HostView } from "../../engine/index.ts";
import { redact } from "../../secrets/index.ts";
import { diffLines } from "../../steps/index.ts";
import { sanitize } from "../../text/index.ts";
import type { NetworkChange, NetworkFile } from "../change.ts";
import type { NetworkTry } from "./arm.ts";

/** Addresses before and after, what is run, the way back, and every line of every file. */
export async function previewTry(wanted: NetworkTry, host: HostView): Promise<readonly Change[]> {
  const { change, confirmSeconds } = wanted;
  const files = await Promise.all(change.files.map((file) => previewFile(file, host)));
  return [...(change.ends ?? []).map(endOf), wayBack(change, confirmSeconds), ...files];
}

function endOf({ link, was, now }: NonNullable<NetworkChange["ends"]>[number]): Change {
  const stays = was.filter((address) => now?.includes(address));
  const line = (sign: "+" | "-" | " ") => (text: string) => ({ sign, text });
  const goes = was.filter((address) => !stays.includes(address));
  const comes = now === null ? ["an address by DHCP"] : now.filter((each) => !stays.includes(each));
  const drops = goes.length === 0 ? [] : [`who is connected through ${goes.join(", ")} is cut off`];
  const again =
    goes.length === 0 ? [] : [`reconnect to ${now === null ? "its new address" : now.join(", ")}`];
  return {
    subject: link,
    lines: [
      ...stays.map(line(" ")),
      ...goes.map(line("-")),
      ...comes.map(line("+")),
      ...[...drops, ...again].map(line(" ")),
    ],
  };
}

function wayBack({ apply, driver }: NetworkChange, confirmSeconds: number): Change {
  const lines = [
    ...apply.map((argv) => `run: ${argv.join(" ")}`),
    `kept only when confirmed within ${confirmSeconds} s; else, or when the power goes, the former`,
    "settings come back by themselves",
  ];
  return { subject: driver, lines: lines.map((text) => ({ sign: " ", text })) };
}

async function previewFile({ path, content }: NetworkFile, host: HostView): Promise<Change> {
  const stat = await host.files.stat(path);
  const isPrivate = stat !== undefined && (stat.mode & 0o004) === 0;
  const former = isPrivate
    ? [{ key: "", shown: `(private, ${stat.sizeBytes} bytes)` }]
    : comparedLines(await host.files.readText(path));
  return { subject: path, lines: diffLines(former, comparedLines(content ?? undefined)) };
}

function comparedLines(text: string | undefined) {
  if (text === undefined || text === "") return [];
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.map((line) => ({ key: line, shown: sanitize(redact(line)) }));
}
