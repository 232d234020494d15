/** What is judged by other parts of the program, or of more than one host, by rows of the union of preflight checks. */
export const JUDGED_ELSEWHERE: readonly {
  readonly rows: readonly number[];
  readonly what: string;
  readonly where: string;
  /** The check of a distribution that does it. */
  readonly check?: string;
  /** It takes a second host, and a document names one: nobody can judge it here. */
  readonly takesPeers?: true;
}[] = [
  {
    rows: [54],
    what: "Data of a removed member",
    where: "a check of the distribution",
    check: "kubernetes.removed-member",
  },
  { rows: [59, 60], what: "Artefacts whole and complete", where: "the plan of a cluster" },
  {
    rows: [61],
    what: "The step between two versions",
    where: "a check of the distribution",
    check: "kubernetes.version-step",
  },
  { rows: [65], what: "Health of the datastore", where: "Status" },
  { rows: [66], what: "The way through the proxy", where: "Reachability" },
  { rows: [67], what: "Who signed what the plane shows", where: "Reachability" },
  {
    rows: [44],
    what: "Ports open between nodes",
    where:
      "not judged: a document names one host and no peers. Ports says what is free here, Reachability the ways out",
    takesPeers: true,
  },
  {
    rows: [30, 31, 41],
    what: "Names, numbers, clocks and packet sizes among peers",
    where:
      "not judged: of this host alone Machine number, Host name, Clock and MTU are; a document names no peers",
    takesPeers: true,
  },
];
