import type { Clock } from "../engine/index.ts";
import {
  type EnrolAsked,
  type Enrolment,
  type EnrolOutcome,
  type PendingEnrolment,
  type PollAsked,
  type PollOutcome,
  parseEnrolBody,
  type Trouble,
} from "../plane/index.ts";
import { registerBodyOf, type SecretsOfHost, withSecrets } from "./body.ts";
import type { DeviceOutcome, PaletteClient } from "./client.ts";
import type { Notes } from "./notes.ts";
import { claimAddress, standingOf } from "./standing.ts";
import { tokenTrouble } from "./token-check.ts";

export interface EnrolmentParts {
  readonly client: PaletteClient;
  readonly clock: Clock;
  readonly notes: Notes;
  readonly registrationUrl: string | undefined;
  hasKey(): Promise<boolean>;
}

/** A site of 300 hosts behind one address stays at half of what Palette takes from it. */
const INTERVAL_MS = 60_000;

const TODO =
  "Enter this Edge ID in Palette (Clusters, Edge Hosts, Add Edge Hosts); it is asked again every minute. Not verified against a live Palette.";

/** Registration by token, and of an ID that an operator enters: as far as it is public. */
export function enrolmentCalls(parts: EnrolmentParts): {
  enrol(asked: EnrolAsked): Promise<EnrolOutcome>;
  poll(asked: PollAsked): Promise<PollOutcome>;
} {
  const { client, notes } = parts;
  /** In memory only; after a restart the request is made anew. */
  let secrets: SecretsOfHost = {};

  async function ask(signal: AbortSignal | undefined): Promise<DeviceOutcome> {
    const { register } = notes.get();
    if (register === undefined) return { is: "unknown-host" };
    return client.register(withSecrets(register, secrets), signal);
  }

  async function enrol({ body, signal, ...given }: EnrolAsked): Promise<EnrolOutcome> {
    const request = parseEnrolBody(body);
    const token = request.method === "token" ? given.token : undefined;
    secrets = { token, pairingKey: given.pairingKey };
    notes.set({ register: registerBodyOf(request), byToken: request.method === "token" });
    const { id } = request.host;
    const outcome = await ask(signal);
    if (outcome.is === "trouble") {
      const why = await explained(parts, { token, project: request.project, signal });
      return why ?? outcome;
    }
    const enrolment = enrolmentOf(outcome, id);
    return { is: "enrolment", enrolment: enrolment ?? pending(parts, id) };
  }

  /** With a key it is looked first: an ID that nobody entered yet is not announced. */
  async function announce(id: string, signal: AbortSignal | undefined): Promise<DeviceOutcome> {
    const seen = (await parts.hasKey()) ? await client.host(id, signal) : undefined;
    return seen === undefined || seen.is === "device" ? await ask(signal) : seen;
  }

  async function poll({ enrolmentId, signal }: PollAsked): Promise<PollOutcome> {
    const { register, byToken } = notes.get();
    const isLost = byToken === true && secrets.token === undefined;
    if (isLost || register?.spec.host.hostUid !== enrolmentId) return { is: "unknown-enrolment" };
    const outcome = byToken ? await ask(signal) : await announce(enrolmentId, signal);
    if (outcome.is === "trouble") return outcome;
    const enrolment = enrolmentOf(outcome, enrolmentId);
    return enrolment === undefined ? { is: "unchanged" } : { is: "enrolment", enrolment };
  }

  return { enrol, poll };
}

function enrolmentOf(
  outcome: Exclude<DeviceOutcome, Trouble>,
  hostId: string,
): Enrolment | undefined {
  if (outcome.is === "unknown-host") return undefined;
  const standing = standingOf(outcome.device, hostId);
  if (standing.is === "unpaired") return undefined;
  const { hostUid, project } = standing;
  return { state: "approved", enrolmentId: hostId, hostUid, project, signingKeys: [] };
}

function pending({ registrationUrl }: EnrolmentParts, hostId: string): PendingEnrolment {
  const base = {
    state: "pending",
    enrolmentId: hostId,
    intervalMs: INTERVAL_MS,
    todo: TODO,
  } as const;
  if (registrationUrl === undefined) return base;
  return {
    ...base,
    verificationUri: registrationUrl,
    verificationUriComplete: claimAddress(registrationUrl, hostId),
  };
}

/** A refusal of a token carries no public code: with a key that may read the tokens, the reason is found. */
async function explained(
  { client, clock, hasKey }: EnrolmentParts,
  asked: {
    readonly token: string | undefined;
    readonly project: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Trouble | undefined> {
  const { token, project, signal } = asked;
  if (token === undefined || !(await hasKey())) return undefined;
  const listed = await client.tokens(signal);
  if (listed.is !== "tokens") return undefined;
  return tokenTrouble(listed.tokens, { token, project, nowMs: clock.nowMs() });
}
