/** Forms over the document, without a screen: which fields, what they hold, what is typed, what is proposed. */
export { addCertificates, nameOfPath, removeCertificate } from "./certificate-entry.ts";
export {
  CLUSTER_FORM,
  choiceNote,
  clusterFields,
  DISTRIBUTION,
  distributionIn,
  distributionTitle,
  type Filling,
  fillingOf,
  isNeeded,
  usualValues,
} from "./cluster-offers.ts";
export { withoutInterface } from "./interface-changes.ts";
export {
  interfaceFields,
  interfaceForm,
  type NewInterface,
  newInterfaceForm,
} from "./interface-fields.ts";
export { draftsMoved, keptWords } from "./kept-drafts.ts";
export { movedCables, type PortRow, portRows } from "./ports.ts";
export {
  chosenProfile,
  isProfileField,
  isRequired,
  judgedRow,
  layerWord,
  PROFILE_PATH,
  profileFields,
  profileSentence,
  profileUsual,
  shownLayers,
} from "./profile-fields.ts";
export { SETTING_FIELDS, SETTINGS_FORM } from "./setting-fields.ts";
export {
  type Certificate,
  certificatesOf,
  type FormRow,
  type FormSource,
  formRows,
  isIssueOf,
  proposalOf,
  SECRET_TYPED,
} from "./values.ts";
export { type Waiver, withWaivers } from "./waivers.ts";
