// A little over 150 lines: from a profile, its values and the cluster to steps, or why there are none.
import type { Blocked, Candidate, Fact, Skipped, Step } from "../engine/index.ts";
import { applyLayerStep } from "./apply-step.ts";
import { type LayerParams, markedObjects, type SecretUse } from "./layer-objects.ts";
import { piecesOf } from "./placeholder.ts";
import type { LoadedLayer, Profile, ProfileRead } from "./read.ts";
import { type ReadyRule, readinessOf } from "./readiness.ts";
import { readyStep } from "./ready-step.ts";
import type { LayerRecord } from "./record.ts";
import { type GivenValues, judgeValues, type Values } from "./variables.ts";

/** What a profile meets: the cluster it is for, and what is there already. */
export interface ProfilePlanRequest {
  readonly read: ProfileRead;
  /** As the document has it: `spec.cluster.profile.path`. */
  readonly folder: string;
  readonly given: GivenValues;
  readonly cluster: ClusterMet;
  /** Absent: there is no cluster yet. */
  readonly records: Fact<readonly LayerRecord[]>;
  /** Keyed digest of a stored secret. */
  secretDigest(name: string): string | undefined;
}

export interface ClusterMet {
  readonly distribution: string;
  readonly version: string;
  /** Network the distribution itself brings; `none`: the profile may. */
  readonly cni: string;
  readonly podCidr: string;
  readonly os: Fact<{ readonly id: string; readonly version: string }>;
  /** Absent: this node has no access of an administrator. */
  readonly kubeconfig?: string;
}

/** Pure. Layer by layer, each applied and then waited for; what left the profile is named and left in place. */
export function planProfile(request: ProfilePlanRequest): Candidate {
  const { read, folder, cluster } = request;
  if (read.is === "absent") return blockedBy(absent(folder));
  if (read.is === "bad")
    return blockedBy(
      ...read.problems.map(({ file, line, message, hint }) => ({
        ...{ code: "PROFILE_INVALID", hint },
        message: `${folder}/${file}${line > 0 ? `:${line}` : ""} ${message}`,
      })),
    );
  if (cluster.kubeconfig === undefined)
    return {
      ...NOTHING,
      skipped: [
        {
          title: `Profile ${read.profile.name}`,
          reason: "a control plane applies it, this node is a worker",
        },
      ],
    };
  const values = judgeValues(read.profile, request.given);
  const wrong = [...contradictions(read.profile, cluster), ...values.problems.map(badValue)];
  if (wrong.length > 0) return blockedBy(...wrong);
  return stepsFor(request, read.profile, { values, kubeconfig: cluster.kubeconfig });
}

const NOTHING: Candidate = { steps: [], skipped: [], blocked: [] };
const blockedBy = (...blocked: readonly Blocked[]): Candidate => ({ ...NOTHING, blocked });

function absent(folder: string): Blocked {
  return {
    code: "PROFILE_INVALID",
    message: `${folder}/profile.yaml is not there`,
    hint: "Import the profile, or correct spec.cluster.profile.path.",
  };
}

function badValue({ variable, message }: Values["problems"][number]): Blocked {
  return {
    code: "DOCUMENT_INVALID",
    message: `spec.cluster.profile.variables.${variable} ${message}`,
    hint: "Set it on the page Profile, or in the document.",
  };
}

/** What the profile takes for granted and the document says otherwise. */
function contradictions({ layers }: Profile, cluster: ClusterMet): readonly Blocked[] {
  const found: Blocked[] = [];
  const no = (message: string, hint: string) =>
    found.push({ code: "DOCUMENT_INVALID", message, hint });
  for (const { kind, name, version = "" } of layers) {
    if (kind === "kubernetes" && name !== cluster.distribution)
      no(
        `the profile is for ${name}, and the document asks for ${cluster.distribution}`,
        "Choose one of both.",
      );
    else if (kind === "kubernetes" && !begins(cluster.version, version))
      no(
        `the profile is for ${name} ${version}, and the document asks for ${cluster.version}`,
        "Choose one of both.",
      );
    if (kind === "os" && cluster.os.is === "known" && !isOs(cluster.os.value, { name, version }))
      no(
        `the profile is for ${name} ${version}, and this host has ${cluster.os.value.id} ${cluster.os.value.version}`,
        "Use a profile for this system.",
      );
    if (kind === "cni" && cluster.cni !== "none")
      no(
        `the profile brings the network ${name}, and ${cluster.distribution} brings ${cluster.cni}`,
        "Set spec.cluster.cni: none, or take the layer out of the profile.",
      );
  }
  return found;
}

function isOs(
  os: { readonly id: string; readonly version: string },
  wanted: { readonly name: string; readonly version: string },
) {
  return os.id === wanted.name && begins(os.version, wanted.version);
}

/** `1.35` is the beginning of `1.35.3+k3s1`, and not of `1.350`. */
function begins(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.replace(/^v/, ""));
  return b === "" || a === b || (a ?? "").startsWith(`${b}.`) || (a ?? "").startsWith(`${b}+`);
}

interface Ready {
  readonly values: Values;
  readonly kubeconfig: string;
}

function stepsFor(request: ProfilePlanRequest, profile: Profile, ready: Ready): Candidate {
  const steps: Step[] = [];
  const blocked: Blocked[] = [];
  for (const [position, loaded] of profile.loaded.entries()) {
    if (loaded.objects.length === 0) continue;
    const params = paramsOf(request, { profile, loaded, position, ...ready });
    const marked = markedObjects(loaded.objects, params);
    if (marked.is === "unsafe") {
      blocked.push({
        code: "DOCUMENT_INVALID",
        message: `spec.cluster.profile.variables.${marked.variable} has characters that may not stand inside other text, as in ${marked.where} of layer ${loaded.layer.name}`,
        hint: "Give a value without blanks and quotes, or use a filter in the manifest.",
      });
      continue;
    }
    const objects = marked.objects.map(({ object }) => object);
    const rules = readinessOf({ layer: loaded.layer, objects });
    steps.push(applyLayerStep({ ...params, readiness: rules }));
    if (rules.length > 0)
      steps.push(readyStep({ layer: loaded.layer.name, rules, kubeconfig: ready.kubeconfig }));
  }
  return blocked.length > 0
    ? { ...NOTHING, blocked }
    : { steps, skipped: leftovers(request, profile), blocked };
}

function paramsOf(
  { cluster, secretDigest }: ProfilePlanRequest,
  {
    profile,
    loaded,
    position,
    values,
    kubeconfig,
  }: Ready & { readonly profile: Profile; readonly loaded: LoadedLayer; readonly position: number },
): LayerParams {
  const { layer, files, objects } = loaded;
  const used = variablesIn(JSON.stringify(objects));
  const readiness: readonly ReadyRule[] = [];
  return {
    ...{ profile: profile.name, profileVersion: profile.version, layer: layer.name },
    ...(layer.version === undefined ? {} : { layerVersion: layer.version }),
    ...{ kind: layer.kind, position, folder: profile.folder, files, readiness, kubeconfig },
    plain: onlyOf(values.plain, used),
    secrets: Object.fromEntries(
      Object.entries(onlyOf(values.secrets, used)).map(([variable, name]) => [
        variable,
        secretUse({ profile, variable, name, digest: secretDigest(name) ?? "not-entered" }),
      ]),
    ),
    ...(layer.kind === "cni" ? { podCidr: cluster.podCidr } : {}),
  };
}

function secretUse({
  profile,
  variable,
  ...use
}: SecretUse & { readonly profile: Profile; readonly variable: string }): SecretUse {
  const pattern = profile.variables?.find(({ name }) => name === variable)?.pattern;
  return pattern === undefined ? use : { ...use, pattern };
}

/** A value that a layer does not ask for is no reason to apply it anew. */
function variablesIn(json: string): ReadonlySet<string> {
  return new Set(piecesOf(json).flatMap((piece) => (piece.is === "variable" ? piece.name : [])));
}

function onlyOf<T>(values: Readonly<Record<string, T>>, names: ReadonlySet<string>) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/** Nothing is removed from a cluster by itself. */
function leftovers({ records }: ProfilePlanRequest, profile: Profile): readonly Skipped[] {
  if (records.is !== "known") return [];
  const names = new Set(profile.layers.map(({ name }) => name));
  return records.value.flatMap(({ layer, objects, left }) => {
    if (!names.has(layer))
      return [
        {
          title: `Remove layer ${layer}`,
          reason: `it left the profile: its ${objects.length} objects stay until somebody removes them`,
        },
      ];
    if (left.length === 0) return [];
    const shown = left.map(({ name }) => name).join(", ");
    return [
      {
        title: `Remove what left layer ${layer}`,
        reason: `these stay until somebody removes them: ${shown}`,
      },
    ];
  });
}
