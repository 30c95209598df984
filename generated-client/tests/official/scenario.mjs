// The scenarios of the official TypeScript SDK (package `@anthropic-ai/sdk`) on the fake API, the same as those of `scenario.py`:
//
//   cargo run -p managed-agents --features testing --example fake_server -- 8080
//   node scenario.mjs http://127.0.0.1:8080
//
// It prints a line for each step, and fails if one does. `node` finds the package in the folder `node_modules` of this folder or of one around it.

import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Anthropic, { toFile } from "@anthropic-ai/sdk";
import { betaTool } from "@anthropic-ai/sdk/helpers/beta/json-schema";

const baseURL = process.argv[2];
const client = new Anthropic({ apiKey: "test", baseURL, maxRetries: 0 });
const b = client.beta;
const S = {};
let failed = 0;

/** Runs a step at once. */
async function step(name, scenario) {
  try {
    await scenario();
    console.log("ok  ", name);
  } catch (error) {
    failed += 1;
    console.log("FAIL", name, error?.name, String(error?.message).slice(0, 1000));
  }
}

function assert(condition, found) {
  if (!condition) throw new Error(`found ${JSON.stringify(found)}`);
}

/** All items of a page and of those after it. */
async function all(page) {
  const items = [];
  for await (const item of page) items.push(item);
  return items;
}

/** The error of a call that the server refuses. */
async function refused(call, status) {
  try {
    await call;
  } catch (error) {
    assert(error.status === status, [error.status, error.message]);
    return error.error?.error;
  }
  throw new Error("it should have been refused");
}

const message = (text) => ({ events: [{ type: "user.message", content: [{ type: "text", text }] }] });
const say = (session, text) => b.sessions.events.send(session, message(text));
const lastMessage = async (session) =>
  (await all(b.sessions.events.list(session, { types: ["agent.message"] }))).at(-1)?.content[0].text;

await step("agents.create", async () => {
  const input_schema = { type: "object", properties: { city: { type: "string" } } };
  S.agent = await b.agents.create({
    name: "A",
    model: "claude-opus-5",
    tools: [
      { type: "custom", name: "weather", description: "d", input_schema },
      { type: "agent_toolset_20260401" },
    ],
  });
  assert(S.agent.version === 1 && S.agent.type === "agent" && S.agent.model.id === "claude-opus-5", S.agent);
});

await step("agents.update, stale 409, versions", async () => {
  assert((await b.agents.update(S.agent.id, { version: 1, name: "B" })).version === 2);
  const error = await refused(b.agents.update(S.agent.id, { version: 1, name: "C" }), 409);
  assert(error.type === "conflict_error", error);
  const versions = (await all(b.agents.versions.list(S.agent.id, { limit: 1 }))).map((it) => it.version);
  assert(versions.join() === "2,1", versions);
  assert((await b.agents.retrieve(S.agent.id, { version: 1 })).name === "A");
});

await step("agents.list pages, archive", async () => {
  for (let i = 0; i < 5; i++) await b.agents.create({ name: `n${i}`, model: "m" });
  const agents = await all(b.agents.list({ limit: 2 }));
  assert(agents.map((it) => it.name).join() === "n4,n3,n2,n1,n0,B", agents);
  assert((await b.agents.archive(agents[0].id)).archived_at);
  assert((await all(b.agents.list())).length === 5);
  assert((await all(b.agents.list({ include_archived: true }))).length === 6);
});

await step("environments", async () => {
  S.env = await b.environments.create({ name: "e", config: { type: "cloud", packages: { pip: ["x"] } } });
  assert(S.env.config.packages.pip.join() === "x" && S.env.config.networking.type === "unrestricted", S.env);
  const updated = await b.environments.update(S.env.id, { description: "d", metadata: { a: "1" } });
  assert(updated.metadata.a === "1", updated);
  assert((await b.environments.retrieve(S.env.id)).description === "d");
  const other = await b.environments.create({ name: "f" });
  assert((await b.environments.archive(other.id)).archived_at);
  assert((await all(b.environments.list())).map((it) => it.id).join() === S.env.id);
  assert((await b.environments.delete(other.id)).type === "environment_deleted");
});

await step("sessions.create/retrieve/list/update", async () => {
  const body = { agent: S.agent.id, environment_id: S.env.id, title: "t", metadata: { k: "v" } };
  S.session = await b.sessions.create(body);
  S.id = S.session.id;
  assert(S.session.status === "idle" && S.session.agent.version === 2, S.session);
  assert((await b.sessions.update(S.id, { title: "u" })).title === "u");
  const idle = await all(b.sessions.list({ statuses: ["idle"], agent_id: S.agent.id }));
  assert(idle.map((it) => it.id).join() === S.id, idle);
  assert((await all(b.sessions.list({ statuses: ["running"] }))).length === 0);
});

await step("stream + send + message", async () => {
  const stream = await b.sessions.events.stream(S.id, { event_deltas: ["agent.message"] });
  const sent = await say(S.id, "think\nhello there");
  assert(sent.data[0].id, sent);
  const types = [];
  for await (const event of stream) {
    types.push(event.type);
    if (event.type === "session.status_idle") {
      assert(event.stop_reason.type === "end_turn", event);
      break;
    }
  }
  const expected = [
    "user.message",
    "session.status_running",
    "agent.thinking",
    "span.model_request_start",
    "event_start",
    "event_delta",
    "event_delta",
    "agent.message",
    "span.model_request_end",
    "session.usage",
    "session.status_idle",
  ];
  assert(types.join() === expected.join(), types);
});

await step("custom tool + confirmation by hand", async () => {
  await say(S.id, 'call weather {"city":"Oslo"}\nask bash {"command":"ls"}');
  const events = await all(b.sessions.events.list(S.id, { order: "desc", limit: 1000 }));
  const reason = events[0].stop_reason;
  assert(reason.type === "requires_action" && reason.event_ids.length === 2, reason);
  for (const id of reason.event_ids) {
    const isCustom = events.find((event) => event.id === id).type === "agent.custom_tool_use";
    const content = [{ type: "text", text: "rain" }];
    const answer = isCustom
      ? { type: "user.custom_tool_result", custom_tool_use_id: id, content }
      : { type: "user.tool_confirmation", tool_use_id: id, result: "deny", deny_message: "no" };
    await b.sessions.events.send(S.id, { events: [answer] });
  }
  const text = await lastMessage(S.id);
  assert(text === "weather: rain; bash failed: no", text);
});

await step("interrupt", async () => {
  await say(S.id, "call weather {}");
  await b.sessions.events.send(S.id, { events: [{ type: "user.interrupt" }] });
  const last = (await all(b.sessions.events.list(S.id, { order: "desc" })))[0];
  assert(last.stop_reason.type === "end_turn", last);
});

await step("threads", async () => {
  await say(S.id, "delegate helper");
  const [main, thread, ...others] = await all(b.sessions.threads.list(S.id));
  assert(others.length === 0 && thread.parent_thread_id === main.id, [main, thread]);
  const inSession = { session_id: S.id };
  assert((await b.sessions.threads.retrieve(thread.id, inSession)).agent.name === "helper");
  const events = await all(b.sessions.threads.events.list(thread.id, inSession));
  assert(events.map((event) => event.type).join() === "agent.message", events);
  assert((await b.sessions.threads.archive(thread.id, inSession)).archived_at);
});

await step("files", async () => {
  const file = await b.files.upload({ file: await toFile(Buffer.from("hello"), "a.txt", { type: "text/plain" }) });
  assert(file.size_bytes === 5 && file.filename === "a.txt" && file.mime_type === "text/plain", file);
  assert((await b.files.retrieveMetadata(file.id)).id === file.id);
  assert((await all(b.files.list())).some((it) => it.id === file.id));
  await refused(b.files.download(file.id), 400);
  const resource = await b.sessions.resources.add(S.id, { type: "file", file_id: file.id });
  assert(resource.file_id === file.id, resource);
  assert((await all(b.sessions.resources.list(S.id))).map((it) => it.id).join() === resource.id);
  await b.sessions.resources.delete(resource.id, { session_id: S.id });
  assert((await b.files.delete(file.id)).id === file.id);
  await say(S.id, "write out.txt");
  const [written] = await all(b.files.list({ scope_id: S.id, betas: ["managed-agents-2026-04-01"] }));
  assert(written.filename === "out.txt" && written.downloadable, written);
  assert((await (await b.files.download(written.id)).text()) === "Written by the agent.");
});

await step("skills", async () => {
  const text = Buffer.from("---\nname: my\ndescription: d\n---\nText");
  const files = [await toFile(text, "my/SKILL.md", { type: "text/markdown" })];
  const skill = await b.skills.create({ display_name: "My", files });
  assert(skill.type === "skill", skill);
  const inSkill = { skill_id: skill.id };
  const version = await b.skills.versions.create(skill.id, { files });
  assert(version.name === "my", version);
  assert((await all(b.skills.versions.list(skill.id)))[0].id === version.id);
  assert((await b.skills.versions.retrieve("latest", inSkill)).id === version.id);
  await b.skills.versions.delete(version.id, inSkill);
  assert((await all(b.skills.list())).length === 1);
  assert((await b.skills.delete(skill.id)).id === skill.id);
});

await step("vaults", async () => {
  const vault = await b.vaults.create({ display_name: "V" });
  const inVault = { vault_id: vault.id };
  const auth = { type: "static_bearer", mcp_server_url: "https://m.example.com", token: "secret" };
  const credential = await b.vaults.credentials.create(vault.id, { auth, display_name: "d" });
  assert(credential.auth.mcp_server_url && !JSON.stringify(credential).includes("secret"), credential);
  const updated = await b.vaults.credentials.update(credential.id, { ...inVault, display_name: "e" });
  assert(updated.display_name === "e", updated);
  assert((await all(b.vaults.credentials.list(vault.id))).length === 1);
  await b.vaults.credentials.archive(credential.id, inVault);
  await b.vaults.credentials.delete(credential.id, inVault);
  assert((await b.vaults.update(vault.id, { display_name: "W" })).display_name === "W");
  await b.vaults.archive(vault.id);
  await b.vaults.delete(vault.id);
});

await step("memory", async () => {
  const store = await b.memoryStores.create({ name: "Notes" });
  const inStore = { memory_store_id: store.id };
  const { memories, memoryVersions } = b.memoryStores;
  const first = await memories.create(store.id, { path: "/a/b.md", content: "x", view: "full" });
  assert(first.content === "x", first);
  const second = await memories.create(store.id, { path: "/c.md", content: "y" });
  assert(second.content == null, second);
  const taken = await refused(memories.create(store.id, { path: "/a", content: "z" }), 409);
  assert(taken.type === "memory_path_conflict_error" && taken.conflicting_path === "/a/b.md", taken);
  const top = (await all(memories.list(store.id, { depth: 1 }))).map((it) => `${it.type} ${it.path}`);
  assert(top.join() === "memory_prefix /a/,memory /c.md", top);
  const precondition = { type: "content_sha256", content_sha256: first.content_sha256 };
  const updated = await memories.update(first.id, { ...inStore, content: "x2", precondition });
  const stale = await refused(memories.update(first.id, { ...inStore, content: "x3", precondition }), 409);
  assert(stale.type === "memory_precondition_failed_error", stale);
  assert((await memories.retrieve(first.id, inStore)).content === "x2");
  const versions = await all(memoryVersions.list(store.id, { memory_id: first.id }));
  assert(versions.map((it) => it.operation).join() === "modified,created", versions);
  assert((await memoryVersions.redact(versions[1].id, inStore)).redacted_at);
  await memories.delete(first.id, { ...inStore, expected_content_sha256: updated.content_sha256 });
  const resources = [{ type: "memory_store", memory_store_id: store.id, access: "read_only" }];
  const session = await b.sessions.create({ agent: S.agent.id, environment_id: S.env.id, resources });
  assert(session.resources[0].mount_path === "/mnt/memory/notes", session);
  await b.memoryStores.archive(store.id);
  await b.memoryStores.delete(store.id);
});

await step("errors", async () => {
  const calls = [
    [() => b.agents.retrieve("agent_x"), 404],
    [() => b.sessions.create({ agent: "x", environment_id: "y" }), 404],
    [() => b.agents.create({ name: "", model: "m" }), 400],
    [() => b.sessions.events.send(S.id, { events: [] }), 400],
    [() => b.agents.create({ name: "x", model: 5 }), 400],
  ];
  for (const [call, status] of calls) assert((await refused(call(), status)).message);
});

await step("async tool runner", async () => {
  const runs = [];
  const weather = betaTool({
    name: "weather",
    description: "d",
    inputSchema: { type: "object", properties: { city: { type: "string" } } },
    run: async ({ city }) => {
      runs.push(city);
      return `Rain in ${city}`;
    },
  });
  const session = await b.sessions.create({ agent: S.agent.id, environment_id: S.env.id });
  const runner = b.sessions.events.toolRunner(session.id, { tools: [weather], maxIdleMs: 500 });
  const records = all(runner);
  await sleep(500);
  await say(session.id, 'call weather {"city":"Oslo"}');
  const found = (await records).map((record) => [record.name, record.posted, record.isError].join());
  const text = await lastMessage(session.id);
  assert(found.join(";") === "weather,true,false" && runs.join() === "Oslo" && text === "weather: Rain in Oslo", [
    found,
    runs,
    text,
  ]);
});

/** Serves one session of a self-hosted environment, to which `text` is sent, until its work is stopped. */
async function served(text, resources) {
  const environment = await b.environments.create({ name: "own", config: { type: "self_hosted" } });
  const session = await b.sessions.create({ agent: S.agent.id, environment_id: environment.id, resources });
  const environmentKey = `sk-ant-env-${environment.id}`;
  const stop = new AbortController();
  const workdir = mkdtempSync(join(tmpdir(), "scenario-"));
  const options = { environmentId: environment.id, environmentKey, workdir, maxIdleMs: 1000, signal: stop.signal };
  const worker = b.environments.work.worker(options).run();
  await sleep(1500);
  await say(session.id, text(session));
  let state;
  for (let i = 0; i < 150 && state !== "stopped"; i++) {
    await sleep(100);
    const headers = { Authorization: `Bearer ${environmentKey}` };
    [{ state }] = await all(b.environments.work.list(environment.id, {}, { headers }));
  }
  stop.abort();
  await worker.catch(() => {});
  return { session, state, said: await lastMessage(session.id) };
}

await step("worker (self-hosted)", async () => {
  const { state, said } = await served(() => 'use bash {"command":"echo hi"}');
  assert(said === "bash: hi" && state === "stopped", [said, state]);
});

await step("worker with a memory store", async () => {
  const store = await b.memoryStores.create({ name: `scenario-${process.pid}-${Date.now()}` });
  for (const name of ["a", "b"]) {
    await b.memoryStores.memories.create(store.id, { path: `/${name}.md`, content: name });
  }
  const resources = [{ type: "memory_store", memory_store_id: store.id, access: "read_write" }];
  const { session, said } = await served(({ resources: [{ mount_path: root }] }) => {
    const use = (tool, input) => `use ${tool} ${JSON.stringify(input)}`;
    return [
      use("read", { file_path: `${root}/a.md` }),
      use("write", { file_path: `${root}/b.md`, content: "changed" }),
      use("write", { file_path: `${root}/c/d.md`, content: "new" }),
    ].join("\n");
  }, resources);
  assert(said?.split(";")[0] === "read: a", said);
  const memories = await all(b.memoryStores.memories.list(store.id, { view: "full" }));
  const contents = memories.map((it) => `${it.path}: ${it.content}`).sort();
  assert(contents.join() === "/a.md: a,/b.md: changed,/c/d.md: new", contents);
  assert(!existsSync(session.resources[0].mount_path));
});

await step("delete/archive session", async () => {
  assert((await b.sessions.archive(S.id)).status === "terminated");
  assert((await b.sessions.delete(S.id)).type === "session_deleted");
});

process.exit(failed > 0 ? 1 : 0);
