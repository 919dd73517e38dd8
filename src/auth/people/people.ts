/** The people who sign in: kept by administrators, proven by a password and a device, and locked out where they are not. */
import type { Refusal } from '#fhir';
import * as administer from './administer.ts';
import { changePassword, confirmTotp, type Enrolment, enrolTotp } from './credentials.ts';
import { type Federated, findByLink, type Identity, link, linksOf, signInLinked, unlink } from './links.ts';
import type { PeopleNeeds } from './needs.ts';
import { passwordHasher } from './password-hash.ts';
import { userUnknown } from './refusals.ts';
import { type NextStep, nextStep, type SignIn, type SignInInput, signIn } from './sign-in.ts';
import { findNamed, findUser, listUsers, type Role, type User } from './user.ts';

export type PeopleOptions = Pick<PeopleNeeds, 'database'> & Partial<PeopleNeeds>;
type Changed = Promise<User | Refusal>;
type ChangedWithPassword = Promise<administer.UserWithPassword | Refusal>;

export interface People {
  /** Never says why not, whatever is wrong; `onSignIn` is told, and awaited. Five failures in a row lock for 15 minutes, then twice as long each time, up to a day. */
  signIn(input: SignInInput): Promise<SignIn>;
  /** In by another issuer; undefined for every reason, and `onSignIn` is told, and awaited. */
  signInLinked(shown: Federated): Promise<User | undefined>;
  /** What stands between a user who has proven who they are and their work; undefined where there is none, or they are disabled. */
  nextStep(userId: string): Promise<NextStep | undefined>;
  /** For a user who has proven who they are. 404 `user-unknown`, 409 `user-overtaken`, 422 `password-…`. */
  changePassword(userId: string, password: string): Changed;
  /** For a user who has proven who they are and has no second factor. 404 `user-unknown`, 409 `second-factor-held`. */
  enrolTotp(userId: string): Promise<Enrolment | Refusal>;
  /** Makes the device count, and gives the recovery codes this once. 404, 409 as above, 422 `second-factor-code`. */
  confirmTotp(userId: string, code: string): Promise<{ recoveryCodes: readonly string[] } | Refusal>;

  /** All users, by login. */
  listUsers(): Promise<User[]>;
  findUser(id: string): Promise<User | undefined>;
  /** By login, however it is typed, or by id; or 404 `user-unknown`. */
  findNamed(name: string): Promise<User | Refusal>;
  /** 422 `user-invalid`, `role-person`, `role-organization`, `user-record`; 409 `login-taken`. */
  addUser(input: unknown): ChangedWithPassword;
  /** 404 `user-unknown`; 422 as `addUser`. */
  addRole(userId: string, input: unknown): Promise<Role | Refusal>;
  /** Ends the user's sessions and tokens. 404 `user-unknown`, `role-unknown`. */
  removeRole(userId: string, roleId: string): Changed;
  /** Ends the user's sessions and tokens. 404 `user-unknown`, as all below. */
  disableUser(id: string): Changed;
  enableUser(id: string): Changed;
  unlockUser(id: string): Changed;
  /** Ends the user's sessions and tokens, and any lock. */
  resetPassword(id: string): ChangedWithPassword;
  /** Takes device and recovery codes away; the rest as `resetPassword`. */
  resetSecondFactor(id: string): ChangedWithPassword;

  /** Lets an account at another issuer stand for a user. 404, 409 `link-taken`, 422 `link-invalid`. */
  link(userId: string, identity: Identity): Changed;
  /** Ends the user's sessions and tokens. 404 `user-unknown`, `link-unknown`. */
  unlink(userId: string, identity: Identity): Changed;
  /** The accounts that stand for a user. 404 `user-unknown`. */
  linksOf(userId: string): Promise<Identity[] | Refusal>;
  findByLink(identity: Identity): Promise<User | undefined>;
}

/** Needs a database on which `authMigrations` ran. Without `isRecord` every record that is named is believed to be there. Any number of processes may share it. */
export function createPeople(options: PeopleOptions): People {
  const needs: PeopleNeeds = {
    now: () => new Date(),
    hasher: passwordHasher,
    secondFactorRequired: true,
    isRecord: async () => true,
    onSignIn: () => undefined,
    ...options,
  };
  const { database } = needs;
  return {
    signIn: (input) => signIn(needs, input),
    nextStep: async (userId) => {
      const user = await findUser(database, userId);
      return user === undefined || user.disabled ? undefined : nextStep(user, needs.secondFactorRequired);
    },
    changePassword: (userId, password) => changePassword(needs, userId, password),
    enrolTotp: (userId) => enrolTotp(needs, userId),
    confirmTotp: (userId, code) => confirmTotp(needs, userId, code),
    listUsers: () => listUsers(database),
    findUser: (id) => findUser(database, id),
    findNamed: async (name) => (await findNamed(database, name)) ?? userUnknown(name),
    addUser: (input) => administer.addUser(needs, input),
    addRole: (userId, input) => administer.addRole(needs, userId, input),
    removeRole: (userId, roleId) => administer.removeRole(needs, userId, roleId),
    disableUser: (id) => administer.disableUser(needs, id),
    enableUser: (id) => administer.enableUser(needs, id),
    unlockUser: (id) => administer.unlockUser(needs, id),
    resetPassword: (id) => administer.resetPassword(needs, id),
    resetSecondFactor: (id) => administer.resetSecondFactor(needs, id),
    signInLinked: (shown) => signInLinked(needs, shown),
    link: (userId, identity) => link(needs, userId, identity),
    unlink: (userId, identity) => unlink(needs, userId, identity),
    linksOf: (userId) => linksOf(needs, userId),
    findByLink: (identity) => findByLink(needs, identity),
  };
}
