import { isSameAddress, parseAddress } from "../../addresses/index.ts";
import type { HostIO, RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { type Json, listIn, textIn, valuesIn } from "../../json/index.ts";
import type { NetworkChange } from "../change.ts";
import { recordsFrom } from "../ip-json.ts";

/** The kernel asks three times, a second apart; who is there answers within milliseconds. */
const ANSWER_MS = 2500;
const POLL_MS = 100;
const COMMAND_MS = 5000;

interface Question {
  readonly link: string;
  readonly address: string;
}

/**
 * Asks the links, before anything is changed, for each address they shall get: an address of IPv4 is
 * taken without a word, and then both hosts are reached now and then. Only the kernel's neighbour
 * table is used (ARP, and neighbour discovery for IPv6), no answer of the asked host itself.
 * Not asked: addresses this host has on one of its links, devices that the change makes, links
 * without a cable.
 * @throws ADDRESS_TAKEN with who answered; nothing was changed then.
 */
export async function refuseTaken(change: NetworkChange, context: RunContext): Promise<void> {
  const { host, report } = context;
  const links = await recordsFrom(host, ["ip", "-j", "addr", "show"]).catch(
    (): readonly Json[] => [],
  );
  const questions = questionsOf(change, links);
  if (questions.length === 0) return;
  const shown = questions.map(({ address }) => address).join(", ");
  report({ evidence: `asking whether somebody has ${shown}` });
  const found = await Promise.all(questions.map((each) => holderOf(each, context)));
  const taken = found.flatMap((mac, index) => {
    const question = questions[index];
    return mac === undefined || question === undefined ? [] : [{ ...question, mac }];
  });
  if (taken.length === 0) return;
  const who = taken.map(({ address, link, mac }) => `${mac} on ${link} has ${address}`).join("; ");
  throw new BringupError("ADDRESS_TAKEN", `nothing was changed: ${who}`);
}

function questionsOf(change: NetworkChange, links: readonly Json[]): readonly Question[] {
  const own = links
    .flatMap((link) => listIn(link.addr_info))
    .map((each) => textIn(each, "local") ?? "");
  const canAsk = (name: string) =>
    links.some((link) => link.ifname === name && valuesIn(link.flags).includes("LOWER_UP"));
  return (change.ends ?? []).flatMap(({ link, now }) => {
    if (!canAsk(link) || change.creates.includes(link)) return [];
    return (now ?? [])
      .map((cidr) => cidr.replace(/\/.*$/, ""))
      .filter((address) => !own.some((each) => isSame(each, address)))
      .map((address) => ({ link, address }));
  });
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [parseAddress(a), parseAddress(b)];
  return one !== undefined && other !== undefined && isSameAddress(one, other);
}

/**
 * The hardware address that answers for it. A router may answer for everybody (proxy ARP): who
 * answers for two more addresses beside it as well is no holder of this one.
 */
async function holderOf(asked: Question, context: RunContext): Promise<string | undefined> {
  const mac = await answerTo(asked, context);
  if (mac === undefined) return undefined;
  const beside = [1, 6].map((bits) => ({ ...asked, address: withBits(asked.address, bits) }));
  const others = await Promise.all(beside.map((each) => answerTo(each, context)));
  return others.every((other) => other === mac) ? undefined : mac;
}

/** The address with some of its last bits turned around. */
function withBits(address: string, bits: number): string {
  const bytes = parseAddress(address)?.toByteArray() ?? [];
  const last = bytes.length - 1;
  const turned = bytes.map((byte, index) => (index === last ? byte ^ bits : byte));
  if (turned.length === 4) return turned.join(".");
  const pairs = turned.flatMap((byte, index) =>
    index % 2 === 0 ? [((byte << 8) | (turned[index + 1] ?? 0)).toString(16)] : [],
  );
  return pairs.join(":");
}

async function answerTo(
  { link, address }: Question,
  { host, signal }: RunContext,
): Promise<string | undefined> {
  const entry = [address, "dev", link];
  const change = (...verb: readonly string[]) =>
    host.exec(["ip", "neigh", ...verb], { timeoutMs: COMMAND_MS, signal });
  // An entry that is there may be old: only an answer from now on counts.
  await change("del", ...entry);
  const asked = await change("replace", ...entry, "use");
  if (asked.is !== "exited" || asked.exitCode !== 0) return undefined;
  try {
    return await answered({ link, address }, host, signal);
  } finally {
    await host.exec(["ip", "neigh", "del", ...entry], { timeoutMs: COMMAND_MS });
  }
}

async function answered(
  { link, address }: Question,
  host: HostIO,
  signal: AbortSignal,
): Promise<string | undefined> {
  const show = ["ip", "-j", "neigh", "show", "to", address, "dev", link] as const;
  const untilMs = host.clock.monotonicMs() + ANSWER_MS;
  while (host.clock.monotonicMs() < untilMs) {
    const [found] = await recordsFrom(host, show, signal).catch((): readonly Json[] => []);
    const mac = found === undefined ? undefined : textIn(found, "lladdr");
    if (mac !== undefined || valuesIn(found?.state).includes("FAILED")) return mac;
    await host.clock.sleep(POLL_MS, signal);
  }
  return undefined;
}
