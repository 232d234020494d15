import { join } from "node:path";
import type { Actor, DurableState, FilesIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { DocumentSlice } from "../session/index.ts";
import {
  API_VERSION,
  DEFAULTS,
  type EdgeHost,
  emptyDocument,
  type Issue,
  KIND,
  type Layer,
  mergeLayers,
  type Origins,
  parseDocument,
  renderDocument,
} from "../spec/index.ts";
import type { LayerChanged } from "./audited-changes.ts";
import { type LayerChange, openUserDataLayers } from "./user-data-layers.ts";

/** Names of the registered distributions and what only they can judge of a document. */
export interface DocumentRules {
  readonly distributions: readonly { readonly id: string }[];
  extraChecks(host: EdgeHost): readonly Omit<Issue, "line" | "column">[];
}

/** A local layer as it would be after saving: valid or not, nothing is written. */
export type Draft =
  | {
      readonly is: "valid";
      readonly text: string;
      readonly effective: EdgeHost;
      readonly origins: Origins;
      readonly generation: number;
    }
  | { readonly is: "invalid"; readonly issues: readonly Issue[] };

/** The layers of the desired state on disk; `host.yaml` is the local one and the only one we write. */
export interface Documents {
  slice(secretNames: readonly string[]): DocumentSlice;
  draft(text: string, userData?: LayerChange): Draft;
  /** Keeps a change of user-data for the next `save`; `undefined` lets go of it. */
  prepare(userData: LayerChange | undefined): Promise<void>;
  /** Saves the local layer, atomically, with its new generation. */
  save(text: string, actor: Actor): Promise<void>;
  /** Replaces the plane's layer. Returns what is wrong with it; then the old one stays. */
  takePlane(wanted: PlaneLayer, actor: Actor): Promise<readonly Issue[]>;
  /** No plane has a say any more. */
  dropPlane(actor: Actor): Promise<void>;
}

export interface PlaneLayer {
  readonly revision: number;
  readonly spec: unknown;
  /** Dotted paths that the local layer may not change. */
  readonly locks: readonly string[];
}

const GENERATION = "document.generation";
const OTHER_LAYERS = ["user-data", "site", "plane"] as const;

export interface DocumentParts {
  readonly stateDir: string;
  readonly files: FilesIO;
  readonly state: DurableState;
  readonly rules: DocumentRules;
  /** Told of each layer after it is on the disk; what is the same as before is no change. */
  changed?(change: LayerChanged): void;
}

export async function openDocuments(parts: DocumentParts): Promise<Documents> {
  const { stateDir, files, state, rules } = parts;
  const tell = (change: LayerChanged) => {
    if (change.was !== change.is) parts.changed?.(change);
  };
  const path = join(stateDir, "host.yaml");
  const layers = await readLayers(parts);
  const userData = await openUserDataLayers(stateDir, files);
  let text = (await files.readText(path)) ?? renderDocument(emptyDocument());
  let generation = storedGeneration(state);

  const parse = (source: string, change?: LayerChange) =>
    parseDocument(source, {
      distributions: rules.distributions,
      extraChecks: (host) => [...rules.extraChecks(host)],
      // Rules between fields judge the merged whole: the plane's address may come from the site.
      merged: (local) => merge(local, change).effective,
    });
  let locks: readonly string[] = [];
  const merge = (local: EdgeHost, change?: LayerChange) =>
    mergeLayers(userData.within({ ...layers, local }, change), locks);

  return {
    slice(secretNames) {
      const parsed = parse(text);
      const merged =
        parsed.is === "valid" ? merge(parsed.host) : mergeLayers(userData.within(layers));
      const issues = parsed.is === "valid" ? parsed.warnings : parsed.issues;
      const rows = userData.rows();
      return {
        ...{ text, generation, ...merged, issues: [...issues], secrets: secretNames },
        ...(rows.length === 0 ? {} : { userData: rows }),
      };
    },
    draft(next, change) {
      const parsed = parse(next, change);
      if (parsed.is === "invalid") return { is: "invalid", issues: parsed.issues };
      const { effective, origins } = merge(parsed.host, change);
      const isSame = next === text && change === undefined;
      const nextGeneration = isSame ? generation : generation + 1;
      return { is: "valid", text: next, effective, origins, generation: nextGeneration };
    },
    prepare: userData.prepare,
    async save(next, actor) {
      const taken = await userData.take();
      if (taken === undefined && next === text && generation > 0) return;
      const was = generation > 0 ? { was: text } : {};
      await files.writeAtomic(path, next, { mode: 0o600 });
      generation += 1;
      state.set(GENERATION, generation);
      text = next;
      const subject = `generation ${generation}`;
      if (taken !== undefined) tell({ ...taken, actor, subject });
      tell({ layer: "local", actor, subject, ...was, is: next });
    },
    async takePlane(wanted, actor) {
      const source = JSON.stringify({ apiVersion: API_VERSION, kind: KIND, spec: wanted.spec });
      const parsed = parse(source);
      if (parsed.is === "invalid") return parsed.issues;
      const planePath = layerPath(stateDir, "plane");
      const [was, is] = [await files.readText(planePath), renderDocument(parsed.host)];
      await files.writeAtomic(planePath, is, { mode: 0o600 });
      layers.plane = parsed.host;
      locks = wanted.locks;
      const subject = `revision ${wanted.revision}`;
      tell({ layer: "plane", actor, subject, ...(was === undefined ? {} : { was }), is });
      return [];
    },
    async dropPlane(actor) {
      if (layers.plane === undefined) return;
      const was = renderDocument(layers.plane);
      await files.remove(layerPath(stateDir, "plane"));
      delete layers.plane;
      locks = [];
      tell({ layer: "plane", actor, subject: "what the plane asked for", was });
    },
  };
}

async function readLayers({ stateDir, files, rules }: DocumentParts) {
  const layers: Partial<Record<Layer, EdgeHost>> = { defaults: DEFAULTS };
  for (const layer of OTHER_LAYERS) {
    const path = layerPath(stateDir, layer);
    const text = await files.readText(path);
    if (text === undefined) continue;
    const parsed = parseDocument(text, { source: path, distributions: rules.distributions });
    if (parsed.is === "invalid") throw invalidLayer(path, parsed.issues);
    layers[layer] = parsed.host;
  }
  return layers;
}

function layerPath(stateDir: string, layer: Layer): string {
  return join(stateDir, "layers", `${layer}.yaml`);
}

function invalidLayer(path: string, issues: readonly Issue[]): BringupError {
  const [first] = issues;
  const where = first === undefined ? path : `${path}:${first.line}:${first.column}`;
  return new BringupError("DOCUMENT_INVALID", `${where}: ${first?.message ?? "not valid"}`);
}

function storedGeneration(state: DurableState): number {
  const stored = state.get(GENERATION);
  return typeof stored === "number" && Number.isSafeInteger(stored) ? stored : 0;
}
