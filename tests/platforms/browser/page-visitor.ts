/** A person without scripts: reads the page's HTML, follows its links and sends its forms. */
import { DomUtils, parseDocument } from "htmlparser2";

type ChildNode = ReturnType<typeof parseDocument>["children"][number];
export type Element = NonNullable<ReturnType<typeof DomUtils.findOne>>;

const isElement = (node: ChildNode): node is Element => DomUtils.isTag(node);

/** Returns the first element below a node for which a test holds. */
export const findElement = (
  root: readonly ChildNode[],
  test: (element: Element) => boolean,
): Element | undefined => DomUtils.findOne(test, [...root]) ?? undefined;

export const findElements = (
  root: readonly ChildNode[],
  test: (element: Element) => boolean,
): Element[] => DomUtils.findAll(test, [...root]);

export const byId = (root: readonly ChildNode[], id: string): Element | undefined =>
  findElement(root, ({ attribs }) => attribs.id === id);

/** Returns the text of an element, with that of pictures. */
export const textOf = (element: Element | undefined): string =>
  element === undefined
    ? ""
    : element.children
        .map((child) =>
          isElement(child)
            ? (child.attribs.role === "img" ? (child.attribs["aria-label"] ?? "") : "") +
              textOf(child)
            : DomUtils.textContent(child),
        )
        .join("");

/** @param origin address of the server */
export function createPageVisitor(origin: string) {
  let page: ChildNode[] = [];
  let last: URLSearchParams | undefined;

  async function take(response: Response): Promise<Response> {
    if (response.headers.get("content-type")?.startsWith("text/html"))
      page = parseDocument(await response.clone().text()).children as ChildNode[];
    return response;
  }

  const post = async (body: URLSearchParams): Promise<Response> =>
    take(
      await fetch(`${origin}/browser/act`, {
        method: "POST",
        headers: { origin, "sec-fetch-site": "same-origin" },
        body,
      }),
    );

  return {
    page: () => page,
    async opens(address: string): Promise<Response> {
      return take(await fetch(new URL(address, origin)));
    },
    /** Returns the values of a form's fields. */
    fieldsOf(form: string): URLSearchParams {
      const body = new URLSearchParams();
      const fields = findElements(byId(page, form)?.children ?? [], ({ name }) =>
        ["input", "select", "textarea"].includes(name),
      );
      for (const field of fields) body.set(field.attribs.name ?? "", fieldValue(field));
      return body;
    },
    /** Sends a form with changed values. */
    async sends(form: string, changes: Record<string, string>): Promise<Response> {
      last = this.fieldsOf(form);
      for (const [name, value] of Object.entries(changes)) last.set(name, value);
      return post(last);
    },
    repeats: (): Promise<Response> => post(last ?? new URLSearchParams()),
  };
}

/** Returns the value of a field, or the text of the selected option. */
export function fieldValue(field: Element): string {
  // the parser leaves the entities of a textarea as they are
  if (field.name === "textarea")
    return DomUtils.textContent(parseDocument(textOf(field))).replace(/^\n/, "");
  if (field.name !== "select") return field.attribs.value ?? "";
  const options = findElements(field.children, ({ name }) => name === "option");
  const chosen = options.find(({ attribs }) => attribs.selected !== undefined) ?? options[0];
  return chosen?.attribs.value ?? "";
}
