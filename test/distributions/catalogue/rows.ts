// The failure catalogue, distributions.md 8.2, a row each in our words.
export type On = "k3s" | "rke2" | "kubeadm" | "canonical";

/** How far this program may help itself. */
export type Repair =
  /** A person has to do it, and is told what. */
  | "told"
  /** The doctor has a plan for it that a person approves. */
  | "mend"
  /** So has the document: what it asks for is written again (`bringup converge`). */
  | "converge"
  /** Nothing to do but to wait; the run waits, and says for what. */
  | "wait"
  /** An operation of the cluster that a person approves. */
  | "operation"
  /** It is refused before anything starts. */
  | "guard";

export interface Row {
  readonly row: number;
  readonly subject: string;
  readonly on: readonly On[];
  /** Where it differs, by distribution. */
  readonly repair: Repair | Readonly<Partial<Record<On, Repair>>>;
}

const SERVERS: readonly On[] = ["k3s", "rke2"];
const ETCD: readonly On[] = ["k3s", "rke2", "kubeadm"];
const ALL: readonly On[] = ["k3s", "rke2", "kubeadm", "canonical"];

export const CATALOGUE: readonly Row[] = [
  { row: 1, subject: "a name that another node has", on: SERVERS, repair: "told" },
  { row: 2, subject: "a token of another cluster", on: SERVERS, repair: "told" },
  { row: 3, subject: "a token that was lost", on: SERVERS, repair: "told" },
  { row: 4, subject: "servers that are set up differently", on: SERVERS, repair: "converge" },
  { row: 5, subject: "old data of a member that was removed", on: ETCD, repair: "told" },
  { row: 6, subject: "a member removed while it runs", on: SERVERS, repair: "told" },
  { row: 7, subject: "a founder that was removed", on: ["k3s", "rke2"], repair: "told" },
  { row: 8, subject: "a second one joins at the same time", on: ALL, repair: "wait" },
  { row: 9, subject: "a member that does not catch up", on: SERVERS, repair: "told" },
  { row: 10, subject: "no memory controller in the kernel", on: ALL, repair: "mend" },
  { row: 11, subject: "cgroup v1 where v2 is wanted", on: ALL, repair: "mend" },
  { row: 12, subject: "what hardening wants was lost", on: ["k3s", "rke2"], repair: "mend" },
  {
    row: 13,
    subject: "certificates and clock do not agree",
    on: ALL,
    repair: { k3s: "told", rke2: "told", kubeadm: "operation", canonical: "operation" },
  },
  { row: 14, subject: "a port that is taken", on: ALL, repair: "told" },
  { row: 15, subject: "swap is on", on: ["kubeadm"], repair: "mend" },
  { row: 16, subject: "a switch of the network is off", on: ["kubeadm"], repair: "mend" },
  { row: 17, subject: "containerd without CRI", on: ["kubeadm"], repair: "converge" },
  { row: 18, subject: "an image that is not there", on: ALL, repair: "told" },
  { row: 19, subject: "no network of pods, or two", on: ALL, repair: "told" },
  {
    row: 20,
    subject: "DNS that asks itself",
    on: ALL,
    repair: "mend",
  },
  { row: 21, subject: "etcd on a slow drive", on: ALL, repair: "told" },
  { row: 22, subject: "etcd that is full", on: ALL, repair: "told" },
  { row: 23, subject: "packets too large for the way", on: ALL, repair: "told" },
  { row: 24, subject: "a firewall between nodes", on: ALL, repair: "told" },
  { row: 25, subject: "a token to join that was used up", on: ["canonical"], repair: "told" },
  { row: 26, subject: "data that the next version drops", on: ["canonical"], repair: "told" },
  { row: 27, subject: "snapd is at work", on: ["canonical"], repair: "wait" },
  { row: 28, subject: "a drive that is full", on: ALL, repair: "told" },
  { row: 29, subject: "too few watches of files", on: ALL, repair: "mend" },
  { row: 30, subject: "a virtual address that comes and goes", on: ALL, repair: "told" },
  { row: 31, subject: "the node under the address of all", on: ALL, repair: "guard" },
  { row: 32, subject: "an iptables that repeats its rules", on: ["k3s"], repair: "mend" },
];
