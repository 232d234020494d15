import { digestOf, type HostView } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  APPLIED,
  type ManifestObject,
  nameOf,
  parseManifest,
  withPodNetwork,
} from "../kube/index.ts";
import { LAYER_LABEL } from "./places.ts";
import { type LayerFile, MAX_MANIFEST_BYTES } from "./read.ts";
import type { ReadyRule } from "./readiness.ts";
import type { LayerKind, Scalar } from "./schema.ts";
import { fill } from "./substitute.ts";

/** One layer with all that decides what is applied; never a secret. */
export interface LayerParams {
  readonly profile: string;
  readonly profileVersion: string;
  readonly layer: string;
  readonly layerVersion?: string;
  readonly kind: LayerKind;
  readonly position: number;
  readonly folder: string;
  readonly files: readonly LayerFile[];
  readonly readiness: readonly ReadyRule[];
  /** Of the variables this layer asks for. */
  readonly plain: Readonly<Record<string, Scalar>>;
  readonly secrets: Readonly<Record<string, SecretUse>>;
  /** Of the cluster, for the layer that brings its network. */
  readonly podCidr?: string;
  readonly kubeconfig: string;
}

export interface SecretUse {
  readonly name: string;
  /** Keyed. */
  readonly digest: string;
  /** The whole value has to match. */
  readonly pattern?: string;
}

/** Of what is applied, wherever its folder lies. */
export function layerDigest({ folder: _, kubeconfig: __, ...params }: LayerParams): string {
  return digestOf(params);
}

/** An object with its mark: the digest is that of its content, with secrets by their keyed digests. */
export interface MarkedObject {
  readonly name: string;
  readonly digest: string;
  readonly object: ManifestObject;
}

/** @throws ARTEFACT_MISSING, ARTEFACT_CORRUPT when the files are not those that were planned */
export async function templatesOf(
  host: HostView,
  { folder, files }: Pick<LayerParams, "folder" | "files">,
): Promise<readonly ManifestObject[]> {
  const objects: ManifestObject[] = [];
  for (const { name, sha256 } of files) {
    const path = `${folder}/${name}`;
    const bytes = await host.files.read(path, { maxBytes: MAX_MANIFEST_BYTES });
    if (bytes === undefined) throw new BringupError("ARTEFACT_MISSING", `${path} is missing`);
    if (digestOf(bytes) !== sha256)
      throw new BringupError("ARTEFACT_CORRUPT", `${path} is not what was planned`);
    const manifest = parseManifest(new TextDecoder().decode(bytes));
    if (manifest.is === "bad")
      throw new BringupError("ARTEFACT_CORRUPT", `${path}: ${manifest.why}`);
    objects.push(...manifest.objects);
  }
  return objects;
}

export type Marked =
  | { readonly is: "marked"; readonly objects: readonly MarkedObject[] }
  | { readonly is: "unsafe"; readonly variable: string; readonly where: string };

/** What stands for a secret where its value is not needed: of characters that may stand anywhere. */
const standIn = ({ name, digest }: SecretUse) => `=secret=${name}=${digest}`;

/** Pure. Without `values` of the secrets their places hold stand-ins: enough to compare, not to apply. */
export function markedObjects(
  templates: readonly ManifestObject[],
  params: Pick<LayerParams, "plain" | "secrets" | "podCidr" | "kind" | "layer">,
  values?: Readonly<Record<string, string>>,
): Marked {
  const objects: MarkedObject[] = [];
  const own = new Map(Object.entries(values ?? {}));
  for (const template of templates) {
    const shown = fill(template, (name) => valueIn(params, name));
    const real = fill(template, (name) => own.get(name) ?? valueIn(params, name));
    if (shown.is === "unsafe") return { ...shown, where: nameOf(template) };
    if (real.is === "unsafe") return { ...real, where: nameOf(template) };
    const digest = digestOf(placed(shown.value as ManifestObject, params));
    objects.push(markWith(digest, placed(real.value as ManifestObject, params), params.layer));
  }
  return { is: "marked", objects };
}

function valueIn({ plain, secrets }: Pick<LayerParams, "plain" | "secrets">, name: string): Scalar {
  const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (secret !== undefined) return standIn(secret);
  return (Object.hasOwn(plain, name) ? plain[name] : undefined) ?? "";
}

function placed(
  object: ManifestObject,
  { kind, podCidr }: Pick<LayerParams, "kind" | "podCidr">,
): ManifestObject {
  return kind === "cni" && podCidr !== undefined ? withPodNetwork(object, podCidr) : object;
}

function markWith(digest: string, object: ManifestObject, layer: string): MarkedObject {
  const annotations = { ...object.metadata.annotations, [APPLIED]: digest, [LAYER_LABEL]: layer };
  return {
    name: nameOf(object),
    digest,
    object: { ...object, metadata: { ...object.metadata, annotations } },
  };
}
