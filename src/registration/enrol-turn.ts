import { randomUUID } from "node:crypto";
import { BringupError, errorView } from "../errors/index.ts";
import { type Enrolment, enrolBody, type HostDescription, type Trouble } from "../plane/index.ts";
import { sanitize, truncate } from "../text/index.ts";
import { methodOf } from "./methods/index.ts";
import type { RegistrationRecord } from "./record.ts";
import { AT_ONCE, after, halted, type NextTurn, type Turn, troubled, type Work } from "./turn.ts";

/** Asks the plane who it is, then to be taken on. */
export const enrolTurn: Turn = async (work, signal) => {
  const { desk } = work;
  const method = methodOf(desk.record().method);
  const port = await work.port();
  const known = await port.hello(signal);
  if (signal.aborted) return AT_ONCE;
  if (known.is === "trouble") return silent(work, known);
  // Kept before anything is asked: after a kill here it is told as it was.
  if (desk.record().phase === "contacting") desk.keep({ phase: "reachable", problem: undefined });
  if (!known.methods.includes(method.approval)) {
    const message = `This plane does not offer the way "${method.title}".`;
    return halted(work, errorView(new BringupError("PLANE_METHOD_MISSING", message)));
  }
  const host = await work.identity();
  // Right after a start the host may still be finding out who it is.
  if (host.id === "") return after(1000);
  const pairingKey = work.pairingKey();
  const inFlight = repeatable(work) ?? (await request(work, host));
  // Kept before it is sent: what was lost on the way is repeated, not doubled.
  desk.keep({ inFlight, phase: "enrolling" });
  const token = method.needs.includes("token") ? await work.token() : undefined;
  const { idempotencyKey, body } = inFlight;
  const outcome = await port.enrol({ idempotencyKey, body, token, pairingKey, signal });
  if (signal.aborted) return AT_ONCE;
  if (outcome.is === "enrolment") {
    const { enrolment, etag } = outcome;
    work.forgetPairingKey();
    return await settle(
      work,
      pairingKey === undefined ? enrolment : notPaired(work, enrolment),
      etag,
    );
  }
  return refused(work, outcome, token !== undefined);
};

type InFlight = NonNullable<RegistrationRecord["inFlight"]>;

/**
 * What was sent before. With a pairing key in it that is gone since, it could not be the same to the byte:
 * a new one is made, and a plane that took the first knows this host by its key.
 */
function repeatable({ desk, pairingKey }: Work): InFlight | undefined {
  const { inFlight } = desk.record();
  return inFlight?.hadPairingKey === true && pairingKey() === undefined ? undefined : inFlight;
}

/** It can only be used once, so that it was of no use has to be said. */
function notPaired({ desk }: Work, enrolment: Enrolment): Enrolment {
  if (enrolment.state !== "pending" || enrolment.todo !== undefined) return enrolment;
  const { waiting } = methodOf(desk.record().method);
  return {
    ...enrolment,
    todo: `The plane did not let this host in by that pairing key. ${waiting}`,
  };
}

async function request(work: Work, host: HostDescription): Promise<InFlight> {
  const { jwk } = await work.key();
  const project = work.project();
  const body = enrolBody({
    host,
    publicKey: jwk,
    method: methodOf(work.desk.record().method).approval,
    tags: { ...work.tags() },
    device: { ...(await work.device()) },
    agent: work.agent,
    ...(project === undefined ? {} : { project }),
  });
  const hadPairingKey = work.pairingKey() !== undefined;
  return { idempotencyKey: randomUUID(), body, ...(hadPairingKey && { hadPairingKey }) };
}

/** What was sent already stays sent; without that there is only a plane that is not there any more. */
function silent(work: Work, found: Trouble): NextTurn {
  if (work.desk.record().phase === "reachable") work.desk.keep({ phase: "contacting" });
  return troubled(work, found);
}

function refused(work: Work, outcome: Trouble, hadToken: boolean): NextTurn {
  const { code } = outcome.problem;
  if (code === "TOKEN_INVALID" && !hadToken) {
    const message =
      "The token is needed again: it is kept in memory only, and bringup was restarted before the plane answered.";
    return halted(work, errorView(new BringupError("SECRET_MISSING", message)));
  }
  if (code.startsWith("TOKEN_")) work.forgetToken();
  // The next try may be for another id or project: a verdict ends the request it was about.
  if (outcome.planeCode !== undefined) {
    work.desk.keep({ inFlight: undefined, phase: "reachable" });
  }
  return troubled(work, outcome);
}

/** What the plane says about the enrolment, in answer to a request or a poll. */
export async function settle(
  work: Work,
  enrolment: Enrolment,
  etag: string | undefined,
): Promise<NextTurn> {
  const { desk, clock } = work;
  work.pace.succeeded();
  const calm = { inFlight: undefined, problem: undefined, isHalted: false };
  switch (enrolment.state) {
    case "pending": {
      const { state: _pending, enrolmentId, expiresInMs, intervalMs, ...shown } = enrolment;
      const before = desk.record().enrolment;
      const isSame = before?.id === enrolmentId;
      desk.keep({
        ...calm,
        phase: "pending",
        enrolment: {
          id: enrolmentId,
          ...(isSame && before.todo !== undefined && { todo: before.todo }),
          ...shown,
          ...(expiresInMs === undefined ? {} : { expiresMs: clock.nowMs() + expiresInMs }),
          intervalMs: isSame ? Math.max(before.intervalMs, intervalMs) : intervalMs,
          ...(etag === undefined ? {} : { etag }),
        },
      });
      return AT_ONCE;
    }
    case "approved":
      work.forgetToken();
      await adopt(work, enrolment);
      desk.keep({ ...calm, phase: "approved", enrolment: undefined });
      return AT_ONCE;
    case "rejected": {
      const given = sanitize(enrolment.reason ?? "").trim();
      const reason = given === "" ? "." : `: ${truncate(given, 200)}`;
      const message = `The operator of the plane rejected this host${reason}`;
      return over(work, "rejected", new BringupError("ENROLMENT_REJECTED", message));
    }
    case "expired": {
      const message = "The code expired before anybody approved it.";
      return over(work, "expired", new BringupError("CODE_EXPIRED", message));
    }
  }
}

async function adopt(
  work: Work,
  enrolment: Extract<Enrolment, { state: "approved" }>,
): Promise<void> {
  const { approved, plane = "" } = work.desk.record();
  const { hostUid } = enrolment;
  const project = sanitize(enrolment.project);
  const isSame = approved?.hostUid === hostUid && approved.plane === plane;
  work.desk.keep({
    approved: { plane, hostUid, project, signingKeys: [...enrolment.signingKeys] },
    // Revisions of another plane, or for another host, say nothing about this one's.
    ...(isSame ? {} : { desired: undefined, lastHeartbeatMs: undefined, told: undefined }),
  });
  if (!isSame && approved !== undefined) await work.release();
}

function over(work: Work, phase: "rejected" | "expired", error: BringupError): NextTurn {
  work.desk.keep({
    phase,
    problem: errorView(error),
    isHalted: true,
    enrolment: undefined,
    inFlight: undefined,
  });
  return { is: "halt" };
}
