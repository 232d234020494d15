import { digestOf, type Impact, type Step, type StepLimit, type Undo } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";

/** Keyed digests of the secrets a step refers to, by name; see `keyedDigestOf`. */
export type SecretDigests = Readonly<Record<string, string>>;

/** What every constructor takes besides the effect itself. */
export interface StepOptions {
  readonly id: string;
  readonly title?: string;
  readonly impact?: Impact;
  readonly usualMs?: number;
  readonly mark?: string;
  readonly commit?: true;
}

interface StepKind<K extends string, P> {
  readonly kind: K;
  readonly title: string;
  readonly params: P;
  readonly undo: Undo;
  readonly usualMs: number;
  readonly limit?: StepLimit;
  readonly impact?: Impact;
  readonly secretNames?: readonly string[];
  readonly secrets?: SecretDigests;
}

const LIMIT: StepLimit = { noProgressMs: 30_000, totalMs: 60_000 };

/** One place computes the digest of the inputs, so that a changed secret is a changed step. */
export function defineStep<K extends string, P>(
  options: StepOptions,
  kind: StepKind<K, P>,
): Step<K, P> {
  const { mark, commit } = options;
  const secrets = (kind.secretNames ?? []).map((name) => {
    const digest = kind.secrets?.[name];
    if (digest === undefined)
      throw new BringupError("BUG", `step ${options.id}: no digest of the secret ${name}`);
    return [name, digest];
  });
  return {
    id: options.id,
    kind: kind.kind,
    title: options.title ?? kind.title,
    params: kind.params,
    inputsDigest: digestOf({ params: kind.params, secrets: Object.fromEntries(secrets) }),
    impact: options.impact ?? kind.impact ?? "none",
    undo: kind.undo,
    usualMs: options.usualMs ?? kind.usualMs,
    limit: kind.limit ?? LIMIT,
    rerun: "safe",
    ...(mark === undefined ? {} : { mark }),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Reads back what `capture` saved; a record of another shape is a bug, or a damaged journal. */
export function field<T>(
  record: Readonly<Record<string, unknown>>,
  name: string,
  is: (value: unknown) => value is T,
): T {
  const value = record[name];
  if (is(value)) return value;
  throw new BringupError("BUG", `the saved state of this step has no valid ${name}`);
}
