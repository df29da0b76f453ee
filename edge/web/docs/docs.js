// Shows /openapi.json for people: every address with what it takes and answers, then the values that travel.

const description = await (await fetch("/openapi.json")).json();

document.getElementById("about").append(element("span", description.info.description));
const operations = document.getElementById("operations");
for (const tag of description.tags) {
  operations.append(element("h2", tag.description));
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.tags[0] === tag.name) operations.append(card(path, method, operation));
    }
  }
}
const values = document.getElementById("values");
for (const [name, schema] of Object.entries(description.components.schemas)) values.append(value(name, schema));
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView(); // it was not there before

function card(path, method, operation) {
  const found = element("article");
  const title = element("h3", element("code", path));
  title.prepend(element("span", method.toUpperCase(), "method"));
  found.append(title, element("p", operation.summary + ".", "summary"));
  if (operation.description) found.append(element("p", operation.description));
  if (operation.parameters) {
    found.append(element("h4", "Query"), list(operation.parameters.map(resolved).map((one) => [one.name, about(one)])));
  }
  if (operation.requestBody) {
    const body = operation.requestBody;
    const kinds = Object.entries(body.content).map(([type, content]) => [type, kind(content.schema)]);
    found.append(element("h4", "Body"), element("p", body.description ?? ""), list(kinds));
  }
  found.append(element("h4", "Answers"), list(Object.entries(operation.responses).map(answer)));
  found.append(element("pre", operation["x-example"].replace("ORIGIN", location.origin)));
  return found;
}

function answer([status, response]) {
  const { description, content = {} } = resolved(response);
  const told = element("span", description);
  for (const [type, { schema }] of Object.entries(content)) {
    told.append(" ", type === "application/json" ? kind(schema) : element("code", type, "kind"));
  }
  return [status, told];
}

function about(parameter) {
  const { schema } = parameter;
  const told = element("span", parameter.description);
  const choices = schema.enum ? schema.enum.join(", ") : schema.type;
  told.append(" ", element("span", choices + ("default" in schema ? `; ${schema.default} unless told` : ""), "kind"));
  if (parameter.in === "header") told.prepend("As a header. ");
  return told;
}

function value(name, schema) {
  const found = element("article");
  found.id = name;
  found.append(element("h3", element("code", name)));
  if (schema.description) found.append(element("p", schema.description));
  const fields = Object.entries(schema.properties ?? {});
  if (!fields.length) found.append(element("p", kind(schema)));
  found.append(
    list(
      fields.map(([field, own]) => {
        const told = element("span", kind(own));
        if (own.description) told.append(" ", element("span", own.description));
        if (!(schema.required ?? []).includes(field)) told.append(element("span", " (not always there)", "kind"));
        return [field, told];
      }),
    ),
  );
  return found;
}

// What a schema is, in a word or two, with links to the values that it is made of.
function kind(schema) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    const link = element("a", name);
    link.href = "#" + name;
    return link;
  }
  const told = element("span", "", "kind");
  if (schema.oneOf) {
    schema.oneOf.forEach((one, index) => told.append(index ? " or " : "", kind(one)));
  } else if (schema.type === "array") {
    told.append(schema.minItems ? `${schema.minItems} × ` : "list of ", kind(schema.items));
  } else if (schema.type === "object" && schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, own]) => [`"${name}": `, kind(own)]);
    told.append("{", ...fields.flatMap((field, index) => (index ? [", ", ...field] : field)), "}");
  } else {
    const choices = schema.enum?.map((one) => one ?? "null").join(", ");
    told.append(choices ?? schema.format ?? [schema.type].flat().join(" or "));
  }
  return told;
}

function list(pairs) {
  const found = element("dl");
  for (const [term, told] of pairs) found.append(element("dt", element("code", term)), element("dd", told));
  return found;
}

function resolved(one) {
  if (!one.$ref) return one;
  return one.$ref.slice(2).split("/").reduce((part, name) => part[name], description);
}

// An element; what stands in the text between backticks is code.
function element(name, content = "", className = "") {
  const made = document.createElement(name);
  if (typeof content === "string") {
    content.split("`").forEach((part, index) => made.append(index % 2 ? element("code", part) : part));
  } else {
    made.append(content);
  }
  if (className) made.className = className;
  return made;
}
