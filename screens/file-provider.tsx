import { createContext, type ReactNode, useContext } from "react";

/** Text of a file a person names; `undefined` when there is none. */
export type ReadText = (path: string) => Promise<string | undefined>;

const FileContext = createContext<ReadText>(async () => undefined);

export function FileProvider(props: {
  readonly readText: ReadText | undefined;
  readonly children: ReactNode;
}) {
  const { readText = async () => undefined, children } = props;
  return <FileContext value={readText}>{children}</FileContext>;
}

export function useReadText(): ReadText {
  return useContext(FileContext);
}
