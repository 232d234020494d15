/** What a distribution brings along so that people can practise it without a network or root. */
export interface Practice {
  /** A directory of artefacts by file name: real in shape, simulated in content. */
  artefacts(options: {
    readonly version: string;
    readonly architecture: string;
  }): Readonly<Record<string, { readonly content: string | Uint8Array; readonly mode: number }>>;
  /** What a practised host has besides, by absolute path: what systems that run it bring along. */
  hostFiles?(): ReturnType<Practice["artefacts"]>;
  /** The program that stands for it in a sandbox; resolves with its exit code. */
  run(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number>;
}
