import { withWaiver } from "../checks/index.ts";
import type { Actor } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { Answer, Command } from "../session/index.ts";
import type { ServiceParts } from "./parts.ts";

export interface DocumentDesk {
  /** The local layer as it stands here; one that is not valid is not saved. */
  saveText(text: string, actor: Actor): Promise<Answer>;
  /** The same, unless somebody saved in between. */
  save(command: Extract<Command, { do: "save-document" }>, actor: Actor): Promise<Answer>;
}

export function createDocumentDesk(parts: ServiceParts): DocumentDesk {
  const { board, documents, vault } = parts;

  async function saveText(text: string, actor: Actor): Promise<Answer> {
    const draft = documents.draft(text);
    if (draft.is === "invalid") return { is: "invalid", issues: draft.issues };
    const before = board.snapshot().document.generation;
    await documents.save(text, actor);
    board.set("document", documents.slice(vault.names()));
    const { checks } = board.snapshot();
    const { effective, generation } = board.snapshot().document;
    const results = checks.results.map((result) => withWaiver(result, effective));
    board.set("checks", { ...checks, results });
    if (generation !== before) {
      const subject = `generation ${generation}`;
      board.note("info", "document", `saved as ${subject} by ${actor.user} on ${actor.from}`);
    }
    return { is: "ok", note: `generation ${generation}` };
  }

  return {
    saveText,
    async save({ documentText, expectedGeneration }, actor) {
      const { generation } = board.snapshot().document;
      if (expectedGeneration === generation) return await saveText(documentText, actor);
      const message = `the document is at generation ${generation}, not ${expectedGeneration}`;
      throw new BringupError("DOCUMENT_CONFLICT", message);
    },
  };
}
