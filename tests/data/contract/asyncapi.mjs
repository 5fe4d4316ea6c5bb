// Parses and lints an AsyncAPI document: prints its channels, and whatever there is to say of it.
import { Parser, fromFile } from "@asyncapi/parser";

const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
const channels = document ? document.channels().all().map((channel) => channel.id()) : [];
console.log(JSON.stringify({ channels, diagnostics: diagnostics.map((found) => [found.path.join("."), found.message]) }));
