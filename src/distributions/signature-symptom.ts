import {
  cannotSay,
  clear,
  defineSymptom,
  type Finding,
  found,
  notHere,
  type Patient,
  podLogs,
  podName,
  type Symptom,
} from "../doctor/index.ts";
import { type Fact, knownValue, type UnitState } from "../engine/index.ts";
import type { Observer } from "./driver.ts";
import { explain, short } from "./evidence.ts";
import type { Mends } from "./shared/mends.ts";

/** A trace is news as long as not more lines came after it. */
const FRESH_LINES = 40;

interface Traced extends Pick<Observer, "id" | "title" | "signatures"> {
  /** Units that write of it, the one that matters most first. */
  readonly units: readonly string[];
  /** Files in which its parts write beside the journal. */
  readonly files?: readonly string[];
  /** What is prepared for a failure, by its code. */
  readonly mends?: Mends;
}

/** What keeps its state, where that is a pod: its log is no part of any journal. */
const STORE = /^kube-system_etcd-/;

/**
 * What a distribution is known to say when it fails, looked for in the journals of its units: the present
 * start of each, the newest line first; what explains it brings its own words.
 */
export function signatureSymptom(traced: Traced): Symptom {
  const { id, title, signatures, units, mends = {} } = traced;
  return defineSymptom({
    id: `journal.${id}`,
    code: `${id.toUpperCase()}_SAYS_WHY`,
    row: "8.2",
    title: `${title} fails, and says why in its journal`,
    cause: `The journal of ${title} holds the trace of a known failure.`,
    source: `failure catalogue of ${title}`,
    async probe(patient) {
      const states = await Promise.all(
        units.map(async (name) => ({ name, state: await patient.unit(name) })),
      );
      const there = states.filter(({ state }) => state.is !== "absent");
      if (there.length === 0) return notHere(`${title} is not on this host`);
      const inJournals = await Promise.all(
        there.map(async ({ name, state }) =>
          lookInto(await patient.journal(name), { name, state: knownValue(state), signatures }),
        ),
      );
      const looked = [...inJournals, ...(await besides(patient, traced))];
      return (
        looked.find(({ is }) => is === "found") ??
        looked.find(({ is }) => is === "unknown") ??
        clear("no known failure is in its journals")
      );
    },
    fix: ["Do what stands at the failure that was found."],
    mend: ({ explained }) => (explained === undefined ? [] : (mends[explained.code] ?? [])),
  });
}

/** What its parts write into files of their own; none of it says how the service is. */
async function besides(
  patient: Patient,
  { signatures, files = [] }: Traced,
): Promise<readonly Finding[]> {
  const pods = await podLogs(patient, STORE);
  const tails = await Promise.all(
    files.map(async (path) => ({ name: path, lines: await patient.tail(path) })),
  );
  const texts = tails.flatMap(({ name, lines }) =>
    lines.is === "known" ? [{ name, lines: lines.value }] : [],
  );
  const logs = pods.map(({ pod, lines }) => ({ name: podName(pod), lines }));
  return [...texts, ...logs].map(({ name, lines }) => {
    const seen = explain(signatures, lines);
    if (seen === undefined) return clear("no known failure is in its log");
    const isFresh = lines.length - lines.lastIndexOf(seen.line) <= FRESH_LINES;
    const { code, cause, remedy } = seen.signature;
    return found([isFresh ? "likely" : "possible", "degraded"], [`${name}: ${short(seen.line)}`], {
      explained: { code, cause: sentence(cause), fix: [remedy] },
    });
  });
}

interface UnitLook extends Pick<Traced, "signatures"> {
  readonly name: string;
  readonly state: UnitState | undefined;
}

function lookInto(lines: Fact<readonly string[]>, { name, state, signatures }: UnitLook): Finding {
  if (lines.is === "unknown") return cannotSay(lines.why);
  const seen = explain(signatures, lines.is === "known" ? lines.value : []);
  if (seen === undefined || lines.is !== "known")
    return clear("no known failure is in its journal");
  const age = lines.value.length - lines.value.lastIndexOf(seen.line);
  const { code, cause, remedy } = seen.signature;
  return found(weightOf(state, age), [`${name}: ${stateWords(state)}`, short(seen.line)], {
    explained: { code, cause: sentence(cause), fix: [remedy] },
  });
}

/** Of one that runs, and has said other things since, the trace may be history. */
function weightOf(state: UnitState | undefined, ageLines: number) {
  if (state === undefined) return ["possible", "degraded"] as const;
  if (state.active !== "active") return ["certain", "node-down"] as const;
  if (state.restarts > 0) return ["likely", "node-down"] as const;
  return [ageLines > FRESH_LINES ? "possible" : "likely", "degraded"] as const;
}

function stateWords(state: UnitState | undefined): string {
  if (state === undefined) return "its state is not known";
  const times = state.restarts === 0 ? "" : `, started again ${state.restarts} times`;
  return `${state.active} (${state.sub})${times}`;
}

/** Causes of signatures are written to stand inside a sentence. */
function sentence(cause: string): string {
  return `${cause.charAt(0).toUpperCase()}${cause.slice(1)}.`;
}
