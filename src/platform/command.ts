/** Commands that people type: `/check on`, or `check on` as a message where commands are messages. */

export interface CommandSpec {
  /**
   * What is typed after the slash. The words `slack.command.<name>`, `slack.command.<name>.hint` and
   * `teams.command.<name>` describe it.
   */
  readonly name: string;
  /** Words that may follow it: without a slash, a message is a command only alone or before one. */
  readonly verbs: readonly string[];
}
