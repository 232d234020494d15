import { z } from "zod";
import type { HostView } from "../../engine/index.ts";
import { type KubeAnswer, kubeGet } from "../client.ts";
import type { KubeAccess } from "../kubeconfig.ts";
import { node } from "../objects.ts";
import { type NodeStatus, nodeStatusOf } from "./node-status.ts";

export type NodeList =
  | {
      readonly is: "listed";
      readonly nodes: readonly NodeStatus[];
      /** Of the cluster at that moment; opaque. */
      readonly version: string;
    }
  | { readonly is: "failed"; readonly why: string; readonly waitMs?: number };

export interface ListRequest {
  readonly access: KubeAccess;
  readonly signal: AbortSignal;
  /** This one alone: a kubelet may ask for no other. */
  readonly name?: string;
  /** Nodes asked for at a time; one with many images takes 20 KB. 200 unless told. */
  readonly pageSize?: number | undefined;
  /** For each page; 10 s unless told. */
  readonly timeoutMs?: number;
}

/** More are refused. */
export const MOST_NODES = 10_000;
const PAGE_SIZE = 200;

const PAGE_TIMEOUT_MS = 10_000;
const page = z.object({
  kind: z.literal("NodeList"),
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().optional() }),
  items: z.array(node),
});

/** Every node of the cluster at one moment, page by page; all of them or none. */
export async function listNodes(host: HostView, request: ListRequest): Promise<NodeList> {
  const paged = await readPages(host, request, request.pageSize ?? PAGE_SIZE);
  // The rest of a list is kept for some minutes only: then all of it is asked for in one piece.
  return paged.is === "expired" ? wholeOr(await readPages(host, request)) : paged;
}

type Pages = NodeList | { readonly is: "expired"; readonly why: string };

async function readPages(host: HostView, request: ListRequest, pageSize?: number): Promise<Pages> {
  const { access, signal, name, timeoutMs = PAGE_TIMEOUT_MS } = request;
  const only = oneOf(name);
  const nodes: NodeStatus[] = [];
  let rest = "";
  do {
    const path = `/api/v1/nodes${query({ ...only, limit: `${pageSize ?? ""}`, continue: rest })}`;
    const answer = await kubeGet(host, access, path, { signal, timeoutMs });
    if (answer.is !== "ok") return failed(answer, rest);
    const read = page.safeParse(answer.body);
    if (!read.success) return notAList;
    const { items, metadata } = read.data;
    nodes.push(...items.map(nodeStatusOf));
    if (nodes.length > MOST_NODES)
      return { is: "failed", why: `the cluster has more than ${MOST_NODES} nodes` };
    // A server that gives empty pages for ever would never come to an end.
    if (items.length === 0 && (metadata.continue ?? "") !== "") return notAList;
    rest = metadata.continue ?? "";
    if (rest === "") return { is: "listed", nodes, version: metadata.resourceVersion };
  } while (!signal.aborted);
  return { is: "failed", why: "cancelled" };
}

function oneOf(name: string | undefined): Readonly<Record<string, string>> {
  return name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
}

const notAList = {
  is: "failed",
  why: "the API server did not answer with a list of nodes",
} as const;

function failed(answer: Exclude<KubeAnswer, { is: "ok" }>, rest: string): Pages {
  if (answer.is !== "refused") return { is: "failed", why: answer.why };
  const { status, why, waitMs } = answer;
  if (status === 410 && rest !== "") return { is: "expired", why };
  return { is: "failed", why: refusal(status, why), ...(waitMs === undefined ? {} : { waitMs }) };
}

function wholeOr(pages: Pages): NodeList {
  return pages.is === "expired" ? { is: "failed", why: pages.why } : pages;
}

/** In words, with the number that somebody would look up. */
export function refusal(status: number, why: string): string {
  return why.includes(`${status}`) ? why : `${why} (HTTP ${status})`;
}

/** What is empty is left out. */
export function query(parameters: Readonly<Record<string, string>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
