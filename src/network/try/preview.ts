import type { Change, HostView } from "../../engine/index.ts";
import { redact } from "../../secrets/index.ts";
import { diffLines } from "../../steps/index.ts";
import { sanitize } from "../../text/index.ts";
import type { LinkEnd, NetworkChange, NetworkFile } from "../change.ts";
import type { NetworkTry } from "./arm.ts";
import { type SshSession, seeSessions } from "./seen.ts";

/** Who is cut off, what is run and the way back in sentences; then addresses and lines of files. */
export async function previewTry(wanted: NetworkTry, host: HostView): Promise<readonly Change[]> {
  const { change, confirmSeconds, withoutProof } = wanted;
  const files = await Promise.all(change.files.map((file) => previewFile(file, host)));
  const sentences = [
    ...cutOffWords(change, await seeSessions(host)),
    `${change.driver} is told: ${change.apply.map((argv) => argv.join(" ")).join(", ")}`,
    ...(withoutProof === undefined ? [] : [UNPROVED]),
    `Kept only when confirmed within ${confirmSeconds} s; else, or when the power goes, the former settings come back by themselves`,
  ];
  return [
    ...sentences.map((subject) => ({ subject, lines: [] })),
    ...(change.ends ?? []).map(endOf),
    ...files,
  ];
}

const UNPROVED =
  "Without proof: a wrong address or a gateway that is silent does not bring it back, and kept it stays wrong";

const bare = (address: string): string => address.replace(/\/\d+$/, "");

/** Whether a connection of this moment drops, and where to reconnect. */
function cutOffWords({ ends = [] }: NetworkChange, sessions: readonly SshSession[]) {
  const gone = ends.flatMap(({ was, now }) => was.filter((address) => !now?.includes(address)));
  if (gone.length === 0) return [];
  const next = ends.flatMap(({ now }) => (now ?? ["the address DHCP will give"]).map(bare));
  const to = next.length === 0 ? "another link" : next.join(" or ");
  const cut = sessions.filter(({ local }) => gone.map(bare).includes(local));
  const peers = [...new Set(cut.map(({ peer }) => peer))].join(", ");
  if (cut.length > 0) return [`SSH from ${peers} is cut off: reconnect to ${to} and keep it there`];
  return [`Nobody is connected over SSH through ${gone.map(bare).join(", ")}, which goes`];
}

function endOf({ link, was, now }: LinkEnd): Change {
  const comes = now ?? ["an address by DHCP"];
  return {
    subject: link,
    lines: [
      ...was.filter((each) => !comes.includes(each)).map((text) => ({ sign: "-" as const, text })),
      ...comes.filter((each) => !was.includes(each)).map((text) => ({ sign: "+" as const, text })),
    ],
  };
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
