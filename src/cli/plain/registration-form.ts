import {
  METHODS,
  methodOf,
  PAIRING_KEY_HELP,
  PLANE_KINDS,
  type PlaneKindId,
  planeKindOf,
  takesPairingKey,
} from "../../registration/index.ts";
import { choose } from "./choose.ts";
import { act, type Desk, draftsOf, seen } from "./desk.ts";

const FORM = "registration";
type MethodId = (typeof METHODS)[number]["id"];
type Way = MethodId | "local";
type Outcome = "sent" | "local" | "back" | "refused";

/** Plane, way, and the token where one is needed; back goes to the question before. */
export async function askRegistration(desk: Desk): Promise<Outcome> {
  for (;;) {
    const way = await askWay(desk);
    if (way === undefined) return "back";
    if (way === "local") {
      const answer = await act(desk, { do: "go-local" });
      return answer.is === "refused" ? "refused" : "local";
    }
    const plane = await askPlane(desk);
    if (plane === undefined) continue;
    const secrets = await askSecrets(desk, way);
    if (secrets === undefined) continue;
    return send(desk, { way, plane, ...secrets });
  }
}

async function askWay(desk: Desk): Promise<Way | undefined> {
  const { registration, document } = seen(desk);
  const typed = draftsOf(desk, FORM).method as MethodId | undefined;
  const usual =
    typed ?? registration.method ?? document.effective.spec.registration?.method ?? "qr";
  const answer = await choose<Way | "kind">(desk.talk, {
    prompt: "Way to register",
    options: [
      ...METHODS.map(({ id, title }) => ({ value: id, label: title })),
      { value: "local", label: "Go on in local mode, without the plane" },
      { value: "kind", label: `Kind of plane: ${kindOf(desk).title}` },
    ],
    usual,
    help: [
      ...METHODS.map(({ title, summary }) => `${title}: ${summary}`),
      "In local mode everything but remote management works. You can register later.",
    ],
  });
  if (answer === "kind") {
    await askKind(desk);
    return askWay(desk);
  }
  if (answer !== undefined && answer !== "local") desk.session.setField(FORM, "method", answer);
  return answer;
}

function kindOf(desk: Desk) {
  const { kind } = seen(desk).document.effective.spec.registration ?? {};
  return PLANE_KINDS.find(({ id }) => id === draftsOf(desk, FORM).kind) ?? planeKindOf(kind);
}

async function askKind(desk: Desk): Promise<void> {
  const answer = await choose<PlaneKindId>(desk.talk, {
    prompt: "Kind of plane",
    options: PLANE_KINDS.map(({ id, title }) => ({ value: id, label: title })),
    usual: kindOf(desk).id,
    help: PLANE_KINDS.map(({ title, notice = "bringup's own contract." }) => `${title}: ${notice}`),
  });
  if (answer === undefined) return;
  desk.session.setField(FORM, "kind", answer);
  const { notice } = planeKindOf(answer);
  if (notice !== undefined) desk.talk.say(notice);
}

async function askPlane(desk: Desk): Promise<string | undefined> {
  const { registration, document } = seen(desk);
  const typed = draftsOf(desk, FORM).plane;
  const { kind = "v1", plane } = document.effective.spec.registration ?? {};
  const wanted = kindOf(desk);
  const kept = wanted.id === kind ? (registration.plane ?? plane) : undefined;
  const usual = typed ?? kept;
  const reply = await desk.talk.ask({
    prompt: "Address of the management plane",
    usual: usual ?? "as the host has it",
    help: [`${wanted.addressHelp}.`],
    isFree: true,
  });
  if (reply.is === "back") return undefined;
  if (reply.is !== "text") return usual ?? "";
  desk.session.setField(FORM, "plane", reply.text);
  return reply.text;
}

type Secrets = Pick<Given, "token" | "pairingKey">;

/** `undefined`: back. */
async function askSecrets(desk: Desk, way: MethodId): Promise<Secrets | undefined> {
  if (methodOf(way).needs.includes("token")) {
    const token = await askToken(desk);
    return token === undefined ? undefined : { token, pairingKey: "" };
  }
  if (!takesPairingKey(way, kindOf(desk))) return { token: "", pairingKey: "" };
  const pairingKey = await askPairingKey(desk);
  return pairingKey === undefined ? undefined : { token: "", pairingKey };
}

/** Kept in memory until it is sent; never shown, never among the drafts. */
async function askToken(desk: Desk): Promise<string | undefined> {
  const { talk } = desk;
  for (;;) {
    const reply = await talk.ask({
      prompt: "Registration token, not shown while you type",
      help: ["From the plane. It is sent once and never stored or shown."],
      isFree: true,
      isSecret: true,
    });
    if (reply.is === "back") return undefined;
    if (reply.is === "text") return reply.text.trim();
    talk.say("This way needs a token. Type it, or go back.");
  }
}

/** Few are given one, so Enter goes on without. */
async function askPairingKey({ talk }: Desk): Promise<string | undefined> {
  const reply = await talk.ask({
    prompt: "Pairing key, not shown while you type",
    usual: "none",
    help: [PAIRING_KEY_HELP],
    isFree: true,
    isSecret: true,
  });
  if (reply.is === "back") return undefined;
  return reply.is === "text" ? reply.text.trim() : "";
}

interface Given {
  readonly way: MethodId;
  readonly plane: string;
  readonly token: string;
  readonly pairingKey: string;
}

async function send(desk: Desk, { way, plane, token, pairingKey }: Given): Promise<Outcome> {
  const kind = draftsOf(desk, FORM).kind === undefined ? undefined : kindOf(desk).id;
  const answer = await act(desk, {
    do: "register",
    method: way,
    ...(plane === "" ? {} : { plane }),
    ...(kind === undefined ? {} : { kind }),
    ...(token === "" ? {} : { token }),
    ...(pairingKey === "" ? {} : { pairingKey }),
  });
  if (answer.is === "refused") return "refused";
  desk.session.discardForm(FORM);
  return "sent";
}
