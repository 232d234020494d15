import type { RegistrationMethod } from "../view.ts";

/** One way to be trusted by a plane. All three make the same enrolment; only its approval differs. */
export interface Method {
  readonly id: RegistrationMethod;
  readonly title: string;
  /** One sentence for the menu: what the person has to have and do. */
  readonly summary: string;
  /** Typed before it can start, besides the address of the plane. */
  readonly needs: readonly "token"[];
  /** Typed where the person was given one. */
  readonly mayTake?: readonly "pairing-key"[];
  /** The contract's word for it. */
  readonly approval: "token" | "code";
  /** What the screen shows while it waits. */
  readonly shows: "nothing" | "id-and-code" | "qr-and-code";
  /** Sentence while the plane has not decided. */
  readonly waiting: string;
}
