import type { User } from '../metadata/model';
import type { ImportOptions } from './import-options';
import type { Payload } from './payload';

/** One import: who sends what, and how it is to be taken. */
export interface ImportRequest {
  readonly payload: Payload;
  readonly options: ImportOptions;
  readonly user: User;
  /** Run of the server in which it began; see Life. */
  readonly run: number;
}

/** Whether an org unit lies in or under one of the user's. */
export function inHierarchy(user: User, path: string): boolean {
  return user.orgUnits.some((unit) => path === `/${unit}` || path.includes(`/${unit}/`) || path.endsWith(`/${unit}`));
}
