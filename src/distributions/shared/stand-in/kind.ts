import type { SimulatedNode } from "../../stand-in/cluster-view.ts";
import type { ConfigRules, ServerConfig } from "./config.ts";
import type { Line, Story } from "./timeline.ts";

/** What one stand-in is: which files it reads and writes, which words it uses. */
export interface StandInKind {
  readonly id: string;
  readonly title: string;
  /** Name of its program, as a command. */
  readonly program: string;
  /** Where the host has it. */
  readonly programPath: string;
  readonly unit: string;
  readonly agentUnit: string;
  /** Name of the pair below `server/tls/etcd` that its clients have. */
  readonly etcdClient: string;
  readonly configPath: string;
  readonly kubeconfig: string;
  readonly data: string;
  /** Where joiners ask, when that is not the port of the API. */
  readonly supervisorPort?: number;
  readonly rules: ConfigRules;
  /** The journal of a start; the first line says what this is. */
  linesOf(story: Story): readonly Line[];
  /** Besides one for each DaemonSet that was applied. */
  podsOf(config: ServerConfig): SimulatedNode["pods"];
  /** What an agent unpacks at a start; nothing unless told. */
  readonly agentBundled?: StandInKind["bundled"];
  /** What it unpacks at a start. */
  readonly bundled: Readonly<Record<string, { readonly content: string; readonly mode: number }>>;
}
