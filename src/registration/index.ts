export type { Approval, RegistrationMethod, RegistrationState, RegistrationView } from "./view.ts";
