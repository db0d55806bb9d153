/** Typed commands: `/check on`, or `check on` as a message where commands are messages. */

export interface CommandSpec {
  /**
   * Name after the slash, described by the words `slack.command.<name>`,
   * `slack.command.<name>.hint` and `teams.command.<name>`.
   */
  readonly name: string;
  /**
   * Verbs that may follow it. Without a slash, a message is a command only alone or before a verb.
   */
  readonly verbs: readonly string[];
}
