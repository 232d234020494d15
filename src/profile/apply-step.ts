// Over 150 lines: one step, from what is there to the record of what was put there.
import {
  blocked,
  type Change,
  type CheckContext,
  defineHandler,
  done,
  type RunContext,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { type ApplyTarget, applyObject, createPathFinder, kubeGet } from "../kube/index.ts";
import { accessOf, type Look, lookAtObjects, lookForRecord } from "./cluster-look.ts";
import {
  type LayerParams,
  layerDigest,
  type MarkedObject,
  markedObjects,
  templatesOf,
} from "./layer-objects.ts";
import { liveIn } from "./live.ts";
import { MANAGER } from "./places.ts";
import { type LayerRecord, recordObject } from "./record.ts";
import { wholeMatch } from "./schema.ts";

export const APPLY_KIND = "profile.apply";

export function applyId(layer: string): string {
  return `profile.apply-${layer}`;
}

/** Puts the objects of one layer into the cluster; what others added stays. */
export function applyLayerStep(params: LayerParams): Step {
  return {
    id: applyId(params.layer),
    kind: APPLY_KIND,
    title: `Apply layer ${params.layer}${params.layerVersion === undefined ? "" : ` ${params.layerVersion}`} to the cluster`,
    params,
    inputsDigest: layerDigest(params),
    impact: "none",
    undo: "none",
    usualMs: 3000,
    limit: { noProgressMs: 180_000, totalMs: 1_800_000 },
    rerun: "safe",
    onRequest: true,
  };
}

export const applyLayerHandler = defineHandler<LayerParams>(APPLY_KIND, {
  async check(params, context) {
    const verdict = await judge(params, context);
    if (verdict.is === "done") return verdict;
    const missing = await missingSecret(params, context);
    if (missing === undefined) return verdict;
    return blocked(
      `layer ${params.layer} needs the secret ${missing}, which is not stored any more`,
      `Enter the secret ${missing} again.`,
    );
  },
  async preview(params, { host }): Promise<readonly Change[]> {
    return withMarks(params, await templatesOf(host, params)).map(({ name }) => ({
      subject: name,
      lines: [{ sign: "+", text: name }],
    }));
  },
  run: applyLayer,
  async undo() {
    throw new BringupError("STEP_FAILED", "its objects stay in the cluster");
  },
});

async function judge(params: LayerParams, { host, signal }: CheckContext): Promise<Verdict> {
  const access = await accessOf(host, params.kubeconfig);
  if (access === undefined) return todo("there is no cluster to apply it to yet");
  const look = { host, access, signal };
  const found = await lookForRecord(look, params.layer);
  if (found.is === "failed") return unclear(`the API does not answer: ${found.why}`);
  if (found.is === "missing") return todo(`layer ${params.layer} was not applied yet`);
  if (found.record.digest !== layerDigest(params))
    return todo(`layer ${params.layer} was applied in another version, or with other values`);
  const seen = await lookAtObjects(look, found.record.objects);
  if (seen.is === "failed") return unclear(`the API does not answer: ${seen.why}`);
  const [first] = seen.changed;
  if (first === undefined) return done(`${found.record.objects.length} objects are as applied`);
  const more = seen.changed.length > 1 ? ` and ${seen.changed.length - 1} more` : "";
  return todo(`${first.name} ${first.why}${more}`);
}

async function missingSecret({ secrets }: LayerParams, context: CheckContext) {
  for (const { name } of Object.values(secrets))
    if ((await context.secrets.read(name)) === undefined) return name;
  return undefined;
}

async function applyLayer(params: LayerParams, context: RunContext): Promise<void> {
  const { host, signal } = context;
  const access = await accessOf(host, params.kubeconfig);
  if (access === undefined)
    throw new BringupError("STEP_FAILED", `${params.kubeconfig} is missing or not readable`);
  const look = { host, access, signal };
  const before = await lookForRecord(look, params.layer);
  const values = await secretValues(params, context);
  const marked = withMarks(params, await templatesOf(host, params), values);
  const target = { access, finder: createPathFinder(host, access), manager: MANAGER };
  const objects: LayerRecord["objects"] = [];
  for (const { name, digest, object } of marked) {
    const { path, body } = await applyObject(context, target, object);
    objects.push({ name, path, digest, fields: liveIn(body)?.fields ?? "" });
    const progress = { done: objects.length, total: marked.length, unit: "items" as const };
    context.report({ evidence: `applied ${name}`, ...progress });
  }
  const left = before.is === "found" ? await stillThere(look, before.record, objects) : [];
  await writeRecord(context, target, { ...recordOf(params), objects, left });
}

function recordOf(params: LayerParams): Omit<LayerRecord, "objects" | "left"> {
  const { profile, profileVersion, layer, layerVersion, kind, position, readiness } = params;
  return {
    ...{ profile, profileVersion, layer, kind, position, readiness: [...readiness] },
    ...(layerVersion === undefined ? {} : { layerVersion }),
    digest: layerDigest(params),
  };
}

async function writeRecord(context: RunContext, target: ApplyTarget, record: LayerRecord) {
  await applyObject(context, target, recordObject(record));
  const { left } = record;
  if (left.length > 0)
    context.report({
      evidence: `left in place, no longer of the layer: ${left.map(({ name }) => name).join(", ")}`,
    });
}

/** What a former version of the layer put there: nothing is removed by itself, and nothing forgotten. */
async function stillThere(
  { host, access, signal }: Look,
  before: LayerRecord,
  now: LayerRecord["objects"],
): Promise<LayerRecord["left"]> {
  const paths = new Set(now.map(({ path }) => path));
  const left: LayerRecord["left"] = [];
  for (const { name, path } of [...before.left, ...before.objects]) {
    if (paths.has(path)) continue;
    const answer = await kubeGet(host, access, path, { signal });
    if (answer.is !== "missing") left.push({ name, path });
  }
  return left;
}

/** @throws SECRET_MISSING, SECRET_UNUSABLE */
async function secretValues(
  { secrets }: LayerParams,
  context: RunContext,
): Promise<Readonly<Record<string, string>>> {
  const values: [string, string][] = [];
  for (const [variable, { name, pattern }] of Object.entries(secrets)) {
    const value = await context.secrets.read(name);
    if (value === undefined)
      throw new BringupError("SECRET_MISSING", `the secret ${name} is not stored any more`);
    if (pattern !== undefined && !wholeMatch(pattern).test(value))
      throw new BringupError("SECRET_UNUSABLE", `the secret ${name} must match ${pattern}`, {
        hint: `Enter another value for ${variable}.`,
      });
    values.push([variable, value]);
  }
  return Object.fromEntries(values);
}

/** @throws SECRET_UNUSABLE: planning refused all others already */
function withMarks(
  params: LayerParams,
  templates: Parameters<typeof markedObjects>[0],
  values?: Readonly<Record<string, string>>,
): readonly MarkedObject[] {
  const marked = markedObjects(templates, params, values);
  if (marked.is === "marked") return marked.objects;
  throw new BringupError(
    "SECRET_UNUSABLE",
    `the value of ${marked.variable} cannot stand inside other text in ${marked.where}`,
    { hint: "Use letters, digits and . : / @ % + , = ~ _ - alone, or a filter in the manifest." },
  );
}
