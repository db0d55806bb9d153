/**
 * Codec of actions: a verb of a feature with its arguments, as carried by buttons, forms and jobs.
 * The path `<feature>/<verb>/<argument>/…` has each part percent-encoded.
 */

import type { z } from "zod";
import type { RichText } from "../platform/rich-text.ts";

type ArgumentType = z.ZodType<string | number | undefined, string | undefined>;

interface ActionSpec {
  /** Schemas of the arguments by position; trailing ones may be optional, with "" for none. */
  args?: readonly ArgumentType[];
  /** The button opens a form, which is submitted with the same path. */
  opensForm?: true;
  /** Valid for jobs only, not for buttons and forms. */
  jobOnly?: true;
}

/** The verbs of a feature. */
export type ActionTable = Readonly<Record<string, ActionSpec>>;

type TupleOf<A extends readonly unknown[]> = A extends readonly [infer First, ...infer Rest]
  ? First extends z.ZodOptional<z.ZodType>
    ? [z.output<First>?, ...Partial<TupleOf<Rest>>]
    : [z.output<First & z.ZodType>, ...TupleOf<Rest>]
  : [];

/** Arguments of an action, by its specification. */
export type ActionArgs<S extends ActionSpec> = S extends {
  args: infer A extends readonly unknown[];
}
  ? TupleOf<A>
  : [];

/** Action as passed to a feature. */
export interface Action {
  readonly feature: string;
  readonly verb: string;
  readonly args: readonly (string | number | undefined)[];
  /** Values of a submitted form. */
  readonly values?: Readonly<Record<string, string>>;
  /** Subject of a job. */
  readonly subject?: string;
  /** Text typed after the verb of a command. */
  readonly text?: RichText;
}

/** Union of the actions of a table, discriminated by `verb`. */
type ActionOf<N extends string, T extends ActionTable> = {
  [V in keyof T & string]: Omit<Action, "args"> & {
    readonly feature: N;
    readonly verb: V;
    readonly args: Readonly<ActionArgs<T[V]>>;
  };
}[keyof T & string];

/** Decoder of the paths of a feature's actions. */
export interface ActionDecoder<A extends Action = Action> {
  readonly feature: string;
  readonly table: ActionTable;
  /**
   * Returns the action of a button or form; `undefined` for other features' paths, unknown or
   * job-only verbs, and missing, surplus or malformed parts.
   */
  decode(path: string): A | undefined;
  /** Returns the action of a job. */
  decodeJob(path: string): A | undefined;
}

/** The encoder and decoder of a feature's actions. */
export interface Actions<N extends string, T extends ActionTable>
  extends ActionDecoder<ActionOf<N, T>> {
  readonly feature: N;
  readonly table: T;
  /** Returns the path of an action. */
  encode<V extends keyof T & string>(verb: V, ...args: ActionArgs<T[V]>): string;
  /** Returns the path of an action that was decoded or typed. */
  pathOf(action: ActionOf<N, T>): string;
  /** Returns an action, for a typed command. */
  create<V extends keyof T & string>(verb: V, ...args: ActionArgs<T[V]>): ActionOf<N, T>;
}

/** Any action of `actions`. */
export type ActionIn<D extends ActionDecoder> = D extends ActionDecoder<infer A> ? A : never;

function partsOf(path: string): string[] | undefined {
  try {
    return path.split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Parses an argument. An empty part is a missing argument, or "" if one is required. */
function readPart(schema: ArgumentType, part: string | undefined) {
  const read = schema.safeParse(part === "" ? undefined : part);
  return read.success || part !== "" ? read : schema.safeParse("");
}

/** Defines the actions of a feature. `feature` is the first part of their paths. */
export function defineActions<const N extends string, const T extends ActionTable>(
  feature: N,
  table: T,
): Actions<N, T> {
  function decodeJob(path: string): ActionOf<N, T> | undefined {
    const [first, verb = "", ...parts] = partsOf(path) ?? [];
    if (first !== feature || !Object.hasOwn(table, verb)) return undefined;
    const schemas = table[verb]?.args ?? [];
    if (parts.length > schemas.length) return undefined;
    const results = schemas.map((schema, index) => readPart(schema, parts[index]));
    if (!results.every(({ success }) => success)) return undefined;
    const args = results.map(({ data }) => data);
    return toAction(verb, args);
  }

  function toAction(verb: string, given: readonly unknown[]): ActionOf<N, T> {
    const args = given.slice(0, given.findLastIndex((each) => each !== undefined) + 1);
    return { feature, verb, args } as unknown as ActionOf<N, T>;
  }

  function toPath(verb: string, args: Action["args"]): string {
    const parts = [feature, verb, ...args];
    while (parts.at(-1) === undefined) parts.pop();
    return parts.map((part) => encodeURIComponent(`${part ?? ""}`.toWellFormed())).join("/");
  }

  return {
    feature,
    table,
    encode: (verb, ...args) => toPath(verb, args),
    pathOf: ({ verb, args }) => toPath(verb, args),
    create: (verb, ...args) => toAction(verb, args),
    decode(path) {
      const action = decodeJob(path);
      return action && table[action.verb]?.jobOnly ? undefined : action;
    },
    decodeJob,
  };
}
