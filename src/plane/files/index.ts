export {
  type ApprovalClaims,
  type FileAnswer,
  isMeantSigner,
  readFileAnswer,
  type Signer,
  signApproval,
  verifyApproval,
  writeFileAnswer,
} from "./answer.ts";
export { MAX_PLANE_FILE_BYTES } from "./envelope.ts";
export { type FileRequest, readFileRequest, writeFileRequest } from "./request.ts";
export { type PlaneWord, respondToFile } from "./respond.ts";
