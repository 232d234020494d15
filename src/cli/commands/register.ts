import { BringupError } from "../../errors/index.ts";
import type {
  PlaneKindId,
  RegistrationMethod,
  RegistrationState,
  RegistrationView,
} from "../../registration/index.ts";
import { ask, errorOf, withEngine } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { follow, interruptedError, wasInterrupted } from "../follow.ts";
import { readSecret } from "../read-text.ts";
import { createRegistrationPrinter } from "../render-registration.ts";
import type { OpenEngine } from "../world.ts";

/** By name alone: help must not load what speaks with planes. */
const KINDS: Readonly<Record<PlaneKindId, true>> = { v1: true, palette: true, file: true };

/** The same three doors as on the screen. Secrets come from files or standard input only. */
export const register: CliCommand = {
  name: "register",
  summary: "Register this host with a management plane",
  options: [
    {
      flags: "--method <method>",
      help: "how the plane learns to trust this host",
      choices: ["token", "manual", "qr"],
      required: true,
    },
    { flags: "--plane <url>", help: "address of the plane; the document's when absent" },
    {
      flags: "--kind <kind>",
      help: "what speaks there; the document's when absent",
      choices: Object.keys(KINDS),
    },
    { flags: "--token-file <path>", help: "file with the token; - is standard input" },
    {
      flags: "--pairing-key-file <path>",
      help: "manual: file with the pairing key the operator gave; - is standard input",
    },
    { flags: "--no-wait", help: "return once the plane was asked" },
  ],
  async run(call) {
    const method = methodOf(call.text("method"));
    const token = await givenToken(call, method);
    const pairingKey = await givenPairingKey(call, method);
    const plane = call.text("plane");
    const kind = kindOf(call.text("kind"));
    const { notice } = (await import("../../registration/index.ts")).planeKindOf(kind);
    if (notice !== undefined) call.out.note(notice);
    return withEngine(call, async (engine) => {
      const before = engine.client.snapshot().registration;
      await ask(
        engine.client,
        {
          do: "register",
          method,
          ...(plane !== undefined && { plane }),
          ...(kind !== undefined && { kind }),
          ...(token !== undefined && { token }),
          ...(pairingKey !== undefined && { pairingKey }),
        },
        call.world.signal,
      );
      return waitForPlane(call, engine, before);
    });
  },
};

const METHODS: readonly RegistrationMethod[] = ["token", "manual", "qr"];

function methodOf(given: string | undefined): RegistrationMethod {
  const method = METHODS.find((known) => known === given);
  if (method !== undefined) return method;
  throw new BringupError("USAGE", "--method is one of token, manual, qr");
}

function kindOf(given: string | undefined): PlaneKindId | undefined {
  return Object.keys(KINDS).find((kind): kind is PlaneKindId => kind === given);
}

async function givenToken(call: Call, method: RegistrationMethod): Promise<string | undefined> {
  const path = call.text("tokenFile");
  if (method === "token" && path === undefined) {
    throw new BringupError("USAGE", "the token method needs --token-file", {
      hint: "Name a file with the token, or - for standard input; never put it into the command.",
    });
  }
  if (method !== "token" && path !== undefined) {
    throw new BringupError("USAGE", `the ${method} method takes no token`, {
      hint: "Leave --token-file away, or use --method token.",
    });
  }
  return path === undefined ? undefined : readSecret(path, call.world);
}

async function givenPairingKey(
  call: Call,
  method: RegistrationMethod,
): Promise<string | undefined> {
  const path = call.text("pairingKeyFile");
  if (path === undefined) return undefined;
  if (method === "manual") return readSecret(path, call.world);
  throw new BringupError("USAGE", `the ${method} method takes no pairing key`, {
    hint: "It goes with an ID that was entered in the plane: --method manual.",
  });
}

const SETTLED: ReadonlySet<RegistrationState> = new Set(["approved", "active"]);
const IN_PROGRESS: ReadonlySet<RegistrationState> = new Set([
  ...(["contacting", "reachable", "enrolling", "pending"] as const),
]);

/** Prints each new state until the plane has decided, or somebody has to do something. */
async function waitForPlane(
  { world, out, flag }: Call,
  engine: OpenEngine,
  before: RegistrationView,
): Promise<number> {
  const print = createRegistrationPrinter(out);
  const ended = await follow<RegistrationView>({
    client: engine.client,
    signal: world.signal,
    out,
    look(event) {
      if (event !== undefined && event.slice !== "registration") return undefined;
      const { registration } = engine.client.snapshot();
      // What an earlier attempt left behind says nothing about this one.
      if (registration === before && !SETTLED.has(before.state)) return undefined;
      print(registration);
      const isAsked = registration.state === "pending" && !flag("wait");
      return isAsked || !IN_PROGRESS.has(registration.state) ? registration : undefined;
    },
  });
  if (!wasInterrupted(ended)) return exitCodeOfRegistration(ended);
  throw interruptedError("no longer waiting for the plane", whatGoesOn(engine));
}

function whatGoesOn({ where }: OpenEngine): string {
  if (where === "agent") return "The agent goes on asking: see bringup status.";
  return "Nothing goes on asking, because no agent runs; start it, or register again.";
}

function exitCodeOfRegistration({ state, problem, message }: RegistrationView): number {
  if (problem !== undefined) throw errorOf(problem);
  if (state === "rejected") throw new BringupError("ENROLMENT_REJECTED", message);
  if (state === "expired") throw new BringupError("CODE_EXPIRED", message);
  if (state === "offline") throw new BringupError("PLANE_UNREACHABLE", message);
  return 0;
}
