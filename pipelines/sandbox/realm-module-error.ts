/** Why a module cannot be loaded into a realm. */
export class RealmModuleError extends Error {}
