import { BringupError } from "../../errors/index.ts";
import type { AuditEntry } from "./audit.ts";
import type { Desk } from "./context.ts";
import { record } from "./decisions.ts";
import { MIN_PASSWORD, OPERATOR_NAME, type Operators, passwordDigest } from "./operators.ts";

/** The people who sign in to a plane, and who let them. */
export interface OperatorDesk {
  operators(): ReturnType<Operators["list"]>;
  /** Makes an operator, or gives it a new password; who is signed in with the old one is not any more. */
  putOperator(name: string, password: string): Promise<void>;
  /** False when there is none. */
  removeOperator(name: string): boolean;
  /** A path on the plane that signs this operator in once, within 15 minutes; made when there is none. */
  newSignInLink(name: string): string;
  /** What was decided, newest first. */
  audit(count: number): readonly AuditEntry[];
}

const LINK_LIFE_MS = 15 * 60_000;

export function createOperatorDesk(desk: Desk, actor: string): OperatorDesk {
  const { memory, clock } = desk;
  const { operators, change } = memory;
  return {
    operators: () => operators.list(),
    async putOperator(name, password) {
      refuseName(name);
      if (password.length < MIN_PASSWORD) {
        const message = `a password has ${MIN_PASSWORD} characters at least`;
        throw new BringupError("USAGE", message, { hint: "A sentence is easier than a riddle." });
      }
      const digest = await passwordDigest(password);
      change(() => {
        operators.put(name, clock.nowMs(), digest);
        record(desk, "operator-set", { actor, subject: name });
      });
    },
    removeOperator: (name) =>
      change(() => {
        const wasThere = operators.remove(name);
        if (wasThere) record(desk, "operator-removed", { actor, subject: name });
        return wasThere;
      }),
    newSignInLink(name) {
      refuseName(name);
      return change(() => {
        operators.put(name, clock.nowMs());
        record(desk, "link-created", { actor, subject: name });
        return `/sign-in/${operators.newLink(name, clock.nowMs() + LINK_LIFE_MS)}`;
      });
    },
    audit: (count) => memory.audit.newest(count),
  };
}

function refuseName(name: string): void {
  if (OPERATOR_NAME.test(name)) return;
  throw new BringupError("USAGE", `${name} is no name of an operator`, {
    hint: "Small letters, digits, dot, dash; it begins with a letter.",
  });
}
