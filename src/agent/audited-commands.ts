import type { Audit, AuditEntry, Clock } from "../engine/index.ts";
import { redact } from "../secrets/index.ts";
import type { Answer, Command, CommandContext } from "../session/index.ts";
import { COMMANDS_NEEDING_LEASE } from "../session/index.ts";
import type { Service } from "./service.ts";

/** A command that only looks, and needs control because it mounts a stick or asks a server. */
const LOOKS: ReadonlySet<Command["do"]> = new Set([
  "look-for-certificates",
  "look-for-content",
  "look-for-join",
  "look-for-user-data",
  "look-at-plane-file",
  // Asks again now what is asked by itself anyway.
  "register-now",
]);

type Recorded = Pick<AuditEntry, "action" | "subject" | "detail">;

/** What was asked and leaves no other entry; whoever is not in here records where it is done. */
const ASKED: {
  readonly [D in Command["do"]]?: (command: Extract<Command, { do: D }>) => Recorded;
} = {
  pause: () => ({ action: "run-pause-asked", subject: "after the step in hand" }),
  register: ({ method, plane }) => ({
    action: "registration-started",
    subject: `by ${method}`,
    ...(plane === undefined ? {} : { detail: plane }),
  }),
  "register-cancel": () => ({
    action: "registration-cancelled",
    subject: "the request to the plane",
  }),
  "go-local": () => ({ action: "registration-left", subject: "this host goes on in local mode" }),
  "take-desired": () => ({ action: "desired-taken", subject: "a desired state that was brought" }),
  "plane-request": ({ to }) => ({
    action: "registration-request-made",
    subject: to === undefined ? "for a person to carry" : "on a stick",
  }),
};

/** The same refusal again within this time is one attempt, milliseconds. */
const SAME_ATTEMPT_MS = 60_000;
const MOST_REMEMBERED = 100;

/** The service, with every attempt to change something in the audit: what was asked, and what was refused. */
export function withAuditedCommands(service: Service, audit: Audit, clock: Clock): Service {
  const refused = createOnceIn(clock);

  function record(command: Command, { actor }: CommandContext, answer: Answer): void {
    if (!COMMANDS_NEEDING_LEASE.has(command.do) || LOOKS.has(command.do)) return;
    const atMs = clock.nowMs();
    if (answer.is === "refused") {
      const { code, message } = answer.error;
      const attempt = `${command.do} ${code} ${actor.user} ${actor.from}`;
      if (code === "CANCELLED" || !refused(attempt)) return;
      const action = `${command.do}-refused`;
      audit.append({ atMs, actor, action, subject: command.do, detail: message, code });
      return;
    }
    if (answer.is === "invalid") return;
    const asked = (ASKED as Record<string, ((given: Command) => Recorded) | undefined>)[command.do];
    if (asked !== undefined) audit.append({ atMs, actor, ...asked(command) });
  }

  return {
    ...service,
    get consoles() {
      return service.consoles;
    },
    async handle(command, context) {
      const answer = masked(await service.handle(command, context));
      // The answer stands: a store that takes no entry says so itself.
      try {
        record(command, context, answer);
      } catch {
        // Nothing is lost that was not said.
      }
      return answer;
    },
  };
}

/** What was asked with a secret in the wrong place is not said again, to nobody. */
function masked(answer: Answer): Answer {
  if (answer.is !== "refused") return answer;
  const { message, hint } = answer.error;
  return {
    is: "refused",
    error: { ...answer.error, message: redact(message), hint: redact(hint) },
  };
}

/** `true` when this was not seen of late; remembers a bounded number. */
function createOnceIn(clock: Clock): (what: string) => boolean {
  const seen = new Map<string, number>();
  return (what) => {
    const nowMs = clock.monotonicMs();
    const last = seen.get(what);
    if (last !== undefined && nowMs - last < SAME_ATTEMPT_MS) return false;
    seen.delete(what);
    seen.set(what, nowMs);
    const [oldest] = seen.keys();
    if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
    return true;
  };
}
